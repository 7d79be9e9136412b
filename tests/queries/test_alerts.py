"""`alerts`, and its command."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

import kg
import queries
from kg.cli_tools import CliContext
from kg.errors import NotFound, UsageError
from kg.values.instants import parse_as_of
from queries.detection.alert_commands import alerts as command
from queries.detection.alert_commands import close, note, reopen
from queries.typologies import load_typologies
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]


HOSTILE = "[red]Ada[/red] \u202eQuill\x1b[2J"


@pytest.fixture
def workspace(lake: Build, world: World) -> kg.Workspace:
    """A cycle of four accounts, and a customer on a list."""
    accounts = [world.account(f"a{n}") for n in range(4)]
    for n, payer in enumerate(accounts):
        world.transfer(payer, accounts[(n + 1) % 4], 100_000 - n, n + 1)
    world.entity("w:c", "Person", name=HOSTILE)
    watchlist = World()
    watchlist.entity("list:1", "Person", name="Ina Birch", topics="sanction")
    watchlist.entity("list:2", "Person", name=HOSTILE, topics="sanction")
    return lake(world, sources={"list": watchlist})


def run(ws: kg.Workspace, *arguments: str) -> Result:
    context = CliContext(ws.path)
    context._workspace = ws
    result = CliRunner().invoke(command, arguments, obj=context, env={"COLUMNS": "300"})
    assert result.exit_code == 0, result.output
    return result


def test_detection_and_screening_reach_the_desk(workspace: kg.Workspace) -> None:
    found = queries.alerts(workspace)

    assert [alert.finding.kind for alert in found] == ["cycle", "watchlist_match"]
    assert {alert.status for alert in found} == {"open"}
    assert [a.finding for a in workspace.desk.alerts()] == [a.finding for a in found]
    assert workspace.desk.audit()[-1].action == "alerts"


def test_again_finds_the_same(workspace: kg.Workspace) -> None:
    first, second = queries.alerts(workspace), queries.alerts(workspace)

    assert [a.finding for a in first] == [a.finding for a in second]
    assert [a.first_seen for a in first] == [a.first_seen for a in second]


def test_a_look_back_leaves_later_alerts_standing(workspace: kg.Workspace) -> None:
    queries.alerts(workspace)
    (match,) = queries.alerts(workspace, as_of="2026-01-03")

    assert match.finding.kind == "watchlist_match"
    assert {(a.finding.kind, a.status) for a in workspace.desk.alerts()} == {
        ("cycle", "open"),
        ("watchlist_match", "open"),
    }


def test_a_look_back_writes_over_no_alert_of_now(lake: Build, world: World) -> None:
    """Two rings in January are one alert of higher score than the one ring of its first days."""
    accounts = [world.account(f"a{n}") for n in range(4)]
    for lap in range(2):
        for n, payer in enumerate(accounts):
            world.transfer(payer, accounts[(n + 1) % 4], 100_000 - n, n + 1 + 10 * lap)
    ws = lake(world)
    now = {alert.finding.id: alert for alert in queries.alerts(ws)}
    then = queries.alerts(ws, as_of="2026-01-08")

    shared = [alert.finding for alert in then if alert.finding.id in now]
    assert shared
    assert all(finding.as_of is not None for finding in shared)
    assert {a.finding.id: a.finding for a in ws.desk.alerts() if a.finding.id in now} == {
        one: alert.finding for one, alert in now.items()
    }
    # Questions as of then see what there was to see then.
    moment = parse_as_of("2026-01-08")
    assert set(shared) <= set(ws.view(moment).findings())


def test_what_lost_its_grounds_is_superseded(workspace: kg.Workspace) -> None:
    queries.alerts(workspace)
    for source in workspace.lake.sources():
        workspace.lake.withdraw(source.name)

    assert queries.alerts(workspace) == []
    assert {alert.status for alert in workspace.desk.alerts()} == {"superseded"}


def test_the_table_shows_hostile_names_as_text(workspace: kg.Workspace) -> None:
    output = run(workspace).output

    assert "[red]Ada[/red]" in output
    assert "⟨U+202E⟩" in output
    assert "\u202e" not in output
    assert "\x1b[2J" not in output
    assert f"2 alerts; 4 transfers and {len(load_typologies())} typologies looked at." in output


def test_json_has_a_finding_with_its_reasons_in_each_row(workspace: kg.Workspace) -> None:
    rows = json.loads(run(workspace, "--json").output)

    assert [row["kind"] for row in rows] == ["cycle", "watchlist_match"]
    assert rows[0]["status"] == "open"
    assert rows[0]["members"] == ["w:a0", "w:a1", "w:a2", "w:a3"]
    assert rows[0]["reasons"][0]["transfers"] == [f"world/t{n}" for n in range(1, 5)]
    assert rows[1]["summary"].startswith(HOSTILE)


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        (("--kind", "cycle"), ["cycle"]),
        (("--min-score", "70"), ["cycle"]),
        (("--limit", "1"), ["cycle"]),
        (("--kind", "stack"), []),
        (("--as-of", "2026-01-03"), ["watchlist_match"]),
    ],
)
def test_options_choose_what_is_shown(
    workspace: kg.Workspace, arguments: tuple[str, ...], kinds: list[str]
) -> None:
    rows = json.loads(run(workspace, "--json", *arguments).output)

    assert [row["kind"] for row in rows] == kinds


def test_notes_of_what_was_left_out_are_printed(lake: Build, world: World) -> None:
    world.transfer("w:a", "w:b", 1, 1, count=5)
    ws = lake(world)

    assert "1 ledger rows stand for several transfers" in run(ws).output
    result = run(ws, "--json")
    assert json.loads(result.stdout) == []
    assert "1 ledger rows" in result.stderr


def test_alerts_are_drawn_into_a_graph_that_is_up_to_date(build: Build, world: World) -> None:
    accounts = [world.account(f"a{n}") for n in range(4)]
    for n, payer in enumerate(accounts):
        world.transfer(payer, accounts[(n + 1) % 4], 100_000 - n, n + 1)
    ws = build(world)
    assert run(ws).output.endswith("looked at.\n")
    rows = "MATCH (a:Alert)-[:FOUND_ON]->(s:Entity) RETURN s.id"
    assert ws.store.read(rows).rows == [("w:a0",)]
    assert ws.is_current()

    with ws.lake.write("more", fingerprint="1", reader="test"):
        pass
    assert "'kg refresh' brings it up" in run(ws).output


def test_an_alert_is_no_way_from_account_to_account(build: Build, world: World) -> None:
    accounts = [world.account(f"a{n}") for n in range(6)]
    for n, payer in enumerate(accounts):
        world.transfer(payer, accounts[(n + 1) % 6], 100_000 - n, n + 1)
    ws = build(world)
    (alert,) = queries.alerts(ws)
    node = f"alert:{alert.finding.id}"

    around = {one.id for one in queries.ego(ws, accounts[0], hops=2).nodes}
    (there,) = queries.path(ws, accounts[0], accounts[2], limit=1)

    assert node not in around
    assert [hop.type for hop in there.hops] == ["TRANSFER", "TRANSFER"]
    assert set(accounts) <= {one.id for one in queries.ego(ws, node).nodes}


def decide(ws: kg.Workspace, decision: str, *arguments: str) -> Result:
    context = CliContext(ws.path)
    context._workspace = ws
    called = {"note": note, "close": close, "reopen": reopen}[decision]
    return CliRunner().invoke(called, arguments, obj=context)


def test_an_alert_is_noted_closed_and_opened_again(workspace: kg.Workspace) -> None:
    (cycle, _) = queries.alerts(workspace)
    first = cycle.finding.id
    assert decide(workspace, "note", first, "--why", "asked [b]Ann[/b]").exit_code == 0
    assert decide(workspace, "close", first, "--why", "a family's own").exit_code == 0
    assert isinstance(decide(workspace, "close", first, "--why", "again").exception, UsageError)
    assert isinstance(decide(workspace, "note", first, "--why", " ").exception, UsageError)
    assert isinstance(decide(workspace, "note", "none", "--why", "x").exception, NotFound)

    # Found again it stays closed, and what was said is told.
    told = run(workspace, "--kind", "cycle").output
    assert "closed" in told
    assert "note: asked [b]Ann[/b]" in told
    assert "close: a family's own" in told
    (shown,) = json.loads(run(workspace, "--kind", "cycle", "--json").stdout)
    assert [one["action"] for one in shown["said"]] == ["note alert", "close alert"]

    assert decide(workspace, "reopen", first, "--why", "it went on").exit_code == 0
    assert {one.status for one in queries.alerts(workspace)} == {"open"}
    assert workspace.desk.verify_audit().broken is None


def test_an_alert_names_who_holds_the_account(lake: Build, world: World) -> None:
    ann = world.person("Ann")
    accounts = [world.account("a0", ann), *(world.account(f"a{n}") for n in (1, 2, 3))]
    for n, payer in enumerate(accounts):
        world.transfer(payer, accounts[(n + 1) % 4], 100_000 - n, n + 1)
    ws = lake(world)
    ws.refresh()
    (shown,) = json.loads(run(ws, "--json").stdout)
    assert (shown["caption"], [one["caption"] for one in shown["held_by"]]) == ("a0", ["Ann"])
    assert "a0, held by Ann (w:a0)" in run(ws).output


def test_an_unknown_kind_is_refused_with_the_nearest(workspace: kg.Workspace) -> None:
    context = CliContext(workspace.path)
    context._workspace = workspace
    told = CliRunner().invoke(command, ["--kind", "cicle"], obj=context)
    assert isinstance(told.exception, UsageError)
    assert "Did you mean 'cycle'?" in str(told.exception)
