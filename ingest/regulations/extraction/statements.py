"""What can be read out of a text of law: seven kinds of statement, each with its place.

`start` and `end` are code point offsets into the text that was given to `extract`, and `text`
is what stands between them. `method` says which extractor found it ("rules", "rules+parse",
"model:…"), and `confidence`, between 0 and 1, how far that is to be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Operator = Literal["<", "<=", "=", ">=", ">"]
Modality = Literal["must", "mustnot", "may", "neednot", "should"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to a provision or an act.

    Attributes:
        targets: what it refers to, one for each member of a list or range ("Articles 5 to 7"
            has three), in the notation of `targets.resolve`; empty where the words name no
            place that could be looked up.
    """

    start: int
    end: int
    text: str
    targets: tuple[str, ...]
    method: str = "rules"
    confidence: float = 0.97

    @property
    def target(self) -> str | None:
        """First of the targets, None where there is none."""
        return self.targets[0] if self.targets else None


@dataclass(frozen=True, slots=True)
class Threshold:
    """An amount, share or count with the side on which the rule applies.

    Attributes:
        value: exact, scale words multiplied in ("EUR 5 million" is 5000000).
        unit: ISO 4217 code, "percent", "basis points", "times" (a multiple), "ratio" (a bare one,
            "less than 1.0"), "years" (of age),
            "thirds" or "sixths" (a share that is no exact percentage), or the plural noun counted
            ("transactions").
    """

    start: int
    end: int
    text: str
    operator: Operator
    value: Decimal
    unit: str
    method: str = "rules"
    confidence: float = 0.97


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit in time.

    Attributes:
        duration: ISO 8601 duration ("P15D", "PT4H"), None where the text gives none.
        date: a day, None where the text gives none.
        recurring: ISO 8601 duration between repetitions, None for a single deadline;
            "on or before June 30 of each calendar year" has "P1Y".
        days: "calendar", "business", "working", "banking" or "trading" where the text says
            which days count, else None.
        month_day: "06-30" for a day without a year, else None.
        anchor: words that say from when the time runs, None where there are none.
        minimum: the time must be at least that long ("for at least five years").
    """

    start: int
    end: int
    text: str
    duration: str | None
    date: date | None
    anchor: str | None
    recurring: str | None = None
    days: str | None = None
    month_day: str | None = None
    minimum: bool = False
    method: str = "rules"
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term that the text gives a meaning of its own.

    Attributes:
        definition: words after "means", None for a name given in passing (“SAR”).
        scope: words that limit it ("this Article"), None where it holds for the whole act.
    """

    start: int
    end: int
    term: str
    definition: str | None
    scope: str | None
    method: str = "rules"
    confidence: float = 0.93


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that supervises, decides, enforces or judges.

    Attributes:
        name: one name for all forms of it ("European Banking Authority" for "EBA"); the role
            in the singular for a role ("competent authority").
        exact: False for a short name ("the Board") for which only the act can say who is meant.
    """

    start: int
    end: int
    text: str
    name: str
    exact: bool = True
    method: str = "rules"
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Commencement:
    """From when an act, as a whole, holds.

    Attributes:
        date: None where it hangs on another event, such as the publication.
    """

    start: int
    end: int
    text: str
    date: date | None
    method: str = "rules"
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Lead:
    """A place in one of the texts above a point of a list.

    Attributes:
        above: which text, as it was given to `extract_passages`: 0 is the outermost.
    """

    above: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Obligation:
    """Who must, must not, may, need not or should do what.

    Attributes:
        start, end: from the subject to the end of the object, as far as they are known.
        subject: who, without relative clauses and without what "or" and "and" add; the agent
            of a passive without its article ("filed by the financial institution").
        party: the same with all that belongs to it.
        verb: base form; "be" for "shall be liable".
        object: words of the object; for a passive what is acted upon.
        recipient: to or with whom, None where not said.
        condition: clause under which it holds, or unless which, None where not said.
        obliged: who is to act, with all that "and" and "or" add; None where a passive names
            nobody ("shall be published").
        action: what is to be done, in the active voice ("publish the opinion").
        lead: where the words of a list's opening stand from which subject and modality come, if
            that is another text; `start` and `end` then cover what is to be done alone.
    """

    start: int
    end: int
    subject: str
    modality: Modality
    verb: str
    object: str | None
    recipient: str | None
    condition: str | None
    party: str
    obliged: str | None = None
    action: str = ""
    lead: Lead | None = None
    method: str = "rules+parse"
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements of a text, each kind in the order of the text."""

    citations: tuple[Citation, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    defined_terms: tuple[DefinedTerm, ...] = ()
    authorities: tuple[Authority, ...] = ()
    commencements: tuple[Commencement, ...] = ()
    obligations: tuple[Obligation, ...] = ()


Statement = Citation | Threshold | Deadline | DefinedTerm | Authority | Commencement | Obligation
"""One of them."""
