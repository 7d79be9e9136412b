"""Whom a duty leaves out, where what is to be done ends, and which modal demands nothing."""

from __future__ import annotations

import pytest

from ingest.regulations.extraction import extract


@pytest.mark.parametrize(
    ("text", "obliged"),
    [
        (
            "Financial entities, other than microenterprises, shall perform a risk assessment.",
            "Financial entities, other than microenterprises",
        ),
        (
            "Financial entities other than microenterprises shall perform a review.",
            "Financial entities other than microenterprises",
        ),
        (
            "Member States, except where Article 5 applies, shall notify the Commission.",
            "Member States",
        ),
        (
            "Banks, excluding branches, shall keep records.",
            "Banks, excluding branches",
        ),
    ],
)
def test_an_exception_limits_who_is_obliged(text: str, obliged: str) -> None:
    (one,) = extract(text).obligations
    assert one.obliged == obliged


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        (
            "The bank shall monitor user activity, the occurrence of anomalies and cyber-attacks, "
            "and the user may object.",
            ["monitor user activity, the occurrence of anomalies and cyber-attacks", "object"],
        ),
        (
            "A bank shall file a report of each deposit, withdrawal, exchange of currency or other "
            "payment, except as provided in this section.",
            ["file a report of each deposit, withdrawal, exchange of currency or other payment"],
        ),
        (
            "The bank shall test each control at least once every 12 months.",
            ["test each control at least once every 12 months"],
        ),
        (
            "The bank shall provide a receipt, obtain the consent of the payer and keep records.",
            ["provide a receipt", "obtain the consent of the payer", "keep records"],
        ),
        (
            "The bank may disclose, in place of the amount, an explanation.",
            ["disclose, in place of the amount, an explanation"],
        ),
        (
            "The bank shall notify the payer, and the payer shall reply.",
            ["notify the payer", "reply"],
        ),
    ],
)
def test_an_action_is_whole_and_stops_before_the_next_clause(text: str, actions: list[str]) -> None:
    assert [one.action for one in extract(text).obligations] == actions


@pytest.mark.parametrize(
    ("text", "obliged"),
    [
        (
            "The framework shall include a strategy setting out how the tests shall be done.",
            ["The framework"],
        ),
        ("A bank shall keep a contract that the consumer must sign.", ["A bank"]),
        (
            "The bank shall appoint an officer, who shall report to the board.",
            ["The bank", "an officer"],
        ),
    ],
)
def test_a_question_or_restrictive_clause_demands_nothing(text: str, obliged: list[str]) -> None:
    assert [one.obliged for one in extract(text).obligations] == obliged
