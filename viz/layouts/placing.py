"""Finding a free place for each remaining node near the nodes it is connected to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from viz.layouts.separation import Box, Points
from viz.maps.bundles import Bundle

_RINGS = (0.0, 85.0, 115.0, 150.0, 190.0, 240.0, 300.0, 370.0, 460.0, 580.0, 740.0, 950.0)
_ANGLES = np.linspace(0.0, 2 * np.pi, 20, endpoint=False)
# Labels stand below their nodes, where an upright line would run through them.
_DEARER = (1.0, 1.4)
_ACROSS_A_LINE = 70.0
_LINE_ACROSS_A_NODE = 130.0
_MOST_ANCHORS = 4
_LONE_GAP = 60.0


def place_around(
    placed: Mapping[str, Points],
    boxes: Mapping[str, Box],
    bundles: Sequence[Bundle],
    drawn: Sequence[tuple[Points, Points]] = (),
) -> dict[str, Points]:
    """`placed`, which stay, and a place for every other node of `boxes`.

    One node after the other, the one with most placed neighbours first, takes the free
    place of least cost: short lines, few lines over nodes, few nodes on lines. Nodes that
    nothing connects to the placed ones stand in rows below. No box overlaps another,
    unless two of the given ones did. `drawn` are straight pieces of lines to keep clear of.
    """
    board = _Board(boxes, drawn)
    for node, point in placed.items():
        board.put(node, point)
    near: dict[str, list[str]] = {node: [] for node in boxes}
    for one in bundles:
        if one.source != one.target:
            near[one.source].append(one.target)
            near[one.target].append(one.source)
    neighbours = {node: list(dict.fromkeys(found)) for node, found in near.items()}
    waiting = [node for node in boxes if node not in placed]
    while waiting:
        ready = {node: sum(n in board.at for n in neighbours[node]) for node in waiting}
        node = max(waiting, key=lambda one: (ready[one], -len(neighbours[one])))
        if not ready[node]:
            # The best connected of a separate group starts it; the others gather round it.
            node = max(waiting, key=lambda one: len(neighbours[one]))
        waiting.remove(node)
        board.settle(node, [one for one in neighbours[node] if one in board.at])
    return {node: board.at[node] for node in boxes}


class _Board:
    """What stands where so far."""

    def __init__(self, boxes: Mapping[str, Box], drawn: Sequence[tuple[Points, Points]]) -> None:
        self.boxes = boxes
        self.at: dict[str, Points] = {}
        self._low: list[Points] = []
        self._high: list[Points] = []
        self._lines = list(drawn)

    def put(self, node: str, point: Points) -> None:
        """Stand a node at a point."""
        low, high = _corners(self.boxes[node], point[None, :])
        self.at[node] = point
        self._low.append(low[0])
        self._high.append(high[0])

    def settle(self, node: str, ends: list[str]) -> None:
        """Find the best free place for a node with lines to `ends`, and put it there."""
        point = self._best(node, ends) if ends else None
        self.put(node, self._below(node) if point is None else point)
        for end in ends:
            self._lines.append((self.at[end], self.at[node]))

    def _best(self, node: str, ends: list[str]) -> Points | None:
        targets = np.array([self.at[end] for end in ends])
        anchors = np.vstack([targets.mean(axis=0), targets[:_MOST_ANCHORS]])
        ring = np.array([[np.cos(angle), np.sin(angle)] for angle in _ANGLES])
        offsets = np.vstack([ring * radius for radius in _RINGS])
        spots = (anchors[:, None, :] + offsets[None, :, :]).reshape(-1, 2)
        low, high = _corners(self.boxes[node], spots)
        spots, low, high = self._free(spots, low, high)
        if not len(spots):
            return None
        run = (spots[:, None, :] - targets[None, :, :]) * _DEARER
        cost = np.sqrt((run**2).sum(axis=2)).sum(axis=1)
        # Costing crossings is the slow part, and never lifts a far place above a near one.
        nearest = np.argsort(cost, kind="stable")[:60]
        spots, low, high, cost = spots[nearest], low[nearest], high[nearest], cost[nearest]
        if self._lines:
            starts = np.array([line[0] for line in self._lines])
            stops = np.array([line[1] for line in self._lines])
            cost = cost + _ACROSS_A_LINE * _crossed(starts, stops, low, high).sum(axis=0)
        cost = cost + _LINE_ACROSS_A_NODE * self._nodes_crossed(spots, ends)
        return np.asarray(spots[int(cost.argmin())])

    def _free(self, spots: Points, low: Points, high: Points) -> tuple[Points, Points, Points]:
        if not self._low:
            return spots, low, high
        lows, highs = np.array(self._low), np.array(self._high)
        covers = (low[:, None, :] < highs[None, :, :]) & (high[:, None, :] > lows[None, :, :])
        free = ~np.any(covers.all(axis=2), axis=1)
        return spots[free], low[free], high[free]

    def _nodes_crossed(self, spots: Points, ends: list[str]) -> NDArray[np.float64]:
        kept = [place for place, node in enumerate(self.at) if node not in ends]
        if not kept:
            return np.zeros(len(spots))
        lows = np.array(self._low)[kept]
        highs = np.array(self._high)[kept]
        total = np.zeros(len(spots))
        for end in ends:
            stop = np.broadcast_to(self.at[end], spots.shape)
            total += _crossed(spots, stop, lows, highs).sum(axis=1)
        return total

    def _below(self, node: str) -> Points:
        """A place in the rows under everything that is connected."""
        box = self.boxes[node]
        if not self._low:
            return np.zeros(2)
        lows, highs = np.array(self._low), np.array(self._high)
        left, floor = float(lows[:, 0].min()), float(highs[:, 1].max())
        return np.array([left + box.width / 2, floor + _LONE_GAP + box.above])


def _corners(box: Box, points: Points) -> tuple[Points, Points]:
    low = points - np.array([box.width / 2, box.above])
    high = points + np.array([box.width / 2, box.below])
    return low, high


def _crossed(starts: Points, stops: Points, low: Points, high: Points) -> NDArray[np.bool_]:
    """Whether each line (rows) meets each box (columns): the slab test."""
    run = stops - starts
    run = np.where(np.abs(run) < 1e-9, 1e-9, run)
    near = (low[None, :, :] - starts[:, None, :]) / run[:, None, :]
    far = (high[None, :, :] - starts[:, None, :]) / run[:, None, :]
    enter = np.minimum(near, far).max(axis=2)
    leave = np.maximum(near, far).min(axis=2)
    return np.asarray((enter <= leave) & (leave > 0.0) & (enter < 1.0))
