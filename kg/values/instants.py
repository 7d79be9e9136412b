"""Moments as people write them, and as precise as they were told.

An instant is a `datetime`, in UTC; a day is a `date`, whose first and last moment depend on the
zone of whoever told it. A day is never midnight.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from kg.errors import UsageError

Precision = Literal["instant", "minute", "hour", "day"]
"""The unit in which a time was told; `instant` is to the second or finer."""

Moment = date | datetime
"""A day, or an instant."""

_MICROSECOND = timedelta(microseconds=1)


def parse_as_of(text: str | date | datetime | None, zone: str = "UTC") -> datetime | None:
    """The UTC instant meant by `text`: a whole day means its last microsecond in `zone`.

    A date-time without an offset is one of `zone` too; of two that a clock change makes, the
    later. None stays None ("all that is known").

    Raises:
        UsageError: not an ISO 8601 date or date-time, or one that the clocks of `zone` skipped.
    """
    if text is None:
        return None
    if isinstance(text, datetime):
        return text.astimezone(UTC) if text.tzinfo else _from_local(text, zone)
    if isinstance(text, date):
        return day_bounds(text, zone)[1]
    try:
        if len(text) == len("2026-06-30"):
            return day_bounds(date.fromisoformat(text), zone)[1]
        return parse_as_of(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        raise UsageError(
            "not a date or time", value=text, hint="Write 2026-06-30 or 2026-06-30T12:00:00Z"
        ) from None


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """First and last microsecond of a day in a zone, UTC."""
    clock = zone_info(zone)
    begin, end = (
        datetime.combine(each, time.min, clock).astimezone(UTC)
        for each in (day, day + timedelta(days=1))
    )
    return begin, end - _MICROSECOND


def asked_moment(as_of: datetime, zone: str) -> Moment:
    """The moment of a question as people put it: the day, where it is a day's end in `zone`."""
    day = as_of.astimezone(zone_info(zone)).date()
    return day if day_bounds(day, zone)[1] == as_of else as_of


def latest_day() -> str:
    """Today, ISO 8601, where on earth it is latest."""
    return (datetime.now(UTC) + timedelta(hours=14)).date().isoformat()


def lies_ahead(date_text: str) -> bool:
    """Whether an ISO 8601 date, partial or with a time, is after today all over the earth."""
    return date_text[: len("2026-06-30")] > latest_day()


def epoch_ms(instant: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00:00Z, rounded down."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def moment_text(at: Moment) -> str:
    """`2026-06-30` for a day, `2026-06-30 14:05Z` for an instant; with its seconds if not 0."""
    if not isinstance(at, datetime):
        return at.isoformat()
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}Z" if at.second else f"{at:%Y-%m-%d %H:%M}Z"


def span_text(first: Moment, last: Moment) -> str:
    """From `first` to `last`, once where both read the same."""
    if isinstance(last, datetime) and last.second == 59 and last.microsecond:
        # The last microsecond of a minute is still that minute.
        last = last.replace(second=0)
    return " to ".join(dict.fromkeys((moment_text(first), moment_text(last))))


@cache
def zone_info(name: str) -> ZoneInfo:
    """The time zone of an IANA name.

    Raises:
        ValueError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no such time zone: {name}") from None


def is_zone(name: str) -> bool:
    """Whether that is the IANA name of a time zone."""
    return name in available_timezones()


def _from_local(local: datetime, zone: str) -> datetime:
    found = local.replace(tzinfo=zone_info(zone), fold=1).astimezone(UTC)
    if found.astimezone(zone_info(zone)).replace(tzinfo=None) != local:
        raise UsageError(
            f"the clocks of {zone} skipped this time",
            value=local.isoformat(),
            hint="Give it with its offset, such as +02:00",
        )
    return found
