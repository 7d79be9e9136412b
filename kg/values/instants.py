"""Moments as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from kg.errors import UsageError


def parse_as_of(text: str | date | datetime | None) -> datetime | None:
    """The UTC instant meant by `text`: a whole day means its last microsecond.

    A date-time without an offset is UTC. None stays None ("all that is known").

    Raises:
        UsageError: not an ISO 8601 date or date-time.
    """
    if text is None:
        return None
    if isinstance(text, datetime):
        return text.astimezone(UTC) if text.tzinfo else text.replace(tzinfo=UTC)
    if isinstance(text, date):
        return _end_of(text)
    try:
        if len(text) == len("2026-06-30"):
            return _end_of(date.fromisoformat(text))
        return parse_as_of(datetime.fromisoformat(text))
    except ValueError:
        raise UsageError(
            "not a date or time", value=text, hint="Write 2026-06-30 or 2026-06-30T12:00:00Z"
        ) from None


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC) + timedelta(days=1, microseconds=-1)


def epoch_ms(instant: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00:00Z, rounded down."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
