"""Gather-scatter: from many to one to many."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from queries.kernels import gather_scatter
from tests.queries.kernels.drawing import UNTIMED, Row, drawn, ledgers, names

TWO_DAYS = timedelta(days=2)
HOURGLASS: list[Row] = [
    ("a", "hub", 10, 100),
    ("b", "hub", 11, 100),
    ("c", "hub", 12, 100),
    ("hub", "x", 12.5, 90),
    ("hub", "y", 13, 90),
    ("hub", "z", 14, 90),
]


def test_three_in_and_then_three_out() -> None:
    graph = drawn(*HOURGLASS)
    found = gather_scatter(graph, TWO_DAYS)

    assert names(graph, found.account) == ["hub"]
    assert (found.payers.tolist(), found.payees.tolist()) == ([3], [3])
    assert (found.gathered.tolist(), found.scattered.tolist()) == ([300], [270])
    assert found.usual.tolist() == [0]
    assert found.support(0).tolist() == [0, 1, 2, 3, 4, 5]


def test_paying_before_being_paid_is_no_scattering() -> None:
    reverse = [(p, q, 30 - day, amount) for p, q, day, amount in HOURGLASS]

    assert len(gather_scatter(drawn(*sorted(reverse, key=lambda r: r[2])), TWO_DAYS)) == 0


def test_what_it_usually_does_is_told() -> None:
    small = [("a", "hub", 40, 1), ("b", "hub", 41, 1), ("hub", "x", 42, 1), ("hub", "y", 42, 1)]

    assert gather_scatter(drawn(*HOURGLASS, *small), TWO_DAYS).usual.tolist() == [2]


def test_each_currency_by_itself() -> None:
    mixed = [*HOURGLASS[:3], *((p, q, d, a, "USD") for p, q, d, a in HOURGLASS[3:])]

    assert len(gather_scatter(drawn(*mixed), TWO_DAYS)) == 0


@UNTIMED
@given(ledgers(transfers=22, accounts=6), st.integers(0, 5))
def test_the_best_moment_of_each_account_is_found(rows: list[Row], days: int) -> None:
    best: dict[str, tuple[int, int]] = {}
    for payer, hub, moment, _ in rows:
        if payer == hub:
            continue
        gathered = [r for r in rows if r[1] == hub != r[0] and moment - days <= r[2] <= moment]
        scattered = [r for r in rows if r[0] == hub != r[1] and moment < r[2] <= moment + days]
        smaller = min(len({r[0] for r in gathered}), len({r[1] for r in scattered}))
        best[hub] = max(best.get(hub, (0, 0)), (smaller, sum(r[3] for r in gathered)))
    graph = drawn(*rows)
    found = gather_scatter(graph, timedelta(days=days), min_counterparties=1)
    measured = {
        graph.account(found.account[i]): (
            min(int(found.payers[i]), int(found.payees[i])),
            int(found.gathered[i]),
        )
        for i in range(len(found))
    }

    assert measured == {hub: counted for hub, counted in best.items() if counted[0] >= 1}
