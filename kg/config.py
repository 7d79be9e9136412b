"""A workspace's settings: `workspace.yaml`, checked when it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from kg.errors import SetupError
from kg.values.instants import is_zone
from kg.yaml_file import Value

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
        timezone: IANA name of the bank's own zone: by it a day is a day, and times without an
            offset are read.
        memory_limit: what the lake's SQL engine may use, as DuckDB writes it ("2GB").
        ontology: further ontology files, relative to the workspace.
    """

    name: str = "workspace"
    transfers: TransferShape = "each"
    store: dict[str, Any] = field(default_factory=lambda: {"engine": "embedded"})
    timezone: str = "UTC"
    memory_limit: str = "2GB"
    ontology: tuple[str, ...] = ()


_MEMORY = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B", re.IGNORECASE)
_LINE_ENDS = re.compile("[\x85\u2028\u2029\ufeff]")
_KEYS = ("format", *Config.__dataclass_fields__)


def load_config(folder: Path) -> Config:
    """Read `workspace.yaml` of a workspace.

    Raises:
        SetupError: it is not YAML, has an unknown key, or a value out of range; file and line
            are those of the fault.
    """
    root = Value.read(folder / FILE_NAME, SetupError, name_fields=True)
    version = root.mapping("the settings").get("format")
    if version is None or version.integer() != FORMAT:
        raise (version or root).error("not a workspace of this version", field="format")
    keys = root.mapping("the settings", _KEYS)
    found: dict[str, Any] = {}
    if "name" in keys:
        found["name"] = keys["name"].text(fold=False)
    if "timezone" in keys:
        found["timezone"] = _timezone(keys["timezone"])
    if "memory_limit" in keys:
        found["memory_limit"] = _memory(keys["memory_limit"])
    if "transfers" in keys:
        found["transfers"] = _transfers(keys["transfers"])
    if "store" in keys:
        found["store"] = _store(keys["store"])
    if "ontology" in keys and not keys["ontology"].is_null:
        found["ontology"] = tuple(
            item.text(empty=False, fold=False) for item in keys["ontology"].items()
        )
    return Config(**found)


def _memory(value: Value) -> str:
    text = value.text(fold=False)
    if not _MEMORY.fullmatch(text):
        raise value.error("must be an amount of memory", value=text, hint="For example 2GB")
    return text


def _timezone(value: Value) -> str:
    name = value.text(fold=False)
    if not is_zone(name):
        raise value.error("no such time zone", value=name, hint="For example Europe/Berlin")
    return name


def _transfers(value: Value) -> TransferShape:
    shape = value.scalar()
    if shape not in ("each", "pairs"):
        raise value.error("must be 'each' or 'pairs'", value=shape)
    return cast("TransferShape", shape)


def _store(value: Value) -> dict[str, Any]:
    """Its settings as written; opening the store checks all but the engine.

    No error here shows a value other than that of the engine: it may be a password.
    """
    parts = value.mapping("the store")
    if "password" in parts:
        raise parts["password"].error(
            "a password must not stand in the settings",
            hint="Name an environment variable in store.password_env instead",
        )
    engine = parts["engine"].scalar() if "engine" in parts else None
    if engine not in ("embedded", "neo4j"):
        raise value.error("needs an engine, 'embedded' or 'neo4j'", value=engine)
    return {name: part.scalar() for name, part in parts.items()}


def save_config(folder: Path, config: Config) -> None:
    """Write `workspace.yaml`."""
    body: dict[str, Any] = {"format": FORMAT, "name": config.name, "transfers": config.transfers}
    body["store"] = dict(config.store)
    body["timezone"] = config.timezone
    body["memory_limit"] = config.memory_limit
    body["ontology"] = list(config.ontology)
    text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True)
    if _LINE_ENDS.search(text):
        # PyYAML writes these as they stand, and reads them as line ends: escaped they survive.
        text = yaml.safe_dump(body, sort_keys=False)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
