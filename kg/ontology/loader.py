"""From YAML files to a checked Ontology; every fault names its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

from kg.errors import OntologyError, RiskweaveError
from kg.ontology.declared import (
    LINE_STYLES,
    NODE_SHAPES,
    Declarations,
    DeclaredEdge,
    DeclaredIdentity,
    DeclaredProperty,
    DeclaredSchema,
)
from kg.ontology.schema import EdgeSpec, IdentityKey, Ontology, Property, Schema
from kg.ontology.source import read_yaml
from kg.yaml_file import Value, yaml_files

_HERE = Path(__file__).parent
_OWN = (_HERE / "types.yaml", _HERE / "groups.yaml", _HERE / "icons.yaml", _HERE / "schemata")
_ROOT = "Thing"
_DEEPEST_INHERITANCE = 50
_BOUNDED_TYPES = frozenset({"number", "money", "string"})


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
    declarations = Declarations()
    files = yaml_files(chain(_OWN, map(Path, extra)), OntologyError)
    for path in files:
        root = read_yaml(path)
        if root is not None:
            declarations.add(root)
    return _Builder(declarations, [str(path) for path in files]).ontology()


class _Builder:
    """Looks names up across files and works out what is inherited."""

    def __init__(self, declared: Declarations, files: list[str]) -> None:
        self._declared = declared
        self._files = files
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._own: dict[str, dict[str, Property]] = {}
        self._schemata: dict[str, Schema] = {}

    def ontology(self) -> Ontology:
        schemata = self._declared.schemata
        self._extend()
        for name in schemata:
            self._find_ancestors(name, ())
        for schema in schemata.values():
            is_edge = self._edge_of(schema) is not None
            self._own[schema.name] = {
                name: self._property(schema, prop, is_edge)
                for name, prop in schema.properties.items()
            }
        for schema in schemata.values():
            self._schemata[schema.name] = self._schema(schema)
        self._check_relationship_types()
        return Ontology(
            schemata=self._schemata,
            types=self._declared.types,
            groups=self._declared.groups,
            icons=self._declared.icons,
        )

    def _extend(self) -> None:
        for extension in self._declared.extensions:
            schema = self._declared.schemata.get(extension.schema)
            if schema is None:
                raise _unknown(extension.place, "schema", extension.schema, self._declared.schemata)
            for name, prop in extension.properties.items():
                if name in schema.properties:
                    raise prop.place.error(f"{schema.name} has this property already", value=name)
                schema.properties[name] = prop
            schema.identity.extend(extension.identity)
            if schema.featured is not None:
                schema.featured.extend(extension.featured)

    def _find_ancestors(self, name: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if name in self._ancestors:
            return self._ancestors[name]
        schema = self._declared.schemata[name]
        found: list[str] = []
        for parent in schema.extends:
            parent_name = parent.text()
            if parent_name not in self._declared.schemata:
                raise _unknown(parent, "parent", parent_name, self._declared.schemata)
            if len(path) > _DEEPEST_INHERITANCE:
                raise parent.error(f"inherits through more than {_DEEPEST_INHERITANCE} schemata")
            if parent_name in (*path, name):
                raise parent.error(
                    "inheritance runs in a circle: " + " > ".join((*path, name, parent_name))
                )
            found.append(parent_name)
            found.extend(self._find_ancestors(parent_name, (*path, name)))
        # The last mention stands, so that a shared ancestor comes after all its descendants.
        ancestors = tuple(reversed(dict.fromkeys(reversed(found))))
        self._ancestors[name] = ancestors
        return ancestors

    def _lineage(self, name: str) -> list[DeclaredSchema]:
        return [self._declared.schemata[each] for each in (name, *self._ancestors[name])]

    def _edge_of(self, schema: DeclaredSchema) -> DeclaredEdge | None:
        return next((each.edge for each in self._lineage(schema.name) if each.edge), None)

    def _property(
        self, schema: DeclaredSchema, declared: DeclaredProperty, is_edge: bool
    ) -> Property:
        place = declared.place
        type_ = self._declared.types.get(declared.type)
        if type_ is None:
            raise _unknown(place, "property type", declared.type, self._declared.types)
        is_entity = declared.type == "entity"
        if is_entity and declared.range is None:
            raise place.error(f"entity property {declared.name} lacks its range", field="range")
        if not is_entity and (declared.range or declared.relation or declared.reverse):
            raise place.error(
                f"only an entity property has a range, relation or reverse; {declared.name} is"
                f" of type {declared.type}"
            )
        range_ = None
        if declared.range is not None:
            range_ = declared.range.text()
            if range_ not in self._declared.schemata:
                raise _unknown(declared.range, "range", range_, self._declared.schemata)
            if self._edge_of(self._declared.schemata[range_]) is not None:
                raise declared.range.error(
                    "an entity property points to a node; this schema is an edge", value=range_
                )
        if is_entity and not is_edge and declared.relation is None:
            raise place.error(
                f"entity property {declared.name} of a node lacks its relation", field="relation"
            )
        if is_edge and declared.relation is not None:
            raise place.error(
                f"{schema.name} is an edge: its properties cannot be relationships",
                field="relation",
                value=declared.relation,
            )
        format_ = None
        if declared.format is not None:
            format_ = declared.format.text()
            if format_ not in type_.formats:
                raise _unknown(declared.format, "format", format_, type_.formats)
        _check_bounds(declared)
        return Property(
            name=declared.name,
            schema=schema.name,
            label=declared.label,
            type=declared.type,
            description=declared.description,
            range=range_,
            relation=declared.relation,
            reverse=declared.reverse,
            multiple=declared.multiple,
            format=format_,
            examples=declared.examples,
            sensitive=declared.sensitive,
            hidden=declared.hidden,
            deprecated=declared.deprecated,
            minimum=declared.minimum,
            maximum=declared.maximum,
            not_before=declared.not_before.text() if declared.not_before else None,
            past=declared.past,
            distinctive=declared.distinctive,
        )

    def _schema(self, declared: DeclaredSchema) -> Schema:
        lineage = self._lineage(declared.name)
        properties = self._inherited_properties(
            declared, lineage, self._edge_of(declared) is not None
        )
        for prop in declared.properties.values():
            _check_not_before(prop, properties)
        edge = self._edge(declared, properties)
        required = _inherited_names(lineage, "required", properties)
        if edge is not None:
            required = tuple(dict.fromkeys((*required, edge.source, edge.target)))
        group = next((each.group for each in lineage if each.group), None)
        if group is None:
            raise declared.place.error(f"schema {declared.name} has no group", field="group")
        if group.text() not in self._declared.groups:
            raise _unknown(group, "group", group.text(), self._declared.groups)
        look = self._declared.groups[group.text()]
        icon = next((each.icon for each in lineage if each.icon), None)
        if icon is None:
            raise declared.place.error(f"schema {declared.name} has no icon", field="icon")
        if icon.text() not in self._declared.icons:
            raise _unknown(icon, "icon", icon.text(), self._declared.icons)
        # A colour of its own outlives a group inherited from further up, not a nearer group.
        color = next((e.color for e in lineage if e.color or e.group), None) or look.color
        identity: dict[IdentityKey, None] = {}
        for each in reversed(lineage):
            for key in each.identity:
                identity[_identity_key(key, properties)] = None
        return Schema(
            name=declared.name,
            label=declared.label,
            plural=declared.plural,
            description=declared.description,
            extends=tuple(parent.text() for parent in declared.extends),
            ancestors=self._ancestors[declared.name],
            abstract=declared.abstract,
            properties=properties,
            own_properties=tuple(declared.properties),
            required=required,
            caption=_inherited_names(lineage, "caption", properties),
            featured=_inherited_names(lineage, "featured", properties),
            edge=edge,
            identity=tuple(identity),
            group=look.name,
            color=color,
            icon=icon.text(),
            shape=_shape(lineage, look.shape, edge is not None),
            labels=() if edge is not None else self._labels(declared.name),
            vocabulary=declared.vocabulary,
        )

    def _labels(self, name: str) -> tuple[str, ...]:
        """Its own name, then its ancestors' without those that only lend properties."""
        return (
            name,
            *(
                ancestor
                for ancestor in self._ancestors[name]
                if ancestor == _ROOT
                or _ROOT in self._ancestors[ancestor]
                or not self._declared.schemata[ancestor].abstract
            ),
        )

    def _inherited_properties(
        self, declared: DeclaredSchema, lineage: list[DeclaredSchema], is_edge: bool
    ) -> dict[str, Property]:
        properties: dict[str, Property] = {}
        for each in reversed(lineage):
            for name, prop in self._own[each.name].items():
                known = properties.get(name)
                if known is not None and known.type != prop.type:
                    raise self._newer(known, prop).error(
                        f"{declared.name} would have two properties of this name: of type"
                        f" {known.type} from {known.schema}, of type {prop.type} from"
                        f" {prop.schema}",
                        field=name,
                    )
                # What an edge inherits from a node's mixin stays a plain property of it.
                properties[name] = replace(prop, relation=None) if is_edge else prop
        return properties

    def _newer(self, one: Property, other: Property) -> Value:
        """Where the later-read of two properties stands: the one the user can change."""
        places = [self._declared.schemata[p.schema].properties[p.name].place for p in (one, other)]
        return max(places, key=self._order)

    def _order(self, place: Value) -> tuple[int, int]:
        return self._files.index(place.file), place.line

    def _edge(self, schema: DeclaredSchema, properties: Mapping[str, Property]) -> EdgeSpec | None:
        edge = self._edge_of(schema)
        if edge is None:
            return None
        for end in (edge.source, edge.target):
            prop = properties.get(end.text())
            if prop is None:
                raise _unknown(end, "property", end.text(), properties)
            if not prop.is_entity:
                raise end.error("an edge ends at an entity property", value=prop.name)
        return EdgeSpec(
            edge.source.text(), edge.target.text(), edge.label, edge.type, edge.directed
        )

    def _check_relationship_types(self) -> None:
        edges: dict[str, str] = {}
        for schema in self._schemata.values():
            if schema.edge is None:
                continue
            other = edges.setdefault(schema.edge.type, schema.name)
            if not (schema.is_a(other) or self._schemata[other].is_a(schema.name)):
                raise self._declared.schemata[schema.name].place.error(
                    f"relationship type is taken by {other}", value=schema.edge.type
                )
        for declared in self._declared.schemata.values():
            for prop in declared.properties.values():
                if prop.relation in edges:
                    raise prop.place.error(
                        f"relationship type is taken by {edges[prop.relation]}",
                        field="relation",
                        value=prop.relation,
                    )
        self._check_labels()

    def _check_labels(self) -> None:
        """No label is a relationship type, upper and lower case aside.

        A store may keep both in one space of names.
        """
        labels = {s.name.upper(): s.name for s in self._schemata.values() if not s.is_edge}
        places = {
            edge.type: edge.place
            for schema in self._declared.schemata.values()
            if (edge := schema.edge) is not None
        }
        for schema in self._declared.schemata.values():
            for prop in schema.properties.values():
                if prop.relation is not None:
                    places.setdefault(prop.relation, prop.place)
        for type_, place in places.items():
            label = labels.get(type_)
            if label is None:
                continue
            named = self._declared.schemata[label].place
            if self._order(named) > self._order(place):
                raise named.error("is the name of a relationship type too", value=label)
            raise place.error(f"relationship type is the name of schema {label}", value=type_)


def _check_bounds(prop: DeclaredProperty) -> None:
    low, high = prop.minimum, prop.maximum
    if (low is not None or high is not None) and prop.type not in _BOUNDED_TYPES:
        raise prop.place.error(
            f"only a number has a minimum or maximum; {prop.name} is of type {prop.type}"
        )
    if low is not None and high is not None and low > high:
        raise prop.place.error(f"the minimum of {prop.name} is above its maximum")


def _check_not_before(prop: DeclaredProperty, properties: Mapping[str, Property]) -> None:
    if prop.not_before is None:
        return
    earlier = prop.not_before.text()
    if earlier not in properties:
        raise _unknown(prop.not_before, "property", earlier, properties)
    if prop.type != "date" or properties[earlier].type != "date":
        raise prop.not_before.error("not_before compares two dates", value=earlier)


def _inherited_names(
    lineage: list[DeclaredSchema], key: str, properties: Mapping[str, Property]
) -> tuple[str, ...]:
    """The schema's own list where it has one, else that of its nearest ancestor with one."""
    lists: Iterable[list[Value] | None] = (getattr(each, key) for each in lineage)
    values = next((each for each in lists if each is not None), [])
    for value in values:
        if value.text() not in properties:
            raise _unknown(value, "property", value.text(), properties)
    return tuple(dict.fromkeys(value.text() for value in values))


def _identity_key(declared: DeclaredIdentity, properties: Mapping[str, Property]) -> IdentityKey:
    for name in declared.properties:
        if name not in properties:
            raise _unknown(declared.place, "property", name, properties)
    if declared.identifies is None:
        return IdentityKey(declared.properties)
    identifies = declared.identifies.text()
    if identifies not in properties:
        raise _unknown(declared.identifies, "property", identifies, properties)
    if not properties[identifies].is_entity:
        raise declared.identifies.error(
            "a key identifies an entity property", field="identifies", value=identifies
        )
    return IdentityKey(declared.properties, identifies)


def _shape(lineage: list[DeclaredSchema], group_shape: str, is_edge: bool) -> str:
    allowed = LINE_STYLES if is_edge else NODE_SHAPES
    own = lineage[0].shape
    if own is not None and own.text() not in allowed:
        raise own.error(
            "no such line style" if is_edge else "no such shape",
            field="shape",
            value=own.text(),
            hint="Known: " + ", ".join(sorted(allowed)),
        )
    wanted = (each.shape.text() for each in lineage if each.shape)
    fallback = "solid" if is_edge else "circle"
    return next((shape for shape in (*wanted, group_shape) if shape in allowed), fallback)


def _unknown(place: Value, what: str, name: str, known: Iterable[str]) -> RiskweaveError:
    close = get_close_matches(name, list(known), n=3)
    hint = "Did you mean " + " or ".join(close) + "?" if close else None
    return place.error(f"unknown {what}", value=name, hint=hint)
