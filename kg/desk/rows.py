"""Findings, judgements and screenings as rows of the desk, and whose turn it is to write them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, insert, select, update

from kg.desk import tables
from kg.desk.records import Judgement
from kg.model.finding import Finding, Reason

_TURN = 0x52_69_73_6B
"""Key of the lock under which writers of a PostgreSQL desk take turns."""


def take_turn(connection: Connection) -> None:
    """Let nobody else write from here on, so that what is read now still holds when we write."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


def insert_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert many rows."""
    statement = insert(table)
    if connection.dialect.name == "postgresql":
        # So asked, SQLAlchemy puts many rows into one statement, whichever the driver.
        statement = statement.returning(next(iter(table.primary_key)))
    if rows:
        connection.execute(statement, rows)


def moment_key(as_of: datetime | None) -> str:
    """The moment as ISO 8601, UTC; "" for now."""
    return "" if as_of is None else as_of.astimezone(UTC).isoformat()


def utc(instant: datetime) -> datetime:
    """An instant of the desk with its offset."""
    # SQLite hands back what was stored without its offset.
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def finding_values(finding: Finding) -> dict[str, Any]:
    """The columns of a finding."""
    return {
        "id": finding.id,
        "kind": finding.kind,
        "subject": finding.subject,
        "members": list(finding.members),
        "score": finding.score,
        "unit": finding.unit,
        "reasons": [
            {name: getattr(reason, name) for name in Reason.__slots__} for reason in finding.reasons
        ],
        "as_of": finding.as_of,
        "summary": finding.summary,
        "digest": finding_digest(finding),
    }


def finding_digest(finding: Finding) -> str:
    """64 hex digits over all that a finding says, its moment included."""
    said = (
        finding.kind,
        finding.subject,
        finding.members,
        finding.score,
        finding.unit,
        moment_key(finding.as_of),
        finding.summary,
        [[getattr(reason, name) for name in Reason.__slots__] for reason in finding.reasons],
    )
    return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()


def finding_of(row: RowMapping) -> Finding:
    """The finding in a row that has them."""
    reasons = tuple(
        Reason(**{**raw, "claims": tuple(raw["claims"]), "transfers": tuple(raw["transfers"])})
        for raw in row["reasons"]
    )
    return Finding(
        id=row["id"],
        kind=row["kind"],
        subject=row["subject"],
        members=tuple(row["members"]),
        score=row["score"],
        unit=row["unit"],
        reasons=reasons,
        as_of=None if row["as_of"] is None else utc(row["as_of"]),
        summary=row["summary"],
    )


def put_judgements(connection: Connection, judgements: Sequence[Judgement]) -> None:
    """Record judgements; one that is there already counts again, from its new moment."""
    wanted = {judgement.id: judgement for judgement in judgements}
    known = tables.judgements.c.id
    present: set[str] = set()
    for chunk in chunks(list(wanted)):
        present |= set(connection.execute(select(known).where(known.in_(chunk))).scalars())
    for judgement_id in present:
        connection.execute(
            update(tables.judgements)
            .where(known == judgement_id)
            .values(retracted_at=None, decided_at=wanted[judgement_id].decided_at)
        )
    names = [column.name for column in tables.judgements.columns if column.name != "id"]
    fresh = [
        {"id": judgement_id} | {name: getattr(judgement, name) for name in names}
        for judgement_id, judgement in wanted.items()
        if judgement_id not in present
    ]
    if fresh:
        connection.execute(insert(tables.judgements), fresh)


def set_aside(connection: Connection, judgement_id: str, now: datetime) -> None:
    """Make a judgement count no more; one that does not keeps its moment."""
    connection.execute(
        update(tables.judgements)
        .where(tables.judgements.c.id == judgement_id)
        .where(tables.judgements.c.retracted_at.is_(None))
        .values(retracted_at=now)
    )


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Few enough at a time for a statement's parameters."""
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]


def judgement_of(row: RowMapping) -> Judgement:
    """The judgement in a row that has its columns, and `retracted_by`."""
    return Judgement(
        left=row["left"],
        right=row["right"],
        verdict=row["verdict"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        decided_at=utc(row["decided_at"]),
        retracted_at=None if row["retracted_at"] is None else utc(row["retracted_at"]),
        retracted_by=row["retracted_by"],
    )


_RUNS = tables.screening_runs


def put_screening(
    connection: Connection, as_of: datetime | None, screened: str, findings: Sequence[Finding]
) -> None:
    """Note a screening; it takes the place of the last one as of the same moment."""
    moment = moment_key(as_of)
    connection.execute(delete(_RUNS).where(_RUNS.c.moment == moment))
    connection.execute(
        insert(_RUNS).values(
            moment=moment,
            screened=screened,
            findings=[[finding.id, finding.subject] for finding in findings],
            at=datetime.now(UTC),
        )
    )


def screening_on_record(
    connection: Connection, as_of: datetime | None, screened: str, subjects: Collection[str]
) -> list[Finding] | None:
    """What it found on some subjects; see `Desk.screening_of`."""
    query = select(_RUNS).where(_RUNS.c.moment == moment_key(as_of))
    run = connection.execute(query).mappings().first()
    if run is None or run["screened"] != screened:
        return None
    table = tables.alerts if as_of is None else tables.past_findings
    wanted = [one for one, subject in run["findings"] if subject in subjects]
    found = connection.execute(
        select(table)
        .where(table.c.id.in_(wanted), table.c.as_of.is_not_distinct_from(as_of))
        .order_by(table.c.score.desc(), table.c.id)
    )
    findings = [finding_of(row) for row in found.mappings()]
    return findings if len(findings) == len(wanted) else None
