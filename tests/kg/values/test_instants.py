from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from kg.errors import UsageError
from kg.values.instants import epoch_ms, moment_text, parse_as_of, span_text

LAST_OF_JUNE = datetime(2026, 6, 30, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-06-30", LAST_OF_JUNE),
        (date(2026, 6, 30), LAST_OF_JUNE),
        ("2026-06-30T12:00:00Z", datetime(2026, 6, 30, 12, tzinfo=UTC)),
        ("2026-06-30T12:00", datetime(2026, 6, 30, 12, tzinfo=UTC)),
        ("2026-06-30T12:00:00+02:00", datetime(2026, 6, 30, 10, tzinfo=UTC)),
        (datetime(2026, 6, 30, 12, tzinfo=timezone(timedelta(hours=2))),
         datetime(2026, 6, 30, 10, tzinfo=UTC)),
        (None, None),
    ],
)  # fmt: skip
def test_a_day_means_its_end_and_all_is_utc(text: object, instant: datetime | None) -> None:
    assert parse_as_of(text) == instant


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2026-06-30", "Asia/Shanghai", datetime(2026, 6, 30, 15, 59, 59, 999_999, tzinfo=UTC)),
        ("2026-03-08", "America/New_York", datetime(2026, 3, 9, 3, 59, 59, 999_999, tzinfo=UTC)),
        ("2026-11-01", "America/New_York", datetime(2026, 11, 2, 4, 59, 59, 999_999, tzinfo=UTC)),
        ("2026-06-30T12:00", "Asia/Shanghai", datetime(2026, 6, 30, 4, tzinfo=UTC)),
        ("2026-06-30T12:00Z", "Asia/Shanghai", datetime(2026, 6, 30, 12, tzinfo=UTC)),
        # Of the two the later, since nothing that is known by then is kept back.
        ("2026-11-01T01:30", "America/New_York", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
    ],
)
def test_days_and_times_are_of_the_zone(text: str, zone: str, instant: datetime) -> None:
    assert parse_as_of(text, zone) == instant


def test_a_time_that_the_clocks_skipped_is_no_moment() -> None:
    with pytest.raises(UsageError, match="the clocks of America/New_York skipped this time"):
        parse_as_of("2026-03-08T02:30", "America/New_York")


def test_a_day_reads_as_a_day() -> None:
    noon = datetime(2026, 6, 30, 12, tzinfo=UTC)
    minute = noon.replace(second=59, microsecond=999_999)

    assert span_text(date(2026, 6, 30), date(2026, 6, 30)) == "2026-06-30"
    assert span_text(date(2026, 6, 30), date(2026, 7, 1)) == "2026-06-30 to 2026-07-01"
    assert span_text(noon, noon) == "2026-06-30 12:00Z"
    assert span_text(noon, minute) == "2026-06-30 12:00Z"
    assert span_text(date(2026, 6, 29), noon) == "2026-06-29 to 2026-06-30 12:00Z"
    assert moment_text(noon.replace(second=5)) == "2026-06-30 12:00:05Z"


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "30/06/2026", ""])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(UsageError, match="not a date or time"):
        parse_as_of(text)


def test_epoch_milliseconds_round_down() -> None:
    assert epoch_ms(datetime(1970, 1, 1, 0, 0, 1, 999, tzinfo=UTC)) == 1000
    assert epoch_ms(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
