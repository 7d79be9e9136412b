"""Money from left to right: layers by the order in which transfers happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import networkx as nx
import numpy as np

from viz.layouts.placing import place_around
from viz.layouts.routing import bends, curve_points
from viz.layouts.separation import Box, Points
from viz.maps.bundles import Bundle

_LAYER_PIXELS = 198.0
_WIDEST_LAYER_PIXELS = 270.0
_LAYERS_PIXELS = 1080.0
"""Few layers stand further apart, so that there is room for the sums between them."""
_ROW_GAP = 14.0
_BAND_GAP = 120.0
_MOST_IN_A_COLUMN = 14
_SWEEPS = 12


def flow_positions(boxes: Mapping[str, Box], bundles: Sequence[Bundle]) -> dict[str, Points]:
    """Positions in pixels by node id: accounts in layers, other entities near their own.

    A layer holds the accounts that money reaches in as many steps from its start. Where
    money runs in a circle, the transfer that closes the circle latest points back.
    """
    transfers = [one for one in bundles if one.is_transfer and one.source != one.target]
    money: nx.DiGraph[str] = nx.DiGraph()
    ends = {end for one in transfers for end in (one.source, one.target)}
    money.add_nodes_from(node for node in boxes if node in ends)
    money.add_edges_from(_forward(transfers))
    order = {node: place for place, node in enumerate(boxes)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.weakly_connected_components(money)]
    parts.sort(key=lambda part: (-len(part), order[part[0]]))
    placed: dict[str, Points] = {}
    top = 0.0
    for part in parts:
        columns = _ordered_columns(money.subgraph(part), _layers(money.subgraph(part), part))
        top = _place_columns(columns, boxes, top, placed) + _BAND_GAP
    return place_around(placed, boxes, bundles, _drawn(placed, boxes, transfers))


def _drawn(
    placed: Mapping[str, Points], boxes: Mapping[str, Box], transfers: Sequence[Bundle]
) -> list[tuple[Points, Points]]:
    """The transfers' lines as they will bend among the accounts, in short straight pieces."""
    if not transfers:
        return []
    standing = {node: (float(point[0]), float(point[1])) for node, point in placed.items()}
    pieces = []
    for one, bend in zip(transfers, bends(transfers, standing, boxes), strict=True):
        curve = curve_points(placed[one.source], placed[one.target], bend)[::4]
        pieces += list(pairwise(curve))
    return pieces


def _forward(transfers: Sequence[Bundle]) -> list[tuple[str, str]]:
    """The transfers that can all point to the right, earliest first, one a pair."""
    never = 2**63
    ranked = sorted(
        transfers,
        key=lambda one: (
            one.first if one.first is not None else never,
            -(one.amount or 0),
            one.source,
            one.target,
        ),
    )
    pairs = list(dict.fromkeys((one.source, one.target) for one in ranked))
    whole: nx.DiGraph[str] = nx.DiGraph(pairs)
    ring_of = {
        node: number
        for number, ring in enumerate(nx.strongly_connected_components(whole))
        for node in ring
    }
    kept: nx.DiGraph[str] = nx.DiGraph()
    kept.add_nodes_from(whole)
    for source, target in pairs:
        in_ring = ring_of[source] == ring_of[target]
        if not (in_ring and nx.has_path(kept, target, source)):
            kept.add_edge(source, target)
    return list(kept.edges)


def _layers(money: nx.DiGraph[str], part: list[str]) -> dict[str, int]:
    """Longest way from a start, starts moved right up to what they pay."""
    layer: dict[str, int] = {}
    for node in nx.lexicographical_topological_sort(money):
        layer[node] = max((layer[payer] + 1 for payer in money.predecessors(node)), default=0)
    for node in part:
        if not money.in_degree(node) and money.out_degree(node):
            layer[node] = min(layer[payee] for payee in money.successors(node)) - 1
    lowest = min(layer.values())
    return {node: place - lowest for node, place in layer.items()}


def _ordered_columns(money: nx.DiGraph[str], layer: dict[str, int]) -> list[list[str]]:
    """Columns of nodes, each ordered by the middle of its neighbours to keep lines apart."""
    columns: list[list[str]] = [[] for _ in range(max(layer.values()) + 1)]
    for node in money:
        columns[layer[node]].append(node)
    row = {node: float(place) for column in columns for place, node in enumerate(column)}
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            middle = {}
            for node in column:
                rows = [row[near] for near in nx.all_neighbors(money, node)]
                middle[node] = sum(rows) / len(rows) if rows else row[node]
            column.sort(key=lambda node: (middle[node], row[node]))
            offset = sum(middle.values()) / len(column) - (len(column) - 1) / 2
            for place, node in enumerate(column):
                row[node] = place + offset
    return [
        column[start : start + _MOST_IN_A_COLUMN]
        for column in columns
        for start in range(0, len(column), _MOST_IN_A_COLUMN)
    ]


def _place_columns(
    columns: list[list[str]], boxes: Mapping[str, Box], top: float, placed: dict[str, Points]
) -> float:
    """Put the columns beside each other, middles aligned; returns the lowest edge."""
    heights = [
        sum(boxes[node].above + boxes[node].below + _ROW_GAP for node in column)
        for column in columns
    ]
    tallest = max(heights)
    layer = float(np.clip(_LAYERS_PIXELS / len(columns), _LAYER_PIXELS, _WIDEST_LAYER_PIXELS))
    for number, (column, height) in enumerate(zip(columns, heights, strict=True)):
        y = top + (tallest - height) / 2
        for node in column:
            y += boxes[node].above
            placed[node] = np.array([number * layer, y])
            y += boxes[node].below + _ROW_GAP
    return top + tallest
