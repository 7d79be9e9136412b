"""What XBRL reports state: facts, their contexts and units, as frozen values; exact numbers.

Names and meanings are those of XBRL 2.1 and XBRL Dimensions 1.0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.text.blocks import PlainText


@dataclass(frozen=True, slots=True)
class Entity:
    """Whom a fact is about: `http://www.sec.gov/CIK` and `0000320193`, for instance."""

    scheme: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Instant:
    """The end of a day.

    `moment` is set only where the report gives a time that is not midnight.
    """

    day: date
    moment: datetime | None = None

    def __str__(self) -> str:
        return (self.moment or self.day).isoformat()


@dataclass(frozen=True, slots=True)
class Duration:
    """From the beginning of `start` to the end of `end`, both days included.

    `start_moment` and `end_moment` are set only where the report gives a time that is not
    midnight.
    """

    start: date
    end: date
    start_moment: datetime | None = None
    end_moment: datetime | None = None

    def __str__(self) -> str:
        return (
            f"{(self.start_moment or self.start).isoformat()}"
            f"/{(self.end_moment or self.end).isoformat()}"
        )


@dataclass(frozen=True, slots=True)
class Forever:
    """No bound in time."""

    def __str__(self) -> str:
        return "forever"


Period = Instant | Duration | Forever


@dataclass(frozen=True, slots=True)
class Dimension:
    """One axis of a context.

    `member` is the prefixed name of an explicit member, or the text of a typed one, None
    where that is nil; `typed` is the prefixed name of the typed member's element, None for an
    explicit member.
    """

    axis: str
    member: str | None
    typed: str | None = None
    container: str = "segment"


@dataclass(frozen=True, slots=True)
class Context:
    """Entity, period and dimensions. `other` is what stands beside dimensions, as XML."""

    id: str
    entity: Entity
    period: Period
    dimensions: tuple[Dimension, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """Measures as prefixed names, multiplied in each part; `denominator` is often empty."""

    id: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()

    @property
    def currency(self) -> str | None:
        """ISO 4217 code where the unit is a currency and nothing else."""
        if self.denominator or len(self.numerator) != 1:
            return None
        prefix, _, name = self.numerator[0].partition(":")
        return name if prefix == "iso4217" else None

    def __str__(self) -> str:
        text = "*".join(name.partition(":")[2] or name for name in self.numerator)
        if self.denominator:
            below = "*".join(name.partition(":")[2] or name for name in self.denominator)
            text = f"{text}/{below}"
        return text


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note on facts. `text` is plain; `role` and `language` are None where not given."""

    id: str
    text: str
    role: str | None = None
    language: str | None = None
    arcrole: str | None = None


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link between facts, such as an explanatory fact, by the ids of the two elements."""

    source: str
    target: str
    arcrole: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One reported value.

    `value` is a Decimal (or a Fraction for ix:fraction) where the fact has a unit, otherwise
    text: as XBRL's canonical form after a transformation, as XHTML where `escaped`. It is None
    where the fact is nil or where `problem` says why it cannot be read; `text` has in any case
    what the document shows, on one line.

    `decimals` and `precision` are None where not given, "INF" where exact. `sign` is "-" where
    the document shows the value without its minus, `scale` the power of ten it was shown in;
    `value` has both applied. `span` is where the fact stands in the plain text of `document`,
    None where it is not shown.
    """

    concept: str
    namespace: str
    value: Decimal | Fraction | str | None
    context: Context
    unit: Unit | None = None
    decimals: int | str | None = None
    precision: int | str | None = None
    language: str | None = None
    nil: bool = False
    hidden: bool = False
    escaped: bool = False
    sign: str | None = None
    scale: int = 0
    format: str | None = None
    text: str = ""
    element_id: str | None = None
    place: str = ""
    document: str = ""
    span: tuple[int, int] | None = None
    target: str | None = None
    tuple_id: str | None = None
    order: Decimal | None = None
    footnotes: tuple[Footnote, ...] = ()
    problem: str | None = None

    @property
    def entity(self) -> Entity:
        """Whom the fact is about."""
        return self.context.entity

    @property
    def period(self) -> Period:
        """The time the fact holds for."""
        return self.context.period

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Axes and members; empty where the fact is about the entity as a whole."""
        return self.context.dimensions

    @property
    def numeric(self) -> bool:
        """The fact is a number, with a unit."""
        return self.unit is not None


@dataclass(frozen=True, slots=True)
class FactTuple:
    """A group of facts that belong together (ix:tuple, or a tuple of an instance)."""

    id: str
    concept: str
    namespace: str
    parent: str | None = None
    order: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read: where, and why."""

    document: str
    place: str
    reason: str


@dataclass(frozen=True)
class Report:
    """All facts of a report, in the order of its documents.

    `problems` lists every fact that is set aside or whose value cannot be read. `texts` has
    the plain text of each inline document, by its name; it is empty for an instance.
    """

    facts: tuple[Fact, ...]
    contexts: Mapping[str, Context]
    units: Mapping[str, Unit]
    footnotes: tuple[Footnote, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    tuples: tuple[FactTuple, ...] = ()
    schemas: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    documents: tuple[str, ...] = ()
    texts: Mapping[str, PlainText] = field(default_factory=dict)

    def first(self, concept: str) -> Fact | None:
        """The first fact of a concept that has no dimensions, else the first, else None."""
        found = [fact for fact in self.facts if fact.concept == concept]
        return next((fact for fact in found if not fact.dimensions), found[0] if found else None)


LONGEST_NUMBER = 200
"""Characters of the longest number that is read; no report needs more."""

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_DOUBLE = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d{1,3}")
_SPECIAL = {"INF": "Infinity", "+INF": "Infinity", "-INF": "-Infinity", "NaN": "NaN"}
_LARGEST_SCALE = 100


def decimal_of(text: str) -> Decimal:
    """The exact number that an xs:decimal, xs:double or xs:float writes.

    Raises:
        ValueError: it writes none, or needs more than `LONGEST_NUMBER` characters.
    """
    text = text.strip(" \t\r\n")
    if text in _SPECIAL:
        return Decimal(_SPECIAL[text])
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} characters")
    if not text.isascii() or not (_DECIMAL.fullmatch(text) or _DOUBLE.fullmatch(text)):
        raise ValueError(f"'{text[:60]}' is not a number")
    return plain_form(Decimal(text))


def scaled(number: Decimal, scale: int, *, negative: bool) -> Decimal:
    """`number` times ten to the power of `scale`, negated where `negative`; nothing is rounded.

    Raises:
        ValueError: the scale is beyond 100.
    """
    if abs(scale) > _LARGEST_SCALE:
        raise ValueError(f"a scale of {scale}")
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return -number if negative else number
    if number and negative:
        sign = 1 - sign
    return plain_form(Decimal((sign, digits, exponent + scale)))


def plain_form(number: Decimal) -> Decimal:
    """The same number without an exponent: 391035E+6 is 391035000000."""
    sign, digits, exponent = number.as_tuple()
    if isinstance(exponent, int) and exponent > 0:
        return Decimal((sign, digits + (0,) * exponent, 0))
    return number


def accuracy(text: str | None) -> int | str | None:
    """`decimals` or `precision`: a count of digits, "INF", or None where not given.

    Raises:
        ValueError: it is neither.
    """
    if text is None:
        return None
    text = text.strip()
    if text == "INF":
        return text
    if not re.fullmatch(r"[+-]?\d{1,6}", text):
        raise ValueError(f"'{text[:20]}' is no count of digits")
    return int(text)
