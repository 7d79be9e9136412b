"""The rule that judges records by the strong identifiers they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import TypeVar

import duckdb

from kg.desk import Judgement
from kg.identity.keys import SharedKey
from kg.identity.names import parties_agree, persons_agree
from kg.ontology import Ontology
from kg.text.dates import date_bounds

RULE = "rule:strong-identifier"

_T = TypeVar("_T")

_MOST_GROUPS = 20
"""An identifier that so many things share, which cannot be one, names none of them."""

_WEAK = frozenset({"weakAlias"})
"""Names that can support a match and not make one."""


class Objections:
    """What speaks against two groups of records being one thing, as far as the sources go.

    Their schemata exclude each other (a Person and a Company), both give dates of birth and
    none can be the same day, or both give names and none agree. The last happens where an
    identifier is unique only within a registry, was typed into the wrong record, or stands for
    a missing one.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection, ontology: Ontology, entities: list[str]
    ) -> None:
        self._ontology = ontology
        self._schemata = _values(con, entities, None)
        self._births = {
            entity: {bounds for date in dates if (bounds := _bounds(date)) is not None}
            for entity, dates in _values(con, entities, ["birthDate"]).items()
        }
        names = {
            p.name
            for s in ontology.schemata.values()
            for p in s.properties.values()
            if p.type == "name"
        }
        weak = _values(con, entities, sorted(names & _WEAK))
        self._names = weak | _values(con, entities, sorted(names - _WEAK))

    def between(self, left: Iterable[str], right: Iterable[str]) -> str | None:
        """The objection in words, None where there is none."""
        left, right = tuple(left), tuple(right)
        schemata, other_schemata = _union(self._schemata, left), _union(self._schemata, right)
        for one in sorted(schemata):
            for two in sorted(other_schemata):
                if not (self._ontology.get(one).is_a(two) or self._ontology.get(two).is_a(one)):
                    return f"one is a {one} and the other a {two}"
        births, others = _union(self._births, left), _union(self._births, right)
        if births and others and not _overlap(births, others):
            return f"born {_written(min(births))} and {_written(min(others))}"
        names, other_names = _union(self._names, left), _union(self._names, right)
        if names and other_names:
            if any(self._ontology.get(s).is_a("Person") for s in schemata | other_schemata):
                if not persons_agree(names, other_names):
                    return "their names are not those of one person"
            elif not parties_agree(names, other_names):
                return "their names have no telling word in common"
        return None


def judge_by_identifiers(shared: list[SharedKey], objections: Objections) -> list[Judgement]:
    """Judgements over the records that share a strong identifier.

    Each record is judged the "same" as the first group of records that nothing speaks against.
    One that fits no group is "unsure" against each, and merged with none. Where that gives more
    than 20 groups, the identifier names nothing: every record is "unsure" against the first.
    """
    now = datetime.now(UTC)
    judgements = []
    for key in shared:
        judgements += _judge_key(key, objections, now)
    return judgements


def _judge_key(key: SharedKey, objections: Objections, now: datetime) -> list[Judgement]:
    reason = f"{key.key} = {key.value}"
    first = key.entities[0]
    judgements = []
    groups = [[first]]
    for entity in key.entities[1:]:
        against = [objections.between(group, [entity]) for group in groups]
        if None in against:
            group = groups[against.index(None)]
            judgements.append(Judgement(group[0], entity, "same", RULE, reason, now))
            group.append(entity)
            continue
        for group, objection in zip(groups, against, strict=True):
            doubt = f"{reason}; but {objection}"
            judgements.append(Judgement(group[0], entity, "unsure", RULE, doubt, now))
        groups.append([entity])
        if len(groups) > _MOST_GROUPS:
            doubt = f"{reason}; but more than {_MOST_GROUPS} different things carry it"
            return [Judgement(first, e, "unsure", RULE, doubt, now) for e in key.entities[1:]]
    return judgements


def _values(
    con: duckdb.DuckDBPyConnection, entities: list[str], props: list[str] | None
) -> dict[str, set[str]]:
    """Schemata (props None) or values of some properties, by record."""
    found: dict[str, set[str]] = defaultdict(set)
    column = "schema" if props is None else "value"
    condition = "" if props is None else "AND list_contains($props, prop)"
    rows = con.execute(
        f"""
        SELECT DISTINCT entity, {column} FROM claims
        WHERE entity IN (SELECT unnest($entities::varchar[])) {condition}
        """,
        {"entities": entities} | ({} if props is None else {"props": props}),
    ).fetchall()
    for entity, value in rows:
        found[entity].add(value)
    return found


def _union(values: Mapping[str, set[_T]], entities: tuple[str, ...]) -> set[_T]:
    return {value for entity in entities for value in values.get(entity, ())}


def _bounds(text: str) -> tuple[date, date] | None:
    """First and last day that a partial date, or an instant, may mean; None if it is no date."""
    try:
        return date_bounds(text[: len("1970-01-31")])
    except ValueError:
        return None


def _overlap(left: set[tuple[date, date]], right: set[tuple[date, date]]) -> bool:
    return any(a[0] <= b[1] and b[0] <= a[1] for a in left for b in right)


def _written(bounds: tuple[date, date]) -> str:
    first, last = bounds
    return first.isoformat() if first == last else f"{first} to {last}"
