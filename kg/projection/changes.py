"""The difference of two projections."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from kg.lake.sql import sql_string
from kg.store.protocol import GraphChanges, GraphTables

_KEYS = {
    "nodes": "id",
    "relations": "id, type, source, target",
    "transfers": "id, source, target",
}


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """Rows of the graph put and removed; a changed row is put."""

    nodes_put: int = 0
    nodes_gone: int = 0
    relations_put: int = 0
    relations_gone: int = 0
    transfers_put: int = 0
    transfers_gone: int = 0


def difference(
    con: duckdb.DuckDBPyConnection, old: GraphTables, new: GraphTables, folder: Path
) -> tuple[GraphChanges, ChangeCounts]:
    """Write what leads from `old` to `new` as Parquet into `folder`, and count it."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for kind, key in _KEYS.items():
        before = f"read_parquet({sql_string(str(getattr(old, kind)))})"
        after = f"read_parquet({sql_string(str(getattr(new, kind)))})"
        counts[f"{kind}_put"] = _copy(
            con,
            f"SELECT * FROM {after} EXCEPT SELECT * FROM {before}",
            folder / f"{kind}.parquet",
        )
        counts[f"{kind}_gone"] = _copy(
            con,
            f"SELECT {key} FROM {before} EXCEPT SELECT {key} FROM {after}",
            folder / f"gone-{kind}.parquet",
        )
    changes = GraphChanges(
        put=GraphTables(*(folder / f"{kind}.parquet" for kind in _KEYS)),
        gone_nodes=folder / "gone-nodes.parquet",
        gone_relations=folder / "gone-relations.parquet",
        gone_transfers=folder / "gone-transfers.parquet",
    )
    return changes, ChangeCounts(**counts)


def _copy(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> int:
    row = con.execute(
        f"COPY ({select}) TO {sql_string(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone()
    return int(row[0]) if row else 0
