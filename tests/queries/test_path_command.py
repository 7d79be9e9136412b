"""`kg path`, as a user types it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli_tools import CliContext
from kg.errors import NotFound
from queries.connections.path_command import path
from tests.queries.worlds import World

HOSTILE = "[bold]<img src=x onerror=alert(1)>\u202eeliF"


@pytest.fixture
def run(build: Any, world: World) -> Any:
    ann, firm = world.person("Ann"), world.company("Firm")
    bad = world.entity("w:bad", "Person", name=HOSTILE)
    world.owns(ann, firm, "60")
    world.edge("Directorship", director=bad, organization=firm, role="chair", startDate="2020")
    a, b, c = world.account("A", ann), world.account("B", bad), world.account("C")
    world.transfer(a, c, 12345, 3)
    world.transfer(c, b, 12000, 4)
    world.person("Lone")
    ws = build(world)

    def call(*arguments: str) -> Result:
        context = CliContext(ws.path)
        context._workspace = ws
        return CliRunner().invoke(path, list(arguments), obj=context, env={"COLUMNS": "250"})

    return call


def test_money_path_is_told_with_dates_and_amounts(run: Any) -> None:
    result = run("Ann", "w:bad", "--kind", "money")
    assert result.exit_code == 0
    for text in ("123.45 EUR", "120.00 EUR", "2026-01-03", "2026-01-04"):
        assert text in result.output


def test_a_path_tells_how_much_can_have_gone_its_way(
    run: Any,
) -> None:
    told = run("Ann", "w:bad", "--kind", "money")
    assert "At most 120.00 EUR can have gone this way" in told.output
    assert "as short" not in told.output


def test_paths_that_are_not_shown_are_counted(build: Any, world: World) -> None:
    ann, bob = world.person("Ann"), world.person("Bob")
    for number in range(7):
        firm = world.company(f"Firm{number}")
        world.owns(ann, firm, "10")
        world.owns(bob, firm, "10")
    ws = build(world)
    context = CliContext(ws.path)
    context._workspace = ws
    told = CliRunner().invoke(path, ["Ann", "Bob"], obj=context, env={"COLUMNS": "250"})
    assert "7 paths are as short; 5 of them are shown." in told.output


def test_json_form_has_every_hop(run: Any) -> None:
    result = run("Ann", "w:bad", "--kind", "money", "--json")
    (found,) = json.loads(result.output)
    assert [node["id"] for node in found["nodes"]] == ["w:A", "w:C", "w:B"]
    assert found["hops"][0]["amounts"] == [{"minor": 12345, "currency": "EUR", "amount": "123.45"}]
    assert (found["equals"], found["carried"]["amount"]) == (1, "120.00")
    assert found["hops"][0]["first"] == "2026-01-03T00:00:00+00:00"


def test_hostile_names_stay_text(run: Any) -> None:
    result = run("Ann", "w:bad")
    assert result.exit_code == 0
    assert "\u202e" not in result.output
    assert "[bold]<img src=x onerror=alert(1)>⟨U+202E⟩eliF" in result.output


def test_no_path_is_an_answer(run: Any) -> None:
    result = run("Ann", "Lone", "--max-hops", "2")
    assert result.exit_code == 0
    assert "No path of at most 2 hops from Ann to Lone (any)." in result.output
    assert run("Ann", "Lone", "--json").output.strip() == "[]"


def test_as_of_is_handed_on(run: Any) -> None:
    assert (
        json.loads(run("Ann", "w:bad", "--kind", "money", "--as-of", "2026-01-03", "--json").output)
        == []
    )


def test_unknown_entity_is_an_error(run: Any) -> None:
    assert isinstance(run("Ann", "Nobody").exception, NotFound)
    assert run("Ann", "Lone", "--max-hops", "13").exit_code == 2


def test_help_has_an_example(run: Any) -> None:
    assert "Example: kg -w work path" in run("--help").output
