"""Late filings: the filer's category, days of signing, and notices of lateness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from queries.filings.indicators import indicators
from queries.filings.indicators.definitions import deadlines
from queries.filings.indicators.model import Indicator
from tests.queries.report_filings import Filer
from tests.queries.worlds import World

Lake = Callable[..., Any]


def lateness(lake: Lake, world: World) -> Indicator:
    return indicators(lake(world), "Acme")["late_filing"]


@pytest.mark.parametrize(
    ("category", "days", "level"),
    [
        # 2024-12-31 and 60 days is Saturday 1 March 2025, so Monday the 3rd; 75 days is Sunday
        # the 16th, so the 17th; 90 days is Monday the 31st.
        ("Large Accelerated Filer", 8, "flag"),
        ("Accelerated Filer", -6, "ok"),
        ("Non-accelerated Filer", -20, "ok"),
        ("Smaller Reporting Company", -20, "ok"),
    ],
)
def test_the_cover_page_says_the_category(
    lake: Lake, world: World, category: str, days: int, level: str
) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2024-12-31", "2025-03-11", filerCategory=category)
    # Its public float would make it a large accelerated filer.
    filer.says(filing, "dei:EntityPublicFloat", "900000000", "2024-06-28")
    one = lateness(lake, world)
    assert (one.value, one.level) == (days, level)
    assert "by the cover page" in one.reasons[0].explanation


def test_a_category_that_nobody_knows_says_nothing(lake: Lake, world: World) -> None:
    Filer(world).files("10-K", "2024-12-31", "2025-03-11", filerCategory="Big Filer")
    assert lateness(lake, world).value is None


def test_a_quarterly_report_has_40_or_45_days(lake: Lake, world: World) -> None:
    """30 June and 40 days is Saturday 9 August 2025, so Monday the 11th."""
    Filer(world).files("10-Q", "2025-06-30", "2025-08-12", filerCategory="Accelerated Filer")
    one = lateness(lake, world)
    assert (one.value, one.level) == (1, "flag")


def test_what_was_signed_after_the_deadline_is_late_for_sure(lake: Lake, world: World) -> None:
    Filer(world).files(
        "10-K", "2024-12-31", signedDate="2025-03-05", filerCategory="Large Accelerated Filer"
    )
    one = lateness(lake, world)
    assert (one.value, one.level) == (2, "flag")
    assert one.reasons[0].feature == "signed_after_deadline"
    assert "signed on 2025-03-05" in one.reasons[0].explanation
    assert "filed that day or later" in one.summary


@pytest.mark.parametrize("signed", ["2025-03-03", "2025-02-03"])
def test_what_was_signed_in_time_is_not_known_to_be_late(
    lake: Lake, world: World, signed: str
) -> None:
    Filer(world).files(
        "10-K", "2024-12-31", signedDate=signed, filerCategory="Large Accelerated Filer"
    )
    one = lateness(lake, world)
    assert (one.value, one.level) == (None, None)
    assert one.missing == ("the day on which the 10-K for 2024-12-31 was filed",)
    assert "it is not known to be late" in one.summary
    assert one.reasons[0].feature == "signed_in_time"
    assert one.reasons[0].claims


def test_the_day_of_filing_counts_before_that_of_signing(lake: Lake, world: World) -> None:
    Filer(world).files(
        "10-K", "2024-12-31", "2025-03-04",
        signedDate="2025-02-28", filerCategory="Large Accelerated Filer",
    )  # fmt: skip
    assert lateness(lake, world).value == 1


@pytest.mark.parametrize(
    ("filed", "notified", "days"),
    [
        # Due on Monday 31 March 2025; 15 days more end on Tuesday 15 April.
        ("2025-04-15", "2025-04-01", 0),
        ("2025-04-10", "2025-03-28", -5),
        # A day too late, against the deadline itself.
        ("2025-04-16", "2025-04-01", 16),
        # The notice itself came too late: it is due one business day after the deadline.
        ("2025-04-15", "2025-04-02", 15),
    ],
)
def test_a_notice_gives_fifteen_days(
    lake: Lake, world: World, filed: str, notified: str, days: int
) -> None:
    filer = Filer(world)
    filer.files("10-K", "2024-12-31", filed, filerCategory="Non-accelerated Filer")
    filer.files("NT 10-K", "2024-12-31", notified)
    one = lateness(lake, world)
    assert (one.value, one.level) == (days, "flag" if days > 0 else "ok")
    helped = "gave 15 days more" if days <= 0 else "did not help"
    assert f"The NT 10-K filed on {notified} {helped}" in one.reasons[0].explanation


def test_every_category_has_a_name_on_cover_pages() -> None:
    stated = [name for one in deadlines().categories for name in one.stated]
    assert len(stated) == len(set(stated))
    assert all(name == name.casefold() for name in stated)
