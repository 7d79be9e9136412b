from __future__ import annotations

from pathlib import Path

import pytest

from kg.config import FILE_NAME, Config, load_config, save_config
from kg.errors import SetupError


def test_settings_are_read_back(tmp_path: Path) -> None:
    config = Config(name="bank", transfers="pairs", memory_limit="1GB", ontology=("more.yaml",))
    save_config(tmp_path, config)
    assert load_config(tmp_path) == config


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("format: 1\ncolour: red", r"field 'colour': unknown setting"),
        ("format: 1\ntransfers: some", r"field 'transfers': must be 'each' or 'pairs'"),
        ("format: 9", r"field 'format': not a workspace of this version"),
        ("- a", "expected a mapping"),
        ("format: 1\nstore: {engine: oracle}", "field 'store': needs an engine"),
        ("format: 1\nstore: {engine: neo4j, password: hush}", "a password must not stand"),
        ("format: [", r"workspace\.yaml:1: not readable YAML"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(SetupError, match=complaint):
        load_config(tmp_path)
