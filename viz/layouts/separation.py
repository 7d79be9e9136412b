"""Moving boxes apart until none covers another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_ROUNDS = 400
_ROUNDS_BEFORE_GROWING = 40
_GROWTH = 1.08
_TOLERANCE = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """Room a node needs around its centre, label included, in pixels.

    `width` is the whole width; `above` and `below` are distances from the centre.
    """

    width: float
    above: float
    below: float


def separate(positions: Points, boxes: list[Box]) -> Points:
    """Positions near the given ones at which no two boxes overlap by more than half a pixel.

    Two overlapping boxes are pushed apart along the axis that needs the smaller push. Where
    pushing alone does not settle, all are spread from their middle, and at last stacked.

    Args:
        positions: shape (n, 2), pixels, y downwards.
        boxes: n boxes.
    """
    if len(positions) < 2:
        return positions.copy()
    half = np.array([[box.width / 2, (box.above + box.below) / 2] for box in boxes])
    drop = np.array([[0.0, (box.below - box.above) / 2] for box in boxes])
    centre = positions + drop
    reach = 2 * float(half[:, 0].max())
    for turn in range(_ROUNDS):
        first, second = _near_pairs(centre[:, 0], reach)
        apart = centre[second] - centre[first]
        over = half[first] + half[second] - np.abs(apart)
        hit = np.flatnonzero((over > _TOLERANCE).all(axis=1))
        if not len(hit):
            return np.asarray(centre - drop)
        if turn % _ROUNDS_BEFORE_GROWING == _ROUNDS_BEFORE_GROWING - 1:
            middle = centre.mean(axis=0)
            centre = middle + (centre - middle) * _GROWTH
        else:
            _push(centre, first[hit], second[hit], over[hit], apart[hit])
    _stack(centre, half)
    return np.asarray(centre - drop)


def _near_pairs(x: NDArray[np.float64], reach: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Index pairs, the smaller first, of all that stand less than `reach` apart across."""
    order = np.argsort(x, kind="stable")
    places = np.arange(len(x))
    ends = np.searchsorted(x[order], x[order] + reach, side="left")
    following = np.maximum(ends - places - 1, 0)
    one = np.repeat(places, following)
    steps = np.arange(len(one)) - np.repeat(np.cumsum(following) - following, following)
    a, b = order[one], order[one + 1 + steps]
    return np.minimum(a, b), np.maximum(a, b)


def _push(
    centre: Points,
    first: NDArray[np.intp],
    second: NDArray[np.intp],
    over: Points,
    apart: Points,
) -> None:
    along_x = over[:, 0] < over[:, 1]
    # Nodes on one spot have no direction: order in the list decides.
    push = over / 2 * np.where(apart < 0, -1.0, 1.0)
    push[along_x, 1] = 0.0
    push[~along_x, 0] = 0.0
    moves = np.zeros_like(centre)
    touched = np.ones(len(centre))
    np.add.at(moves, first, -push)
    np.add.at(moves, second, push)
    np.add.at(touched, first, 1.0)
    np.add.at(touched, second, 1.0)
    # Summed pushes overshoot in a crowd; the root of their number settles fastest.
    centre += moves / np.sqrt(np.maximum(touched - 1.0, 1.0))[:, None]


def _stack(centre: Points, half: Points) -> None:
    """Last resort, which always ends: from the top down, each box under those it hits."""
    standing: list[int] = []
    for place in np.lexsort((centre[:, 0], centre[:, 1])):
        while standing:
            room = half[standing] + half[place]
            apart = np.abs(centre[standing] - centre[place])
            hit = np.flatnonzero((apart < room - _TOLERANCE).all(axis=1))
            if not len(hit):
                break
            centre[place, 1] = (centre[standing, 1] + room[:, 1])[hit].max()
        standing.append(int(place))
