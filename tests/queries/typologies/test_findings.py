"""From patterns to findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given

from kg.model import Finding
from queries.detection.detect import detection
from queries.typologies import Typology, load_typologies
from queries.typologies.findings import MOST_TRANSFERS_NAMED
from queries.typologies.typology import Kind, Scoring, shown
from tests.queries.kernels.drawing import UNTIMED, Row, ledgers, table

TYPOLOGIES = {typology.name: typology for typology in load_typologies()}


def findings(rows: list[Row], *names: str, **options: Any) -> tuple[Finding, ...]:
    chosen = [TYPOLOGIES[name] for name in names] if names else list(TYPOLOGIES.values())
    return detection(table(rows), chosen, **options).findings


def ring(*accounts: str, day: float = 1.0, amount: int = 1000) -> list[Row]:
    """Money going round, one transfer a day, a fiftieth less each time."""
    payees = [*accounts[1:], accounts[0]]
    return [
        (payer, payee, day + n, round(amount * 0.98**n))
        for n, (payer, payee) in enumerate(zip(accounts, payees, strict=True))
    ]


@pytest.mark.parametrize(
    ("start", "full", "value", "points"),
    [
        (4, 12, 4, 0),
        (4, 12, 8, 10),
        (4, 12, 12, 20),
        (4, 12, 99, 20),
        (30, 5, 30, 0),
        (30, 5, 17.5, 10),
        (30, 5, 1, 20),
        (4, 12, float("nan"), 0),
    ],
)
def test_points_grow_from_start_to_full(
    start: float, full: float, value: float, points: float
) -> None:
    scoring = Scoring("feature", start, full, 20, "")

    assert scoring.contribution(np.array([value])).tolist() == [points]


@pytest.mark.parametrize(
    ("value", "kind", "unit", "text"),
    [
        (1, Kind.COUNT, "accounts", "1 account"),
        (1200, Kind.COUNT, "transfers", "1,200 transfers"),
        (2.5, Kind.TIMES, "", "2.5 times"),
        (1, Kind.TIMES, "", "1 time"),
        (1, Kind.DURATION, "", "1 hour"),
        (96.04, Kind.SHARE, "", "96 %"),
        (47.96, Kind.DURATION, "", "48 hours"),
        (168, Kind.DURATION, "", "7 days"),
        (float("nan"), Kind.SHARE, "", "unknown"),
    ],
)
def test_quantities_are_shown_with_their_unit(
    value: float, kind: Kind, unit: str, text: str
) -> None:
    assert shown(value, kind, unit) == text


def test_a_finding_carries_its_reasons_and_records() -> None:
    (finding,) = findings(ring("a", "b", "c", "d"), "cycle")

    assert finding.kind == "cycle"
    assert finding.subject == "a"
    assert finding.members == ("a", "b", "c", "d")
    assert finding.summary == (
        "10.00 EUR left a on 1970-01-02 00:00Z and came back over 4 transfers by"
        " 1970-01-05 00:00Z, 94.1 % of it."
    )
    by_feature = {reason.feature: reason for reason in finding.reasons}
    # length: 45 * (4 - 1) / (4 - 1); returned: 94.1 % is above 90 %; three days are below five;
    # the sizes' percentiles are 75, 50, 25 and 0, 37.5 on average.
    assert {f: r.contribution for f, r in by_feature.items()} == {
        "length": 45.0,
        "returned": 20.0,
        "duration": 15.0,
        "size_percentile": 0.0,
    }
    assert finding.score == 80.0
    assert by_feature["returned"].value == 94.1
    assert by_feature["returned"].unit == "percent"
    assert all(r.transfers == ("t000", "t001", "t002", "t003") for r in finding.reasons)


def test_below_the_threshold_nothing_is_told() -> None:
    slow = [(p, q, day * 7, amount) for p, q, day, amount in ring("a", "b", "c")]

    assert findings(slow, "cycle") == ()


def test_the_same_pattern_has_the_same_identity() -> None:
    one = findings(ring("a", "b", "c", "d"))
    other = findings([*ring("a", "b", "c", "d"), ("x", "y", 90, 5)])

    assert [f.id for f in one if f.kind == "cycle"] == [f.id for f in other if f.kind == "cycle"]


def test_overlapping_cycles_are_told_once() -> None:
    rows = ring("a", "b", "c", "d")
    again = [*rows[:3], ("d", "a", 4.1, 940), rows[3]]
    (finding,) = findings(sorted(again, key=lambda r: r[2]), "cycle")

    (others,) = [r for r in finding.reasons if r.feature == "overlapping_patterns"]
    assert (others.value, others.unit, others.contribution) == (1, "patterns", 0.0)


def test_cycles_of_other_accounts_are_told_apart() -> None:
    found = findings([*ring("a", "b", "c", "d"), *ring("e", "f", "g", "h", day=30)], "cycle")

    assert {finding.subject for finding in found} == {"a", "e"}


def test_a_part_is_not_told_beside_its_whole() -> None:
    rows = [("s", m, 1 + n / 10, 900) for n, m in enumerate("ghijklmn")]
    rows += [(m, "d", 2 + n / 10, 850) for n, m in enumerate("ghijklmn")]
    small: list[Row] = [("x", "y", day, 10) for day in range(10, 60)]
    assert {f.kind for f in findings([*rows, *small], "fan_in", "fan_out")} == {
        "fan_in",
        "fan_out",
    }
    told = findings([*rows, *small], "fan_in", "fan_out", "scatter_gather")

    assert [f.kind for f in told] == ["scatter_gather"]


def test_of_many_transfers_some_are_named_and_all_counted() -> None:
    rows: list[Row] = [(f"p{n:03}", "hub", 50 + n / 100, 900) for n in range(120)]
    small: list[Row] = [("x", "y", day, 10) for day in range(200, 300)]
    (finding,) = findings([*rows, *small], "fan_in")
    reason = finding.reasons[0]

    assert len(reason.transfers) == MOST_TRANSFERS_NAMED
    assert (reason.transfers[0], reason.transfers[-1]) == ("t000", "t119")
    assert "50 of its 120 transfers are named" in reason.explanation


def _burst(*, before: int) -> list[Row]:
    """Ten payers within a week, so many transfers a hundred days before, small ones elsewhere."""
    rows: list[Row] = [("z", "hub", n / 10, 5) for n in range(before)]
    rows += [("x", "y", day, 10) for day in range(50)]
    return [*rows, *((f"p{n}", "hub", 100 + n / 2, 1_000_000) for n in range(10))]


def _says(finding: Finding) -> dict[str, str]:
    return {reason.feature: reason.explanation for reason in finding.reasons}


def test_where_nothing_is_usual_it_is_said_so() -> None:
    (finding,) = findings(_burst(before=0), "fan_in")
    says = _says(finding)

    assert says["burst"] == "Nobody pays in at any other time in that currency."
    assert says["times_usual_amount"] == (
        "The sum is 100,000.00 EUR; nothing comes in at any other time in that currency."
    )


def test_a_multiple_at_its_bound_is_no_fact() -> None:
    (finding,) = findings(_burst(before=1), "fan_in")
    says = _says(finding)

    assert says["burst"] == "That is 10 times the most in any other 7 days (1 account)."
    assert says["times_usual_amount"] == (
        "The sum, 100,000.00 EUR, is at least 1,000 times what comes in in an average 7 days."
    )
    assert "(0 " not in " ".join(says.values())
    values = {reason.feature: (reason.value, reason.unit) for reason in finding.reasons}
    assert values["burst"] == (10.0, "times")
    assert values["times_usual_amount"] == ("at least 1,000", "times")


def test_repeated_payments_name_who_is_paid() -> None:
    rows: list[Row] = [("payer", "shop", 1 + n / 100, 5000) for n in range(6)]
    (finding,) = findings(rows, "repeated_payments")

    assert finding.summary == (
        "payer paid shop 300.00 EUR in 6 transfers, from 1970-01-02 00:00Z to 1970-01-02 01:12Z."
    )
    assert _says(finding)["burst"] == (
        "It never pays the other at any other time in that currency."
    )


def test_a_source_beside_it_changes_no_finding() -> None:
    def named(rows: list[Row], source: str) -> pa.Table:
        found = table(rows)
        ids = [f"{source}/{n.as_py()}" for n in found["id"]]
        return found.set_column(0, "id", pa.array(ids, pa.string()))

    own = [*_burst(before=3), *ring("a", "b", "c", "d", day=120)]
    other = [("x", f"y{n}", 4000 * n, 10**9) for n in range(20)]
    chosen = [_lenient(typology) for typology in TYPOLOGIES.values()]
    alone = detection(named(own, "one"), chosen).findings
    both = detection(pa.concat_tables([named(own, "one"), named(other, "two")]), chosen).findings

    assert alone
    assert set(alone) <= set(both)


def test_hostile_names_stay_text() -> None:
    name = "{value} <img src=x onerror=alert(1)>"
    (finding,) = findings(ring(name, "b", "c", "d"), "cycle")

    assert finding.subject == name
    assert name in finding.summary


def test_nothing_after_the_moment_counts() -> None:
    rows = ring("a", "b", "c", "d")
    on_the_last_day = datetime(1970, 1, 5, tzinfo=UTC)

    assert len(findings(rows, "cycle", as_of=on_the_last_day)) == 1
    assert findings(rows, "cycle", as_of=on_the_last_day - timedelta(seconds=1)) == ()


@UNTIMED
@given(ledgers(transfers=20), ledgers(transfers=8))
def test_the_future_changes_nothing(rows: list[Row], later: list[Row]) -> None:
    after = [(payer, payee, day + 100, amount) for payer, payee, day, amount in later]
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=50)
    lenient = [_lenient(typology) for typology in TYPOLOGIES.values()]
    past = detection(table(rows), lenient, moment)
    both = detection(table([*rows, *after]), lenient, moment)

    assert past == both


@UNTIMED
@given(ledgers(transfers=20))
def test_scores_add_up_and_are_in_order(rows: list[Row]) -> None:
    found = detection(table(rows), [_lenient(t) for t in TYPOLOGIES.values()]).findings

    for finding in found:
        total = sum(reason.contribution for reason in finding.reasons)
        assert finding.score == pytest.approx(min(max(total, 0.0), 100.0), abs=0.051)
        assert finding.subject == finding.members[0]
    assert list(found) == sorted(found, key=lambda f: (-f.score, f.id))
    assert len({f.id for f in found}) == len(found)


def _lenient(typology: Typology) -> Typology:
    return replace(typology, threshold=0.1)
