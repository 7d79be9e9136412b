"""What sources say of an entity, property by property, with disagreement left visible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from queries.answers import Evidence, Ref

if TYPE_CHECKING:
    from kg.ontology import Ontology, Property

OUTCOME = "outcome"
"""Claims of this property are labels: what later proved true, never to be used as a feature."""

LABELLED = ("LegalEntity", "BankAccount")
"""Schemata that declare it as a label; an event's property of that name says how it went."""


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """One value of a property and who says so.

    `entity` is set where the value refers to another entity; `claims` are claim ids,
    `sources` the lake sources behind them, both sorted.
    """

    value: str
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    entity: Ref | None = None


@dataclass(frozen=True, slots=True)
class PropertyView:
    """All values of one property, none hidden.

    `conflict` is True when the values cannot all be true: the ontology allows one and sources
    give several, or they give dates that do not agree. All are shown, most-supported first.
    """

    name: str
    label: str
    type: str
    values: tuple[PropertyValue, ...]
    conflict: bool = False


def property_views(ontology: Ontology, evidence: Iterable[Evidence]) -> tuple[PropertyView, ...]:
    """Properties in the ontology's order; links to other entities and labels are left out.

    Values with the most sources come first, then by value.
    """
    claims: dict[str, list[Evidence]] = defaultdict(list)
    declared: dict[str, Property] = {}
    order: dict[str, int] = {}
    for claim in evidence:
        prop = _declared(ontology, claim)
        if prop is None or prop.hidden or prop.relation is not None or is_label(ontology, claim):
            continue
        claims[claim.prop].append(claim)
        declared[claim.prop] = prop
        place = list(ontology.schemata[claim.schema].properties).index(claim.prop)
        order[claim.prop] = min(place, order.get(claim.prop, place))
    return tuple(
        _view(declared[name], claims[name]) for name in sorted(claims, key=lambda n: (order[n], n))
    )


def is_label(ontology: Ontology, claim: Evidence) -> bool:
    """Whether the claim is an outcome label."""
    prop = _declared(ontology, claim)
    return prop is not None and prop.name == OUTCOME and prop.schema in LABELLED


def _declared(ontology: Ontology, claim: Evidence) -> Property | None:
    schema = ontology.schemata.get(claim.schema)
    return None if schema is None else schema.properties.get(claim.prop)


def _view(prop: Property, claims: Iterable[Evidence]) -> PropertyView:
    by_value: dict[str, list[Evidence]] = defaultdict(list)
    for claim in claims:
        by_value[claim.value].append(claim)
    values = [
        PropertyValue(
            value=value, sources=_sources(said), claims=tuple(sorted(claim.claim for claim in said))
        )
        for value, said in by_value.items()
    ]
    values.sort(key=lambda value: (-len(value.sources), value.value))
    return PropertyView(
        name=prop.name,
        label=prop.label,
        type=prop.type,
        values=tuple(values),
        conflict=_conflict(prop, values),
    )


def _conflict(prop: Property, values: Sequence[PropertyValue]) -> bool:
    """Whether the values cannot all be true.

    A date that is only more precise than another agrees with it. A date that may have several
    values (lists give a person all birth dates that are told) conflicts when two sources have
    none in common.
    """

    def agree(one: str, other: str) -> bool:
        if prop.type != "date":
            return one == other
        return one.startswith(other) or other.startswith(one)

    if not prop.multiple:
        return any(not agree(a.value, b.value) for a, b in combinations(values, 2))
    if prop.type != "date":
        return False
    told: dict[str, list[str]] = defaultdict(list)
    for value in values:
        for source in value.sources:
            told[source].append(value.value)
    return any(
        not any(agree(one, other) for one in ones for other in others)
        for ones, others in combinations(told.values(), 2)
    )


def _sources(claims: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(sorted({claim.source for claim in claims}))
