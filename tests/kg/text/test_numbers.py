"""Numbers as the world writes them, read whole or not at all; values worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.numbers import parse_mixed, parse_number, parse_spelled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("1234", "1234"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u2009234\u2009567", "1234567"),
        ("1\u202f234.5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("1'250'000", "1250000"),
        ("25’000", "25000"),
        ("1'250'000.50", "1250000.50"),
        ("12,34,567", "1234567"),
        ("1,23,45,678.9", "12345678.9"),
        ("1.250.000", "1250000"),
        ("1.250.000,75", "1250000.75"),
        ("10,000", "10000"),
        ("10.000", "10"),
        ("0,125", "0.125"),
        ("2,5", "2.5"),
        ("£".replace("£", "1·5"), "1.5"),
        (".5", "0.5"),
        ("１２，３４５．６", "12345.6"),
        ("٣٫٥", "3.5"),
        ("١٬٢٣٤", "1234"),
        ("5 hundred", "500"),
        ("1.5 million", "1500000"),
        ("50-million", "50000000"),
        ("5 thousand million", "5000000000"),
        ("10 crore", "100000000"),
        ("five", "5"),
        ("a hundred", "100"),
        ("Twenty-five", "25"),
        ("twelve hundred", "1200"),
        ("one hundred and five", "105"),
        ("five thousand million", "5000000000"),
        ("two million three hundred forty-five thousand six hundred and seventy-eight", "2345678"),
    ],
)
def test_a_number_is_read_whole(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "1.2.3", "12,34,5", "1'25", "1234,567", "1,234.567.890", "1,00,000,00",
        "31.12.2024",
        "12 34", "1 2345", "1,,2", "5.", "nineteen eighty-four", "one two three", "two and three",
        "zero million and", "hundred",
        "five hundred hundred", "two thousand three million", "9" * 40,
    ],
)  # fmt: skip
def test_what_is_no_number_is_read_in_no_part(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("two and three", ("two", 2)),
        ("one million and two million", ("one million", 1000000)),
        ("one hundred and two hundred", ("one hundred", 100)),
        ("one million and two hundred and five million", ("one million", 1000000)),
        ("one hundred and five", ("one hundred and five", 105)),
        ("one two three and four", ("one two three and four", None)),
    ],
)
def test_the_first_of_several_numbers_in_words(words: str, first: tuple[str, int | None]) -> None:
    end, value = parse_spelled(words)
    assert (words[:end], value) == first


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1.250", ",", "1250"),
        ("1.250", ".", "1.25"),
        ("1,250", ",", "1.25"),
        ("1,250", ".", "1250"),
        ("1.250,5", ",", "1250.5"),
        ("1 250,5", ",", "1250.5"),
    ],
)
def test_the_notation_may_be_known(text: str, decimal: str, value: str) -> None:
    assert parse_number(text, decimal=decimal) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("33 1/3", Fraction(100, 3)),
        ("12½", Fraction(25, 2)),
        ("66 ⅔", Fraction(200, 3)),
        ("51,5", Fraction(103, 2)),
        ("99.9", Fraction(999, 10)),
        ("50 1/0", None),
        ("a half", None),
    ],
)
def test_whole_numbers_with_fractions(text: str, value: Fraction | None) -> None:
    assert parse_mixed(text) == value


NOTATIONS = [
    (",", "."), (".", ","), ("'", "."), ("’", ","), (" ", ","), ("\u00a0", "."), ("\u2009", ","),
    ("\u202f", "."), ("٬", "٫"),
]  # fmt: skip


@given(
    st.integers(min_value=0, max_value=10**15),
    st.one_of(st.none(), st.integers(min_value=0, max_value=99)),
    st.sampled_from(NOTATIONS),
)
def test_what_is_written_is_read(whole: int, cents: int | None, notation: tuple[str, str]) -> None:
    group, point = notation
    text = f"{whole:,}".replace(",", group) + ("" if cents is None else f"{point}{cents:02}")
    value = Decimal(whole) + Decimal(cents or 0) / 100
    decimal = point if point in ".," else None
    assert parse_number(text, decimal=decimal) == value
    # Without being told, all are read alike but for the one that can be read in two ways.
    if not (group == "." and cents is None and 1000 <= whole < 1000_000):
        assert parse_number(text) == value


WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
ONES, TENS = WORDS.split()[:20], WORDS.split()[20:]


def spelled(number: int) -> str:
    """A number as a cheque has it."""
    for power, word in ((12, "trillion"), (9, "billion"), (6, "million"), (3, "thousand")):
        if number >= 10**power:
            rest = number % 10**power
            tail = f" {spelled(rest)}" if rest else ""
            return f"{spelled(number // 10**power)} {word}{tail}"
    if number >= 100:
        rest = number % 100
        return f"{ONES[number // 100]} hundred" + (f" and {spelled(rest)}" if rest else "")
    if number >= 20:
        ten, one = divmod(number, 10)
        return TENS[ten - 2] + (f"-{ONES[one]}" if one else "")
    return ONES[number]


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_what_is_spelled_out_is_read(number: int) -> None:
    assert parse_number(spelled(number)) == number
