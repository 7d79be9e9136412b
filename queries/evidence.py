"""The claims behind entities and relations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.model import Relation
from queries.values import Evidence

if TYPE_CHECKING:
    from kg.view import View

EVIDENCE_COLUMNS = (
    "id, entity, schema, prop, value, original, source, version::varchar, file, record, line,"
    " valid_from, valid_to, method, confidence"
)
"""What of a claim makes an Evidence, in its order."""


def entity_evidence(view: View, entity: str) -> list[Evidence]:
    """All claims about an entity, by property, value, source and record."""
    rows = view.sql(
        f"SELECT {EVIDENCE_COLUMNS} FROM claims WHERE canonical = $entity"
        " ORDER BY prop, value, source, record, id",
        {"entity": entity},
    )
    return [Evidence(*row) for row in rows]


def relation_evidence(view: View, relations: Iterable[Relation], *, most: int) -> list[Evidence]:
    """Claims that state those relations, by record entity, property, value and source.

    A relation drawn from an entity of its own rests on all claims about that entity; one drawn
    from a property, on the claims of that property at the relation's source.
    """
    edges, links = _grounds(relations)
    rows = view.sql(
        f"""
        SELECT {EVIDENCE_COLUMNS} FROM claims
        WHERE canonical IN (SELECT unnest($edges))
           OR canonical || chr(31) || prop IN (SELECT unnest($links))
        ORDER BY canonical, prop, value, source, id LIMIT $most
        """,
        {"edges": edges or [""], "links": links or [""], "most": most},
    )
    return [Evidence(*row) for row in rows]


def claim_ids(
    view: View, entities: Iterable[str], relations: Iterable[Relation] = (), *, most: int = 50
) -> tuple[str, ...]:
    """Ids of the claims about entities and relations, the first `most` of them."""
    edges, links = _grounds(relations)
    rows = view.sql(
        """
        SELECT id FROM claims
        WHERE canonical IN (SELECT unnest($entities))
           OR canonical || chr(31) || prop IN (SELECT unnest($links))
        ORDER BY canonical, prop, id LIMIT $most
        """,
        {"entities": [*entities, *edges] or [""], "links": links or [""], "most": most},
    )
    return tuple(claim for (claim,) in rows)


def _grounds(relations: Iterable[Relation]) -> tuple[list[str], list[str]]:
    """Ids of the entities that edges are drawn from; source and property of the others."""
    edges, links = set(), set()
    for relation in relations:
        prop = relation.properties.get("property")
        if prop is None:
            edges.add(relation.id.removesuffix(f"|{relation.source}|{relation.target}"))
        else:
            links.add(f"{relation.source}\x1f{prop}")
    return sorted(edges), sorted(links)
