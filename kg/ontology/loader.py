"""From YAML files to a checked Ontology; every fault names its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any

from kg.declarations import Declaration, read
from kg.errors import OntologyError, RiskweaveError
from kg.ontology.declared import (
    LINE_STYLES,
    NODE_SHAPES,
    DeclaredEdge,
    DeclaredIdentity,
    DeclaredProperty,
    DeclaredSchema,
    OntologyFile,
)
from kg.ontology.schema import (
    RESERVED_LABELS,
    RESERVED_PROPERTIES,
    EdgeSpec,
    Group,
    Icon,
    IdentityKey,
    Ontology,
    Property,
    PropertyType,
    Reverse,
    Schema,
)
from kg.values.money import is_currency
from kg.yaml_nodes import yaml_files

_HERE = Path(__file__).parent
_OWN = (_HERE / "types.yaml", _HERE / "groups.yaml", _HERE / "icons.yaml", _HERE / "schemata")
_ROOT = "Thing"
_DEEPEST_INHERITANCE = 50
_BOUNDED_TYPES = frozenset({"money", "number", "share"})


def load_ontology(extra: Sequence[Path] = ()) -> Ontology:
    """Read and check the project's ontology and the user's additions to it.

    Args:
        extra: YAML files, or folders of them, with sections `schemata` (new ones),
            `extensions` (new properties and identity keys of known schemata), `groups`
            and `icons`.

    Raises:
        OntologyError: a file cannot be read or says something that cannot be; file and
            line are those of the fault.
    """
    builder = _Builder()
    for path in yaml_files(chain(_OWN, map(Path, extra)), OntologyError):
        builder.add(read(path, OntologyFile, OntologyError))
    return builder.ontology()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something is declared: its file, the file's turn, and the way to it."""

    file: Declaration[OntologyFile]
    turn: int
    path: tuple[str | int, ...]

    def below(self, *path: str | int) -> _Place:
        return _Place(self.file, self.turn, (*self.path, *path))

    def error(self, message: str, *, hint: str | None = None) -> RiskweaveError:
        return self.file.error(message, *self.path, hint=hint)

    def taken(self, message: str) -> RiskweaveError:
        """An error about the name that stands here as a key."""
        return self.file.error(message, *self.path, value=self.path[-1])

    def unknown(self, what: str, name: str, known: Iterable[str]) -> RiskweaveError:
        close = get_close_matches(name, list(known), n=3)
        hint = "Did you mean " + " or ".join(close) + "?" if close else None
        return self.file.error(f"unknown {what}", *self.path, value=name, hint=hint)

    @property
    def order(self) -> tuple[int, int]:
        return self.turn, self.file.line(*self.path)


class _Builder:
    """Looks names up across files and works out what is inherited."""

    def __init__(self) -> None:
        self._types: dict[str, PropertyType] = {}
        self._groups: dict[str, Group] = {}
        self._icons: dict[str, Icon] = {}
        self._declared: dict[str, DeclaredSchema] = {}
        self._extensions: list[tuple[str, Any, _Place]] = []
        self._places: dict[str, _Place] = {}
        self._of_properties: dict[tuple[str, str], _Place] = {}
        self._of_identity: dict[str, list[tuple[DeclaredIdentity, _Place]]] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._own: dict[str, dict[str, Property]] = {}
        self._schemata: dict[str, Schema] = {}
        self._files = 0

    def add(self, file: Declaration[OntologyFile]) -> None:
        """Take in one file.

        Raises:
            OntologyError: a name is taken by an earlier file, or by the graph.
        """
        root, said = _Place(file, self._files, ()), file.value
        self._files += 1
        for name, kind in said.types.items():
            _once(name, self._types, root.below("types", name), "property type")
            self._types[name] = PropertyType(
                name, kind.label, kind.description, kind.values, kind.formats
            )
        for name, group in said.groups.items():
            _once(name, self._groups, root.below("groups", name), "group")
            self._groups[name] = Group(
                name, group.label, group.description, group.color.upper(), group.shape
            )
        for name, path in said.icons.items():
            _once(name, self._icons, root.below("icons", name), "icon")
            self._icons[name] = Icon(name, path)
        for name, schema in said.schemata.items():
            place = root.below("schemata", name)
            _once(name, self._declared, place, "schema")
            if name in RESERVED_LABELS:
                raise place.taken("the graph keeps this name for itself")
            self._declared[name], self._places[name] = schema, place
            self._add_members(name, schema, place)
        for name, extension in said.extensions.items():
            self._extensions.append((name, extension, root.below("extensions", name)))

    def _add_members(self, schema: str, declared: Any, place: _Place) -> None:
        """Properties and identity keys of a schema, or those that an extension adds."""
        for name in declared.properties:
            own = place.below("properties", name)
            if name in RESERVED_PROPERTIES:
                raise own.taken("the graph keeps this name for itself")
            if (schema, name) in self._of_properties:
                raise own.taken(f"{schema} has this property already")
            self._of_properties[schema, name] = own
        self._of_identity.setdefault(schema, []).extend(
            (key, place.below("identity", number)) for number, key in enumerate(declared.identity)
        )

    def ontology(self) -> Ontology:
        """What all files together declare."""
        for name, extension, place in self._extensions:
            self._extend(name, extension, place)
        for name in self._declared:
            self._find_ancestors(name, ())
        for name, schema in self._declared.items():
            self._own[name] = {
                prop: self._property(name, prop, declared)
                for prop, declared in schema.properties.items()
            }
        for name in self._declared:
            self._schemata[name] = self._schema(name)
        self._check_relationship_types()
        self._check_labels()
        return Ontology(self._schemata, self._types, self._groups, self._icons)

    def _extend(self, name: str, extension: Any, place: _Place) -> None:
        schema = self._declared.get(name)
        if schema is None:
            raise place.unknown("schema", name, self._declared)
        self._add_members(name, extension, place)
        featured = None if schema.featured is None else (*schema.featured, *extension.featured)
        properties = schema.properties | extension.properties
        self._declared[name] = _changed(schema, properties=properties, featured=featured)

    def _find_ancestors(self, name: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if name in self._ancestors:
            return self._ancestors[name]
        found: list[str] = []
        for number, parent in enumerate(self._declared[name].extends):
            place = self._places[name].below("extends", number)
            if parent not in self._declared:
                raise place.unknown("parent", parent, self._declared)
            if len(path) > _DEEPEST_INHERITANCE:
                raise place.error(f"inherits through more than {_DEEPEST_INHERITANCE} schemata")
            if parent in (*path, name):
                raise place.error(
                    "inheritance runs in a circle: " + " > ".join((*path, name, parent))
                )
            found.append(parent)
            found.extend(self._find_ancestors(parent, (*path, name)))
        # The last mention stands, so that a shared ancestor comes after all its descendants.
        ancestors = tuple(reversed(dict.fromkeys(reversed(found))))
        self._ancestors[name] = ancestors
        return ancestors

    def _lineage(self, name: str) -> list[str]:
        return [name, *self._ancestors[name]]

    def _nearest(self, name: str, key: str) -> tuple[Any, _Place]:
        """A key of the schema, or of its nearest ancestor that has it; None where none has."""
        for each in self._lineage(name):
            value = getattr(self._declared[each], key)
            if value is not None:
                return value, self._places[each].below(key)
        return None, self._places[name]

    def _edge_of(self, name: str) -> DeclaredEdge | None:
        edge: DeclaredEdge | None = self._nearest(name, "edge")[0]
        return edge

    def _property(self, schema: str, name: str, declared: DeclaredProperty) -> Property:
        place = self._of_properties[schema, name]
        type_ = self._types.get(declared.type)
        if type_ is None:
            raise place.below("type").unknown("property type", declared.type, self._types)
        is_edge = self._edge_of(schema) is not None
        if declared.range is not None:
            if declared.range not in self._declared:
                raise place.below("range").unknown("range", declared.range, self._declared)
            if self._edge_of(declared.range) is not None:
                raise place.below("range").error(
                    "an entity property points to a node; this schema is an edge"
                )
        if declared.is_entity and not is_edge and declared.relation is None:
            raise place.error("an entity property of a node needs a relation")
        if is_edge and declared.relation is not None:
            raise place.below("relation").error(
                f"{schema} is an edge: its properties cannot be relationships"
            )
        if declared.format is not None and declared.format not in type_.formats:
            raise place.below("format").unknown("format", declared.format, type_.formats)
        minimum, maximum = declared.bounds
        if (minimum, maximum) != (None, None) and declared.type not in _BOUNDED_TYPES:
            raise place.error(f"only a number has a minimum or maximum; this is a {declared.type}")
        reverse = declared.reverse
        return Property(
            name=name,
            schema=schema,
            label=declared.label,
            type=declared.type,
            description=declared.description,
            range=declared.range,
            relation=declared.relation,
            reverse=Reverse(reverse.name, reverse.label) if reverse else None,
            multiple=declared.multiple,
            format=declared.format,
            examples=declared.examples,
            sensitive=declared.sensitive,
            hidden=declared.hidden,
            deprecated=declared.deprecated,
            minimum=minimum,
            maximum=maximum,
            not_before=declared.not_before,
            past=declared.past,
            currency=declared.currency,
            distinctive=declared.distinctive,
        )

    def _schema(self, name: str) -> Schema:
        declared = self._declared[name]
        edge_declared = self._edge_of(name)
        properties = self._inherited_properties(name, edge_declared is not None)
        for prop in declared.properties:
            self._check_references(name, properties[prop], properties)
        edge = self._edge(name, properties)
        required = self._inherited_names(name, "required", properties)
        if edge is not None:
            required = tuple(dict.fromkeys((*required, edge.source, edge.target)))
        group = self._look(name, "group", self._groups)
        icon = self._look(name, "icon", self._icons)
        return Schema(
            name=name,
            label=declared.label,
            plural=declared.plural or declared.label + "s",
            description=declared.description,
            extends=declared.extends,
            ancestors=self._ancestors[name],
            abstract=declared.abstract,
            properties=properties,
            own_properties=tuple(declared.properties),
            required=required,
            caption=self._inherited_names(name, "caption", properties),
            featured=self._inherited_names(name, "featured", properties),
            edge=edge,
            identity=self._identity(name, properties),
            group=group,
            color=self._color(name, self._groups[group].color),
            icon=icon,
            shape=self._shape(name, self._groups[group].shape, edge is not None),
            labels=() if edge is not None else self._labels(name),
            vocabulary=declared.vocabulary,
        )

    def _look(self, name: str, key: str, known: Mapping[str, object]) -> str:
        """The group or icon of a schema, perhaps inherited."""
        wanted, place = self._nearest(name, key)
        if wanted is None:
            raise place.error(f"schema {name} has no {key}")
        if wanted not in known:
            raise place.unknown(key, wanted, known)
        return str(wanted)

    def _color(self, name: str, of_group: str) -> str:
        """A colour of its own outlives a group inherited from further up, not a nearer group."""
        lineage = (self._declared[each] for each in self._lineage(name))
        nearest = next((e.color for e in lineage if e.color or e.group), None)
        return nearest.upper() if nearest else of_group

    def _shape(self, name: str, of_group: str, is_edge: bool) -> str:
        allowed = LINE_STYLES if is_edge else NODE_SHAPES
        own = self._declared[name].shape
        if own is not None and own not in allowed:
            raise (
                self._places[name]
                .below("shape")
                .error(
                    "no such line style" if is_edge else "no such shape",
                    hint="Known: " + ", ".join(sorted(allowed)),
                )
            )
        shapes = (self._declared[each].shape for each in self._lineage(name))
        fallback = "solid" if is_edge else "circle"
        return next((each for each in (*shapes, of_group) if each in allowed), fallback)

    def _labels(self, name: str) -> tuple[str, ...]:
        """Its own name, then its ancestors' without those that only lend properties."""
        kept = (
            each
            for each in self._ancestors[name]
            if _ROOT in self._lineage(each) or not self._declared[each].abstract
        )
        return (name, *kept)

    def _inherited_properties(self, name: str, is_edge: bool) -> dict[str, Property]:
        properties: dict[str, Property] = {}
        for each in reversed(self._lineage(name)):
            for prop in self._own[each].values():
                known = properties.get(prop.name)
                if known is not None and known.type != prop.type:
                    # Told of the one that was read later: it is the one the user can change.
                    places = [self._of_properties[p.schema, p.name] for p in (known, prop)]
                    raise max(places, key=lambda place: place.order).error(
                        f"{name} would have two properties of this name: of type {known.type}"
                        f" from {known.schema}, of type {prop.type} from {prop.schema}"
                    )
                # What an edge inherits from a node's mixin stays a plain property of it.
                properties[prop.name] = replace(prop, relation=None) if is_edge else prop
        return properties

    def _check_references(
        self, schema: str, prop: Property, properties: Mapping[str, Property]
    ) -> None:
        """What a property says of other properties of its schema."""
        place = self._of_properties[schema, prop.name]
        if (earlier := prop.not_before) is not None:
            if earlier not in properties:
                raise place.below("not_before").unknown("property", earlier, properties)
            if prop.type != "date" or properties[earlier].type != "date":
                raise place.below("not_before").error("not_before compares two dates")
        if (code := prop.currency) is not None:
            if prop.type != "number" or prop.multiple:
                raise place.below("currency").error(
                    "only a number with one value has a currency of its own"
                )
            if code not in properties and not is_currency(code):
                raise place.below("currency").unknown("property or currency", code, properties)

    def _edge(self, name: str, properties: Mapping[str, Property]) -> EdgeSpec | None:
        edge, place = self._nearest(name, "edge")
        if edge is None:
            return None
        for key, end in (("source", edge.source), ("target", edge.target)):
            if end not in properties:
                raise place.below(key).unknown("property", end, properties)
            if not properties[end].is_entity:
                raise place.below(key).error("an edge ends at an entity property")
        return EdgeSpec(edge.source, edge.target, edge.label, edge.type, edge.directed)

    def _inherited_names(
        self, schema: str, key: str, properties: Mapping[str, Property]
    ) -> tuple[str, ...]:
        """The schema's own list where it has one, else that of its nearest ancestor with one."""
        names, place = self._nearest(schema, key)
        for number, name in enumerate(names or ()):
            if name not in properties:
                raise place.below(number).unknown("property", name, properties)
        return tuple(dict.fromkeys(names or ()))

    def _identity(self, name: str, properties: Mapping[str, Property]) -> tuple[IdentityKey, ...]:
        found: dict[IdentityKey, None] = {}
        for each in reversed(self._lineage(name)):
            for key, place in self._of_identity.get(each, ()):
                for part in key.properties:
                    if part not in properties:
                        raise place.unknown("property", part, properties)
                if (whose := key.identifies) is not None:
                    if whose not in properties:
                        raise place.below("identifies").unknown("property", whose, properties)
                    if not properties[whose].is_entity:
                        raise place.below("identifies").error("a key identifies an entity property")
                found[IdentityKey(key.properties, whose)] = None
        return tuple(found)

    def _check_relationship_types(self) -> None:
        edges: dict[str, str] = {}
        for name, schema in self._schemata.items():
            if schema.edge is None:
                continue
            other = edges.setdefault(schema.edge.type, name)
            if not (schema.is_a(other) or self._schemata[other].is_a(name)):
                raise self._places[name].error(f"relationship type is taken by {other}")
        for (schema_name, prop), place in self._of_properties.items():
            relation = self._declared[schema_name].properties[prop].relation
            if relation in edges:
                raise place.below("relation").error(
                    f"relationship type is taken by {edges[relation]}"
                )

    def _check_labels(self) -> None:
        """No label is a relationship type, upper and lower case aside.

        A store may keep both in one space of names.
        """
        labels = {s.name.upper(): s.name for s in self._schemata.values() if not s.is_edge}
        places: dict[str, _Place] = {}
        for name, schema in self._declared.items():
            if schema.edge is not None:
                places[schema.edge.type] = self._places[name].below("edge", "type")
        for (name, prop), place in self._of_properties.items():
            relation = self._declared[name].properties[prop].relation
            if relation is not None:
                places.setdefault(relation, place.below("relation"))
        for type_, place in places.items():
            label = labels.get(type_)
            if label is None:
                continue
            named = self._places[label]
            if named.order > place.order:
                raise named.taken("is the name of a relationship type too")
            raise place.error(f"relationship type is the name of schema {label}")


def _once(name: str, known: Mapping[str, object], place: _Place, what: str) -> None:
    if name in known:
        raise place.taken(f"{what} is declared twice")


def _changed(schema: DeclaredSchema, **fields: object) -> DeclaredSchema:
    from msgspec.structs import replace as changed

    return changed(schema, **fields)
