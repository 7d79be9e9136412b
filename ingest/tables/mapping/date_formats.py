"""strptime patterns of a mapping: what they tell of a date, and in which century."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from msgspec import UnsetType

from kg.declarations import Spot

Unit = Literal["instant", "minute", "hour", "day", "week", "month", "year"]
"""The unit in which a time is told; "instant" is to the second or finer."""

POSIX_PIVOT = 1969
"""What POSIX makes of two digits: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068."""

_DIRECTIVE = re.compile(r"%-?([A-Za-z%])")
_FULL = {"c": "Yd HMS", "D": "yd", "F": "Yd", "T": "HMS", "R": "HM", "x": "Yd", "X": "HMS"}
"""What directives stand for that are made of several."""
_FINEST: tuple[tuple[Unit, str], ...] = (
    ("instant", "Sfgns"),
    ("minute", "M"),
    ("hour", "HI"),
    ("day", "djuwaA"),
    ("month", "mbB"),
    ("year", "yYG"),
)


@dataclass(frozen=True, slots=True)
class DateFormat:
    """A strptime pattern.

    Attributes:
        pattern: as DuckDB reads it.
        unit: the finest that it reads.
        century: first of the hundred years that two digits of a year mean; None where the
            pattern reads four.
    """

    pattern: str
    unit: Unit
    century: int | None = None

    @property
    def has_offset(self) -> bool:
        """Whether the text tells its own offset from UTC."""
        return "%z" in self.pattern


def date_formats(
    patterns: str | tuple[str, ...], century: str | UnsetType, spot: Spot
) -> tuple[DateFormat, ...]:
    """The patterns under `format` of a place, with the `century` of those that read two digits."""
    first: int | None = None
    if not isinstance(century, UnsetType):
        first = POSIX_PIVOT if century == "pivot" else int(century)
    formats = tuple(
        _date_format(text, first, place) for text, place in spot.below("format").each(patterns)
    )
    if first is not None and all(form.century is None for form in formats):
        raise spot.below("century").error("century goes with a format that has %y")
    return formats


def _date_format(text: str, century: int | None, spot: Spot) -> DateFormat:
    if "%" not in text:
        raise spot.error("not a date format", hint="Write it like %d/%m/%Y or %Y-%m-%d %H:%M:%S")
    try:
        datetime(2022, 1, 31, 13, 5).strftime(text).encode()
    except ValueError:
        raise spot.error("not a date format") from None
    read = "".join(_FULL.get(letter, letter) for letter in _DIRECTIVE.findall(text))
    unit = next((unit for unit, letters in _FINEST if set(letters) & set(read)), None)
    if unit is None or not set("yYGs") & set(read):
        raise spot.error("not a date format: it reads no year")
    if "y" in read and century is None:
        raise spot.error(
            "two digits of a year need their century",
            hint="Add 'century: 1900', '2000', or 'pivot' for 1969 to 2068",
        )
    return DateFormat(text, unit, century if "y" in read else None)
