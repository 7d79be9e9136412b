from __future__ import annotations

import numpy as np

from tests.viz.viz_samples import relation, transfer
from viz.layouts.routing import bends, caption_points, curve_points, way_point
from viz.layouts.separation import Box
from viz.maps.bundles import bundle

_BOX = Box(60.0, 30.0, 40.0)


def _curve(at: dict[str, tuple[float, float]], source: str, target: str, bend: float) -> object:
    return curve_points(np.array(at[source]), np.array(at[target]), bend)


def test_a_lone_line_is_straight() -> None:
    at = {"a": (0.0, 0.0), "b": (300.0, 0.0)}
    assert bends(bundle([relation("OWNS", "a", "b")]), at, dict.fromkeys(at, _BOX)) == [0.0]


def test_a_line_bends_around_a_node_in_its_way() -> None:
    at = {"a": (0.0, 0.0), "between": (300.0, 0.0), "b": (600.0, 0.0)}
    (bend,) = bends(bundle([relation("OWNS", "a", "b")]), at, dict.fromkeys(at, _BOX))
    assert bend != 0.0
    curve = np.asarray(_curve(at, "a", "b", bend))
    inside = (np.abs(curve[:, 0] - 300) < 24) & (curve[:, 1] > -30) & (curve[:, 1] < 40)
    assert not inside.any()


def test_parallel_lines_and_their_reverse_run_apart() -> None:
    at = {"a": (0.0, 0.0), "b": (300.0, 40.0)}
    lines = bundle(
        [
            transfer("t1", "a", "b", 1, "EUR"),
            transfer("t2", "a", "b", 1, "USD"),
            transfer("t3", "b", "a", 1, "EUR"),
            relation("OWNS", "b", "a"),
        ]
    )
    found = bends(lines, at, dict.fromkeys(at, _BOX))
    middles = [
        np.asarray(_curve(at, line.source, line.target, bend))[16]
        for line, bend in zip(lines, found, strict=True)
    ]
    for one in range(4):
        for other in range(one + 1, 4):
            assert np.hypot(*(middles[one] - middles[other])) > 15


def test_a_loop_is_left_to_the_drawing() -> None:
    at = {"a": (0.0, 0.0)}
    assert bends(bundle([transfer("t1", "a", "a", 1)]), at, {"a": _BOX}) == [0.0]


def test_the_way_point_of_a_straight_line_is_its_middle() -> None:
    source, target = np.array([10.0, 20.0]), np.array([110.0, -40.0])
    assert np.allclose(way_point(source, target, 0.0), [60.0, -10.0])


def test_way_points_follow_the_drawing_library() -> None:
    # curvedCW of vis-network 9.1.2: 0.6 of the length, turned by a tenth of pi from the line.
    source, target = np.array([0.0, 0.0]), np.array([100.0, 0.0])
    expected = [60 * np.sin(0.6 * np.pi), 60 * np.cos(0.6 * np.pi)]
    assert np.allclose(way_point(source, target, 0.2), expected)
    assert np.allclose(way_point(source, target, -0.2), [expected[0], -expected[1]])


def test_a_line_keeps_off_the_label_of_its_own_end() -> None:
    # The label of `a` stands below it, where a straight line to `b` would run through it.
    box = Box(120.0, 30.0, 80.0)
    at = {"a": (0.0, 0.0), "b": (90.0, 400.0)}
    (bend,) = bends(bundle([transfer("t", "a", "b", 1)]), at, dict.fromkeys(at, box))
    curve = np.asarray(_curve(at, "a", "b", bend))
    label = (np.abs(curve[:, 0]) < 54) & (curve[:, 1] > 30) & (curve[:, 1] < 80)
    assert not label.any()


def test_a_caption_keeps_off_labels() -> None:
    at = {"a": (0.0, 0.0), "over": (140.0, -52.0), "b": (280.0, 0.0)}
    boxes = {**dict.fromkeys(at, _BOX), "over": Box(60.0, 30.0, 60.0)}
    (bend,) = bends(bundle([transfer("t", "a", "b", 1)]), at, boxes)
    words = caption_points(np.array(at["a"]), np.array(at["b"]), bend)
    inside = (np.abs(words[:, 0] - 140) < 24) & (words[:, 1] > -82) & (words[:, 1] < 8)
    assert not inside.any()
