"""Workspaces made of small worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from tests.queries.lake_worlds import lake_of
from tests.queries.worlds import World


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Callable[..., kg.Workspace]]:
    """Makes workspaces of worlds and closes them in the end."""
    yield from _closing(tmp_path, World.build)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Callable[..., kg.Workspace]]:
    """The same without a graph."""
    yield from _closing(
        tmp_path, lambda world, folder, **options: lake_of(folder, world, **options)
    )


def _closing(
    folder: Path, opened: Callable[..., kg.Workspace]
) -> Iterator[Callable[..., kg.Workspace]]:
    made: list[kg.Workspace] = []

    def make(world: World, **options: Any) -> kg.Workspace:
        made.append(opened(world, folder / f"ws{len(made)}", **options))
        return made[-1]

    yield make
    for ws in made:
        ws.close()


@pytest.fixture
def world() -> World:
    """An empty world."""
    return World()
