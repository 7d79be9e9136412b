"""The audit log becomes a chain that the database refuses to alter; its old lines are sealed."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import op
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    Integer,
    String,
    Text,
    insert,
    select,
    table,
)

from kg.desk.audit import guard_audit_log
from kg.desk.records import FIRST_PREVIOUS, line_digest

revision = "0002"
down_revision = "0001"

_AT = DateTime(timezone=True)
_OLD = table(
    "audit_log_before",
    Column("id", String),
    Column("at", _AT),
    Column("actor", Text),
    Column("action", Text),
    Column("facts", JSON),
)


def upgrade() -> None:
    """Number the lines by their moment, and chain them."""
    connection = op.get_bind()
    op.rename_table("audit_log", _OLD.name)
    log = op.create_table(
        "audit_log",
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("at", _AT, nullable=False),
        Column("actor", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("stage", String(8), nullable=False),
        Column("ends", Integer),
        Column("facts", JSON, nullable=False),
        Column("previous", String(64), nullable=False),
        Column("digest", String(64), nullable=False),
    )
    head = op.create_table(
        "audit_head",
        Column("one", Integer, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
        Column("number", Integer, nullable=False),
        Column("digest", String(64), nullable=False),
    )
    lines = connection.execute(select(_OLD).order_by(_OLD.c.at, _OLD.c.id)).all()
    previous = FIRST_PREVIOUS
    for number, (_id, at, actor, action, facts) in enumerate(lines, 1):
        moment = _utc(at)
        digest = line_digest(number, moment, actor, action, "done", None, facts, previous)
        connection.execute(
            insert(log).values(
                number=number, at=moment, actor=actor, action=action, stage="done", ends=None,
                facts=facts, previous=previous, digest=digest,
            )
        )  # fmt: skip
        previous = digest
    if lines:
        connection.execute(insert(head).values(one=1, number=len(lines), digest=previous))
    op.drop_table(_OLD.name)
    guard_audit_log(connection)


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
