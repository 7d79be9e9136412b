from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values.money import (
    currencies,
    decimal_amount,
    format_amount,
    is_currency,
    minor_units,
    parse_amount,
)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.34", "EUR", 1234),
        ("12", "EUR", 1200),
        ("-0.5", "USD", -50),
        ("100", "JPY", 100),
        ("1.234", "KWD", 1234),
        ("0.00000001", "BTC", 1),
        ("5.689852347E7", "USD", 5_689_852_347),
        (" 7.10 ", "GBP", 710),
        ("1.500", "EUR", 150),
        ("1.50000000000000000000000000000000000", "EUR", 150),
        ("-0e-99999999999", "EUR", 0),
    ],
)
def test_amounts_are_exact(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


def test_a_thousands_separator_is_never_guessed() -> None:
    with pytest.raises(ValueError, match="not a number"):
        parse_amount("1,234.50", "EUR")
    assert parse_amount("1,234.50", "EUR", thousands=",") == 123_450
    assert parse_amount("12,34,567", "INR", thousands=",") == 123_456_700


@pytest.mark.parametrize("text", ["1,80", "12,34,5.5", "1,2345", ",123", "1,234,56", "1,,234"])
def test_a_separator_that_parts_no_thousands_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="between thousands"):
        parse_amount(text, "USD", thousands=",")


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("1.234", "EUR", "more than 2 decimals for EUR"),
        ("1.5", "JPY", "more than 0 decimals"),
        ("abc", "EUR", "not a number"),
        ("", "EUR", "not a number"),
        ("1.0000000000000000000000000000000001", "EUR", "more than 2 decimals"),
        ("9E-02722125703897", "EUR", "more than 2 decimals"),
        ("NaN", "EUR", "not a finite number"),
        ("Infinity", "EUR", "not a finite number"),
        ("1e30", "EUR", "too large"),
        ("1e999999999", "EUR", "too large"),
        ("92233720368547758.08", "EUR", "too large"),
        ("1", "ZZZ", "unknown currency"),
    ],
)
def test_amounts_that_are_refused(text: str, currency: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_amount(text, currency)


def test_the_largest_amount_of_the_ledger() -> None:
    assert parse_amount("92233720368547758.07", "EUR") == 2**63 - 1


def test_currencies_and_their_minor_units() -> None:
    assert (minor_units("EUR"), minor_units("JPY"), minor_units("BHD")) == (2, 0, 3)
    assert is_currency("CHF")
    assert not is_currency("chf")
    assert not is_currency("XXX")


def test_formatting() -> None:
    assert format_amount(123_450, "EUR") == "1,234.50 EUR"
    assert format_amount(5, "JPY") == "5 JPY"
    assert decimal_amount(-5, "EUR") == Decimal("-0.05")


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(sorted(currencies())))
def test_what_is_formatted_is_read_back(minor: int, currency: str) -> None:
    number = format_amount(minor, currency).removesuffix(f" {currency}")
    assert parse_amount(number, currency, thousands=",") == minor
