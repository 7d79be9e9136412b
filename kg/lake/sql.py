"""Small pieces of DuckDB SQL that the lake builds from names and paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from kg.files import plain_path

PARQUET_OPTIONS = (
    "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1,"
    " DICTIONARY_SIZE_LIMIT 1000"
)
"""How the lake writes Parquet with COPY.

Ids and account names differ from row to row: a dictionary of them costs time and saves nothing,
while the delta encodings of version 2 make them smaller than a higher level of zstd does. Spark
reads all of those but one, BYTE_STREAM_SPLIT, which only floating-point columns get: the lake
has none.
"""

_DUCKDB_TYPES: dict[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.decimal128(7, 6): "DECIMAL(7, 6)",
    pa.date32(): "DATE",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
}


def sql_path(path: Path) -> str:
    """A path as a SQL literal that names this file alone, whatever characters it holds."""
    return sql_string(plain_path(path))


def sql_files(paths: Iterable[Path]) -> str:
    """Parquet files as a relation; nothing in their paths is a pattern or a column."""
    return f"read_parquet([{', '.join(map(sql_path, paths))}])"


def sql_string(text: str) -> str:
    """A SQL string literal; for places where DuckDB takes no parameter; paths: `sql_path`."""
    return "'" + text.replace("'", "''") + "'"


def sql_name(text: str) -> str:
    """A quoted SQL identifier."""
    return '"' + text.replace('"', '""') + '"'


def duckdb_type(arrow: pa.DataType) -> str:
    """DuckDB's name of one of the column types the lake uses."""
    return _DUCKDB_TYPES[arrow]


def local_day(moment: str, zone: str) -> str:
    """The DATE of a TIMESTAMPTZ in a zone, both SQL."""
    # UTC needs no calendar, which would take longer than all else.
    return (
        f"(CASE WHEN {zone} = 'UTC' THEN make_timestamp(epoch_us({moment}))"
        f" ELSE timezone({zone}, {moment}) END)::DATE"
    )


def known_times(timezone: str) -> str:
    """Columns `ends`, `day`, `end_day`, `first_day` and `last_day` of the ledger's rows.

    `Lake.connect` says what they are.

    Args:
        timezone: of rows that name none.
    """
    zone = f"coalesce(zone, {sql_string(timezone)})"
    ends = "coalesce(until, instant)"
    first, last = local_day("instant", zone), local_day(ends, zone)
    return (
        f"{ends} AS ends, {first} AS day, {last} AS end_day,"
        f" CASE WHEN precision = 'day' THEN {first} END AS first_day,"
        f" CASE WHEN precision = 'day' THEN {last} END AS last_day"
    )


def select_as(
    select: str, available: Sequence[str], schema: pa.Schema, defaults: Mapping[str, str]
) -> str:
    """Wrap a SELECT so that it yields exactly the columns and types of `schema`.

    Columns the SELECT lacks become their default (an SQL expression), or NULL.

    Raises:
        ValueError: a required column is missing, or there is one too many.
    """
    names = set(available)
    if unknown := names - set(schema.names):
        raise ValueError(f"unknown columns {sorted(unknown)}")
    expressions = []
    for column in schema:
        if column.name in names:
            value = sql_name(column.name)
            if column.name in defaults:
                value = f"coalesce({value}, {defaults[column.name]})"
        elif column.name in defaults:
            value = defaults[column.name]
        elif column.nullable:
            value = "NULL"
        else:
            raise ValueError(f"column {column.name!r} is missing")
        expressions.append(f"({value})::{duckdb_type(column.type)} AS {sql_name(column.name)}")
    return f"SELECT {', '.join(expressions)} FROM ({select})"


def empty_select(schema: pa.Schema) -> str:
    """A SELECT of no rows with the columns of `schema`."""
    columns = ", ".join(f"NULL::{duckdb_type(f.type)} AS {sql_name(f.name)}" for f in schema)
    return f"SELECT {columns} WHERE false"
