"""Paths between entities, on graphs drawn by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

import queries
from kg.errors import NotFound, UsageError
from queries.connections.hops import Path
from tests.queries.worlds import World


def moment(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


def ids(path: Path) -> list[str]:
    return [node.id.removeprefix("w:") for node in path.nodes]


def test_money_path_never_goes_back_in_time(build: Any, world: World) -> None:
    a, b, c, d = (world.account(name) for name in ("A", "B", "C", "D"))
    # A -> B -> D is shorter, but B had paid D before it was paid.
    world.transfer(a, b, 500, 5)
    world.transfer(b, d, 500, 3)
    world.transfer(b, c, 400, 6)
    world.transfer(c, d, 300, 7)
    ws = build(world)
    (found,) = queries.path(ws, "A", "D", kind="money")
    assert ids(found) == ["A", "B", "C", "D"]
    assert [hop.amounts[0].minor for hop in found.hops] == [500, 400, 300]
    assert [hop.first.day for hop in found.hops if hop.first] == [5, 6, 7]
    assert [hop.transfers for hop in found.hops] == [("world/t1",), ("world/t3",), ("world/t4",)]
    assert queries.path(ws, "A", "D", kind="money", max_hops=2) == []
    assert queries.path(ws, "D", "A", kind="money") == []


def test_money_path_looks_no_further_than_its_moment(build: Any, world: World) -> None:
    a, b, c = (world.account(name) for name in ("A", "B", "C"))
    world.transfer(a, b, 100, 1)
    world.transfer(b, c, 100, 9)
    ws = build(world)
    assert queries.path(ws, "A", "C", kind="money", as_of="2026-01-08") == []
    assert len(queries.path(ws, "A", "C", kind="money", as_of="2026-01-09")) == 1


def test_money_path_runs_between_accounts_of_parties(build: Any, world: World) -> None:
    ann, bob = world.person("Ann"), world.person("Bob")
    first, second = world.account("A1", ann), world.account("A2", ann)
    third = world.account("B1", bob)
    world.transfer(second, third, 700, 2)
    world.transfer(first, second, 700, 3)
    ws = build(world)
    (found,) = queries.path(ws, "Ann", "Bob", kind="money")
    assert ids(found) == ["A2", "B1"]
    assert (found.start.id, found.end.id) == (ann, bob)


def test_an_account_that_both_hold_needs_no_transfer(build: Any, world: World) -> None:
    ann, bob = world.person("Ann"), world.person("Bob")
    world.account("J", ann, bob)
    (found,) = queries.path(build(world), "Ann", "Bob", kind="money")
    assert ids(found) == ["J"]
    assert found.hops == ()


def test_earliest_arrival_is_given_beside_fewest_hops(build: Any, world: World) -> None:
    a, b, c = (world.account(name) for name in ("A", "B", "C"))
    world.transfer(a, c, 100, 20)
    world.transfer(a, b, 100, 1)
    world.transfer(b, c, 100, 2)
    found = queries.path(build(world), "A", "C", kind="money")
    assert [(ids(path), path.rank) for path in found] == [
        (["A", "C"], "fewest hops"),
        (["A", "B", "C"], "earliest arrival"),
    ]


def test_rows_over_a_period_follow_when_their_periods_allow(build: Any, world: World) -> None:
    a, b, c, d = (world.account(name) for name in ("A", "B", "C", "D"))
    # B paid C from day 1 to 8, so some of it may have come after A's money on day 5.
    world.transfer(a, b, 100, 5, until=moment(9), count=3)
    world.transfer(b, c, 100, 1, until=moment(8), count=7)
    # B had stopped paying D on day 4.
    world.transfer(b, d, 100, 1, until=moment(4), count=2)
    ws = build(world)
    (found,) = queries.path(ws, "A", "C", kind="money")
    assert [(hop.count, hop.first, hop.last) for hop in found.hops] == [
        (3, moment(5), moment(9)),
        (7, moment(1), moment(8)),
    ]
    assert queries.path(ws, "A", "D", kind="money") == []


def test_conversion_shows_both_sides(build: Any, world: World) -> None:
    a, b = world.account("A"), world.account("B")
    world.transfer(a, b, 10000, 1, received_amount=9000, received_currency="USD")
    (found,) = queries.path(build(world), "A", "B", kind="money")
    assert str(found.hops[0].amounts[0]) == "100.00 EUR"
    assert str(found.hops[0].received) == "90.00 USD"


@pytest.mark.parametrize("shape", ["each", "pairs"])
def test_any_path_takes_the_fewest_relations(build: Any, world: World, shape: str) -> None:
    ann, bob = world.person("Ann"), world.person("Bob")
    firm = world.company("Firm")
    world.edge("Directorship", director=ann, organization=firm, role="chair")
    world.owns(bob, firm, "40")
    world.account("A1", ann)
    world.account("B1", bob)
    world.transfer("w:A1", "w:B1", 100, 1)
    world.transfer("w:A1", "w:B1", 200, 2, currency="USD")
    ws = build(world, shape=shape)
    (found,) = queries.path(ws, "Ann", "Bob")
    assert ids(found) == ["ann", "firm", "bob"]
    assert [(hop.type, hop.source.id, hop.target.id) for hop in found.hops] == [
        ("DIRECTOR_OF", ann, firm),
        ("OWNS", bob, firm),
    ]
    assert found.hops[0].properties["role"] == ["chair"]
    assert found.hops[1].properties["percentage"] == "40"
    (through_money,) = queries.path(ws, "A1", "B1")
    assert [str(amount) for amount in through_money.hops[0].amounts] == ["1.00 EUR", "2.00 USD"]
    assert through_money.hops[0].count == 2


def test_all_shortest_paths_are_given_in_order(build: Any, world: World) -> None:
    ann, bob = world.person("Ann"), world.person("Bob")
    for name in ("Firm3", "Firm1", "Firm2"):
        firm = world.company(name)
        world.edge("Directorship", director=ann, organization=firm)
        world.edge("Directorship", director=bob, organization=firm)
    ws = build(world)
    found = queries.path(ws, "Ann", "Bob")
    assert [ids(path)[1] for path in found] == ["firm1", "firm2", "firm3"]
    assert [path.equals for path in queries.path(ws, "Ann", "Bob", limit=2)] == [3, 3]


def test_ownership_path_follows_nothing_else(build: Any, world: World) -> None:
    ann, top, low = world.person("Ann"), world.company("Top"), world.company("Low")
    world.edge("Directorship", director=ann, organization=low)
    world.owns(ann, top, "60")
    world.owns(top, low, "50")
    ws = build(world)
    (found,) = queries.path(ws, "Ann", "Low", kind="ownership")
    assert ids(found) == ["ann", "top", "low"]
    assert ids(queries.path(ws, "Ann", "Low")[0]) == ["ann", "low"]


def test_relations_that_had_ended_or_not_begun_are_not_followed(build: Any, world: World) -> None:
    ann, bob, firm = world.person("Ann"), world.person("Bob"), world.company("Firm")
    world.edge("Directorship", director=ann, organization=firm, endDate="2020")
    world.edge("Directorship", director=bob, organization=firm, startDate="2019-06")
    ws = build(world)
    assert queries.path(ws, "Ann", "Bob") == []
    assert queries.path(ws, "Ann", "Bob", as_of="2019-05-31") == []
    assert len(queries.path(ws, "Ann", "Bob", as_of="2019-06-01")) == 1
    assert len(queries.path(ws, "Ann", "Bob", as_of="2020-12-31")) == 1
    assert queries.path(ws, "Ann", "Bob", as_of="2021-01-01") == []


def test_no_path_leads_through_a_hub(build: Any, world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("queries.connections.paths._MOST_NEIGHBOURS", 2, raising=True)
    ann, bob, hub = world.person("Ann"), world.person("Bob"), world.company("Hub")
    for person in (ann, bob, world.person("Cid")):
        world.edge("Employment", employee=person, employer=hub)
    ws = build(world)
    assert queries.path(ws, "Ann", "Bob") == []
    # A hub may be an end.
    assert len(queries.path(ws, "Ann", "Hub")) == 1


def test_wrong_calls_are_refused(build: Any, world: World) -> None:
    world.person("Ann")
    world.person("Bob")
    ws = build(world)
    with pytest.raises(UsageError, match="same entity"):
        queries.path(ws, "Ann", "w:ann")
    with pytest.raises(UsageError, match="no such kind"):
        queries.path(ws, "Ann", "Bob", kind="telepathy")
    with pytest.raises(UsageError, match="max_hops"):
        queries.path(ws, "Ann", "Bob", max_hops=0)
    with pytest.raises(NotFound):
        queries.path(ws, "Ann", "Nobody")
    assert queries.path(ws, "Ann", "Bob") == []


@pytest.mark.parametrize("shape", ["each", "pairs"])
@pytest.mark.parametrize("kind", ["any", "money"])
def test_a_sum_over_a_period_is_seen_when_it_is_over(
    build: Any, world: World, shape: str, kind: str
) -> None:
    a, b = world.account("A"), world.account("B")
    world.transfer(a, b, 900, -6000, until=moment(1), count=12)
    ws = build(world, shape=shape)
    assert queries.path(ws, "A", "B", kind=kind, as_of="2025-12-31") == []
    (found,) = queries.path(ws, "A", "B", kind=kind, as_of="2026-01-01")
    assert found.hops[0].count == 12
    assert len(queries.path(ws, "A", "B", kind=kind)) == 1


@pytest.mark.parametrize("shape", ["each", "pairs"])
def test_what_was_over_counts_beside_what_was_not(build: Any, world: World, shape: str) -> None:
    a, b, c = (world.account(name) for name in ("A", "B", "C"))
    world.transfer(a, b, 900, 1, until=moment(20), count=12)
    world.transfer(a, b, 7, 2)
    world.transfer(b, c, 7, 3, until=moment(20))
    world.transfer(a, "w:nobody", 7, 2)
    ws = build(world, shape=shape)
    (found,) = queries.path(ws, "A", "B", as_of="2026-01-05")
    assert (found.hops[0].count, found.hops[0].transfers) == (1, ("world/t2",))
    assert queries.path(ws, "A", "C", as_of="2026-01-05") == []
    (whole,) = queries.path(ws, "A", "C", as_of="2026-01-20")
    assert [hop.count for hop in whole.hops] == [13, 1]


def test_money_that_only_a_stale_graph_knows_makes_no_path(build: Any, world: World) -> None:
    a, b = world.account("A"), world.account("B")
    other = World()
    other.transfer(a, b, 100, 1)
    ws = build(world, sources={"payments": other})
    assert len(queries.path(ws, "A", "B")) == 1
    ws.lake.withdraw("payments")
    assert queries.path(ws, "A", "B") == []


@pytest.mark.parametrize("kind", ["any", "money"])
def test_a_path_from_before_anybody_described_its_accounts(
    build: Any, world: World, kind: str
) -> None:
    for name in ("A", "B"):
        world.entity(f"w:{name}", "BankAccount", datetime(2026, 1, 9).date(), accountNumber=name)
    world.transfer("w:A", "w:B", 100, 1)
    (found,) = queries.path(build(world), "A", "B", kind=kind, as_of="2026-01-05")
    assert ids(found) == ["A", "B"]


@pytest.mark.parametrize("shape", ["each", "pairs"])
def test_a_period_that_is_not_over_hides_no_longer_way(
    build: Any, world: World, shape: str
) -> None:
    a, b, c = (world.account(name) for name in ("A", "B", "C"))
    world.transfer(a, b, 900, 1, until=moment(20), count=12)
    world.transfer(a, c, 7, 2)
    world.transfer(c, b, 7, 3)
    (found,) = queries.path(build(world, shape=shape), "A", "B", as_of="2026-01-05")
    assert ids(found) == ["A", "C", "B"]
