"""Numbers with their units in running text; values worked out by hand."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.quantities import find_quantities
from kg.values.money import is_currency


def found(text: str, *, brackets: bool = False) -> list[tuple[str, str, str | None]]:
    quantities = list(find_quantities(text, brackets=brackets))
    return [(text[one.start : one.end], f"{one.value:f}", one.unit) for one in quantities]


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("a fine of CHF 1'250'000.50.", [("CHF 1'250'000.50", "1250000.50", "CHF")]),
        ("EUR 1.250.000 or more", [("EUR 1.250.000", "1250000", "EUR")]),
        ("EUR 10 000, or €5m", [("EUR 10 000", "10000", "EUR"), ("€5m", "5000000", "EUR")]),
        ("INR 12,34,567 or Rs. 5 crore", [
            ("INR 12,34,567", "1234567", "INR"), ("Rs. 5 crore", "50000000", "INR"),
        ]),
        ("US$2.5bn, U.S.$ 3 and RMB 14.08 billion", [
            ("US$2.5bn", "2500000000", "USD"), ("U.S.$ 3", "3", "USD"),
            ("RMB 14.08 billion", "14080000000", "CNY"),
        ]),
        ("10 000 € and 500€ and 5 USD", [
            ("10 000 €", "10000", "EUR"), ("500€", "500", "EUR"), ("5 USD", "5", "USD"),
        ]),
        ("fifty thousand U.S. dollars", [("fifty thousand U.S. dollars", "50000", "USD")]),
        ("between one million and two million euros", [
            ("one million", "1000000", None), ("two million euros", "2000000", "EUR"),
        ]),
        ("4,5 %, 8 per cent and fifty basis points", [
            ("4,5 %", "4.5", "percent"), ("8 per cent", "8", "percent"),
            ("fifty basis points", "50", "basis points"),
        ]),
        ("a ratio of less than 1.0.", [("1.0", "1", None)]),
        ("in 2024 $5 million was paid", [("2024", "2024", None), ("$5 million", "5000000", "USD")]),
        ("20 real estate funds won 5 times", [("20", "20", None), ("5", "5", None)]),
        ("a 5-dollar fee, a $50-million facility", [
            ("5-dollar", "5", "USD"), ("$50-million", "50000000", "USD"),
        ]),
    ],
)  # fmt: skip
def test_quantities(text: str, quantities: list[tuple[str, str, str | None]]) -> None:
    assert found(text) == quantities


@pytest.mark.parametrize(
    "text",
    [
        "Regulation (EU) No 575/2013", "10b-5 and 5th", "version 1.2.3", "CHF 1'25'000",
        "try five-ninths",
        "two-thirds of it", "the twenty-first day", "one two three", "12 345 67", "EUR 12 345 6",
        "due 31.12.2024", "$12,34,5", "USD1a", "A5",
    ],
)  # fmt: skip
def test_no_part_of_a_number_is_one(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        # Neither notation is shown.
        ("EUR 1.250 is due", []),
        ("EUR 1.250 or EUR 3,50", ["1250", "3.50"]),
        ("EUR 1.250 or EUR 3.50", ["1.250", "3.50"]),
        ("EUR 1.250 million", ["1250000"]),
        ("$1.125 per share", ["1.125"]),
        ("EUR 0.125", ["0.125"]),
    ],
)
def test_a_point_before_three_digits_needs_the_notation_of_the_text(
    text: str, amounts: list[str]
) -> None:
    assert [value for _, value, _ in found(text)] == amounts


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("net of ($1,317)", [("($1,317)", "-1317", "USD")]),
        ("a loss of $(5.00) billion", [("$(5.00) billion", "-5000000000", "USD")]),
        ("($82) million", [("($82) million", "-82000000", "USD")]),
        ("as MDL 1720 ($5, COP)", [("1720", "1720", None), ("$5", "5", "USD")]),
        ("minus -$5", [("-$5", "-5", "USD")]),
        # The brackets are the sentence's, or repeat what was spelled out.
        ("$15.8 billion (€14.2 billion)", [
            ("$15.8 billion", "15800000000", "USD"), ("€14.2 billion", "14200000000", "EUR"),
        ]),
        ("fifty dollars ($50)", [("fifty dollars", "50", "USD"), ("$50", "50", "USD")]),
    ],
)  # fmt: skip
def test_brackets_of_accountants(text: str, quantities: list[tuple[str, str, str]]) -> None:
    assert found(text, brackets=True) == quantities


def test_the_codes_are_known_currencies() -> None:
    from kg.text import quantities

    codes = set(quantities._table().signs.values()) - {"XDR"}
    assert all(is_currency(code) for code in codes)


@given(
    st.integers(min_value=0, max_value=10**12),
    st.sampled_from(["'", "’", ",", " ", "\u00a0", "\u2009", "\u202f"]),
    st.sampled_from(["EUR ", "$", "CHF", "US$ ", "₹"]),
    st.sampled_from(["", ".", ",", ";", ")", " and", "\n"]),
)
def test_an_amount_in_a_sentence_is_read(number: int, group: str, sign: str, end: str) -> None:
    words = f"{sign}{number:,}".replace(",", group)
    text = f"It shall pay ({words}{end}"
    (one,) = find_quantities(text)
    assert (one.value, text[one.start : one.end]) == (Decimal(number), words)


@given(st.text(alphabet="0123456789.,'’ ()$€-%amkone tw\n\u202f", max_size=80))
def test_quantities_lie_in_the_text_and_apart(text: str) -> None:
    end = 0
    for one in find_quantities(text, brackets=True):
        assert end <= one.start <= one.number[0] < one.number[1] <= one.end <= len(text)
        end = one.end


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "1 ", "1 000", "one ", "one million and ", "$", "($", "EUR 1.250 ", "(a)", "five-",
     " ", "1'", "$(5", "1.000 "],
)  # fmt: skip
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        best = 9.0
        for _ in range(3):
            began = time.perf_counter()
            list(find_quantities(text, brackets=True))
            best = min(best, time.perf_counter() - began)
        return best

    assert seconds(8_000) < 0.05 + 4 * seconds(4_000)
