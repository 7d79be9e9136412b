"""Screenings on record: what was screened, and what was found on whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from kg.desk import tables
from kg.desk.finding_rows import finding_of, moment_key
from kg.model.finding import Finding

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
