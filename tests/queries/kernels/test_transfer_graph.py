"""The graph that kernels read."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.kernels import TransferGraph
from tests.queries.kernels.drawing import UNTIMED, Row, drawn, ledgers, table


def test_edges_stand_in_order_of_time_and_can_be_found_from_both_ends() -> None:
    rows = [("b", "c", 3), ("a", "b", 1), ("a", "c", 2), ("b", "a", 4)]
    graph = TransferGraph.from_arrow(table(rows))

    assert graph.accounts.to_pylist() == ["a", "b", "c"]
    assert graph.transfer_ids(range(4)) == ("t001", "t002", "t000", "t003")
    assert graph.payer.tolist() == [0, 0, 1, 1]
    assert graph.payee.tolist() == [1, 2, 2, 0]
    assert graph.out_start.tolist() == [0, 2, 4, 4]
    assert graph.out_edge.tolist() == [0, 1, 2, 3]
    assert graph.in_start.tolist() == [0, 1, 2, 4]
    assert graph.in_edge.tolist() == [3, 0, 1, 2]
    assert graph.moment(2) == datetime(1970, 1, 4, tzinfo=UTC)


def test_simultaneous_transfers_stand_in_order_of_id() -> None:
    graph = TransferGraph.from_arrow(table([("a", "b", 1), ("c", "d", 1)]).take([1, 0]))

    assert graph.ids.to_pylist() == ["t000", "t001"]


def test_nothing_after_the_moment_is_in_the_graph() -> None:
    rows = [("a", "b", 1), ("b", "later", 2.5)]
    graph = TransferGraph.from_arrow(table(rows), as_of=datetime(1970, 1, 3, tzinfo=UTC))

    assert graph.accounts.to_pylist() == ["a", "b"]
    assert graph.n_transfers == 1


def test_a_transfer_at_the_moment_itself_is_in_the_graph() -> None:
    graph = TransferGraph.from_arrow(table([("a", "b", 1)]), as_of=datetime(1970, 1, 2, tzinfo=UTC))

    assert graph.n_transfers == 1


def test_what_was_converted_has_another_amount_on_the_payees_side() -> None:
    rows = table([("a", "b", 1, 100, "EUR"), ("b", "c", 2, 90, "GBP")])
    rows = rows.append_column("received_amount", pa.array([85, None], pa.int64()))
    rows = rows.append_column("received_currency", pa.array(["GBP", None]))
    graph = TransferGraph.from_arrow(rows)

    assert graph.currencies == ("EUR", "GBP")
    assert graph.amount.tolist() == [100, 90]
    assert graph.received.tolist() == [85, 90]
    assert graph.received_currency.tolist() == [1, 1]


def test_instants_without_a_zone_are_utc() -> None:
    rows = table([("a", "b", 1)])
    rows = rows.set_column(3, "instant", pa.array([datetime(1970, 1, 2)], pa.timestamp("ms")))

    assert TransferGraph.from_arrow(rows).moment(0) == datetime(1970, 1, 2, tzinfo=UTC)


def test_an_empty_ledger_is_an_empty_graph() -> None:
    graph = drawn()

    assert (graph.n_accounts, graph.n_transfers, graph.currencies) == (0, 0, ())


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="'amount'"):
        TransferGraph.from_arrow(table([("a", "b", 1)]).drop_columns(["amount"]))


def test_a_null_where_none_may_be_is_refused() -> None:
    rows = table([("a", "b", 1)]).set_column(1, "from_id", pa.array([None], pa.string()))

    with pytest.raises(ValueError, match="'from_id'"):
        TransferGraph.from_arrow(rows)


@UNTIMED
@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows: list[Row], random: Random) -> None:
    straight = table(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = straight.take(pa.array(order, pa.int64()))
    one, other = TransferGraph.from_arrow(straight), TransferGraph.from_arrow(shuffled)

    assert one.ids == other.ids
    for name in ("payer", "payee", "instant", "amount", "out_edge", "in_edge"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
