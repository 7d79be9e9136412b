"""Fan-in and fan-out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.kernels import fan_in, fan_out
from tests.queries.kernels.drawing import UNTIMED, Row, drawn, ledgers, names

WEEK = timedelta(days=7)


def test_the_busiest_window_of_an_account_is_found() -> None:
    graph = drawn(
        ("a", "hub", 1, 10),
        ("b", "hub", 20, 20),
        ("c", "hub", 22, 30),
        ("b", "hub", 23, 40),
        ("d", "hub", 27, 50),
        ("e", "hub", 28, 60),
    )
    fans = fan_in(graph, WEEK)

    # Days 20 to 27: b, c and d. Days 22 to 28: b, c, d and e, which is one more.
    assert names(graph, fans.account) == ["hub"]
    assert fans.counterparties.tolist() == [4]
    assert fans.transfers.tolist() == [4]
    assert fans.amount.tolist() == [30 + 40 + 50 + 60]
    assert fans.total.tolist() == [210]
    assert fans.new_counterparties.tolist() == [3]
    assert fans.support(0).tolist() == [2, 3, 4, 5]


def test_usual_is_the_busiest_other_window() -> None:
    once = [("a", "shop", 1), ("b", "shop", 2)]
    again = [("a", "shop", 31), ("b", "shop", 32), ("c", "shop", 33)]

    assert fan_in(drawn(*once, *again), WEEK).usual.tolist() == [2]
    assert fan_in(drawn(*again), WEEK).usual.tolist() == [0]


def test_both_ends_of_a_window_are_in_it() -> None:
    graph = drawn(("a", "hub", 1), ("b", "hub", 8))

    assert len(fan_in(graph, WEEK)) == 1
    assert len(fan_in(graph, WEEK - timedelta(microseconds=1))) == 0


def test_fan_out_looks_from_the_other_end() -> None:
    graph = drawn(("hub", "a", 1), ("hub", "b", 2), ("a", "b", 3))
    fans = fan_out(graph, WEEK)

    assert names(graph, fans.account) == ["hub"]
    assert fans.counterparties.tolist() == [2]


def test_each_currency_is_a_fan_of_its_own() -> None:
    graph = drawn(("a", "hub", 1, 1, "EUR"), ("b", "hub", 1, 2, "USD"), ("c", "hub", 2, 3, "USD"))
    fans = fan_in(graph, WEEK, min_counterparties=1)

    assert [graph.currencies[c] for c in fans.currency] == ["EUR", "USD"]
    assert fans.counterparties.tolist() == [1, 2]
    assert fans.amount.tolist() == [1, 5]


def test_an_account_is_not_its_own_counterparty() -> None:
    assert len(fan_in(drawn(("a", "a", 1), ("b", "a", 2)), WEEK)) == 0


def test_a_negative_window_is_refused() -> None:
    with pytest.raises(ValueError, match="window"):
        fan_in(drawn(("a", "b", 1)), timedelta(days=-1))


def test_an_empty_ledger_has_no_fans() -> None:
    assert len(fan_in(drawn(), WEEK)) == 0


@UNTIMED
@given(ledgers(transfers=20), st.integers(0, 6))
def test_every_account_has_its_best_window(rows: list[Row], days: int) -> None:
    best: dict[str, tuple[int, int]] = {}
    for _, payee, opening, _ in rows:
        within = [r for r in rows if r[1] == payee != r[0] and opening <= r[2] <= opening + days]
        counted = len({r[0] for r in within}), sum(r[3] for r in within)
        if within:
            best[payee] = max(best.get(payee, (0, 0)), counted)
    graph = drawn(*rows)
    fans = fan_in(graph, timedelta(days=days), min_counterparties=1)

    assert (
        dict(
            zip(
                names(graph, fans.account),
                zip(fans.counterparties.tolist(), fans.amount.tolist(), strict=True),
                strict=True,
            )
        )
        == best
    )
    for i in range(len(fans)):
        support = fans.support(i)
        assert {int(v) for v in graph.payee[support]} == {int(fans.account[i])}
        assert int(graph.amount[support].sum()) == int(fans.amount[i])
