"""Ids of transfers: no two of a source are equal."""

from __future__ import annotations

from ingest.tables.session import Session
from ingest.tables.transfer_stage import StagedTransfer
from kg.lake.sql import sql_string


def refuse_repeated_ids(session: Session, staged: StagedTransfer) -> None:
    """Set aside staged records whose id another record, earlier in the source, has."""
    con, key, present = session.con, staged.id, f"{staged.amount} IS NOT NULL"
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


def _remember(session: Session, key: str, present: str) -> None:
    session.con.execute(f"INSERT INTO seen_transfers SELECT hash({key}) FROM good WHERE {present}")


def _ids_before(session: Session) -> str:
    """SELECT of the ids that went to the lake with earlier batches."""
    parts = sorted(session.request.writer.folder.glob("ledger-*.parquet"))
    if not parts:
        return "SELECT NULL::VARCHAR AS id WHERE FALSE"
    listed = ", ".join(sql_string(str(part)) for part in parts)
    return f"SELECT id FROM read_parquet([{listed}])"
