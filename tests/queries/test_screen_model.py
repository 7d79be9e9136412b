"""The points of screening, read from YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import MappingError
from queries.screening.scoring import WEIGHTS, load_model, shipped_model

SHIPPED = Path(__file__).parents[2] / "queries" / "screening" / "screening.yaml"


def test_the_shipped_model_has_every_weight() -> None:
    model = shipped_model()

    assert set(model.points) == set(WEIGHTS)
    assert model.points["weak_alias"] < model.threshold <= model.points["name"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("points: 65 points", "points: 65", "points from -100 to 100"),
        ("points: 65 points", "points: 650 points", "points from -100 to 100"),
        ("threshold: 45 points", "threshold: 0 points", "points from 1 to 100"),
        ("  alias:\n", "  aliases:\n", "unknown key"),
        ("threshold: 45 points\n", "", "needs 'threshold'"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "screening.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(MappingError, match=words) as caught:
        load_model(file)
    assert caught.value.line is not None
    assert caught.value.file == str(file)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "screening.yaml"
    file.write_text("", encoding="utf-8")

    with pytest.raises(MappingError, match="needs 'weights'"):
        load_model(file)
