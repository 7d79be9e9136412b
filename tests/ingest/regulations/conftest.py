"""Workspaces over the one that a module fills, by its fixture `filled`, for all of its tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg


@pytest.fixture(scope="module")
def ws(filled: Path) -> Iterator[kg.Workspace]:
    """For tests that change nothing."""
    with kg.open(shutil.copytree(filled, filled.parent / "read")) as workspace:
        yield workspace


@pytest.fixture
def own_ws(filled: Path, tmp_path: Path) -> Iterator[kg.Workspace]:
    with kg.open(shutil.copytree(filled, tmp_path / "work")) as workspace:
        yield workspace
