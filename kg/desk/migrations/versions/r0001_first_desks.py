"""The desks of before there were revisions; what such a desk lacks is made."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, Column, DateTime, Float, MetaData, String, Table, Text

revision = "0001"
down_revision = None

_metadata = MetaData()


def _instant(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _finding() -> list[Column[object]]:
    return [
        _text("kind"),
        _text("subject"),
        Column("members", JSON, nullable=False),
        Column("score", Float, nullable=False),
        _text("unit"),
        Column("reasons", JSON, nullable=False),
    ]


Table(
    "judgements",
    _metadata,
    Column("id", String(32), primary_key=True),
    *map(_text, ("left", "right")),
    Column("verdict", String(9), nullable=False),
    *map(_text, ("decided_by", "reason")),
    _instant("decided_at"),
    _instant("retracted_at", nullable=True),
)
Table(
    "retractions",
    _metadata,
    Column("judgement", String(32), primary_key=True),
    _text("retracted_by"),
    _instant("at"),
)
Table(
    "identity_events",
    _metadata,
    Column("id", String(32), primary_key=True),
    *map(_text, ("entity", "old_canonical", "new_canonical")),
    _instant("at"),
)
Table(
    "alerts",
    _metadata,
    Column("id", String(80), primary_key=True),
    *_finding(),
    _instant("as_of", nullable=True),
    _text("summary"),
    Column("status", String(12), nullable=False),
    _instant("first_seen"),
    _instant("last_seen"),
)
Table(
    "past_findings",
    _metadata,
    Column("id", String(80), primary_key=True),
    Column("as_of", DateTime(timezone=True), primary_key=True),
    *_finding(),
    _text("summary"),
)
Table(
    "screening_runs",
    _metadata,
    Column("moment", String(40), primary_key=True),
    _text("screened"),
    Column("findings", JSON, nullable=False),
    _instant("at"),
)
Table(
    "audit_log",
    _metadata,
    Column("id", String(32), primary_key=True),
    _instant("at"),
    *map(_text, ("actor", "action")),
    Column("facts", JSON, nullable=False),
)


def upgrade() -> None:
    """Make the tables that are not there."""
    _metadata.create_all(op.get_bind(), checkfirst=True)
