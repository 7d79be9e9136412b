"""Where each node goes: computed here, seeded, the same on every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from viz.layouts.flow_layout import flow_positions
from viz.layouts.separation import Box, Points, separate
from viz.maps.bundles import Bundle

Kind = Literal["auto", "force", "flow"]

_SEED = 20260101
_EDGE_PIXELS = 150.0
_WIDER = 1.15
_SCALING_ROUNDS = 40
_STRESS_ROUNDS = 60
_STRESS_ROUNDS_LARGE = 25
_LARGE = 400
_MOST_MONEY_NODES = 160
_MOST_IN_A_LAYER = 14
_COMPONENT_GAP = 90.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in whole pixels (x right, y down) by node id, and how they were found."""

    kind: Literal["force", "flow"]
    positions: Mapping[str, tuple[float, float]]


def layout(boxes: Mapping[str, Box], bundles: Sequence[Bundle], kind: Kind = "auto") -> Layout:
    """Positions at which no two boxes overlap.

    Args:
        boxes: room each node needs, by id, in canonical order.
        bundles: what is drawn between them.
        kind: "force" puts near what is connected; "flow" puts money from left to right
            in the order it moved and the other entities around it; "auto" takes "flow"
            where transfers carry the picture and fit on it.
    """
    if not boxes:
        return Layout("force", {})
    chosen = kind if kind != "auto" else _best_kind(boxes, bundles)
    if chosen == "flow":
        positions = flow_positions(boxes, bundles)
    else:
        positions = _force_positions(boxes, bundles)
    return Layout(chosen, _centred(positions))


def _best_kind(boxes: Mapping[str, Box], bundles: Sequence[Bundle]) -> Literal["force", "flow"]:
    transfers = [one for one in bundles if one.is_transfer and one.source != one.target]
    accounts = {end for one in transfers for end in (one.source, one.target)}
    if not 4 <= len(accounts) <= _MOST_MONEY_NODES or len(accounts) * 4 < len(boxes):
        return "force"
    payees = {one.target for one in transfers}
    payers = {one.source for one in transfers}
    passing_on = payees & payers
    sides = max(len(payers - payees), len(payees - payers))
    return "flow" if passing_on and sides <= _MOST_IN_A_LAYER * 2 else "force"


def _force_positions(boxes: Mapping[str, Box], bundles: Sequence[Bundle]) -> dict[str, Points]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(boxes)
    for one in bundles:
        if one.source != one.target:
            long = one.is_transfer or graph.get_edge_data(one.source, one.target, {}).get("long")
            graph.add_edge(one.source, one.target, long=long)
    order = {node: place for place, node in enumerate(boxes)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), order[part[0]]))
    laid = []
    for part in parts:
        part_boxes = [boxes[node] for node in part]
        rough = _stress_positions(graph, part) * (_EDGE_PIXELS * _WIDER, _EDGE_PIXELS)
        laid.append((part, separate(rough, part_boxes), part_boxes))
    return _packed(laid)


def _stress_positions(graph: nx.Graph[str], part: list[str]) -> Points:
    """Stress majorization of graph distances, edges of about unit length.

    Kamada and Kawai's energy, minimised as in Gansner, Koren and North, "Graph Drawing by
    Stress Majorization" (2004), started from classical scaling; an edge is longer the more
    neighbours its ends do not share, so that hubs get room, and a transfer's is longer too,
    because its sum is written on it.
    """
    if len(part) == 1:
        return np.zeros((1, 2))
    from scipy.sparse.csgraph import shortest_path

    inner = graph.subgraph(part)
    weighted: nx.Graph[str] = nx.Graph()
    weighted.add_nodes_from(part)
    for one, other in inner.edges:
        long = inner.edges[one, other]["long"]
        unshared = float(np.sqrt(len(set(inner[one]) ^ set(inner[other]))))
        weighted.add_edge(one, other, weight=(1.1 if long else 0.8) + 0.1 * unshared)
    matrix = nx.to_scipy_sparse_array(weighted, nodelist=part, weight="weight", format="csr")
    distances = np.asarray(shortest_path(matrix, directed=False))
    positions = _classical_scaling(distances)
    rounds = _STRESS_ROUNDS if len(part) <= _LARGE else _STRESS_ROUNDS_LARGE
    return _majorized(positions, distances, rounds)


def _classical_scaling(distances: NDArray[np.float64]) -> Points:
    squared = distances**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    dice = np.random.default_rng(_SEED)
    axes = dice.normal(size=(len(distances), 2))
    # A full decomposition takes seconds at a thousand nodes; two axes are enough.
    for _ in range(_SCALING_ROUNDS):
        axes, _ = np.linalg.qr(centred @ axes)
    lengths = np.sqrt(np.abs(np.einsum("ij,ij->j", axes, centred @ axes)) / 2)
    # Leaves of one hub fall on one spot and would stay there without a nudge.
    return np.asarray(axes * lengths + dice.normal(scale=0.08, size=axes.shape))


def _majorized(positions: Points, distances: NDArray[np.float64], rounds: int) -> Points:
    away = distances + np.eye(len(distances))
    weights = 1.0 / away**2
    np.fill_diagonal(weights, 0.0)
    pull = weights * distances
    total = weights.sum(axis=1)[:, None]
    for _ in range(rounds):
        norms = (positions**2).sum(axis=1)
        squared = norms[:, None] + norms[None, :] - 2.0 * positions @ positions.T
        ratio = pull / np.sqrt(np.maximum(squared, 1e-12))
        np.fill_diagonal(ratio, 0.0)
        moved = weights @ positions + ratio.sum(axis=1)[:, None] * positions - ratio @ positions
        positions = moved / total
    return positions


def _packed(laid: list[tuple[list[str], Points, list[Box]]]) -> dict[str, Points]:
    """The components side by side in rows, the largest first."""
    areas = [_extent(points, boxes) for _, points, boxes in laid]
    total = sum((high[0] - low[0]) * (high[1] - low[1]) for low, high in areas)
    widest = max(high[0] - low[0] for low, high in areas)
    row_width = max(float(np.sqrt(total) * 1.6), widest)
    placed: dict[str, Points] = {}
    left = top = row_height = 0.0
    for (part, points, _), (low, high) in zip(laid, areas, strict=True):
        width, height = high - low
        if left and left + width > row_width:
            left, top, row_height = 0.0, top + row_height + _COMPONENT_GAP, 0.0
        shift = np.array([left, top]) - low
        placed.update(zip(part, points + shift, strict=True))
        left += width + _COMPONENT_GAP
        row_height = max(row_height, float(height))
    return placed


def _extent(points: Points, boxes: list[Box]) -> tuple[Points, Points]:
    half = np.array([box.width / 2 for box in boxes])
    low = np.array(
        [
            (points[:, 0] - half).min(),
            (points[:, 1] - [box.above for box in boxes]).min(),
        ]
    )
    high = np.array(
        [
            (points[:, 0] + half).max(),
            (points[:, 1] + [box.below for box in boxes]).max(),
        ]
    )
    return low, high


def _centred(positions: Mapping[str, Points]) -> dict[str, tuple[float, float]]:
    points = np.array(list(positions.values()))
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    # vis-network cuts off decimals; the sum with 0.0 turns a negative zero into zero.
    rounded = np.round(points - middle) + 0.0
    return {node: (float(x), float(y)) for node, (x, y) in zip(positions, rounded, strict=True)}
