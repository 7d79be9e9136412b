"""Making a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.config import FILE_NAME
from kg.errors import SetupError


@pytest.mark.parametrize(
    "store",
    [
        {"engine": "neo4j", "uri": "neo4j://neo4j:s3cret@host"},
        {"engine": "neo4j", "uri": "bolt://host", "password": "s3cret"},
        {"engine": "sqlite", "password": "s3cret"},
    ],
)
def test_a_password_is_neither_written_nor_shown(tmp_path: Path, store: dict[str, str]) -> None:
    with pytest.raises(SetupError) as caught:
        kg.init(tmp_path / "ws", store=store)

    assert "s3cret" not in str(caught.value)
    assert not (tmp_path / "ws" / FILE_NAME).exists()
