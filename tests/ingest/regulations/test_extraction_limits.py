"""Amounts in abbreviated scales, numbers that limit nothing, and which duty a deadline is for."""

from __future__ import annotations

import pytest

from ingest.regulations.claims.obligation_claims import deadline_text, sentence_of, timed_by
from ingest.regulations.extraction import extract
from kg.text.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("above GBP 1.5m", [(">", "1500000", "GBP")]),
        ("more than $2.5bn", [(">", "2500000000", "USD")]),
        ("USD 3.5k or more", [(">=", "3500", "USD")]),
        ("exceeding EUR 10k", [(">", "10000", "EUR")]),
        ("exceeding EUR 1,5 mn", [(">", "1500000", "EUR")]),
        ("up to 10 mln EUR", [("<=", "10000000", "EUR")]),
        ("more than USD 5 millions", [(">", "5000000", "USD")]),
        ("above EUR 1.5-million", [(">", "1500000", "EUR")]),
        ("more than EUR 1.5 million", [(">", "1500000", "EUR")]),
        ("exceeding EUR 10 000k", [(">", "10000000", "EUR")]),
        ("more than EUR 10k to the payee", [(">", "10000", "EUR")]),
        ("above $5MM", [(">", "5000000", "USD")]),
        ("more than $1.23456789", [(">", "1.23456789", "USD")]),
        ("between EUR 5 and 10 million", []),
        ("more than 5 m customers", []),
        ("at least CHF 1'250'000.50", [(">=", "1250000.50", "CHF")]),
        ("at least CHF 25’000", [(">=", "25000", "CHF")]),
        ("at least EUR 1.250.000", [(">=", "1250000", "EUR")]),
        ("a funding ratio that is less than 1.0 at any time", [("<", "1", "ratio")]),
        ("more than 1.0 as before", []),
        (
            "maintain the following minimum capital ratios: a first ratio of 4.5 percent; a second"
            " ratio of 6 percent. The buffer is a rate of 2 percent.",
            [(">=", "4.5", "percent"), (">=", "6", "percent"), ("=", "2", "percent")],
        ),
        (
            "The maximum fees are:\n(a) EUR 5;\n(b) EUR 10.",
            [("<=", "5", "EUR"), ("<=", "10", "EUR")],
        ),
    ],
)
def test_abbreviated_amounts_are_exact_and_never_cut(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    found = extract(text, parse=False).thresholds
    assert [(one.operator, f"{one.value:f}", one.unit) for one in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "under the 2012 Final Rule, the provisions apply",
        "under 2012 rules",
        "between two ways of paying",
        "between two accounts",
        "at least five or more business days",
    ],
)
def test_years_pairs_and_days_are_no_thresholds(text: str) -> None:
    assert extract(text, parse=False).thresholds == ()


def test_a_count_like_a_year_stays_a_count() -> None:
    (one,) = extract("at least 2000 transactions", parse=False).thresholds
    assert (one.operator, one.value, one.unit) == (">=", 2000, "transactions")


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        (
            "at least 3 business days before the transfer",
            "at least P3D (business days) before the transfer",
        ),
        ("retained for at least five years", "at least P5Y"),
        ("no more than 60 days after receipt", "P60D after receipt"),
        ("at least five or more business days", "at least P5D (business days)"),
    ],
)
def test_a_shortest_time_is_told_from_a_longest(text: str, deadline: str) -> None:
    (one,) = extract(text, parse=False).deadlines
    assert deadline_text(one) == deadline


@pytest.mark.parametrize(
    "text",
    [
        "more than 60 days after the statement",
        "deemed to have been received on the following business day.",
    ],
)
def test_when_something_holds_is_no_deadline(text: str) -> None:
    assert extract(text, parse=False).deadlines == ()


@pytest.mark.parametrize(
    ("text", "language", "actions"),
    [
        (
            "金融机构应当建立名单，客户应当及时提供资料，并配合调查。",
            "zh",
            ["及时提供资料"],
        ),
        ("金融机构应当制定制度，及时获取名单，并报告。", "zh", ["获取名单"]),
        (
            "The bank shall keep a list, and the agent shall promptly send a copy.",
            "en",
            ["send a copy"],
        ),
        (
            "Within 5 days, the bank shall send a copy, and the agent may object.",
            "en",
            ["send a copy"],
        ),
    ],
)
def test_a_deadline_is_for_the_duty_of_its_own_clause(
    text: str, language: str, actions: list[str]
) -> None:
    found = extract(text, language)
    (deadline,) = found.deadlines
    sentences = tuple(sentence_spans(text))
    timed = timed_by(deadline, [(one, sentence_of(sentences, one)) for one in found.obligations])
    assert [one.action for one in timed] == actions
