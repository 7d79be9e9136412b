"""The difference of two versions of a source, in rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from kg.lake.sql import PARQUET_OPTIONS, sql_files, sql_name, sql_path
from kg.model import LEDGER_SCHEMA

_CONTENT = [f.name for f in LEDGER_SCHEMA if f.name not in ("file", "record", "line")]


@dataclass(frozen=True, slots=True)
class Delta:
    """SELECT texts of what differs between two versions.

    Attributes:
        entities: (entity, kind): kind is `added`, `gone` or `changed`; changed means that at
            least one of its claims came or went while others stayed.
        transfers: LEDGER_SCHEMA's columns and `kind`: a row whose content changed is in it
            twice, as `gone` and as `added`. Where a row stands is no part of its content.
    """

    entities: str
    transfers: str


def computed_delta(
    before: tuple[str | None, str | None], after: tuple[str | None, str | None]
) -> Delta:
    """The delta of (claims, ledger) SELECTs; None where there is nothing."""
    return Delta(entities=_entities(before[0], after[0]), transfers=_transfers(before[1], after[1]))


def write_delta(con: duckdb.DuckDBPyConnection, delta: Delta, folder: Path) -> None:
    """Keep a delta beside the version it leads to, so that nobody computes it twice."""
    for name, select in (("entities", delta.entities), ("transfers", delta.transfers)):
        path = sql_path(folder / f"delta-{name}.parquet")
        con.execute(f"COPY ({select}) TO {path} ({PARQUET_OPTIONS})")


def kept_delta(folder: Path) -> Delta | None:
    """The delta kept in a version's folder; None where there is none."""
    paths = [folder / f"delta-{name}.parquet" for name in ("entities", "transfers")]
    if not all(path.exists() for path in paths):
        return None
    return Delta(*(f"SELECT * FROM {sql_files([path])}" for path in paths))


def _entities(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        kind = "added" if before is None else "gone"
        select = after or before or "SELECT NULL::varchar AS entity WHERE false"
        return f"SELECT DISTINCT entity, '{kind}' AS kind FROM ({select})"
    return f"""
        SELECT entity, CASE WHEN NOT bool_or(was) THEN 'added'
                            WHEN NOT bool_or(is_now) THEN 'gone' ELSE 'changed' END AS kind
        FROM (
            SELECT coalesce(o.entity, n.entity) AS entity,
                   o.id IS NOT NULL AS was, n.id IS NOT NULL AS is_now
            FROM ({before}) o FULL JOIN ({after}) n ON o.id = n.id
        ) GROUP BY entity HAVING NOT bool_and(was AND is_now)
    """


def _transfers(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        kind = "added" if before is None else "gone"
        columns = ", ".join(f"NULL AS {sql_name(f.name)}" for f in LEDGER_SCHEMA)
        select = after or before or f"SELECT {columns} WHERE false"
        return f"SELECT *, '{kind}' AS kind FROM ({select})"
    old = ", ".join(f"o.{sql_name(name)}" for name in _CONTENT)
    new = ", ".join(f"n.{sql_name(name)}" for name in _CONTENT)
    return f"""
        SELECT o.*, 'gone' AS kind FROM ({before}) o LEFT JOIN ({after}) n ON o.id = n.id
        WHERE n.id IS NULL OR ({old}) IS DISTINCT FROM ({new})
        UNION ALL
        SELECT n.*, 'added' AS kind FROM ({after}) n LEFT JOIN ({before}) o ON o.id = n.id
        WHERE o.id IS NULL OR ({old}) IS DISTINCT FROM ({new})
    """
