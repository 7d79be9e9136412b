"""Dates of birth as watchlists give them: often rough, often a range."""

from __future__ import annotations

import re

from kg.text.dates import APPROXIMATE, date_bounds, partial_date

APPROXIMATELY = 0.7
"""Confidence in a date that the source itself calls approximate."""

_LONGEST_RANGE_YEARS = 10


def dates_of_range(text: str) -> tuple[list[str], float]:
    """Return the ISO partial dates that a date or a range of dates may mean, and how sure.

    A range that is exactly a year or a month is that year or month. Else every year of
    it is given, or its ends where it is longer than ten years; the surer the fewer.
    """
    text = text.strip(" .")
    if len(text) > 100:
        return [], 0.0
    approximate = APPROXIMATE.match(text) is not None
    surely = APPROXIMATELY if approximate else 1.0
    single = partial_date(text)
    if single:
        return [single], surely
    match = re.fullmatch(r"(.+?)\s*(?:\bto\b|\band\b|-|–)\s*(.+)", APPROXIMATE.sub("", text))
    ends = [partial_date(part) for part in match.groups()] if match else []
    if len(ends) != 2 or not ends[0] or not ends[1]:
        return [], 0.0
    first, last = date_bounds(ends[0])[0], date_bounds(ends[1])[1]
    if first > last:
        return [], 0.0
    for whole in (f"{first:%Y}", f"{first:%Y-%m}"):
        if date_bounds(whole) == (first, last):
            return [whole], surely
    years = [str(year) for year in range(first.year, last.year + 1)]
    if len(years) > _LONGEST_RANGE_YEARS:
        years = [years[0], years[-1]]
    return years, min(surely, round(1 / len(years), 2))
