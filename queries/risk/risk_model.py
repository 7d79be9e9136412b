"""The risk model behind `exposure`: weights and lists as YAML, checked when they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path

from kg.errors import MappingError
from kg.yaml_file import Value

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

_COUNTRY = re.compile(r"[a-z]{2}")


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
    return _model(Value.read(path, MappingError, name_fields=True))


def parse_model(text: str, file: str) -> RiskModel:
    """Read a model; raises MappingError with the line of what is wrong with it."""
    return _model(Value.parse(text, file, MappingError, name_fields=True))


def _model(root: Value) -> RiskModel:
    top = root.record(
        "a risk model",
        ("version", "beneficial_ownership", "weights", "flagged", "nearby", "country_lists"),
    )
    top["version"].integer(1, 1)
    ownership = top["beneficial_ownership"].record(
        "beneficial_ownership",
        ("threshold_percent", "source", "blocking_percent", "blocking_source"),
    )
    nearby = top["nearby"].record("nearby", ("max_hops", "strongest", "relations"))
    flagged = top["flagged"].record("flagged", ("alert_score", "why"))
    flagged["why"].text(empty=False)
    lists = top["country_lists"].record("country_lists", ("source", "editions"))
    return RiskModel(
        weights={
            name: _weight(value, "points", 0, 100)
            for name, value in top["weights"].record("weights", WEIGHTS).items()
        },
        relation_factors={
            type_: _weight(value, "factor", 0.01, 1)
            for type_, value in nearby["relations"].mapping("relations").items()
        },
        nearby_hops=nearby["max_hops"].integer(1, 4),
        nearby_strongest=nearby["strongest"].integer(1, 20),
        flagged_score=flagged["alert_score"].number(0, 100),
        threshold=_share(ownership["threshold_percent"]),
        threshold_source=ownership["source"].text(empty=False),
        blocking=_share(ownership["blocking_percent"]),
        blocking_source=ownership["blocking_source"].text(empty=False),
        country_lists=_country_lists(lists["editions"]),
        country_source=lists["source"].text(empty=False),
    )


def _weight(value: Value, key: str, low: float, high: float) -> Weight:
    parts = value.record("a weight", (key, "why"))
    return Weight(parts[key].number(low, high), parts["why"].text(empty=False))


def _share(value: Value) -> Fraction:
    return Fraction(str(value.number(0.01, 100))) / 100


def _country_lists(value: Value) -> tuple[CountryList, ...]:
    editions: list[CountryList] = []
    for item in value.items(empty=False):
        parts = item.record("an edition", ("date", "call_for_action", "increased_monitoring"))
        published = parts["date"].day()
        if editions and published <= editions[-1].published:
            raise parts["date"].error("editions must stand oldest first")
        editions.append(
            CountryList(
                published,
                _countries(parts["call_for_action"]),
                _countries(parts["increased_monitoring"]),
            )
        )
    return tuple(editions)


def _countries(value: Value) -> frozenset[str]:
    codes = value.items(empty=False)
    for code in codes:
        if not _COUNTRY.fullmatch(code.text()):
            raise code.error(
                "a lower-case ISO 3166-1 alpha-2 code is expected here", value=code.text()
            )
    return frozenset(code.text() for code in codes)
