"""A workspace to type commands into, and the real input where it is present."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.end_to_end.command_line import CommandLine


@pytest.fixture
def command_line(tmp_path: Path) -> CommandLine:
    """`kg` on an empty workspace."""
    line = CommandLine(tmp_path / "work")
    line.do("init")
    return line


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input; skips where it is absent."""
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("RISKWEAVE_SHARED", root.parent / "shared" / "data"))
    if not (folder / "transactions").is_dir():
        pytest.skip("the real input is not on this machine (set RISKWEAVE_SHARED)")
    return folder
