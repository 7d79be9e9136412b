"""What can be asked of the graph: its labels and relationship types, each with its properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kg.errors import NotFound
from kg.ontology.schema import TRANSFER, Ontology, Property, Schema, near
from kg.ontology.stored import CAPTION, EVERYWHERE, OF_A_LINK, StoredField, stored_fields


@dataclass(frozen=True, slots=True)
class DescribedProperty:
    """A property of the ontology as the graph has it; `type` is the ontology's."""

    name: str
    label: str
    type: str
    description: str
    multiple: bool
    fields: tuple[StoredField, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """A label or relationship type.

    Attributes:
        of: of a label, the labels that its nodes carry besides; of a type, what it comes of.
        relations: patterns of the relationships that a label has (`(:Person)-[:OWNS]->(:Asset)`),
            or that a type is.
        own: what the graph keeps of every one, besides its properties.
        example: a query.
    """

    name: str
    kind: Literal["label", "relationship type"]
    label: str
    description: str
    of: tuple[str, ...]
    relations: tuple[str, ...]
    own: tuple[StoredField, ...]
    properties: tuple[DescribedProperty, ...]
    example: str


def labels(ontology: Ontology) -> tuple[Described, ...]:
    """Every label a node may carry, by name."""
    return tuple(_label(ontology, ontology.get(name)) for name in sorted(ontology.node_labels))


def relationship_types(ontology: Ontology) -> tuple[Described, ...]:
    """Every relationship type, by name."""
    return tuple(_relationship(ontology, name) for name in sorted(ontology.relationships))


def described(ontology: Ontology, name: str) -> Described:
    """The label or relationship type of that name, or of an edge schema of that name.

    Raises:
        NotFound: there is none; the hint says what looks alike, or what has such a property.
    """
    if name in ontology.node_labels:
        return _label(ontology, ontology.get(name))
    schema = ontology.schemata.get(name)
    type_ = schema.edge.type if schema is not None and schema.edge is not None else name
    if type_ in ontology.relationships:
        return _relationship(ontology, type_)
    known = {*ontology.node_labels, *ontology.relationships}
    having = [each for each in sorted(known) if name in fields_of(ontology, [each])]
    hint = f"It is a property of {', '.join(having[:5])}" if having else near(name, known)
    raise NotFound("no such label or relationship type in the ontology", value=name, hint=hint)


def fields_of(ontology: Ontology, names: Iterable[str]) -> dict[str, StoredField]:
    """What nodes or relationships with one of these labels or types may have, by stored name."""
    found: dict[str, StoredField] = {}
    for name in names:
        relationship = ontology.relationships.get(name)
        if relationship is None:
            schemata = [s for s in ontology.schemata.values() if name in s.labels]
            fixed: tuple[StoredField, ...] = (*EVERYWHERE, CAPTION)
        else:
            schemata = _edge_schemata(ontology, name)
            fixed = EVERYWHERE if relationship.edge_schema else (*OF_A_LINK, *_period(ontology))
        found.update({field.name: field for field in fixed})
        for schema in schemata:
            for prop in schema.properties.values():
                found.update({field.name: field for field in stored_fields(prop)})
    return found


def _edge_schemata(ontology: Ontology, type_: str) -> list[Schema]:
    return [s for s in ontology.schemata.values() if s.edge is not None and s.edge.type == type_]


def _period(ontology: Ontology) -> Iterator[StoredField]:
    for name in ("startDate", "endDate"):
        yield from stored_fields(ontology.get("Interval").properties[name])


def _properties(schemata: Iterable[Schema]) -> tuple[DescribedProperty, ...]:
    """Of all these schemata, those worth showing first before the others."""
    listed = list(schemata)
    first = {name: at for at, name in enumerate(n for s in listed for n in s.featured)}
    props: dict[str, Property] = {}
    for schema in listed:
        for prop in schema.properties.values():
            if not prop.is_entity and not prop.hidden:
                props.setdefault(prop.name, prop)
    ordered = sorted(props.values(), key=lambda p: (first.get(p.name, len(first)), p.name))
    return tuple(
        DescribedProperty(p.name, p.label, p.type, p.description, p.multiple, stored_fields(p))
        for p in ordered
    )


def _label(ontology: Ontology, schema: Schema) -> Described:
    properties = _properties([schema])
    carried = {schema.name, *schema.labels, *schema.ancestors}
    patterns = [
        _pattern(
            type_, ontology.relationships[type_].sources, ontology.relationships[type_].targets
        )
        for type_ in sorted(ontology.relationships)
        if carried.intersection(
            (*ontology.relationships[type_].sources, *ontology.relationships[type_].targets)
        )
    ]
    return Described(
        name=schema.name,
        kind="label",
        label=schema.label,
        description=schema.description,
        of=tuple(label for label in schema.labels if label != schema.name),
        relations=tuple(patterns),
        own=(*EVERYWHERE, CAPTION),
        properties=properties,
        example=f"MATCH (x:{schema.name}){_where(properties)} RETURN x.id, x.caption",
    )


def _relationship(ontology: Ontology, type_: str) -> Described:
    known = ontology.relationships[type_]
    schemata = _edge_schemata(ontology, type_)
    properties = _properties(schemata)
    named = ontology.schemata.get(known.edge_schema or "")
    ledger = known.edge_schema == TRANSFER
    own = EVERYWHERE[:1] if ledger else EVERYWHERE if known.edge_schema else OF_A_LINK
    if known.edge_schema is None:
        own = (*own, *_period(ontology))
    return Described(
        name=type_,
        kind="relationship type",
        label=known.label,
        description=named.description if named else "",
        of=tuple(s.name for s in schemata) or tuple(f"{s}.{p}" for s, p in known.properties),
        relations=(_pattern(type_, known.sources, known.targets),),
        own=own,
        properties=properties,
        example=(
            f"MATCH (a)-[x:{type_}]->(b){_where(properties)} RETURN a.caption, b.caption LIMIT 10"
        ),
    )


def _pattern(type_: str, sources: Iterable[str], targets: Iterable[str]) -> str:
    return f"(:{'|'.join(sources)})-[:{type_}]->(:{'|'.join(targets)})"


def _where(properties: Iterable[DescribedProperty]) -> str:
    """A condition on the first property that is more than text, or else on the first."""
    fields = [field for prop in properties for field in prop.fields if field.filter]
    typed = [field for field in fields if field.kind in ("FLOAT", "DATE", "INTEGER")]
    return f" WHERE {(typed or fields)[0].filter}" if fields else ""
