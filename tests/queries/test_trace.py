"""The walk from a duty to control, typology, alert and evidence, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
import queries
from kg.cli_tools import CliContext
from kg.errors import NotFound
from queries.laws.trace_command import trace as command
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]

ACT = "celex:32001R0001"
HOSTILE = "[red]must[/red] \x1b[2J"


def regulation(world: World) -> None:
    """Two articles: the first has a control that looks for cycles, the second has none."""
    world.entity(ACT, "Regulation", name="Sample Regulation", effectiveDate="2001-01-01")
    for number, action in (("1", "report each transfer"), ("2", f"keep records {HOSTILE}")):
        place = f"{ACT}/art_{number}"
        world.entity(
            place, "Provision", number=f"Article {number}", regulation=ACT, bodyText=action
        )
        world.entity(
            f"{place}/obligation/1",
            "Obligation",
            provision=place,
            obliged="A bank",
            modality="must",
            action=action,
        )
    world.entity("typology:cycle", "Typology", name="cycle", code="cycle")
    world.entity(
        "control:bank/rings",
        "InternalControl",
        name="Search for rings",
        covers=f"{ACT}/art_1",
        mitigates="typology:cycle",
    )


@pytest.fixture
def workspace(build: Build, world: World) -> kg.Workspace:
    regulation(world)
    accounts = [world.account(f"a{n}") for n in range(4)]
    for n, payer in enumerate(accounts):
        world.transfer(payer, accounts[(n + 1) % 4], 100_000 - n, n + 1)
    ws = build(world)
    queries.alerts(ws)
    return ws


def test_from_the_act_to_the_transfers(workspace: kg.Workspace) -> None:
    found = queries.trace(workspace, ACT)

    (control,) = found.controls
    assert control.control.name == "Search for rings"
    assert [duty.action for duty in control.duties] == ["report each transfer"]
    (alert,) = control.alerts
    assert alert.typology == "cycle"
    assert [row.id for row in alert.transfers] == [f"world/t{n}" for n in range(1, 5)]
    assert [duty.number for duty in found.unmet] == ["Article 2"]


def test_from_one_obligation(workspace: kg.Workspace) -> None:
    met = queries.trace(workspace, f"{ACT}/art_1/obligation/1")
    assert [[duty.id for duty in one.duties] for one in met.controls] == [
        [f"{ACT}/art_1/obligation/1"]
    ]
    assert (len(met.controls[0].alerts), met.unmet) == (1, ())

    bare = queries.trace(workspace, f"{ACT}/art_2/obligation/1")
    assert (bare.controls, [duty.number for duty in bare.unmet]) == ((), ["Article 2"])


@pytest.mark.parametrize("start", ["alert", "node", "cycle", "typology:cycle", "control"])
def test_back_from_the_alert_its_typology_or_its_control(
    workspace: kg.Workspace, start: str
) -> None:
    (alert,) = workspace.desk.alerts()
    refs = {
        "alert": alert.finding.id,
        "node": f"alert:{alert.finding.id}",
        "control": "control:bank/rings",
    }
    found = queries.trace(workspace, refs.get(start, start))

    (control,) = found.controls
    assert [duty.number for duty in control.duties] == ["Article 1"]
    assert [one.id for one in control.alerts] == [alert.finding.id]
    assert found.unmet == found.unmitigated == ()


def test_an_alert_that_no_control_looks_for(build: Build, world: World) -> None:
    accounts = [world.account(f"a{n}") for n in range(4)]
    for n, payer in enumerate(accounts):
        world.transfer(payer, accounts[(n + 1) % 4], 100_000 - n, n + 1)
    ws = build(world)
    queries.alerts(ws)

    found = queries.trace(ws, "cycle")

    assert found.controls == ()
    assert [alert.typology for alert in found.unmitigated] == ["cycle"]


def test_what_is_nothing_of_the_kind(workspace: kg.Workspace) -> None:
    with pytest.raises(NotFound):
        queries.trace(workspace, "no such thing")


def test_the_graph_walks_both_ways(workspace: kg.Workspace) -> None:
    (alert,) = workspace.desk.alerts()
    walk = (
        "MATCH (o:Obligation)-[:IMPOSED_BY]->(:Provision)<-[:COVERS]-(:InternalControl)"
        "-[:MITIGATES]->(:Typology)<-[:INSTANCE_OF]-(a:Alert)-[:FOUND_ON]->(s:Entity)"
    )
    rows = workspace.store.read(f"{walk} RETURN o.id AS duty, a.id AS alert, s.id AS subject").rows
    assert rows == [
        (f"{ACT}/art_1/obligation/1", f"alert:{alert.finding.id}", alert.finding.subject)
    ]

    (there,) = queries.path(workspace, f"{ACT}/art_1", f"alert:{alert.finding.id}")
    assert [hop.type for hop in there.hops] == ["COVERS", "MITIGATES", "INSTANCE_OF"]
    (back,) = queries.path(workspace, f"alert:{alert.finding.id}", ACT)
    assert [node.id for node in back.nodes] == [
        f"alert:{alert.finding.id}",
        "typology:cycle",
        "control:bank/rings",
        f"{ACT}/art_1",
        ACT,
    ]


def test_the_documented_walk_leads_through_wordings(build: Build, world: World) -> None:
    """A control covers the provision as such, and the duty is imposed by its wording."""
    work = "act:rings"
    world.entity(work, "Regulation", name="Rings Act")
    for day, action in (("2001-01-01", "report yearly"), ("2011-01-01", "report monthly")):
        wording = f"{work}@{day}"
        world.entity(wording, "Regulation", name="Rings Act", versionOf=work, effectiveDate=day)
        world.entity(f"{work}/art_1", "Provision", number="Article 1")
        place = world.entity(
            f"{wording}/art_1",
            "Provision",
            number="Article 1",
            regulation=wording,
            versionOf=f"{work}/art_1",
            bodyText=action,
        )
        world.entity(
            f"{place}/obligation/1",
            "Obligation",
            provision=place,
            obliged="A bank",
            modality="must",
            action=action,
        )
    world.entity("typology:cycle", "Typology", name="cycle", code="cycle")
    world.entity(
        "control:bank/rings",
        "InternalControl",
        name="Search for rings",
        covers=f"{work}/art_1",
        mitigates="typology:cycle",
    )
    accounts = [world.account(f"a{n}") for n in range(4)]
    for n, payer in enumerate(accounts):
        world.transfer(payer, accounts[(n + 1) % 4], 100_000 - n, n + 1)
    ws = build(world)
    queries.alerts(ws)
    docs = Path(__file__).parents[2] / "docs" / "tasks" / "regulations.md"
    (walk,) = re.findall(r"```cypher\n(.*?)```", docs.read_text(encoding="utf-8"), re.DOTALL)

    def duties(day: str) -> list[str]:
        return [row[0] for row in ws.store.query(walk.replace("2026-01-01", day)).rows]

    assert duties("2026-01-01") == ["report monthly"]
    assert duties("2005-06-30") == ["report yearly"]
    assert duties("1999-12-31") == []


def test_the_command_shows_hostile_words_as_text(workspace: kg.Workspace) -> None:
    context = CliContext(workspace.path)
    context._workspace = workspace
    result = CliRunner().invoke(command, [ACT], obj=context, env={"COLUMNS": "200"})

    assert result.exit_code == 0, result.output
    assert "Search for rings" in result.output
    assert "looks for cycle: 1 alert" in result.output
    assert "[red]must[/red]" in result.output
    assert "\x1b[2J" not in result.output

    told = json.loads(CliRunner().invoke(command, [ACT, "--json"], obj=context).output)
    assert told["controls"][0]["alerts"][0]["transfers"][0]["id"] == "world/t1"
