"""How each line bends: parallel lines apart, long lines around the nodes in their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from viz.layouts.separation import Box, Points
from viz.maps.bundles import Bundle

_BENDS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.45, -0.45, 0.6, -0.6)
_SAMPLES = np.linspace(0.04, 0.96, 33)
_MOST_ROUTED = 700
_PARALLEL_STEP = 0.2
# What a bend is chosen by: a line may run over its own ends' labels, or hide its caption behind
# another, sooner than over a node that it has nothing to do with.
_OVER_A_NODE = 3
_OVER_ITS_OWN_LABEL = 1
_CAPTION_COVERED = 1
_CAPTION_REACH = 34.0


def bends(
    bundles: Sequence[Bundle],
    positions: Mapping[str, tuple[float, float]],
    boxes: Mapping[str, Box],
) -> list[float]:
    """Roundness of each line, between -0.9 and 0.9: 0 is straight, positive bends clockwise.

    Lines between the same two nodes get different bends. Any other line is straight unless
    a node or label stands in its way; then it takes the smallest bend that meets fewest, and
    that leaves its caption to be read.
    Pictures with very many lines are left straight.
    """
    together: dict[frozenset[str], list[int]] = {}
    for place, one in enumerate(bundles):
        together.setdefault(frozenset((one.source, one.target)), []).append(place)
    if not bundles:
        return []
    index = {node: place for place, node in enumerate(positions)}
    room = _Room(positions, boxes)
    route = len(bundles) <= _MOST_ROUTED
    found = [0.0] * len(bundles)
    for ends, places in together.items():
        if len(ends) == 1:
            continue
        first = bundles[places[0]]
        if len(places) == 1:
            if route:
                found[places[0]] = room.clear_bend(index[first.source], index[first.target])
            continue
        for rank, place in enumerate(_by_direction(bundles, places)):
            # Clockwise is seen from the source: two directions with one sign bow apart.
            forward = bundles[place].source == first.source
            offset = (rank - (len(places) - 1) / 2) * _PARALLEL_STEP
            found[place] = float(np.clip(offset if forward else -offset, -0.9, 0.9))
    return found


def _by_direction(bundles: Sequence[Bundle], places: list[int]) -> list[int]:
    """Lines of one direction on one side, so that arrows keep to their lane."""
    head = bundles[places[0]].source
    return sorted(places, key=lambda place: (bundles[place].source != head, place))


class _Room:
    """Where nodes and their labels stand."""

    def __init__(
        self, positions: Mapping[str, tuple[float, float]], boxes: Mapping[str, Box]
    ) -> None:
        self.points = np.array(list(positions.values()), dtype=np.float64).reshape(-1, 2)
        margin = np.array([[boxes[node].width / 2 - 6, boxes[node].above] for node in positions])
        drop = np.array([[boxes[node].width / 2 - 6, boxes[node].below] for node in positions])
        self.low = self.points - margin
        self.high = self.points + drop
        self.label_low = self.points + margin * (-1.0, 1.0)

    def clear_bend(self, source: int, target: int) -> float:
        """The smallest bend of a line that costs least: see `_OVER_A_NODE` and below."""
        others = np.ones(len(self.points), dtype=bool)
        others[[source, target]] = False
        ends = self.points[[source, target]]
        reach = float(np.abs(ends[0] - ends[1]).sum()) * 0.6
        near = (self.high > ends.min(axis=0) - reach) & (self.low < ends.max(axis=0) + reach)
        others &= near.all(axis=1)
        low, high = self.low[others], self.high[others]
        label_low, label_high = self.label_low[[source, target]], self.high[[source, target]]
        best, least = 0.0, float("inf")
        for bend in _BENDS:
            curve = curve_points(self.points[source], self.points[target], bend)
            words = caption_points(self.points[source], self.points[target], bend)
            cost = (
                _OVER_A_NODE * _met(curve, low, high)
                + _OVER_ITS_OWN_LABEL * _met(curve, label_low, label_high)
                + _CAPTION_COVERED
                * bool(_met(words, low, high) + _met(words, label_low, label_high))
            )
            if cost < least:
                best, least = bend, cost
            if cost == 0:
                break
        return best


def _met(points: NDArray[np.float64], low: Points, high: Points) -> int:
    """How many boxes some of the points lie in."""
    inside = (points[:, None, :] > low[None, :, :]) & (points[:, None, :] < high[None, :, :])
    return int(inside.all(axis=2).any(axis=0).sum())


def caption_points(
    source: NDArray[np.float64],
    target: NDArray[np.float64],
    roundness: float,
    length: float = 2 * _CAPTION_REACH,
) -> NDArray[np.float64]:
    """Points along the words on a line, of that length in pixels, shape (9, 2)."""
    middle = 0.25 * source + 0.5 * way_point(source, target, roundness) + 0.25 * target
    run = target - source
    along = run / (float(np.hypot(*run)) or 1.0)
    return np.asarray(middle + np.linspace(-length / 2, length / 2, 9)[:, None] * along)


def way_point(
    source: NDArray[np.float64], target: NDArray[np.float64], roundness: float
) -> NDArray[np.float64]:
    """The point that draws a line of that roundness aside, as vis-network chooses it.

    Positive roundness is its kind `curvedCW`, negative `curvedCCW`.
    """
    across, up = target[0] - source[0], source[1] - target[1]
    reach = (0.5 + abs(roundness) / 2) * float(np.hypot(across, up))
    angle = float(np.arctan2(up, across)) + (0.5 + roundness / 2) * np.pi
    return np.asarray(source + reach * np.array([np.sin(angle), np.cos(angle)]))


def curve_points(
    source: NDArray[np.float64], target: NDArray[np.float64], roundness: float
) -> NDArray[np.float64]:
    """Points along the quadratic curve by the way point, shape (33, 2), ends left out."""
    via = way_point(source, target, roundness)
    along = _SAMPLES[:, None]
    return np.asarray((1 - along) ** 2 * source + 2 * along * (1 - along) * via + along**2 * target)
