"""The same answers from every store and from both forms that transfers take in the graph."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.errors import StoreUnavailable
from tests.neo4j_server.launcher import Neo4jAddress
from tests.queries.worlds import World, answers

REFS = ("w:ann", "w:bob", "w:firm")
MOMENTS = (None, "2026-01-03", "2019-12-31")


def draw() -> World:
    """Owners, directors, contacts, sanctions, events, and money that goes round."""
    world = World()
    ann, bob, bad = world.person("Ann"), world.person("Bob"), world.person("Bad")
    firm, top = world.company("Firm", jurisdiction="ir"), world.company("Top")
    house = world.entity("w:house", "Address", full="1 High Street", country="gb")
    device = world.entity("w:device", "Device", name="Handset")
    for person in (ann, bob):
        world.entity(person, "Person", addressEntity=house)
        world.edge("Usage", user=person, instrument=device)
    world.owns(ann, top, "60")
    world.owns(top, firm, "50", startDate="2020")
    world.owns(firm, top, "10")
    world.owns(bad, firm, "20", endDate="2020-06")
    world.edge("Directorship", director=bad, organization=top, role="chair")
    world.edge("Family", person=ann, relative=bad, relationship="brother")
    world.edge("Guarantee", guarantor=firm, debtor=top, amount="1000", currency="EUR")
    world.entity("w:s", "Sanction", entity=bad, program="SDGT", listingDate="2019-01-01")
    world.entity("w:c", "Complaint", accused=ann, date="2026-01-02", category="fees")
    a, b, c = world.account("A", ann), world.account("B", bob), world.account("C", bad)
    for payer, payee, amount, day in (
        (a, c, 900, 1),
        (c, b, 850, 2),
        (a, c, 50, 2),
        (b, a, 800, 4),
        (a, b, 10, 5),
    ):
        world.transfer(payer, payee, amount, day)
    world.transfer(c, b, 5, 6, currency="USD")
    return world


def told(ws: kg.Workspace) -> list[object]:
    return [answers(ws, REFS, moment) for moment in MOMENTS]


def on_server(address: Neo4jAddress, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Settings of a workspace whose graph is there."""
    monkeypatch.setenv("WORLD_PASSWORD", address.password)
    return {
        "engine": "neo4j",
        "uri": address.url,
        "user": address.user,
        "database": address.database,
        "password_env": "WORLD_PASSWORD",
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """What the embedded store tells, of transfers drawn one by one."""
    with draw().build(tmp_path_factory.mktemp("embedded") / "work") as ws:
        return told(ws)


def test_transfers_one_by_one_and_by_pair(tmp_path: Path, expected: list[object]) -> None:
    with draw().build(tmp_path / "pairs", shape="pairs") as pairs:
        assert told(pairs) == expected


@pytest.mark.neo4j
def test_the_graph_of_another_workspace_is_left_alone(
    tmp_path: Path, empty_neo4j: Neo4jAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = on_server(empty_neo4j, monkeypatch)
    other = World()
    other.person("Cid")
    with draw().build(tmp_path / "first", store=settings) as first:
        entities = first.status().entities
        with pytest.raises(StoreUnavailable, match="graph of another workspace"):
            other.build(tmp_path / "second", store=settings)
        assert first.status().entities == entities
        with kg.open(tmp_path / "second") as second:
            for look in (second.status, lambda: second.view().query("RETURN 1")):
                with pytest.raises(StoreUnavailable, match="graph of another workspace"):
                    look()
        with kg.open(tmp_path / "second") as second:
            second.rebuild()
            assert second.status().entities == {"Person": 1}


@pytest.mark.neo4j
@pytest.mark.parametrize("shape", ["each", "pairs"])
def test_embedded_and_neo4j(
    tmp_path: Path,
    empty_neo4j: Neo4jAddress,
    monkeypatch: pytest.MonkeyPatch,
    shape: str,
    expected: list[object],
) -> None:
    settings = on_server(empty_neo4j, monkeypatch)
    with draw().build(tmp_path / "neo4j", shape=shape, store=settings) as ws:
        # Once as it grew and once as it is made anew.
        if shape == "pairs":
            ws.rebuild()
        assert told(ws) == expected
