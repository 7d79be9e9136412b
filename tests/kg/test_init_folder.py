"""A workspace in a place where no folder can be."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.errors import UsageError


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    place = tmp_path / "file" / "work"
    with pytest.raises(UsageError) as caught:
        kg.init(place)
    assert str(caught.value) == (
        f"{place}: the folder cannot be made: Not a directory. Choose another folder"
    )
