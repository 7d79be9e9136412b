"""Amounts in running text, and those of the annual reports against the tags around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reports.layout.markup import read_markup
from ingest.reports.narrative.money_text import find_money, money_in, prose
from ingest.reports.narrative.narrative import Narrative
from kg.text.blocks import plain_text


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("revenue of $1.2 billion", [("$1.2 billion", "1200000000", "USD")]),
        ("about €3 million.", [("€3 million", "3000000", "EUR")]),
        ("a fine of $500,000, paid", [("$500,000", "500000", "USD")]),
        ("£0.05 a share", [("£0.05", "0.05", "GBP")]),
        ("US$2.5bn and HK$10m", [("US$2.5bn", "2500000000", "USD"), ("HK$10m", "10000000", "HKD")]),
        ("RMB 14.08 billion", [("RMB 14.08 billion", "14080000000", "CNY")]),
        ("EUR 20 million", [("EUR 20 million", "20000000", "EUR")]),
        ("20 million euros", [("20 million euros", "20000000", "EUR")]),
        ("CHF 1,250.75", [("CHF 1,250.75", "1250.75", "CHF")]),
        ("10.5 million USD", [("10.5 million USD", "10500000", "USD")]),
        ("3 trillion yen", [("3 trillion yen", "3000000000000", "JPY")]),
        ("a $50-million facility", [("$50-million", "50000000", "USD")]),
        ("a loss of $(5.00) billion", [("$(5.00) billion", "-5000000000", "USD")]),
        ("net of ($1,317)", [("($1,317)", "-1317", "USD")]),
        # The bracket is the sentence's, not the accountant's.
        ("was $15.8 billion (€14.2 billion)", [
            ("$15.8 billion", "15800000000", "USD"), ("€14.2 billion", "14200000000", "EUR"),
        ]),
        ("$5 to $10 million", [("$5", "5000000", "USD"), ("$10 million", "10000000", "USD")]),
        ("between $1.5 and $2 billion", [
            ("$1.5", "1500000000", "USD"), ("$2 billion", "2000000000", "USD"),
        ]),
        ("$1.23456789 trillion", [("$1.23456789 trillion", "1234567890000", "USD")]),
        ("$0.00001 par value", [("$0.00001", "0.00001", "USD")]),
        ("25% of 3 million shares in 2024", []),
        ("try 5 times, all 20 of them", []),
        ("section 13(d), page 7", []),
    ],
)  # fmt: skip
def test_amounts(text: str, amounts: list[tuple[str, str, str]]) -> None:
    found = find_money(text)
    assert [(money.text, money.value, money.currency) for money in found] == [
        (words, Decimal(value), currency) for words, value, currency in amounts
    ]
    for money in found:
        assert text[money.start : money.end] == money.text


def test_a_section_may_state_its_scale() -> None:
    found = find_money("payments were $187, $204 and ($1,317), or $0.35 per share; $2 billion", 6)
    assert [(money.value, money.scaled) for money in found] == [
        (Decimal(187000000), True),
        (Decimal(204000000), True),
        (Decimal(-1317000000), True),
        (Decimal("0.35"), False),
        (Decimal(2000000000), False),
    ]


def test_the_scale_holds_for_the_notes_and_not_for_what_follows() -> None:
    body = (
        "<p>Revenue rose by $62 million, and fees by $7.</p>"
        "<p>Notes to the Consolidated Financial Statements</p><p>(Dollars in millions)</p>"
        "<p>We paid $300 in all.</p><p>Report of Independent Registered Public Accounting Firm</p>"
        "<p>Our fee was $5,000.</p>"
    )
    text = plain_text(read_markup(f"<html><body>{body}</body></html>".encode(), "a.htm").root)
    assert [money.value for money in money_in(text)] == [62000000, 7, 300000000, 5000]


@given(
    st.integers(min_value=0, max_value=10**9),
    st.integers(min_value=0, max_value=999),
    st.sampled_from([("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)]),
)
def test_no_amount_is_rounded(whole: int, part: int, magnitude: tuple[str, int]) -> None:
    word, power = magnitude
    (money,) = find_money(f"It cost ${whole:,}.{part:03} {word} in all.")
    assert money.value == (Decimal(whole) * 1000 + part) * Decimal(10) ** (power - 3)


TEN_K = ["aapl-10-k-2024-11-01", "ba-10-k-2025-02-03", "tsla-10-k-2025-01-30",
         "v-10-k-2024-11-13", "wfc-10-k-2025-02-25"]  # fmt: skip


@pytest.mark.shared
def test_amounts_of_the_annual_reports_against_their_tags(
    annual_report: Callable[[str], Narrative],
) -> None:
    """Every tagged amount of money in prose that is written in digits."""
    tagged, missed, wrong = 0, [], []
    for name in TEN_K:
        report = annual_report(name).report
        assert report is not None
        (text,) = report.texts.values()
        by_place = {}
        for money in money_in(text):
            by_place.update(dict.fromkeys(range(*money.number), money))
        passages = [(start, start + len(words)) for start, words, _ in prose(text)]
        starts = [start for start, _ in passages]
        for fact in report.facts:
            if fact.span is None or fact.hidden or not isinstance(fact.value, Decimal):
                continue
            passage = passages[bisect_right(starts, fact.span[0]) - 1]
            is_money = fact.unit is not None and fact.unit.numerator[0].startswith("iso4217:")
            if not is_money or not re.search(r"\d", fact.text) or fact.span[0] >= passage[1]:
                continue
            tagged += 1
            found = by_place.get(fact.span[0])
            if found is None:
                missed.append((name, text.text[fact.span[0] - 10 : fact.span[1] + 16]))
            elif abs(found.value) != abs(fact.value):
                wrong.append((name, text.text[fact.span[0] - 30 : fact.span[1]], found.value))
    assert tagged == 740
    # Tesla tags a number of shares as dollars; nothing beside it says money.
    assert missed == [("tsla-10-k-2025-01-30", "here were 95.5 million shares ")]
    # Boeing, in a note whose amounts are in millions: dollars of a share without the words.
    assert [(name, words[-6:]) for name, words, _ in wrong] == [("ba-10-k-2025-02-03", "$1,000")]
