"""Figures that a later filing changed, and filings that amend others."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kg.model import Reason
from queries.filings.indicators.model import Indicator, Level, Reading, computed, not_computed
from queries.filings.indicators.register import definition_of, indicator
from queries.filings.indicators.worksheet import Book
from queries.filings.periods import ReportFiling, StandingFigure

_MOST_SHOWN = 20


@indicator("restatement", place=90, reads=lambda reports: (reports.book,))
def restatement(book: Book) -> Indicator:
    """How many figures a later filing gives with another value, beyond rounding.

    It needs one figure at least that two filings give, or a filing that amends another.
    """
    definition = definition_of("restatement")
    table = book.table
    repeated = [one for one in table.standing if _given_again(one)]
    restated = [one for one in repeated if one.restated]
    amended = [one for one in table.filings.values() if one.amends]
    last = max((one.end for one in table.filings.values() if one.end), default=None)
    if not repeated and not amended:
        return not_computed(definition, ("a period of which two filings tell",), period_end=last)
    core = {
        concept
        for one in book.inputs.values()
        for alternative in one.alternatives
        for concept in (*alternative.add, *alternative.subtract)
    }
    restated.sort(key=lambda one: (one.concept not in core, -_change(one), one.concept))
    reasons = [*_amendments(amended), *(_reason(one, book) for one in restated[:_MOST_SHOWN])]
    if len(restated) > _MOST_SHOWN:
        more = restated[_MOST_SHOWN:]
        reasons.append(
            Reason(
                "restated_further",
                len(more),
                "figures",
                float(len(more)),
                f"{len(more)} more figures were restated.",
                claims=tuple(one.figure.claim for one in more),
            )
        )
    if not reasons:
        reasons.append(
            Reason(
                "given_again",
                len(repeated),
                "figures",
                0.0,
                f"{len(repeated)} figures that two filings give agree within their rounding.",
                claims=tuple(one.figure.claim for one in repeated[:_MOST_SHOWN]),
            )
        )
    level: Level = "ok"
    if restated or amended:
        weighty = bool(amended) or any(one.concept in core for one in restated)
        level = "flag" if weighty else "watch"
    reading = "not restated" if level == "ok" else "restated" if restated else "amended"
    return computed(
        definition,
        Fraction(len(restated)),
        reasons=tuple(reasons),
        period_end=last,
        reading=Reading(reading, level),
        summary=f"{len(restated)} of {len(repeated)} figures that two filings give were restated;"
        f" {len(amended)} filings amend another.",
    )


def _given_again(one: StandingFigure) -> bool:
    return len({one.figure.filing, *(other.filing for other in one.others)}) > 1


def _amendments(amended: list[ReportFiling]) -> Iterator[Reason]:
    for filing in sorted(amended, key=lambda one: one.order):
        yield Reason(
            "amended_filing",
            filing.form or "",
            "form",
            0.0,
            f"{filing.id} is a {filing.form}: it amends an earlier filing.",
            claims=filing.claims,
        )


def _reason(one: StandingFigure, book: Book) -> Reason:
    old, new = one.replaced[-1], one.figure
    unit = one.unit or "without unit"
    share = f" ({_change(one):.1%} of the earlier value)" if old.value else ""
    return Reason(
        "restated_figure",
        f"{new.value - old.value:f}",
        unit,
        1.0,
        f"{one.concept} for {one.period} was {old.value:,f} {unit} in"
        f" {book.table.filing(old).id} and is {new.value:,f} in"
        f" {book.table.filing(new).id}{share}.",
        claims=(new.claim, *(other.claim for other in one.replaced)),
    )


def _change(one: StandingFigure) -> float:
    """How much of the oldest replaced value was changed; 0 where that was 0."""
    old = one.replaced[-1].value
    return float(abs((one.figure.value - old) / old)) if old else 0.0
