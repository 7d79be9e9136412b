"""Chinese numerals, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.chinese_numbers import parse_numeral, to_numeral


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("三十二", 32),
        ("二十万", 200_000),
        ("十亿", 10**9),
        ("一百一十", 110),
        ("一千零五", 1005),
        ("5万", 50_000),
        ("1,000", 1000),
        ("两", 2),
        ("一亿二千万", 120_000_000),
        ("二〇二四", 2024),
        ("3.5亿", 350_000_000),
        ("1，000万", 10_000_000),
        ("贰拾伍萬", 250_000),
    ],
)
def test_numerals(words: str, value: int) -> None:
    assert parse_numeral(words) == Decimal(value)


@pytest.mark.parametrize("words", ["甲", "1,00", "五六十", "1.2.3万", ""])
def test_no_numeral(words: str) -> None:
    assert parse_numeral(words) is None


@given(st.integers(0, 9_999))
def test_numerals_are_read_as_they_are_written(number: int) -> None:
    assert parse_numeral(to_numeral(number)) == number
