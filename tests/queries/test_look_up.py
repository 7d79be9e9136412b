"""`find`: by name, alias, account or identifier, spelled nearly right."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

import kg
import queries
from kg.cli_tools import CliContext
from queries.look_up import find_command
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]


@pytest.fixture
def workspace(build: Build, world: World) -> kg.Workspace:
    world.entity("w:1", "Person", name="Jong Un KIM", alias="Supreme Leader")
    world.entity("w:2", "Person", name="Jong Man KIM")
    world.entity("w:3", "Company", name="Volna Trading OOO", registrationNumber="HE 90909")
    world.entity("w:4", "Person", name="Ada Quill")
    return build(world)


def test_what_a_text_leads_to(workspace: kg.Workspace) -> None:
    def ids(text: str) -> list[str]:
        return [one.id for one in queries.find(workspace, text).entities]

    assert ids("Kim Jung Un")[:2] == ["w:1", "w:2"]
    assert ids("supreme leeder") == ["w:1"]
    assert ids("trading") == ["w:3"]
    assert ids("HE90908") == ["w:3"]
    assert ids("Ада Квилл") == ["w:4"]
    assert ids("") == ids("nobody at all") == []


def test_the_same_name_is_wholly_alike_and_the_rest_is_counted(workspace: kg.Workspace) -> None:
    found = queries.find(workspace, "Kim, Jong Un", limit=1)

    ((best,), left_out) = (found.entities, found.left_out)
    assert (best.id, best.schema, best.caption, best.score) == (
        "w:1", "Person", "Jong Un KIM", 1.0,
    )  # fmt: skip
    assert (left_out, found.whole) == (1, True)


def test_the_command(workspace: kg.Workspace) -> None:
    context = CliContext(workspace.path)
    context._workspace = workspace

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(find_command, arguments, obj=context, env={"COLUMNS": "200"})
        assert result.exit_code == 0, result.output
        return result.output

    assert json.loads(run("--json", "supreme", "leader"))["entities"][0]["id"] == "w:1"
    assert "alias: Supreme Leader" in run("supreme leader")
    assert "1 more entity less like it." in run("--limit", "1", "kim jong un")
    assert run("nobody at all") == "Nothing found.\n"


def test_a_text_that_is_near_to_very_much_is_said_to_be(build: Build, world: World) -> None:
    for number in range(501):
        world.entity(f"w:{number}", "Company", name=f"Trading {number:03}")
    found = queries.find(build(world), "Trading", limit=3)
    assert (len(found.entities), found.whole) == (3, False)
