"""Days and times of day at which people and machines move money."""

from __future__ import annotations

import numpy as np

from demo.plan import DAY, DAYS, START, Ints

EPOCH = int(START.timestamp())
END = EPOCH + DAYS * DAY
"""Epoch seconds of the first moment, and of the first moment after the period."""

_WEEKDAY = (START.weekday() + np.arange(DAYS)) % 7
WORKING_DAYS: Ints = np.nonzero(_WEEKDAY < 5)[0].astype(np.int64)
"""Numbers of the days Monday to Friday; day 0 is the first of the period."""
MONTH_STARTS: Ints = np.array([0, 31, 59, 90, 120, 151], dtype=np.int64)
"""Numbers of the first days of January to June."""

_WEEKEND_IS_BUSIER = np.where(_WEEKDAY >= 5, 1.4, 1.0)


def any_day(rng: np.random.Generator, count: int) -> Ints:
    """Day numbers, weekends somewhat more often, as people shop."""
    weights = _WEEKEND_IS_BUSIER / _WEEKEND_IS_BUSIER.sum()
    return rng.choice(DAYS, size=count, p=weights).astype(np.int64)


def working_day(rng: np.random.Generator, count: int) -> Ints:
    """Day numbers, Monday to Friday."""
    return WORKING_DAYS[rng.integers(len(WORKING_DAYS), size=count)]


def next_working_day(days: Ints) -> Ints:
    """The same day if it is Monday to Friday, else the Monday after, within the period."""
    place = np.searchsorted(WORKING_DAYS, days)
    return WORKING_DAYS[np.minimum(place, len(WORKING_DAYS) - 1)]


def at_night(rng: np.random.Generator, days: Ints) -> Ints:
    """Epoch seconds between 02:00 and 05:00, when batches are booked."""
    return EPOCH + days * DAY + rng.integers(2 * 3600, 5 * 3600, size=len(days))


def in_office_hours(rng: np.random.Generator, days: Ints) -> Ints:
    """Epoch seconds between 08:30 and 17:30."""
    return EPOCH + days * DAY + rng.integers(8 * 3600 + 1800, 17 * 3600 + 1800, size=len(days))


def in_leisure(rng: np.random.Generator, days: Ints) -> Ints:
    """Epoch seconds around noon or around 18:30, seldom at night."""
    noon = rng.normal(12.5, 2.2, size=len(days))
    evening = rng.normal(18.5, 1.8, size=len(days))
    hours = np.where(rng.random(len(days)) < 0.55, noon, evening).clip(0, 23.999)
    return EPOCH + days * DAY + (hours * 3600).astype(np.int64)


def iso(instants: Ints) -> list[str]:
    """Epoch seconds as `2026-01-31T09:30:00Z`."""
    return [f"{text}Z" for text in instants.astype("datetime64[s]").astype(str).tolist()]


def iso_date(days: Ints) -> list[str]:
    """Day numbers (they may lie before the period) as `2026-01-31`."""
    dates = np.datetime64(START.date(), "D") + days.astype("timedelta64[D]")
    texts: list[str] = dates.astype(str).tolist()
    return texts
