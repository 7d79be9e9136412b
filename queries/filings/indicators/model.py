"""What an indicator is: its definition, and the result of working it out for a company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Literal

from kg.model import Reason

Level = Literal["ok", "watch", "flag"]

_PLACES = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """How values are read that are above `bound`, or `at_least` so high; None is all the rest."""

    reading: str
    level: Level
    bound: Fraction | None = None
    at_least: bool = False

    def covers(self, value: Fraction) -> bool:
        """Whether the value reaches the bound."""
        if self.bound is None:
            return True
        return value >= self.bound if self.at_least else value > self.bound


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator as its source defines it.

    Attributes:
        name, title, unit: `altman_z`, "Altman Z''", what a value counts.
        formula, source: in words; author, year and title.
        weights: the numbers of the formula by name.
        readings: from the highest value to the lowest; `threshold_source` says whose they are.
    """

    name: str
    title: str
    unit: str
    formula: str
    source: str
    weights: Mapping[str, Fraction]
    threshold_source: str
    readings: tuple[Reading, ...]

    @property
    def thresholds(self) -> str:
        """The readings on one line."""
        return "; ".join(f"{_bound(one)}{one.reading} ({one.level})" for one in self.readings)

    def read(self, value: Fraction) -> Reading:
        """The reading of a value."""
        return next(one for one in self.readings if one.covers(value))


@dataclass(frozen=True, slots=True)
class InputUsed:
    """A number that went into an indicator.

    Attributes:
        name: of the input, such as `total_assets`.
        period: `2024-09-28`, or first and last day with a slash between them.
        concepts: the reported concepts it is made of; a minus stands before one subtracted.
        claims: ids of the claims that give them.
    """

    name: str
    period: str
    value: Decimal
    unit: str
    concepts: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of one company.

    Attributes:
        name, title, formula, source, thresholds, threshold_source: as in its definition.
        value: in `unit`, to six places; None where it cannot be computed.
        reading: what the source makes of the value; None where there is no value.
        level: `ok`, `watch` or `flag`; None where there is no value.
        period_end: last day of the period it is about, None where that is not known.
        reasons: its parts, with their share of the value; empty only where it has no value.
        inputs: the figures used.
        missing: what is needed and was not found; empty where it has a value.
        summary: one sentence.
    """

    name: str
    title: str
    value: Decimal | None
    unit: str
    reading: str | None
    level: Level | None
    period_end: date | None
    summary: str
    formula: str
    source: str
    thresholds: str
    threshold_source: str
    reasons: tuple[Reason, ...] = ()
    inputs: tuple[InputUsed, ...] = ()
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.value is None and not self.missing:
            raise ValueError(f"{self.name} has no value and does not say what is missing")
        if self.value is not None and (not self.reasons or self.missing):
            raise ValueError(f"{self.name} has a value and no reason, or something missing")


def computed(
    definition: Definition,
    value: Fraction,
    *,
    reasons: tuple[Reason, ...],
    inputs: tuple[InputUsed, ...] = (),
    period_end: date | None = None,
    reading: Reading | None = None,
    summary: str | None = None,
) -> Indicator:
    """An indicator with a value; `reading` is the definition's unless given."""
    found = reading or definition.read(value)
    shown = rounded(value)
    said = summary or f"{definition.title} is {shown:.2f} {definition.unit}: {found.reading}."
    return _indicator(
        definition, shown, found, period_end, said, reasons=reasons, inputs=inputs, missing=()
    )


def not_computed(
    definition: Definition,
    missing: tuple[str, ...],
    *,
    reasons: tuple[Reason, ...] = (),
    inputs: tuple[InputUsed, ...] = (),
    period_end: date | None = None,
    summary: str | None = None,
) -> Indicator:
    """An indicator without a value, and what it lacks."""
    said = summary or f"{definition.title} cannot be computed: {', '.join(missing)} not found."
    return _indicator(
        definition, None, None, period_end, said, reasons=reasons, inputs=inputs, missing=missing
    )


def rounded(value: Fraction, places: int = _PLACES) -> Decimal:
    """A fraction as a decimal number, half to even."""
    whole = round(value * 10**places)
    return (
        Decimal(whole)
        .scaleb(-places)
        .quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    )


def _indicator(
    definition: Definition,
    value: Decimal | None,
    reading: Reading | None,
    period_end: date | None,
    summary: str,
    *,
    reasons: tuple[Reason, ...],
    inputs: tuple[InputUsed, ...],
    missing: tuple[str, ...],
) -> Indicator:
    return Indicator(
        name=definition.name,
        title=definition.title,
        value=value,
        unit=definition.unit,
        reading=reading.reading if reading else None,
        level=reading.level if reading else None,
        period_end=period_end,
        summary=summary,
        formula=definition.formula,
        source=definition.source,
        thresholds=definition.thresholds,
        threshold_source=definition.threshold_source,
        reasons=reasons,
        inputs=inputs,
        missing=missing,
    )


def _bound(one: Reading) -> str:
    if one.bound is None:
        return "else "
    return f"{'from' if one.at_least else 'above'} {float(one.bound):g} "
