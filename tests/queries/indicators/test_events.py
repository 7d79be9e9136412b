"""The indicators about filings: digits, auditors, deadlines and restated figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.filings.indicators import indicators
from queries.filings.indicators.benford import first_digits
from queries.filings.indicators.definitions import deadlines
from queries.filings.indicators.lateness import deadline_of, federal_holidays, possible_categories
from queries.filings.indicators.model import Indicator
from tests.queries.report_filings import Filer
from tests.queries.worlds import World

Lake = Callable[..., Any]
LARGE, MIDDLE, SMALL = "large accelerated filer", "accelerated filer", "non-accelerated filer"


def indicator(lake: Lake, world: World, name: str, **how: Any) -> Indicator:
    return indicators(lake(world, **how), "Acme")[name]


# Benford


def test_first_digits_by_hand() -> None:
    numbers = [Decimal(text) for text in ("1", "-15", "0.0019", "2000", "0", "3e5", "0.000")]
    found = first_digits(numbers)
    assert found.counts == {1: 3, 2: 1, 3: 1} | dict.fromkeys(range(4, 10), 0)
    # Shares .6, .2, .2 and nothing against .30103, .17609, .12494, .09691, .07918, .06695,
    # .05799, .05115, .04576: .29897 + .02391 + .07506 + .39794 = .79588, over nine.
    assert found.deviation == pytest.approx(0.79588 / 9, abs=1e-5)
    # 5 x (.29897²/.30103 + .02391²/.17609 + .07506²/.12494 + .39794) = 3.716
    assert found.chi_square == pytest.approx(3.716, abs=1e-3)
    with pytest.raises(ValueError, match="no number"):
        first_digits([Decimal(0)])


@given(st.lists(st.decimals(min_value=1, max_value=10**9, places=2), min_size=1, max_size=50),
       st.integers(-6, 6))  # fmt: skip
def test_first_digits_do_not_see_scale_or_sign(numbers: list[Decimal], power: int) -> None:
    scaled = [-number.scaleb(power) for number in numbers]
    assert first_digits(scaled) == first_digits(numbers)
    assert sum(first_digits(numbers).counts.values()) == len(numbers)


def numbered(filer: Filer, count_by_digit: dict[int, int]) -> None:
    """A filing with so many numbers by first digit, half of them of segments."""
    filing = filer.files("10-K", "2025-12-31")
    for digit, count in count_by_digit.items():
        for place in range(count):
            filer.says(
                filing, f"own:C{place}", digit * 100, "2025-12-31",
                dimension="own:Axis=own:Member" if place % 2 else "",
            )  # fmt: skip
    filer.says(filing, "own:Nothing", 0, "2025-12-31")


BENFORD = {1: 90, 2: 53, 3: 37, 4: 29, 5: 24, 6: 20, 7: 17, 8: 15, 9: 15}


def test_benford_takes_all_numbers_of_a_filing(lake: Lake, world: World) -> None:
    numbered(Filer(world), BENFORD)
    one = indicator(lake, world, "benford")
    assert (one.reading, one.level) == ("close conformity", "ok")
    assert one.reasons[0].explanation.startswith("First digits of 300 numbers")
    assert one.reasons[0].claims


def test_benford_flags_even_digits(lake: Lake, world: World) -> None:
    numbered(Filer(world), dict.fromkeys(range(1, 10), 34))
    one = indicator(lake, world, "benford")
    assert (one.reading, one.level) == ("nonconformity", "flag")
    # |1/9 - p(d)| over nine: p(1), p(2) and p(3) are above 1/9 by .40673 - .2 = .26873 - and
    # the rest below by as much: 2 x .26873 / 9
    assert float(one.value or 0) == pytest.approx(2 * (0.60206 - 3 / 9) / 9, abs=1e-5)


def test_benford_wants_300_numbers(lake: Lake, world: World) -> None:
    numbered(Filer(world), BENFORD | {1: 89})
    one = indicator(lake, world, "benford")
    assert one.value is None
    assert one.missing == ("a filing with 300 numbers (the newest has 299)",)


# Auditors


def audited(world: World, filer: Filer, end: str, auditor: str) -> World:
    """A source of its own: a filing and the auditor that it names."""
    source = World(numbers=world.numbers)
    other = Filer(source, filer.name)
    other.files("10-K", end)
    source.edge("UnknownLink", subject=source.company(auditor), object=filer.id, role="auditor")
    return source


@pytest.mark.parametrize(
    ("auditors", "changes", "level"),
    [
        (["Old LLP", "Old, L.L.P.", "OLD LLP"], 0, "ok"),
        (["Old LLP", "New LLP", "New LLP"], 1, "flag"),
    ],
)
def test_auditors_of_filings_are_compared(
    lake: Lake, world: World, auditors: list[str], changes: int, level: str
) -> None:
    filer = Filer(world)
    sources = {
        f"filing-{year}": audited(world, filer, f"{year}-12-31", auditor)
        for year, auditor in zip((2023, 2024, 2025), auditors, strict=True)
    }
    one = indicator(lake, world, "auditor_change", sources=sources)
    assert (one.value, one.level) == (changes, level)
    assert len(one.reasons) == 2
    assert all(reason.claims for reason in one.reasons)


def test_one_auditor_is_no_comparison(lake: Lake, world: World) -> None:
    source = audited(world, Filer(world), "2025-12-31", "Old LLP")
    one = indicator(lake, world, "auditor_change", sources={"filing": source})
    assert one.missing == ("an auditor before 2025-12-31",)


# Deadlines


@pytest.mark.parametrize(
    ("end", "days", "due"),
    [
        # 2024-12-31 + 60 days is Saturday 1 March 2025: Monday the 3rd.
        ("2024-12-31", 60, "2025-03-03"),
        # 2025-12-20 + 60 days is 18 February 2026, a Wednesday; + 58 is Presidents' Day.
        ("2025-12-20", 60, "2026-02-18"),
        ("2025-12-20", 58, "2026-02-17"),
        # 2024-09-28 + 60 days is Wednesday 27 November 2024; + 61 is Thanksgiving.
        ("2024-09-28", 60, "2024-11-27"),
        ("2024-09-28", 61, "2024-11-29"),
        # New Year's Day of 2022 fell on a Saturday and was kept on Friday 31 December 2021.
        ("2021-12-01", 30, "2022-01-03"),
    ],
)
def test_deadlines_move_to_business_days(end: str, days: int, due: str) -> None:
    assert deadline_of(date.fromisoformat(end), days) == date.fromisoformat(due)


def test_federal_holidays_of_2026() -> None:
    # As the Office of Personnel Management lists them; 4 July is a Saturday.
    assert sorted(day.isoformat() for day in federal_holidays(2026)) == [
        "2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03",
        "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25", "2027-01-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("held", "revenue", "categories"),
    [
        ("700000000", None, (LARGE,)),
        ("699999999", "100000000", (LARGE, MIDDLE)),
        ("559999999", "100000000", (MIDDLE,)),
        ("75000000", "99999999", (SMALL,)),
        ("75000000", None, (MIDDLE, SMALL)),
        ("59999999", None, (SMALL,)),
        (None, None, (LARGE, MIDDLE, SMALL)),
    ],
)
def test_categories_of_filers(
    held: str | None, revenue: str | None, categories: tuple[str, ...]
) -> None:
    found = possible_categories(
        deadlines(),
        None if held is None else Decimal(held),
        None if revenue is None else Decimal(revenue),
    )
    assert found == categories


@pytest.mark.parametrize(
    ("filed", "held", "days", "level"),
    [
        ("2025-03-03", "800000000", 0, "ok"),
        ("2025-03-04", "800000000", 1, "flag"),
        # 75 days after the end of 2024 is Sunday 16 March, 90 days is Monday the 31st.
        ("2025-04-01", None, 1, "flag"),
        ("2025-03-03", None, 0, "ok"),
    ],
)
def test_late_filings(
    lake: Lake, world: World, filed: str, held: str | None, days: int, level: str
) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2024-12-31", filed)
    if held:
        filer.says(filing, "dei:EntityPublicFloat", held, "2024-06-28")
    one = indicator(lake, world, "late_filing")
    assert (one.value, one.level) == (days, level)
    assert len(one.reasons[0].claims) >= 4


def test_lateness_that_hangs_on_the_category_is_not_guessed(lake: Lake, world: World) -> None:
    Filer(world).files("10-K", "2024-12-31", "2025-03-10")
    one = indicator(lake, world, "late_filing")
    assert one.value is None
    assert one.missing == (f"the category of the filer (one of: {LARGE}, {MIDDLE}, {SMALL})",)


def test_lateness_needs_the_day_of_filing(lake: Lake, world: World) -> None:
    Filer(world).files("10-K", "2024-12-31")
    one = indicator(lake, world, "late_filing")
    assert one.missing == ("the day on which the 10-K for 2024-12-31 was filed",)


# Restatements


def restated(world: World, first: tuple[str, str], second: tuple[str, str], concept: str) -> None:
    """One figure in two annual reports, each with its decimals."""
    filer = Filer(world)
    for year, (value, decimals) in zip((2024, 2025), (first, second), strict=True):
        filing = filer.files("10-K", f"{year}-12-31")
        filer.says(filing, concept, value, "2024-12-31", "2024-01-01", decimals=decimals)


@pytest.mark.parametrize(
    ("first", "second", "concept", "value", "level"),
    [
        (("1837", "0"), ("1837", "0"), "Revenues", 0, "ok"),
        # 1.8 thousand to the nearest hundred may be 1837: within 50 and a half.
        (("1837", "0"), ("1800", "-2"), "Revenues", 0, "ok"),
        (("1851", "0"), ("1800", "-2"), "Revenues", 1, "flag"),
        (("1837", "INF"), ("1838", "INF"), "Revenues", 1, "flag"),
        (("1837", "0"), ("2000", "0"), "own:SomethingElse", 1, "watch"),
    ],
)
def test_restated_beyond_rounding(
    lake: Lake,
    world: World,
    first: tuple[str, str],
    second: tuple[str, str],
    concept: str,
    value: int,
    level: str,
) -> None:
    restated(world, first, second, concept)
    one = indicator(lake, world, "restatement")
    assert (one.value, one.level) == (value, level)
    assert one.reasons[0].claims


def test_a_restated_figure_is_told_before_and_after(lake: Lake, world: World) -> None:
    restated(world, ("2000", "0"), ("1500", "0"), "Revenues")
    (reason,) = indicator(lake, world, "restatement").reasons
    assert (reason.value, reason.unit) == ("-500", "USD")
    assert "was 2,000 USD" in reason.explanation
    assert "is 1,500" in reason.explanation
    assert "25.0%" in reason.explanation
    assert len(reason.claims) == 2


def test_an_amended_filing_is_a_flag(lake: Lake, world: World) -> None:
    filer = Filer(world)
    filer.files("10-K", "2025-12-31")
    filer.files("10-K/A", "2025-12-31")
    one = indicator(lake, world, "restatement")
    assert (one.value, one.reading, one.level) == (0, "amended", "flag")
    assert one.reasons[0].claims


def test_one_filing_restates_nothing(lake: Lake, world: World) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2025-12-31")
    filer.says(filing, "Assets", 1, "2025-12-31")
    one = indicator(lake, world, "restatement")
    assert one.missing == ("a period of which two filings tell",)
