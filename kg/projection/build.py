"""The graph that follows from lake, identity and ontology, as Parquet."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from kg.config import TransferShape
from kg.lake.sql import dates_text, sql_string
from kg.ontology import Ontology
from kg.store.protocol import GraphTables

FORMAT = 4
"""Goes into the digest of a projection: raise it when the same lake gives another graph."""


def build(
    con: duckdb.DuckDBPyConnection, ontology: Ontology, folder: Path, transfers: TransferShape
) -> tuple[GraphTables, int]:
    """Write `nodes.parquet`, `relations.parquet` and `transfers.parquet` into `folder`.

    Row order and content depend on the claims alone, so that equal lakes give equal files.

    Args:
        con: lake connection with `claims`, `ledger` and `canonical`.
        transfers: one relationship for each transfer, or for each pair and currency.

    Returns:
        the tables, and the number of relations and transfers left out because one of
        their ends is no entity of the graph.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = GraphTables(*(folder / f"{n}.parquet" for n in ("nodes", "relations", "transfers")))
    register_ontology(con, ontology)
    dangling = draw_entities(con, tables.nodes, tables.relations)
    dangling += draw_transfers(con, tables.transfers, transfers)
    return tables, dangling


def draw_entities(
    con: duckdb.DuckDBPyConnection, nodes: Path, relations: Path, scope: str | None = None
) -> int:
    """Write the nodes, and the relations that are no transfers.

    Args:
        con: lake connection with `claims`, `canonical` and the ontology's tables.
        scope: table (id) of canonical ids: only their nodes, and the relations of and between
            those and any other; None is the whole graph.

    Returns:
        the number of relations left out because one of their ends is no entity of the graph.
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE stated AS {_stated(scope)}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE entity_schema AS {_ENTITY_SCHEMA}")
    only_nodes = only_relations = ""
    if scope:
        touched = f"(SELECT id FROM {scope})"
        only_nodes = f"WHERE id IN {touched}"
        only_relations = f"WHERE entity IN {touched} OR source IN {touched} OR target IN {touched}"
    _write(con, f"SELECT * FROM ({_NODES}) {only_nodes} ORDER BY id", nodes)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE drawn AS"
        f" SELECT * FROM ({_EDGES} UNION ALL {_LINKS}) {only_relations}"
    )
    dangling = _write_connected(con, "* EXCLUDE (entity)", "id", relations, scope)
    for table in ("stated", "entity_schema"):
        con.execute(f"DROP TABLE {table}")
    return dangling


def draw_transfers(
    con: duckdb.DuckDBPyConnection, path: Path, shape: TransferShape, scope: str | None = None
) -> int:
    """Write the transfers.

    Args:
        con: lake connection with `claims`, `ledger`, `canonical` and the ontology's tables.
        shape: one relationship for each transfer, or for each pair and currency.
        scope: table (id) of ids of graph transfers: only those; None is all of them.

    Returns:
        the number of transfers left out because one of their ends is no entity of the graph.
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE drawn AS {transfers_select(shape, scope)}")
    return _write_connected(con, "*", "source, target, first, id", path, scope)


def _write_connected(
    con: duckdb.DuckDBPyConnection, columns: str, order: str, path: Path, scope: str | None
) -> int:
    """Write, and drop, the rows of the table `drawn` both of whose ends are entities.

    Returns:
        the number of the others.
    """
    # The ends of a whole graph are about all entities: looking for them first saves nothing.
    ends = "(SELECT source FROM drawn UNION SELECT target FROM drawn)" if scope else None
    con.execute(f"CREATE OR REPLACE TEMP TABLE node_ids AS {_node_ids(ends)}")
    written = _write(
        con,
        f"""
        SELECT {columns} FROM drawn
        WHERE source IN (SELECT id FROM node_ids) AND target IN (SELECT id FROM node_ids)
        ORDER BY {order}
        """,
        path,
    )
    row = con.execute("SELECT count(*) FROM drawn").fetchone()
    for table in ("drawn", "node_ids"):
        con.execute(f"DROP TABLE {table}")
    return (row[0] if row else 0) - written


def _stated(scope: str | None) -> str:
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
            WHERE coalesce(c.id, e.value) IN (SELECT id FROM {scope})
        )
        SELECT * FROM everything
        WHERE entity IN (SELECT id FROM {scope} UNION SELECT entity FROM touching)
    """


_ENTITY_SCHEMA = """
SELECT entity, arg_max(schema, (depth, schema)) AS schema,
       list(DISTINCT source ORDER BY source) AS sources,
       CASE WHEN bool_and(valid_from IS NOT NULL) THEN min(valid_from) END AS valid_from,
       CASE WHEN bool_and(valid_to IS NOT NULL) THEN max(valid_to) END AS valid_to
FROM stated JOIN schemata USING (schema) GROUP BY entity
"""


def _node_ids(among: str | None) -> str:
    """Ids of the entities of the graph: all, or those among the ids of a sub-select."""
    only = f"WHERE coalesce(c.id, s.entity) IN {among}" if among else ""
    return f"""
        SELECT DISTINCT coalesce(c.id, s.entity) AS id
        FROM claims s
        JOIN schemata k ON k.schema = s.schema AND NOT k.is_edge
        LEFT JOIN canonical c ON c.entity = s.entity
        {only}
    """


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
                ELSE json_object('endDate', (e.valid_to - 1)::varchar) END,
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
                ELSE json_object('endDate', (max(s.valid_to) - 1)::varchar) END
       )::varchar AS properties,
       s.entity
FROM stated s
JOIN link_properties r USING (schema, prop)
LEFT JOIN canonical c ON c.entity = s.value
GROUP BY s.entity, s.prop, coalesce(c.id, s.value)
"""


def transfers_select(shape: TransferShape, scope: str | None = None) -> str:
    """SELECT of the graph's transfers, or of those whose id is in the table `scope` (id)."""
    wanted = f"(SELECT id FROM {scope})" if scope else None
    if shape == "each":
        # Left to itself, DuckDB looks every transfer's accounts up before it drops any.
        rows = f"(SELECT * FROM ledger WHERE source || '/' || id IN {wanted})"
        return _ledger_select(rows if wanted else "ledger")
    only = f"WHERE id IN {wanted}" if wanted else ""
    return f"SELECT * FROM ({_pairs_select()}) {only}"


def _pairs_select() -> str:
    return f"""
        SELECT md5(source || chr(31) || target || chr(31) || currency || chr(31) || dataset) AS id,
               source, target, sum(amount)::bigint AS amount, currency,
               sum(count)::bigint AS count, min(first) AS first, max(last) AS last,
               {
        dates_text(
            "arg_min_null(first_day, (first, first_day IS NULL))",
            "arg_max_null(last_day, (last, last_day IS NOT NULL))",
        )
    } AS dates,
               NULL::varchar AS channel, NULL::varchar AS format, NULL::varchar AS purpose,
               dataset
        FROM ({_ledger_select("ledger", "l.first_day, l.last_day")})
        GROUP BY source, target, currency, dataset
    """


def _ledger_select(rows: str, known: str = "") -> str:
    known = known or f"{dates_text('l.first_day', 'l.last_day')} AS dates"
    return f"""
        SELECT l.source || '/' || l.id AS id,
               coalesce(f.id, l.from_account) AS source, coalesce(t.id, l.to_account) AS target,
               l.amount, l.currency, l.count,
               epoch_ms(l.instant) AS first, epoch_ms(l.ends) AS last, {known},
               l.channel, l.format, l.purpose, l.source AS dataset
        FROM {rows} l
        LEFT JOIN canonical f ON f.entity = l.from_account
        LEFT JOIN canonical t ON t.entity = l.to_account
    """


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
    # Read once and thrown away: a stronger compression takes longer than it saves.
    row = con.execute(
        f"COPY ({select}) TO {sql_string(str(path))} (FORMAT parquet, COMPRESSION snappy)"
    ).fetchone()
    return int(row[0]) if row else 0
