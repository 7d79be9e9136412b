"""Laws as they are shown: wordings, provisions and what they demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from kg.values.instants import parse_as_of

Moment = str | date | datetime | None
"""What commands and functions take for a moment; None is now."""


def day_of(as_of: Moment) -> date:
    """The day of a moment, UTC."""
    return (parse_as_of(as_of) or datetime.now(UTC)).date()


@dataclass(frozen=True, slots=True)
class ActVersion:
    """One wording of an act.

    Attributes:
        id: id of the wording. work: id of the act as such; the same where it has one wording.
        effective: first day in force, None where no source says.
        until: first day on which it is no longer in force, as the next wording is, or as the
            act is repealed; None while it is in force.
        in_force: at the moment asked for.
    """

    id: str
    work: str
    title: str
    effective: date | None
    until: date | None
    in_force: bool

    def standing_in_words(self, as_of: Moment = None) -> str:
        """Whether it is in force at a moment, None for now, as a phrase for people."""
        if self.until and not self.in_force and self.until <= day_of(as_of):
            return f"no longer in force since {self.until}"
        if self.effective is None:
            return "day of entry into force not known"
        return "in force" if self.in_force else f"not in force until {self.effective}"


@dataclass(frozen=True, slots=True)
class ProvisionText:
    """A provision: how it is cited, its heading and own words, and the id of the claim of them."""

    id: str
    number: str
    heading: str | None
    text: str | None
    claim: str | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class ObligationText:
    """What a provision demands, forbids or allows.

    `modality` is must, must not, may, need not or should. `deadlines` and `thresholds` are those
    of the same sentence, exact where they are. `claim` is the id of the claim of the action.
    `obliged` is "" where a passive names nobody: "The opinion shall be published".
    """

    id: str
    provision: str
    number: str
    obliged: str
    modality: str
    action: str
    recipient: str | None
    condition: str | None
    deadlines: tuple[str, ...]
    thresholds: tuple[str, ...]
    claim: str

    def in_words(self) -> str:
        """`the bank must file the report`; `must publish the opinion` where nobody is named."""
        return " ".join(filter(None, (self.obliged, self.modality, self.action)))
