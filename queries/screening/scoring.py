"""What `screen` gives points for, read from YAML and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from kg.declarations import Declared, Filled, read
from kg.errors import MappingError

WEIGHTS = (
    "resolved",
    "checked_identifier",
    "identifier",
    "name",
    "alias",
    "near_name",
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

_SHIPPED = Path(__file__).parent / "screening.yaml"


@dataclass(frozen=True, slots=True)
class ScreeningModel:
    """What a match is made of.

    Attributes:
        points: by observation, -100 to 100.
        threshold: score from which a match is told, 1 to 100.
        says: what each observation is, in a sentence.
    """

    points: Mapping[str, float]
    threshold: float
    says: Mapping[str, str] = field(default_factory=dict)


@cache
def shipped_model() -> ScreeningModel:
    """The model that comes with the product."""
    return load_model(_SHIPPED)


def load_model(path: Path) -> ScreeningModel:
    """A model from a file; raises MappingError with the line of what is wrong with it."""
    file = read(path, ScreeningFile, MappingError)
    said = file.value
    for name in WEIGHTS:
        if name not in said.weights:
            raise file.error(f"needs '{name}'", "weights")
    points = {name: _number(one.points) for name, one in said.weights.items()}
    if wrong := next((name for name, each in points.items() if abs(each) > 100), None):
        raise file.error("points from -100 to 100 are expected here", "weights", wrong, "points")
    threshold = _number(said.threshold)
    if not 1 <= threshold <= 100:
        raise file.error("points from 1 to 100 are expected here", "threshold")
    says = {name: one.says for name, one in said.weights.items()}
    return ScreeningModel(points, threshold, says)


_Points = Annotated[
    str,
    Meta(
        pattern=r"^-?[0-9]+(\.[0-9]+)? points$",
        extra={"says": "a number of points from -100 to 100, such as '10 points',"},
    ),
]


class _Weight(Declared, frozen=True):
    points: _Points
    says: Filled


class ScreeningFile(Declared, frozen=True):
    """What stands in the file."""

    weights: dict[Literal[WEIGHTS], _Weight]  # type: ignore[valid-type]
    threshold: _Points


def _number(points: str) -> float:
    return float(points.removesuffix(" points"))
