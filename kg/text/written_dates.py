"""Days in running text: "5 March 2024", "Dec. 29, 2024", "30 June", "2024-03-05", 2024年3月5日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kg.text.dates import partial_date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# Not in small letters: "may" and "march" are verbs.
MONTH = (
    rf"(?-i:(?:{'|'.join((*MONTHS, *map(str.upper, MONTHS)))})\b"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
"""Expression for the name of a month in English; it captures nothing."""
_ORDINAL = r"(?:st|nd|rd|th)?"
FULL_DAY = (
    rf"(?:\d{{1,2}}{_ORDINAL}\s{{1,3}}{MONTH},?\s{{1,3}}\d{{4}}\b"
    rf"|{MONTH}\s{{1,3}}\d{{1,2}}{_ORDINAL},?\s{{1,3}}\d{{4}}\b|\d{{4}}-\d{{2}}-\d{{2}}(?!\d))"
)
"""Expression for a day with its year; it captures nothing."""
DAY = (
    rf"(?:{FULL_DAY}|\d{{1,2}}{_ORDINAL}\s{{1,3}}{MONTH}"
    rf"|{MONTH}\s{{1,3}}\d{{1,2}}{_ORDINAL}(?!\d))"
)
"""Expression for a day with its year or without; it captures nothing."""
CHINESE_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
"""Expression for a day in Chinese; it captures nothing."""

_ANY = re.compile(rf"(?<!\w){DAY}|(?<!\d){CHINESE_DAY}")
_FIGURES = re.compile(r"\d+")


class WrittenDay(NamedTuple):
    """A day and where it stands; `month_day` is "MM-DD" where no year is written."""

    start: int
    end: int
    day: date | None
    month_day: str | None


def find_days(text: str) -> Iterator[WrittenDay]:
    """The days of a text in their order; one that does not exist, as 31 February, is none."""
    for found in _ANY.finditer(text):
        day = written_day(found[0])
        month_day = None if day else written_month_day(found[0])
        if day or month_day:
            yield WrittenDay(*found.span(), day, month_day)


def written_day(words: str) -> date | None:
    """The day that FULL_DAY or CHINESE_DAY matches; None where there is no such day."""
    if "年" in words:
        words = "{:0>4}-{:0>2}-{:0>2}".format(*_FIGURES.findall(words))
    exact = partial_date(" ".join(words.split()))
    return date.fromisoformat(exact) if exact and len(exact) == len("2024-03-05") else None


def written_month_day(words: str) -> str | None:
    """ "MM-DD" of a day without a year, None for anything else; 29 February is one."""
    day = written_day(f"{words.rstrip()} 2000")
    return f"{day:%m-%d}" if day else None
