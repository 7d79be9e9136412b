"""What keeps the database itself from altering the audit log."""

from __future__ import annotations

from sqlalchemy import Connection

_REFUSAL = "the audit log is append-only"

_SQLITE = (
    f"""CREATE TRIGGER audit_log_update BEFORE UPDATE ON audit_log
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER audit_log_delete BEFORE DELETE ON audit_log
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    # INSERT OR REPLACE deletes without asking the trigger above.
    f"""CREATE TRIGGER audit_log_insert BEFORE INSERT ON audit_log
    WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM audit_log)
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
)
_POSTGRESQL = (
    f"""CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
    """CREATE TRIGGER audit_log_change BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_refuse()""",
    """CREATE TRIGGER audit_log_truncate BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()""",
    """CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_log_refuse()""",
    """CREATE TRIGGER audit_head_truncate BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()""",
)


def guard_audit_log(connection: Connection) -> None:
    """Make the triggers that refuse to change or delete a line."""
    statements = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[connection.dialect.name]
    for statement in statements:
        connection.exec_driver_sql(statement)
