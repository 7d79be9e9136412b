"""Sanctions that hold, and the risk that they and alerts put on entities of a map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from kg.model import Node
from queries.answers import text_of, texts_of

if TYPE_CHECKING:
    from kg.desk import Alert
    from queries.connections.graph_reader import GraphReader

_SANCTIONED_POINTS = 100.0
_MEMBER_SHARE = 0.5
"""A member of a pattern gets this share of its points: it may be the victim, or a bystander."""
_MOST_SANCTIONS = 100

_ENTRIES = (
    "UNWIND $ids AS wanted MATCH (a:Entity {id: wanted})<-[r:SANCTION_ON]-(s:Entity)"
    " RETURN a.id AS entity, r.sources AS sources, r.startDate_from AS known,"
    " coalesce(s.startDate_from, s.listingDate_from) AS begins"
)
"""Of all times, on purpose: what an entry dates is not to be read from a tag without a date."""


def about(alerts: Iterable[Alert], entities: Collection[str]) -> tuple[Alert, ...]:
    """Those which have one of the entities (canonical ids) as subject or member."""
    wanted = set(entities)
    return tuple(
        alert
        for alert in alerts
        if alert.finding.subject in wanted or not wanted.isdisjoint(alert.finding.members)
    )


def sanctions_on(reader: GraphReader, entities: Collection[str]) -> dict[str, tuple[Node, ...]]:
    """Sanction entries by entity, those not yet made or already lifted left out."""
    found: dict[str, dict[str, Node]] = defaultdict(dict)
    relations = reader.relations(
        entities, ["SANCTION_ON"], direction="in", cap=_MOST_SANCTIONS
    ).relations
    entries = reader.nodes(relation.source for relation in relations)
    for relation in relations:
        entry = entries.get(relation.source)
        if entry is not None and holds_at(entry, reader.moment):
            found[relation.target][entry.id] = entry
    return {entity: tuple(by_id[k] for k in sorted(by_id)) for entity, by_id in found.items()}


def sanctioned(reader: GraphReader, nodes: Iterable[Node]) -> dict[str, tuple[Node, ...]]:
    """Sanctioned entities among `nodes`, with their entries.

    An entity that a source tags with the topic `sanction` counts, with no entry to show, unless
    the source has a sanctions entry on it, which then says when the tag is true: one of whatever
    date where the tag has none, one that has begun where it has.
    """
    candidates = list(nodes)
    tagged = [node.id for node in candidates if "sanction" in texts_of(node, "topics")]
    found: dict[str, tuple[Node, ...]] = dict.fromkeys(_by_tag_alone(reader, tagged), ())
    found.update(sanctions_on(reader, [node.id for node in candidates]))
    return found


def _by_tag_alone(reader: GraphReader, tagged: Collection[str]) -> list[str]:
    """Those with a tag that no sanctions entry of its source stands beside."""
    if not tagged:
        return []
    ever: set[tuple[str, str]] = set()
    begun: set[tuple[str, str]] = set()
    for entity, sources, *begins in reader.view.graph(_ENTRIES, {"ids": sorted(set(tagged))}):
        for source in sources or ():
            ever.add((entity, source))
            if all(begin is None or begin <= reader.moment for begin in begins):
                begun.add((entity, source))
    tags = reader.view.sql(
        """
        SELECT DISTINCT canonical, source, valid_from IS NOT NULL FROM claims
        WHERE canonical IN (SELECT unnest($entities)) AND prop = 'topics' AND value = 'sanction'
          AND (valid_from IS NULL OR valid_from <= $day::date)
          AND (valid_to IS NULL OR valid_to > $day::date)
        """,
        {"entities": sorted(set(tagged)), "day": reader.moment[: len("2026-06-30")]},
    )
    return sorted(
        {
            entity
            for entity, source, dated in tags
            if (entity, source) not in (begun if dated else ever)
        }
    )


def holds_at(entry: Node, moment: str) -> bool:
    """Whether an interval that is a node has begun and not ended at an ISO 8601 instant.

    A partial date begins on its first day and ends with its last.
    """
    begins = text_of(entry, "startDate") or text_of(entry, "listingDate")
    ends = text_of(entry, "endDate")
    return (not begins or begins <= moment) and (not ends or ends >= moment[: len(ends)])


def risk_of(
    reader: GraphReader, alerts: Iterable[Alert], nodes: Iterable[Node]
) -> dict[str, float]:
    """Points from 0 to 100 for the entities of a map; those without any are left out.

    100 for the sanctioned, else the highest score of the alerts on an entity, where those that
    only have it as a member count half. A full score with reasons is `exposure`'s business.
    """
    candidates = list(nodes)
    wanted = {node.id for node in candidates}
    risk: dict[str, float] = {}
    for finding in (alert.finding for alert in alerts):
        for member in {finding.subject, *finding.members} & wanted:
            share = 1.0 if member == finding.subject else _MEMBER_SHARE
            risk[member] = max(risk.get(member, 0.0), round(finding.score * share, 1))
    for entity in sanctioned(reader, candidates):
        risk[entity] = _SANCTIONED_POINTS
    return {entity: points for entity, points in sorted(risk.items()) if points > 0}
