"""Findings as rows of the desk, and whose turn it is to write them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from kg.model.finding import Finding, Reason

_TURN = 0x52_69_73_6B
"""Key of the lock under which writers of a PostgreSQL desk take turns."""


def take_turn(connection: Connection) -> None:
    """Let nobody else write from here on, so that what is read now still holds when we write."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


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
