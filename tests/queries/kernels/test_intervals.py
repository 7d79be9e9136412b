"""What kernels find where no more than the day of some transfers is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from queries.kernels import (
    TransferGraph,
    chains,
    fan_in,
    gather_scatter,
    pass_through,
    scatter_gather,
    stacks,
    structuring,
    temporal_cycles,
)
from tests.queries.kernels.drawing import (
    DAY,
    UNTIMED,
    Row,
    drawn,
    drawn_by_day,
    drawn_mixed,
    ledgers,
    names,
    table,
)

ONE_DAY = timedelta(days=1)
TWO_DAYS = timedelta(days=2)


def test_a_day_is_a_day() -> None:
    graph = drawn_mixed(("a", "b", 1), ("b", "c", 1.5))

    assert graph.moment(0) == date(1970, 1, 2)
    assert graph.moment(1) == datetime(1970, 1, 2, 12, tzinfo=UTC)
    assert (graph.width, graph.exact) == (DAY - 1, False)
    assert drawn(("a", "b", 1)).exact


def test_what_may_have_been_later_than_a_moment_is_cut_off() -> None:
    rows = table([("a", "b", 1), ("a", "b", 1.5)], by_day=[True, False])
    noon = datetime(1970, 1, 2, 12, tzinfo=UTC)
    end = datetime(1970, 1, 2, 23, 59, 59, 999_999, tzinfo=UTC)

    assert TransferGraph.from_arrow(rows, as_of=noon).ids.to_pylist() == ["t001"]
    assert TransferGraph.from_arrow(rows, as_of=end).n_transfers == 2


def test_money_that_came_at_a_time_may_have_gone_on_the_same_day() -> None:
    passed = pass_through(drawn_mixed(("m", "t", 1), ("s", "m", 1.25)), TWO_DAYS)

    assert passed.incoming.tolist() == [1]
    assert passed.out_edge.tolist() == [0]
    # From 06:00 to the end of the day.
    assert (passed.dwell.tolist(), passed.longest_dwell.tolist()) == ([0], [3 * DAY // 4 - 1])


def test_money_that_came_after_the_day_was_over_did_not_go_on_that_day() -> None:
    assert len(pass_through(drawn_mixed(("m", "t", 1), ("s", "m", 2.0)), TWO_DAYS)) == 0


def test_dwell_times_between_days_are_bounds() -> None:
    passed = pass_through(drawn_by_day(("s", "m", 1), ("m", "t", 3)), TWO_DAYS)

    assert (passed.dwell.tolist(), passed.longest_dwell.tolist()) == ([DAY + 1], [3 * DAY - 1])
    assert len(pass_through(drawn_by_day(("s", "m", 1), ("m", "t", 3)), ONE_DAY)) == 0


def test_a_chain_has_moments_in_order() -> None:
    rows = ("b", "c", 1), ("a", "b", 1.75), ("c", "d", 2)
    found = chains(drawn_mixed(*rows), TWO_DAYS, min_transfers=3)
    assert [found.support(i).tolist() for i in range(len(found))] == [[1, 0, 2]]
    # c paid at 06:00, a at 18:00: b may have paid before the one or after the other, not both.
    rows = ("b", "c", 1), ("c", "d", 1.25), ("a", "b", 1.75)
    found = chains(drawn_mixed(*rows), TWO_DAYS, min_transfers=2)
    assert [found.support(i).tolist() for i in range(len(found))] == [[2, 0]]


def test_a_chain_that_is_a_round_of_one_day_is_told_once() -> None:
    found = chains(drawn_by_day(("a", "b", 1), ("b", "c", 1), ("c", "a", 1)), TWO_DAYS,
                   min_transfers=3)  # fmt: skip
    assert [found.support(i).tolist() for i in range(len(found))] == [[0, 1, 2]]


def test_a_window_takes_in_what_may_lie_in_it() -> None:
    # From the end of day 1 to the beginning of day 3 is little more than a day, to day 4 two.
    graph = drawn_by_day(("a", "x", 1), ("b", "x", 3), ("c", "x", 4))

    assert fan_in(graph, ONE_DAY).counterparties.tolist() == [2]
    assert fan_in(graph, ONE_DAY).support(0).tolist() == [1, 2]
    assert fan_in(graph, ONE_DAY + timedelta(microseconds=1)).support(0).tolist() == [0, 1]
    assert fan_in(graph, TWO_DAYS + timedelta(microseconds=1)).counterparties.tolist() == [3]


def test_a_day_within_a_window_does_not_hold_what_has_left_it() -> None:
    # At 22:00 the hour before has the day in it, and not 01:12.
    graph = drawn_mixed(("a", "x", 1), ("b", "x", 1.05), ("c", "x", 1 + 22 / 24))
    fan = fan_in(graph, timedelta(hours=1))

    assert fan.counterparties.tolist() == [2]
    assert fan_in(graph, timedelta(hours=21)).counterparties.tolist() == [3]
    assert fan.amount.tolist() == [200]


def test_hands_that_pass_on_within_the_day() -> None:
    rows = [
        ("s", "a", 1),
        ("s", "b", 1),
        ("s", "c", 1),
        ("a", "t", 1),
        ("b", "t", 1),
        ("c", "t", 1),
    ]
    found = scatter_gather(drawn_by_day(*rows), ONE_DAY)

    assert found.intermediaries.tolist() == [3]
    assert (found.paid_in.tolist(), found.paid_out.tolist()) == ([300], [300])
    assert len(scatter_gather(drawn(*rows), ONE_DAY)) == 0


def test_money_gathered_and_spread_within_the_day() -> None:
    rows = [
        ("m", "x", 1),
        ("m", "y", 1),
        ("m", "z", 1),
        ("a", "m", 1),
        ("b", "m", 1),
        ("c", "m", 1),
    ]
    found = gather_scatter(drawn_by_day(*rows), ONE_DAY)

    assert (found.payers.tolist(), found.payees.tolist()) == ([3], [3])
    assert found.support(0).tolist() == [0, 1, 2, 3, 4, 5]
    assert len(gather_scatter(drawn(*rows), ONE_DAY)) == 0


def test_a_stack_within_the_day() -> None:
    upper = [(payer, middle, 1) for payer in "ab" for middle in "klm"]
    lower = [(middle, payee, 1) for middle in "klm" for payee in "xy"]

    assert len(stacks(drawn_by_day(*upper, *lower), ONE_DAY)) == 1
    assert len(stacks(drawn(*upper, *lower), ONE_DAY)) == 0


def test_days_are_those_of_the_transfers_own_zone() -> None:
    # 01:00 and 23:00 of one day in Shanghai are two days in UTC.
    rows = table([("a", "x", 1 + 17 / 24, 95), ("b", "x", 2 + 15 / 24, 95), ("c", "x", 2.5, 95)])
    local = rows.append_column("day", [[date(1970, 1, 3)] * 3])
    limit = {"EUR": 100}

    assert structuring(TransferGraph.from_arrow(rows), ONE_DAY, limit).days.tolist() == [2]
    assert structuring(TransferGraph.from_arrow(local), ONE_DAY, limit).days.tolist() == [1]


def everything(graph: TransferGraph) -> dict[str, Any]:
    """What is found in a graph, whatever its transfers are called."""

    def ring(cycle: Any) -> tuple[str, ...]:
        members = names(graph, graph.payer[cycle])
        first = members.index(min(members))
        return tuple(members[first:] + members[:first])

    fans = fan_in(graph, TWO_DAYS)
    passed = pass_through(graph, TWO_DAYS, amount_band=(0.5, 1.0))
    split = scatter_gather(graph, TWO_DAYS, amount_band=(0.5, 1.0), min_intermediaries=2)
    spread = gather_scatter(graph, TWO_DAYS, min_counterparties=2)
    return {
        "cycles": {ring(cycle) for cycle in temporal_cycles(graph, TWO_DAYS)},
        "fans": [c.tolist() for c in (fans.account, fans.counterparties, fans.amount)],
        "passed": [c.tolist() for c in (passed.account, passed.passed_in, passed.passed_out,
                                        passed.dwell, passed.longest_dwell)],
        "split": [c.tolist() for c in (split.source, split.sink, split.intermediaries,
                                       split.paid_in, split.paid_out)],
        "spread": [c.tolist() for c in (spread.account, spread.payers, spread.payees,
                                        spread.gathered)],
    }  # fmt: skip


@UNTIMED
@given(ledgers(days=4), st.randoms(use_true_random=False))
def test_the_order_of_transfers_within_a_day_changes_nothing(
    rows: list[Row], random: Random
) -> None:
    shuffled = sorted(random.sample(rows, len(rows)), key=lambda row: row[2])

    assert everything(drawn_by_day(*shuffled)) == everything(drawn_by_day(*rows))


@UNTIMED
@given(ledgers(days=4))
def test_what_is_found_among_exact_times_is_found_among_their_days(rows: list[Row]) -> None:
    exact = drawn(*[(a, b, day + n / 100, *rest) for n, (a, b, day, *rest) in enumerate(rows)])

    assert everything(exact)["cycles"] <= everything(drawn_by_day(*rows))["cycles"]
