"""Bipartite groups and stacks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from queries.kernels import bipartite, stacks
from tests.queries.kernels.drawing import Row, drawn, names

WEEK = timedelta(days=7)


def full(payers: str, payees: str, day: float, amount: int = 100) -> list[Row]:
    """Every payer pays every payee, on one day."""
    return [(p, q, day, amount) for p in payers for q in payees]


def test_three_payers_of_the_same_four_payees() -> None:
    graph = drawn(*full("abc", "wxyz", 1), ("a", "other", 2), ("d", "w", 2), ("d", "x", 2))
    (group,) = bipartite(graph, WEEK)

    assert names(graph, group.ranks[0]) == ["a", "b", "c"]
    assert names(graph, group.ranks[1]) == ["w", "x", "y", "z"]
    assert group.support.tolist() == list(range(12))


def test_two_payers_are_too_few() -> None:
    assert bipartite(drawn(*full("ab", "wxyz", 1)), WEEK) == []


def test_groups_of_different_times_are_different_groups() -> None:
    graph = drawn(*full("abc", "wxy", 1), *full("abc", "wxy", 60))

    assert [len(group.support) for group in bipartite(graph, WEEK)] == [9, 9]


def test_groups_that_nobody_joins_are_different_groups() -> None:
    graph = drawn(*full("abc", "uvw", 1), *full("def", "xyz", 1))

    assert [names(graph, group.ranks[0]) for group in bipartite(graph, WEEK)] == [
        ["a", "b", "c"],
        ["d", "e", "f"],
    ]


def test_one_currency_makes_a_group() -> None:
    mixed = [(p, q, d, a, "EUR" if q == "x" else "USD") for p, q, d, a in full("abc", "xyz", 1)]

    assert bipartite(drawn(*mixed), WEEK) == []


def test_shops_are_left_out() -> None:
    customers = [f"c{n}" for n in range(6)]
    rows: list[Row] = [(c, shop, 1, 100) for c in customers for shop in ("s1", "s2", "s3")]

    assert len(bipartite(drawn(*rows), WEEK)) == 1
    assert bipartite(drawn(*rows), WEEK, max_counterparties=5) == []


def test_a_large_loose_group_is_none() -> None:
    # A ring of 13 in which n pays n, n + 1 and n + 3: everybody has three neighbours, and no two
    # payers share two payees, since the differences of 0, 1 and 3 are all different modulo 13.
    rows: list[Row] = [(f"p{n}", f"q{(n + d) % 13}", 1, 100) for n in range(13) for d in (0, 1, 3)]

    assert bipartite(drawn(*rows), WEEK) == []


def test_two_layers_over_one_rank_are_a_stack() -> None:
    graph = drawn(*full("ab", "mno", 1), *full("mno", "yz", 2, 60), ("y", "q", 3))
    (stack,) = stacks(graph, WEEK)

    assert [names(graph, rank) for rank in stack.ranks] == [
        ["a", "b"],
        ["m", "n", "o"],
        ["y", "z"],
    ]
    assert [len(layer) for layer in stack.layers] == [6, 6]


def test_what_is_paid_before_it_came_is_no_second_layer() -> None:
    assert stacks(drawn(*full("mno", "yz", 1), *full("ab", "mno", 2)), WEEK) == []


def test_layers_of_different_accounts_are_no_stack() -> None:
    assert stacks(drawn(*full("ab", "mno", 1), *full("pqr", "yz", 2)), WEEK) == []


@pytest.mark.parametrize("wrong", [{"min_payers": 1}, {"min_payees": 1}])
def test_a_side_of_one_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        bipartite(drawn(("a", "b", 1)), WEEK, **wrong)


def test_nothing_is_found_in_nothing() -> None:
    assert bipartite(drawn(), WEEK) == []
    assert stacks(drawn(), WEEK) == []
