"""What a workspace holds, counted."""

from __future__ import annotations

from dataclasses import dataclass

from kg.lake import Lake, SourceState
from kg.store.protocol import GraphStore


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """Transfers in the lake.

    Attributes:
        rows: ledger rows of all live sources.
        count: transfers they stand for; more than `rows` where some are aggregates.
        sums: minor units paid, by currency.
        without_ends: ledger rows that are not in the graph, because no source says anything
            of the account where they start or end.
    """

    rows: int
    count: int
    sums: dict[str, int]
    without_ends: int


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of a workspace.

    Attributes:
        sources: live sources, in order of first arrival.
        entities: nodes of the graph by schema.
        relations: relationships of the graph by type, transfers included.
        ledger: what the lake holds.
        stale: the graph is behind the lake; `kg refresh` brings it up.
    """

    sources: tuple[SourceState, ...]
    entities: dict[str, int]
    relations: dict[str, int]
    ledger: LedgerStatus
    stale: bool


def workspace_status(lake: Lake, store: GraphStore, *, stale: bool) -> Status:
    """Count lake and graph."""
    with lake.connect() as con:
        row = con.execute("SELECT count(*), coalesce(sum(count), 0) FROM ledger").fetchone()
        rows, count = row if row else (0, 0)
        sums = con.execute(
            "SELECT currency, sum(amount) FROM ledger GROUP BY currency ORDER BY currency"
        ).fetchall()
        lacking = con.execute(
            """
            SELECT count(*) FROM ledger
            WHERE from_account NOT IN (SELECT entity FROM claims WHERE entity IS NOT NULL)
               OR to_account NOT IN (SELECT entity FROM claims WHERE entity IS NOT NULL)
            """
        ).fetchone()
    entities = store.read("MATCH (n:Entity) RETURN n.schema AS schema, count(n) AS count").rows
    relations = store.read(
        "MATCH (:Entity)-[r]->(:Entity) RETURN type(r) AS type, count(r) AS count"
    ).rows
    return Status(
        sources=tuple(lake.sources()),
        entities=dict(sorted(entities)),
        relations=dict(sorted(relations)),
        ledger=LedgerStatus(
            int(rows),
            int(count),
            {code: int(total) for code, total in sums},
            int(lacking[0]) if lacking else 0,
        ),
        stale=stale and bool(lake.sources() or entities),
    )
