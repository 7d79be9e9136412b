"""The rule that judges records by the strong identifiers they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

import duckdb

from kg.casework import Judgement
from kg.identity.keys import SharedKey
from kg.ontology import Ontology

RULE = "rule:strong-identifier"

_COMPLETE_DATE = len("1970-01-31")


class Objections:
    """What speaks against two groups of records being one thing, as far as the sources go.

    Their schemata exclude each other (a Person and a Company), or both give a complete date
    of birth and no date agrees.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection, ontology: Ontology, entities: list[str]
    ) -> None:
        self._ontology = ontology
        self._schemata = _values(con, entities, None)
        self._births = _values(con, entities, "birthDate")

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
    con: duckdb.DuckDBPyConnection, entities: list[str], prop: str | None
) -> dict[str, set[str]]:
    """Schemata (prop None) or values of a property, by record."""
    found: dict[str, set[str]] = defaultdict(set)
    column, condition, extra = (
        ("schema", "", []) if prop is None else ("value", "AND prop = ?", [prop])
    )
    rows = con.execute(
        f"""
        SELECT DISTINCT entity, {column} FROM claims
        WHERE entity IN (SELECT unnest(?::varchar[])) {condition}
        """,
        [entities, *extra],
    ).fetchall()
    for entity, value in rows:
        found[entity].add(value)
    return found


def _union(values: dict[str, set[str]], entities: tuple[str, ...]) -> set[str]:
    return set().union(*(values.get(entity, set()) for entity in entities))
