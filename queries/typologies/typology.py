"""What a typology is made of, and what kernels offer to be made use of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kg.values.money import format_amount
from queries.answers import counted_unit

if TYPE_CHECKING:
    from queries.typologies.patterns import Finder

Floats = npt.NDArray[np.float64]
ParameterValue = timedelta | int | float | bool | Mapping[str, int]

MOST_TIMES = 1000.0
"""Multiples of what is usual are held to this."""


class Kind(Enum):
    """What kind of quantity a parameter or feature is, and so what it may be written as."""

    COUNT = "count"
    DURATION = "duration"
    SHARE = "share"
    TIMES = "times"
    FLAG = "flag"
    AMOUNTS = "amounts"


DURATION_UNITS: Mapping[str, timedelta] = {
    "minute": timedelta(minutes=1),
    "minutes": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "hours": timedelta(hours=1),
    "day": timedelta(days=1),
    "days": timedelta(days=1),
    "week": timedelta(weeks=1),
    "weeks": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A parameter that a kernel takes.

    Attributes:
        kind: how it is written.
        unit: of a count: what is counted, in the plural; else empty.
        least: smallest value allowed: of a count, a share as a fraction, or a duration in days.
        meaning: one sentence for the analyst.
        default: taken where a typology does not set it; None: it must be set.
    """

    kind: Kind
    unit: str
    least: float
    meaning: str
    default: ParameterValue | None = None


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """A feature that a kernel measures of each pattern.

    Values are floats: a count, a duration in hours, a share in percent, a factor. Not-a-number
    means that it cannot be told, and adds no points.

    Attributes:
        unit: of a count, in the plural.
        most: what larger values are held to, None without such a bound.
        of_usual: it is a multiple of what is usual, which may be nothing at all.
    """

    kind: Kind
    unit: str
    meaning: str
    most: float | None = None
    of_usual: bool = False

    @property
    def shown_unit(self) -> str:
        """Unit of the values: "accounts", "hours", "percent", "times"."""
        return {Kind.DURATION: "hours", Kind.SHARE: "percent", Kind.TIMES: "times"}.get(
            self.kind, self.unit
        )

    def at_bound(self, value: float) -> bool:
        """Whether the true value may be larger."""
        return self.most is not None and value >= self.most

    def shown(self, value: float) -> str:
        """A value as text with its unit; one at the bound is "at least" that."""
        text = shown(value, self.kind, self.unit)
        return f"at least {text}" if self.at_bound(value) else text

    def told(self, value: float, most: float) -> tuple[float | str, str]:
        """A value as a reason has it, and its unit.

        A number, "at least 1,000" at the bound, or "0 to 1 days" where it may be up to `most`.
        """
        if self.open(value, most):
            text = self.shown_between(value, most)
            return text, text.rpartition(" ")[2]
        if self.at_bound(value):
            return f"at least {_rounded(value)}", self.shown_unit
        return round(value, 2), self.shown_unit

    def open(self, least: float, most: float) -> bool:
        """Whether two bounds of a duration read differently."""
        return self.kind is Kind.DURATION and _rounded(least) != _rounded(most)

    def shown_between(self, least: float, most: float) -> str:
        """A value that is known to lie between two as text: "0 to 1 days"."""
        if not self.open(least, most):
            return self.shown(least)
        # Held against the last microsecond of a day, which is not quite one.
        days = round(most, 1) >= 24
        bounds = [_rounded(each / 24 if days else each) for each in (least, most)]
        return f"{' to '.join(dict.fromkeys(bounds))} {'days' if days else 'hours'}"


@dataclass(frozen=True, slots=True)
class KernelSpec:
    """A kernel as a typology may use it: what it finds, its parameters and features.

    `others` are names for accounts beside the subject that templates may put in; `find` is the
    function that looks for it.
    """

    name: str
    finds: str
    subject: str
    parameters: Mapping[str, ParameterSpec]
    features: Mapping[str, FeatureSpec]
    others: Mapping[str, str] = field(default_factory=dict)
    find: Finder = field(kw_only=True, repr=False)


@dataclass(frozen=True, slots=True)
class Scoring:
    """How one feature adds to the score.

    The contribution is `points * clamp((value - start) / (full - start), 0, 1)`: none up to
    `start`, all of `points` from `full` on, in proportion between. `start` above `full` means
    that less is more. Negative points speak for an innocent reading.

    `says` and, where it is given, `says_without_usual` are templates; the second is for values
    that are a multiple of nothing.
    """

    feature: str
    start: float
    full: float
    points: float
    says: str
    says_without_usual: str | None = None

    def sure(self, least: Floats, most: Floats) -> Floats:
        """Points for values that lie between two bounds: the fewer of what these give."""
        return np.minimum(self.contribution(least), self.contribution(most))

    def contribution(self, values: Floats) -> Floats:
        """Points for each value; 0 where the value is not a number."""
        share = np.clip((values - self.start) / (self.full - self.start), 0.0, 1.0)
        # Adding 0 makes the zero of negative points an ordinary one.
        return np.where(np.isnan(values), 0.0, np.round(self.points * share, 1) + 0.0)


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication that describes the typology; `url` is None where there is none."""

    title: str
    publisher: str
    year: int
    url: str | None


@dataclass(frozen=True, slots=True)
class Typology:
    """A pattern to look for.

    Attributes:
        name: kind of its findings, unique, lower-case with `_`.
        title, description: for people.
        references: at least one.
        kernel: name of the kernel that finds it.
        parameters: complete, with the defaults of what the file does not set. Durations as
            timedelta, shares as fractions, amounts as minor units by currency.
        summary: template of a finding's summary.
        scoring: in the order of the file; a finding's score is the sum, held to 0 to 100.
        threshold: findings with a lower score are not reported.
        part_of: names of typologies; a finding most of whose transfers are in one of theirs is
            told by that one alone.
        file, line: where it stands.
    """

    name: str
    title: str
    description: str
    references: tuple[Reference, ...]
    kernel: str
    parameters: Mapping[str, ParameterValue]
    summary: str
    scoring: tuple[Scoring, ...]
    threshold: float
    part_of: tuple[str, ...]
    file: str
    line: int


def shown(value: float, kind: Kind, unit: str) -> str:
    """A quantity as text: "12 accounts", "3.5 hours", "96.2 %", "4 times"."""
    if math.isnan(value):
        return "unknown"
    if kind is Kind.SHARE:
        return f"{_rounded(value)} %"
    if kind is Kind.TIMES:
        return counted_unit(_rounded(value), "times")
    if kind is Kind.DURATION:
        days = value >= 48
        return counted_unit(_rounded(value / 24 if days else value), "days" if days else "hours")
    return counted_unit(f"{value:,.0f}", unit)


def shown_parameter(value: ParameterValue, spec: ParameterSpec) -> str:
    """A parameter as text, for templates."""
    if isinstance(value, timedelta):
        return shown(value / timedelta(hours=1), Kind.DURATION, "")
    if isinstance(value, Mapping):
        return ", ".join(format_amount(minor, code) for code, minor in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shown(value * 100 if spec.kind is Kind.SHARE else value, spec.kind, spec.unit)


def _rounded(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
