"""Reading the graph hop by hop: bounded, in one order, and no further than a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from kg.errors import UsageError
from kg.model import Node, Relation
from kg.ontology.stored import told
from kg.values.instants import epoch_ms, zone_info

if TYPE_CHECKING:
    from kg.ontology import Ontology, Schema
    from kg.view import View

Direction = Literal["out", "in", "both"]

_IDS_PER_QUERY = 500

_NODES = "UNWIND $ids AS wanted MATCH (n:Entity {id: wanted}) RETURN n"

# A start date counts from its first day, an end date to the end of its last: "2019" begins on
# 1 January and is over on 31 December.
_BEGUN = " WHERE (r.startDate_from IS NULL OR r.startDate_from <= $day)"
_HOLDS = _BEGUN + " AND (r.endDate_to IS NULL OR r.endDate_to >= $day)"

_RELATIONS = (
    "UNWIND $ids AS wanted MATCH (a:Entity {{id: wanted}})"
    " CALL (a) {{ MATCH (a){left}[r:{types}]{right}(b:Entity){holds}"
    " RETURN r, b ORDER BY b.id, type(r), r.id LIMIT $cap }}"
    " RETURN a.id AS near, b.id AS far, type(r) AS type, r.id AS id, properties(r) AS properties"
)

_DEGREES = (
    "UNWIND $ids AS wanted MATCH (a:Entity {{id: wanted}}){left}[r:{types}]{right}(b:Entity){holds}"
    " RETURN a.id AS near, count(r) AS degree"
)

_AMONG = (
    "UNWIND $ids AS wanted MATCH (a:Entity {{id: wanted}})-[r:{types}]->(b:Entity){holds}"
    " AND b.id IN $ids"
    " RETURN a.id AS near, b.id AS far, type(r) AS type, r.id AS id, properties(r) AS properties"
)

_MONEY = (
    "UNWIND $ids AS wanted MATCH (a:Entity {{id: wanted}})"
    " CALL (a) {{ MATCH (a){left}[r:TRANSFER]{right}(b:Entity)"
    " WHERE r.last <= $latest AND b.id <> a.id"
    " RETURN DISTINCT b.id AS far ORDER BY far LIMIT $cap }}"
    " RETURN a.id AS near, far"
)

# A relationship that sums several transfers and was not over may yet have some that were.
_UNFINISHED = (
    "UNWIND $ids AS wanted MATCH (a:Entity {{id: wanted}})"
    " CALL (a) {{ MATCH (a){left}[r:TRANSFER]{right}(b:Entity)"
    " WHERE r.first <= $latest AND r.last > $latest AND b.id <> a.id"
    " RETURN b.id AS far LIMIT 1 }}"
    " RETURN a.id AS near"
)

_EXISTING = "UNWIND $ids AS wanted MATCH (n:Entity {id: wanted}) RETURN n.id AS id"

_ARROWS = {"out": ("-", "->"), "in": ("<-", "-")}
_END_OF_TIME = 2**62


@dataclass(frozen=True, slots=True)
class Expansion:
    """What one hop found.

    relations: each once, sorted by (source, target, type, id).
    left_out: number of relations beyond the cap, by the node they would have been found from.
    """

    relations: tuple[Relation, ...]
    left_out: Mapping[str, int]


FIGURES = frozenset({"FIGURE_OF"})
"""Relations to the figures a company reported: thousands, which tables show and pictures do not."""

FINDINGS = frozenset({"FOUND_ON", "HAS_MEMBER"})
"""Relations to what was found: taken for connections, they would join all accounts of a pattern."""


class GraphReader:
    """Bounded, ordered reads of a view's graph, with relations as they held at its moment.

    In a view without a moment, relations are read as they hold today.

    Args:
        former: relations that had ended by then are read as well.
    """

    def __init__(self, view: View, *, former: bool = False) -> None:
        self.view = view
        moment = datetime.now(UTC) if view.as_of is None else view.as_of
        local = moment.astimezone(zone_info(view.timezone))
        # Dates compare with the day in the own zone, instants with the instant.
        self.instant = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.moment = local.strftime("%Y-%m-%dT%H:%M:%S")
        self._day = local.date()
        self._holds = _BEGUN if former else _HOLDS

    def nodes(self, ids: Iterable[str]) -> dict[str, Node]:
        """The nodes of those ids, in order of id; ids the graph does not have are left out.

        With a moment, nodes of which no claim valid then speaks, and events and periods that
        had not begun, are left out too, and values that no such claim states are taken off.
        """
        found: dict[str, Node] = {}
        for batch in _batches(ids):
            for (node,) in self.view.graph(_NODES, {"ids": batch}).rows:
                found[node.id] = node
        if self.view.as_of is not None and found:
            found = self._as_they_were(found)
        return dict(sorted(found.items()))

    def followed_types(self, starts: Iterable[str]) -> frozenset[str]:
        """Relationship types that connect, seen from some entities: no figures, and no findings.

        From a figure its company connects; from findings, and from rules, controls and
        typologies, findings do.
        """
        ontology = self.view.ontology
        schemata = [ontology.get(node.schema) for node in self.nodes(starts).values()]
        left_out: frozenset[str] = frozenset()
        if not any(schema.is_a("Figure") for schema in schemata):
            left_out |= FIGURES
        if not any(schema.is_a("Finding") or schema.group == "regulation" for schema in schemata):
            left_out |= FINDINGS
        return ontology.relationship_types - left_out

    def relations(
        self,
        ids: Iterable[str],
        types: Collection[str],
        *,
        direction: Direction = "both",
        cap: int,
    ) -> Expansion:
        """Relations of those types at those nodes, transfers never among them.

        At most `cap` for each node and direction, the first by id of the other end.
        """
        names = self._checked(types)
        if not names:
            return Expansion((), {})
        found: dict[tuple[str, str, str, str], Relation] = {}
        left_out: dict[str, int] = defaultdict(int)
        for way in ("out", "in") if direction == "both" else (direction,):
            for batch in _batches(ids):
                seen: dict[str, int] = defaultdict(int)
                for row in self._run(_RELATIONS, way, names, {"ids": batch, "cap": cap + 1}):
                    near = row[0]
                    seen[near] += 1
                    if seen[near] <= cap:
                        relation = _relation(row, reverse=way == "in")
                        found[_key(relation)] = relation
                crowded = [near for near, count in seen.items() if count > cap]
                for near, degree in self._run(_DEGREES, way, names, {"ids": crowded}):
                    left_out[near] += degree - cap
        return Expansion(self._stated(found[key] for key in sorted(found)), dict(left_out))

    def among(self, ids: Collection[str], types: Collection[str]) -> tuple[Relation, ...]:
        """All relations of those types with both ends in `ids`; `ids` at most a thousand or so."""
        names = self._checked(types)
        if not names or not ids:
            return ()
        cypher = _AMONG.format(types="|".join(names), holds=self._holds)
        rows = self.view.graph(cypher, {"ids": sorted(ids), "day": self._day}).rows
        found = {_key(relation): relation for relation in map(_relation, rows)}
        return self._stated(found[key] for key in sorted(found))

    def money_neighbours(
        self, ids: Iterable[str], *, direction: Direction = "both", cap: int
    ) -> dict[str, tuple[str, ...]]:
        """Those that money went to ("out") or came from ("in"), by node; at most `cap` each."""
        far: dict[str, set[str]] = defaultdict(set)
        latest = _END_OF_TIME if self.view.as_of is None else epoch_ms(self.view.as_of)
        for way in ("out", "in") if direction == "both" else (direction,):
            left, right = _ARROWS[way]
            cypher = _MONEY.format(left=left, right=right)
            for batch in _batches(ids):
                parameters = {"ids": batch, "cap": cap, "latest": latest}
                for near, other in self.view.graph(cypher, parameters).rows:
                    far[near].add(other)
            if self.view.as_of is not None:
                for near, others in self._of_unfinished(ids, way, latest, cap).items():
                    far[near].update(others)
        return {near: tuple(sorted(others)) for near, others in sorted(far.items())}

    def _of_unfinished(
        self, ids: Iterable[str], way: str, latest: int, cap: int
    ) -> dict[str, tuple[str, ...]]:
        """Money neighbours by the ledger, of the nodes at which the graph's sums do not tell."""
        left, right = _ARROWS[way]
        cypher = _UNFINISHED.format(left=left, right=right)
        nodes = [
            near
            for batch in _batches(ids)
            for (near,) in self.view.graph(cypher, {"ids": batch, "latest": latest}).rows
        ]
        if not nodes:
            return {}
        near_id, far_id = ("from_id", "to_id") if way == "out" else ("to_id", "from_id")
        rows = self.view.sql(
            f"""
            SELECT {near_id}, list(DISTINCT {far_id} ORDER BY {far_id}) FROM ledger
            WHERE {near_id} IN (SELECT unnest($nodes)) AND from_id <> to_id GROUP BY {near_id}
            """,
            {"nodes": nodes},
        ).rows
        return {near: self._existing(others, cap) for near, others in rows}

    def _existing(self, ids: Iterable[str], cap: int) -> tuple[str, ...]:
        """The first `cap` of the ids that are nodes: accounts nobody describes are none."""
        found: list[str] = []
        for batch in _batches(ids):
            if len(found) >= cap:
                break
            found += sorted(one for (one,) in self.view.graph(_EXISTING, {"ids": batch}).rows)
        return tuple(found[:cap])

    def _run(
        self, template: str, way: str, names: Sequence[str], parameters: Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        if not parameters["ids"]:
            return []
        left, right = _ARROWS[way]
        cypher = template.format(left=left, right=right, types="|".join(names), holds=self._holds)
        rows = self.view.graph(cypher, {**parameters, "day": self._day}).rows
        return sorted(rows, key=lambda row: row[:-1] if isinstance(row[-1], dict) else row)

    def _checked(self, types: Collection[str]) -> list[str]:
        known = self.view.ontology.relationship_types
        if unknown := sorted(set(types) - known):
            raise UsageError("no such relationship type in the ontology", value=unknown[0])
        return sorted(set(types) - {"TRANSFER"})

    def _stated(self, relations: Iterable[Relation]) -> tuple[Relation, ...]:
        """Those which claims valid at the view's moment state; all when it has none.

        The graph is drawn from claims of all times, and a relation's own dates need not tell
        when a claim that it rests on is valid.
        """
        candidates = tuple(relations)
        if self.view.as_of is None or not candidates:
            return candidates
        needed = [_needed_claims(relation, self.view.ontology) for relation in candidates]
        entities = sorted({entity for claims in needed for entity, _, _ in claims})
        seen = set(
            self.view.sql(
                """
                SELECT DISTINCT c.canonical, c.prop, coalesce(k.id, c.value)
                FROM claims c LEFT JOIN canonical k ON k.entity = c.value
                WHERE c.canonical IN (SELECT unnest($entities))
                """,
                {"entities": entities},
            ).rows
        )
        return tuple(
            relation for relation, claims in zip(candidates, needed, strict=True) if claims <= seen
        )

    def _as_they_were(self, nodes: Mapping[str, Node]) -> dict[str, Node]:
        ontology = self.view.ontology
        visible: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
        for entity, prop, value, confidence in self.view.sql(
            "SELECT canonical, prop, value, max(confidence) FROM claims"
            " WHERE canonical IN (SELECT unnest($ids)) GROUP BY canonical, prop, value",
            {"ids": list(nodes)},
        ):
            visible[entity][prop][value] = confidence
        return {
            node_id: _as_it_was(node, visible[node_id], ontology.get(node.schema))
            for node_id, node in nodes.items()
            if node_id in visible and self._begun(node)
        }

    def _begun(self, node: Node) -> bool:
        """Whether an event or period is not one of the future."""
        if not self.view.ontology.get(node.schema).is_a("Interval"):
            return True
        dates = (node.properties.get(p) for p in ("startDate", "listingDate", "date"))
        return all(
            str(day) <= (self.moment if len(str(day)) <= len("2026-06-30") else self.instant)
            for day in dates
            if day is not None
        )


def _as_it_was(node: Node, visible: Mapping[str, Mapping[str, float]], schema: Schema) -> Node:
    kept = {
        prop: shown
        for prop, value in node.properties.items()
        if (shown := _shown(value, visible.get(prop, {}))) is not None
    }
    captions = [prop for prop in schema.caption if prop in visible]
    caption = node.caption
    if not any(caption in visible[prop] for prop in captions):
        # The rule by which the projection picks one, over what could be seen.
        values = visible[captions[0]] if captions else {}
        caption = min(values, key=lambda v: (-values[v], len(v), v), default=node.id)
    return Node(node.id, node.schema, node.labels, caption, kept)


def _shown(value: Any, visible: Mapping[str, float]) -> Any:
    if isinstance(value, list | tuple):
        return [item for item in value if str(item) in visible] or None
    return value if str(value) in visible else None


def _needed_claims(relation: Relation, ontology: Ontology) -> frozenset[tuple[str, str, str]]:
    prop = relation.properties.get("property")
    if prop is not None:
        return frozenset({(relation.source, prop, relation.target)})
    edge = ontology.get(relation.properties["schema"]).edge
    if edge is None:
        return frozenset()
    entity = relation.id.removesuffix(f"|{relation.source}|{relation.target}")
    return frozenset(
        {(entity, edge.source, relation.source), (entity, edge.target, relation.target)}
    )


def _relation(row: Sequence[Any], *, reverse: bool = False) -> Relation:
    near, far, type_, relation_id, properties = row
    source, target = (far, near) if reverse else (near, far)
    kept = {key: value for key, value in told(properties).items() if key != "id"}
    return Relation(relation_id, type_, source, target, kept)


def _key(relation: Relation) -> tuple[str, str, str, str]:
    return (relation.source, relation.target, relation.type, relation.id)


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _IDS_PER_QUERY):
        yield ordered[start : start + _IDS_PER_QUERY]
