"""Pass-through: what comes in and goes out again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.kernels import PassThrough, TransferGraph, pass_through
from queries.kernels.pass_through import MOST_OPEN
from tests.queries.kernels.drawing import UNTIMED, Row, drawn, ledgers, names, table

TWO_DAYS = timedelta(days=2)
HOUR = 1 / 24


def passages(passed: PassThrough) -> list[tuple[int, list[int]]]:
    """(incoming, [outgoing …]) of each passage."""
    return [
        (int(incoming), passed.outgoing(p).tolist()) for p, incoming in enumerate(passed.incoming)
    ]


def test_a_sum_that_leaves_soon_and_nearly_whole_is_passed_on() -> None:
    graph = drawn(("a", "mule", 1, 1000), ("mule", "b", 1.5, 950))
    passed = pass_through(graph, TWO_DAYS)

    assert passages(passed) == [(0, [1])]
    assert names(graph, passed.account) == ["mule"]
    assert (passed.passed_in.tolist(), passed.passed_out.tolist()) == ([1000], [950])
    assert passed.dwell.tolist() == [12 * 3_600_000_000]
    assert passed.support(0).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("day", "amount", "passes"),
    [
        (3, 950, True),
        (3.001, 950, False),
        (2, 1000, True),
        (2, 1001, False),
        (2, 900, True),
        (2, 899, False),
        (1, 950, True),
    ],
)
def test_time_and_amount_are_bounded(day: float, amount: int, passes: bool) -> None:
    graph = drawn(("a", "mule", 1, 1000), ("mule", "b", day, amount))

    assert (len(pass_through(graph, TWO_DAYS)) == 1) is passes


def test_what_left_before_it_came_is_not_passed_on() -> None:
    assert len(pass_through(drawn(("mule", "b", 1, 950), ("a", "mule", 1.1, 1000)), TWO_DAYS)) == 0


def test_the_first_in_is_the_first_out() -> None:
    graph = drawn(
        ("a", "mule", 1, 1000),
        ("b", "mule", 1.1, 1000),
        ("mule", "x", 1.2, 990),
        ("mule", "y", 1.3, 980),
    )

    assert passages(pass_through(graph, TWO_DAYS)) == [(0, [2]), (1, [3])]


def test_a_sum_may_leave_in_parts_that_are_large_enough() -> None:
    graph = drawn(
        ("a", "mule", 1, 1000),
        ("mule", "shop", 1.1, 50),
        ("mule", "x", 1.2, 500),
        ("mule", "y", 1.3, 450),
    )

    assert passages(pass_through(graph, TWO_DAYS)) == [(0, [2, 3])]
    assert passages(pass_through(graph, TWO_DAYS, min_part=0.6)) == []


def test_spending_a_salary_is_no_passage() -> None:
    graph = drawn(("work", "me", 1, 3000), ("me", "rent", 1.2, 1100), ("me", "shop", 2, 80))

    assert len(pass_through(graph, TWO_DAYS)) == 0


def test_received_counts_what_came_between_the_passages() -> None:
    graph = drawn(
        ("w", "mule", 0.5, 9999),
        ("a", "mule", 10, 1000),
        ("mule", "x", 10.1, 1000),
        ("w", "mule", 11, 500),
        ("b", "mule", 20, 2000),
        ("mule", "x", 20.3, 1900),
    )
    passed = pass_through(graph, TWO_DAYS)

    assert passed.received.tolist() == [3500]
    assert passed.passed_in.tolist() == [3000]
    assert (passed.payers.tolist(), passed.payees.tolist()) == ([2], [1])
    # Of two middle values, 2.4 and 7.2 hours, the lower.
    assert passed.dwell.tolist() == [round(2.4 * 3_600_000_000)]


def test_the_payees_side_of_a_conversion_counts() -> None:
    rows = table([("a", "mule", 1, 1000, "USD"), ("mule", "b", 1.5, 850, "EUR")])
    rows = rows.append_column("received_amount", pa.array([900, None], pa.int64()))
    rows = rows.append_column("received_currency", pa.array(["EUR", None]))

    assert len(pass_through(TransferGraph.from_arrow(rows), TWO_DAYS)) == 1


def test_currencies_do_not_mix() -> None:
    graph = drawn(("a", "mule", 1, 1000, "USD"), ("mule", "b", 1.5, 950, "EUR"))

    assert len(pass_through(graph, TWO_DAYS)) == 0


def test_a_hub_with_too_many_waiting_is_marked() -> None:
    rows: list[Row] = [("a", "hub", 1 + n / 10_000, 1000) for n in range(MOST_OPEN + 1)]
    passed = pass_through(drawn(*rows, ("hub", "b", 1.5, 1000)), TWO_DAYS)

    assert passed.crowded.tolist() == [True]
    assert pass_through(drawn(*rows[1:], ("hub", "b", 1.5, 1000)), TWO_DAYS).crowded.tolist() == [
        False
    ]


@pytest.mark.parametrize("wrong", [{"amount_band": (1.0, 0.9)}, {"min_part": 2.0}])
def test_bounds_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        pass_through(drawn(("a", "b", 1)), TWO_DAYS, **wrong)


@UNTIMED
@given(ledgers(transfers=25), st.integers(0, 6))
def test_passages_keep_their_promises(rows: list[Row], days: int) -> None:
    graph = drawn(*rows)
    low, high = 0.5, 1.1
    passed = pass_through(graph, timedelta(days=days), amount_band=(low, high), min_part=0.3)
    used = [e for _, outgoing in passages(passed) for e in outgoing]

    assert len(used) == len(set(used))
    for incoming, outgoing in passages(passed):
        came = rows[incoming]
        assert all(rows[e][0] == came[1] != rows[e][1] for e in outgoing)
        assert all(came[2] <= rows[e][2] <= came[2] + days for e in outgoing)
        assert all(rows[e][3] >= 0.3 * came[3] for e in outgoing)
        assert low * came[3] <= sum(rows[e][3] for e in outgoing) <= high * came[3]
    assert all(passed.passed_in <= passed.received)


@UNTIMED
@given(ledgers(), ledgers(transfers=6))
def test_later_transfers_change_no_passage(rows: list[Row], later: list[Row]) -> None:
    after = [(payer, payee, day + 100, amount) for payer, payee, day, amount in later]
    both, alone = pass_through(drawn(*rows, *after), TWO_DAYS), pass_through(drawn(*rows), TWO_DAYS)

    assert [p for p in passages(both) if p[0] < len(rows)] == passages(alone)
