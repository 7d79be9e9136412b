from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viz import text


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("plain", "plain"),
        ("Ivo \u202etxt.exe\u202c", "Ivo ⟨U+202E⟩txt.exe⟨U+202C⟩"),
        ("a\x1b[31mb", "a⟨U+001B⟩[31mb"),
        ("line\nbreak\tand\rmore\u2028", "line break and more "),
        ("left\u200eright\u200f", "left⟨U+200E⟩right⟨U+200F⟩"),
        ("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
        ("half \ud800", "half ⟨U+D800⟩"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("שלום عالم 中文", "שלום عالم 中文"),
    ],
)
def test_invisible_characters_are_spelt_out(given_text: str, shown: str) -> None:
    assert text.visible(given_text) == shown


@pytest.mark.parametrize(
    ("given_text", "lines"),
    [
        ("Bluewater Lantern Trading Ltd", ["Bluewater", "Lantern Trading", "Ltd"]),
        ("GB41 ZZZZ 1020 3000 0028 24", ["GB41 ZZZZ 1020", "3000 0028 24"]),
        (
            "one two three four five six seven eight nine ten",
            ["one two three", "four five six", "seven eight nin…"],
        ),
        ("abcdefghijklmnopqrstuvwxyz", ["abcdefghijklmnop", "qrstuvwxyz"]),
        ("", [""]),
    ],
)
def test_labels_wrap_at_spaces_and_are_cut_after_three_lines(
    given_text: str, lines: list[str]
) -> None:
    assert text.wrap(given_text, 16, 3).split("\n") == lines


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(2, 30), st.integers(1, 5))
def test_a_wrapped_label_keeps_its_bounds(given_text: str, width: int, lines: int) -> None:
    rows = text.wrap(text.visible(given_text), width, lines).split("\n")
    assert len(rows) <= lines
    assert all(len(row) <= width for row in rows)


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (0, "EUR", "0 EUR"),
        (123_45, "EUR", "123 EUR"),
        (1_234_50, "EUR", "1.23k EUR"),
        (24_710_000, "GBP", "247k GBP"),
        (999_960_00, "USD", "1m USD"),
        (1_230_000_000_00, "USD", "1.23bn USD"),
        (1500, "JPY", "1.5k JPY"),
        (-5_000_00, "EUR", "-5k EUR"),
        (7, "???", "7 ???"),
    ],
)
def test_short_sums(minor: int, currency: str, shown: str) -> None:
    assert text.short_money(minor, currency) == shown


def test_full_sums_are_exact() -> None:
    assert text.money(1_234_567_890_12, "EUR") == "1,234,567,890.12 EUR"
    assert text.money(1500, "JPY") == "1,500 JPY"
    assert text.money(1500, "<b>") == "1,500 minor units of <b>"


def test_instants_and_periods() -> None:
    noon = int(datetime(2026, 6, 30, 12, tzinfo=UTC).timestamp() * 1000)
    assert text.instant(noon) == "2026-06-30 12:00:00 UTC"
    assert text.day(noon) == "2026-06-30"
    assert text.day(None) == ""
    assert text.day(True) == ""
    assert text.instant(10**20) == str(10**20)

    def period(first: int | None, last: int | None) -> str:
        return text.period(text.days_of({"first": first, "last": last}))

    assert period(noon, noon + 3_600_000) == "2026-06-30"
    assert period(noon, noon + 86_400_000) == "2026-06-30 to 2026-07-01"
    assert period(None, noon) == "2026-06-30"
    assert period(None, None) == ""
    # A day is that of its own zone, whatever its first moment is in UTC.
    assert text.days_of({"first": noon, "last": noon, "date": "2026-07-01"}) == ("2026-07-01",) * 2


def test_moments_are_shown_in_utc() -> None:
    east = timezone(timedelta(hours=2))
    assert text.moment(datetime(2026, 6, 30, 1, tzinfo=east)) == "2026-06-29 23:00:00 UTC"
    assert text.moment(datetime(2026, 6, 30, tzinfo=UTC)) == "2026-06-30 00:00:00 UTC"
    assert text.moment(date(2026, 6, 30)) == "2026-06-30"
    assert text.moment(None) == "the latest record"


def test_only_an_iban_is_grouped() -> None:
    assert text.grouped_account("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"
    assert text.grouped_account("CASH-01") == "CASH-01"
    assert text.grouped_account("C1231006815") == "C1231006815"


def test_shares_and_spans() -> None:
    assert text.percentage(Decimal("33.3333")) == "33.3333 %"
    assert text.percentage(Decimal("60.0000")) == "60 %"
    assert text.percentage(Decimal("100")) == "100 %"
    assert text.percentage(None) == "not stated"
    assert text.span("2020", "") == "from 2020"
    assert text.span("", "2024-03") == "… to 2024-03"
    assert text.span("", "") == ""


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1, "hops", "1 hop"),
        (2, "hops", "2 hops"),
        (1, "entries", "1 entry"),
        (1.0, "accounts", "1 account"),
        (1.5, "times", "1.5 times"),
        ("at least 1,000", "times", "at least 1,000 times"),
        ("sy", "countries", "Syria (sy)"),
        ("ir, qq", "countries", "Iran (ir); qq"),
        ("cycle", "typology", "cycle"),
        ("Ann Lee", "names", "Ann Lee"),
        ("50.00", "percent", "50.00 %"),
        (3.01, "percent", "3.01 %"),
        (0.4896, "share", "48.96 %"),
        (Decimal("1234.5"), "EUR", "1,234.5 EUR"),
        (91.0, "points", "91 points"),
    ],
)
def test_quantities_have_the_unit_that_fits(value: object, unit: str, shown: str) -> None:
    assert text.quantity(value, unit) == shown
