"""Finding the entity that a person means, exactly or nearly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from kg.errors import MOST_CANDIDATES, Ambiguous, NotFound
from kg.identity.near_names import latin_words, similarity
from kg.ontology import Ontology

_MOST_SUGGESTED = 3
_LIKELY_ENOUGH = 0.75
"""Similarity from which another name or number may be what was meant."""
_MOST_COMPARED = 500
_LONGEST = 200
"""Letters of a text that are compared; a name is rarely longer."""

# A ship's number is said with and without the IMO before it.
_COMPACT = (
    r"regexp_replace(upper(regexp_replace({}, '[^\p{{L}}\p{{N}}]', '', 'g')),"
    r" '^IMO([0-9]{{7}})$', '\1')"
)
_WORDS = (
    r"list_sort(string_split(trim(regexp_replace(lower(strip_accents({})), '[^\p{{L}}\p{{N}}]+',"
    " ' ', 'g')), ' '))"
)
_STAGES = (
    "entity = $ref OR canonical = $ref",
    "ends_with(entity, ':' || $ref) OR ends_with(entity, '/' || $ref)",
    f"list_contains($identifiers, prop) AND {_COMPACT.format('value')} = {_COMPACT.format('$ref')}"
    r" AND regexp_matches($ref, '[\p{L}\p{N}]')",
    "list_contains($names, prop) AND lower(value) = lower($ref)",
    # "MADURO MOROS, Nicolas" is "Nicolás Maduro Moros".
    f"list_contains($names, prop) AND {_WORDS.format('value')} = {_WORDS.format('$ref')}"
    r" AND regexp_matches($ref, '[\p{L}\p{N}]')",
)
_BY_ID = 2
"""How many of the stages are about ids: what an id names is itself."""

# A paper's number is asked for its holder's sake, a sanction's reference for its target's.
_FOUND_SQL = """
WITH found AS (
    SELECT canonical, entity, value, prop, schema FROM claims
    WHERE list_contains($nodes, schema) AND ({condition})
), led AS (
    SELECT coalesce(k.id, h.value, f.canonical) AS canonical, f.value, f.prop
    FROM found f
    LEFT JOIN claims h ON $through AND h.entity = f.entity AND (
        h.prop = 'holder' AND list_contains($papers, f.schema)
        OR h.prop = 'entity' AND list_contains($sanctions, f.schema))
    LEFT JOIN canonical k ON k.entity = h.value
)
"""
_CAPTIONS_SQL = """
SELECT canonical, min(value) FILTER (prop = 'name'), any_value(schema ORDER BY schema)
FROM claims WHERE canonical IN (SELECT unnest($ids::varchar[])) GROUP BY canonical
"""
_NEAR_NAME = f"""
list_contains($names, prop) AND length(value) <= {_LONGEST} AND (
    jaro_winkler_similarity(array_to_string({_WORDS.format("value")}, ' '), $text) >= 0.8
    OR jaro_winkler_similarity(lower(strip_accents(value)), lower(strip_accents($plain))) >= 0.8
    OR len(list_intersect({_WORDS.format("value")}, $words)) * 2 > len($words))
"""
_NEAR_NUMBER = f"""
list_contains($identifiers, prop) AND length($number) >= 5 AND length(value) <= {_LONGEST}
AND (damerau_levenshtein({_COMPACT.format("value")}, $number) <= 1
     OR starts_with({_COMPACT.format("value")}, $number))
"""


@dataclass(frozen=True, slots=True)
class Near:
    """An entity that a text may mean.

    Attributes:
        id, schema, caption: the entity; its caption is a name, or its id.
        prop, text: the property that is near, and its value.
        score: 0 to 1; 1 is the very id, name or identifier.
    """

    id: str
    schema: str
    caption: str
    prop: str
    text: str
    score: float

    def __str__(self) -> str:
        return f"{self.caption} ({self.id})" if self.caption != self.id else self.id


def resolve_reference(con: duckdb.DuckDBPyConnection, ontology: Ontology, ref: str) -> str:
    """Canonical id of the one entity that `ref` names.

    Tried in turn: a record or canonical id; an id without its namespace; an identifier
    (account number, IBAN, LEI, passport number, a list's own reference), spaces and case apart;
    an exact name, case apart; a name in other order, accents and punctuation apart. The first of
    these that finds anything decides. A paper leads to its holder, a sanction to its target.

    Args:
        con: connection of a View.

    Raises:
        NotFound: nothing answers to it; the hint says what is near.
        Ambiguous: several entities do; `candidates` are their ids.
    """
    parameters = _parameters(ontology) | {"ref": ref.strip()}
    for stage, condition in enumerate(_STAGES):
        rows = _run(
            con,
            f"{_FOUND_SQL.format(condition=condition)}"
            f"SELECT DISTINCT canonical FROM led ORDER BY ALL LIMIT {MOST_CANDIDATES + 1}",
            parameters | {"through": stage >= _BY_ID},
        )
        if len(rows) == 1:
            return str(rows[0][0])
        if rows:
            raise Ambiguous.among("several entities answer to that", ref, [str(r[0]) for r in rows])
    near = near_entities(con, ontology, ref)[0][:_MOST_SUGGESTED]
    raise NotFound(
        "no entity answers to that",
        value=ref,
        hint=f"Did you mean {', '.join(map(str, near))}?"
        if near
        else "Give an id, an account number, another identifier or an exact name",
    )


def near_entities(
    con: duckdb.DuckDBPyConnection, ontology: Ontology, text: str
) -> tuple[list[Near], bool]:
    """Entities whose names, accounts or identifiers are near the text, best first; if that is all.

    The 500 values that read most like the text are compared closely; where there are more, what
    is found need not be all.

    Names are near by their letters, in any order of words and script, or where they have more
    than half of the text's words; numbers where one character differs, or as beginnings.

    Args:
        con: connection of a View.
    """
    wanted = text.strip()[:_LONGEST]
    words = sorted(latin_words(wanted))
    number = "".join(char for char in wanted if char.isalnum()).upper()
    if not words and not number:
        return [], True
    parameters = _parameters(ontology) | {
        "words": words,
        "text": " ".join(words),
        "number": number,
        "plain": wanted,
        "through": True,
    }
    rows = _run(
        con,
        f"{_FOUND_SQL.format(condition=f'({_NEAR_NAME}) OR ({_NEAR_NUMBER})')}"
        "SELECT canonical, prop, value FROM (SELECT DISTINCT canonical, prop, value FROM led)"
        " ORDER BY jaro_winkler_similarity(lower(value), $text) DESC, canonical, prop, value"
        f" LIMIT {_MOST_COMPARED + 1}",
        parameters,
    )
    best: dict[str, tuple[float, str, str]] = {}
    for canonical, prop, value in rows[:_MOST_COMPARED]:
        score = _likeness(wanted, value, is_name=prop in parameters["names"])
        if score >= _LIKELY_ENOUGH and score > best.get(canonical, (0.0,))[0]:
            best[canonical] = (score, prop, value)
    told = {
        canonical: (name, schema)
        for canonical, name, schema in con.execute(_CAPTIONS_SQL, {"ids": list(best)}).fetchall()
    }
    found = [
        Near(id_, told[id_][1], told[id_][0] or id_, prop, value, round(score, 3))
        for id_, (score, prop, value) in best.items()
        if id_ in told
    ]
    best_first = sorted(found, key=lambda near: (-near.score, near.caption, near.id))
    return best_first, len(rows) <= _MOST_COMPARED


def _likeness(wanted: str, value: str, *, is_name: bool) -> float:
    if not is_name:
        return _LIKELY_ENOUGH + 0.2 * similarity(wanted, value)
    ours = set(latin_words(wanted))
    held = len(ours & set(latin_words(value))) / max(len(ours), 1)
    return max(similarity(wanted, value), 0.9 * held)


def _parameters(ontology: Ontology) -> dict[str, Any]:
    properties = [p for s in ontology.schemata.values() for p in s.properties.values()]

    def kinds(root: str) -> list[str]:
        return [name for name, schema in ontology.schemata.items() if schema.is_a(root)]

    return {
        "nodes": [name for name, schema in ontology.schemata.items() if schema.is_node],
        "identifiers": sorted({p.name for p in properties if p.type == "identifier"}),
        "names": sorted({p.name for p in properties if p.type == "name"}),
        "papers": kinds("Identification"),
        "sanctions": kinds("Sanction"),
    }


def _run(
    con: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    used = {name: value for name, value in parameters.items() if f"${name}" in query}
    return con.execute(query, used).fetchall()
