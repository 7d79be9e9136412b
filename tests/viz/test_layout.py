from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.viz.viz_samples import relation, ring, sized, transfer
from viz.layouts.layout import Kind, layout
from viz.layouts.separation import Box, separate
from viz.maps.bundles import Bundle, bundle
from viz.maps.scene import build_scene

_BOX = Box(120.0, 30.0, 60.0)


def _boxes(*names: str) -> dict[str, Box]:
    return dict.fromkeys(names, _BOX)


def _overlaps(
    positions: Sequence[tuple[float, float]], boxes: Sequence[Box], slack: float = 1.0
) -> list[tuple[int, int]]:
    found = []
    for one in range(len(boxes)):
        for other in range(one + 1, len(boxes)):
            (x, y), (u, v) = positions[one], positions[other]
            a, b = boxes[one], boxes[other]
            aside = abs(x - u) >= (a.width + b.width) / 2 - slack
            above = y + a.below <= v - b.above + slack or v + b.below <= y - a.above + slack
            if not (aside or above):
                found.append((one, other))
    return found


@given(
    st.lists(
        st.tuples(
            st.floats(-200, 200),
            st.floats(-200, 200),
            st.floats(10, 200),
            st.floats(5, 60),
            st.floats(5, 90),
        ),
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None)
def test_separated_boxes_never_overlap(rows: list[tuple[float, ...]]) -> None:
    boxes = [Box(width, above, below) for _, _, width, above, below in rows]
    start = np.array([row[:2] for row in rows], dtype=np.float64).reshape(-1, 2)
    apart = separate(start, boxes)
    assert _overlaps([(x, y) for x, y in apart], boxes) == []


def test_boxes_on_one_spot_are_separated_too() -> None:
    boxes = [_BOX] * 12
    apart = separate(np.zeros((12, 2)), boxes)
    assert _overlaps([(x, y) for x, y in apart], boxes) == []


def test_boxes_that_do_not_overlap_stay_where_they_are() -> None:
    start = np.array([[0.0, 0.0], [500.0, 0.0], [0.0, 300.0]])
    assert separate(start, [_BOX] * 3).tolist() == start.tolist()


@pytest.mark.parametrize("kind", ["force", "flow"])
def test_no_two_nodes_of_a_picture_cover_each_other(kind: Kind) -> None:
    scene = build_scene(ring(), kind=kind)
    places = [node.position for node in scene.nodes]
    boxes = [
        Box(2 * node.radius, node.radius, node.radius + 18 * (node.lines.count("\n") + 1))
        for node in scene.nodes
    ]
    assert _overlaps(places, boxes) == []


@pytest.mark.parametrize("kind", ["force", "flow"])
@pytest.mark.parametrize("count", [2, 50, 120])
def test_the_same_graph_gets_the_same_positions(kind: Kind, count: int) -> None:
    first, second = build_scene(sized(count), kind=kind), build_scene(sized(count), kind=kind)
    assert [node.position for node in first.nodes] == [node.position for node in second.nodes]
    assert [edge.bend for edge in first.edges] == [edge.bend for edge in second.edges]


def _flow(transfers: Sequence[tuple[str, str, int]]) -> Mapping[str, tuple[float, float]]:
    lines: tuple[Bundle, ...] = bundle(
        [
            transfer(f"t{place}", source, target, 100, day=day)
            for place, (source, target, day) in enumerate(transfers)
        ]
    )
    names = sorted({end for one in lines for end in (one.source, one.target)})
    return layout(_boxes(*names), lines, "flow").positions


def test_money_flows_from_left_to_right() -> None:
    at = _flow([("a", "b", 1), ("b", "c", 2), ("x", "c", 2), ("c", "d", 3)])
    assert at["a"][0] < at["b"][0] < at["c"][0] < at["d"][0]
    # A payer without payers of its own stands just before the first it pays.
    assert at["x"][0] == at["b"][0]


def test_only_the_last_transfer_of_a_circle_points_back() -> None:
    at = _flow([("c", "a", 9), ("a", "b", 1), ("b", "c", 5)])
    assert at["a"][0] < at["b"][0] < at["c"][0]


def test_the_payers_of_one_account_stand_above_each_other() -> None:
    at = _flow([(f"p{n}", "hub", n) for n in range(5)] + [("hub", "out", 9)])
    assert len({at[f"p{n}"][0] for n in range(5)}) == 1
    rows = sorted(at[f"p{n}"][1] for n in range(5))
    assert all(low + 90 <= high for low, high in pairwise(rows))


def test_separate_flows_do_not_mix() -> None:
    at = _flow([("a", "b", 1), ("b", "c", 2), ("x", "y", 1), ("y", "z", 2)])
    upper, lower = {at[n][1] for n in "abc"}, {at[n][1] for n in "xyz"}
    assert max(upper) < min(lower)


def test_holders_stand_near_their_account() -> None:
    relations = [transfer("t1", "a", "b", 1), transfer("t2", "b", "c", 1, day=1)]
    relations += [relation("OWNS", f"h{name}", name) for name in "abc"]
    lines = bundle(relations)
    at = layout(_boxes("a", "b", "c", "ha", "hb", "hc"), lines, "flow").positions
    for name in "abc":
        others = [np.hypot(*np.subtract(at[f"h{name}"], at[other])) for other in "abc"]
        assert np.argmin(others) == "abc".index(name)


def test_the_flow_is_chosen_where_money_passes_through_accounts() -> None:
    assert build_scene(ring()).layout == "flow"


def test_the_force_layout_is_chosen_where_no_money_moves() -> None:
    lines = bundle([relation("OWNS", "a", "b"), relation("OWNS", "b", "c")])
    assert layout(_boxes("a", "b", "c", "alone"), lines).kind == "force"


def test_connected_nodes_stand_nearer_than_unconnected_ones() -> None:
    chain = [relation("OWNS", f"n{place}", f"n{place + 1}") for place in range(5)]
    at = layout(_boxes(*(f"n{place}" for place in range(6))), bundle(chain), "force").positions
    ends = np.hypot(*np.subtract(at["n0"], at["n5"]))
    for place in range(5):
        assert np.hypot(*np.subtract(at[f"n{place}"], at[f"n{place + 1}"])) < ends / 2


@pytest.mark.parametrize("kind", ["auto", "force", "flow"])
def test_nothing_and_one_node_have_a_layout(kind: Kind) -> None:
    assert layout({}, [], kind).positions == {}
    assert layout({"a": _BOX}, [], kind).positions == {"a": (0.0, 0.0)}


def test_a_transfer_to_itself_does_no_harm() -> None:
    lines = bundle([transfer("t1", "a", "a", 100), transfer("t2", "a", "b", 100)])
    assert set(layout(_boxes("a", "b"), lines, "flow").positions) == {"a", "b"}
