from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.table import Table

from kg.cli_tools import CliContext, shortened

LONG_ID = "bank:holding-of-the-northern-harbour/" + "7" * 60


def _printed(capsys: pytest.CaptureFixture[str], *columns: Any) -> str:
    table = Table(*columns, "other")
    table.add_row(LONG_ID, *("x" * 30 for _ in columns))
    CliContext(Path("work")).console.print(table)
    return capsys.readouterr().out


def test_a_table_into_a_pipe_is_wide(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert LONG_ID in _printed(capsys, "id")


def test_a_narrow_table_folds_ids_and_cuts_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text = _printed(capsys, "id")
    first_cells = [line.split("│")[1].strip() for line in text.splitlines() if line[0] == "│"]
    assert "".join(first_cells) == LONG_ID
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 60


def test_long_text_is_cut_with_its_length() -> None:
    assert shortened("a" * 200) == "a" * 200
    assert shortened("a" * 300_000) == "a" * 200 + "… (300,000 characters)"
    assert shortened("four words in all", 10) == "four words… (17 characters)"
