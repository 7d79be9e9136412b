"""The audit log: lines that are only ever added, each sealed with the digest of the one before.

The digest of a line is SHA-256 over its canonical JSON (keys sorted, no spaces, ASCII), in which
`at` is ISO 8601 in UTC with microseconds, and `previous` the digest of the line before (64 zeros
for the first). Who alters a line has to alter all that follow; who notes the last digest elsewhere
sees that too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, insert, select, update

from kg.desk import tables
from kg.desk.finding_rows import utc

Stage = Literal["intent", "done", "failed"]
FIRST_PREVIOUS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the log.

    Attributes:
        number: 1 for the first line; none is left out.
        at: when it was written, UTC.
        actor: for whom.
        action: `ingest`, `extract`, `withdraw`, `judge`, `retract`, `alerts`.
        stage: `intent` stands before an act outside the desk, `done` or `failed` after it; an
            act on the desk itself is one line, `done`.
        ends: number of the intent whose end this is; None where there was none.
        facts: what the act was about.
        previous: digest of the line before.
        digest: of this line.
    """

    number: int
    at: datetime
    actor: str
    action: str
    stage: Stage
    ends: int | None
    facts: Mapping[str, Any]
    previous: str
    digest: str

    @property
    def computed(self) -> str:
        """The digest that its content has."""
        return line_digest(
            self.number, self.at, self.actor, self.action, self.stage, self.ends, self.facts,
            self.previous,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditProof:
    """What a verification found.

    Attributes:
        lines: how many there are.
        head: digest of the last; 64 zeros where there is none.
        broken: number of the first line that is not as it was written; None where all are.
        fault: what is wrong with it; None where nothing is.
    """

    lines: int
    head: str
    broken: int | None = None
    fault: str | None = None


def line_digest(
    number: int,
    at: datetime,
    actor: str,
    action: str,
    stage: str,
    ends: int | None,
    facts: Mapping[str, Any],
    previous: str,
) -> str:
    """64 hex digits over a line; it must never change, or no log can be verified any more."""
    said = {
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "action": action,
        "stage": stage,
        "ends": ends,
        "facts": facts,
        "previous": previous,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


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
