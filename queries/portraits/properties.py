"""What sources say of an entity, property by property, with disagreement left visible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from queries.answers import Evidence, Ref
from queries.portraits.parts import OutcomeLabel, PropertyValue, PropertyView

if TYPE_CHECKING:
    from kg.ontology import Ontology, Property
    from kg.view import View

OUTCOME = "outcome"
"""Claims of this property are labels: what later proved true, never to be used as a feature."""

_LABELLED = ("LegalEntity", "BankAccount")
"""Schemata that declare it as a label; an event's property of that name says how it went."""

_NAME_TYPES = {"name"}
_IDENTIFIER_TYPES = {"identifier"}


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


def names(views: Iterable[PropertyView]) -> tuple[PropertyView, ...]:
    """Those that hold names."""
    return tuple(view for view in views if view.type in _NAME_TYPES)


def identifiers(views: Iterable[PropertyView]) -> tuple[PropertyView, ...]:
    """Those that hold identifiers."""
    return tuple(view for view in views if view.type in _IDENTIFIER_TYPES)


def others(views: Iterable[PropertyView]) -> tuple[PropertyView, ...]:
    """The rest."""
    return tuple(view for view in views if view.type not in _NAME_TYPES | _IDENTIFIER_TYPES)


def is_label(ontology: Ontology, claim: Evidence) -> bool:
    """Whether the claim is an outcome label."""
    prop = _declared(ontology, claim)
    return prop is not None and prop.name == OUTCOME and prop.schema in _LABELLED


def claimed_labels(
    view: View, describe: Mapping[str, Ref], entities: Iterable[str]
) -> tuple[OutcomeLabel, ...]:
    """Outcome labels that sources put on entities themselves, by entity and value."""
    labelled = [
        name
        for name, schema in view.ontology.schemata.items()
        if OUTCOME in schema.properties and schema.properties[OUTCOME].schema in _LABELLED
    ]
    rows = view.sql(
        """
        SELECT canonical, value, list(DISTINCT source ORDER BY source), list(id ORDER BY id)
        FROM claims
        WHERE prop = $outcome AND canonical IN (SELECT unnest($entities))
          AND schema IN (SELECT unnest($labelled))
        GROUP BY canonical, value ORDER BY canonical, value
        """,
        {"outcome": OUTCOME, "entities": list(entities) or [""], "labelled": labelled or [""]},
    )
    return tuple(
        OutcomeLabel(
            subject=describe.get(entity, Ref(entity, "", entity)),
            label=OUTCOME,
            value=value,
            transfers=0,
            sources=tuple(sources),
            claims=tuple(claims),
        )
        for entity, value, sources, claims in rows
    )


def transfer_labels(
    view: View, describe: Mapping[str, Ref], accounts: Iterable[str]
) -> tuple[OutcomeLabel, ...]:
    """Outcome labels on the transfers of accounts, counted by account and label."""
    rows = view.sql(
        """
        SELECT account, outcome, sum(count), list(DISTINCT source ORDER BY source) FROM (
            SELECT from_id AS account, outcome, count, source FROM ledger
            WHERE outcome IS NOT NULL AND from_id IN (SELECT unnest($accounts))
            UNION ALL
            SELECT to_id AS account, outcome, count, source FROM ledger
            WHERE outcome IS NOT NULL AND to_id IN (SELECT unnest($accounts)) AND from_id <> to_id
        ) GROUP BY account, outcome ORDER BY account, outcome
        """,
        {"accounts": list(accounts) or [""]},
    )
    return tuple(
        OutcomeLabel(
            subject=describe.get(account, Ref(account, "", account)),
            label="outcome of transfers",
            value=outcome,
            transfers=int(count),
            sources=tuple(sources),
        )
        for account, outcome, count, sources in rows
    )


def _declared(ontology: Ontology, claim: Evidence) -> Property | None:
    schema = ontology.schemata.get(claim.schema)
    return None if schema is None else schema.properties.get(claim.prop)


def _view(prop: Property, claims: Iterable[Evidence]) -> PropertyView:
    by_value: dict[str, list[Evidence]] = defaultdict(list)
    for claim in claims:
        by_value[claim.value].append(claim)
    values = [
        PropertyValue(
            value=value,
            sources=_sources(said),
            claims=tuple(sorted(claim.claim for claim in said)),
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
