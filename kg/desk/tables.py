"""Tables of the desk, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, DateTime, Float, MetaData, String, Table, Text

metadata = MetaData()

judgements = Table(
    "judgements",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("left", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("verdict", String(9), nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("retracted_at", DateTime(timezone=True)),
)

retractions = Table(
    "retractions",
    metadata,
    Column("judgement", String(32), primary_key=True),
    Column("retracted_by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
"""Judgements that a person took back: no rule may bring them back."""

identity_events = Table(
    "identity_events",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("entity", Text, nullable=False),
    Column("old_canonical", Text, nullable=False),
    Column("new_canonical", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)


def _finding() -> list[Column[Any]]:
    """What a finding says, for the tables that keep one; a column belongs to one table."""
    return [
        Column("kind", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("members", JSON, nullable=False),
        Column("score", Float, nullable=False),
        Column("unit", Text, nullable=False),
        Column("reasons", JSON, nullable=False),
    ]


alerts = Table(
    "alerts",
    metadata,
    Column("id", String(80), primary_key=True),
    *_finding(),
    Column("as_of", DateTime(timezone=True)),
    Column("summary", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("first_seen", DateTime(timezone=True), nullable=False),
    Column("last_seen", DateTime(timezone=True), nullable=False),
)

past_findings = Table(
    "past_findings",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("as_of", DateTime(timezone=True), primary_key=True),
    *_finding(),
    Column("summary", Text, nullable=False),
)
"""What alerts looked like as of earlier moments; `alerts` has the latest of each."""

screening_runs = Table(
    "screening_runs",
    metadata,
    Column("moment", String(40), primary_key=True),
    Column("screened", Text, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
"""The last screening as of each moment: ISO 8601, "" for now."""

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("facts", JSON, nullable=False),
)
