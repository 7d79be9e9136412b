"""Times and dates as text to timestamps and ISO dates, in DuckDB, as precise as they were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from ingest.tables.mapping import DateStyle, Instant, Text
from ingest.tables.mapping.date_formats import DateFormat
from kg.lake.sql import sql_string
from kg.values.instants import zone_info

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
_NO_OFFSET = (
    r":[0-9]{2}([.][0-9]+)?\s*[+-](1[5-9]|[2-9][0-9]|14:?(0[1-9]|[1-9][0-9])|[0-9]{2}:?[6-9][0-9])"
    r"(:?[0-9]{2})?$"
)
"""An offset beyond 14 hours, the farthest that a place is from UTC, or of more than 59 minutes."""
_OFFSET = r":[0-9]{2}([.][0-9]+)?\s*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$"
# Certainly without another offset than Z: the cast to TIMESTAMP, which would drop it, is quick.
_PLAIN = "(suffix({0}, 'Z') OR length({0}) = 10 OR (length({0}) = 19 AND substr({0}, 17, 1) = ':'))"
_SECONDS = r":[0-9]{2}:[0-9]{2}"
_FINER: dict[str, frozenset[str]] = {
    "instant": frozenset({"instant"}),
    "minute": frozenset({"instant", "minute"}),
    "hour": frozenset({"instant", "minute", "hour"}),
}
_PARTIAL = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
# So that no sum below leaves the range of a timestamp.
_STEP_DIGITS = 7


_FIRST, _LAST = datetime(1901, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_STEP = timedelta(days=7)
"""No zone has changed its clocks twice within a week and come out where it was."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading a text as a time.

    Attributes:
        sql: a local TIMESTAMP, or a TIMESTAMPTZ where it is not `local`; NULL for none.
        unit: SQL of the unit in which the text tells it.
        timed: some texts tell more than a day.
    """

    sql: str
    local: bool
    unit: str
    timed: bool


def readings(when: Instant, text: str) -> list[Reading]:
    """The ways in which `text`, an SQL expression, may tell a moment."""
    if when.kind == "epoch":
        factor = _MICROSECONDS[when.unit]
        digits = {1: 17, 1_000: 14, 1_000_000: 11}[factor]
        moment = (
            f"CASE WHEN regexp_full_match({text}, '-?[0-9]{{1,{digits}}}([.][0-9]{{1,6}})?') THEN"
            f" make_timestamptz((try_cast({text} AS DECIMAL(24, 6)) * {factor})::BIGINT) END"
        )
        return [Reading(moment, local=False, unit="'instant'", timed=True)]
    if when.kind == "step":
        return [_step(when, text)]
    if when.formats:
        return [_by_format(form, text) for form in when.formats]
    return _iso(text, when.timezone)


@dataclass(frozen=True, slots=True)
class Zoned:
    """The instants that a reading may mean, as SQL.

    Attributes:
        first: NULL for a local time that the clocks skipped, too.
        again: the second of two instants at which the clocks showed it, else NULL; None where
            they never did.
    """

    first: str
    again: str | None = None


def zoned(reading: Reading, sql: str, timezone: str) -> Zoned:
    """What a reading means; `sql` is the reading worked out."""
    if not reading.local:
        return Zoned(sql)
    plain = at_zone(sql, timezone)
    days = _change_days(timezone) if reading.timed else ""
    if not days:
        return Zoned(plain)
    suspect = f"{sql}::DATE IN ({days})"
    if _constant(reading.unit) is None:
        suspect = f"{reading.unit} <> 'day' AND {suspect}"
    early, late = (_by_offset_of(sql, plain, timezone, side) for side in "-+")
    return Zoned(
        f"CASE WHEN {suspect} THEN least({early}, {late}) ELSE {plain} END",
        f"CASE WHEN {suspect} AND {early} <> {late} THEN greatest({early}, {late}) END",
    )


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


@cache
def _change_days(timezone: str) -> str:
    return "" if timezone == "UTC" else ", ".join(f"DATE '{d}'" for d in change_days(timezone))


def _by_offset_of(local: str, plain: str, timezone: str, side: str) -> str:
    """The instant of a local time by the offset of the day before or after; NULL where the clocks
    showed another time then."""
    zone, near = sql_string(timezone), f"({plain} {side} INTERVAL 1 DAY)"
    offset = f"(epoch_us(timezone({zone}, {near})) - epoch_us({near}))"
    found = f"make_timestamptz(epoch_us({local}) - {offset})"
    return f"CASE WHEN timezone({zone}, {found}) = {local} THEN {found} END"


def at_zone(local: str, timezone: str) -> str:
    """A local TIMESTAMP as TIMESTAMPTZ; the connection's own zone is UTC."""
    if timezone == "UTC":
        # The same as a cast, which goes through the calendar of a time zone, but quick.
        return f"make_timestamptz(epoch_us({local}))"
    return f"timezone({sql_string(timezone)}, {local})"


def last_moment(first: str, unit: str, timezone: str) -> str | None:
    """SQL of the last microsecond of the unit that begins at `first`, NULL for an instant.

    Args:
        first: SQL of a TIMESTAMPTZ. unit: SQL of a Unit.

    Returns None where every text tells an instant.
    """
    local = f"make_timestamp(epoch_us({first}))"
    if timezone != "UTC":
        local = f"timezone({sql_string(timezone)}, {first})"
    ends = {
        name: f"make_timestamptz(epoch_us({first}) + {_MICROSECONDS[name] - 1})"
        for name in ("minute", "hour", *(("day", "week") if timezone == "UTC" else ()))
    }
    for name, after in (
        ("day", f"({local}::DATE + 1)::TIMESTAMP"),
        ("week", f"({local}::DATE + 7)::TIMESTAMP"),
        ("month", f"date_trunc('month', {local}) + INTERVAL 1 MONTH"),
        ("year", f"date_trunc('year', {local}) + INTERVAL 1 YEAR"),
    ):
        ends.setdefault(name, f"{at_zone(f'({after})', timezone)} - INTERVAL 1 MICROSECOND")
    constant = _constant(unit)
    if constant is not None:
        return ends.get(constant)
    cases = [f"WHEN '{name}' THEN {end}" for name, end in ends.items() if f"'{name}'" in unit]
    return f"CASE {unit} {' '.join(cases)} END"


def precision(units: Sequence[str]) -> str:
    """SQL of the ledger's `precision` of a period told in these units: the coarsest of them."""
    constants = {_constant(unit) for unit in units}
    if None not in constants:
        finer = [unit for unit in ("hour", "minute", "instant") if constants <= _FINER[unit]]
        return sql_string(finer[-1] if finer else "day")
    listed = f"[{', '.join(units)}]"
    cases = " ".join(f"WHEN list_contains({listed}, '{u}') THEN '{u}'" for u in ("hour", "minute"))
    days = "['day', 'week', 'month', 'year']"
    return f"CASE WHEN list_has_any({listed}, {days}) THEN 'day' {cases} ELSE 'instant' END"


def within_range(moment: str) -> str:
    """The TIMESTAMPTZ column `moment` where it lies from EARLIEST to LATEST, else NULL."""
    return (
        f"CASE WHEN {moment} >= '{EARLIEST}'::TIMESTAMPTZ"
        f" AND {moment} < '{LATEST}'::TIMESTAMPTZ + INTERVAL 1 DAY THEN {moment} END"
    )


def agreed(values: Sequence[str]) -> str:
    """The one value that some SQL expressions give, NULL where they differ or all are NULL."""
    if len(values) == 1:
        return values[0]
    listed = ", ".join(values)
    return f"CASE WHEN least({listed}) = greatest({listed}) THEN least({listed}) END"


def date_text(style: DateStyle, text: str) -> str:
    """The date of `text` as ISO text, as precise as it was told; NULL for none, or for two."""
    if style.with_time:
        when = Instant(Text(()), formats=style.formats, timezone=style.timezone)
        return agreed([_told(each, style.timezone) for each in readings(when, text)])
    return agreed(
        [
            f"strftime({day}, '{_PARTIAL.get(form.unit, '%Y-%m-%d')}')"
            for form, day in zip(style.formats, _days(style, text), strict=True)
        ]
    )


def calendar_day(style: DateStyle, text: str) -> str:
    """The day of `text` as DATE by the style's formats, the first of a month or year.

    NULL for none, for one outside 1000-2999, and where two formats read it differently.
    """
    return agreed(_days(style, text))


def _days(style: DateStyle, text: str) -> list[str]:
    words = "'epoch', 'infinity', '-infinity'"
    found = []
    for form in style.formats:
        day = f"{_strptime(form, text)}::DATE"
        known = f"lower({text}) NOT IN ({words})"
        found.append(
            f"CASE WHEN {known} AND {day} BETWEEN DATE '1000-01-01' AND DATE '2999-12-31'"
            f" THEN {day} END"
        )
    return found


def _told(reading: Reading, timezone: str) -> str:
    """ISO text of a reading: a day as it was told, a time in UTC."""
    moment = within_range(f"({zoned(reading, reading.sql, timezone).first})")
    utc = f"{moment} AT TIME ZONE 'UTC'"
    day = reading.sql if reading.local else utc
    cases = " ".join(
        f"WHEN '{unit}' THEN strftime({utc}, '{form}')"
        for unit, form in (("minute", "%Y-%m-%dT%H:%MZ"), ("hour", "%Y-%m-%dT%HZ"))
    )
    days = " ".join(
        f"WHEN '{unit}' THEN strftime(CASE WHEN {moment} IS NOT NULL THEN {day} END, '{form}')"
        for unit, form in _PARTIAL.items()
    )
    return f"CASE {reading.unit} {cases} {days} ELSE strftime({utc}, '%Y-%m-%dT%H:%M:%SZ') END"


def _step(when: Instant, text: str) -> Reading:
    number = f"(regexp_extract({text}, '^-?[0-9]+')::BIGINT - ({when.first}))"
    base, local = f"TIMESTAMP {sql_string(when.base)}", when.unit in ("day", "week")
    if not local:
        # An hour is an hour, also where the clocks are changed.
        base = at_zone(base, when.timezone)
    moment = f"{base} + to_microseconds({number} * {_MICROSECONDS[when.unit]})"
    whole = f"regexp_full_match({text}, '-?[0-9]{{1,{_STEP_DIGITS}}}([.]0*)?')"
    sql = f"CASE WHEN {whole} THEN {moment} END"
    unit = "instant" if when.unit == "second" else when.unit
    return Reading(sql, local=local, unit=sql_string(unit), timed=False)


def _by_format(form: DateFormat, text: str) -> Reading:
    return Reading(
        _strptime(form, text),
        local=not form.has_offset,
        unit=sql_string(form.unit),
        timed=form.unit in ("instant", "minute", "hour"),
    )


def _strptime(form: DateFormat, text: str) -> str:
    found = f"try_strptime({text}, {sql_string(form.pattern)})"
    if form.century is None:
        return found
    first = form.century
    year = f"({first} + (year({found}) - {first} + 1000) % 100)"
    moved = f"({found} + to_years(({year} - year({found}))::INTEGER))"
    # The 29th of February is none in a year that has none.
    return f"CASE WHEN day({moved}) = day({found}) THEN {moved} END"


def _iso(text: str, timezone: str) -> list[Reading]:
    unit = (
        f"CASE WHEN regexp_matches({text}, '{_SECONDS}') THEN 'instant'"
        f" WHEN contains({text}, ':') THEN 'minute' ELSE 'day' END"
    )
    local = f"try_cast({text} AS TIMESTAMP)"
    # DuckDB takes "+99:00" and moves the moment by days: no clock on earth is so far from UTC.
    offset = (
        f"CASE WHEN NOT regexp_matches({text}, '{_NO_OFFSET}')"
        f" THEN try_cast({text} AS TIMESTAMPTZ) END"
    )
    # Words such as "epoch" would do for a cast.
    number = f"{text} >= '0' AND {text} < ':'"
    if timezone == "UTC":
        plain = at_zone(local, "UTC")
        moment = f"CASE WHEN {_PLAIN.format(text)} THEN {plain} ELSE {offset} END"
        return [Reading(f"CASE WHEN {number} THEN {moment} END", False, unit, True)]
    told = f"regexp_matches({text}, '{_OFFSET}')"
    return [
        Reading(f"CASE WHEN {number} AND NOT {told} THEN {local} END", True, unit, True),
        Reading(f"CASE WHEN {number} AND {told} THEN {offset} END", False, unit, True),
    ]


def _constant(unit: str) -> str | None:
    """The unit, where it is the same for every text."""
    word = unit.strip("'")
    return word if word.isalpha() else None
