"""The days on which the clocks of a time zone are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

from kg.values.instants import zone_info

_FIRST, _LAST = datetime(1901, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_STEP = timedelta(days=7)
"""No zone has changed its clocks twice within a week and come out where it was."""


@cache
def change_days(zone: str) -> tuple[date, ...]:
    """Local days, from 1901 to 2199, on which some time is skipped or comes twice; in order."""
    clock = zone_info(zone)
    found: set[date] = set()
    at, offset = _FIRST, _FIRST.astimezone(clock).utcoffset()
    while at < _LAST:
        after = at + _STEP
        shifted = after.astimezone(clock).utcoffset()
        if shifted != offset:
            low, high = at, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                if middle.astimezone(clock).utcoffset() == offset:
                    low = middle
                else:
                    high = middle
            # Local times on both sides of the change, in the old offset and in the new.
            for side in (low, high):
                for delta in (offset, shifted):
                    assert delta is not None
                    found.add((side + delta).date())
        at, offset = after, shifted
    return tuple(sorted(found))
