"""A subgraph made ready to be drawn: looks, labels, positions and bends, as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.cli_tools import shortened
from kg.errors import UsageError
from kg.model import Node, Relation
from queries.answers import counted
from queries.connections.subgraph import Subgraph
from viz.layouts.layout import Kind, layout
from viz.layouts.legibility import Label, captions_of, label_sizes, readable_captions
from viz.layouts.routing import bends
from viz.layouts.separation import Box
from viz.maps.bundles import TRANSFER, Bundle, bundle, sums_by_currency, transfer_count
from viz.styles import (
    FOCUS_SCALE,
    RADIUS,
    EdgeStyle,
    Halo,
    NodeStyle,
    Styles,
    edge_caption,
    edge_widths,
    halo,
)
from viz.text import (
    TRANSFER_DAYS,
    cut,
    days_of,
    grouped_account,
    money,
    period,
    property_text,
    span,
    visible,
    wrap,
)

MOST_NODES = 1_000
MOST_RELATIONS = 50_000
LABEL_PIXELS = 15

_LABEL_CHARACTERS = 16
_LABEL_LINES = 3
_CHARACTER_PIXELS = 0.56 * LABEL_PIXELS
_LINE_PIXELS = 1.25 * LABEL_PIXELS
_LONGEST_VALUE = 600
_LONGEST_TITLE = 500
_TRANSFER_OWN = frozenset({"amount", "currency", "count", "first", "last"}) | TRANSFER_DAYS


@dataclass(frozen=True, slots=True)
class SceneNode:
    """A node as drawn. All text is free of invisible characters, but is not escaped.

    Attributes:
        key: `n0`, `n1` …: ids from sources never become ids in a page.
        caption: on one line; `lines` the same, wrapped for the picture.
        risk: 0 to 100 points, None where not scored.
        position: pixels, x to the right, y downwards.
        label_size: pixels; larger than usual where the label is one of the few that are to be
            read while a large picture is shown whole.
    """

    key: str
    node: Node
    style: NodeStyle
    caption: str
    lines: str
    risk: float | None
    halo: Halo | None
    focus: bool
    radius: float
    position: tuple[float, float]
    label_size: float
    properties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SceneEdge:
    """A line as drawn: one bundle. `bend` is signed roundness, `width` in pixels.

    `facts` holds for each of its relations the (label, text) of its properties, without
    those that a transfer shows as sum, number and time.
    """

    key: str
    bundle: Bundle
    style: EdgeStyle
    source: SceneNode
    target: SceneNode
    caption: str
    width: float
    bend: float
    facts: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a picture of a subgraph shows; nodes stand highest risk first."""

    subgraph: Subgraph
    title: str
    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    layout: str

    def summary(self) -> str:
        """One line of counts, and the sum of all transfers in each currency."""
        bundles = [edge.bundle for edge in self.edges]
        parts = [
            counted(len(self.nodes), "entity", "entities"),
            counted(len(self.edges), "line"),
        ]
        parts += [
            f"{counted(count, 'transfer')}, {money(total, currency)}"
            for currency, (count, total) in sums_by_currency(bundles).items()
        ]
        return " · ".join(parts)


def build_scene(
    subgraph: Subgraph,
    *,
    title: str | None = None,
    styles: Styles | None = None,
    kind: Kind = "auto",
) -> Scene:
    """The scene of a subgraph.

    Raises:
        UsageError: more nodes than can be read in one picture (1,000), more relations than
            a page can list (50,000), or a TRANSFER without amount or currency.
    """
    subgraph = subgraph.with_others()
    _check_size(subgraph)
    styles = styles or Styles()
    bundles = bundle(subgraph.relations)
    focus = set(subgraph.focus)
    captions = {node.id: node_caption(node) for node in subgraph.nodes}
    labels = {
        key: wrap(caption, _LABEL_CHARACTERS, _LABEL_LINES) for key, caption in captions.items()
    }
    boxes = {
        node.id: _box(labels[node.id], _radius(node.id in focus), subgraph.risk.get(node.id))
        for node in subgraph.nodes
    }
    placed = layout(boxes, bundles, kind)
    degrees = relation_counts(subgraph)
    sizes = label_sizes(
        {
            node.id: Label(
                labels[node.id],
                _radius(node.id in focus) + label_gap(halo(subgraph.risk.get(node.id))),
                (subgraph.risk.get(node.id, 0.0), degrees[node.id]),
                always=node.id in focus,
            )
            for node in subgraph.nodes
        },
        placed.positions,
        boxes,
        LABEL_PIXELS,
    )
    ranked = sorted(subgraph.nodes, key=lambda node: _rank(node, subgraph.risk, captions))
    scene_nodes = tuple(
        SceneNode(
            key=f"n{place}",
            node=node,
            style=styles.node(node),
            caption=captions[node.id],
            lines=labels[node.id],
            risk=subgraph.risk.get(node.id),
            halo=halo(subgraph.risk.get(node.id)),
            focus=node.id in focus,
            radius=_radius(node.id in focus),
            position=placed.positions[node.id],
            label_size=sizes[node.id],
            properties=_cut_values(styles.shown_properties(node)),
        )
        for place, node in enumerate(ranked)
    )
    by_id = {scene_node.node.id: scene_node for scene_node in scene_nodes}
    widths = edge_widths(bundles)
    rounds = bends(bundles, placed.positions, boxes)
    captions_wanted = captions_of(
        [edge_caption(one) for one in bundles],
        [(one.source, one.target) for one in bundles],
        rounds,
        widths,
    )
    captioned = readable_captions(captions_wanted, placed.positions, boxes)
    edges = tuple(
        SceneEdge(
            key=f"e{place}",
            bundle=one,
            style=styles.edge(one.type),
            source=by_id[one.source],
            target=by_id[one.target],
            caption=edge_caption(one) if place in captioned else "",
            width=widths[place],
            bend=rounds[place],
            facts=tuple(_relation_facts(styles, relation) for relation in one.relations),
        )
        for place, one in enumerate(bundles)
    )
    name = shortened(visible(title if title is not None else subgraph.title), _LONGEST_TITLE)
    return Scene(subgraph, name or "Map", scene_nodes, edges, placed.kind)


def node_caption(node: Node) -> str:
    """Its caption on one line (its id where it has none), account numbers in groups.

    An overlong one is cut, and its length told.
    """
    caption = visible(node.caption).strip() or visible(node.id).strip() or "(no id)"
    return shortened(grouped_account(caption))


def relation_period(relation: Relation) -> str:
    """When it happened or held, in days; "" where nothing says."""
    if relation.type == TRANSFER:
        return period(days_of(relation.properties))
    start = property_text(relation.properties.get("startDate") or "")
    return span(start, property_text(relation.properties.get("endDate") or ""))


def edge_facts(edge: SceneEdge) -> list[tuple[str, str]]:
    """(name, text) of what a line stands for."""
    one = edge.bundle
    if one.amount is not None:
        facts = [("Sum", money(one.amount, one.currency)), ("Transfers", f"{one.count:,}")]
        when = period(one.days)
        facts += [("When", when)] if when else []
    elif len(one.relations) > 1:
        facts = [("Relations", f"{len(one.relations):,}")]
    else:
        facts = []
    return facts + (list(edge.facts[0]) if len(one.relations) == 1 else [])


def member_lines(edge: SceneEdge) -> list[tuple[str, str]]:
    """(what, when or id) of each relation in a bundle, earliest first."""
    if edge.bundle.amount is None:
        return [
            (visible(relation.id), relation_period(relation)) for relation in edge.bundle.relations
        ]
    ordered = sorted(
        edge.bundle.relations,
        key=lambda relation: (relation.properties.get("first") or 0, relation.id),
    )
    return [
        (
            money(int(relation.properties["amount"]), edge.bundle.currency)
            + (f" · {count:,}×" if (count := transfer_count(relation)) != 1 else ""),
            days_of(relation.properties)[0],
        )
        for relation in ordered
    ]


@dataclass(frozen=True, slots=True)
class MoneyTexts:
    """Sums into and out of a node, each currency on its own; "" without any."""

    paid_in: str = ""
    paid_out: str = ""


def money_by_node(bundles: Sequence[Bundle]) -> dict[str, MoneyTexts]:
    """Texts of the money in and out of each node that has any."""
    into: dict[str, list[Bundle]] = {}
    out_of: dict[str, list[Bundle]] = {}
    for one in bundles:
        if one.is_transfer:
            into.setdefault(one.target, []).append(one)
            out_of.setdefault(one.source, []).append(one)
    return {
        node: MoneyTexts(_sums_text(into.get(node, ())), _sums_text(out_of.get(node, ())))
        for node in {**into, **out_of}
    }


def _sums_text(bundles: Sequence[Bundle]) -> str:
    return "; ".join(
        money(total, currency) + (f" ({count:,}×)" if count != 1 else "")
        for currency, (count, total) in sums_by_currency(bundles).items()
    )


def relation_counts(subgraph: Subgraph) -> Counter[str]:
    """Number of relations at each node; one at both ends of a loop counts once."""
    counts: Counter[str] = Counter()
    for relation in subgraph.relations:
        counts.update({relation.source, relation.target})
    return counts


def _relation_facts(styles: Styles, relation: Relation) -> tuple[tuple[str, str], ...]:
    if relation.type == TRANSFER:
        kept = {name: v for name, v in relation.properties.items() if name not in _TRANSFER_OWN}
        relation = replace(relation, properties=kept)
    return _cut_values(styles.relation_properties(relation))


def _cut_values(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, cut(value, _LONGEST_VALUE)) for name, value in pairs)


def _check_size(subgraph: Subgraph) -> None:
    if len(subgraph.nodes) > MOST_NODES:
        raise UsageError(
            f"{len(subgraph.nodes):,} entities cannot be read in one picture",
            hint=f"Ask for fewer (at most {MOST_NODES:,}), or save as .graphml, .csv or .json",
        )
    if len(subgraph.relations) > MOST_RELATIONS:
        raise UsageError(
            f"{len(subgraph.relations):,} relations cannot be listed on one page",
            hint=f"Ask for fewer (at most {MOST_RELATIONS:,}), or save as .graphml, .csv or .json",
        )
    known = {node.id for node in subgraph.nodes}
    for relation in subgraph.relations:
        if relation.source not in known or relation.target not in known:
            raise UsageError(f"relation {relation.id} has an end that is not in the subgraph")


def _radius(focus: bool) -> float:
    return RADIUS * FOCUS_SCALE if focus else RADIUS


def _box(label: str, radius: float, risk: float | None) -> Box:
    rows = label.split("\n")
    reach = radius + (level.reach if (level := halo(risk)) else 0.0)
    width = max(2 * reach, max(len(row) for row in rows) * _CHARACTER_PIXELS)
    below = radius + label_gap(halo(risk)) + len(rows) * _LINE_PIXELS
    return Box(width + 14, reach + 5, below + 9)


def label_gap(level: Halo | None) -> float:
    """Pixels from the edge of a node to its label, which stands below its halo."""
    return 6.0 + (max(level.reach - 4.0, 0.0) if level else 0.0)


def _rank(
    node: Node, risk: Mapping[str, float], captions: Mapping[str, str]
) -> tuple[float, str, str]:
    return (-risk.get(node.id, -1.0), captions[node.id].casefold(), node.id)
