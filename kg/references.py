"""Finding the entity that a person means."""

from __future__ import annotations

import duckdb

from kg.errors import Ambiguous, NotFound
from kg.ontology import Ontology

_MOST_CANDIDATES = 10

_STAGES = (
    "entity = $ref OR canonical = $ref",
    "ends_with(entity, ':' || $ref) OR ends_with(entity, '/' || $ref)",
    "list_contains($identifiers, prop)"
    r" AND upper(regexp_replace(value, '[^\p{L}\p{N}]', '', 'g'))"
    r"   = upper(regexp_replace($ref, '[^\p{L}\p{N}]', '', 'g'))"
    r" AND regexp_matches($ref, '[\p{L}\p{N}]')",
    "list_contains($names, prop) AND lower(value) = lower($ref)",
)


def resolve_reference(con: duckdb.DuckDBPyConnection, ontology: Ontology, ref: str) -> str:
    """Canonical id of the one entity that `ref` names.

    Tried in turn: a record or canonical id; an id without its namespace; an identifier
    (account number, IBAN, LEI, registration number), spaces and case apart; an exact name,
    case apart. The first of these that finds anything decides.

    Args:
        con: connection of a View.

    Raises:
        NotFound: nothing answers to it.
        Ambiguous: several entities do; `candidates` are their ids.
    """
    nodes = [name for name, schema in ontology.schemata.items() if schema.is_node]
    properties = [p for s in ontology.schemata.values() for p in s.properties.values()]
    parameters = {
        "ref": ref.strip(),
        "nodes": nodes,
        "identifiers": sorted({p.name for p in properties if p.type == "identifier"}),
        "names": sorted({p.name for p in properties if p.type == "name"}),
    }
    for condition in _STAGES:
        used = {name: value for name, value in parameters.items() if f"${name}" in condition}
        rows = con.execute(
            f"""
            SELECT canonical, min(value) FILTER (prop = 'name') FROM claims
            WHERE list_contains($nodes, schema) AND ({condition})
            GROUP BY canonical ORDER BY canonical LIMIT {_MOST_CANDIDATES + 1}
            """,
            {**used, "nodes": nodes},
        ).fetchall()
        if len(rows) == 1:
            return str(rows[0][0])
        if rows:
            candidates = tuple(str(row[0]) for row in rows)
            shown = ", ".join(candidates[:_MOST_CANDIDATES])
            more = " and more" if len(rows) > _MOST_CANDIDATES else ""
            raise Ambiguous(
                "several entities answer to that",
                value=ref,
                hint=f"Give one of these ids: {shown}{more}",
                candidates=candidates,
            )
    raise NotFound(
        "no entity answers to that",
        value=ref,
        hint="Give an id, an account number, another identifier or an exact name",
    )
