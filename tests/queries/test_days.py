"""Transfers of which no more is known than their day: on paths, maps, portraits, in alerts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import queries
from kg.json_form import jsonable
from queries.connections.ledger_rows import pair_sums
from tests.queries.worlds import World

SHANGHAI = "Asia/Shanghai"
FIRST = date(2026, 3, 1)


def later(days: int) -> date:
    return FIRST + timedelta(days=days)


def test_a_path_of_money_goes_over_a_day_in_any_order(build: Any, world: World) -> None:
    a, b, c, d = (world.account(name) for name in "ABCD")
    world.transfer(a, b, 10_000, 60.4)
    world.transfer_by_day(b, c, 9_800, FIRST, "UTC")
    world.transfer(c, d, 9_000, 59.5)
    ws = build(world)
    (found,) = queries.path(ws, "A", "C", kind="money")

    assert [hop.first for hop in found.hops][1] == FIRST
    assert [hop["last"] for hop in jsonable(found)["hops"]] == [
        "2026-03-01T09:36:00+00:00",
        "2026-03-01",
    ]
    assert queries.path(ws, "B", "D", kind="money") == []


@pytest.mark.parametrize("as_of", ["2026-03-01", "2026-03-01T23:59:59+08:00", "2026-02-28"])
def test_as_of_a_day_its_transfers_are_seen(tmp_path: Path, as_of: str) -> None:
    world = World()
    a, b = (world.account(name) for name in "AB")
    world.transfer_by_day(a, b, 100, FIRST, SHANGHAI)
    world.transfer(a, b, 200, 60 + 15 / 24)
    ws = world.build(tmp_path / "w", timezone=SHANGHAI)
    with ws, ws.view(as_of) as view:
        # At 23:59:59 the day is not over: what is known by the day may still come.
        expected = {"2026-03-01": [100, 200], "2026-03-01T23:59:59+08:00": [200], "2026-02-28": []}
        rows = view.sql("SELECT amount FROM ledger ORDER BY amount").rows
        assert [row[0] for row in rows] == expected[as_of]


def test_a_day_is_told_as_that_day_of_its_zone(tmp_path: Path) -> None:
    world = World()
    ann = world.person("Ann")
    a, b = world.account("A", ann), world.account("B")
    world.transfer_by_day(a, b, 100, FIRST, SHANGHAI)
    world.transfer_by_day(a, b, 100, later(2), SHANGHAI)
    world.transfer_by_day(b, a, 100, later(3), SHANGHAI)
    world.transfer(b, a, 100, 70)
    with world.build(tmp_path / "w", timezone=SHANGHAI) as ws:
        flows = queries.portrait(ws, "Ann").flows
        assert [(one.direction, one.first, str(one.last)) for one in flows.counterparties] == [
            ("in", later(3), "2026-03-11 00:00:00+00:00"),
            ("out", FIRST, "2026-03-03"),
        ]
        assert flows.first == FIRST
        assert {flow.month for flow in flows.monthly} == {"2026-03"}
        features = {f.name: f.value for f in queries.portrait(ws, "Ann").features}
        assert features["active_days"] == 4
        assert "median_dwell_hours" not in features
        with ws.view() as view:
            sums = {(p.payer, p.first, p.last) for p in pair_sums(view, [a, b]) if p.payer == a}
        assert sums == {(a, FIRST, later(2))}
        (edge,) = (
            r for r in queries.ego(ws, "A").relations if (r.type, r.source) == ("TRANSFER", a)
        )
        assert (edge.properties["date_from"], edge.properties["date_to"]) == (
            "2026-03-01",
            "2026-03-03",
        )
        cypher = "MATCH ()-[t:TRANSFER {id: 'world/t1'}]->() RETURN t.date AS d, t.precision AS p"
        assert ws.store.read(cypher).rows == [("2026-03-01", "day")]


def test_money_that_goes_round_in_one_day_is_found(build: Any, world: World) -> None:
    a, b, c = (world.account(name) for name in "ABC")
    world.transfer_by_day(a, b, 10_000, FIRST, "UTC")
    world.transfer_by_day(b, c, 9_900, FIRST, "UTC")
    world.transfer_by_day(c, a, 9_800, FIRST, "UTC")
    for number in range(20):
        payer, payee = world.account(f"P{number}"), world.account(f"Q{number}")
        world.transfer_by_day(payer, payee, 91 + number, later(number), "UTC")
    (found,) = (f for f in queries.detect(build(world)) if f.kind == "cycle")

    assert set(found.members) == {a, b, c}
    assert " on 2026-03-01 " in found.summary
    (duration,) = (r for r in found.reasons if r.feature == "duration")
    assert (duration.value, duration.unit) == ("0 to 1 days", "days")
