"""Repeated payments between two accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queries.kernels import repeated_payments
from tests.queries.kernels.drawing import drawn, names

DAY = timedelta(days=1)


def test_three_payments_on_one_day() -> None:
    graph = drawn(
        ("a", "b", 1, 5),
        ("a", "b", 10.1, 7),
        ("a", "b", 10.2, 8),
        ("a", "c", 10.2, 8),
        ("b", "a", 10.3, 8),
        ("a", "b", 10.9, 9),
    )
    found = repeated_payments(graph, DAY)

    assert names(graph, found.payer) == ["a"]
    assert names(graph, found.payee) == ["b"]
    assert (found.transfers.tolist(), found.amount.tolist()) == ([3], [24])
    assert found.usual.tolist() == [1]
    assert found.support(0).tolist() == [1, 2, 5]


def test_currencies_are_counted_apart() -> None:
    graph = drawn(("a", "b", 1, 5, "EUR"), ("a", "b", 1, 5, "USD"), ("a", "b", 1.5, 5, "EUR"))

    assert repeated_payments(graph, DAY, min_transfers=2).transfers.tolist() == [2]
    assert len(repeated_payments(graph, DAY)) == 0


def test_one_payment_is_no_repetition() -> None:
    with pytest.raises(ValueError, match="min_transfers"):
        repeated_payments(drawn(("a", "b", 1)), DAY, min_transfers=1)
