"""What an ontology is made of, as plain frozen data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property

from kg.errors import NotFound
from kg.text.dates import possible_dates
from kg.values.instants import lies_ahead
from kg.values.types import ENGLISH, Notation, Stored, value_type

VOCABULARIES: Mapping[str, str] = {
    "ftm": "https://schema.followthemoney.tech/#",
    "riskweave": "https://riskweave.org/ns#",
}
"""RDF namespace of each vocabulary; a schema's class is the namespace and its name."""

TRANSFER = "Transfer"
"""The edge schema of the ledger: its rows, not claims, become these relationships."""

RESERVED_PROPERTIES = frozenset({"id", "schema", "labels", "caption", "risk", "sources"})
"""Names the graph keeps for itself on every node and relation."""

RESERVED_LABELS = frozenset({"Entity", "ProjectionMark"})
"""Labels the graph keeps for itself: of every node, and of the note of what it holds."""


@dataclass(frozen=True, slots=True)
class PropertyType:
    """A type of value.

    Attributes:
        values: the closed vocabulary, code to label; empty where any value may stand.
        formats: named formats a property of this type may ask for (`iban`).
    """

    name: str
    label: str
    description: str
    values: Mapping[str, str]
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A family of schemata that look alike: `color` as `#rrggbb`, `shape` of its nodes."""

    name: str
    label: str
    description: str
    color: str
    shape: str


@dataclass(frozen=True, slots=True)
class Icon:
    """A drawing: SVG path data on a 24 by 24 view box, filled with the even-odd rule."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Reverse:
    """The same relation seen from the entity that a property points to."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that can be said of an entity.

    Attributes:
        schema: the schema that declares it.
        type: name of a PropertyType.
        range: schema an `entity` property points to; None for every other type.
        relation: graph relationship type an `entity` property of a node becomes, from the
            entity to the one it points to; None for other types and for edge schemata.
        reverse: None where the relation has no name from the other end.
        multiple: several values may be true at once. Where it is False and claims
            disagree, the graph shows one of them; the lake keeps all.
        format: one of the type's formats, whose check digits or shape a value must have.
        minimum, maximum: least and greatest number that a value may be; None is no bound.
        not_before: date property of the same schema that a value cannot lie before.
        past: date property of what has happened: a value after the day of reading is none.
        currency: of an amount of money that is a plain number, the property of the same schema
            that names its currency, or the ISO 4217 code itself; None for any other property.
        distinctive: one record gives one value, though sources may differ: records that
            differ in it speak of different entities.
        sensitive: personal data, to be masked where a reader has no need of it.
        hidden: machinery, not worth showing to a reader.
        deprecated: understood on input, not to be written by new mappings.
    """

    name: str
    schema: str
    label: str
    type: str
    description: str
    range: str | None = None
    relation: str | None = None
    reverse: Reverse | None = None
    multiple: bool = False
    format: str | None = None
    examples: tuple[str, ...] = ()
    sensitive: bool = False
    hidden: bool = False
    deprecated: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    not_before: str | None = None
    past: bool = False
    currency: str | None = None
    distinctive: bool = False

    @property
    def is_entity(self) -> bool:
        """The value is the id of another entity."""
        return self.type == "entity"

    @property
    def stored(self) -> Stored:
        """How the graph holds it; see `kg.ontology.stored`."""
        if self.currency:
            return "money"
        return value_type(self.type).stored

    @property
    def tells_apart(self) -> bool:
        """Two records of one source that differ in it cannot speak of one entity."""
        return self.distinctive or not self.multiple

    @property
    def uncertain(self) -> bool:
        """A text may tell several values, of which one is true: of births and the like."""
        return self.type == "date" and self.past

    def admits(self, value: str) -> bool:
        """Whether a claim's text is within the bounds of the property; True where it has none."""
        if self.past and lies_ahead(value):
            return False
        if self.minimum is None and self.maximum is None:
            return True
        number = value_type(self.type).number(value)
        return number is None or (
            (self.minimum is None or number >= self.minimum)
            and (self.maximum is None or number <= self.maximum)
        )


@dataclass(frozen=True, slots=True)
class EdgeSpec:
    """How entities of a schema become relationships instead of nodes.

    Attributes:
        source, target: the properties that hold its two ends.
        label: verb phrase from source to target ("owns").
        type: graph relationship type (`OWNS`).
        directed: False where either end could have been the source.
    """

    source: str
    target: str
    label: str
    type: str
    directed: bool


@dataclass(frozen=True, slots=True)
class IdentityKey:
    """Properties that, taken together, name one entity in the world.

    Attributes:
        properties: all must be present for the key to apply.
        identifies: entity property naming the entity that the key identifies
            (a passport's `holder`); None where it is the entity itself.
    """

    properties: tuple[str, ...]
    identifies: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Schema:
    """A kind of entity.

    Attributes:
        plural: label for several.
        extends: direct parents; `ancestors` are all of them, nearest first.
        abstract: only its descendants have entities.
        properties: by name, inherited ones first; `own_properties` declares it itself.
        required: an entity without a value for these is incomplete.
        caption: properties tried in turn for a short name.
        featured: properties worth showing first.
        edge: not None where entities of it become relationships.
        identity: inherited keys included.
        color: `#rrggbb`. shape: node shape, or line style of an edge.
        labels: graph labels, the schema's own first, then those of its ancestors that
            are themselves kinds of thing. Empty for edge schemata, whose graph name is
            `edge.type`.
        rdf: IRI of its class.
    """

    name: str
    label: str
    plural: str
    description: str
    extends: tuple[str, ...]
    ancestors: tuple[str, ...]
    abstract: bool
    properties: Mapping[str, Property]
    own_properties: tuple[str, ...]
    required: tuple[str, ...]
    caption: tuple[str, ...]
    featured: tuple[str, ...]
    edge: EdgeSpec | None
    identity: tuple[IdentityKey, ...]
    group: str
    color: str
    icon: str
    shape: str
    labels: tuple[str, ...]
    vocabulary: str

    def __repr__(self) -> str:
        return f"Schema({self.name!r})"

    @property
    def is_edge(self) -> bool:
        """Entities of it become relationships."""
        return self.edge is not None

    @property
    def is_node(self) -> bool:
        """Entities of it become nodes."""
        return self.edge is None and not self.abstract

    @property
    def rdf(self) -> str:
        """IRI of its class."""
        return VOCABULARIES[self.vocabulary] + self.name

    def is_a(self, name: str) -> bool:
        """True for its own name and for each of its ancestors'."""
        return name == self.name or name in self.ancestors


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship type of the graph and where it comes from.

    Attributes:
        label: reading from source to target; `reverse_label` the other way, None where
            it has no name of its own.
        edge_schema: the edge schema it is drawn from, None where it comes of properties.
        properties: (schema, property) pairs it comes of; empty for an edge schema.
        sources, targets: schemata its ends belong to (descendants included implicitly).
    """

    type: str
    label: str
    reverse_label: str | None
    directed: bool
    edge_schema: str | None
    properties: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Ontology:
    """All schemata with what they rest on; made by `load_ontology`, never changed."""

    schemata: Mapping[str, Schema]
    types: Mapping[str, PropertyType]
    groups: Mapping[str, Group]
    icons: Mapping[str, Icon]

    def __repr__(self) -> str:
        return f"Ontology({len(self.schemata)} schemata, version {self.version!r})"

    def get(self, name: str) -> Schema:
        """The schema of that name.

        Raises:
            NotFound: there is none; the hint lists names that look alike.
        """
        try:
            return self.schemata[name]
        except KeyError:
            raise NotFound(
                "no such schema in the ontology",
                field="schema",
                value=name,
                hint=near(name, self.schemata),
            ) from None

    def check_property(self, schema: str, prop: str) -> Property:
        """The property `prop` of `schema`, inherited ones included.

        Raises:
            NotFound: the schema or the property is unknown; the hint lists near names.
        """
        properties = self.get(schema).properties
        try:
            return properties[prop]
        except KeyError:
            raise NotFound(
                f"schema {schema} has no such property",
                field="property",
                value=prop,
                hint=near(prop, properties),
            ) from None

    def read(self, prop: Property, text: str, how: Notation = ENGLISH) -> str | None:
        """A claim's text of what a source writes, whatever the property's bounds; None for none."""
        value = value_type(prop.type).clean(text, prop.format, how)
        vocabulary = self.types[prop.type].values
        return None if vocabulary and value not in vocabulary else value

    def possible(self, prop: Property, text: str, how: Notation = ENGLISH) -> tuple[str, ...]:
        """The claims' texts that a source's text may mean: of a birth "1976 or 1977", two.

        Empty where the property cannot have one of them.
        """
        if not prop.uncertain:
            value = self.clean(prop, text, how)
            return () if value is None else (value,)
        found = possible_dates(text, day_first=how.day_first)
        return found if all(map(prop.admits, found)) else ()

    def clean(self, prop: Property, text: str, how: Notation = ENGLISH) -> str | None:
        """A claim's text of what a source writes; None where the property cannot have it."""
        value = self.read(prop, text, how)
        return value if value is not None and prop.admits(value) else None

    def descendants(self, name: str) -> tuple[str, ...]:
        """Names of the schema and of all that extend it, abstract ones included."""
        self.get(name)
        return tuple(schema.name for schema in self.schemata.values() if schema.is_a(name))

    @cached_property
    def node_labels(self) -> frozenset[str]:
        """Every label a node may carry."""
        return frozenset(
            label for schema in self.schemata.values() if schema.is_node for label in schema.labels
        )

    @cached_property
    def relationships(self) -> Mapping[str, Relationship]:
        """Every relationship type of the graph, by type."""
        found = {}
        for schema in self.schemata.values():
            if schema.edge is None or schema.abstract or schema.edge.type in found:
                continue
            ends = [schema.properties[schema.edge.source], schema.properties[schema.edge.target]]
            found[schema.edge.type] = Relationship(
                type=schema.edge.type,
                label=schema.edge.label,
                reverse_label=ends[1].reverse.label if ends[1].reverse else None,
                directed=schema.edge.directed,
                edge_schema=schema.name,
                properties=(),
                sources=(ends[0].range or "Thing",),
                targets=(ends[1].range or "Thing",),
            )
        declared: dict[str, dict[tuple[str, str], Property]] = {}
        for schema in self.schemata.values():
            if schema.is_node:
                for prop in schema.properties.values():
                    if prop.relation is not None:
                        place = (prop.schema, prop.name)
                        declared.setdefault(prop.relation, {})[place] = prop
        for type_, places in declared.items():
            props = list(places.values())
            found[type_] = Relationship(
                type=type_,
                label=type_.replace("_", " ").lower(),
                reverse_label=next((p.reverse.label for p in props if p.reverse), None),
                directed=True,
                edge_schema=None,
                properties=tuple(places),
                sources=tuple(dict.fromkeys(p.schema for p in props)),
                targets=tuple(dict.fromkeys(p.range for p in props if p.range)),
            )
        return dict(sorted(found.items()))

    @cached_property
    def relationship_types(self) -> frozenset[str]:
        """Every relationship type of the graph."""
        return frozenset(self.relationships)

    @cached_property
    def version(self) -> str:
        """16 hex digits that change when, and only when, what the files say changes."""
        parts: list[object] = [*self.types.values(), *self.groups.values(), *self.icons.values()]
        for schema in self.schemata.values():
            own = [schema.properties[name] for name in schema.own_properties]
            facts = [
                getattr(schema, field.name)
                for field in fields(schema)
                if field.name != "properties"
            ]
            parts.append((facts, own))
        text = "\n".join(sorted(map(repr, parts)))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def near(name: str, names: Iterable[str]) -> str | None:
    """A hint at the names that look most like one that is not known; None where none does."""
    by_folded = {known.casefold(): known for known in names}
    if name.casefold() in by_folded:
        return f"Did you mean {by_folded[name.casefold()]}?"
    close = get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.6)
    if not close:
        return None
    return "Did you mean " + " or ".join(by_folded[match] for match in close) + "?"
