"""Findings get a digest by which a change is seen, alerts a note of whether the last run saw them.

Digests are left out: the next run finds that an alert has none, and gives it one.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Integer, String, false

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, and the moment of the last run."""
    op.add_column("alerts", Column("digest", String(64)))
    op.add_column("alerts", Column("in_last_run", Boolean, nullable=False, server_default=false()))
    op.add_column("past_findings", Column("digest", String(64)))
    op.create_table(
        "alert_runs",
        Column("one", Integer, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
        Column("at", DateTime(timezone=True), nullable=False),
    )
