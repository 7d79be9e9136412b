"""What an analyst would write, on a world small enough to work the answers out by hand.

Ann (born 19 March 1957) ──60 %──▶ Acme Ltd ──25 %──▶ Beta GmbH ◀──33.333 %── Bob (born 1957)
Cid (born March 1960), Dan (born 1 January 1960)

account A: 100.00 EUR on 28 February 2026, 10,000.00 EUR on 1 March, 9,999.99 on 31 March,
20,000.00 USD on 15 March and 1,000,000 JPY on 1 April, all to account B

Acme guarantees for Beta: 1,500,000 CNY. Loan L1: 250,000.50 EUR outstanding, 31 days past due.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.store.query_names import warnings_about
from tests.neo4j_server.launcher import Neo4jAddress
from tests.queries.test_stores_agree import on_server
from tests.queries.worlds import World

JANUARY = 31
FEBRUARY = 28


def draw() -> World:
    world = World()
    ann = world.person("Ann", birthDate="1957-03-19", topics=["role.pep", "sanction"])
    bob = world.entity("w:bob", "Person", name=["Bob", "Robert Mueller"], birthDate="1957")
    world.person("Cid", birthDate="1960-03")
    world.person("Dan", birthDate="1960-01-01")
    acme, beta = world.company("Acme Ltd"), world.company("Beta GmbH")
    world.owns(ann, acme, "60", startDate="2019")
    world.owns(acme, beta, "25")
    world.owns(bob, beta, "33.333", startDate="2020-05-01", endDate="2021")
    world.edge("Guarantee", guarantor=acme, debtor=beta, amount="1500000", currency="CNY")
    world.entity("w:l1", "Loan", name="L1", outstanding="250000.50 EUR", daysPastDue="31")
    a, b = world.account("A", ann), world.account("B", bob)
    for amount, currency, day in (
        (10_000, "EUR", JANUARY + 28),
        (1_000_000, "EUR", JANUARY + FEBRUARY + 1),
        (999_999, "EUR", JANUARY + FEBRUARY + 31.9),
        (2_000_000, "USD", JANUARY + FEBRUARY + 15),
        (1_000_000, "JPY", JANUARY + FEBRUARY + 32),
    ):
        world.transfer(a, b, amount, day, currency=currency)
    return world


ASKED: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "shares above a quarter": (
        "MATCH (o)-[x:OWNS]->(c) WHERE x.percentage > 25"
        " RETURN o.caption, c.caption, x.percentage ORDER BY x.percentage",
        [("Bob", "Beta GmbH", 33.333), ("Ann", "Acme Ltd", 60.0)],
    ),
    "a share, exactly": (
        "MATCH (o)-[x:OWNS]->(c) WHERE x.percentage = 25 RETURN o.caption",
        [("Acme Ltd",)],
    ),
    "half of a share": (
        "MATCH (o:Company)-[x:OWNS]->(c) RETURN x.percentage / 2 AS half",
        [(12.5,)],
    ),
    "a name": ("MATCH (n) WHERE n.name = 'Acme Ltd' RETURN n.id", [("w:acme ltd",)]),
    "one of several names": (
        "MATCH (n:Person) WHERE 'Robert Mueller' IN n.name_all RETURN n.name, n.caption",
        [("Bob", "Bob")],
    ),
    "born before a day, where the day is known": (
        "MATCH (p:Person) WHERE p.birthDate < date('1960-01-01') RETURN p.name, p.birthDate",
        [("Ann", "1957-03-19")],
    ),
    "surely born before a day": (
        "MATCH (p:Person) WHERE p.birthDate_to < date('1960-01-01') RETURN p.name ORDER BY p.name",
        [("Ann",), ("Bob",)],
    ),
    "perhaps born by a day": (
        "MATCH (p:Person) WHERE p.birthDate_from <= date('1960-03-15')"
        " RETURN p.name ORDER BY p.name",
        [("Ann",), ("Bob",), ("Cid",), ("Dan",)],
    ),
    "dates that are not exact, as they are told": (
        "MATCH (p:Person) WHERE p.birthDate IS NULL RETURN p.name, p.birthDate_text"
        " ORDER BY p.name",
        [("Bob", "1957"), ("Cid", "1960-03")],
    ),
    "held on a day": (
        "MATCH (o)-[x:OWNS]->(c:Company) WHERE x.startDate_from <= date('2021-12-31')"
        " AND coalesce(x.endDate_to, date('9999-12-31')) >= date('2021-12-31')"
        " RETURN o.name ORDER BY o.name",
        [("Ann",), ("Bob",)],
    ),
    "a topic": (
        "MATCH (n) WHERE 'sanction' IN n.topics_all RETURN n.name",
        [("Ann",)],
    ),
    "amounts from ten thousand euros, exactly": (
        "MATCH ()-[x:TRANSFER]->() WHERE x.amount >= 1000000 AND x.currency = 'EUR'"
        " RETURN x.amount, x.date",
        [(1_000_000, "2026-03-01")],
    ),
    "amounts from ten thousand units": (
        "MATCH ()-[x:TRANSFER]->() WHERE x.amount_major >= 10000"
        " RETURN x.currency, x.amount_major ORDER BY x.currency",
        [("EUR", 10_000.0), ("JPY", 1_000_000.0), ("USD", 20_000.0)],
    ),
    "transfers of a month": (
        "MATCH ()-[x:TRANSFER]->() WHERE x.date >= date('2026-03-01')"
        " AND x.date < date('2026-04-01') RETURN x.date, x.amount ORDER BY x.date",
        [("2026-03-01", 1_000_000), ("2026-03-15", 2_000_000), ("2026-03-31", 999_999)],
    ),
    "by month": (
        "MATCH ()-[x:TRANSFER]->() RETURN x.date.month AS month, count(x) AS many ORDER BY month",
        [(2, 1), (3, 3), (4, 1)],
    ),
    "guarantees of a million yuan": (
        "MATCH (a)-[x:GUARANTEES]->(b) WHERE x.amount >= 100000000 AND x.currency = 'CNY'"
        " RETURN a.name, x.amount, x.amount_major",
        [("Acme Ltd", 150_000_000, 1_500_000.0)],
    ),
    "loans past due": (
        "MATCH (l:Loan) WHERE l.daysPastDue > 30 AND l.outstanding > 25000000"
        " RETURN l.outstanding, l.outstanding_currency, l.daysPastDue",
        [(25_000_050, "EUR", 31.0)],
    ),
}


@pytest.fixture(scope="module", params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[kg.Workspace]:
    folder: Path = tmp_path_factory.mktemp("world") / "work"
    with pytest.MonkeyPatch.context() as patch:
        settings = None
        if request.param == "neo4j":
            address: Neo4jAddress = request.getfixturevalue("neo4j_server")
            settings = on_server(address, patch)
            _empty(address)
        with draw().build(folder, store=settings) as ws:
            yield ws


def _empty(address: Neo4jAddress) -> None:
    from kg.store.neo4j import Neo4jStore

    store = Neo4jStore(address.url, address.user, address.password, address.database)
    try:
        store.write("MATCH (n) DETACH DELETE n")
    finally:
        store.close()


@pytest.mark.parametrize("asked", ASKED)
def test_what_an_analyst_asks(world: kg.Workspace, asked: str) -> None:
    text, expected = ASKED[asked]

    with world.view() as view:
        assert view.query(text).rows == expected
    assert warnings_about(text, world.ontology) == []


def test_a_transfer_of_several_days_has_its_first_and_last(tmp_path: Path) -> None:
    with draw().build(tmp_path / "work", shape="pairs") as ws, ws.view() as view:
        rows = view.query(
            "MATCH ()-[x:TRANSFER {currency: 'EUR'}]->()"
            " RETURN x.date, x.date_from, x.date_to, x.amount, x.count"
        ).rows
        single = view.query("MATCH ()-[x:TRANSFER {currency: 'USD'}]->() RETURN x.date").rows

    assert rows == [(None, "2026-02-28", "2026-03-31", 2_009_999, 3)]
    assert single == [("2026-03-15",)]
