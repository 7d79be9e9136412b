"""A workspace's settings: `workspace.yaml`, checked when it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from kg.errors import SetupError

FILE_NAME = "workspace.yaml"
FORMAT = 1

TransferShape = Literal["each", "pairs"]


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a workspace.

    Attributes:
        name: what people call it.
        transfers: `each` draws every transfer as a relationship of the graph; `pairs` draws
            one for each pair of accounts and currency, with count, sum, first and last.
        store: `{"engine": "embedded"}`, or `{"engine": "neo4j", "uri": …, "user": …,
            "database": …, "password_env": …}`; a password itself never stands here.
        memory_limit: what the lake's SQL engine may use, as DuckDB writes it ("2GB").
        ontology: further ontology files, relative to the workspace.
    """

    name: str = "workspace"
    transfers: TransferShape = "each"
    store: dict[str, Any] = field(default_factory=lambda: {"engine": "embedded"})
    memory_limit: str = "2GB"
    ontology: tuple[str, ...] = ()


_KEYS = {"format", *Config.__dataclass_fields__}


def load_config(folder: Path) -> Config:
    """Read `workspace.yaml` of a workspace.

    Raises:
        SetupError: it is not YAML, has an unknown key, or a value out of range.
    """
    path = folder / FILE_NAME
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise SetupError(f"not readable YAML: {error.problem}", file=path, line=line) from error
    if not isinstance(raw, dict):
        raise SetupError("expected a mapping of settings", file=path)
    if unknown := sorted(set(raw) - _KEYS):
        raise SetupError(
            "unknown setting", file=path, field=str(unknown[0]), hint=f"Known: {sorted(_KEYS)}"
        )
    if raw.pop("format", None) != FORMAT:
        raise SetupError("not a workspace of this version", file=path, field="format")
    if raw.get("transfers", "each") not in ("each", "pairs"):
        raise SetupError(
            "must be 'each' or 'pairs'", file=path, field="transfers", value=raw["transfers"]
        )
    store = raw.get("store", {"engine": "embedded"})
    if not isinstance(store, dict) or store.get("engine") not in ("embedded", "neo4j"):
        raise SetupError(
            "needs an engine, 'embedded' or 'neo4j'", file=path, field="store", value=store
        )
    if "password" in store:
        raise SetupError(
            "a password must not stand in the settings",
            file=path,
            field="store.password",
            hint="Name an environment variable in store.password_env instead",
        )
    raw["ontology"] = tuple(raw.get("ontology") or ())
    return Config(**raw)


def save_config(folder: Path, config: Config) -> None:
    """Write `workspace.yaml`."""
    body: dict[str, Any] = {"format": FORMAT, "name": config.name, "transfers": config.transfers}
    body["store"] = dict(config.store)
    body["memory_limit"] = config.memory_limit
    body["ontology"] = list(config.ontology)
    text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
