"""A document is parsed once, and anew when it was touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.parsed import parsed_once


def test_once_until_it_is_touched(tmp_path: Path) -> None:
    calls: list[str] = []

    def parse(path: Path) -> str:
        calls.append(path.read_text())
        return calls[-1]

    path = tmp_path / "a"
    path.write_text("one")
    assert parsed_once(parse, path) == parsed_once(parse, path) == "one"
    assert calls == ["one"]

    path.write_text("two")
    os.utime(path, ns=(1, 1))
    assert parsed_once(parse, path) == "two"


def test_a_fault_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("")

    def parse(path: Path) -> str:
        if not path.read_text():
            raise ValueError("empty")
        return "good"

    with pytest.raises(ValueError, match="empty"):
        parsed_once(parse, path)
    path.write_text("x")
    assert parsed_once(parse, path) == "good"
