"""Figures of a company by fiscal year, and the sheet on which an indicator collects its inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from kg.model import Reason
from queries.filings.indicators.definitions import Alternative, InputDefinition
from queries.filings.indicators.model import InputUsed, rounded
from queries.filings.periods import FigureTable, Period, ReportedFigure

_CURRENCY_LETTERS = 3


@dataclass(frozen=True)
class Book:
    """The standing figures of a company, looked up by input and fiscal year.

    Attributes:
        table: all its figures.
        inputs: which concepts serve which input.
    """

    table: FigureTable
    inputs: Mapping[str, InputDefinition]

    @cached_property
    def figures(self) -> Mapping[tuple[str, str, Period], ReportedFigure]:
        """What stands, by concept, unit and period."""
        return {
            (one.concept, one.unit or "", one.period): one.figure for one in self.table.standing
        }

    @cached_property
    def year(self) -> Period | None:
        """The newest fiscal year for which an input of a year is reported; None without one."""
        wanted = {
            concept
            for one in self.inputs.values()
            if one.over == "year"
            for alternative in one.alternatives
            for concept in (*alternative.add, *alternative.subtract)
        }
        found = Counter(
            period
            for concept, _, period in self.figures
            if concept in wanted and period.kind == "annual"
        )
        return max(found, key=lambda one: (one.end, found[one], one.start), default=None)

    @cached_property
    def currency(self) -> str:
        """The currency in which most of the newest year's figures are; "" without any."""
        end = self.year.end if self.year else None
        found = Counter(
            unit for _, unit, period in self.figures if period.end == end and _is_currency(unit)
        )
        return max(found, key=lambda unit: (found[unit], unit), default="")

    def periods(self, over: str, count: int) -> list[Period | None]:
        """The newest `count` fiscal years, or ends of them, newest first.

        A year before is the one that ends on the eve of the next. None stands for a year of
        which no figure tells when it began, and for all that is before it.
        """
        years: list[Period | None] = [self.year]
        ends: list[Period | None] = [Period(self.year.end) if self.year else None]
        while len(years) < count or len(ends) < count:
            last = years[-1]
            if last is None or last.start is None or last.start == date.min:
                years.append(None)
                ends.append(None)
                continue
            eve = last.start - timedelta(days=1)
            ends.append(Period(eve))
            before = [
                period
                for _, _, period in self.figures
                if period.end == eve and period.kind == "annual"
            ]
            years.append(max(before, key=lambda one: one.start or date.min, default=None))
        return years[:count] if over == "year" else ends[:count]


@dataclass
class Sheet:
    """The inputs of one indicator as they are asked for, and what is missing.

    Attributes:
        used: by name and period.
        missing: in words, with the name of the input it is.
    """

    book: Book
    used: dict[tuple[str, str], InputUsed] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, count: int) -> list[Fraction | None]:
        """An input in the newest `count` years, or at the newest ends of years, newest first.

        All are of the same concepts: the first alternative of the input that is reported in all
        of them. None where it is not reported, which is then noted as missing.
        """
        definition = self.book.inputs[name]
        periods = self.book.periods(definition.over, count)
        best: list[InputUsed | None] = [None] * count
        for alternative in definition.alternatives:
            found = [self._of(definition, alternative, period) for period in periods]
            # One that reaches back as far as is needed; until then the one that reaches furthest.
            if _reach(found) > _reach(best):
                best = found
        for place, (one, period) in enumerate(zip(best, periods, strict=True)):
            if one is not None:
                self.used[one.name, one.period] = one
            elif self.book.year is None:
                self.missing["figures of a fiscal year"] = name
            else:
                self.missing[f"{definition.label} {_when(definition, period, place)}"] = name
        return [None if one is None else Fraction(one.value) for one in best]

    @property
    def inputs(self) -> tuple[InputUsed, ...]:
        """The figures used, in the order they were asked for."""
        return tuple(self.used.values())

    def claims(self, *names: str) -> tuple[str, ...]:
        """Claims behind some of the inputs taken so far, each once."""
        return tuple(
            dict.fromkeys(claim for one in self.inputs if one.name in names for claim in one.claims)
        )

    def reason(
        self,
        feature: str,
        value: Fraction,
        share: Fraction,
        explanation: str,
        inputs: Sequence[str],
        unit: str = "ratio",
    ) -> Reason:
        """A part of a score with the claims of its inputs; `share` is what it adds."""
        return Reason(
            feature,
            f"{value.numerator}"
            if unit != "ratio" and value.denominator == 1
            else f"{rounded(value)}",
            unit,
            float(rounded(share)),
            explanation,
            claims=self.claims(*inputs),
        )

    def _of(
        self, definition: InputDefinition, alternative: Alternative, period: Period | None
    ) -> InputUsed | None:
        if period is None:
            return None
        unit = self.book.currency if definition.unit == "money" else "shares"
        total = Decimal(0)
        claims: list[str] = []
        for sign, concepts in ((1, alternative.add), (-1, alternative.subtract)):
            for concept in concepts:
                figure = self.book.figures.get((concept, unit, period))
                if figure is None:
                    return None
                total += sign * figure.value
                claims.append(figure.claim)
        return InputUsed(
            definition.name, str(period), total, unit, alternative.concepts, tuple(claims)
        )


def divide(above: Fraction, below: Fraction) -> Fraction | None:
    """The quotient, None where the divisor is 0."""
    return above / below if below else None


def _reach(found: Sequence[InputUsed | None]) -> int:
    return next((place for place, one in enumerate(found) if one is None), len(found))


def _is_currency(unit: str) -> bool:
    return len(unit) == _CURRENCY_LETTERS and unit.isalpha() and unit.isupper()


def _when(definition: InputDefinition, period: Period | None, place: int) -> str:
    if period is None:
        return f"{place} years earlier" if place > 1 else "a year earlier"
    return f"{'in the year to' if definition.over == 'year' else 'at'} {period.end}"
