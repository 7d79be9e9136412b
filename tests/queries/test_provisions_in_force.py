"""Provisions by the ids that people use: as such, whatever the wording, and chapters."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner

import kg
import queries
from kg.cli_tools import CliContext
from kg.errors import NotFound
from queries.laws import regulation_commands as commands
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]

ACT = "act:sample"


@pytest.fixture
def workspace(lake: Build, world: World) -> kg.Workspace:
    """An act in two wordings, each a chapter with one article and one duty."""
    world.entity(ACT, "Regulation", name="Sample Act")
    world.entity(f"{ACT}/art_1", "Provision", number="Article 1")
    for day, action in (("2001-01-01", "report each year"), ("2011-01-01", "report each month")):
        wording = f"{ACT}@{day}"
        world.entity(wording, "Regulation", name="Sample Act", versionOf=ACT, effectiveDate=day)
        world.entity(
            f"{wording}/ch_1",
            "Provision",
            number="Chapter 1",
            provisionType="Chapter",
            readingOrder="1",
            regulation=wording,
        )
        article = world.entity(
            f"{wording}/art_1",
            "Provision",
            number="Article 1",
            provisionType="Article",
            readingOrder="2",
            regulation=wording,
            parent=f"{wording}/ch_1",
            versionOf=f"{ACT}/art_1",
            bodyText=action,
        )
        world.entity(
            f"{article}/obligation/1",
            "Obligation",
            provision=article,
            obliged="A bank",
            modality="must",
            action=action,
        )
    return lake(world)


def shown(command: click.Command, ws: kg.Workspace, *args: str) -> str:
    context = CliContext(ws.path)
    context._workspace = ws
    result = CliRunner().invoke(command, args, obj=context, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (None, "act:coming: day of entry into force not known"),
        ("2999-01-01", "act:coming: not in force until 2999-01-01"),
        ("2001-01-01", None),
    ],
)
def test_duties_of_an_act_that_is_not_in_force_say_so(
    lake: Build, world: World, start: str | None, told: str | None
) -> None:
    if start:
        world.entity("act:coming", "Regulation", name="Coming Act", effectiveDate=start)
    else:
        world.entity("act:coming", "Regulation", name="Coming Act")
    place = world.entity(
        "act:coming/art_1",
        "Provision",
        number="Article 1",
        regulation="act:coming",
        bodyText="words",
    )
    duty = world.entity(
        f"{place}/obligation/1",
        "Obligation",
        provision=place,
        obliged="A bank",
        modality="must",
        action="report",
    )
    ws = lake(world)

    for ref in ("act:coming", place, duty):
        output = shown(commands.obligations, ws, ref)
        assert "1 obligations" in output
        assert (told or "1 obligations") in output
        assert ("force" in output) == (told is not None)
    header = shown(commands.show, ws, "act:coming").splitlines()[0]
    assert "None" not in header
    assert header.endswith((told or "act:coming: in force").partition(": ")[2])


@pytest.mark.parametrize(
    ("as_of", "action"),
    [(None, "report each month"), ("2005-06-30", "report each year")],
)
def test_a_provision_as_such_is_the_one_in_force(
    workspace: kg.Workspace, as_of: str | None, action: str
) -> None:
    (duty,) = queries.obligations(workspace, f"{ACT}/art_1", as_of=as_of)
    (shown,) = queries.provisions(workspace, f"{ACT}/art_1", as_of=as_of)

    assert (duty.action, shown.text) == (action, action)


def test_a_provision_of_a_wording_is_itself(workspace: kg.Workspace) -> None:
    (duty,) = queries.obligations(workspace, f"{ACT}@2001-01-01/art_1")

    assert duty.action == "report each year"


@pytest.mark.parametrize("wording", ["2001-01-01", "2011-01-01"])
def test_as_of_a_day_only_what_is_in_force_then_obliges(
    workspace: kg.Workspace, wording: str
) -> None:
    article = f"{ACT}@{wording}/art_1"

    (before,) = queries.obligations(workspace, article, as_of="2005-06-30")
    (since,) = queries.obligations(workspace, article, as_of="2020-01-01")

    assert (before.action, since.action) == ("report each year", "report each month")
    with pytest.raises(NotFound, match="not in force then"):
        queries.obligations(workspace, article, as_of="1999-01-01")


def test_a_chapter_holds_its_articles(workspace: kg.Workspace) -> None:
    chapter = f"{ACT}@2011-01-01/ch_1"

    assert [one.number for one in queries.provisions(workspace, chapter)] == [
        "Chapter 1",
        "Article 1",
    ]
    assert [one.number for one in queries.obligations(workspace, chapter)] == ["Article 1"]
