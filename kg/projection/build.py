"""The graph that follows from lake, identity and ontology, as Parquet."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from kg.config import TransferShape
from kg.lake.sql import sql_path
from kg.ontology import Ontology
from kg.ontology.stored import FROM, TO
from kg.projection.typed import MACROS, ORDER, typed_properties
from kg.store.protocol import GraphTables
from kg.values.money import currencies, is_currency

FORMAT = 5
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
    con.execute(f"CREATE OR REPLACE TEMP TABLE told AS {typed_properties(_TOLD)}")
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
    for table in ("stated", "entity_schema", "told"):
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
       arg_max(is_edge, (depth, schema)) AS is_edge,
       list(DISTINCT source ORDER BY source) AS sources,
       CASE WHEN bool_and(valid_from IS NOT NULL) THEN min(valid_from) END AS valid_from,
       CASE WHEN bool_and(valid_to IS NOT NULL) THEN max(valid_to) END AS valid_to
FROM stated JOIN schemata USING (schema) GROUP BY entity
"""

# The period for which a relation's claims hold stands in where none names a start or an end.
_TOLD = """
FROM (
    SELECT s.entity, s.prop, s.value, s.confidence, s.valid_from, s.valid_to,
           p.stored, p.multiple, p.currency_prop, p.currency
    FROM stated s JOIN told_properties p USING (schema, prop)
    JOIN entity_schema e ON e.entity = s.entity AND e.is_edge = p.is_edge
    UNION ALL
    SELECT entity, unnest(['startDate', 'endDate']) AS prop,
           unnest([valid_from::varchar, (valid_to - 1)::varchar]) AS value,
           -1 AS confidence, NULL, NULL, 'date', false, NULL, NULL
    FROM entity_schema WHERE is_edge
) WHERE value IS NOT NULL
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


_NODES = f"""
WITH captions AS (
    SELECT entity, arg_min(value, (rank, {ORDER}, length(value), value)) AS caption
    FROM stated JOIN caption_ranks USING (schema, prop) GROUP BY entity
)
SELECT e.entity AS id, e.schema, k.labels,
       coalesce(c.caption, e.entity) AS caption, e.sources,
       '{{' || coalesce(p.told, '') || '}}' AS properties,
       '{{' || p.dates || '}}' AS dates
FROM entity_schema e
JOIN schemata k ON k.schema = e.schema AND NOT k.is_edge
LEFT JOIN told p ON p.entity = e.entity
LEFT JOIN captions c ON c.entity = e.entity
"""

_EDGES = """
SELECT CASE WHEN count(*) OVER (PARTITION BY e.entity) = 1 THEN e.entity
            ELSE e.entity || '|' || f.source || '|' || t.target END AS id,
       k.type, f.source, t.target,
       '{"schema":' || to_json(e.schema) || ',"sources":' || to_json(e.sources)
           || coalesce(',' || p.told, '') || '}' AS properties,
       '{' || p.dates || '}' AS dates,
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
LEFT JOIN told p ON p.entity = e.entity
"""

_LINKS = f"""
SELECT md5(l.entity || chr(31) || l.prop || chr(31) || l.target) AS id, l.type,
       l.entity AS source, l.target,
       json_object('property', l.prop, 'sources', l.sources)::varchar AS properties,
       '{{' || nullif(concat_ws(',',
           '"startDate":"' || start || '"', '"startDate{FROM}":"' || start || '"',
           '"startDate{TO}":"' || start || '"', '"endDate":"' || final || '"',
           '"endDate{FROM}":"' || final || '"', '"endDate{TO}":"' || final || '"'
       ), '') || '}}' AS dates,
       l.entity
FROM (
    SELECT s.entity, s.prop, coalesce(c.id, s.value) AS target, any_value(r.relation) AS type,
           list(DISTINCT s.source ORDER BY s.source) AS sources,
           CASE WHEN bool_and(s.valid_from IS NOT NULL) THEN min(s.valid_from) END AS start,
           CASE WHEN bool_and(s.valid_to IS NOT NULL) THEN max(s.valid_to) - 1 END AS final
    FROM stated s
    JOIN link_properties r USING (schema, prop)
    LEFT JOIN canonical c ON c.entity = s.value
    GROUP BY s.entity, s.prop, coalesce(c.id, s.value)
) l
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
               NULL::varchar AS channel, NULL::varchar AS format, NULL::varchar AS purpose,
               {_one("precision")} AS precision, dataset, {_days("min(first_day)", "max(last_day)")}
        FROM (SELECT *, {_FIRST_DAY} AS first_day, {_LAST_DAY} AS last_day
              FROM ({_ledger_select("ledger")}))
        GROUP BY source, target, currency, dataset
    """


_FIRST_DAY = "coalesce(date, date_from)"
_LAST_DAY = "coalesce(date, date_to)"


def _one(column: str) -> str:
    """The value that all rows of a group have, else NULL."""
    return f"CASE WHEN count(DISTINCT coalesce({column}, '')) = 1 THEN min({column}) END"


def _days(first: str, last: str) -> str:
    """Columns of the day, where it is one, and else of the first and last that it may be."""
    several = f"{first} <> {last}"
    return f"""
        CASE WHEN {first} = {last} THEN {first} END AS date,
        CASE WHEN {several} THEN {first} END AS date_from,
        CASE WHEN {several} THEN {last} END AS date_to
    """


def _ledger_select(rows: str) -> str:
    return f"""
        SELECT l.source || '/' || l.id AS id,
               coalesce(f.id, l.from_account) AS source, coalesce(t.id, l.to_account) AS target,
               l.amount, l.currency, l.count,
               epoch_ms(l.instant) AS first, epoch_ms(l.ends) AS last,
               l.channel, l.format, l.purpose, nullif(l.precision, 'instant') AS precision,
               l.source AS dataset, {_days("l.day", "l.end_day")}
        FROM {rows} l
        LEFT JOIN canonical f ON f.entity = l.from_account
        LEFT JOIN canonical t ON t.entity = l.to_account
    """


def register_ontology(con: duckdb.DuckDBPyConnection, ontology: Ontology) -> None:
    """Make the ontology's tables (schemata, kinds of properties, ranks of captions) and macros."""
    schemata, told, links, captions, references = [], [], [], [], []
    of_currency: set[str] = set()
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
            code = prop.currency if prop.currency and is_currency(prop.currency) else None
            companion = None if code else prop.currency
            row = {
                "schema": name,
                "prop": prop.name,
                "is_edge": edge is not None,
                "stored": prop.stored,
                "multiple": prop.multiple,
                "currency_prop": companion,
                "currency": code,
            }
            if companion:
                of_currency.add(companion)
            if prop.is_entity:
                references.append({"schema": name, "prop": prop.name})
            if edge is None and prop.relation is not None:
                links.append({"schema": name, "prop": prop.name, "relation": prop.relation})
            elif edge is None or prop.name not in (edge.source, edge.target):
                told.append(row)
        captions += [
            {"schema": name, "prop": prop, "rank": rank} for rank, prop in enumerate(schema.caption)
        ]
    for table, rows in {
        "schemata": schemata,
        "told_properties": told,
        "link_properties": links,
        "caption_ranks": captions,
        "reference_properties": references,
        "currency_properties": [{"currency_prop": name} for name in sorted(of_currency)],
        "currency_places": [
            {"currency": code, "places": places} for code, places in currencies().items()
        ],
    }.items():
        con.register("rows", pa.Table.from_pylist(rows))
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM rows")
        con.unregister("rows")
    for macro in MACROS:
        con.execute(macro)


def _write(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> int:
    """Write the rows of a SELECT as Parquet; returns their number."""
    # Read once and thrown away: a stronger compression takes longer than it saves.
    row = con.execute(
        f"COPY ({select}) TO {sql_path(path)} (FORMAT parquet, COMPRESSION snappy)"
    ).fetchone()
    return int(row[0]) if row else 0
