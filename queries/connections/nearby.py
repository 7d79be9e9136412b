"""How far an entity is from listed parties, along relations through which influence runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.model import Relation
from queries.connections.graph_reader import GraphReader

_MOST_RELATIONS = 200
"""An address or device with more users than this belongs to an agent: nothing follows from it."""
_MOST_REACHED = 5000


@dataclass(frozen=True, slots=True)
class Reached:
    """An entity that relations lead to.

    factor: above 0 to 1, the product of the relations' factors along `way`, the largest of
    all ways. way: the relations, from the subject on.
    """

    entity: str
    factor: float
    way: tuple[Relation, ...]

    @property
    def hops(self) -> int:
        """Number of relations."""
        return len(self.way)


def reach(
    reader: GraphReader, start: str, factors: Mapping[str, float], *, max_hops: int
) -> dict[str, Reached]:
    """Every entity within `max_hops` relations of `start`, itself left out, by id.

    Entities with more than two hundred relations of these types in one direction are not
    passed through, and the search does not go on from more than five thousand.
    """
    known = reader.view.ontology.relationship_types
    types = [type_ for type_ in factors if type_ in known]
    best = {start: Reached(start, 1.0, ())}
    frontier = [start]
    for _ in range(max_hops):
        expansion = reader.relations(frontier, types, cap=_MOST_RELATIONS)
        found: dict[str, Reached] = {}
        inside = set(frontier)
        for near, far, relation in _both_ways(expansion.relations):
            at = best.get(near)
            if at is None or near not in inside:
                continue
            if near != start and near in expansion.left_out:
                continue
            step = Reached(far, at.factor * factors[relation.type], (*at.way, relation))
            if far not in found or _order(step) < _order(found[far]):
                found[far] = step
        frontier = sorted(
            entity
            for entity, step in found.items()
            if entity not in best or _order(step) < _order(best[entity])
        )
        best.update((entity, found[entity]) for entity in frontier)
        if not frontier or len(best) > _MOST_REACHED:
            break
    del best[start]
    return dict(sorted(best.items()))


def _both_ways(relations: Iterable[Relation]) -> Iterable[tuple[str, str, Relation]]:
    for relation in relations:
        yield relation.source, relation.target, relation
        yield relation.target, relation.source, relation


def _order(step: Reached) -> tuple[float, int, tuple[str, ...]]:
    return (-step.factor, step.hops, tuple(relation.id for relation in step.way))
