"""Days in running text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.written_dates import MONTHS, find_days, written_day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("by 5 March 2024 and on March 5, 2024", ["2024-03-05", "2024-03-05"]),
        ("of Dec. 29, 2024.", ["2024-12-29"]),
        ("on Sept. 1, 2024, the 1st of May", ["2024-09-01"]),
        ("the 3rd January 2025", ["2025-01-03"]),
        ("from 2024-03-05.", ["2024-03-05"]),
        ("by 30 June of each year, or June 30", ["06-30", "06-30"]),
        ("自2025年1月1日起施行", ["2025-01-01"]),
        ("31 February 2024, 31 April", []),
        ("on 29 February", ["02-29"]),
        ("MAY 5; it may 5 times", ["05-05"]),
        ("section 12 Marching", []),
        ("A5 March 2024", []),
    ],
)
def test_days(text: str, days: list[str]) -> None:
    assert [str(one.day or one.month_day) for one in find_days(text)] == days


@given(st.dates(min_value=date(1000, 1, 1)))
def test_what_is_written_is_read(day: date) -> None:
    month = MONTHS[day.month - 1]
    for words in (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
    ):
        assert written_day(words) == day
