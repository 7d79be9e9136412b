"""The audit log: lines that are only ever added, each sealed with the digest of the one before.

The digest of a line is SHA-256 over its canonical JSON (keys sorted, no spaces, ASCII), in which
`at` is ISO 8601 in UTC with microseconds, and `previous` the digest of the line before (64 zeros
for the first). Who alters a line has to alter all that follow; who notes the last digest elsewhere
sees that too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from kg.desk import tables
from kg.desk.records import FIRST_PREVIOUS, AuditLine, AuditProof, Stage, line_digest
from kg.desk.rows import utc


def append(
    connection: Connection,
    actor: str,
    action: str,
    facts: Mapping[str, Any],
    *,
    stage: Stage = "done",
    ends: int | None = None,
) -> int:
    """Write the next line and return its number; the caller keeps other writers out."""
    head = connection.execute(select(tables.audit_head)).mappings().first()
    previous = head["digest"] if head else FIRST_PREVIOUS
    number = head["number"] + 1 if head else 1
    now = datetime.now(UTC)
    # What is sealed is what will be read back: lists, not tuples.
    facts = json.loads(json.dumps(facts, allow_nan=False))
    digest = line_digest(number, now, actor, action, stage, ends, facts, previous)
    connection.execute(
        insert(tables.audit_log).values(
            number=number, at=now, actor=actor, action=action, stage=stage, ends=ends,
            facts=facts, previous=previous, digest=digest,
        )
    )  # fmt: skip
    change = update(tables.audit_head) if head else insert(tables.audit_head)
    connection.execute(change.values(one=1, number=number, digest=digest))
    return number


def verified(connection: Connection) -> AuditProof:
    """Whether every line is as it was written, and none is missing, put in or out of order."""
    head = connection.execute(select(tables.audit_head)).mappings().first()
    last, previous, lines = 0, FIRST_PREVIOUS, 0
    query = select(tables.audit_log).order_by(tables.audit_log.c.number)
    broken: tuple[int, str] | None = None
    for row in connection.execution_options(yield_per=1000).execute(query).mappings():
        line = line_of(row)
        lines += 1
        if broken is None:
            broken = _fault_of(line, last, previous)
        last, previous = line.number, line.digest
    stated = (head["number"], head["digest"]) if head else (0, FIRST_PREVIOUS)
    if broken is None and stated != (last, previous):
        if stated[0] > last:
            broken = last + 1, f"missing, with all that followed up to line {stated[0]}"
        else:
            broken = last, "not the last line that was written"
    return AuditProof(lines, previous, *(broken or (None, None)))


def _fault_of(line: AuditLine, last: int, previous: str) -> tuple[int, str] | None:
    if line.number != last + 1:
        return last + 1, "missing"
    if line.computed != line.digest:
        return line.number, "not what was written"
    if line.previous != previous:
        return last, f"not the one that line {line.number} was written after"
    return None


def open_intents(connection: Connection) -> list[AuditLine]:
    """Intents without an end: the act is going on, or was cut short."""
    log, end = tables.audit_log, tables.audit_log.alias("end")
    query = (
        select(log)
        .outerjoin(end, end.c.ends == log.c.number)
        .where(log.c.stage == "intent", end.c.number.is_(None))
        .order_by(log.c.number)
    )
    return [line_of(row) for row in connection.execute(query).mappings()]


def line_of(row: RowMapping) -> AuditLine:
    """The line in a row of the log."""
    columns = {**row, "at": utc(row["at"])}
    return AuditLine(**{name: columns[name] for name in AuditLine.__slots__})


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
