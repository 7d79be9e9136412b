"""All that a workspace says, in a form that two of them can be compared by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kg
from kg.store.protocol import ProjectionMark

_NODES = "MATCH (n:Entity) RETURN n.id, n.sources, n"
_RELATIONS = "MATCH (a:Entity)-[r]->(b:Entity) WHERE type(r) <> 'TRANSFER' RETURN r"
_TRANSFERS = (
    "MATCH (a:Entity)-[r:TRANSFER]->(b:Entity)"
    " RETURN r.id, a.id, b.id, r.amount, r.currency, r.count, r.first, r.last"
)


@dataclass(frozen=True)
class Contents:
    """Lake, identity and graph of a workspace.

    Attributes:
        claims: by claim id; ledger: by source and id.
        canonical: record id to the id of the entity it belongs to, where they differ.
        nodes: by id, with the sources each rests on first.
        relations: those that are no transfers, by type and id. transfers: by id.
        mark: name of the state that the graph says it holds.
    """

    claims: dict[str, tuple[Any, ...]]
    ledger: dict[tuple[str, str], tuple[Any, ...]]
    canonical: dict[str, str]
    nodes: dict[str, tuple[Any, ...]]
    relations: dict[tuple[str, str], Any]
    transfers: dict[str, tuple[Any, ...]]
    mark: ProjectionMark


def contents(folder: Path) -> Contents:
    """Read it all."""
    with kg.open(folder) as workspace, workspace.view() as view:
        store = workspace.store
        claims = view.sql("SELECT id, source, * EXCLUDE (id, source, version) FROM claims").rows
        ledger = view.sql("SELECT source, id, * EXCLUDE (id, source, version) FROM ledger").rows
        nodes = {
            identity: (frozenset(sources), node.schema, node.labels, node.caption, node.properties)
            for identity, sources, node in store.read(_NODES).rows
        }
        return Contents(
            claims={row[0]: row[1:] for row in claims},
            ledger={row[:2]: row[2:] for row in ledger},
            canonical=dict(view.sql("SELECT entity, id FROM canonical").rows),
            nodes=nodes,
            relations={(r.type, r.id): r for (r,) in store.read(_RELATIONS).rows},
            transfers={row[0]: row[1:] for row in store.read(_TRANSFERS).rows},
            mark=store.mark(),
        )
