"""What the desk holds, as plain data: alerts, judgements, lines of the audit log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from kg.model.finding import Finding

AlertStatus = Literal["open", "closed", "superseded"]
Verdict = Literal["same", "different", "unsure"]
Stage = Literal["intent", "done", "failed"]
FIRST_PREVIOUS = "0" * 64


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding put before people.

    Attributes:
        finding: what was found.
        status: `superseded` means that its grounds are gone.
        first_seen: when it was first found, UTC.
        last_seen: when it was last found; a look back that finds nothing new leaves it. UTC.
    """

    finding: Finding
    status: AlertStatus
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two records are about one and the same thing.

    `decided_by` is a person's name, or `rule:NAME` for a rule; `reason` is what was compared.
    `retracted_at` is None while it counts. `retracted_by` is the person who took it back, None
    while nobody did; a rule's judgement whose grounds are gone is retracted by nobody.
    """

    left: str
    right: str
    verdict: Verdict
    decided_by: str
    reason: str
    decided_at: datetime
    retracted_at: datetime | None = None
    retracted_by: str | None = None

    @property
    def id(self) -> str:
        """32 hex digits over the pair, the verdict, and by whom and why."""
        parts = (*sorted((self.left, self.right)), self.verdict, self.decided_by, self.reason)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


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
