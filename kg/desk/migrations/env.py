"""What Alembic runs: the revisions, in the transaction of whoever opens the desk."""

from __future__ import annotations

from alembic import context

from kg.desk.tables import desk_revision

context.configure(
    connection=context.config.attributes["connection"], version_table=desk_revision.name
)
context.run_migrations()
