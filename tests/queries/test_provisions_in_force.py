"""Provisions by the ids that people use: as such, whatever the wording, and chapters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import kg
import queries
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
            regulation=wording,
        )
        article = world.entity(
            f"{wording}/art_1",
            "Provision",
            number="Article 1",
            provisionType="Article",
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


def test_a_chapter_holds_its_articles(workspace: kg.Workspace) -> None:
    chapter = f"{ACT}@2011-01-01/ch_1"

    assert [one.number for one in queries.provisions(workspace, chapter)] == [
        "Chapter 1",
        "Article 1",
    ]
    assert [one.number for one in queries.obligations(workspace, chapter)] == ["Article 1"]
