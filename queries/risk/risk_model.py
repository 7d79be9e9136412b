"""The risk model behind `exposure`: weights and lists as YAML, checked when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from kg.declarations import Declaration, Declared, Filled, decode, read
from kg.errors import MappingError

FILE_NAME = "exposure.yaml"

WEIGHTS = (
    "sanctioned",
    "blocked_by_ownership",
    "watchlist_match",
    "sanctioned_nearby",
    "alert",
    "further_alert",
    "money_from_flagged",
    "money_to_flagged",
    "call_for_action_country",
    "increased_monitoring_country",
)
"""The observations a model gives points to, all of them and no other."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Points, 0 to 100, that an observation adds at full strength, and why."""

    points: float
    why: str


@dataclass(frozen=True, slots=True)
class CountryList:
    """Lower-case ISO 3166-1 alpha-2 codes as published on a date."""

    published: date
    call_for_action: frozenset[str]
    increased_monitoring: frozenset[str]


@dataclass(frozen=True, slots=True)
class RiskModel:
    """What `exposure` goes by.

    Attributes:
        weights: by name, the names of WEIGHTS.
        relation_factors: by relationship type, above 0 to 1: what is left of the points for a
            listed party after one such relation. Types without one are not followed.
        nearby_hops, nearby_strongest: relations followed, and listed parties counted.
        flagged_score: alert score from which a counterparty is flagged.
        threshold, threshold_source: share that makes a beneficial owner, 0 to 1.
        blocking, blocking_source: share of listed owners that makes a company count as listed.
        country_lists: oldest first; `country_source` says whose they are.
    """

    weights: Mapping[str, Weight]
    relation_factors: Mapping[str, Weight]
    nearby_hops: int
    nearby_strongest: int
    flagged_score: float
    threshold: Fraction
    threshold_source: str
    blocking: Fraction
    blocking_source: str
    country_lists: tuple[CountryList, ...]
    country_source: str

    def countries_on(self, day: date | None) -> CountryList | None:
        """The edition in force on a day, None before the first; without a day, the newest."""
        editions = [
            edition for edition in self.country_lists if day is None or edition.published <= day
        ]
        return editions[-1] if editions else None


@cache
def shipped_model() -> RiskModel:
    """The model that comes with the product."""
    text = resources.files("queries.risk").joinpath(FILE_NAME).read_text(encoding="utf-8")
    return parse_model(text, FILE_NAME)


def workspace_model(folder: Path) -> RiskModel:
    """The model of a workspace: its own `exposure.yaml` where it has one, else the shipped one."""
    path = folder / FILE_NAME
    return load_model(path) if path.is_file() else shipped_model()


def load_model(path: Path) -> RiskModel:
    """A model from a file; raises MappingError with the line of what is wrong with it."""
    return _model(read(path, ExposureFile, MappingError))


def parse_model(text: str, file: str) -> RiskModel:
    """Read a model; raises MappingError with the line of what is wrong with it."""
    return _model(decode(text, file, ExposureFile, MappingError))


_Percent = Annotated[float, Meta(ge=0.01, le=100)]
_Country = Annotated[
    str,
    Meta(pattern="^[a-z]{2}$", extra={"says": "a lower-case ISO 3166-1 alpha-2 code"}),
]
_Countries = Annotated[tuple[_Country, ...], Meta(min_length=1)]


class _Ownership(Declared, frozen=True):
    threshold_percent: _Percent
    source: Filled
    blocking_percent: _Percent
    blocking_source: Filled


class _Points(Declared, frozen=True):
    points: Annotated[float, Meta(ge=0, le=100)]
    why: Filled


class _Factor(Declared, frozen=True):
    factor: Annotated[float, Meta(ge=0.01, le=1)]
    why: Filled


class _Flagged(Declared, frozen=True):
    alert_score: Annotated[float, Meta(ge=0, le=100)]
    why: Filled


class _Nearby(Declared, frozen=True):
    max_hops: Annotated[int, Meta(ge=1, le=4)]
    strongest: Annotated[int, Meta(ge=1, le=20)]
    relations: dict[str, _Factor]


class _Edition(Declared, frozen=True):
    date: date
    call_for_action: _Countries
    increased_monitoring: _Countries


class _CountryLists(Declared, frozen=True):
    source: Filled
    editions: Annotated[tuple[_Edition, ...], Meta(min_length=1)]


class ExposureFile(Declared, frozen=True):
    """What stands in the file."""

    version: Annotated[int, Meta(ge=1, le=1)]
    beneficial_ownership: _Ownership
    weights: dict[Literal[WEIGHTS], _Points]  # type: ignore[valid-type]
    flagged: _Flagged
    nearby: _Nearby
    country_lists: _CountryLists


def _model(file: Declaration[ExposureFile]) -> RiskModel:
    said = file.value
    editions = said.country_lists.editions
    for place, (earlier, later) in enumerate(pairwise(editions), 1):
        if later.date <= earlier.date:
            raise file.error(
                "editions must stand oldest first", "country_lists", "editions", place, "date"
            )
    for name in WEIGHTS:
        if name not in said.weights:
            raise file.error(f"needs '{name}'", "weights")
    ownership = said.beneficial_ownership
    return RiskModel(
        weights={name: Weight(one.points, one.why) for name, one in said.weights.items()},
        relation_factors={
            name: Weight(one.factor, one.why) for name, one in said.nearby.relations.items()
        },
        nearby_hops=said.nearby.max_hops,
        nearby_strongest=said.nearby.strongest,
        flagged_score=said.flagged.alert_score,
        threshold=Fraction(str(ownership.threshold_percent)) / 100,
        threshold_source=ownership.source,
        blocking=Fraction(str(ownership.blocking_percent)) / 100,
        blocking_source=ownership.blocking_source,
        country_lists=tuple(
            CountryList(
                one.date, frozenset(one.call_for_action), frozenset(one.increased_monitoring)
            )
            for one in editions
        ),
        country_source=said.country_lists.source,
    )
