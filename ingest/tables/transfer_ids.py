"""Ids of transfers: no two of a source are equal."""

from __future__ import annotations

from ingest.tables.session import Session
from ingest.tables.staging.transfer_stage import StagedTransfer
from kg.lake.sql import sql_string

_WIDEST_RANGE = 1 << 28
"""Most numbers that a batch's ids may lie among; a bit for each of them is 32 MB."""

_SPARSEST_RANGE = 64
"""As many times the number of ids: beyond it, comparing them is quicker than counting bits."""


def refuse_repeated_ids(session: Session, staged: StagedTransfer) -> None:
    """Set aside staged records whose id another record, earlier in the source, has."""
    con, key, present = session.con, staged.id, f"{staged.amount} IS NOT NULL"
    if _new_numbers(session, key, present):
        _remember(session, key, present)
        return
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE suspects AS
        SELECT hash({key}) AS h FROM good WHERE {present}
        GROUP BY 1 HAVING count(*) > 1
        UNION
        SELECT hash({key}) FROM good SEMI JOIN seen_transfers q ON q.hash = hash({key})"""
    )
    if session.count("SELECT count(*) FROM suspects"):
        # Hashes only raise the suspicion; the ids themselves decide.
        con.execute(
            f"""
            UPDATE stage SET problem = {staged.repeated_id}, bad_value = {key}
            WHERE problem IS NULL AND {present} AND (
                {key} IN (SELECT id FROM ({_ids_before(session)})
                           WHERE hash(id) IN (FROM suspects))
                OR rowid IN (
                    SELECT i FROM good
                    WHERE {present} AND hash({key}) IN (FROM suspects)
                    QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY i) > 1))"""
        )
    _remember(session, key, present)


def number_repeats(session: Session, staged: StagedTransfer) -> bool:
    """Number staged transfers of equal content, over the whole source.

    Returns True when there are any; table `repeats_NAME` (i, occurrence) then has them.
    Those of equal content but another label are told apart by the label, not by their order.
    """
    con, key, present = session.con, staged.id, f"{staged.amount} IS NOT NULL"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE suspects AS
        SELECT hash({key}) AS h, 0 AS before FROM good WHERE {present}
        GROUP BY 1 HAVING count(*) > 1
        UNION ALL
        SELECT hash, count(*) FROM seen_transfers
        WHERE hash IN (SELECT hash({key}) FROM good WHERE {present}) GROUP BY 1"""
    )
    found = session.count("SELECT count(*) FROM suspects") > 0
    if found:
        label = f"{staged.columns['outcome']} NULLS FIRST, "
        con.execute(
            f"""
            CREATE TEMP TABLE repeats_{staged.name} AS
            SELECT i, b.before + row_number() OVER (PARTITION BY {key} ORDER BY {label}i)
                      AS occurrence
            FROM good JOIN (SELECT h, max(before) AS before FROM suspects GROUP BY h) b
                 ON b.h = hash({key})
            WHERE {present}"""
        )
    _remember(session, key, present)
    return found


def _new_numbers(session: Session, key: str, present: str) -> bool:
    """Whether the ids are whole numbers, each there once, in a range that earlier ids keep out of.

    So they are in most systems, and it takes far less time to see than to compare each id with
    all others. Texts that stand for different numbers are different texts.
    """
    earlier = session.id_ranges
    if earlier is None:
        return False
    numbers = f"(SELECT try_cast({key} AS BIGINT) AS n FROM good WHERE {present})"
    ((rows, whole, low, high),) = session.con.execute(
        f"SELECT count(*), count(n), min(n), max(n) FROM {numbers}"
    ).fetchall()
    if whole < rows:
        session.id_ranges = None
        return False
    if not rows:
        return True
    apart = all(high < first or last < low for first, last in earlier)
    earlier.append((low, high))
    if not apart or high - low >= min(_WIDEST_RANGE, _SPARSEST_RANGE * rows):
        return False
    bits = f"bitstring_agg(n, ({low})::BIGINT, ({high})::BIGINT)"
    different = session.count(f"SELECT bit_count({bits}) FROM {numbers}")
    return different == int(rows)


def _remember(session: Session, key: str, present: str) -> None:
    session.con.execute(f"INSERT INTO seen_transfers SELECT hash({key}) FROM good WHERE {present}")


def _ids_before(session: Session) -> str:
    """SELECT of the ids that went to the lake with earlier batches."""
    parts = sorted(session.request.writer.folder.glob("ledger-*.parquet"))
    if not parts:
        return "SELECT NULL::VARCHAR AS id WHERE FALSE"
    listed = ", ".join(sql_string(str(part)) for part in parts)
    return f"SELECT id FROM read_parquet([{listed}])"
