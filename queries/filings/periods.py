"""Reported figures as values: filings, periods, and a table of concepts by period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from queries.answers import Ref

PeriodKind = Literal["annual", "quarterly", "instant", "other"]
PERIOD_KINDS: tuple[PeriodKind, ...] = ("annual", "quarterly", "instant", "other")

# A fiscal year has 52 or 53 weeks or is a calendar year; a quarter has 12 to 14 weeks.
_ANNUAL_DAYS = range(350, 381)
_QUARTERLY_DAYS = range(80, 101)
_EXACT = 1000


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included; `start` is None for an instant."""

    end: date
    start: date | None = None

    @property
    def kind(self) -> PeriodKind:
        """`annual` (350 to 380 days), `quarterly` (80 to 100), `instant`, or `other`."""
        if self.start is None:
            return "instant"
        days = (self.end - self.start).days + 1
        if days in _ANNUAL_DAYS:
            return "annual"
        return "quarterly" if days in _QUARTERLY_DAYS else "other"

    def __str__(self) -> str:
        return f"{self.start}/{self.end}" if self.start else str(self.end)


@dataclass(frozen=True, slots=True)
class ReportFiling:
    """A report that was filed.

    Attributes:
        id: canonical id.
        form: such as 10-K or 10-K/A; None where not known.
        end: last day of the period it is for, None where not known.
        filed: day it was filed, None where not known.
        known_from: the earliest day it can have been read: `filed`, else the latest of `end`
            and the days its cover page speaks of, else the latest period of its figures, else
            the day on which it was read into the workspace.
        claims: ids of the claims about it.
    """

    id: str
    form: str | None = None
    end: date | None = None
    filed: date | None = None
    known_from: date | None = None
    claims: tuple[str, ...] = ()

    @property
    def amends(self) -> bool:
        """Whether its form says that it amends another (10-K/A)."""
        return (self.form or "").upper().endswith("/A")

    @property
    def order(self) -> tuple[date, date, bool, str]:
        """Sorts filings from the oldest to the newest."""
        day = self.known_from or date.min
        return (day, self.end or day, self.amends, self.id)


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """One number of one filing, about the company as a whole.

    Attributes:
        concept: name in the taxonomy, with its prefix.
        value: in `unit`, exact.
        unit: ISO 4217 code, shares, pure, or a quotient such as USD/shares; None where not given.
        decimals: digits after the point to which it is accurate, negative before it; "INF" where
            exact, None where not given.
        filing: id of the filing that gives it, "" where the source names none.
        claim: id of the claim that gives the value; `kg evidence` shows its place.
        label: what the filing's taxonomy calls the concept, None where that is not known.
    """

    concept: str
    value: Decimal
    unit: str | None
    decimals: str | None
    period: Period
    filing: str
    claim: str
    label: str | None = None

    @property
    def rounding(self) -> Decimal:
        """How far the true value may be from `value`, in `unit`: half of its last digit.

        0 where it is exact, or where its accuracy is not given.
        """
        digits = _digits(self.decimals)
        return Decimal(0) if digits is None or digits == _EXACT else Decimal(5).scaleb(-digits - 1)

    @property
    def precision(self) -> int:
        """Sorts figures from the coarsest to the exact one; those that do not say come first."""
        digits = _digits(self.decimals)
        return -_EXACT if digits is None else digits

    def agrees_with(self, other: ReportedFigure) -> bool:
        """Whether both may be roundings of one value."""
        return abs(self.value - other.value) <= self.rounding + other.rounding


@dataclass(frozen=True, slots=True)
class StandingFigure:
    """What is said of one concept, unit and period, and which value stands.

    Attributes:
        figure: the most accurate value that agrees with the newest filing.
        others: all else that is said of it, from the newest filing to the oldest.
        replaced: those of `others` that an older filing gave, and the newest does not bear out.
        disputed: those that the newest filing itself gives beside it, and that do not agree.
    """

    figure: ReportedFigure
    others: tuple[ReportedFigure, ...] = ()
    replaced: tuple[ReportedFigure, ...] = ()
    disputed: tuple[ReportedFigure, ...] = ()

    @property
    def restated(self) -> bool:
        """A later filing changed it by more than rounding."""
        return bool(self.replaced)

    @property
    def concept(self) -> str:
        """Its concept."""
        return self.figure.concept

    @property
    def unit(self) -> str | None:
        """Its unit."""
        return self.figure.unit

    @property
    def period(self) -> Period:
        """Its period."""
        return self.figure.period


@dataclass(frozen=True)
class FigureTable:
    """All figures of one company as a whole, segments and classes of shares left out.

    Attributes:
        figures: by concept, period, and filing from the oldest to the newest.
        filings: by id.
        unusable: figures without a concept, period or readable number, which were left out.
    """

    company: Ref
    figures: tuple[ReportedFigure, ...]
    filings: Mapping[str, ReportFiling] = field(default_factory=dict)
    unusable: int = 0

    @cached_property
    def standing(self) -> tuple[StandingFigure, ...]:
        """One for each concept, unit and period; by concept, unit, and period newest first."""
        groups: dict[tuple[str, str, Period], list[ReportedFigure]] = {}
        for figure in self.figures:
            groups.setdefault((figure.concept, figure.unit or "", figure.period), []).append(figure)
        keys = sorted(groups, key=lambda key: _newest_last(key[2]), reverse=True)
        keys.sort(key=lambda key: key[:2])
        return tuple(self._stand(groups[key]) for key in keys)

    def label(self, concept: str) -> str:
        """What the newest filing that says so calls a concept, else its name in words."""
        return self.claimed_labels.get(concept) or concept_words(concept)

    @cached_property
    def claimed_labels(self) -> Mapping[str, str]:
        """Labels of concepts by the newest filing that gives one."""
        oldest_first = sorted(self.figures, key=lambda one: self.filing(one).order)
        return {one.concept: one.label for one in oldest_first if one.label}

    def latest(self, concept: str) -> ReportedFigure | None:
        """The figure of a concept that ends last and stands, None when there is none."""
        found = [one.figure for one in self.standing if one.concept == concept]
        return max(found, key=lambda figure: figure.period.end, default=None)

    def filing(self, figure: ReportedFigure) -> ReportFiling:
        """The filing that gives a figure."""
        return self.filings.get(figure.filing) or ReportFiling(figure.filing)

    def only(self, text: str) -> FigureTable:
        """The same with those concepts whose name contains the text, in any case."""
        wanted = text.casefold()
        kept = tuple(one for one in self.figures if wanted in one.concept.casefold())
        return FigureTable(self.company, kept, self.filings, self.unusable)

    def _stand(self, said: Iterable[ReportedFigure]) -> StandingFigure:
        newest_first = sorted(
            said, key=lambda one: (self.filing(one).order, one.precision), reverse=True
        )
        base = newest_first[0]
        agreeing = [one for one in newest_first if one.agrees_with(base)]
        figure = max(agreeing, key=lambda one: one.precision)
        differing = [one for one in newest_first if not one.agrees_with(base)]
        return StandingFigure(
            figure,
            tuple(one for one in newest_first if one is not figure),
            tuple(one for one in differing if one.filing != base.filing),
            tuple(one for one in differing if one.filing == base.filing),
        )

    def to_json(self) -> dict[str, Any]:
        """Tables by kind of period: `periods`, newest first, and `rows` with a figure for each."""
        from kg.json_form import jsonable

        return {
            "company": jsonable(self.company),
            "filings": [
                jsonable(one) for one in sorted(self.filings.values(), key=lambda one: one.order)
            ],
            "unusable": self.unusable,
            "tables": {
                kind: table for kind in PERIOD_KINDS if (table := self._table(kind))["rows"]
            },
        }

    def _table(self, kind: PeriodKind) -> dict[str, Any]:
        standing = [one for one in self.standing if one.period.kind == kind]
        rows: dict[tuple[str, str | None], dict[str, Any]] = {}
        for one in standing:
            row = rows.setdefault(
                (one.concept, one.unit),
                {
                    "concept": one.concept,
                    "label": self.label(one.concept),
                    "unit": one.unit,
                    "figures": [],
                },
            )
            form = _form(one.figure)
            form["period"] = str(one.period)
            form["restated"] = one.restated
            form["disputed"] = bool(one.disputed)
            form["others"] = [_form(other) for other in one.others]
            row["figures"].append(form)
        return {"periods": [str(p) for p in periods(standing)], "rows": list(rows.values())}


def periods(standing: Iterable[StandingFigure]) -> list[Period]:
    """The periods of figures, newest first."""
    return sorted({one.period for one in standing}, key=_newest_last, reverse=True)


def _newest_last(period: Period) -> tuple[date, date]:
    return (period.end, period.start or date.min)


def _form(figure: ReportedFigure) -> dict[str, Any]:
    return {
        "value": f"{figure.value:f}",
        "decimals": figure.decimals,
        "filing": figure.filing,
        "claim": figure.claim,
    }


def _digits(decimals: str | None) -> int | None:
    if decimals is None:
        return None
    if decimals.upper() == "INF":
        return _EXACT
    try:
        return max(-_EXACT + 1, min(_EXACT - 1, int(decimals)))
    except ValueError:
        return None


# A new word begins at a capital after a small letter or digit, at the last capital of several
# before a small letter (IRSCode: IRS, Code), and at a number.
_JOINT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])|[_\-.]+")


def concept_words(concept: str) -> str:
    """The name of a concept without its prefix, in words.

    `us-gaap:CashAndCashEquivalentsAtCarryingValue` is `Cash and cash equivalents at carrying
    value`; runs of capitals stay as they are.
    """
    words = [word for word in _JOINT.split(concept.rpartition(":")[2]) if word]
    plain = [word if len(word) > 1 and word.isupper() else word.lower() for word in words]
    text = " ".join(plain)
    return f"{text[:1].upper()}{text[1:]}" if text else concept
