"""Dates of birth as watchlists give them: often rough, often a range."""

from __future__ import annotations

from kg.text.dates import APPROXIMATE, possible_dates

APPROXIMATELY = 0.7
"""Confidence in a date that the source itself calls approximate."""


def dates_of_range(text: str) -> tuple[list[str], float]:
    """The ISO partial dates that a text may mean, and how sure each is: the surer the fewer.

    See `kg.text.dates.possible_dates`.
    """
    text = text.strip(" .")
    dates = possible_dates(text)
    if not dates:
        return [], 0.0
    surely = APPROXIMATELY if APPROXIMATE.match(text) else 1.0
    return list(dates), min(surely, round(1 / len(dates), 2))
