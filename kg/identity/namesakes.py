"""The rule that shows parties of one name, where a document names one of them, to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

import duckdb

from kg.desk import Judgement
from kg.identity.name_keys import key, names_to_compare
from kg.identity.rules import Objections
from kg.ontology import Ontology

NAME_RULE = "rule:same-name"

_MOST_NAMESAKES = 20
"""A name that more entities than this have tells nothing."""

_NAMES_SQL = """
CREATE OR REPLACE TEMP TABLE spoken_names AS
SELECT DISTINCT entity, source, value,
    concat_ws('#', source, file,
              CASE WHEN contains(record, '#') THEN split_part(record, '#', 1) END) AS document,
    unnest(
    CASE WHEN list_contains($people, schema) THEN [true]
         WHEN list_contains($either, schema) THEN [true, false] ELSE [false] END) AS person
FROM claims WHERE list_contains($parties, schema) AND prop IN ('name', 'alias', 'previousName')
"""
_IN_DOCUMENTS_SQL = """
SELECT DISTINCT value FROM spoken_names
WHERE source IN (SELECT unnest($documents::varchar[])) ORDER BY value
"""
_BEARERS_SQL = """
SELECT DISTINCT value, entity, source, document, person FROM spoken_names
WHERE value IN (SELECT unnest($names::varchar[])) ORDER BY ALL
"""

_LISTED_PEOPLE_SQL = """
WITH listed AS (
    SELECT entity FROM claims WHERE prop = 'topics' AND value = 'sanction'
    UNION SELECT value FROM claims WHERE prop = 'entity' AND list_contains($sanctions, schema)
)
SELECT DISTINCT n.entity, n.source, n.value, b.value AS born
FROM claims n JOIN claims b ON b.entity = n.entity AND b.prop = 'birthDate'
WHERE n.prop = 'name' AND list_contains($people, n.schema)
  AND n.entity IN (SELECT entity FROM listed)
  AND length(b.value) = length('1957-03-19') AND b.confidence = 1
ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A record and its name in one document: a source, or one of the documents in it.

    A filing that was read as a whole has several, each with its name before the "#" of a place.
    """

    entity: str
    source: str
    document: str
    name: str


def possible_matches(
    con: duckdb.DuckDBPyConnection,
    ontology: Ontology,
    documents: Collection[str],
    canonical: Mapping[str, str],
    decided: Iterable[Judgement],
) -> list[Judgement]:
    """Judgements "unsure" on parties that bear one name and are not one entity.

    People on lists are such where they were born on the very same day. Of any other two, at
    least one is named in a document, where a name is often all there is, and the other by another
    source, or by another document of the same one: a list of companies tells its own apart, and
    an annual report does not tell them from those of the list beside it.
    Names are equal when `normalise_name` makes them so; of a person, two words at least. What
    speaks against two being one (`Objections`) makes them none, and so does a name that more
    than twenty entities have.

    Args:
        con: has the lake's view `claims`.
        documents: names of the sources that are documents.
        canonical: canonical id of every record that is not its own.
        decided: judgements of others, which go before.
    """
    settled = {_pair(canonical, j.left, j.right) for j in decided}
    pairs = _listed_twice(con, ontology, canonical)
    groups = _bearers_by_key(con, ontology, documents) if documents else {}
    for bearers in groups.values():
        # One for each entity and document: an entity may have very many records.
        by_entity: dict[str, dict[str, _Bearer]] = defaultdict(dict)
        for one in sorted(bearers, key=lambda b: (b.entity, b.document)):
            by_entity[canonical.get(one.entity, one.entity)].setdefault(one.document, one)
        if len(by_entity) > _MOST_NAMESAKES:
            continue
        for left, right in combinations(sorted(by_entity), 2):
            told = _told_apart(by_entity[left], by_entity[right], documents)
            if told is not None:
                pairs.setdefault((left, right), told)
    open_pairs = {pair: bearers for pair, bearers in pairs.items() if pair not in settled}
    return _unopposed(con, ontology, canonical, open_pairs)


def _listed_twice(
    con: duckdb.DuckDBPyConnection, ontology: Ontology, canonical: Mapping[str, str]
) -> dict[tuple[str, str], tuple[_Bearer, _Bearer]]:
    """Entries of lists on people of one name, of two words at least, born on the very same day."""

    def kinds(root: str) -> list[str]:
        return [name for name, schema in ontology.schemata.items() if schema.is_a(root)]

    groups: dict[tuple[str, str], dict[str, _Bearer]] = defaultdict(dict)
    rows = con.execute(
        _LISTED_PEOPLE_SQL, {"sanctions": kinds("Sanction"), "people": kinds("Person")}
    ).fetchall()
    for entity, source, name, born in rows:
        named = key(name, person=True)
        if " " in named:
            bearer = _Bearer(entity, source, source, name)
            groups[named, born].setdefault(canonical.get(entity, entity), bearer)
    return {
        (left, right): (by_entity[left], by_entity[right])
        for by_entity in groups.values()
        for left, right in combinations(sorted(by_entity), 2)
    }


def _told_apart(
    left: Mapping[str, _Bearer], right: Mapping[str, _Bearer], documents: Collection[str]
) -> tuple[_Bearer, _Bearer] | None:
    """A bearer of each, in order of id, from two places one of which is a document."""
    for one in left.values():
        for two in right.values():
            if one.document != two.document and (
                one.source in documents or two.source in documents
            ):
                return (one, two) if one.entity <= two.entity else (two, one)
    return None


def _bearers_by_key(
    con: duckdb.DuckDBPyConnection, ontology: Ontology, documents: Collection[str]
) -> dict[str, list[_Bearer]]:
    """Records by the name they bear, of names that a document has."""
    parties = [name for name, schema in ontology.schemata.items() if schema.is_a("LegalEntity")]
    people = [name for name in parties if ontology.get(name).is_a("Person")]
    # What may be a person or an organisation, for all its schema says.
    either = [name for name in parties if ontology.get("Person").is_a(name) and name not in people]
    con.execute(_NAMES_SQL, {"parties": parties, "people": people, "either": either})
    found = con.execute(_IN_DOCUMENTS_SQL, {"documents": sorted(documents)}).fetchall()
    own = [name for (name,) in found]
    keys = {k for name in own for person in (True, False) if (k := key(name, person=person))}
    likely = [
        name
        for name in (names_to_compare(con, own) if own else [])
        if not keys.isdisjoint((key(name, person=True), key(name, person=False)))
    ]
    groups: dict[str, list[_Bearer]] = defaultdict(list)
    for name, entity, source, document, person in con.execute(
        _BEARERS_SQL, {"names": likely}
    ).fetchall():
        named = key(name, person=person)
        if named in keys and not (person and " " not in named):
            groups[named].append(_Bearer(entity, source, document, name))
    con.execute("DROP TABLE spoken_names")
    return {named: bearers for named, bearers in sorted(groups.items()) if len(bearers) > 1}


def _unopposed(
    con: duckdb.DuckDBPyConnection,
    ontology: Ontology,
    canonical: Mapping[str, str],
    pairs: Mapping[tuple[str, str], tuple[_Bearer, _Bearer]],
) -> list[Judgement]:
    members: dict[str, set[str]] = defaultdict(set)
    wanted = {entity for pair in pairs for entity in pair}
    for record, to in canonical.items():
        if to in wanted:
            members[to].add(record)
    for entity in wanted:
        members[entity].add(entity)
    objections = Objections(con, ontology, sorted({e for group in members.values() for e in group}))
    now = datetime.now(UTC)
    return [
        Judgement(one.entity, two.entity, "unsure", NAME_RULE, _reason(one, two), now)
        for (left, right), (one, two) in sorted(pairs.items())
        if objections.between(sorted(members[left]), sorted(members[right])) is None
    ]


def _reason(one: _Bearer, two: _Bearer) -> str:
    if one.name == two.name:
        return f"both are called {one.name}"
    return f"called {one.name} and {two.name}"


def _pair(canonical: Mapping[str, str], one: str, two: str) -> tuple[str, str]:
    left, right = sorted((canonical.get(one, one), canonical.get(two, two)))
    return left, right
