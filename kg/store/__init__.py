"""The graph behind one protocol: embedded in the process, or on a Neo4j server."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import Busy, SetupError
from kg.store.protocol import (
    GraphChanges,
    GraphStore,
    GraphTables,
    Progress,
    ProjectionMark,
)

__all__ = [
    "GraphChanges",
    "GraphStore",
    "GraphTables",
    "Progress",
    "ProjectionMark",
    "checked_settings",
    "open_store",
]

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_KEYS = {
    "embedded": {"engine", "serve"},
    "neo4j": {"engine", "uri", "user", "database", "password_env", "password_file"},
}
_PASSWORD_VARIABLE = "RISKWEAVE_NEO4J_PASSWORD"  # noqa: S105


def open_store(config: Mapping[str, Any] | str, path: str | Path) -> GraphStore:
    """The graph store that the settings name.

    Args:
        config: `embedded`, a URI of Neo4j's (`neo4j://host:7687`), or a mapping with
            `engine`: `embedded` (and `serve`: true to let other processes in over loopback)
            or `neo4j` with `uri`, and as wanted `user` (`neo4j`), `database` (`neo4j`) and
            where its password is: `password_env`, the name of an environment variable
            (`RISKWEAVE_NEO4J_PASSWORD`), or `password_file`, a file nobody else can read.
        path: folder of the embedded store; made when missing.

    Raises:
        SetupError: the settings name no store, or no password.
        Busy: another process has the embedded store open and does not serve it.
        StoreUnavailable: the store cannot be opened or reached.
    """
    settings = checked_settings(config)
    if settings["engine"] == "embedded":
        return _open_embedded(Path(path), serve=bool(settings.get("serve", False)))
    from kg.store.neo4j import Neo4jStore

    return Neo4jStore(
        settings["uri"],
        str(settings.get("user", "neo4j")),
        _password(settings),
        str(settings.get("database", "neo4j")),
    )


def checked_settings(config: Mapping[str, Any] | str) -> dict[str, Any]:
    """Settings of a store as a mapping, without opening it; see `open_store`.

    Raises:
        SetupError: they name no store, or hold a user or password in the address.
    """
    if isinstance(config, str):
        settings: dict[str, Any] = (
            {"engine": "neo4j", "uri": config} if "://" in config else {"engine": config}
        )
    else:
        settings = dict(config)
    engine = settings.get("engine")
    if engine not in _KEYS:
        raise SetupError(
            "no such graph store", field="store.engine", value=engine, hint=f"Known: {[*_KEYS]}"
        )
    if unknown := sorted(set(settings) - _KEYS[engine]):
        # The value is not shown: it may be a password in the wrong place.
        raise SetupError(
            f"unknown setting of the store {engine}",
            field=f"store.{unknown[0]}",
            hint=f"Known: {sorted(_KEYS[engine])}",
        )
    if engine == "neo4j":
        uri = settings.get("uri")
        scheme, found, rest = str(uri or "").partition("://")
        if not found or scheme not in _SCHEMES or "@" in rest:
            raise SetupError(
                "the store needs the address of a Neo4j server, without user or password",
                field="store.uri",
                hint="For example neo4j://localhost:7687",
            )
    return settings


def _open_embedded(path: Path, *, serve: bool) -> GraphStore:
    from kg.store.embedded import EmbeddedStore
    from kg.store.occupancy import served_at

    try:
        return EmbeddedStore(path, serve=serve)
    except Busy:
        address = served_at(path)
        if address is None:
            raise
    from kg.store.loopback import LoopbackStore

    return LoopbackStore(path, address)


def _password(settings: Mapping[str, Any]) -> str:
    if "password_file" in settings:
        return _from_file(Path(str(settings["password_file"])).expanduser())
    variable = str(settings.get("password_env", _PASSWORD_VARIABLE))
    try:
        return os.environ[variable]
    except KeyError:
        raise SetupError(
            f"the environment variable {variable} is not set",
            field="store.password_env",
            hint="Put the password of the Neo4j user there",
        ) from None


def _from_file(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SetupError(
            f"the password file cannot be read: {error.strerror}", file=path
        ) from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise SetupError("others can read the password file", file=path, hint=f"chmod 600 {path}")
    return text.strip()
