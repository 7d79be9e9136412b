"""The claims behind entities and relations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.model import Finding, Relation
from queries.answers import Evidence

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


def portrait_evidence(
    view: View,
    own: Sequence[Evidence],
    relations: Iterable[Relation],
    named: Iterable[str],
    *,
    most: int,
) -> tuple[tuple[Evidence, ...], int]:
    """The claims behind a portrait, each once, and how many of them were left out.

    First those about the subject, as they are given; then those that state its relations; then
    the rest of those named. A relation drawn from an entity of its own rests on all claims about
    that entity; one drawn from a property, on the claims of that property at the relation's source.

    Args:
        own: claims about the subject.
        named: ids of claims that reasons rest on. Where not all fit, these are the ones that stay;
            one that no source makes any longer counts as left out.
        most: claims in the result.
    """
    wanted = dict.fromkeys(named)
    others = _backing(view, relations, wanted)
    found = dict.fromkeys([*(claim.claim for claim in own), *others, *wanted])
    kept = {*[*wanted, *(claim for claim in found if claim not in wanted)][:most]}
    further = [claim for claim in others if claim in kept]
    rows = view.sql(
        f"SELECT {EVIDENCE_COLUMNS} FROM claims WHERE id IN (SELECT unnest($ids))",
        {"ids": further or [""]},
    )
    by_id = {evidence.claim: evidence for evidence in (Evidence(*row) for row in rows)}
    by_id |= {claim.claim: claim for claim in own if claim.claim in kept}
    evidence = tuple(by_id[claim] for claim in found if claim in by_id)
    return evidence, len(found) - len(evidence)


def _backing(view: View, relations: Iterable[Relation], named: Iterable[str]) -> list[str]:
    """Ids of the claims that state relations, then of those named, each by entity and property."""
    edges, links = _grounds(relations)
    rows = view.sql(
        """
        SELECT id, NOT (canonical IN (SELECT unnest($edges))
               OR canonical || chr(31) || prop IN (SELECT unnest($links))) AS only_named
        FROM claims
        WHERE canonical IN (SELECT unnest($edges))
           OR canonical || chr(31) || prop IN (SELECT unnest($links))
           OR id IN (SELECT unnest($named))
        ORDER BY only_named, canonical, prop, value, source, id
        """,
        {"edges": edges or [""], "links": links or [""], "named": [*named] or [""]},
    )
    return [claim for claim, _ in rows]


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


def distinct_supports(finding: Finding) -> Finding:
    """The finding, each of its reasons naming each claim and transfer that it rests on once."""
    return replace(
        finding,
        reasons=tuple(
            replace(
                reason,
                claims=tuple(dict.fromkeys(reason.claims)),
                transfers=tuple(dict.fromkeys(reason.transfers)),
            )
            for reason in finding.reasons
        ),
    )


def supporting_claims(findings: Iterable[Finding]) -> list[str]:
    """Ids of the claims that the reasons of findings rest on."""
    return [claim for one in findings for reason in one.reasons for claim in reason.claims]
