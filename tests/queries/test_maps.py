"""Maps around and between entities, on graphs drawn by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

import queries
from kg.errors import UsageError
from kg.model import Finding, Reason
from queries.connections.subgraph import Subgraph
from tests.queries.worlds import World


def ids(found: Subgraph) -> list[str]:
    return [node.id.removeprefix("w:") for node in found.nodes]


def money(found: Subgraph) -> list[tuple[str, str, int, int]]:
    return [
        (
            relation.source.removeprefix("w:"),
            relation.target.removeprefix("w:"),
            relation.properties["amount"],
            relation.properties["count"],
        )
        for relation in found.relations
        if relation.type == "TRANSFER"
    ]


def draw_scheme(world: World) -> None:
    """Ann pays Bob by way of Cid; both live in one house; Ann owns a firm that Bob directs."""
    ann, bob, cid = world.person("Ann"), world.person("Bob"), world.person("Cid")
    house = world.entity("w:house", "Address", full="1 High Street")
    for person in (ann, bob):
        world.entity(person, "Person", addressEntity=house)
    firm = world.company("Firm")
    world.owns(ann, firm, "60")
    world.edge("Directorship", director=bob, organization=firm)
    a, b, c = world.account("A", ann), world.account("B", bob), world.account("C", cid)
    world.transfer(a, c, 900, 1)
    world.transfer(c, b, 850, 2)
    world.transfer(a, c, 100, 3)
    world.transfer(a, c, 50, 4)


@pytest.mark.parametrize("shape", ["each", "pairs"])
def test_map_joins_by_contact_role_and_money(build: Any, world: World, shape: str) -> None:
    draw_scheme(world)
    ws = build(world, shape=shape)
    found = queries.association_map(ws, ["Ann", "Bob"])
    assert ids(found) == ["A", "B", "C", "ann", "bob", "cid", "firm", "house"]
    assert found.focus == ("w:ann", "w:bob")
    assert found.left_out == 0
    assert found.title == "What joins Ann and Bob"
    assert {r.type for r in found.relations} == {
        "OWNS",
        "DIRECTOR_OF",
        "LOCATED_AT",
        "TRANSFER",
    }
    # The dated path one by one, the two other transfers from A to C in one sum.
    assert sorted(money(found)) == [("A", "C", 150, 2), ("A", "C", 900, 1), ("C", "B", 850, 1)]
    assert sum(amount for *_, amount, _ in money(found)) == 900 + 850 + 100 + 50
    dated = [r for r in found.relations if r.id in ("world/t1", "world/t2")]
    assert [r.properties["first"] == r.properties["last"] for r in dated] == [True, True]


def test_map_looks_no_further_than_its_moment(build: Any, world: World) -> None:
    draw_scheme(world)
    ws = build(world)
    found = queries.association_map(ws, ["Ann", "Bob"], as_of="2026-01-01")
    # Money has left Ann's account, but has not reached Bob's.
    assert money(found) == []
    assert ids(found) == ["ann", "bob", "firm", "house"]


def test_map_keeps_to_its_limit_and_counts_the_rest(build: Any, world: World) -> None:
    draw_scheme(world)
    ws = build(world)
    found = queries.association_map(ws, ["Ann", "Bob"], limit=4)
    # Paths of two relations come first, and the first by id of those.
    assert ids(found) == ["ann", "bob", "firm", "house"]
    assert found.left_out > 0
    assert len(queries.association_map(ws, ["Ann", "Bob"], limit=3).nodes) == 3


def test_unconnected_entities_stand_alone(build: Any, world: World) -> None:
    world.person("Ann")
    world.person("Bob")
    found = queries.association_map(build(world), ["Ann", "Bob"])
    assert ids(found) == ["ann", "bob"]
    assert found.title == (
        "Nothing within 3 hops joins Ann and Bob by ownership and control, roles, guarantees and"
        " debts, family and associates, shared addresses, devices and papers, recorded payments,"
        " reports and filings, possible matches or money in the order of time"
    )


def test_one_reference_as_text_is_one_entity(build: Any, world: World) -> None:
    world.person("Ann")
    ws = build(world)

    assert queries.association_map(ws, "Ann") == queries.association_map(ws, ["Ann"])


def test_one_hop_is_told_in_the_singular(build: Any, world: World) -> None:
    world.person("Ann")
    world.person("Bob")
    found = queries.association_map(build(world), ["Ann", "Bob"], hops=1)
    assert found.title.startswith("Nothing within 1 hop joins Ann and Bob by ownership")


def test_a_report_that_names_both_joins_them_as_it_does_for_a_path(
    build: Any, world: World
) -> None:
    ann, bob, bank = world.person("Ann"), world.person("Bob"), world.company("Bank")
    authority = world.company("Authority")
    world.entity("w:sar", "Filing", subject=[ann, bob], filer=bank, recipient=authority)
    world.entity("w:other", "Filing", subject=world.person("Cid"), recipient=authority)
    ws = build(world)
    found = queries.association_map(ws, ["Ann", "Bob"])
    assert ids(found) == ["ann", "bob", "sar"]
    assert found.title == "What joins Ann and Bob"
    (path,) = queries.path(ws, "Ann", "Bob")
    assert [node.id for node in path.nodes] == ["w:ann", "w:sar", "w:bob"]
    assert ids(queries.association_map(ws, ["Ann", "Bank"])) == ["ann", "bank", "sar"]
    # That both were reported to one authority joins nobody.
    assert ids(queries.association_map(ws, ["Ann", "Cid"], hops=4)) == ["ann", "cid"]


def test_customers_of_one_bank_are_not_joined_by_it(build: Any, world: World) -> None:
    ann, bob, bank = world.person("Ann"), world.person("Bob"), world.company("Bank")
    for number, holder in (("A", ann), ("B", bob)):
        world.entity(world.account(number, holder), "BankAccount", bank=bank)
    found = queries.association_map(build(world), ["Ann", "Bob"], hops=4)
    assert ids(found) == ["ann", "bob"]


def test_three_entities_are_joined_pair_by_pair(build: Any, world: World) -> None:
    people = [world.person(name) for name in ("Ann", "Bob", "Cid")]
    left, right = world.company("Left"), world.company("Right")
    for firm, pair in ((left, people[:2]), (right, people[1:])):
        for person in pair:
            world.edge("Directorship", director=person, organization=firm)
    found = queries.association_map(build(world), ["Cid", "Ann", "Bob"], hops=2)
    assert found.focus == ("w:cid", "w:ann", "w:bob")
    assert ids(found) == ["ann", "bob", "cid", "left", "right"]


@pytest.mark.parametrize("shape", ["each", "pairs"])
def test_ego_spreads_hop_by_hop(build: Any, world: World, shape: str) -> None:
    draw_scheme(world)
    ws = build(world, shape=shape)
    # Money follows a party's accounts, and accounts come with who holds them.
    assert ids(queries.ego(ws, "Ann")) == ["A", "C", "ann", "cid", "firm", "house"]
    everybody = ["A", "B", "C", "ann", "bob", "cid", "firm", "house"]
    assert ids(queries.ego(ws, "Ann", hops=2)) == everybody
    around = queries.ego(ws, "C")
    assert ids(around) == ["A", "B", "C", "ann", "bob", "cid"]
    assert around.others == ()
    assert money(around) == [("A", "C", 1050, 3), ("C", "B", 850, 1)]
    assert around.title == "Around C"


def test_ego_as_of(build: Any, world: World) -> None:
    draw_scheme(world)
    around = queries.ego(build(world), "C", as_of="2026-01-03")
    assert money(around) == [("A", "C", 1000, 2), ("C", "B", 850, 1)]


def test_one_large_payment_outweighs_many_small_ones(build: Any, world: World) -> None:
    centre = world.account("X")
    for number, (times, amount) in enumerate(((1, 50), (4, 10), (2, 10))):
        other = world.account(f"N{number}")
        for _ in range(times):
            world.transfer(centre, other, amount, 1)
    world.transfer(centre, world.account("Y"), 1, 2, currency="JPY")
    ws = build(world)
    # The largest sum of each currency, then the second; N2's 20 and what is left of N1 are not.
    found = queries.ego(ws, "X", limit=3)
    assert ids(found) == ["N0", "X", "Y"]
    assert found.left_out == 2
    (rest,) = found.others
    assert (rest.around, rest.count) == ("w:X", 2)
    (sent,) = rest.transfers
    assert (sent.source, sent.target) == ("w:X", rest.id)
    assert (sent.properties["amount"], sent.properties["count"]) == (60, 6)
    drawn = found.with_others()
    assert [node.caption for node in drawn.nodes if node.id == rest.id] == ["and 2 others"]
    assert sum(amount for *_, amount, _ in money(drawn)) == 50 + 60 + 1


def test_parties_of_alerts_come_before_larger_sums(build: Any, world: World) -> None:
    centre = world.account("X")
    for number in range(4):
        world.transfer(centre, world.account(f"N{number}"), 100 - number, 1)
    ws = build(world)
    ws.desk.upsert_alerts(
        [
            Finding(
                id="c",
                kind="cycle",
                subject="w:N3",
                members=("w:N3",),
                score=80.0,
                reasons=(Reason("f", 1, "u", 80.0, "why"),),
                as_of=datetime(2026, 1, 9, tzinfo=UTC),
                summary="s",
            )
        ]
    )
    assert ids(queries.ego(ws, "X", limit=3)) == ["N0", "N3", "X"]


def test_a_map_does_not_walk_through_an_account_of_everybody(build: Any, world: World) -> None:
    payer, till = world.account("P"), world.account("TILL", world.company("Shop"))
    world.transfer(payer, till, 10, 1)
    for number in range(1001):
        world.transfer(world.account(f"N{number}"), till, 5, 2)
    ws = build(world)
    beyond = queries.ego(ws, "P", hops=3)
    assert ids(beyond) == ["P", "TILL", "shop"]
    assert [(group.around, group.count) for group in beyond.others] == [("w:TILL", 1001)]
    around = queries.ego(ws, "TILL", limit=12)
    assert len(around) == 12
    # P paid most; of the others nine fit beside the till and its shop.
    assert "w:P" in {node.id for node in around.nodes}
    (rest,) = around.others
    assert (rest.count, rest.transfers[0].properties["amount"]) == (992, 992 * 5)


def test_every_equal_path_of_money_is_drawn_or_told(build: Any, world: World) -> None:
    a, b = world.account("A", world.person("Ann")), world.account("B", world.person("Bob"))
    for number in range(5):
        mule = world.account(f"M{number}")
        world.transfer(a, mule, 100 + number, 1)
        world.transfer(mule, b, 90, 2)
    ws = build(world)
    found = queries.association_map(ws, ["Ann", "Bob"])
    assert {f"M{n}" for n in range(5)} <= set(ids(found))
    assert found.cut == ""
    # Beside both and their accounts there is room for two of the five mules.
    short = queries.association_map(ws, ["Ann", "Bob"], limit=6)
    assert short.paths_left_out == 3
    assert short.cut == "3 left out by the limit; 3 more paths are as short and not drawn"


def test_more_equal_paths_than_are_looked_for_are_told(build: Any, world: World) -> None:
    a, b = world.account("A", world.person("Ann")), world.account("B", world.person("Bob"))
    for number in range(201):
        mule = world.account(f"M{number}")
        world.transfer(a, mule, 100, 1)
        world.transfer(mule, b, 90, 2)
    found = queries.association_map(build(world), ["Ann", "Bob"])
    assert found.paths_left_out == 0
    assert found.cut == "there may be more paths of money as short as these"


def test_risk_comes_from_sanctions_and_alerts(build: Any, world: World) -> None:
    draw_scheme(world)
    world.entity("w:s", "Sanction", entity="w:bob", program="X", startDate="2020")
    ws = build(world)
    finding = Finding(
        id="cycle-1",
        kind="cycle",
        subject="w:A",
        members=("w:A", "w:C"),
        score=70.0,
        reasons=(Reason("f", 1, "u", 70.0, "because"),),
        as_of=datetime(2026, 1, 10, tzinfo=UTC),
        summary="A cycle",
    )
    ws.desk.upsert_alerts([finding])
    found = queries.association_map(ws, ["Ann", "Bob"])
    assert found.risk == {"w:A": 70.0, "w:C": 35.0, "w:bob": 100.0}
    # The alert looked at later things than this map may.
    early = queries.association_map(ws, ["Ann", "Bob"], as_of="2026-01-05")
    assert early.risk == {"w:bob": 100.0}


def test_ended_relations_and_future_events_are_not_drawn(build: Any, world: World) -> None:
    ann, firm = world.person("Ann"), world.company("Firm")
    world.edge("Directorship", director=ann, organization=firm, endDate="2020-05")
    world.entity("w:c", "Complaint", accused=ann, date="2026-03-01", category="fees")
    ws = build(world)
    assert ids(queries.ego(ws, "Ann", as_of="2020-05-31")) == ["ann", "firm"]
    assert ids(queries.ego(ws, "Ann", as_of="2026-02-28")) == ["ann"]
    assert ids(queries.ego(ws, "Ann", as_of="2026-03-01")) == ["ann", "c"]


def test_claims_not_valid_yet_are_not_seen(build: Any, world: World) -> None:
    ann, firm = world.person("Ann"), world.company("Firm")
    world.edge("Directorship", valid_from=date(2026, 2, 1), director=ann, organization=firm)
    world.entity(ann, "Person", valid_from=date(2026, 2, 1), name="Annabel", nationality="fr")
    ws = build(world)
    before = queries.ego(ws, "w:ann", as_of="2026-01-31")
    assert ids(before) == ["ann"]
    assert before.nodes[0].properties["name"] == ["Ann"]
    assert "nationality" not in before.nodes[0].properties
    after = queries.ego(ws, "w:ann", as_of="2026-02-01")
    assert ids(after) == ["ann", "firm"]
    assert sorted(after.nodes[0].properties["name"]) == ["Ann", "Annabel"]


def test_two_calls_give_the_same_map(build: Any, world: World) -> None:
    draw_scheme(world)
    ws = build(world)
    assert queries.association_map(ws, ["Ann", "Bob"]) == queries.association_map(
        ws, ["Ann", "Bob"]
    )


@pytest.mark.parametrize("options", [{"hops": 0}, {"hops": 7}, {"limit": 0}, {"limit": 1001}])
def test_bounds_are_checked(build: Any, world: World, options: dict[str, int]) -> None:
    world.person("Ann")
    world.person("Bob")
    ws = build(world)
    with pytest.raises(UsageError, match="out of range"):
        queries.ego(ws, "Ann", **options)
    with pytest.raises(UsageError, match="out of range"):
        queries.association_map(ws, ["Ann", "Bob"], **options)


def test_one_entity_alone_gives_its_surroundings(build: Any, world: World) -> None:
    draw_scheme(world)
    ws = build(world)
    assert queries.association_map(ws, ["Ann"], hops=1) == queries.ego(ws, "Ann", limit=300)
    with pytest.raises(UsageError, match="one to twenty"):
        queries.association_map(ws, [])
