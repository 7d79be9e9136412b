"""Parties of a company: who directs, runs, owns and audits it, and what it owns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import queries
from queries.filings.parties import ReportParty
from tests.queries.report_filings import Filer
from tests.queries.worlds import World


def told(parties: tuple[ReportParty, ...]) -> list[tuple[str, str]]:
    return [(one.kind, one.party.caption) for one in parties]


def test_every_kind_of_party_with_its_claims(lake: Any, world: World) -> None:
    acme = Filer(world).id
    ann, bob = world.person("Ann"), world.person("Bob")
    fund, audit = world.company("Fund"), world.company("Audit LLP")
    east, west = world.company("East"), world.company("West")
    world.edge("Directorship", director=ann, organization=acme, role="chair", startDate="2019")
    world.edge("Employment", employee=bob, employer=acme, role="CFO")
    world.owns(fund, acme, "12.43", sharesCount="6888619")
    world.owns(acme, east)
    world.owns(acme, west, "50")
    world.edge("UnknownLink", subject=audit, object=acme, role="Independent auditor")
    ws = lake(world)
    found = queries.parties(ws, "Acme").parties
    assert told(found) == [
        ("director", "Ann"), ("officer", "Bob"), ("holder", "Fund"), ("subsidiary", "East"),
        ("participation", "West"), ("auditor", "Audit LLP"),
    ]  # fmt: skip
    director, officer, holder, subsidiary, participation, _ = found
    assert (director.roles, director.start) == (("chair",), "2019")
    assert officer.roles == ("CFO",)
    assert (holder.share, holder.shares) == (Decimal("12.43"), Decimal(6888619))
    assert (subsidiary.share, participation.share) == (None, Decimal(50))
    assert {queries.evidence(ws, claim).evidence.prop for claim in director.claims} == {
        "director", "organization", "role", "startDate",
    }  # fmt: skip


def test_other_ways_round_are_no_parties(lake: Any, world: World) -> None:
    acme = Filer(world).id
    other = world.company("Other")
    world.edge("Directorship", director=acme, organization=other, role="director")
    world.edge("UnknownLink", subject=acme, object=other, role="customer")
    assert queries.parties(lake(world), "Acme").parties == ()


def test_subsidiaries_of_subsidiaries_and_circles(lake: Any, world: World) -> None:
    acme = Filer(world).id
    mid, low = world.company("Mid"), world.company("Low")
    world.owns(acme, mid)
    world.owns(mid, low, "100")
    world.owns(low, acme, "1")
    world.owns(low, mid, "51")
    # Who holds or directs a subsidiary is not a party of the company.
    world.edge("Directorship", director=world.person("Ann"), organization=mid, role="director")
    found = queries.parties(lake(world), "Acme").parties
    assert told(found) == [
        ("holder", "Low"), ("subsidiary", "Low"), ("subsidiary", "Mid"), ("subsidiary", "Mid"),
    ]  # fmt: skip
    through = {(one.party.caption, one.through and one.through.caption) for one in found}
    assert through == {("Low", None), ("Low", "Mid"), ("Mid", None), ("Mid", "Low")}


def test_each_source_says_it_once_and_for_its_period(lake: Any, world: World) -> None:
    filer = Filer(world)
    filing = World(numbers=world.numbers)
    Filer(filing, "Acme").files("10-K", "2025-12-31", "2026-03-01")
    filing.edge("Directorship", director=filing.person("Ann"), organization=filer.id,
                role="director", startDate="2020-05")  # fmt: skip
    ws = lake(world, sources={"filing": filing})
    (one,) = queries.parties(ws, "Acme").parties
    assert (one.source, one.reported_for) == ("filing", date(2025, 12, 31))
    # Filed on 1 March 2026; before that nobody could know.
    assert queries.parties(ws, "Acme", as_of="2026-02-28").parties == ()
    assert len(queries.parties(ws, "Acme", as_of="2026-03-01").parties) == 1


def test_a_proxy_outside_a_filing_is_known_since_it_was_read(lake: Any, world: World) -> None:
    filer = Filer(world)
    proxy = World(numbers=world.numbers)
    bob = proxy.person("Bob")
    proxy.entity("d:1", "Directorship", method="proxy", director=bob, organization=filer.id,
                 role="director", startDate="2012")  # fmt: skip
    ws = lake(world, sources={"proxy": proxy})
    # A statement of which year says that Bob was on the board is not known.
    assert queries.parties(ws, "Acme", as_of="2020-01-01").parties == ()
    assert told(queries.parties(ws, "Acme", as_of="2199-01-01").parties) == [("director", "Bob")]
    assert told(queries.parties(ws, "Acme").parties) == [("director", "Bob")]


def test_what_begins_later_is_not_seen(lake: Any, world: World) -> None:
    acme = Filer(world).id
    bob = world.person("Bob")
    world.edge("Employment", employee=bob, employer=acme, role="CFO", startDate="2026-05-01")
    ws = lake(world)
    assert queries.parties(ws, "Acme", as_of="2026-04-30").parties == ()
    assert told(queries.parties(ws, "Acme", as_of="2026-05-01").parties) == [("officer", "Bob")]
