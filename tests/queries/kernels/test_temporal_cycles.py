"""Temporal cycles: hand-drawn ones, the limits, and all of them against a plain search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.kernels import TransferGraph, temporal_cycles
from tests.queries.kernels.drawing import (
    DAY,
    UNTIMED,
    Row,
    drawn,
    drawn_by_day,
    drawn_mixed,
    ledgers,
    table,
)

WEEK = timedelta(days=7)


def found(graph: TransferGraph, window: timedelta = WEEK, **limits: Any) -> list[list[int]]:
    return [cycle.tolist() for cycle in temporal_cycles(graph, window, **limits)]


def test_a_triangle_in_order_of_time_is_a_cycle() -> None:
    assert found(drawn(("a", "b", 1), ("b", "c", 2), ("c", "a", 3))) == [[0, 1, 2]]


def test_a_triangle_against_time_is_none() -> None:
    assert found(drawn(("c", "a", 1), ("b", "c", 2), ("a", "b", 3))) == []


def test_transfers_of_one_instant_follow_each_other_only_where_no_more_than_the_day_is_known() -> (
    None
):
    rows = ("a", "b", 1), ("b", "c", 2), ("c", "a", 2)

    assert found(drawn(*rows)) == []
    assert found(drawn_by_day(*rows)) == [[0, 1, 2]]


def test_a_round_of_one_day_is_told_once() -> None:
    assert found(drawn_by_day(("a", "b", 1), ("b", "c", 1), ("c", "a", 1))) == [[0, 1, 2]]
    # In whatever order its transfers stand in the ledger.
    assert found(drawn_by_day(("c", "a", 1), ("b", "c", 1), ("a", "b", 1))) == [[1, 0, 2]]


def test_of_parallel_openings_known_by_the_day_the_latest_is_shown() -> None:
    assert found(drawn_by_day(("a", "b", 1), ("a", "b", 2), ("b", "a", 2))) == [[1, 2]]


def test_a_day_joins_what_is_exactly_known_only_in_an_order_that_can_have_been() -> None:
    # b may have paid between 09:36 and 18:00 of the day, but not before 09:36 and after 18:00.
    assert found(drawn_mixed(("b", "c", 1), ("a", "b", 1.4), ("c", "a", 1.75))) == [[1, 0, 2]]
    # Each two can follow one another; all three cannot: c paid at 04:48, a at 18:00.
    assert found(drawn_mixed(("b", "c", 1), ("c", "d", 1.2), ("a", "b", 1.75), ("d", "a", 2))) == []


def test_how_long_money_stays_and_goes_round_is_what_it_may_have_been() -> None:
    graph = drawn_by_day(("a", "b", 1), ("b", "a", 3))

    # From the end of the first day to the beginning of the third is one day and a microsecond.
    assert found(graph, timedelta(days=1)) == []
    assert found(graph, timedelta(days=1, microseconds=1)) == [[0, 1]]
    assert found(graph, hop=timedelta(days=1)) == []
    assert found(graph, hop=timedelta(days=1, microseconds=1)) == [[0, 1]]


def test_exactly_the_window_is_still_within_it() -> None:
    graph = drawn(("a", "b", 1), ("b", "a", 8))

    assert found(graph, timedelta(days=7)) == [[0, 1]]
    assert found(graph, timedelta(days=7) - timedelta(microseconds=1)) == []


def test_parallel_openings_are_one_cycle_shown_by_the_latest() -> None:
    assert found(drawn(("a", "b", 1), ("a", "b", 2), ("b", "a", 3))) == [[1, 2]]


def test_parallel_closings_are_two_cycles() -> None:
    assert found(drawn(("a", "b", 1), ("b", "a", 2), ("b", "a", 3))) == [[0, 1], [0, 2]]


def test_an_account_is_passed_once() -> None:
    figure_of_eight = drawn(("a", "b", 1), ("b", "c", 2), ("c", "b", 3), ("b", "a", 4))

    assert found(figure_of_eight) == [[1, 2], [0, 3]]


def test_transfers_to_oneself_are_no_cycles() -> None:
    assert found(drawn(("a", "a", 1), ("a", "b", 2), ("b", "b", 3), ("b", "a", 4))) == [[1, 3]]


def test_lengths_are_bounded_at_both_ends() -> None:
    graph = drawn(("a", "b", 1), ("b", "a", 2), ("b", "c", 3), ("c", "d", 4), ("d", "a", 5))

    assert found(graph) == [[0, 1], [0, 2, 3, 4]]
    assert found(graph, min_length=3) == [[0, 2, 3, 4]]
    assert found(graph, max_length=3) == [[0, 1]]


def test_each_amount_must_lie_within_the_band_of_the_one_before() -> None:
    shrinking = drawn(("a", "b", 1, 100), ("b", "c", 2, 90), ("c", "a", 3, 81))

    assert found(shrinking, amount_band=(0.9, 1.0)) == [[0, 1, 2]]
    assert found(shrinking, amount_band=(0.91, 1.0)) == []


def test_with_a_band_the_chain_is_made_of_amounts_that_fit() -> None:
    graph = drawn(("a", "b", 1, 100), ("a", "b", 2, 5), ("b", "a", 3, 95))

    assert found(graph, amount_band=(0.9, 1.0)) == [[0, 2]]


def test_the_band_compares_within_one_currency() -> None:
    graph = drawn(("a", "b", 1, 100, "EUR"), ("b", "a", 2, 100, "USD"))

    assert found(graph, amount_band=(0.9, 1.0)) == []
    assert found(graph) == [[0, 1]]


def test_money_may_be_kept_no_longer_than_a_hop() -> None:
    graph = drawn(("a", "b", 1), ("b", "c", 2), ("c", "a", 6))

    assert found(graph, hop=timedelta(days=4)) == [[0, 1, 2]]
    assert found(graph, hop=timedelta(days=3)) == []


def test_two_levels_of_three_ways_are_nine_cycles() -> None:
    rows: list[Row] = [("r", x, 1) for x in "abc"]
    rows += [(x, y, 2) for x in "abc" for y in "def"]
    rows += [(y, "r", 3) for y in "def"]

    assert len(found(drawn(*rows))) == 9


def test_a_limit_on_cycles_is_owned_up_to() -> None:
    rows: list[Row] = [("r", x, 1) for x in "abc"] + [(x, "z", 2) for x in "abc"]
    graph = drawn(*rows, ("z", "r", 3))

    whole = temporal_cycles(graph, WEEK, max_cycles_per_root=3)
    cut = temporal_cycles(graph, WEEK, max_cycles_per_root=2)

    assert (len(whole), whole.truncated) == (3, False)
    assert (len(cut), cut.unfinished.tolist()) == (2, [6])


def test_a_limit_on_all_cycles_keeps_the_first() -> None:
    graph = drawn(("a", "b", 1), ("b", "a", 2), ("a", "b", 3), ("b", "a", 4))

    cut = temporal_cycles(graph, WEEK, max_cycles=2)

    assert [cycle.tolist() for cycle in cut] == [[0, 1], [1, 2]]
    assert cut.truncated


@pytest.mark.parametrize("limits", [{}, {"amount_band": (0.1, 10.0)}])
def test_a_limit_on_work_is_owned_up_to(limits: dict[str, Any]) -> None:
    rows: list[Row] = [("r", x, 1) for x in "abc"] + [(x, "z", 2) for x in "abc"]
    graph = drawn(*rows, ("z", "r", 3))

    cut = temporal_cycles(graph, WEEK, max_steps_per_root=4, **limits)

    assert cut.unfinished.tolist() == [6]
    assert len(cut) < 3


def test_work_given_up_at_one_transfer_leaves_no_trace_in_the_next() -> None:
    rows: list[Row] = [("r", x, 1) for x in "abcdef"] + [(x, "z", 2) for x in "abcdef"]
    graph = drawn(*rows, ("z", "r", 3), ("a", "r", 4))

    cut = temporal_cycles(graph, WEEK, max_steps_per_root=10)

    assert cut.unfinished.tolist() == [12]
    assert cut[len(cut) - 1].tolist() == [0, 13]


def test_the_number_of_threads_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queries.kernels.cycles._CLOSING_TRANSFERS_A_PIECE", 7)
    generator = np.random.default_rng(5)
    rows = [
        (f"{a}", f"{b}", day)
        for day, (a, b) in enumerate(generator.integers(0, 8, size=(60, 2)).tolist())
    ]
    graph = drawn(*rows)
    one, four = (temporal_cycles(graph, 2 * WEEK, threads=n) for n in (1, 4))

    assert len(one) > 20
    assert np.array_equal(one.edges, four.edges)
    assert np.array_equal(one.start, four.start)


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_length": 1},
        {"min_length": 5, "max_length": 4},
        {"amount_band": (1.0, 0.5)},
        {"max_cycles": 0},
        {"hop": timedelta(days=-1)},
    ],
)
def test_bounds_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        temporal_cycles(drawn(("a", "b", 1)), WEEK, **wrong)


def plain_search(
    rows: Sequence[Row],
    window: int,
    max_length: int,
    band: tuple[float, float] | None,
    hop: int | None,
    by_day: Sequence[bool],
) -> dict[tuple[int, tuple[str, ...]], set[tuple[int, ...]]]:
    """Every chain of every cycle, by closing transfer and accounts, the definition spelt out."""
    cycles: dict[tuple[int, tuple[str, ...]], set[tuple[int, ...]]] = {}

    first = [row[2] * DAY for row in rows]
    last = [at + DAY - 1 if day else at for at, day in zip(first, by_day, strict=True)]

    def hands_on(e: int, f: int) -> bool:
        return band is None or band[0] * rows[e][3] <= rows[f][3] <= band[1] * rows[e][3]

    def go_on(chain: tuple[int, ...], accounts: tuple[str, ...], moments: tuple[int, int]) -> None:
        payee = rows[chain[-1]][1]
        if payee == accounts[0]:
            if all(last[e] >= first[chain[-1]] - window * DAY for e in chain):
                cycles.setdefault((chain[-1], accounts), set()).add(chain)
            return
        if payee in accounts or len(chain) == max_length:
            return
        for f, row in enumerate(rows):
            if row[0] != payee or f in chain or not hands_on(chain[-1], f):
                continue
            earliest = max(first[f], moments[0] + 1)
            longest = moments[1] + (window if hop is None else hop) * DAY
            if earliest <= min(last[f], longest):
                go_on((*chain, f), (*accounts, payee), (earliest, min(last[f], longest)))

    for e, row in enumerate(rows):
        if row[0] != row[1]:
            go_on((e,), (row[0],), (first[e], last[e]))
    return cycles


@UNTIMED
@given(
    ledgers(),
    st.integers(0, 12),
    st.integers(2, 6),
    st.sampled_from([None, (0.5, 1.2), (0.9, 1.0)]),
    st.one_of(st.none(), st.integers(0, 12)),
    st.sampled_from([(False,), (True,), (False, True), (True, True, False)]),
)
def test_all_cycles_are_found_and_each_once(
    rows: list[Row],
    window: int,
    max_length: int,
    band: tuple[float, float] | None,
    hop: int | None,
    known_by_day: tuple[bool, ...],
) -> None:
    by_day = [known_by_day[n % len(known_by_day)] for n in range(len(rows))]
    expected = plain_search(rows, window, max_length, band, hop, by_day)
    graph = TransferGraph.from_arrow(table(rows, by_day=by_day))
    cycles = found(
        graph,
        timedelta(days=window),
        max_length=max_length,
        amount_band=band,
        hop=None if hop is None else timedelta(days=hop),
    )
    keys = [(cycle[-1], tuple(rows[e][0] for e in cycle)) for cycle in cycles]
    rounds = [frozenset(cycle) for cycle in cycles]

    assert len(set(rounds)) == len(rounds)
    for key, cycle in zip(keys, cycles, strict=True):
        assert tuple(cycle) in expected[key]
    for chains in expected.values():
        assert not {frozenset(chain) for chain in chains}.isdisjoint(rounds)
    if graph.exact:
        assert sorted(keys) == sorted(expected)
        for key, cycle in zip(keys, cycles, strict=True):
            assert rows[cycle[0]][2] == max(rows[chain[0]][2] for chain in expected[key])


@UNTIMED
@given(ledgers(accounts=6, transfers=12), st.integers(2, 5))
def test_the_accounts_of_cycles_are_simple_cycles_of_networkx(
    rows: list[Row], max_length: int
) -> None:
    graph = nx.DiGraph([(payer, payee) for payer, payee, *_ in rows if payer != payee])
    simple = {frozenset(cycle) for cycle in nx.simple_cycles(graph, length_bound=max_length)}
    cycles = found(drawn(*rows), timedelta(days=99), max_length=max_length)

    assert {frozenset(rows[e][0] for e in cycle) for cycle in cycles} <= simple


@UNTIMED
@given(ledgers(), ledgers(transfers=6))
def test_later_transfers_change_no_cycle(rows: list[Row], later: list[Row]) -> None:
    after = [(payer, payee, day + 100, amount) for payer, payee, day, amount in later]
    both = drawn(*rows, *after)
    window = timedelta(days=150)

    assert [c for c in found(both, window) if c[-1] < len(rows)] == found(drawn(*rows), window)


def test_the_table_may_come_in_any_order() -> None:
    rows = table([("a", "b", 1), ("b", "c", 2), ("c", "a", 3)])

    assert found(TransferGraph.from_arrow(rows.take([2, 0, 1]))) == [[0, 1, 2]]
