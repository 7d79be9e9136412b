"""The judgement: whether two records are one thing, by whom and why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Verdict = Literal["same", "different", "unsure"]


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
