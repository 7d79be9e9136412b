"""What of the words in a picture can be read, and how large they have to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viz.layouts.routing import caption_points
from viz.layouts.separation import Box, Points

PANE = (880.0, 740.0)
"""Pixels that a whole picture has on a page in a window of usual size."""

SMALLEST = 11.0
"""Pixels on the screen from which words are read without effort."""

_LARGEST = 3.0
_CAPTION_CHARACTER = 6.6
_CAPTION_HALF_HEIGHT = 8.0
_LABEL_CHARACTER = 0.56
_LABEL_LINE = 1.25


@dataclass(frozen=True, slots=True)
class Label:
    """Words below a node: `wanted` says how much, `gap` how far below the node's centre.

    `always`: it is to be read even where it covers another node.
    """

    lines: str
    gap: float
    wanted: tuple[float, ...]
    always: bool = False


def whole_view_scale(
    positions: Mapping[str, tuple[float, float]], boxes: Mapping[str, Box]
) -> float:
    """By how much a picture is reduced when all of it is shown; 1 where it is not."""
    if not positions:
        return 1.0
    points = np.array(list(positions.values()))
    half = np.array([boxes[node].width / 2 for node in positions])
    above = np.array([boxes[node].above for node in positions])
    below = np.array([boxes[node].below for node in positions])
    wide = (points[:, 0] + half).max() - (points[:, 0] - half).min()
    high = (points[:, 1] + below).max() - (points[:, 1] - above).min()
    return float(min(1.0, PANE[0] / max(wide, 1.0), PANE[1] / max(high, 1.0)))


def label_sizes(
    labels: Mapping[str, Label],
    positions: Mapping[str, tuple[float, float]],
    boxes: Mapping[str, Box],
    usual: float,
) -> dict[str, float]:
    """Font size of each label in the picture's pixels.

    Where all are large enough to be read in the whole picture, each has the `usual` size. Else the
    most wanted ones are larger, as long as they cover neither each other nor another node.
    """
    scale = whole_view_scale(positions, boxes)
    sizes = dict.fromkeys(labels, usual)
    if usual * scale >= SMALLEST:
        return sizes
    size = min(SMALLEST / scale, usual * _LARGEST)
    nodes = list(positions)
    points = np.array([positions[node] for node in nodes])
    icons = np.array([[boxes[node].above - 5.0] * 2 for node in nodes])
    taken_low, taken_high = points - icons, points + icons
    place = {node: number for number, node in enumerate(nodes)}
    for node in sorted(
        labels, key=lambda one: (labels[one].always, labels[one].wanted, one), reverse=True
    ):
        low, high = _label_box(labels[node], points[place[node]], size)
        hit = ((taken_low < high) & (taken_high > low)).all(axis=1)
        hit[: len(nodes)] &= not labels[node].always
        hit[place[node]] = False
        if not hit.any():
            sizes[node] = size
            taken_low, taken_high = np.vstack([taken_low, low]), np.vstack([taken_high, high])
    return sizes


def _label_box(label: Label, at: NDArray[np.float64], size: float) -> tuple[Points, Points]:
    rows = label.lines.split("\n")
    half = (max(len(row) for row in rows) * _LABEL_CHARACTER + 0.7) * size / 2
    top = at + np.array([-half, label.gap])
    return top, at + np.array([half, label.gap + len(rows) * _LABEL_LINE * size])


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on the middle of a line between two nodes, and how much they are wanted."""

    text: str
    source: str
    target: str
    bend: float
    wanted: float


def readable_captions(
    captions: Mapping[int, Caption],
    positions: Mapping[str, tuple[float, float]],
    boxes: Mapping[str, Box],
) -> set[int]:
    """The captions that neither a node, a label nor a more wanted caption covers, by number."""
    points = np.array(list(positions.values())).reshape(-1, 2)
    margin = np.array(
        [[box.width / 2 - 8, box.above - 6] for box in map(boxes.get, positions) if box]
    )
    drop = np.array(
        [[box.width / 2 - 8, box.below - 6] for box in map(boxes.get, positions) if box]
    )
    low, high = points - margin.reshape(-1, 2), points + drop.reshape(-1, 2)
    kept: set[int] = set()
    standing: list[NDArray[np.float64]] = []
    for number in sorted(captions, key=lambda one: (-captions[one].wanted, one)):
        words = _words(captions[number], positions)
        inside = (words[:, None, :] > low[None, :, :]) & (words[:, None, :] < high[None, :, :])
        if inside.all(axis=2).any() or any(_touch(words, other) for other in standing):
            continue
        kept.add(number)
        standing.append(words)
    return kept


def _words(caption: Caption, positions: Mapping[str, tuple[float, float]]) -> NDArray[np.float64]:
    source, target = (np.array(positions[end]) for end in (caption.source, caption.target))
    length = len(caption.text) * _CAPTION_CHARACTER
    return caption_points(source, target, caption.bend, length)


def _touch(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two captions come nearer to each other than they are high."""
    apart: NDArray[np.float64] = np.abs(one[:, None, :] - other[None, :, :]).max(axis=2)
    return bool((apart < 2 * _CAPTION_HALF_HEIGHT).any())


def captions_of(
    texts: Sequence[str],
    ends: Sequence[tuple[str, str]],
    bends: Sequence[float],
    widths: Sequence[float],
) -> dict[int, Caption]:
    """Captions by the number of their line; lines without words, and loops, have none."""
    return {
        number: Caption(text, source, target, bend, width)
        for number, (text, (source, target), bend, width) in enumerate(
            zip(texts, ends, bends, widths, strict=True)
        )
        if text and source != target
    }
