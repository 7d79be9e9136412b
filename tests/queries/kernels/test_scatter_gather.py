"""Scatter-gather: over many hands to one place."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.kernels import scatter_gather
from tests.queries.kernels.drawing import UNTIMED, Row, drawn, ledgers, names

WEEK = timedelta(days=7)
DIAMOND: list[Row] = [
    ("s", "m1", 1, 100),
    ("s", "m2", 1.5, 100),
    ("s", "m3", 2, 100),
    ("m1", "d", 3, 95),
    ("m2", "d", 3.5, 90),
    ("m3", "d", 4, 85),
]


def test_three_hands_from_one_source_to_one_sink() -> None:
    graph = drawn(*DIAMOND)
    found = scatter_gather(graph, WEEK)

    assert names(graph, found.source) == ["s"]
    assert names(graph, found.sink) == ["d"]
    assert found.intermediaries.tolist() == [3]
    assert (found.paid_in.tolist(), found.paid_out.tolist()) == ([300], [270])
    assert found.support(0).tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "change",
    [
        ("m3", "d", 4, 69),
        ("m3", "d", 4, 101),
        ("m3", "e", 4, 85),
        ("m3", "d", 2, 85),
        ("m3", "d", 10, 85),
        ("m3", "d", 4, 85, "USD"),
    ],
    ids=["too little", "too much", "elsewhere", "at once", "too late", "other currency"],
)
def test_a_hand_that_does_not_pass_it_on_does_not_count(change: Row) -> None:
    graph = drawn(*DIAMOND[:5], change)

    assert len(scatter_gather(graph, WEEK)) == 0
    assert scatter_gather(graph, WEEK, min_intermediaries=2).intermediaries.tolist() == [2]


def test_the_source_pays_all_within_the_window() -> None:
    assert len(scatter_gather(drawn(*DIAMOND), timedelta(days=1), hop=WEEK)) == 1
    assert len(scatter_gather(drawn(*DIAMOND), timedelta(hours=23), hop=WEEK)) == 0


def test_a_payment_passed_on_twice_counts_once_on_the_way_in() -> None:
    graph = drawn(*DIAMOND, ("m1", "d", 5, 95))
    found = scatter_gather(graph, WEEK)

    assert found.paid_in.tolist() == [300]
    assert found.paid_out.tolist() == [365]


def test_a_way_back_is_none() -> None:
    back = [(payer, "s" if payee == "d" else payee, *rest) for payer, payee, *rest in DIAMOND]

    assert len(scatter_gather(drawn(*back), WEEK)) == 0


@UNTIMED
@given(ledgers(transfers=22, accounts=6), st.integers(0, 6), st.integers(0, 6))
def test_the_best_window_of_each_pair_is_found(rows: list[Row], window: int, hop: int) -> None:
    ways: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for source, middle, day, amount in rows:
        for payer, sink, later, passed in rows:
            linked = payer == middle != source and sink not in (source, middle)
            if linked and day < later <= day + hop and 0.7 * amount <= passed <= amount:
                ways[source, sink].append((day, middle))
    expected = {}
    for pair, hands in ways.items():
        most = max(len({m for day, m in hands if d <= day <= d + window}) for d, _ in hands)
        if most >= 2:
            expected[pair] = most
    graph = drawn(*rows)
    found = scatter_gather(
        graph, timedelta(days=window), hop=timedelta(days=hop), min_intermediaries=2
    )
    pairs = zip(names(graph, found.source), names(graph, found.sink), strict=True)

    assert dict(zip(pairs, found.intermediaries.tolist(), strict=True)) == expected
    for i in range(len(found)):
        first, last = found.first[i], found.last[i]
        assert int(graph.amount[list(set(found.into[first:last].tolist()))].sum()) == int(
            found.paid_in[i]
        )
