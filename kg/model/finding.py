"""A finding: a score that carries its reasons."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """One named feature's share of a score, with what supports it.

    Attributes:
        feature: name of the feature (`cycle_amount`, `sanctioned_within_2_hops`).
        value: the feature's value, in `unit`.
        unit: unit of `value` ("accounts", "EUR", "days", "hops").
        contribution: points added to the score; the contributions of a finding sum to it
            before it is capped at 100.
        explanation: one sentence for the reader.
        claims: ids of supporting claims.
        transfers: ids of supporting transfers.
    """

    feature: str
    value: str | int | float
    unit: str
    contribution: float
    explanation: str
    claims: tuple[str, ...] = ()
    transfers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A scored observation about one subject.

    Attributes:
        id: stable: the same observation found again has the same id.
        kind: what was found (`cycle`, `fan_in`, `watchlist_match`, `exposure`).
        subject: canonical id of the entity it is about.
        members: canonical ids of all entities involved, subject included.
        score: 0 to 100 points.
        reasons: never empty.
        as_of: UTC; nothing later was looked at. None is "all that is known".
        summary: one sentence.
    """

    id: str
    kind: str
    subject: str
    members: tuple[str, ...]
    score: float
    reasons: tuple[Reason, ...]
    as_of: datetime | None
    summary: str
    unit: str = "points"

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError(f"finding {self.id} has a score but no reason")
        if not 0 <= self.score <= 100:
            raise ValueError(f"finding {self.id} scores {self.score}, outside 0 to 100")


def finding_id(kind: str, *parts: str) -> str:
    """Stable id of an observation: `kind-` and 16 hex digits of its defining parts."""
    digest = hashlib.sha256("\x1f".join((kind, *parts)).encode()).hexdigest()[:16]
    return f"{kind}-{digest}"
