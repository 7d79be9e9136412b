"""Structuring: just below a threshold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from queries.kernels import structuring
from tests.queries.kernels.drawing import Row, drawn, names

WEEK = timedelta(days=7)
EUROS = {"EUR": 10_000}
DEPOSITS: list[Row] = [
    ("x", "a", 1, 9_500),
    ("y", "a", 2, 9_900),
    ("x", "a", 2.2, 9_000),
    ("x", "a", 4, 9_999),
]


def test_four_deposits_below_the_threshold() -> None:
    graph = drawn(*DEPOSITS)
    found = structuring(graph, WEEK, EUROS)

    assert names(graph, found.account) == ["a"]
    assert found.below.tolist() == [4]
    assert found.amount.tolist() == [38_399]
    assert found.threshold.tolist() == [10_000]
    assert found.counterparties.tolist() == [2]
    assert found.days.tolist() == [3]
    assert (found.not_below.tolist(), found.usual.tolist()) == ([0], [0])
    assert found.support(0).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(("amount", "counts"), [(8_999, 3), (9_000, 4), (9_999, 4), (10_000, 3)])
def test_only_the_margin_below_the_threshold_counts(amount: int, counts: int) -> None:
    graph = drawn(*DEPOSITS[:3], ("x", "a", 4, amount))

    assert structuring(graph, WEEK, EUROS).below.tolist() == [counts]


def test_amounts_as_near_on_the_other_side_are_counted_against_it() -> None:
    above: list[Row] = [("x", "a", 90, 10_000), ("x", "a", 91, 10_999), ("x", "a", 92, 11_000)]

    assert structuring(drawn(*DEPOSITS, *above), WEEK, EUROS).not_below.tolist() == [2]


def test_another_such_week_is_the_usual() -> None:
    earlier: list[Row] = [("x", "a", -60, 9_500), ("x", "a", -59, 9_500)]

    assert structuring(drawn(*earlier, *DEPOSITS), WEEK, EUROS).usual.tolist() == [2]


def test_currencies_without_a_threshold_are_not_looked_at() -> None:
    dollars: list[Row] = [(p, q, d, a, "USD") for p, q, d, a in DEPOSITS]

    assert len(structuring(drawn(*dollars), WEEK, EUROS)) == 0


def test_payers_are_looked_at_on_their_side() -> None:
    graph = drawn(*DEPOSITS)
    found = structuring(graph, WEEK, EUROS, side="payer")

    assert names(graph, found.account) == ["x"]
    assert found.below.tolist() == [3]


@pytest.mark.parametrize("wrong", [{"margin": 0.0}, {"min_transfers": 1}, {"margin": 1.0}])
def test_bounds_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        structuring(drawn(*DEPOSITS), WEEK, EUROS, **wrong)


def test_a_threshold_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="threshold"):
        structuring(drawn(*DEPOSITS), WEEK, {"EUR": 0})
