"""The graph that follows from lake, identity and ontology, as Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from kg.config import TransferShape
from kg.lake.sql import sql_string
from kg.ontology import Ontology
from kg.store.protocol import GraphTables

FORMAT = 2
"""Goes into the digest of a projection: raise it when the same lake gives another graph."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a graph that may differ between two states of the lake.

    Both are tables of the connection: `entities` (id) holds canonical ids whose node or
    relations may differ; `transfers` (id) holds ids of graph transfers that may.
    """

    entities: str
    transfers: str


def build(
    con: duckdb.DuckDBPyConnection,
    ontology: Ontology,
    folder: Path,
    transfers: TransferShape,
    scope: Scope | None = None,
) -> tuple[GraphTables, int]:
    """Write `nodes.parquet`, `relations.parquet` and `transfers.parquet` into `folder`.

    Row order and content depend on the claims alone, so that equal lakes give equal files.

    Args:
        con: lake connection with `claims`, `ledger` and `canonical`.
        transfers: one relationship for each transfer, or for each pair and currency.
        scope: only the nodes and transfers named there, and the relations of and between
            those nodes and any other; None is the whole graph.

    Returns:
        the tables, and the number of relations and transfers left out because one of
        their ends is no entity of the graph.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = GraphTables(*(folder / f"{n}.parquet" for n in ("nodes", "relations", "transfers")))
    register_ontology(con, ontology)
    con.execute(f"CREATE OR REPLACE TEMP TABLE stated AS {_stated(scope)}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE entity_schema AS {_ENTITY_SCHEMA}")
    only_nodes = f"WHERE id IN (SELECT id FROM {scope.entities})" if scope else ""
    _write(con, f"SELECT * FROM ({_NODES}) {only_nodes} ORDER BY id", tables.nodes)
    con.execute(f"CREATE OR REPLACE TEMP TABLE all_relations AS {_EDGES} UNION ALL {_LINKS}")
    only_relations = ""
    if scope:
        touched = f"(SELECT id FROM {scope.entities})"
        only_relations = f"WHERE entity IN {touched} OR source IN {touched} OR target IN {touched}"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE kept_relations AS"
        f" SELECT * FROM all_relations {only_relations}"
    )
    only_transfers = f"WHERE id IN (SELECT id FROM {scope.transfers})" if scope else ""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE kept_transfers AS"
        f" SELECT * FROM ({TRANSFERS[transfers]}) {only_transfers}"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE node_ids AS {_NODE_IDS}")
    dangling = 0
    for kind, columns, order in (
        ("relations", "* EXCLUDE (entity)", "id"),
        ("transfers", "*", "source, target, first, id"),
    ):
        written = _write(
            con,
            f"""
            SELECT {columns} FROM kept_{kind}
            WHERE source IN (SELECT id FROM node_ids) AND target IN (SELECT id FROM node_ids)
            ORDER BY {order}
            """,
            getattr(tables, kind),
        )
        row = con.execute(f"SELECT count(*) FROM kept_{kind}").fetchone()
        dangling += (row[0] if row else 0) - written
    for table in ("stated", "entity_schema", "node_ids", "all_relations"):
        con.execute(f"DROP TABLE {table}")
    for kind in ("relations", "transfers"):
        con.execute(f"DROP TABLE kept_{kind}")
    return tables, dangling


def _stated(scope: Scope | None) -> str:
    """Claims by canonical id: all, or those needed for the nodes and relations in scope."""
    everything = """
        SELECT coalesce(c.id, s.entity) AS entity, s.schema, s.prop, s.value, s.confidence,
               s.seen_at, s.valid_from, s.valid_to, s.source
        FROM claims s LEFT JOIN canonical c ON c.entity = s.entity
    """
    if scope is None:
        return everything
    return f"""
        WITH everything AS ({everything}), touching AS (
            SELECT DISTINCT e.entity FROM everything e
            JOIN reference_properties r ON r.schema = e.schema AND r.prop = e.prop
            LEFT JOIN canonical c ON c.entity = e.value
            WHERE coalesce(c.id, e.value) IN (SELECT id FROM {scope.entities})
        )
        SELECT * FROM everything
        WHERE entity IN (SELECT id FROM {scope.entities} UNION SELECT entity FROM touching)
    """


_ENTITY_SCHEMA = """
SELECT entity, arg_max(schema, (depth, schema)) AS schema,
       list(DISTINCT source ORDER BY source) AS sources,
       CASE WHEN bool_and(valid_from IS NOT NULL) THEN min(valid_from) END AS valid_from,
       CASE WHEN bool_and(valid_to IS NOT NULL) THEN max(valid_to) END AS valid_to
FROM stated JOIN schemata USING (schema) GROUP BY entity
"""

_NODE_IDS = """
WITH ends AS (
    SELECT source AS id FROM kept_relations UNION SELECT target FROM kept_relations
    UNION SELECT source FROM kept_transfers UNION SELECT target FROM kept_transfers
)
SELECT DISTINCT coalesce(c.id, s.entity) AS id
FROM claims s
JOIN schemata k ON k.schema = s.schema AND NOT k.is_edge
LEFT JOIN canonical c ON c.entity = s.entity
WHERE coalesce(c.id, s.entity) IN (SELECT id FROM ends)
"""
"""Which ends of the relations and transfers at hand are entities of the graph."""

_OBJECT = """
    '{' || string_agg(
        to_json(prop)::varchar || ':' ||
        CASE WHEN multiple THEN to_json(everything)::varchar ELSE to_json(preferred)::varchar END,
        ',' ORDER BY prop
    ) || '}'
"""
"""JSON object of a group's properties, keys in order: one value, or all where several may hold."""

_NODES = f"""
WITH best AS (
    SELECT entity, prop, any_value(p.multiple) AS multiple,
           list(DISTINCT value ORDER BY value) AS everything,
           arg_max(value, (confidence, seen_at, value)) AS preferred
    FROM stated JOIN node_properties p USING (schema, prop)
    GROUP BY entity, prop
), objects AS (
    SELECT entity,
           {_OBJECT} AS properties
    FROM best GROUP BY entity
), captions AS (
    SELECT entity, arg_min(value, (rank, -confidence, length(value), value)) AS caption
    FROM stated JOIN caption_ranks USING (schema, prop) GROUP BY entity
)
SELECT e.entity AS id, e.schema, k.labels,
       coalesce(c.caption, e.entity) AS caption, e.sources,
       coalesce(o.properties, '{{}}') AS properties
FROM entity_schema e
JOIN schemata k ON k.schema = e.schema AND NOT k.is_edge
LEFT JOIN objects o ON o.entity = e.entity
LEFT JOIN captions c ON c.entity = e.entity
"""

_EDGES = f"""
SELECT CASE WHEN count(*) OVER (PARTITION BY e.entity) = 1 THEN e.entity
            ELSE e.entity || '|' || f.source || '|' || t.target END AS id,
       k.type, f.source, t.target,
       json_merge_patch(
           CASE WHEN e.valid_from IS NULL THEN '{{}}'::json
                ELSE json_object('startDate', e.valid_from::varchar) END,
           CASE WHEN e.valid_to IS NULL THEN '{{}}'::json
                ELSE json_object('endDate', e.valid_to::varchar) END,
           coalesce(p.properties, '{{}}')::json,
           json_object('schema', e.schema, 'sources', e.sources)
       )::varchar AS properties,
       e.entity
FROM entity_schema e
JOIN schemata k ON k.schema = e.schema AND k.is_edge
JOIN (
    SELECT DISTINCT s.entity, coalesce(c.id, s.value) AS source
    FROM stated s JOIN schemata k ON k.schema = s.schema AND k.source_prop = s.prop
    LEFT JOIN canonical c ON c.entity = s.value
) f ON f.entity = e.entity
JOIN (
    SELECT DISTINCT s.entity, coalesce(c.id, s.value) AS target
    FROM stated s JOIN schemata k ON k.schema = s.schema AND k.target_prop = s.prop
    LEFT JOIN canonical c ON c.entity = s.value
) t ON t.entity = e.entity
LEFT JOIN (
    SELECT entity,
           {_OBJECT} AS properties
    FROM (
        SELECT s.entity, s.prop, any_value(p.multiple) AS multiple,
               list(DISTINCT s.value ORDER BY s.value) AS everything,
               arg_max(s.value, (s.confidence, s.seen_at, s.value)) AS preferred
        FROM stated s JOIN edge_properties p USING (schema, prop)
        GROUP BY s.entity, s.prop
    ) GROUP BY entity
) p ON p.entity = e.entity
"""

_LINKS = """
SELECT md5(s.entity || chr(31) || s.prop || chr(31) || coalesce(c.id, s.value)) AS id,
       any_value(r.relation) AS type, s.entity AS source, coalesce(c.id, s.value) AS target,
       json_merge_patch(
           json_object('property', s.prop, 'sources', list(DISTINCT s.source ORDER BY s.source)),
           CASE WHEN bool_or(s.valid_from IS NULL) THEN '{}'::json
                ELSE json_object('startDate', min(s.valid_from)::varchar) END,
           CASE WHEN bool_or(s.valid_to IS NULL) THEN '{}'::json
                ELSE json_object('endDate', max(s.valid_to)::varchar) END
       )::varchar AS properties,
       s.entity
FROM stated s
JOIN link_properties r USING (schema, prop)
LEFT JOIN canonical c ON c.entity = s.value
GROUP BY s.entity, s.prop, coalesce(c.id, s.value)
"""

_LEDGER = """
    SELECT l.source || '/' || l.id AS id,
           coalesce(f.id, l.from_account) AS source, coalesce(t.id, l.to_account) AS target,
           l.amount, l.currency, l.count,
           epoch_ms(l.instant) AS first, epoch_ms(coalesce(l.until, l.instant)) AS last,
           l.channel, l.format, l.purpose, l.source AS dataset
    FROM ledger l
    LEFT JOIN canonical f ON f.entity = l.from_account
    LEFT JOIN canonical t ON t.entity = l.to_account
"""

TRANSFERS: dict[TransferShape, str] = {
    "each": _LEDGER,
    "pairs": f"""
        SELECT md5(source || chr(31) || target || chr(31) || currency || chr(31) || dataset) AS id,
               source, target, sum(amount)::bigint AS amount, currency,
               sum(count)::bigint AS count, min(first) AS first, max(last) AS last,
               NULL::varchar AS channel, NULL::varchar AS format, NULL::varchar AS purpose,
               dataset
        FROM ({_LEDGER}) GROUP BY source, target, currency, dataset
    """,
}


def register_ontology(con: duckdb.DuckDBPyConnection, ontology: Ontology) -> None:
    """Make the ontology's tables: schemata, kinds of properties, and ranks of captions."""
    schemata, nodes, edges, links, captions, references = [], [], [], [], [], []
    for name, schema in sorted(ontology.schemata.items()):
        edge = schema.edge
        schemata.append(
            {
                "schema": name,
                "depth": len(schema.ancestors),
                "is_edge": schema.is_edge,
                "labels": list(schema.labels),
                "type": edge.type if edge else None,
                "source_prop": edge.source if edge else None,
                "target_prop": edge.target if edge else None,
            }
        )
        for prop in schema.properties.values():
            row = {"schema": name, "prop": prop.name, "multiple": prop.multiple}
            if prop.is_entity:
                references.append({"schema": name, "prop": prop.name})
            if edge is not None:
                if prop.name not in (edge.source, edge.target):
                    edges.append(row)
            elif prop.relation is not None:
                links.append({"schema": name, "prop": prop.name, "relation": prop.relation})
            else:
                nodes.append(row)
        captions += [
            {"schema": name, "prop": prop, "rank": rank} for rank, prop in enumerate(schema.caption)
        ]
    for table, rows in {
        "schemata": schemata,
        "node_properties": nodes,
        "edge_properties": edges,
        "link_properties": links,
        "caption_ranks": captions,
        "reference_properties": references,
    }.items():
        con.register("rows", pa.Table.from_pylist(rows))
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM rows")
        con.unregister("rows")


def _write(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> int:
    """Write the rows of a SELECT as Parquet; returns their number."""
    row = con.execute(
        f"COPY ({select}) TO {sql_string(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone()
    return int(row[0]) if row else 0
