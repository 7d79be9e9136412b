"""Moments and dates as text to timestamps and ISO dates, in DuckDB."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.tables.mapping import DateStyle, Instant
from kg.lake.sql import sql_string

EARLIEST, LATEST = "1901-01-01", "2199-12-31"
"""Moments outside these days are taken for faults; a two-digit year read as four is one.

DuckDB's strptime reads the words "epoch" and "infinity" as the year 1900 in any format.
"""

_MICROSECONDS = {
    "microsecond": 1,
    "millisecond": 1_000,
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
    "week": 604_800_000_000,
}
_OFFSET = r":[0-9]{2}([.][0-9]+)?\s*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$"
# Certainly without another offset than Z: the cast to TIMESTAMP, which would drop it, is quick.
_PLAIN = "(suffix({0}, 'Z') OR length({0}) = 10 OR (length({0}) = 19 AND substr({0}, 17, 1) = ':'))"
# So that no sum below leaves the range of a timestamp.
_STEP_DIGITS = 7


def instant(when: Instant, text: str) -> str:
    """The moment as TIMESTAMPTZ, in range or not; NULL where `text`, an SQL expression, is none."""
    if when.kind == "epoch":
        factor = _MICROSECONDS[when.unit]
        digits = {1: 17, 1_000: 14, 1_000_000: 11}[factor]
        moment = (
            f"CASE WHEN regexp_full_match({text}, '-?[0-9]{{1,{digits}}}([.][0-9]{{1,6}})?') THEN"
            f" make_timestamptz((try_cast({text} AS DECIMAL(24, 6)) * {factor})::BIGINT) END"
        )
    elif when.kind == "step":
        number = f"(regexp_extract({text}, '^-?[0-9]+')::BIGINT - ({when.first}))"
        local = (
            f"TIMESTAMP {sql_string(when.base)}"
            f" + to_microseconds({number} * {_MICROSECONDS[when.unit]})"
        )
        moment = (
            f"CASE WHEN regexp_full_match({text}, '-?[0-9]{{1,{_STEP_DIGITS}}}([.]0*)?')"
            f" THEN {_zoned(local, when.timezone)} END"
        )
    else:
        moment = _parsed(text, when.formats, when.timezone)
    return moment


def within_range(moment: str) -> str:
    """The TIMESTAMPTZ column `moment` where it lies from EARLIEST to LATEST, else NULL."""
    return (
        f"CASE WHEN {moment} >= '{EARLIEST}'::TIMESTAMPTZ"
        f" AND {moment} < '{LATEST}'::TIMESTAMPTZ + INTERVAL 1 DAY THEN {moment} END"
    )


def date_text(style: DateStyle, text: str) -> str:
    """The date of `text` as ISO text by the style's formats, or an instant; NULL for none."""
    if style.with_time:
        moment = within_range(_parsed(text, style.formats, style.timezone))
        return f"strftime({moment} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')"
    return f"strftime({calendar_day(style, text)}, '%Y-%m-%d')"


def calendar_day(style: DateStyle, text: str) -> str:
    """The day of `text` as DATE by the style's formats; NULL for none, or outside 1000-2999."""
    days = ", ".join(f"try_strptime({text}, {sql_string(f)})::DATE" for f in style.formats)
    words = "'epoch', 'infinity', '-infinity'"
    day = f"CASE WHEN lower({text}) NOT IN ({words}) THEN coalesce({days}) END"
    return f"CASE WHEN {day} BETWEEN DATE '1000-01-01' AND DATE '2999-12-31' THEN {day} END"


def _parsed(text: str, formats: Sequence[str], timezone: str) -> str:
    if formats:
        moments = [
            f"try_strptime({text}, {sql_string(f)})"
            if "%z" in f
            else _zoned(f"try_strptime({text}, {sql_string(f)})", timezone)
            for f in formats
        ]
        return moments[0] if len(moments) == 1 else f"coalesce({', '.join(moments)})"
    offset = f"try_cast({text} AS TIMESTAMPTZ)"
    local = f"try_cast({text} AS TIMESTAMP)"
    if timezone == "UTC":
        moment = f"CASE WHEN {_PLAIN.format(text)} THEN {_zoned(local, 'UTC')} ELSE {offset} END"
    else:
        zoned = _zoned(local, timezone)
        moment = f"CASE WHEN regexp_matches({text}, '{_OFFSET}') THEN {offset} ELSE {zoned} END"
    # Words such as "epoch" would do for a cast.
    return f"CASE WHEN {text} >= '0' AND {text} < ':' THEN {moment} END"


def _zoned(local: str, timezone: str) -> str:
    """A local TIMESTAMP as TIMESTAMPTZ; the connection's own zone is UTC."""
    if timezone == "UTC":
        # The same as a cast, which goes through the calendar of a time zone, but quick.
        return f"make_timestamptz(epoch_us({local}))"
    return f"timezone({sql_string(timezone)}, {local})"
