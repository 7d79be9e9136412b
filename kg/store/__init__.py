"""The graph behind one protocol: embedded in the process, or on a Neo4j server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.engines import STORES
from kg.errors import SetupError
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
    store: GraphStore = STORES[settings["engine"]].opened(settings, Path(path))
    return store


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
    known = STORES.get(engine) if isinstance(engine, str) else None
    if known is None:
        raise SetupError(
            "no such graph store", field="store.engine", value=engine, hint=f"Known: {[*STORES]}"
        )
    if unknown := sorted(settings.keys() - known.settings - {"engine"}):
        # The value is not shown: it may be a password in the wrong place.
        raise SetupError(
            f"unknown setting of the store {engine}",
            field=f"store.{unknown[0]}",
            hint=f"Known: {sorted({'engine', *known.settings})}",
        )
    known.check(settings)
    return settings
