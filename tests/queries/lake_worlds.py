"""Worlds in a lake with identities, without a graph: quicker, where no graph is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import kg
from kg.config import Config, save_config
from tests.queries.worlds import World


def lake_of(
    folder: Path, world: World, *, sources: Mapping[str, World] | None = None
) -> kg.Workspace:
    """A workspace with the world as source `world`, and further worlds by name."""
    folder.mkdir(parents=True)
    save_config(folder, Config(name="world"))
    ws = kg.open(folder)
    for name, content in {"world": world, **dict(sources or {})}.items():
        with ws.lake.write(name, fingerprint="1", reader="test") as writer:
            writer.add_claims(content.claims)
            writer.add_transfers(content.transfers)
            writer.read = len(content.claims) + len(content.transfers)
    resolve(ws)
    return ws


def resolve(ws: kg.Workspace) -> None:
    """Bring the identities up to what lake and desk say."""
    with ws.lake.connect() as con:
        ws.identity.resolve(con, ws.ontology, ws.desk)
