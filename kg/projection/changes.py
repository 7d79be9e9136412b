"""The difference of two graphs, found without making either whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kg.files import plain_path
from kg.lake import Lake
from kg.lake.sql import sql_files, sql_path, sql_string
from kg.ontology import Ontology
from kg.projection.build import draw_entities, draw_transfers, register_ontology, transfers_select
from kg.projection.snapshot import Snapshot, SnapshotFolder
from kg.store.protocol import GraphChanges, GraphTables

_KEYS = {
    "nodes": "id",
    "relations": "id, type, source, target",
    "transfers": "id, source, target",
}
_ORDER = {
    "nodes": "id",
    "relations": "type, source, id",
    "transfers": "source, target, id",
}
"""Rows of one source lie together in a store: put one after the other, each page changes once."""


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """Rows of the graph put and removed; a changed row is put."""

    nodes_put: int = 0
    nodes_gone: int = 0
    relations_put: int = 0
    relations_gone: int = 0
    transfers_put: int = 0
    transfers_gone: int = 0


def table_difference(
    con: duckdb.DuckDBPyConnection, old: GraphTables, new: GraphTables, folder: Path
) -> tuple[GraphChanges, ChangeCounts]:
    """Write what leads from `old` to `new` as Parquet into `folder`, and count it."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for kind, key in _KEYS.items():
        before = sql_files([getattr(old, kind)])
        after = sql_files([getattr(new, kind)])
        counts[f"{kind}_put"] = _copy(
            con,
            f"SELECT * FROM {after} EXCEPT SELECT * FROM {before} ORDER BY {_ORDER[kind]}",
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


class SnapshotDifference:
    """Finds what leads from the graph of one snapshot to that of another.

    Only entities with a claim that came or went, or whose canonical id moved, are drawn in
    both states and compared, together with the relations that touch them and the transfers
    that came, went, or hang on an account that appeared, vanished or moved. The work grows
    with the change, not with the graph.
    """

    def __init__(
        self,
        lake: Lake,
        snapshots: SnapshotFolder,
        ontology: Ontology,
        old: Snapshot,
        new: Snapshot,
    ) -> None:
        self._lake = lake
        self._snapshots = snapshots
        self._ontology = ontology
        self._old, self._new = old, new

    def changed_rows(self) -> tuple[int, int]:
        """Numbers of (records, transfers) that came, went or changed."""
        with duckdb.connect() as con:
            self._collect(con)
            return _count(con, "changed_records"), _count(con, "changed_transfers")

    def write(self, folder: Path) -> tuple[GraphChanges, ChangeCounts]:
        """Write the difference as Parquet into `folder`, and count it."""
        with self._connections() as (before, after):
            self._collect(before)
            records = before.sql("SELECT * FROM changed_records").to_arrow_table()
            moved = _moved(before, after)
            involved = pa.concat_tables([records, moved]).combine_chunks()
            touched = _union(
                _canonical_of(before, involved), _canonical_of(after, involved), name="id"
            )
            states = ((before, self._old, "old"), (after, self._new, "new"))
            tables = []
            for con, _, name in states:
                register_ontology(con, self._ontology)
                tables.append(_draw_entities(con, touched, folder / name))
            shifted = _union(
                _canonical_of(before, moved),
                _canonical_of(after, moved),
                _appeared(tables[0], tables[1]),
                name="id",
            )
            transfers = _union(
                self._transfers(before, self._old, shifted),
                self._transfers(after, self._new, shifted),
                name="id",
            )
            for (con, snapshot, _), drawn in zip(states, tables, strict=True):
                _keep(con, "scope_transfers", transfers)
                draw_transfers(con, drawn.transfers, snapshot.transfers, "scope_transfers")
            return table_difference(before, tables[0], tables[1], folder)

    @contextmanager
    def _connections(
        self,
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]]:
        with (
            self._snapshots.connect(self._lake, self._old) as before,
            self._snapshots.connect(self._lake, self._new) as after,
        ):
            yield before, after

    def _collect(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make tables `changed_records` (entity) and `changed_transfers` (the rows, source)."""
        records, transfers = [], []
        for source in sorted({*self._old.sources, *self._new.sources}):
            versions = self._old.versions.get(source), self._new.versions.get(source)
            if versions[0] == versions[1]:
                continue
            delta = self._lake.delta(source, *versions)
            records.append(f"SELECT entity FROM ({delta.entities})")
            transfers.append(
                f"SELECT id, from_account, to_account, currency, {sql_string(source)} AS source"
                f" FROM ({delta.transfers})"
            )
        nothing = "SELECT NULL::varchar AS entity WHERE false"
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE changed_records AS {' UNION '.join(records) or nothing}"
        )
        columns = ("id", "from_account", "to_account", "currency", "source")
        no_transfers = f"SELECT {', '.join(f'NULL::varchar AS {c}' for c in columns)} WHERE false"
        con.execute(
            "CREATE OR REPLACE TEMP TABLE changed_transfers AS"
            f" {' UNION ALL '.join(transfers) or no_transfers}"
        )

    def _transfers(
        self, con: duckdb.DuckDBPyConnection, snapshot: Snapshot, shifted: pa.Table
    ) -> pa.Table:
        """Ids of graph transfers, in one state, that changed or whose ends shifted."""
        if snapshot is self._new:
            self._collect(con)
        con.register("shifted", shifted)
        drawn = transfers_select(snapshot.transfers)
        ends = "SELECT id FROM shifted"
        if snapshot.transfers == "each":
            changed = "SELECT DISTINCT source || '/' || id AS id FROM changed_transfers"
        else:
            changed = f"""
                SELECT DISTINCT t.id FROM ({drawn}) t
                JOIN (
                    SELECT DISTINCT coalesce(f.id, c.from_account) AS source,
                           coalesce(k.id, c.to_account) AS target, c.currency, c.source AS dataset
                    FROM changed_transfers c
                    LEFT JOIN canonical f ON f.entity = c.from_account
                    LEFT JOIN canonical k ON k.entity = c.to_account
                ) USING (source, target, currency, dataset)
            """
        moved = f"SELECT id FROM ({drawn}) WHERE source IN ({ends}) OR target IN ({ends})"
        both = f"{changed} UNION {moved}" if shifted.num_rows else changed
        return con.sql(both).to_arrow_table()


def _moved(before: duckdb.DuckDBPyConnection, after: duckdb.DuckDBPyConnection) -> pa.Table:
    """Records whose canonical id differs between the two states."""
    after.register("canonical_before", before.sql("SELECT * FROM canonical").to_arrow_table())
    return after.sql(
        """
        SELECT coalesce(o.entity, n.entity) AS entity
        FROM canonical_before o FULL JOIN canonical n ON o.entity = n.entity
        WHERE coalesce(o.id, n.entity) IS DISTINCT FROM coalesce(n.id, o.entity)
        """
    ).to_arrow_table()


def _canonical_of(con: duckdb.DuckDBPyConnection, entities: pa.Table) -> pa.Table:
    con.register("asked", entities)
    return con.sql(
        """
        SELECT DISTINCT coalesce(c.id, a.entity) AS id
        FROM asked a LEFT JOIN canonical c ON c.entity = a.entity
        """
    ).to_arrow_table()


def _draw_entities(con: duckdb.DuckDBPyConnection, entities: pa.Table, folder: Path) -> GraphTables:
    """The tables of one state, with all but the transfers written."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = GraphTables(*(folder / f"{kind}.parquet" for kind in _KEYS))
    _keep(con, "scope_entities", entities)
    draw_entities(con, tables.nodes, tables.relations, "scope_entities")
    return tables


def _keep(con: duckdb.DuckDBPyConnection, name: str, ids: pa.Table) -> None:
    """Make a table of the connection: of a registered one it does not know how small it is."""
    con.register("ids", ids)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM ids")
    con.unregister("ids")


def _appeared(old: GraphTables, new: GraphTables) -> pa.Table:
    """Ids of nodes that are in one of the two and not in the other."""
    before = set(pq.read_table(plain_path(old.nodes), columns=["id"])["id"].to_pylist())
    after = set(pq.read_table(plain_path(new.nodes), columns=["id"])["id"].to_pylist())
    return pa.table({"id": pa.array(sorted(before ^ after), pa.string())})


def _union(*tables: pa.Table, name: str) -> pa.Table:
    values = sorted({value for table in tables for value in table[name].to_pylist()})
    return pa.table({name: pa.array(values, pa.string())})


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _copy(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> int:
    row = con.execute(
        f"COPY ({select}) TO {sql_path(path)} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone()
    return int(row[0]) if row else 0
