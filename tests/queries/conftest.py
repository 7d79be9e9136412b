"""Workspaces made of small worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from tests.queries.worlds import World


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Callable[..., kg.Workspace]]:
    """Makes workspaces of worlds and closes them in the end."""
    made: list[kg.Workspace] = []

    def make(world: World, **options: Any) -> kg.Workspace:
        made.append(world.build(tmp_path / f"ws{len(made)}", **options))
        return made[-1]

    yield make
    for ws in made:
        ws.close()


@pytest.fixture
def world() -> World:
    """An empty world."""
    return World()
