"""A workspace's settings: `workspace.yaml`, checked when it is read."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
import yaml
from msgspec import Meta, field

from kg.declarations import Declared, Filled, Spot, decode_tree
from kg.engines import STORES
from kg.errors import SetupError
from kg.values.instants import is_zone
from kg.yaml_nodes import LARGEST_FILE, MAPPING, NULL, Node, parse, read_text

FILE_NAME = "workspace.yaml"
FORMAT = 1

TransferShape = Literal["each", "pairs"]


_SQLITE = "sqlite:///"
_POSTGRESQL = re.compile(r"postgresql\+[a-z0-9_]+://[^/]+/.+", re.DOTALL)
_OWN = frozenset({FILE_NAME, "desk.known", "graph", "identity", "lake"})
"""What else the workspace keeps in its folder."""

_LINE_ENDS = re.compile("[\x85\u2028\u2029\ufeff]")


class DeskPlace(Declared, frozen=True):
    """Where the desk is.

    Attributes:
        url: `sqlite:///PATH`, the path as it is written, relative to the workspace; or
            `postgresql+DRIVER://USER@HOST:PORT/DATABASE`, as SQLAlchemy has it.
        password_env: environment variable that holds the password of a server.
    """

    url: Filled = f"{_SQLITE}desk.sqlite"
    password_env: Filled = "RISKWEAVE_DESK_PASSWORD"  # noqa: S105

    def file(self, folder: Path) -> Path | None:
        """The desk's file, for the workspace in `folder`; None where it is on a server."""
        if not self.url.startswith(_SQLITE):
            return None
        return folder / self.url.removeprefix(_SQLITE)


class ModelSettings(Declared, frozen=True):
    """The language model that a workspace may ask about the texts of its documents.

    Attributes:
        endpoint: address of an OpenAI-compatible API (`http://127.0.0.1:11434/v1`).
        model: its name there.
        key_env: environment variable that holds the key, None where none is needed.
        max_calls: questions that one run may ask.
        timeout: seconds for one answer.
    """

    endpoint: Filled
    model: Filled
    key_env: Filled | None = None
    max_calls: Annotated[int, Meta(ge=1)] = 500
    timeout: Annotated[float, Meta(ge=1, le=3600)] = 120.0


Memory = Annotated[
    str,
    Meta(
        pattern=r"^[1-9][0-9]*(\.[0-9]+)? ?[KMGTkmgt][iI]?[bB]$",
        extra={"says": "an amount of memory, such as 2GB,"},
    ),
]


class Config(Declared, frozen=True, kw_only=True):
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
            A file may have its `url` alone.
        memory_limit: what the lake's SQL engine may use, as DuckDB writes it ("2GB").
        ontology: further ontology files, relative to the workspace.
        extractor: the language model to ask; None asks none, and nothing leaves the machine.
    """

    format: Literal[1] = 1
    name: str = "workspace"
    transfers: TransferShape = "each"
    store: dict[str, Any] = field(default_factory=lambda: {"engine": "embedded"})
    timezone: str = "UTC"
    desk: DeskPlace = DeskPlace()
    memory_limit: Memory = "2GB"
    ontology: tuple[Filled, ...] = ()
    extractor: ModelSettings | None = None


class _Fault(SetupError):
    """A fault of the settings. It shows no value: any may be a password."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message, **facts | {"value": None})


class _Version(msgspec.Struct):
    format: str = ""


def load_config(folder: Path) -> Config:
    """Read `workspace.yaml` of a workspace.

    Raises:
        SetupError: it is not YAML, has an unknown key, or a value out of range; file and line
            are those of the fault, and no value is shown.
    """
    path = folder / FILE_NAME
    root = parse(read_text(path, SetupError, LARGEST_FILE), str(path), _Fault)
    root = _written_out(root or Node([], MAPPING, 1))
    version = decode_tree(root, str(path), _Version, _Fault)
    if version.value.format != str(FORMAT):
        raise version.error("not a workspace of this version", "format")
    file = decode_tree(root, str(path), Config, _Fault, fold=False)
    config, spot = file.value, Spot(file)
    if not is_zone(config.timezone):
        raise spot.below("timezone").error("no such time zone", hint="For example Europe/Berlin")
    if fault := _desk_fault(config.desk.url):
        raise spot.below("desk", "url").error(fault[0], hint=fault[1])
    return msgspec.structs.replace(config, store=_store(config.store, spot.below("store")))


def _written_out(root: Node) -> Node:
    """The settings with `desk: URL` as `desk: {url: URL}`, and without lists that hold nothing."""
    if root.tag != MAPPING:
        return root
    pairs = []
    for key, value in root.content:
        if key.content == "desk" and isinstance(value.content, str):
            inner = Node([(key._replace(content="url"), value)], MAPPING, value.line)
            pairs.append((key, inner))
        elif value.tag != NULL or key.content not in ("ontology", "extractor"):
            pairs.append((key, value))
    return root._replace(content=pairs)


def _store(settings: dict[str, Any], spot: Spot) -> dict[str, Any]:
    """Its settings, flags as flags; opening the store checks all but the engine."""
    if "password" in settings:
        raise spot.below("password").error(
            "a password must not stand in the settings",
            hint="Name an environment variable in store.password_env instead",
        )
    if settings.get("engine") not in STORES:
        raise spot.error(f"needs an engine, one of {', '.join(STORES)}")
    found: dict[str, Any] = {}
    for name, value in settings.items():
        if not isinstance(value, str | None):
            raise spot.below(name).error("one value is expected here")
        flag = spot.below(name).flag
        found[name] = value if flag is None else flag
    return found


def _desk_fault(url: str) -> tuple[str, str] | None:
    """What is wrong with the address of a desk, and what to do."""
    usual = f"For example {DeskPlace().url}"
    if url.startswith(_SQLITE):
        path = url.removeprefix(_SQLITE)
        if not path or "\0" in path:
            return "names no file", usual
        parts = PurePath(os.path.normpath(path)).parts
        if parts[0] in _OWN or parts[-1] == FILE_NAME:
            return "names a file of the workspace that is no desk", usual
        return None
    if not _POSTGRESQL.fullmatch(url):
        hint = f"{usual} or postgresql+pg8000://user@host/database"
        return "needs the address of a database", hint
    if _holds_password(url):
        return (
            "a password must not stand in the settings",
            "Give it in the environment variable RISKWEAVE_DESK_PASSWORD, or the one that"
            " desk.password_env names",
        )
    return None


def _holds_password(url: str) -> bool:
    parts = urlsplit(url)
    return ":" in parts.netloc.rpartition("@")[0] or "pass" in parts.query.lower()


def save_config(folder: Path, config: Config) -> None:
    """Write `workspace.yaml`."""
    body = msgspec.to_builtins(config)
    for name, usual in (("desk", DeskPlace()), ("extractor", None)):
        if getattr(config, name) == usual:
            del body[name]
    body["ontology"] = list(config.ontology)
    text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True)
    if _LINE_ENDS.search(text):
        # PyYAML writes these as they stand, and reads them as line ends: escaped they survive.
        text = yaml.safe_dump(body, sort_keys=False)
    descriptor = os.open(folder / FILE_NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
