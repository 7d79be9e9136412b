"""Features of patterns, measured on graphs small enough to do it by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from queries.kernels import TransferGraph
from queries.typologies import load_typologies
from queries.typologies.kernel_specs import KERNELS
from queries.typologies.patterns import HOUR, Patterns, Population
from tests.queries.kernels.drawing import Row, drawn, names, table

SHIPPED = {typology.kernel: typology.parameters for typology in load_typologies()}


def found(graph: TransferGraph, kernel: str, **changed: Any) -> Patterns:
    return KERNELS[kernel].find(Population(graph), {**SHIPPED[kernel], **changed})


def measured(patterns: Patterns, i: int = 0) -> dict[str, float]:
    return {name: float(column[i]) for name, column in patterns.features.items()}


@pytest.mark.parametrize("kernel", sorted(KERNELS))
def test_finders_measure_what_is_specified(kernel: str) -> None:
    patterns = found(drawn(("a", "b", 1), ("b", "c", 2)), kernel)

    assert set(patterns.features) == set(KERNELS[kernel].features)
    assert len(patterns) == 0


def test_fan_in() -> None:
    before: list[Row] = [("a", "hub", 0, 70), ("z", "hub", 1, 30)]
    week: list[Row] = [(payer, "hub", 50 + n, 100) for n, payer in enumerate("abcdef")]
    graph = drawn(*before, *week, ("x", "y", 70, 1))
    patterns = found(graph, "fan_in")

    # 70 days are ten windows of 7 days: nine others, with 100 in all, 100 / 9 in each.
    assert measured(patterns) == pytest.approx(
        {
            "counterparties": 6,
            "transfers": 6,
            "usual": 2,
            "burst": 3,
            "new_share": 100 * 5 / 6,
            "times_usual_amount": 600 / (100 / 9),
            "amount_percentile": 50,
            "size_percentile": 100 * 3 / 9,
        }
    )
    pattern = patterns.pattern(0)
    assert names(graph, [pattern.subject]) == ["hub"]
    assert names(graph, pattern.members) == ["a", "b", "c", "d", "e", "f", "hub"]
    assert pattern.key == ("hub", "EUR", "t002")
    assert (pattern.amount, pattern.edges.tolist()) == (600, [2, 3, 4, 5, 6, 7])


def test_the_identity_of_a_fan_stays_while_it_grows() -> None:
    rows: list[Row] = [(payer, "hub", n / 2, 100) for n, payer in enumerate("abcdefgh")]
    small, large = (found(drawn(*rows[:n]), "fan_in") for n in (6, 8))

    assert small.pattern(0).key == large.pattern(0).key
    assert len(large.pattern(0).edges) == 8


def test_cycle() -> None:
    graph = drawn(("a", "b", 1, 100), ("b", "c", 1.5, 96), ("c", "a", 2, 94), ("a", "d", 3, 500))
    patterns = found(graph, "temporal_cycles")

    assert measured(patterns) == pytest.approx(
        {
            "length": 3,
            "duration": 24,
            "returned": 94,
            "size_percentile": 100 * (2 + 1 + 0) / 4 / 3,
            "busiest_member": 3,
        }
    )
    assert patterns.pattern(0).key == ("a", "b", "c", "t002")
    assert patterns.notes == ()


def test_pass_through() -> None:
    rows: list[Row] = []
    for n in range(3):
        rows += [("a", "mule", 10 * n, 1000), ("mule", "b", 10 * n + 0.25, 950)]
    graph = drawn(*rows, ("w", "mule", 20.5, 700))
    patterns = found(graph, "pass_through")

    assert measured(patterns) == pytest.approx(
        {
            "passages": 3,
            "passed_share": 100,
            "returned": 95,
            "dwell": 6,
            "per_week": 2 / (20 / 7),
            "payers": 1,
            "payees": 1,
            "size_percentile": 100 * 4 / 7,
        }
    )


def test_structuring() -> None:
    rows: list[Row] = [("x", "a", day, 950_000) for day in (1, 2, 3)]
    patterns = found(drawn(*rows, ("x", "a", 90, 1_050_000)), "structuring")

    assert measured(patterns) == pytest.approx(
        {
            "below": 3,
            "below_share": 75,
            "times_threshold": 2.85,
            "usual": 0,
            "counterparties": 1,
            "days": 3,
        }
    )


def test_scatter_gather() -> None:
    rows: list[Row] = [("s", m, 1, 100) for m in "klm"] + [(m, "d", 2, 90) for m in "klm"]
    patterns = found(drawn(*rows), "scatter_gather")

    assert measured(patterns) == pytest.approx(
        {"intermediaries": 3, "returned": 90, "duration": 24, "size_percentile": 50}
    )


def test_gather_scatter() -> None:
    rows: list[Row] = [(p, "hub", 1, 100) for p in "abcd"] + [("hub", q, 2, 50) for q in "wxyz"]
    patterns = found(drawn(*rows), "gather_scatter")

    assert measured(patterns) == pytest.approx(
        {
            "payers": 4,
            "payees": 4,
            "smaller_side": 4,
            "usual": 0,
            "burst": 4,
            "passed_on": 50,
            "size_percentile": 50,
        }
    )


def test_repeated_payments() -> None:
    rows: list[Row] = [("a", "b", 1, 100), ("a", "b", 1.1, 105), ("a", "b", 1.2, 200)]
    patterns = found(drawn(*rows, ("a", "b", 9, 1)), "repeated_payments")

    assert measured(patterns) == pytest.approx(
        {
            "transfers": 3,
            "usual": 1,
            "burst": 3,
            "alike": 100 * 2 / 3,
            "sum_percentile": 100,
            "size_percentile": 75,
        }
    )


def test_chain() -> None:
    graph = drawn(("a", "b", 1, 100), ("b", "c", 2, 98), ("c", "d", 3, 96), ("d", "e", 4, 95))
    patterns = found(graph, "chains")

    assert measured(patterns) == pytest.approx(
        {
            "transfers": 4,
            "accounts": 5,
            "dwell": 24,
            "returned": 95,
            "size_percentile": (75 + 50 + 25 + 0) / 4,
        }
    )


def test_bipartite() -> None:
    rows: list[Row] = [(p, q, 1, 200 if p == "b" else 100) for p in "abc" for q in "xyz"]
    graph = drawn(*rows, ("a", "w", 3), ("b", "w", 3), ("c", "w", 3))
    patterns = found(graph, "bipartite", min_payees=2)

    assert measured(patterns) == pytest.approx(
        {
            "payers": 3,
            "payees": 4,
            "density": 100,
            "duration": 48,
            "size_percentile": 100 * 9 / 12,
        }
    )
    assert names(graph, [patterns.pattern(0).subject]) == ["b"]


def test_stack() -> None:
    rows: list[Row] = [(p, m, 1, 100) for p in "ab" for m in "klm"]
    rows += [(m, q, 2, 80) for m in "klm" for q in "yz"]
    patterns = found(drawn(*rows), "stacks")

    assert measured(patterns) == pytest.approx(
        {
            "payers": 2,
            "intermediaries": 3,
            "payees": 2,
            "returned": 80,
            "duration": 24,
            "size_percentile": 50,
        }
    )


def test_a_limit_that_was_met_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    from queries import kernels

    search = kernels.temporal_cycles
    monkeypatch.setattr(
        kernels, "temporal_cycles", lambda *a, **k: search(*a, **k, max_steps_per_root=1)
    )
    graph = drawn(("a", "b", 1, 100), ("b", "c", 1.5, 96), ("c", "a", 2, 94))

    (note,) = found(graph, "temporal_cycles").notes
    assert "a limit was met at 2 closing transfers" in note


def test_percentiles_are_within_a_currency() -> None:
    graph = drawn(("a", "b", 1, 10, "EUR"), ("a", "b", 2, 20, "EUR"), ("a", "b", 3, 1, "USD"))

    found = Population(graph).size_percentile([20, 20], [0, 1], [0, 2])

    assert np.array_equal(found, [50.0, 100.0])


def sourced(*rows: Row) -> TransferGraph:
    """Rows with their source in front, in order of time."""
    rows_table = table([row[1:] for row in rows])
    ids = pa.array([f"{row[0]}/{n:03}" for n, row in enumerate(rows)], pa.string())
    return TransferGraph.from_arrow(rows_table.set_column(0, "id", ids))


def test_percentiles_are_within_a_source() -> None:
    graph = sourced(("one", "a", "b", 1, 10), ("two", "c", "d", 2, 900), ("one", "a", "b", 3, 30))
    population = Population(graph)

    assert population.ledger.tolist() == [0, 1, 0]
    assert population.size_percentile([20, 20], [0, 0], [0, 1]).tolist() == [50.0, 0.0]


def test_an_account_is_idle_only_while_its_own_sources_have_transfers() -> None:
    day = 24 * HOUR
    graph = sourced(
        ("one", "a", "b", 0),
        ("two", "b", "c", 4),
        ("one", "a", "b", 10),
        ("three", "c", "d", 20),
        ("two", "b", "c", 15),
        ("three", "c", "d", 22),
        ("four", "e", "f", 30),
    )

    # b is in one (0 to 10) and two (4 to 15), c in two and, after a gap, three (20 to 22).
    assert dict(zip(graph.accounts.to_pylist(), Population(graph).spans.tolist(), strict=True)) == {
        "a": 10 * day,
        "b": 15 * day,
        "c": 13 * day,
        "d": 2 * day,
        "e": 0,
        "f": 0,
    }


def test_passages_of_less_than_a_week_are_counted_for_the_whole_week() -> None:
    rows: list[Row] = []
    for n in range(5):
        rows += [("a", "mule", n / 24, 1000), ("mule", "b", n / 24 + 0.01, 950)]

    # Held to the hours that they took, these would be 200 a week, of which there were but five.
    assert measured(found(drawn(*rows), "pass_through"))["per_week"] == 5


def test_the_window_of_a_typology_is_a_duration() -> None:
    assert SHIPPED["fan_in"]["window"] == timedelta(days=7)
