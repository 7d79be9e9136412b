from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from kg.errors import UsageError
from kg.values.instants import epoch_ms, parse_as_of

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


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "30/06/2026", ""])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(UsageError, match="not a date or time"):
        parse_as_of(text)


def test_epoch_milliseconds_round_down() -> None:
    assert epoch_ms(datetime(1970, 1, 1, 0, 0, 1, 999, tzinfo=UTC)) == 1000
    assert epoch_ms(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
