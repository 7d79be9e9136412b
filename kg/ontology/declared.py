"""What the YAML files declare, one by one, before anything is looked up across them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from kg.ontology.schema import (
    RESERVED_LABELS,
    RESERVED_PROPERTIES,
    VOCABULARIES,
    Group,
    Icon,
    PropertyType,
    Reverse,
)
from kg.yaml_file import Value

NODE_SHAPES = frozenset(
    {"circle", "rounded-square", "square", "diamond", "hexagon", "octagon", "triangle"}
)
LINE_STYLES = frozenset({"solid", "dashed", "dotted"})

_SECTIONS = frozenset({"types", "groups", "icons", "schemata", "extensions"})
_TYPE_KEYS = frozenset({"label", "description", "values", "formats"})
_GROUP_KEYS = frozenset({"label", "description", "color", "shape"})
_EXTENSION_KEYS = frozenset({"properties", "featured", "identity"})
_SCHEMA_KEYS = _EXTENSION_KEYS | {
    "label",
    "plural",
    "description",
    "extends",
    "abstract",
    "required",
    "caption",
    "edge",
    "group",
    "color",
    "icon",
    "shape",
    "vocabulary",
}
_PROPERTY_KEYS = frozenset(
    {
        "label",
        "type",
        "range",
        "relation",
        "reverse",
        "multiple",
        "format",
        "description",
        "examples",
        "sensitive",
        "hidden",
        "deprecated",
        "minimum",
        "maximum",
        "not_before",
        "past",
        "distinctive",
    }
)
_EDGE_KEYS = frozenset({"source", "target", "label", "type", "directed"})
_IDENTITY_KEYS = frozenset({"properties", "identifies"})
_REVERSE_KEYS = frozenset({"name", "label"})

_SCHEMA_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_PROPERTY_NAME = re.compile(r"[a-z][A-Za-z0-9]*")
_RELATIONSHIP_TYPE = re.compile(r"[A-Z][A-Z0-9_]*")
_WORD = re.compile(r"[a-z][a-z0-9-]*")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_PATH_DATA = re.compile(r"[Mm][MmLlHhVvCcSsQqTtAaZz0-9 .,-]*")
_LONGEST_NAME = 64
_LONGEST_PATH = 2000

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class DeclaredProperty:
    """A property as one file declares it; names of other things are still unchecked."""

    name: str
    place: Value
    label: str
    description: str
    type: str
    range: Value | None
    relation: str | None
    reverse: Reverse | None
    format: Value | None
    examples: tuple[str, ...]
    multiple: bool
    sensitive: bool
    hidden: bool
    deprecated: bool
    minimum: Decimal | None
    maximum: Decimal | None
    not_before: Value | None
    past: bool
    distinctive: bool


@dataclass(frozen=True, slots=True)
class DeclaredEdge:
    """An edge specification as declared."""

    place: Value
    source: Value
    target: Value
    label: str
    type: str
    directed: bool


@dataclass(frozen=True, slots=True)
class DeclaredIdentity:
    """An identity key as declared."""

    place: Value
    properties: tuple[str, ...]
    identifies: Value | None


@dataclass(frozen=True, slots=True)
class DeclaredSchema:
    """A schema as one file declares it; None stands for a key that is not there."""

    name: str
    place: Value
    label: str
    plural: str
    description: str
    extends: list[Value]
    abstract: bool
    properties: dict[str, DeclaredProperty]
    required: list[Value] | None
    caption: list[Value] | None
    featured: list[Value] | None
    edge: DeclaredEdge | None
    identity: list[DeclaredIdentity]
    group: Value | None
    color: str | None
    icon: Value | None
    shape: Value | None
    vocabulary: str


@dataclass(frozen=True, slots=True)
class DeclaredExtension:
    """What a file adds to a schema that is declared elsewhere."""

    schema: str
    place: Value
    properties: dict[str, DeclaredProperty]
    featured: list[Value]
    identity: list[DeclaredIdentity]


@dataclass(slots=True)
class Declarations:
    """Everything declared so far, in the order of the files."""

    types: dict[str, PropertyType] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    icons: dict[str, Icon] = field(default_factory=dict)
    schemata: dict[str, DeclaredSchema] = field(default_factory=dict)
    extensions: list[DeclaredExtension] = field(default_factory=list)

    def add(self, root: Value) -> None:
        """Take in one file.

        Raises:
            OntologyError: a key, name or value that cannot stand where it does, or a name
                that an earlier file has taken.
        """
        sections = root.mapping("an ontology file", _SECTIONS)
        if "types" in sections:
            _add(self.types, sections["types"], "property type", _WORD, _property_type)
        if "groups" in sections:
            _add(self.groups, sections["groups"], "group", _WORD, _group)
        if "icons" in sections:
            _add(self.icons, sections["icons"], "icon", _WORD, _icon)
        if "schemata" in sections:
            _add(self.schemata, sections["schemata"], "schema", _SCHEMA_NAME, _schema)
        if "extensions" in sections:
            for name, body in sections["extensions"].mapping("the extensions").items():
                self.extensions.append(_extension(name, body))


def _add(
    known: dict[str, _T],
    section: Value,
    what: str,
    pattern: re.Pattern[str],
    parse: Callable[[str, Value], _T],
) -> None:
    for name, body in section.mapping(f"the {section.field}").items():
        _check_name(body, name, pattern, what)
        if name in known:
            raise body.error(f"{what} is declared twice", value=name)
        known[name] = parse(name, body)


def _check_name(place: Value, name: str, pattern: re.Pattern[str], what: str) -> None:
    if not pattern.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise place.error(
            f"not a name for a {what}",
            value=name,
            hint=f"It must match {pattern.pattern} and have {_LONGEST_NAME} characters at most",
        )


def _must(keys: dict[str, Value], key: str, place: Value, what: str) -> Value:
    if key not in keys:
        raise place.error(f"{what} lacks its {key}", field=key)
    return keys[key]


def _label(keys: dict[str, Value], key: str, place: Value, what: str) -> str:
    value = _must(keys, key, place, what)
    text = value.text()
    if not text:
        raise value.error(f"{what} has an empty {key}", field=key)
    return text


def _optional_text(keys: dict[str, Value], key: str) -> str:
    return keys[key].text() if key in keys else ""


def _flag(keys: dict[str, Value], key: str) -> bool:
    return keys[key].flag() if key in keys else False


def _bound(keys: dict[str, Value], key: str) -> Decimal | None:
    if key not in keys:
        return None
    keys[key].number()
    return Decimal(str(keys[key].scalar()))


def _color(value: Value) -> str:
    text = value.text()
    if not _COLOR.fullmatch(text):
        raise value.error("a colour is written #rrggbb", field="color", value=text)
    return text.upper()


def _property_type(name: str, body: Value) -> PropertyType:
    keys = body.mapping("a property type", _TYPE_KEYS)
    values = keys["values"].mapping("the values") if "values" in keys else {}
    return PropertyType(
        name=name,
        label=_label(keys, "label", body, "property type"),
        description=_label(keys, "description", body, "property type"),
        values={code: label.text() for code, label in values.items()},
        formats=keys["formats"].texts() if "formats" in keys else (),
    )


def _group(name: str, body: Value) -> Group:
    keys = body.mapping("a group", _GROUP_KEYS)
    shape = _must(keys, "shape", body, "group")
    if shape.text() not in NODE_SHAPES | LINE_STYLES:
        raise shape.error(
            "no such shape",
            field="shape",
            value=shape.text(),
            hint="Known: " + ", ".join(sorted(NODE_SHAPES | LINE_STYLES)),
        )
    return Group(
        name=name,
        label=_label(keys, "label", body, "group"),
        description=_optional_text(keys, "description"),
        color=_color(_must(keys, "color", body, "group")),
        shape=shape.text(),
    )


def _icon(name: str, body: Value) -> Icon:
    path = body.text()
    # Path data goes into images as it stands, so nothing but path data may pass.
    if not _PATH_DATA.fullmatch(path) or len(path) > _LONGEST_PATH:
        raise body.error(
            f"an icon is SVG path data of {_LONGEST_PATH} characters at most", value=path
        )
    return Icon(name=name, path=path)


def _schema(name: str, body: Value) -> DeclaredSchema:
    if name in RESERVED_LABELS:
        raise body.error("the graph keeps this name for itself", value=name)
    keys = body.mapping("a schema", _SCHEMA_KEYS)
    label = _label(keys, "label", body, "schema")
    vocabulary = _optional_text(keys, "vocabulary") or "riskweave"
    if vocabulary not in VOCABULARIES:
        raise keys["vocabulary"].error(
            "no such vocabulary", value=vocabulary, hint="Known: " + ", ".join(VOCABULARIES)
        )
    return DeclaredSchema(
        name=name,
        place=body,
        label=label,
        plural=_optional_text(keys, "plural") or label + "s",
        description=_optional_text(keys, "description"),
        extends=keys["extends"].items() if "extends" in keys else [],
        abstract=_flag(keys, "abstract"),
        properties=_properties(keys),
        required=keys["required"].items() if "required" in keys else None,
        caption=keys["caption"].items() if "caption" in keys else None,
        featured=keys["featured"].items() if "featured" in keys else None,
        edge=_edge(keys["edge"]) if "edge" in keys else None,
        identity=_identity(keys),
        group=keys.get("group"),
        color=_color(keys["color"]) if "color" in keys else None,
        icon=keys.get("icon"),
        shape=keys.get("shape"),
        vocabulary=vocabulary,
    )


def _extension(name: str, body: Value) -> DeclaredExtension:
    keys = body.mapping("an extension", _EXTENSION_KEYS)
    return DeclaredExtension(
        schema=name,
        place=body,
        properties=_properties(keys),
        featured=keys["featured"].items() if "featured" in keys else [],
        identity=_identity(keys),
    )


def _properties(keys: dict[str, Value]) -> dict[str, DeclaredProperty]:
    found: dict[str, DeclaredProperty] = {}
    if "properties" in keys:
        for name, body in keys["properties"].mapping("the properties").items():
            _check_name(body, name, _PROPERTY_NAME, "property")
            if name in RESERVED_PROPERTIES:
                raise body.error("the graph keeps this name for itself", value=name)
            found[name] = _property(name, body)
    return found


def _property(name: str, body: Value) -> DeclaredProperty:
    keys = body.mapping("a property", _PROPERTY_KEYS)
    relation = keys.get("relation")
    if relation is not None:
        _check_name(relation, relation.text(), _RELATIONSHIP_TYPE, "relationship type")
    return DeclaredProperty(
        name=name,
        place=body,
        label=_label(keys, "label", body, f"property {name}"),
        description=_optional_text(keys, "description"),
        type=_optional_text(keys, "type") or "string",
        range=keys.get("range"),
        relation=relation.text() if relation is not None else None,
        reverse=_reverse(keys["reverse"]) if "reverse" in keys else None,
        format=keys.get("format"),
        examples=keys["examples"].texts() if "examples" in keys else (),
        multiple=_flag(keys, "multiple"),
        sensitive=_flag(keys, "sensitive"),
        hidden=_flag(keys, "hidden"),
        deprecated=_flag(keys, "deprecated"),
        minimum=_bound(keys, "minimum"),
        maximum=_bound(keys, "maximum"),
        not_before=keys.get("not_before"),
        past=_flag(keys, "past"),
        distinctive=_flag(keys, "distinctive"),
    )


def _reverse(body: Value) -> Reverse:
    keys = body.mapping("a reverse", _REVERSE_KEYS)
    name = _must(keys, "name", body, "reverse")
    _check_name(name, name.text(), _PROPERTY_NAME, "property")
    return Reverse(name=name.text(), label=_label(keys, "label", body, "reverse"))


def _edge(body: Value) -> DeclaredEdge:
    keys = body.mapping("an edge", _EDGE_KEYS)
    type_ = _must(keys, "type", body, "edge")
    _check_name(type_, type_.text(), _RELATIONSHIP_TYPE, "relationship type")
    return DeclaredEdge(
        place=body,
        source=_must(keys, "source", body, "edge"),
        target=_must(keys, "target", body, "edge"),
        label=_label(keys, "label", body, "edge"),
        type=type_.text(),
        directed=keys["directed"].flag() if "directed" in keys else True,
    )


def _identity(keys: dict[str, Value]) -> list[DeclaredIdentity]:
    found = []
    for body in keys["identity"].items() if "identity" in keys else []:
        inner = body.mapping("an identity key", _IDENTITY_KEYS)
        properties = _must(inner, "properties", body, "identity key").texts()
        if not properties:
            raise body.error("an identity key names at least one property")
        found.append(DeclaredIdentity(body, properties, inner.get("identifies")))
    return found
