"""strptime patterns of a mapping: what they tell of a date, and in which century."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ingest.tables.mapping.source import Value

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


def parse_formats(keys: Mapping[str, Value]) -> tuple[DateFormat, ...]:
    """The patterns under `format`, with the `century` of those that read two digits of a year."""
    century = _century(keys["century"]) if "century" in keys else None
    formats = tuple(
        _date_format(item, century) for item in (keys["format"].items() if "format" in keys else ())
    )
    if century is not None and all(form.century is None for form in formats):
        raise keys["century"].error("century goes with a format that has %y")
    return formats


def _date_format(value: Value, century: int | None) -> DateFormat:
    text = value.text()
    if "%" not in text:
        raise value.error(
            "not a date format", value=text, hint="Write it like %d/%m/%Y or %Y-%m-%d %H:%M:%S"
        )
    try:
        datetime(2022, 1, 31, 13, 5).strftime(text).encode()
    except ValueError:
        raise value.error("not a date format", value=text) from None
    read = "".join(_FULL.get(letter, letter) for letter in _DIRECTIVE.findall(text))
    unit = next((unit for unit, letters in _FINEST if set(letters) & set(read)), None)
    if unit is None or not set("yYGs") & set(read):
        raise value.error("not a date format: it reads no year", value=text)
    if "y" in read and century is None:
        raise value.error(
            "two digits of a year need their century",
            value=text,
            hint="Add 'century: 1900', '2000', or 'pivot' for 1969 to 2068",
        )
    return DateFormat(text, unit, century if "y" in read else None)


def _century(value: Value) -> int:
    if value.text() == "pivot":
        return POSIX_PIVOT
    year = value.integer(least=1000)
    if year > 2900:
        raise value.error("not the first of a hundred years", value=value.text())
    return year
