"""Layering chains."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from queries.kernels import chains
from tests.queries.kernels.drawing import UNTIMED, Row, drawn, ledgers

TWO_DAYS = timedelta(days=2)


def test_a_sum_handed_on_three_times() -> None:
    graph = drawn(
        ("a", "b", 1, 1000),
        ("b", "c", 2, 980),
        ("b", "shop", 2.1, 30),
        ("c", "d", 3, 950),
        ("d", "e", 4, 900),
        ("e", "f", 9, 890),
    )
    found = chains(graph, TWO_DAYS)

    assert len(found) == 1
    assert found.support(0).tolist() == [0, 1, 3, 4]


def test_a_short_chain_is_left_out() -> None:
    graph = drawn(("a", "b", 1, 1000), ("b", "c", 2, 980), ("c", "d", 3, 950))

    assert len(chains(graph, TWO_DAYS)) == 0
    assert len(chains(graph, TWO_DAYS, min_transfers=3)) == 1


def test_a_sum_that_is_split_is_not_handed_on() -> None:
    graph = drawn(("a", "b", 1, 1000), ("b", "c", 2, 500), ("b", "d", 2, 500))

    assert len(chains(graph, TWO_DAYS, min_transfers=2)) == 0


def test_an_account_may_stand_in_a_chain_twice() -> None:
    graph = drawn(("a", "b", 1, 100), ("b", "c", 2, 99), ("c", "b", 3, 98), ("b", "d", 4, 97))

    assert chains(graph, TWO_DAYS).support(0).tolist() == [0, 1, 2, 3]


def test_a_single_transfer_is_no_chain() -> None:
    with pytest.raises(ValueError, match="min_transfers"):
        chains(drawn(("a", "b", 1)), TWO_DAYS, min_transfers=1)


@UNTIMED
@given(ledgers(transfers=25))
def test_chains_share_no_transfer_and_hang_together(rows: list[Row]) -> None:
    found = chains(drawn(*rows), TWO_DAYS, amount_band=(0.5, 1.0), min_transfers=2)
    edges = found.edges.tolist()

    assert len(edges) == len(set(edges))
    for i in range(len(found)):
        chain = found.support(i).tolist()
        for e, f in pairwise(chain):
            assert rows[e][1] == rows[f][0]
            assert rows[e][2] <= rows[f][2] <= rows[e][2] + 2
            assert 0.5 * rows[e][3] <= rows[f][3] <= rows[e][3]
