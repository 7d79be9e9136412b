from __future__ import annotations

import math
from itertools import combinations

import pytest

from tests.viz.viz_samples import sized
from viz.layouts.legibility import (
    SMALLEST,
    Caption,
    Label,
    captions_of,
    label_sizes,
    readable_captions,
    whole_view_scale,
)
from viz.layouts.separation import Box
from viz.maps.scene import LABEL_PIXELS, SceneNode, build_scene, label_gap

_BOX = Box(100.0, 30.0, 60.0)


def test_a_small_picture_is_shown_as_it_is() -> None:
    at = {"a": (0.0, 0.0), "b": (300.0, 0.0)}
    boxes = dict.fromkeys(at, _BOX)
    labels = {node: Label(node, 28.0, (0.0,)) for node in at}
    assert whole_view_scale(at, boxes) == 1.0
    assert label_sizes(labels, at, boxes, 15.0) == {"a": 15.0, "b": 15.0}
    assert whole_view_scale({}, {}) == 1.0


def test_a_wide_picture_is_reduced_until_it_fits() -> None:
    at = {"a": (0.0, 0.0), "b": (1660.0, 0.0)}
    # 1,660 and half a box on either side are 1,760 pixels, of which a pane shows 880.
    assert whole_view_scale(at, dict.fromkeys(at, _BOX)) == pytest.approx(0.5)


def test_of_two_labels_that_do_not_both_fit_the_more_wanted_is_large() -> None:
    at = {"a": (0.0, 0.0), "b": (70.0, 0.0), "far": (1690.0, 0.0)}
    boxes = {**dict.fromkeys(at, Box(40.0, 30.0, 60.0))}
    labels = {
        "a": Label("a long name", 28.0, (1.0, 50.0)),
        "b": Label("b long name", 28.0, (1.0, 60.0)),
        "far": Label("far", 28.0, (0.0, 0.0)),
    }
    large = pytest.approx(SMALLEST / whole_view_scale(at, boxes))
    assert label_sizes(labels, at, boxes, 15.0) == {"a": 15.0, "b": large, "far": large}


def test_the_label_of_what_was_asked_for_may_cover_a_node() -> None:
    at = {"a": (0.0, 0.0), "b": (0.0, 70.0), "far": (1690.0, 0.0)}
    boxes = dict.fromkeys(at, Box(40.0, 30.0, 60.0))
    for always in (False, True):
        labels = {node: Label("name", 28.0, (0.0,), always and node == "a") for node in at}
        assert (label_sizes(labels, at, boxes, 15.0)["a"] > 15) is always


def test_a_caption_under_a_label_or_a_more_wanted_caption_is_left_out() -> None:
    at = {"a": (0.0, 0.0), "b": (400.0, 0.0), "c": (0.0, 10.0), "d": (400.0, 10.0)}
    boxes = dict.fromkeys(at, Box(20.0, 10.0, 10.0))
    lines = {
        1: Caption("1m EUR", "a", "b", 0.0, 2.0),
        2: Caption("9m EUR", "c", "d", 0.0, 3.0),
        3: Caption("3m EUR", "a", "d", 0.9, 1.0),
    }
    assert readable_captions(lines, at, boxes) == {2, 3}
    covered = {**at, "e": (200.0, 10.0)}
    assert readable_captions(lines, covered, {**boxes, "e": Box(80.0, 30.0, 60.0)}) == {3}


def test_loops_and_lines_without_words_have_no_caption() -> None:
    found = captions_of(["x", "", "y"], [("a", "b"), ("a", "b"), ("a", "a")], [0, 0, 0], [1, 1, 1])
    assert list(found) == [0]


@pytest.mark.parametrize("nodes", [60, 150, 300])
def test_large_pictures_have_names_to_read(nodes: int) -> None:
    scene = build_scene(sized(nodes))
    xs = [x for one in scene.nodes for x in (one.position[0] - 75, one.position[0] + 75)]
    ys = [y for one in scene.nodes for y in (one.position[1] - 40, one.position[1] + 80)]
    scale = min(1.0, 880 / (max(xs) - min(xs)), 740 / (max(ys) - min(ys)))
    large = [one for one in scene.nodes if one.label_size > LABEL_PIXELS]
    if scale * LABEL_PIXELS >= SMALLEST:
        assert large == []
        return
    assert len(large) >= 8
    assert all(one.label_size * scale >= 8 for one in large)
    for one, other in combinations(large, 2):
        assert _apart(one, other)


def _apart(one: SceneNode, other: SceneNode) -> bool:
    (left, top, right, bottom), (l2, t2, r2, b2) = _place(one), _place(other)
    return right <= l2 or r2 <= left or bottom <= t2 or b2 <= top


def _place(node: SceneNode) -> tuple[float, float, float, float]:
    rows = node.lines.split("\n")
    x, y = node.position
    size = node.label_size
    half = math.floor(max(map(len, rows)) * 0.56 * size / 2 - 1)
    top = y + node.radius + label_gap(node.halo)
    return x - half, top, x + half, top + len(rows) * 1.25 * size - 1
