"""The portrait of an entity, section by section, worked out by hand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest

import queries
from kg.errors import Ambiguous, NotFound
from kg.json_form import jsonable
from kg.model import Finding, Reason
from queries.answers import Money
from tests.queries.worlds import World


def refs(items: Any) -> list[str]:
    return [item.id.removeprefix("w:") for item in items]


def test_disagreement_between_sources_is_shown(build: Any, world: World) -> None:
    world.entity(
        "w:ann", "Person", name="Ann Lee", birthDate="1970-03-19", leiCode="529900T8BM49AURSDO55"
    )
    other = World()
    other.entity(
        "o:7",
        "Person",
        name=["LEE, Ann"],
        birthDate="1971",
        leiCode="529900T8BM49AURSDO55",
        alias="Annie",
        country="gb",
    )
    third = World()
    third.entity("x:9", "Person", birthDate="1971", leiCode="529900T8BM49AURSDO55", name="Ann Lee")
    ws = build(world, sources={"other": other, "third": third})
    ws.judge("w:ann", "o:7", "same", by="ann", reason="The register has the wrong year.")
    ws.refresh()
    found = queries.portrait(ws, "529900T8BM49AURSDO55")
    assert found.records == ("o:7", "w:ann", "x:9")
    (birth,) = found.conflicts
    assert birth.name == "birthDate"
    assert [(value.value, value.sources) for value in birth.values] == [
        ("1971", ("other", "third")),
        ("1970-03-19", ("world",)),
    ]
    by_name = {view.name: [value.value for value in view.values] for view in found.names}
    assert by_name == {"name": ["Ann Lee", "LEE, Ann"], "alias": ["Annie"]}
    assert [view.name for view in found.identifiers] == ["leiCode"]
    claims = {claim.claim: claim for claim in found.evidence}
    (first,) = birth.values[1].claims
    assert claims[first].source == "world"
    assert claims[first].file == "world.csv"
    assert claims[first].record == "row 1"
    assert claims[first].entity == "w:ann"


@pytest.mark.parametrize(
    ("prop", "one", "other", "conflict"),
    [
        ("birthDate", ["1970-03-19"], ["1970"], False),
        ("birthDate", ["1970-03-19", "1971"], ["1971-05"], False),
        ("birthDate", ["1970-03-19", "1971"], ["1972"], True),
        ("gender", ["male"], ["female"], True),
        ("nationality", ["gb"], ["fr"], False),
    ],
)
def test_what_counts_as_disagreement(
    build: Any,
    world: World,
    prop: str,
    one: list[str],
    other: list[str],
    conflict: bool,
) -> None:
    world.entity("w:ann", "Person", name="Ann", **{prop: one})
    second = World()
    second.entity("w:ann", "Person", **{prop: other})
    found = queries.portrait(build(world, sources={"second": second}), "w:ann")
    assert [view.name for view in found.conflicts] == ([prop] if conflict else [])


def test_beneficial_owners_are_looked_through(build: Any, world: World) -> None:
    ann, bob = world.person("Ann"), world.person("Bob")
    mid, target, below = world.company("Mid"), world.company("Target"), world.company("Below")
    world.owns(ann, mid, "60")
    world.owns(bob, mid, "40")
    world.owns(mid, target, "50")
    world.owns(bob, target, "5")
    world.owns(target, below, "100")
    found = queries.portrait(build(world), "Target").ownership
    assert [(b.owner.id, b.share, b.over_threshold) for b in found.beneficial_owners] == [
        (mid, Fraction(1, 2), True),
        (ann, Fraction(3, 10), True),
        (bob, Fraction(1, 4), True),
    ]
    assert found.beneficial_owners[1].percentage == Decimal("30.0000")
    assert [b.ultimate for b in found.beneficial_owners] == [False, True, True]
    assert [b.natural_person for b in found.beneficial_owners] == [False, True, True]
    assert [step.owner.id for step in found.owners] == [bob, mid]
    assert [step.asset.id for step in found.owned] == [below]
    assert [(h.owner.id, h.share) for h in found.holdings] == [(below, Fraction(1))]
    assert "FATF" in found.threshold_source


def test_ownership_circle_is_named(build: Any, world: World) -> None:
    ann, x, y = world.person("Ann"), world.company("Xco"), world.company("Yco")
    world.owns(ann, x, "60")
    world.owns(y, x, "40")
    world.owns(x, y, "40")
    found = queries.portrait(build(world), "Xco").ownership
    assert [refs(circle) for circle in found.circles] == [["xco", "yco"]]
    by_owner = {entry.owner.id: entry for entry in found.beneficial_owners}
    assert by_owner[ann].share == Fraction(60, 84)
    assert by_owner[ann].chain_share == Fraction(60, 100)
    assert by_owner[ann].circular


def test_shares_that_ended_do_not_count(build: Any, world: World) -> None:
    ann, firm = world.person("Ann"), world.company("Firm")
    world.owns(ann, firm, "100", endDate="2020")
    ws = build(world)
    assert queries.portrait(ws, "Firm").ownership.owners == ()
    assert len(queries.portrait(ws, "Firm", as_of="2020-06-30").ownership.owners) == 1


def draw_money(world: World) -> None:
    """Ann holds A1 and A2; X pays A1 twice, A1 pays A2, A2 pays Y in two currencies."""
    ann, bob = world.person("Ann"), world.person("Bob")
    one, two = world.account("A1", ann), world.account("A2", ann)
    x, y = world.account("X", bob), world.account("Y")
    world.transfer(x, one, 10_000, 1)
    world.transfer(x, one, 20_000, 40)
    world.transfer(one, two, 25_000, 41)
    world.transfer(two, y, 24_000, 42, received_amount=27_000, received_currency="USD")
    world.transfer(two, y, 500, 43, currency="USD", outcome="laundering")


@pytest.mark.parametrize("shape", ["each", "pairs"])
def test_flows_of_a_party_are_those_of_its_accounts(build: Any, world: World, shape: str) -> None:
    draw_money(world)
    found = queries.portrait(build(world, shape=shape), "Ann")
    assert [(t.direction, str(t.total), t.count) for t in found.flows.totals] == [
        ("in", "300.00 EUR", 2),
        ("out", "240.00 EUR", 1),
        ("out", "5.00 USD", 1),
    ]
    assert [(t.direction, str(t.total)) for t in found.flows.internal] == [
        ("internal", "250.00 EUR")
    ]
    assert [(m.month, m.direction, str(m.total)) for m in found.flows.monthly] == [
        ("2026-01", "in", "100.00 EUR"),
        ("2026-02", "in", "200.00 EUR"),
        ("2026-02", "out", "240.00 EUR"),
        ("2026-02", "out", "5.00 USD"),
    ]
    assert [
        (c.account.id, refs(c.holders), c.direction, str(c.total))
        for c in found.flows.counterparties
    ] == [
        ("w:X", ["bob"], "in", "300.00 EUR"),
        ("w:Y", [], "out", "240.00 EUR"),
        ("w:Y", [], "out", "5.00 USD"),
    ]
    assert found.flows.first == datetime(2026, 1, 1, tzinfo=UTC)
    assert found.flows.last == datetime(2026, 2, 12, tzinfo=UTC)
    assert [(a.account.id, a.role, a.identifiers) for a in found.accounts] == [
        ("w:A1", "account holder", ("A1",)),
        ("w:A2", "account holder", ("A2",)),
    ]
    assert found.kind == "party"


def test_money_received_counts_as_it_arrived(build: Any, world: World) -> None:
    draw_money(world)
    found = queries.portrait(build(world), "Y")
    assert [str(t.total) for t in found.flows.totals] == ["275.00 USD"]


def test_account_shows_its_holders_and_labels_apart_from_features(build: Any, world: World) -> None:
    draw_money(world)
    world.entity("w:A2", "BankAccount", outcome="fraud")
    found = queries.portrait(build(world), "A2")
    assert found.kind == "account"
    assert refs(link.other for link in found.holders) == ["ann"]
    assert [(label.label, label.value, label.transfers) for label in found.labels] == [
        ("outcome", "fraud", 0),
        ("outcome of transfers", "laundering", 1),
    ]
    assert all(view.name != "outcome" for view in found.properties)
    features = {(f.name, f.unit): f.value for f in found.features}
    assert features["transfers_in", "transfers"] == 1
    assert features["turnover", "EUR"] == Decimal("490.00")
    assert not any("outcome" in name or "laundering" in name for name, _ in features)


def test_labels_of_accounts_stand_on_their_holder_too(build: Any, world: World) -> None:
    world.account("A1", world.person("Ann"))
    world.entity("w:A1", "BankAccount", outcome="fraud")
    world.entity("w:l", "Login", user="w:ann", date="2026-01-01", outcome="failed")
    ws = build(world)
    (label,) = queries.portrait(ws, "Ann").labels
    assert (label.subject.id, label.value, label.sources) == ("w:A1", "fraud", ("world",))
    assert label.claims
    # How a log-in went is no label.
    login = queries.portrait(ws, "w:l")
    assert login.labels == ()
    assert "outcome" in {view.name for view in login.properties}


def test_portrait_looks_no_further_than_its_moment(build: Any, world: World) -> None:
    draw_money(world)
    found = queries.portrait(build(world), "Ann", as_of="2026-02-09")
    assert [str(t.total) for t in found.flows.totals] == ["300.00 EUR"]
    assert found.flows.internal == ()
    assert {f.name: f.value for f in found.features}["days_since_last_transfer"] == 0
    assert found.as_of == date(2026, 2, 9)
    assert found.labels == ()


def test_shared_contacts(build: Any, world: World) -> None:
    ann, bob, cid = world.person("Ann"), world.person("Bob"), world.person("Cid")
    house = world.entity("w:house", "Address", full="1 High Street")
    device = world.entity("w:phone", "Device", name="Handset")
    for person in (ann, bob):
        world.entity(person, "Person", addressEntity=house)
        world.edge("Usage", user=person, instrument=device)
    for person in (ann, cid):
        world.entity(person, "Person", phone="+442079460018")
    world.entity(ann, "Person", email="ann@example.org")
    found = queries.portrait(build(world), "Ann").contacts
    assert [
        (c.kind, c.value, c.instrument.id, refs(c.shared_with), c.shared_count) for c in found
    ] == [
        ("address", "1 High Street", house, ["bob"], 1),
        ("device", "Handset", device, ["bob"], 1),
        ("email", "ann@example.org", "", [], 0),
        ("phone", "+442079460018", "", ["cid"], 1),
    ]


def test_relations_stand_in_their_sections(build: Any, world: World) -> None:
    ann, bob, firm = world.person("Ann"), world.person("Bob"), world.company("Firm")
    world.edge("Directorship", director=ann, organization=firm, role="chair", endDate="2019-05")
    world.edge("Family", person=ann, relative=bob, relationship="brother")
    world.edge("Guarantee", guarantor=firm, debtor=ann, amount="1000", currency="EUR")
    world.entity("w:c1", "Complaint", accused=ann, date="2026-02-01", category="fees")
    world.entity("w:c2", "Complaint", accused=ann, date="2026-03-01", category="phishing")
    found = queries.portrait(build(world), "Ann")
    (role,) = found.roles
    assert (role.other.id, role.role, role.end, role.outgoing) == (firm, "chair", "2019-05", True)
    (relative,) = found.associates
    assert (relative.other.id, relative.role) == (bob, "brother")
    (guarantee,) = found.guarantees
    assert (guarantee.outgoing, guarantee.properties["amount"]) == (False, "1000")
    assert [(e.date, e.kind, e.summary) for e in found.events] == [
        ("2026-03-01", "Complaint", "phishing"),
        ("2026-02-01", "Complaint", "fees"),
    ]
    # What the roles rest on is among the evidence.
    assert {"chair", "brother"} <= {claim.value for claim in found.evidence}


def test_sanctions_watchlist_and_alerts(build: Any, world: World) -> None:
    ann = world.person("Ann")
    world.account("A", ann)
    world.entity(
        "w:s", "Sanction", entity=ann, program="SDGT", authority="OFAC", listingDate="2021-05-01"
    )
    bea = world.person("Bea Quill")
    other = World()
    other.entity("l:1", "Person", name="Bea Quill", topics="sanction")
    ws = build(world, sources={"list": other})
    cycle = Finding(
        "cycle-1", "cycle", "w:A", ("w:A",), 70.0, (Reason("f", 1, "u", 70.0, "why"),), None, "C"
    )
    ws.desk.upsert_alerts([cycle])
    assert [finding.members for finding in queries.portrait(ws, bea).watchlist] == [(bea, "l:1")]
    found = queries.portrait(ws, "Ann")
    (entry,) = found.sanctions
    assert (entry.program, entry.authority, entry.start) == (("SDGT",), ("OFAC",), "2021-05-01")
    assert len(entry.claims) == 4
    assert [finding.id for finding in found.findings] == ["cycle-1"]
    assert found.watchlist == ()
    assert found.exposure is not None
    assert found.exposure.score == 100
    assert queries.portrait(ws, "Ann", as_of="2021-04-30").sanctions == ()


def test_json_form_is_exact_and_complete(build: Any, world: World) -> None:
    draw_money(world)
    found = queries.portrait(build(world), "Ann")
    plain = json.loads(json.dumps(jsonable(found)))
    assert plain["subject"]["id"] == "w:ann"
    assert plain["flows"]["totals"][0]["total"] == {
        "minor": 30000,
        "currency": "EUR",
        "amount": "300.00",
    }
    assert plain["flows"]["first"] == "2026-01-01T00:00:00+00:00"
    assert plain == json.loads(json.dumps(jsonable(found)))


def test_money_is_exact_and_formatted() -> None:
    assert str(Money(123456789, "EUR")) == "1,234,567.89 EUR"
    assert str(Money(5, "JPY")) == "5 JPY"
    assert Money(2**62, "EUR").amount == Decimal("46116860184273879.04")


def test_unknown_and_ambiguous_names_are_refused(build: Any, world: World) -> None:
    world.entity("w:1", "Person", name="Ann")
    world.entity("w:2", "Person", name="Ann")
    ws = build(world)
    with pytest.raises(NotFound):
        queries.portrait(ws, "Bob")
    with pytest.raises(Ambiguous) as caught:
        queries.portrait(ws, "Ann")
    assert caught.value.candidates == ("w:1", "w:2")


def test_all_evidence_that_is_not_shown_is_counted(
    build: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = world.person("Ann")
    for number in range(4):
        world.edge("Directorship", director=ann, organization=world.company(f"F{number}"))
    ws = build(world)
    # One claim of its own, and two of each of four directorships.
    whole = queries.portrait(ws, ann)
    assert (len(whole.evidence), whole.left_out) == (9, {})
    monkeypatch.setattr(import_module("queries.portraits.portrait"), "_MOST_EVIDENCE", 3)
    cut = queries.portrait(ws, ann)
    assert (cut.evidence, cut.left_out) == (whole.evidence[:3], {"evidence": 6})


def test_what_a_reason_names_is_among_the_evidence_and_named_once(
    build: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = world.person("Ann"), world.person("Bob")
    world.entity("w:s", "Sanction", entity=bob, program="SDGT", authority="OFAC")
    world.edge("Associate", person=ann, associate=bob)
    a, b = world.account("A", ann), world.account("B")
    world.transfer(b, a, 900, 1)
    ws = build(world)
    one = Reason("f", 1, "u", 40.0, "one", transfers=("world/t1",))
    other = Reason("g", 1, "u", 30.0, "other", transfers=("world/t1",))
    ws.desk.upsert_alerts([Finding("cycle-1", "cycle", a, (a,), 70.0, (one, other), None, "C")])
    found = queries.portrait(ws, ann)
    assert found.exposure is not None
    named = {r.feature: (r.claims, r.transfers) for r in found.exposure.reasons}
    assert named["alert"] == ((), ("world/t1",))
    # What is said of Bob is no claim about Ann, nor about their relation.
    held = [claim.claim for claim in found.evidence]
    assert len(held) == len(set(held))
    near = named["sanctioned_nearby"][0]
    assert {"Bob"} <= {claim.value for claim in found.evidence if claim.claim in near}
    assert set(near) <= set(held)
    assert found.left_out == {}
    # Where there is no room for all, what reasons name comes first; the rest is counted.
    monkeypatch.setattr(import_module("queries.portraits.portrait"), "_MOST_EVIDENCE", len(near))
    cut = queries.portrait(ws, ann)
    assert {claim.claim for claim in cut.evidence} == set(near)
    assert cut.left_out == {"evidence": len(held) - len(near)}


def test_a_claim_that_is_no_longer_made_counts_as_left_out(build: Any, world: World) -> None:
    a = world.account("A", world.person("Ann"))
    ws = build(world)
    gone = Reason("f", 1, "u", 70.0, "why", claims=("0" * 64,))
    ws.desk.upsert_alerts([Finding("cycle-1", "cycle", a, (a,), 70.0, (gone,), None, "C")])
    assert queries.portrait(ws, a).left_out == {"evidence": 1}
