"""A workspace's settings: `workspace.yaml`, checked when it is read."""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

import yaml

from kg.engines import STORES
from kg.errors import SetupError
from kg.values.instants import is_zone
from kg.yaml_file import Value

FILE_NAME = "workspace.yaml"
FORMAT = 1

TransferShape = Literal["each", "pairs"]


_SQLITE = "sqlite:///"
_POSTGRESQL = re.compile(r"postgresql\+[a-z0-9_]+://[^/]+/.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where the desk is.

    Attributes:
        url: `sqlite:///PATH`, the path as it is written, relative to the workspace; or
            `postgresql+DRIVER://USER@HOST:PORT/DATABASE`, as SQLAlchemy has it.
        password_env: environment variable that holds the password of a server.
    """

    url: str = f"{_SQLITE}desk.sqlite"
    password_env: str = "RISKWEAVE_DESK_PASSWORD"  # noqa: S105

    def file(self, folder: Path) -> Path | None:
        """The desk's file, for the workspace in `folder`; None where it is on a server."""
        if not self.url.startswith(_SQLITE):
            return None
        return folder / self.url.removeprefix(_SQLITE)


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The language model that a workspace may ask about the texts of its documents.

    Attributes:
        endpoint: address of an OpenAI-compatible API (`http://127.0.0.1:11434/v1`).
        model: its name there.
        key_env: environment variable that holds the key, None where none is needed.
        max_calls: questions that one run may ask.
        timeout: seconds for one answer.
    """

    endpoint: str
    model: str
    key_env: str | None = None
    max_calls: int = 500
    timeout: float = 120.0


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
        desk: where judgements, alerts and the audit log are; by default in the workspace.
        memory_limit: what the lake's SQL engine may use, as DuckDB writes it ("2GB").
        ontology: further ontology files, relative to the workspace.
        extractor: the language model to ask; None asks none, and nothing leaves the machine.
    """

    name: str = "workspace"
    transfers: TransferShape = "each"
    store: dict[str, Any] = field(default_factory=lambda: {"engine": "embedded"})
    timezone: str = "UTC"
    desk: DeskPlace = field(default_factory=DeskPlace)
    memory_limit: str = "2GB"
    ontology: tuple[str, ...] = ()
    extractor: ModelSettings | None = None


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
    if "desk" in keys:
        found["desk"] = _desk(keys["desk"])
    if "ontology" in keys and not keys["ontology"].is_null:
        found["ontology"] = tuple(
            item.text(empty=False, fold=False) for item in keys["ontology"].items()
        )
    if "extractor" in keys and not keys["extractor"].is_null:
        found["extractor"] = _extractor(keys["extractor"])
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


def _extractor(value: Value) -> ModelSettings:
    parts = value.record(
        "the extractor", ("endpoint", "model"), ("key_env", "max_calls", "timeout")
    )
    limits: dict[str, Any] = {}
    if "max_calls" in parts:
        limits["max_calls"] = parts["max_calls"].integer(1)
    if "timeout" in parts:
        limits["timeout"] = parts["timeout"].number(1, 3600)
    return ModelSettings(
        endpoint=parts["endpoint"].text(empty=False),
        model=parts["model"].text(empty=False),
        key_env=parts["key_env"].text(empty=False) if "key_env" in parts else None,
        **limits,
    )


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
    if engine not in STORES:
        raise value.error(f"needs an engine, one of {', '.join(STORES)}", value=engine)
    return {name: part.scalar() for name, part in parts.items()}


def _desk(value: Value) -> DeskPlace:
    """A URL, or a mapping of it and `password_env`; no error shows a value, as for the store."""
    parts = {"url": value}
    if not value.is_scalar:
        parts = value.record("the desk", required=("url",), optional=("password_env",))
    url = parts["url"].text(empty=False, fold=False)
    if url.startswith(_SQLITE):
        if not url.removeprefix(_SQLITE) or "\0" in url:
            raise parts["url"].error("names no file", hint=f"For example {DeskPlace().url}")
    elif not _POSTGRESQL.fullmatch(url):
        raise parts["url"].error(
            "needs the address of a database",
            hint=f"For example {DeskPlace().url} or postgresql+pg8000://user@host/database",
        )
    elif _holds_password(url):
        raise parts["url"].error(
            "a password must not stand in the settings",
            hint="Give it in the environment variable RISKWEAVE_DESK_PASSWORD, or the one that"
            " desk.password_env names",
        )
    if "password_env" not in parts:
        return DeskPlace(url)
    return DeskPlace(url, parts["password_env"].text(empty=False))


def _holds_password(url: str) -> bool:
    parts = urlsplit(url)
    return ":" in parts.netloc.rpartition("@")[0] or "pass" in parts.query.lower()


def save_config(folder: Path, config: Config) -> None:
    """Write `workspace.yaml`."""
    body: dict[str, Any] = {"format": FORMAT, "name": config.name, "transfers": config.transfers}
    body["store"] = dict(config.store)
    body["timezone"] = config.timezone
    if config.desk != DeskPlace():
        body["desk"] = {"url": config.desk.url, "password_env": config.desk.password_env}
    body["memory_limit"] = config.memory_limit
    body["ontology"] = list(config.ontology)
    if config.extractor is not None:
        body["extractor"] = asdict(config.extractor)
    text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True)
    if _LINE_ENDS.search(text):
        # PyYAML writes these as they stand, and reads them as line ends: escaped they survive.
        text = yaml.safe_dump(body, sort_keys=False)
    descriptor = os.open(folder / FILE_NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
