"""Ids of transfers: no two of a source are equal."""

from __future__ import annotations

from ingest.mapping import TransferMap
from ingest.tables.session import Session
from kg.lake.sql import sql_string


def refuse_repeated_ids(session: Session, x: str, problem: int) -> None:
    """Set aside staged records whose id another record, earlier in the source, has.

    Args:
        problem: number of that problem.
    """
    con = session.con
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE suspects AS
        SELECT hash({x}_id) AS h FROM good WHERE {x}_amount IS NOT NULL
        GROUP BY 1 HAVING count(*) > 1
        UNION
        SELECT hash({x}_id) FROM good SEMI JOIN seen_transfers q ON q.hash = hash({x}_id)"""
    )
    if session.count("SELECT count(*) FROM suspects"):
        # Hashes only raise the suspicion; the ids themselves decide.
        con.execute(
            f"""
            UPDATE stage SET problem = {problem}, bad_value = {x}_id
            WHERE problem IS NULL AND {x}_amount IS NOT NULL AND (
                {x}_id IN (SELECT id FROM ({_ids_before(session)})
                           WHERE hash(id) IN (FROM suspects))
                OR rowid IN (
                    SELECT i FROM good
                    WHERE {x}_amount IS NOT NULL AND hash({x}_id) IN (FROM suspects)
                    QUALIFY row_number() OVER (PARTITION BY {x}_id ORDER BY i) > 1))"""
        )
    _remember(session, x)


def number_repeats(session: Session, x: str, transfer: TransferMap) -> bool:
    """Number staged transfers of equal content, over the whole source.

    Returns True when there are any; table `repeats_X` (i, occurrence) then has them.
    Those of equal content but another label are told apart by the label, not by their order.
    """
    con = session.con
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE suspects AS
        SELECT hash({x}_id) AS h, 0 AS before FROM good WHERE {x}_amount IS NOT NULL
        GROUP BY 1 HAVING count(*) > 1
        UNION ALL
        SELECT hash, count(*) FROM seen_transfers
        WHERE hash IN (SELECT hash({x}_id) FROM good WHERE {x}_amount IS NOT NULL) GROUP BY 1"""
    )
    found = session.count("SELECT count(*) FROM suspects") > 0
    if found:
        label = "" if transfer.outcome is None else f"{x}_outcome NULLS FIRST, "
        con.execute(
            f"""
            CREATE TEMP TABLE repeats_{x} AS
            SELECT i, b.before + row_number() OVER (PARTITION BY {x}_id ORDER BY {label}i)
                      AS occurrence
            FROM good JOIN (SELECT h, max(before) AS before FROM suspects GROUP BY h) b
                 ON b.h = hash({x}_id)
            WHERE {x}_amount IS NOT NULL"""
        )
    _remember(session, x)
    return found


def _remember(session: Session, x: str) -> None:
    session.con.execute(
        f"INSERT INTO seen_transfers SELECT hash({x}_id) FROM good WHERE {x}_amount IS NOT NULL"
    )


def _ids_before(session: Session) -> str:
    """SELECT of the ids that went to the lake with earlier batches."""
    parts = sorted(session.request.writer.folder.glob("ledger-*.parquet"))
    if not parts:
        return "SELECT NULL::VARCHAR AS id WHERE FALSE"
    listed = ", ".join(sql_string(str(part)) for part in parts)
    return f"SELECT id FROM read_parquet([{listed}])"
