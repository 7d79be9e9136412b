"""The graph stores that ship, each opened by one registered function."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.engines import store_engine
from kg.errors import Busy, SetupError
from kg.store.protocol import GraphStore

_UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_PASSWORD_VARIABLE = "RISKWEAVE_NEO4J_PASSWORD"  # noqa: S105


@store_engine("embedded", "serve")
def _open_embedded(settings: Mapping[str, Any], path: Path) -> GraphStore:
    from kg.store.copied import CopiedStore
    from kg.store.embedded import EmbeddedStore
    from kg.store.occupancy import served_at

    try:
        return EmbeddedStore(path, serve=bool(settings.get("serve", False)))
    except Busy as busy:
        address = served_at(path)
        if address is None:
            return CopiedStore(path, busy)
    except OSError as fault:
        if fault.errno not in _UNWRITABLE:
            raise
        reason = SetupError(f"the graph cannot be changed: {fault.strerror}", file=path)
        return CopiedStore(path, reason)
    from kg.store.loopback import LoopbackStore

    return LoopbackStore(path, address)


def _check_neo4j(settings: Mapping[str, Any]) -> None:
    scheme, found, rest = str(settings.get("uri") or "").partition("://")
    if not found or scheme not in _SCHEMES or "@" in rest:
        raise SetupError(
            "the store needs the address of a Neo4j server, without user or password",
            field="store.uri",
            hint="For example neo4j://localhost:7687",
        )


@store_engine(
    "neo4j", "uri", "user", "database", "password_env", "password_file", check=_check_neo4j
)
def _open_neo4j(settings: Mapping[str, Any], _path: Path) -> GraphStore:
    from kg.store.neo4j import Neo4jStore

    return Neo4jStore(
        settings["uri"],
        str(settings.get("user", "neo4j")),
        _password(settings),
        str(settings.get("database", "neo4j")),
    )


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
