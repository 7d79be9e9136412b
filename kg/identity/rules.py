"""The rule that judges records by the strong identifiers they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

import duckdb

from kg.casework import Judgement
from kg.identity.keys import SharedKey
from kg.model.names import normalise_name
from kg.ontology import Ontology

RULE = "rule:strong-identifier"

_COMPLETE_DATE = len("1970-01-31")


class Objections:
    """What speaks against two groups of records being one thing, as far as the sources go.

    Their schemata exclude each other (a Person and a Company), both give a complete date of
    birth and no date agrees, or both give names that have no word in common. The last happens
    where an identifier is unique only within a registry, or was typed into the wrong record.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection, ontology: Ontology, entities: list[str]
    ) -> None:
        self._ontology = ontology
        self._schemata = _values(con, entities, None)
        self._births = _values(con, entities, ["birthDate"])
        names = [
            p.name
            for s in ontology.schemata.values()
            for p in s.properties.values()
            if p.type == "name"
        ]
        self._words = {
            entity: {word for name in found for word in normalise_name(name).split()}
            for entity, found in _values(con, entities, sorted(set(names))).items()
        }

    def between(self, left: Iterable[str], right: Iterable[str]) -> str | None:
        """The objection in words, None where there is none."""
        left, right = tuple(left), tuple(right)
        for one in sorted(_union(self._schemata, left)):
            for two in sorted(_union(self._schemata, right)):
                if not (self._ontology.get(one).is_a(two) or self._ontology.get(two).is_a(one)):
                    return f"one is a {one} and the other a {two}"
        births = {date for date in _union(self._births, left) if len(date) == _COMPLETE_DATE}
        others = {date for date in _union(self._births, right) if len(date) == _COMPLETE_DATE}
        if births and others and not births & others:
            return f"born {min(births)} and {min(others)}"
        words, other_words = _union(self._words, left), _union(self._words, right)
        if words and other_words and not words & other_words:
            return "their names have no word in common"
        return None


def judge_by_identifiers(shared: list[SharedKey], objections: Objections) -> list[Judgement]:
    """Judgements over the records that share a strong identifier.

    Each record is judged the "same" as the first group of records that nothing speaks against.
    One that fits no group is "unsure" against each, and merged with none.
    """
    now = datetime.now(UTC)
    judgements = []
    for key in shared:
        reason = f"{key.key} = {key.value}"
        groups = [[key.entities[0]]]
        for entity in key.entities[1:]:
            against = [objections.between(group, [entity]) for group in groups]
            if None in against:
                group = groups[against.index(None)]
                judgements.append(Judgement(group[0], entity, "same", RULE, reason, now))
                group.append(entity)
            else:
                for group, objection in zip(groups, against, strict=True):
                    doubt = f"{reason}; but {objection}"
                    judgements.append(Judgement(group[0], entity, "unsure", RULE, doubt, now))
                groups.append([entity])
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


def _union(values: dict[str, set[str]], entities: tuple[str, ...]) -> set[str]:
    return set().union(*(values.get(entity, set()) for entity in entities))
