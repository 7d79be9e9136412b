"""The risk model behind `exposure`: weights and lists as YAML, checked when they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

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
    text = resources.files("queries").joinpath(FILE_NAME).read_text(encoding="utf-8")
    return parse_model(text, FILE_NAME)


def workspace_model(folder: Path) -> RiskModel:
    """The model of a workspace: its own `exposure.yaml` where it has one, else the shipped one."""
    path = folder / FILE_NAME
    return load_model(path) if path.is_file() else shipped_model()


def load_model(path: Path) -> RiskModel:
    """A model from a file; raises MappingError with the line of what is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"cannot be read: {error}", file=path) from error
    return parse_model(text, str(path))


def parse_model(text: str, file: str) -> RiskModel:
    """Read a model; raises MappingError with the line of what is wrong with it."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise MappingError(f"not readable YAML: {error.problem}", file=file, line=line) from error
    lines: dict[tuple[str, ...], int] = {}
    _note_lines(node, (), lines)
    return _model(_Place(content, (), file, lines))


@dataclass(frozen=True, slots=True)
class _Place:
    """A value of the file that knows its line."""

    value: Any
    path: tuple[str, ...]
    file: str
    lines: Mapping[tuple[str, ...], int]

    def error(self, message: str) -> MappingError:
        return MappingError(
            message,
            file=self.file,
            line=self.lines.get(self.path, 1),
            field=".".join(self.path) or None,
            value=self.value if isinstance(self.value, str | int | float) else None,
        )

    def mapping(self, keys: Sequence[str] | None = None) -> dict[str, _Place]:
        if not isinstance(self.value, dict):
            raise self.error("a mapping is expected")
        found = {
            str(key): _Place(value, (*self.path, str(key)), self.file, self.lines)
            for key, value in self.value.items()
        }
        if keys is not None:
            for key, place in found.items():
                if key not in keys:
                    raise place.error(f"unknown key; known are {', '.join(keys)}")
            for key in keys:
                if key not in found:
                    raise self.error(f"the key '{key}' is missing")
        return found

    def items(self) -> list[_Place]:
        if not isinstance(self.value, list) or not self.value:
            raise self.error("a list is expected")
        return [
            _Place(value, (*self.path, str(place)), self.file, self.lines)
            for place, value in enumerate(self.value)
        ]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error("text is expected")
        return " ".join(self.value.split())

    def number(self, low: float, high: float) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.error("a number is expected")
        if not low <= self.value <= high:
            raise self.error(f"must be from {low:g} to {high:g}")
        return float(self.value)

    def whole(self, low: int, high: int) -> int:
        number = self.number(low, high)
        if number != int(number):
            raise self.error("a whole number is expected")
        return int(number)


def _model(root: _Place) -> RiskModel:
    top = root.mapping(
        ("version", "beneficial_ownership", "weights", "flagged", "nearby", "country_lists")
    )
    top["version"].whole(1, 1)
    ownership = top["beneficial_ownership"].mapping(
        ("threshold_percent", "source", "blocking_percent", "blocking_source")
    )
    nearby = top["nearby"].mapping(("max_hops", "strongest", "relations"))
    flagged = top["flagged"].mapping(("alert_score", "why"))
    flagged["why"].text()
    lists = top["country_lists"].mapping(("source", "editions"))
    return RiskModel(
        weights={
            name: _weight(place, "points", 0, 100)
            for name, place in top["weights"].mapping(WEIGHTS).items()
        },
        relation_factors={
            type_: _weight(place, "factor", 0.01, 1)
            for type_, place in nearby["relations"].mapping().items()
        },
        nearby_hops=nearby["max_hops"].whole(1, 4),
        nearby_strongest=nearby["strongest"].whole(1, 20),
        flagged_score=flagged["alert_score"].number(0, 100),
        threshold=_share(ownership["threshold_percent"]),
        threshold_source=ownership["source"].text(),
        blocking=_share(ownership["blocking_percent"]),
        blocking_source=ownership["blocking_source"].text(),
        country_lists=_country_lists(lists["editions"].items()),
        country_source=lists["source"].text(),
    )


def _weight(place: _Place, key: str, low: float, high: float) -> Weight:
    parts = place.mapping((key, "why"))
    return Weight(parts[key].number(low, high), parts["why"].text())


def _share(place: _Place) -> Fraction:
    return Fraction(str(place.number(0.01, 100))) / 100


def _country_lists(places: Sequence[_Place]) -> tuple[CountryList, ...]:
    editions: list[CountryList] = []
    for place in places:
        parts = place.mapping(("date", "call_for_action", "increased_monitoring"))
        try:
            published = date.fromisoformat(parts["date"].text())
        except ValueError:
            raise parts["date"].error("a date YYYY-MM-DD in quotes is expected") from None
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


def _countries(place: _Place) -> frozenset[str]:
    for code in place.items():
        if not _COUNTRY.fullmatch(code.text()):
            raise code.error("a lower-case ISO 3166-1 alpha-2 code is expected; quote 'no'")
    return frozenset(place.value)


def _note_lines(node: Any, path: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> None:
    if node is None:
        return
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, str(key.value))
            lines[inner] = key.start_mark.line + 1
            _note_lines(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            _note_lines(value, (*path, str(place)), lines)
