"""Time-respecting paths on graphs small enough to draw, and against trying everything."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.connections.money_paths import MoneyRows, earliest_arrival, fewest_hops

A, B, C, D, E = range(5)


def rows(*transfers: tuple[int, ...], accounts: int = 5) -> MoneyRows:
    """(payer, payee, first[, last]) each; last is first where it is not given."""
    columns = [(t[0], t[1], t[2], t[3] if len(t) > 3 else t[2]) for t in transfers]
    source, target, first, last = np.array(columns, dtype=np.int64).reshape(-1, 4).T
    return MoneyRows(source, target, first, last, accounts)


def test_path_back_in_time_is_not_found() -> None:
    # A -> B on day 5, B -> C on day 3: two hops, but the money left B before it came.
    money = rows((A, B, 5), (B, C, 3))
    assert fewest_hops(money, [A], [C], max_hops=6) == []
    assert earliest_arrival(money, [A], [C], max_hops=6) is None


def test_longer_path_that_keeps_time_is_preferred_to_a_shorter_one_that_does_not() -> None:
    money = rows((A, B, 5), (B, D, 3), (B, C, 6), (C, D, 7))
    assert fewest_hops(money, [A], [D], max_hops=6) == [(0, 2, 3)]


def test_transfers_of_the_same_moment_may_follow_each_other() -> None:
    money = rows((B, C, 4), (A, B, 4))
    assert fewest_hops(money, [A], [C], max_hops=2)[:1] == [(1, 0)]


def test_fewest_hops_and_earliest_arrival_differ() -> None:
    # Direct on day 9; by way of B on days 1 and 2.
    money = rows((A, C, 9), (A, B, 1), (B, C, 2))
    assert fewest_hops(money, [A], [C], max_hops=6) == [(0,)]
    assert earliest_arrival(money, [A], [C], max_hops=6) == (1, 2)
    assert earliest_arrival(money, [A], [C], max_hops=1) == (0,)


def test_parallel_ways_are_all_found_earliest_first() -> None:
    money = rows((A, B, 1), (A, C, 1), (B, D, 8), (C, D, 3))
    assert fewest_hops(money, [A], [D], max_hops=6) == [(1, 3), (0, 2)]
    assert fewest_hops(money, [A], [D], max_hops=6)[:1] == [(1, 3)]


def test_a_path_uses_the_earliest_rows_between_the_same_accounts() -> None:
    money = rows((A, B, 2), (A, B, 4), (B, C, 3), (B, C, 5))
    assert fewest_hops(money, [A], [C], max_hops=6) == [(0, 2)]


def test_periods_that_overlap_are_feasible_in_either_order() -> None:
    # A -> B during days 1 to 10, B -> C during days 0 to 2: a moment in days 1 to 2 serves both.
    assert fewest_hops(rows((A, B, 1, 10), (B, C, 0, 2)), [A], [C], max_hops=3)[:1] == [(0, 1)]
    # B -> C ended on day 0, before anything can have come from A.
    assert fewest_hops(rows((A, B, 1, 10), (B, C, 0, 0)), [A], [C], max_hops=3)[:1] == []


def test_a_chain_of_periods_needs_one_sequence_of_moments() -> None:
    # Each neighbouring pair overlaps, but B -> C not before day 8, and C -> D ended on day 5.
    money = rows((A, B, 1, 10), (B, C, 8, 9), (C, D, 2, 5))
    assert fewest_hops(money, [A], [D], max_hops=3)[:1] == []


def test_any_of_several_accounts_will_do() -> None:
    money = rows((A, C, 1), (B, D, 1), (D, E, 2))
    assert fewest_hops(money, [A, B], [E], max_hops=3) == [(1, 2)]


def test_max_hops_is_kept() -> None:
    money = rows((A, B, 1), (B, C, 2), (C, D, 3))
    assert fewest_hops(money, [A], [D], max_hops=2) == []
    assert fewest_hops(money, [A], [D], max_hops=3) == [(0, 1, 2)]


def test_bad_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        rows((A, B, 5, 4))


TRANSFERS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 6), st.integers(0, 2)).map(
        lambda t: (t[0], t[1], t[2], t[2] + t[3])
    ),
    max_size=9,
)


def every_path(money: MoneyRows, source: int, target: int, max_hops: int) -> list[tuple[int, ...]]:
    """All feasible simple paths, found by trying every continuation."""
    found = []
    waiting = [((), (source,), -1)]
    while waiting:
        path, accounts, moment = waiting.pop()
        if accounts[-1] == target:
            found.append(path)
            continue
        if len(path) == max_hops:
            continue
        for row in range(len(money.source)):
            payer, payee = int(money.source[row]), int(money.target[row])
            if payer == accounts[-1] and payee not in accounts and moment <= money.last[row]:
                arrival = max(moment, int(money.first[row]))
                waiting.append(((*path, row), (*accounts, payee), arrival))
    return found


def arrival_of(money: MoneyRows, path: tuple[int, ...]) -> int:
    moment = -1
    for row in path:
        assert moment <= money.last[row]
        moment = max(moment, int(money.first[row]))
    return moment


@settings(deadline=None)
@given(TRANSFERS, st.integers(1, 4))
def test_agrees_with_trying_everything(
    transfers: list[tuple[int, int, int, int]], max_hops: int
) -> None:
    money = rows(*transfers)
    everything = every_path(money, A, E, max_hops)
    shortest = fewest_hops(money, [A], [E], max_hops=max_hops)
    first = earliest_arrival(money, [A], [E], max_hops=max_hops)
    if not everything:
        assert shortest == []
        assert first is None
        return
    length = min(len(path) for path in everything)
    ways = {
        tuple(int(money.target[row]) for row in path) for path in everything if len(path) == length
    }
    assert {tuple(int(money.target[row]) for row in path) for path in shortest} == ways
    assert len(shortest) == len(ways)
    assert first in everything
    assert arrival_of(money, first) == min(arrival_of(money, path) for path in everything)


@settings(deadline=None)
@given(TRANSFERS)
def test_times_never_decrease(transfers: list[tuple[int, int, int, int]]) -> None:
    money = rows(*((payer, payee, first) for payer, payee, first, _ in transfers))
    for path in fewest_hops(money, [A], [E], max_hops=4):
        assert all(money.first[a] <= money.first[b] for a, b in pairwise(path))
        assert all(money.target[a] == money.source[b] for a, b in pairwise(path))
