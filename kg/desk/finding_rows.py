"""Findings as rows of the desk, and whose turn it is to write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert

from kg.desk import tables
from kg.model.finding import Finding, Reason


def take_turn(connection: Connection) -> None:
    """Let nobody else write from here on, so that what is read now still holds when we write."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_later(stored: datetime | None, found: datetime | None) -> bool:
    """Whether an alert stored as of one moment knows more than a finding as of another."""
    return found is not None and (stored is None or stored > found)


def moment_key(as_of: datetime | None) -> str:
    """The moment as ISO 8601, UTC; "" for now."""
    return "" if as_of is None else as_of.astimezone(UTC).isoformat()


def put_past(connection: Connection, findings: Sequence[Finding]) -> None:
    """Keep findings of look-backs; one of the same alert and moment takes the other's place."""
    past = tables.past_findings
    if findings:
        connection.execute(
            delete(past).where(past.c.id == bindparam("of"), past.c.as_of == bindparam("moment")),
            [{"of": finding.id, "moment": finding.as_of} for finding in findings],
        )
        connection.execute(insert(past), [finding_values(finding) for finding in findings])


def utc(instant: datetime | None) -> datetime | None:
    """An instant of the desk with its offset."""
    # SQLite hands back what was stored without its offset.
    return instant.replace(tzinfo=UTC) if instant is not None else None


def finding_values(finding: Finding) -> dict[str, Any]:
    """The columns of a finding."""
    values = asdict(finding)
    values["members"] = list(finding.members)
    values["reasons"] = [asdict(reason) for reason in finding.reasons]
    return values


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
        as_of=utc(row["as_of"]),
        summary=row["summary"],
    )
