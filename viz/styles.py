"""How entities and relations look: from the ontology's colours, shapes and drawings."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kg.model import Node, Relation
from kg.ontology import TRANSFER as TRANSFER_SCHEMA
from kg.ontology import Ontology, Schema, load_ontology
from viz.maps.bundles import TRANSFER, Bundle
from viz.text import country_text, short_money, visible

RADIUS = 22.0
"""Pixels from a node's centre to its edge; a focus node is a quarter larger."""

FOCUS_SCALE = 1.25

_GRAPH_LABELS = {"sources": "Sources"}
_UNKNOWN_COLOR = "#55606E"
_TRANSFER_COLOR = "#2B62B8"
_PLAIN_COLOR = "#7A828E"
_DASHES: Mapping[str, tuple[int, ...]] = {"dashed": (8, 5), "dotted": (2, 5)}
_THINNEST, _THICKEST = 1.6, 9.0
_PLAIN_WIDTH = 1.6
_SHAPES: Mapping[str, str] = {
    "circle": '<circle cx="24" cy="24" r="21"{paint}/>',
    "square": '<rect x="7" y="7" width="34" height="34"{paint}/>',
    "rounded-square": '<rect x="6" y="6" width="36" height="36" rx="9"{paint}/>',
    "diamond": '<path d="M24 2.500 45.500 24 24 45.500 2.500 24z"{paint}/>',
    "hexagon": '<path d="M13 4.500h22L46 24 35 43.500H13L2 24z"{paint}/>',
    "octagon": '<path d="M15.500 3.500h17l12 12v17l-12 12h-17l-12-12v-17z"{paint}/>',
    "triangle": '<path d="M24 2.500 45.500 41h-43z"{paint}/>',
}
_ICON_PLACES: Mapping[str, tuple[float, float, float]] = {
    "triangle": (14.6, 17.6, 0.78),
    "diamond": (13.2, 13.2, 0.9),
}
_ICON_PLACE = (11.4, 11.4, 1.05)


@dataclass(frozen=True, slots=True)
class Halo:
    """Ring around a node whose risk is at least `from_points` (0 to 100)."""

    level: str
    from_points: int
    label: str
    color: str
    reach: float


HALOS = (
    Halo("high", 80, "risk 80 and more", "#D92D20", 15.0),
    Halo("raised", 60, "risk 60 to 79", "#EC7A1C", 12.0),
    Halo("some", 40, "risk 40 to 59", "#E2B203", 9.0),
)
"""Highest first; `reach` is the ring's width in pixels."""


def halo(points: float | None) -> Halo | None:
    """The halo for a risk of that many points; None below 40 and where nothing was scored."""
    if points is None:
        return None
    return next((level for level in HALOS if points >= level.from_points), None)


@dataclass(frozen=True, slots=True)
class NodeStyle:
    """Looks of one kind of node.

    `label` names the kind, `color` is `#rrggbb`, `svg` a whole drawing on a 48 by 48 view
    box (shape and icon) as markup that holds nothing from any source.
    """

    kind: str
    label: str
    plural: str
    color: str
    shape: str
    svg: str

    @property
    def image(self) -> str:
        """The drawing as a `data:` URI."""
        encoded = base64.b64encode(self.svg.encode()).decode()
        return f"data:image/svg+xml;base64,{encoded}"


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """Looks of one kind of relation; `dashes` in pixels, () is a solid line."""

    type: str
    label: str
    color: str
    dashes: tuple[int, ...]
    directed: bool


class Styles:
    """Looks of everything an ontology knows, with a plain look for what it does not."""

    def __init__(self, ontology: Ontology | None = None) -> None:
        self._given = ontology
        self._nodes: dict[str, NodeStyle] = {}
        self._edges: dict[str, EdgeStyle] = {}

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology given, else the project's own."""
        return self._given if self._given is not None else load_ontology()

    def schema_of(self, node: Node) -> Schema | None:
        """Its schema, else the nearest label the ontology knows, else None."""
        names = (node.schema, *node.labels)
        return next((s for name in names if (s := self.ontology.schemata.get(name))), None)

    def node(self, node: Node) -> NodeStyle:
        """Looks of a node."""
        schema = self.schema_of(node)
        return self.kind(schema.name if schema else node.schema)

    def kind(self, name: str) -> NodeStyle:
        """Looks of the schema of that name; a plain grey circle where it is unknown."""
        if name not in self._nodes:
            self._nodes[name] = self._node_style(name)
        return self._nodes[name]

    def edge(self, type_: str) -> EdgeStyle:
        """Looks of a relationship type; a plain grey line where it is unknown."""
        if type_ not in self._edges:
            self._edges[type_] = self._edge_style(type_)
        return self._edges[type_]

    def shown_properties(self, node: Node) -> list[tuple[str, str]]:
        """(label, text) of a node's properties, featured ones first, hidden ones left out."""
        schema = self.schema_of(node)
        featured = schema.featured if schema else ()
        known = schema.properties if schema else {}
        rank = {name: place for place, name in enumerate(featured)}
        names = sorted(node.properties, key=lambda name: (rank.get(name, len(rank)), name))
        found = []
        for name in names:
            prop = known.get(name)
            value = node.properties[name]
            if _empty(value) or (prop is not None and prop.hidden):
                continue
            label = prop.label if prop else visible(name)
            found.append((label, self.value_text(prop.type if prop else "", value)))
        return found

    def relation_properties(self, relation: Relation) -> list[tuple[str, str]]:
        """(label, text) of a relation's properties, by name; its schema goes without saying."""
        relationship = self.ontology.relationships.get(relation.type)
        name = relationship.edge_schema if relationship else None
        known = self.ontology.schemata[name].properties if name else {}
        return [
            (
                known[name].label if name in known else _GRAPH_LABELS.get(name) or visible(name),
                self.value_text(known[name].type if name in known else "", value),
            )
            for name, value in sorted(relation.properties.items())
            if name != "schema" and not _empty(value)
        ]

    def value_text(self, type_: str, value: Any) -> str:
        """A value or several of an ontology type on one line, codes with their meaning."""
        if isinstance(value, (list, tuple)):
            return "; ".join(self.value_text(type_, item) for item in value)
        text = visible(str(value))
        if type_ == "country":
            return country_text(text)
        known = self.ontology.types.get(type_)
        return known.values.get(text, text) if known else text

    def _node_style(self, name: str) -> NodeStyle:
        schema = self.ontology.schemata.get(name)
        if schema is None:
            label = visible(name) or "Unknown"
            return NodeStyle(
                name,
                label,
                label,
                _UNKNOWN_COLOR,
                "circle",
                _node_svg("circle", _UNKNOWN_COLOR, ""),
            )
        icon = self.ontology.icons.get(schema.icon)
        shape = schema.shape if schema.shape in _SHAPES else "circle"
        svg = _node_svg(shape, schema.color, icon.path if icon else "")
        return NodeStyle(name, schema.label, schema.plural, schema.color, shape, svg)

    def _edge_style(self, type_: str) -> EdgeStyle:
        if type_ == TRANSFER:
            schema = self.ontology.schemata.get(TRANSFER_SCHEMA)
            label = schema.edge.label if schema and schema.edge else "pays"
            return EdgeStyle(type_, label, _TRANSFER_COLOR, (), True)
        relationship = self.ontology.relationships.get(type_)
        if relationship is None:
            label = visible(type_).replace("_", " ").lower() or "linked"
            return EdgeStyle(type_, label, _PLAIN_COLOR, (), True)
        if relationship.edge_schema is None:
            dots = _DASHES["dotted"]
            return EdgeStyle(type_, relationship.label, _PLAIN_COLOR, dots, relationship.directed)
        schema = self.ontology.schemata[relationship.edge_schema]
        return EdgeStyle(
            type_,
            relationship.label,
            schema.color,
            _DASHES.get(schema.shape, ()),
            relationship.directed,
        )


def edge_widths(bundles: Iterable[Bundle]) -> list[float]:
    """Width in pixels of each bundle's line.

    A transfer's grows with the square root of its sum, up to the largest of its currency:
    sums of different currencies are never compared. Any other relation is thin.
    """
    listed = list(bundles)
    largest: dict[str, int] = {}
    for one in listed:
        if one.amount is not None:
            largest[one.currency] = max(largest.get(one.currency, 0), abs(one.amount))
    return [
        _PLAIN_WIDTH
        if one.amount is None
        else round(_width(abs(one.amount), largest[one.currency]), 2)
        for one in listed
    ]


def _width(amount: int, largest: int) -> float:
    part = (amount / largest) ** 0.5 if largest else 0.0
    return _THINNEST + (_THICKEST - _THINNEST) * part


def edge_caption(one: Bundle) -> str:
    """Short text on the line: sum and number of transfers, a share, or nothing."""
    if one.amount is not None:
        times = f" ({one.count:,}×)" if one.count != 1 else ""
        return short_money(one.amount, one.currency) + times
    shares = {
        str(value)
        for relation in one.relations
        if (value := relation.properties.get("percentage")) not in (None, "")
    }
    return f"{visible(shares.pop())[:12]} %" if len(shares) == 1 else ""


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, tuple)) and not value)


def _node_svg(shape: str, color: str, icon_path: str) -> str:
    paint = f' fill="{color}" stroke="#ffffff" stroke-width="2.500" stroke-linejoin="round"'
    left, top, scale = _ICON_PLACES.get(shape, _ICON_PLACE)
    icon = (
        f'<path transform="translate({left} {top}) scale({scale})" fill="#ffffff"'
        f' fill-rule="evenodd" d="{icon_path}"/>'
        if icon_path
        else '<circle cx="24" cy="24" r="6" fill="#ffffff"/>'
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="144" height="144" viewBox="0 0 48 48">'
        f"{_SHAPES[shape].format(paint=paint)}{icon}</svg>"
    )
