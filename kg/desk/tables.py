"""Tables of the desk at its newest revision, the same on SQLite and PostgreSQL.

A change here goes with a revision under `migrations/versions`, which brings older desks to it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
)

REVISION = "0003"
"""The newest revision: that of these tables."""

metadata = MetaData()

desk_revision = Table(
    "desk_revision", metadata, Column("version_num", String(32), primary_key=True)
)
"""One row: the revision of the desk's tables, kept by Alembic."""

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
        Column("summary", Text, nullable=False),
    ]


# What tells whether an alert has changed stands before its long columns: a row of SQLite is read
# from its beginning.
alerts = Table(
    "alerts",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("digest", String(64)),
    Column("as_of", DateTime(timezone=True)),
    Column("status", String(12), nullable=False),
    Column("first_seen", DateTime(timezone=True), nullable=False),
    Column("last_seen", DateTime(timezone=True), nullable=False),
    Column("in_last_run", Boolean, nullable=False, server_default=false()),
    *_finding(),
)
"""`digest` is None for an alert of before there were digests; the next run gives it one."""

alert_runs = Table(
    "alert_runs",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
"""One row: when all alerts were last looked for; the `last_seen` of those in that run."""

past_findings = Table(
    "past_findings",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("as_of", DateTime(timezone=True), primary_key=True),
    Column("digest", String(64)),
    *_finding(),
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
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("stage", String(8), nullable=False),
    Column("ends", Integer),
    Column("facts", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)
"""Append-only, each line with the digest of the one before: see `kg.desk.audit`."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""One row: number and digest of the last line, so that lines missing at the end are seen."""
