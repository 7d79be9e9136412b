"""What `screen` gives points for, read from YAML and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import MappingError
from kg.yaml_file import Value

WEIGHTS = (
    "resolved",
    "checked_identifier",
    "identifier",
    "name",
    "alias",
    "weak_alias",
    "single_word",
    "common_name",
    "same_birth_date",
    "compatible_birth_date",
    "other_birth_date",
    "same_country",
    "other_country",
)
"""The observations a model gives points to, all of them and no other."""

_POINTS = re.compile(r"(-?\d+(?:\.\d+)?) points")
_SHIPPED = Path(__file__).parent / "screening.yaml"


@dataclass(frozen=True, slots=True)
class ScreeningModel:
    """Points by observation, -100 to 100; a match is told from `threshold` on, above 0 to 100."""

    points: Mapping[str, float]
    threshold: float


@cache
def shipped_model() -> ScreeningModel:
    """The model that comes with the product."""
    return load_model(_SHIPPED)


def load_model(path: Path) -> ScreeningModel:
    """A model from a file; raises MappingError with the line of what is wrong with it."""
    top = Value.read(path, MappingError).record("a screening model", ("weights", "threshold"))
    points = {}
    for name, value in top["weights"].record("the weights", WEIGHTS).items():
        parts = value.record(f"the weight '{name}'", ("points", "says"))
        parts["says"].text()
        points[name] = _number(parts["points"], -100.0, 100.0)
    return ScreeningModel(points, _number(top["threshold"], 1.0, 100.0))


def _number(value: Value, low: float, high: float) -> float:
    try:
        text = value.text()
    except MappingError:
        text = ""
    match = _POINTS.fullmatch(text)
    if match is None or not low <= float(match[1]) <= high:
        raise value.error(
            f"points from {low:g} to {high:g} are expected",
            value=text or None,
            hint="Write '10 points'",
        )
    return float(match[1])
