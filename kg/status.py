"""What a workspace holds, counted."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from kg.lake import Lake, SourceState
from kg.lake.sql import sql_string
from kg.store.protocol import GraphTables


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """Transfers in the lake.

    Attributes:
        rows: ledger rows of all live sources.
        count: transfers they stand for; more than `rows` where some are aggregates.
        sums: minor units paid, by currency.
    """

    rows: int
    count: int
    sums: dict[str, int]


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


def workspace_status(lake: Lake, graph: GraphTables | None, *, stale: bool) -> Status:
    """Count lake and graph; `graph` is None when nothing was projected yet."""
    with lake.connect() as con:
        row = con.execute("SELECT count(*), coalesce(sum(count), 0) FROM ledger").fetchone()
        rows, count = row if row else (0, 0)
        sums = con.execute(
            "SELECT currency, sum(amount) FROM ledger GROUP BY currency ORDER BY currency"
        ).fetchall()
        entities: dict[str, int] = {}
        relations: dict[str, int] = {}
        if graph is not None:
            entities = _count_by(con, f"read_parquet({sql_string(str(graph.nodes))})", "schema")
            relations = _count_by(con, f"read_parquet({sql_string(str(graph.relations))})", "type")
            transfers = _count_by(
                con, f"read_parquet({sql_string(str(graph.transfers))})", "'TRANSFER'"
            )
            relations |= transfers
    return Status(
        sources=tuple(lake.sources()),
        entities=entities,
        relations=relations,
        ledger=LedgerStatus(int(rows), int(count), {code: int(total) for code, total in sums}),
        stale=stale and bool(lake.sources()),
    )


def _count_by(con: duckdb.DuckDBPyConnection, table: str, key: str) -> dict[str, int]:
    return dict(
        con.execute(f"SELECT {key}, count(*) FROM {table} GROUP BY 1 ORDER BY 1").fetchall()
    )
