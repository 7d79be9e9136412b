"""Exposure: each reason by hand, and their sum."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from typing import Any

import pytest

import queries
from kg.errors import MappingError
from kg.model import Finding, Reason
from tests.queries.worlds import World


def reasons(finding: Finding) -> dict[str, float]:
    return {reason.feature: reason.contribution for reason in finding.reasons}


def listed(world: World, entity: str, **facts: str) -> None:
    world.entity(f"w:sanction-{entity}", "Sanction", entity=entity, program="SDGT", **facts)


def alert(subject: str, *members: str, score: float = 80.0, **facts: Any) -> Finding:
    kind = facts.pop("kind", "cycle")
    return Finding(
        id=f"{kind}-{subject}",
        kind=kind,
        subject=subject,
        members=(subject, *members),
        score=score,
        reasons=(Reason("f", 1, "u", score, "why", transfers=("world/t1",)),),
        as_of=facts.pop("as_of", None),
        summary=f"{kind} on {subject}",
    )


def test_nobody_in_particular_scores_nothing(build: Any, world: World) -> None:
    world.person("Ann", country="gb")
    found = queries.exposure(build(world), "Ann")
    assert found.score == 0
    assert reasons(found) == {"nothing_found": 0.0}
    assert found.kind == "exposure"


def test_listed_party_scores_full(build: Any, world: World) -> None:
    ann = world.person("Ann")
    listed(world, ann, listingDate="2022-03-01")
    ws = build(world)
    found = queries.exposure(ws, "Ann")
    assert found.score == 100
    assert reasons(found) == {"sanctioned": 100.0}
    assert found.reasons[0].claims
    assert queries.exposure(ws, "Ann", as_of="2022-02-28").score == 0


def test_topic_of_a_source_counts_as_listing(build: Any, world: World) -> None:
    world.person("Ann", topics="sanction")
    assert reasons(queries.exposure(build(world), "Ann")) == {"sanctioned": 100.0}


def test_listed_neighbours_fade_with_distance_and_kind(build: Any, world: World) -> None:
    ann, bad = world.person("Ann"), world.person("Bad")
    firm, child = world.company("Firm"), world.company("Child")
    listed(world, bad)
    world.edge("Directorship", director=bad, organization=firm)
    world.owns(firm, child, "30")
    world.edge("Employment", employee=ann, employer=child)
    ws = build(world)
    # 60 points x 0.5 for the directorship.
    assert reasons(queries.exposure(ws, "Firm")) == {"sanctioned_nearby": 30.0}
    # x 0.8 for the ownership.
    assert reasons(queries.exposure(ws, "Child")) == {"sanctioned_nearby": 24.0}
    # x 0.2 for the employment, three relations away.
    far = queries.exposure(ws, "Ann")
    assert reasons(far) == {"sanctioned_nearby": 4.8}
    assert far.reasons[0].value == 3
    assert "Bad directs Firm" in far.reasons[0].explanation
    assert far.members == (ann, bad)


def test_shared_address_is_two_relations(build: Any, world: World) -> None:
    ann, bad = world.person("Ann"), world.person("Bad")
    house = world.entity("w:house", "Address", full="1 High Street")
    for person in (ann, bad):
        world.entity(person, "Person", addressEntity=house)
    listed(world, bad)
    # 60 x 0.5 x 0.5.
    assert reasons(queries.exposure(build(world), "Ann")) == {"sanctioned_nearby": 15.0}


def test_company_owned_by_half_counts_as_blocked(build: Any, world: World) -> None:
    bad, worse = world.person("Bad"), world.person("Worse")
    mid, firm, other = world.company("Mid"), world.company("Firm"), world.company("Other")
    listed(world, bad)
    listed(world, worse)
    # Two listed owners hold 50 % of Mid together, so Mid is blocked, and its 45 % of Firm
    # count in full beside Worse's 5 %; the product, 0.5 x 45 % + 5 %, would not do.
    world.owns(bad, mid, "30")
    world.owns(worse, mid, "20")
    world.owns(mid, firm, "45")
    world.owns(worse, firm, "5")
    world.owns(mid, other, "49")
    ws = build(world)
    found = queries.exposure(ws, "Firm")
    blocked = next(r for r in found.reasons if r.feature == "blocked_by_ownership")
    assert (blocked.value, blocked.contribution) == ("50.00", 90.0)
    assert "Mid, Worse" in blocked.explanation
    assert "blocked_by_ownership" not in reasons(queries.exposure(ws, "Other"))


def test_alerts_on_accounts_count_and_add_up(build: Any, world: World) -> None:
    ann = world.person("Ann")
    world.account("A", ann)
    world.account("B")
    ws = build(world)
    ws.desk.upsert_alerts(
        [
            alert("w:A", "w:B", score=80),
            alert("w:B", "w:A", score=60, kind="fan_in"),
        ]
    )
    found = queries.exposure(ws, "Ann")
    # 60 x 0.8 for the one on its own account; 5 x 0.3 for the one it is only part of.
    assert reasons(found) == {"alert": 48.0, "further_alert": 1.5}
    assert found.score == 49.5
    assert found.reasons[0].transfers == ("world/t1",)
    assert "w:B" in found.members


def test_alerts_that_looked_at_later_things_do_not_count(build: Any, world: World) -> None:
    world.account("A")
    ws = build(world)
    ws.desk.upsert_alerts([alert("w:A", as_of=datetime(2026, 3, 1, tzinfo=UTC))])
    assert queries.exposure(ws, "A").score == 48
    assert queries.exposure(ws, "A", as_of="2026-03-01").score == 48
    assert queries.exposure(ws, "A", as_of="2026-02-28").score == 0


def test_watchlist_match_counts_by_its_own_score(build: Any, world: World) -> None:
    world.person("Ann Lee", birthDate="1957-03-19")
    other = World()
    other.entity("l:1", "Person", name="LEE, Ann", birthDate="1957", topics="sanction")
    ws = build(world, sources={"list": other})
    # A match of 80 points: 65 for the name and 15 for the year of birth.
    assert reasons(queries.exposure(ws, "w:ann lee")) == {"watchlist_match": 56.0}


@pytest.mark.parametrize("shape", ["each", "pairs"])
def test_money_from_listed_parties_counts_by_share(build: Any, world: World, shape: str) -> None:
    ann, bad = world.person("Ann"), world.person("Bad")
    listed(world, bad)
    a, b, c = world.account("A", ann), world.account("B", bad), world.account("C")
    # In: a quarter of the euros (2 transfers) and none of the dollars (2 transfers).
    world.transfer(b, a, 2500, 1)
    world.transfer(c, a, 7500, 2)
    world.transfer(c, a, 100, 3, currency="USD")
    world.transfer(c, a, 100, 4, currency="USD")
    # Out: everything.
    world.transfer(a, b, 1000, 5)
    found = queries.exposure(build(world, shape=shape), "Ann")
    # (2 x 1/4 + 2 x 0) / 4 = 1/8 of 40 points; 1 of 40 points.
    assert reasons(found) == {"money_to_flagged": 40.0, "money_from_flagged": 5.0}
    assert found.score == 45.0
    came = next(r for r in found.reasons if r.feature == "money_from_flagged")
    assert came.value == 0.125
    assert came.transfers == ("world/t1",)
    assert "12.5% of the money it received came from listed or alerted parties: Bad" in (
        came.explanation
    )


def test_counterparty_of_ones_own_alert_is_not_counted_twice(build: Any, world: World) -> None:
    a, b = world.account("A"), world.account("B")
    world.transfer(b, a, 100, 1)
    ws = build(world)
    ws.desk.upsert_alerts([alert(b, a, score=80)])
    # 60 x 0.8 x half, being only a member; its money does not count as well.
    assert reasons(queries.exposure(ws, "A")) == {"alert": 24.0}
    ws.desk.upsert_alerts([alert(b, score=80)])
    assert reasons(queries.exposure(ws, "A")) == {"money_from_flagged": 40.0}
    ws.desk.upsert_alerts([alert(b, score=49)])
    assert queries.exposure(ws, "A").score == 0


def test_countries_are_read_from_the_edition_of_the_moment(build: Any, world: World) -> None:
    world.company("Firm", jurisdiction="ir")
    world.person("Ann", nationality="za")
    ws = build(world)
    assert reasons(queries.exposure(ws, "Firm")) == {"call_for_action_country": 30.0}
    assert queries.exposure(ws, "Ann").score == 0
    # South Africa was under increased monitoring until 24 October 2025.
    assert reasons(queries.exposure(ws, "Ann", as_of="2025-10-23")) == {
        "increased_monitoring_country": 10.0
    }
    assert queries.exposure(ws, "Firm", as_of="2020-01-01").score == 0


def test_labels_are_not_looked_at(build: Any, world: World) -> None:
    a, b = world.account("A"), world.account("B")
    world.transfer(a, b, 100, 1, outcome="laundering")
    world.entity(a, "BankAccount", outcome="fraud")
    assert queries.exposure(build(world), "A").score == 0


def test_reasons_add_up_to_the_score_before_it_is_cut(build: Any, world: World) -> None:
    ann, bad = world.person("Ann", country="ir"), world.person("Bad")
    listed(world, ann)
    listed(world, bad)
    world.edge("Family", person=ann, relative=bad)
    found = queries.exposure(build(world), "Ann")
    assert reasons(found) == {
        "sanctioned": 100.0,
        "sanctioned_nearby": 30.0,
        "call_for_action_country": 30.0,
    }
    assert found.score == 100


def test_only_the_closest_listed_parties_count(build: Any, world: World) -> None:
    firm = world.company("Firm")
    for number in range(5):
        person = world.person(f"Bad{number}")
        listed(world, person)
        world.edge("Directorship", director=person, organization=firm)
    found = queries.exposure(build(world), "Firm")
    assert [reason.contribution for reason in found.reasons] == [30.0, 30.0, 30.0]
    assert found.score == 90.0


def test_a_workspace_may_have_a_model_of_its_own(build: Any, world: World) -> None:
    world.company("Firm", jurisdiction="ir")
    ws = build(world)
    shipped = resources.files("queries.risk").joinpath("exposure.yaml").read_text(encoding="utf-8")
    own = ws.path / "exposure.yaml"
    own.write_text(shipped.replace("points: 30", "points: 55"), encoding="utf-8")
    assert queries.exposure(ws, "Firm").score == 55
    own.write_text(shipped.replace("points: 30", "points: 155"), encoding="utf-8")
    with pytest.raises(MappingError, match="from 0 to 100"):
        queries.portrait(ws, "Firm")


def test_watchlist_is_screened_where_nobody_has(build: Any, world: World) -> None:
    world.person("Ann Smith Lee", birthDate="1970-03-19")
    other = World()
    other.entity("l:1", "Person", name="LEE, Ann Smith", birthDate="1970-03-19")
    other.entity("l:s", "Sanction", entity="l:1", program="SDGT")
    found = queries.exposure(build(world, sources={"list": other}), "Ann Smith Lee")
    (match,) = found.reasons
    assert match.feature == "watchlist_match"
    assert match.contribution == pytest.approx(70 * float(match.value) / 100, abs=0.05)
    assert "l:1" in found.members
