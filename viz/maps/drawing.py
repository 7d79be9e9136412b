"""A scene as a still SVG drawing: no script, no style sheet, no reference to anything."""

from __future__ import annotations

from html import escape

import numpy as np

from viz.layouts.routing import curve_points, way_point
from viz.maps.scene import LABEL_PIXELS, Scene, SceneEdge, SceneNode, label_gap

_INK = "#16202e"
_PAPER = "#ffffff"
_FONT = "Segoe UI, Helvetica Neue, Arial, Liberation Sans, sans-serif"
_MARGIN = 24.0
_LINE_HEIGHT = 1.2 * LABEL_PIXELS
_CAPTION_PIXELS = 12


def scene_svg(scene: Scene, *, widest: float | None = None) -> str:
    """SVG markup of a scene, `viewBox` in the scene's pixels; all text is escaped.

    `widest` is the width in CSS pixels it is shown at most; None is its natural width.
    """
    if not scene.nodes:
        return f'<svg xmlns="http://www.w3.org/2000/svg"><title>{_text(scene.title)}</title></svg>'
    left, top, right, bottom = _extent(scene)
    width, height = right - left, bottom - top
    shown = width if widest is None else min(width, widest)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{shown:.0f}"'
        f' height="{height * shown / width:.0f}"'
        f' viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" font-family="{_FONT}">',
        f"<title>{_text(scene.title)}</title>",
    ]
    parts += [_halo(node) for node in scene.nodes if node.halo]
    parts += [_edge(edge) for edge in scene.edges if edge.source is not edge.target]
    parts += [_caption(edge) for edge in scene.edges if edge.caption]
    parts += [_node(node) for node in scene.nodes]
    parts.append("</svg>")
    return "\n".join(parts)


def _extent(scene: Scene) -> tuple[float, float, float, float]:
    half = [
        max(node.radius + 16, max(map(len, node.lines.split("\n"))) * LABEL_PIXELS * 0.3)
        for node in scene.nodes
    ]
    xs = [node.position[0] for node in scene.nodes]
    ys = [node.position[1] for node in scene.nodes]
    feet = [
        y + node.radius + 10 + _LINE_HEIGHT * (node.lines.count("\n") + 1)
        for node, y in zip(scene.nodes, ys, strict=True)
    ]
    bent = [
        curve_points(np.array(edge.source.position), np.array(edge.target.position), edge.bend)
        for edge in scene.edges
        if edge.bend
    ]
    return (
        min([x - w for x, w in zip(xs, half, strict=True)] + [c[:, 0].min() for c in bent])
        - _MARGIN,
        min([y - 38 for y in ys] + [c[:, 1].min() for c in bent]) - _MARGIN,
        max([x + w for x, w in zip(xs, half, strict=True)] + [c[:, 0].max() for c in bent])
        + _MARGIN,
        max(feet + [float(c[:, 1].max()) for c in bent]) + _MARGIN,
    )


def _halo(node: SceneNode) -> str:
    assert node.halo is not None
    x, y = node.position
    reach = node.radius + node.halo.reach
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{reach:.1f}" fill="{node.halo.color}"'
        ' fill-opacity="0.3"/>'
    )


def _node(node: SceneNode) -> str:
    x, y = node.position
    size = 2 * node.radius
    inner = node.style.svg.partition(">")[2].rpartition("</svg>")[0]
    ring = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{node.radius + 4:.1f}" fill="none"'
        ' stroke="#1d4ed8" stroke-width="3"/>'
        if node.focus
        else ""
    )
    weight = ' font-weight="700"' if node.focus else ""
    rows = "".join(
        f'<tspan x="{x:.1f}" dy="{_LINE_HEIGHT if place else 0:.1f}">{_text(row)}</tspan>'
        for place, row in enumerate(node.lines.split("\n"))
    )
    foot = y + node.radius + LABEL_PIXELS + label_gap(node.halo) - 1
    return (
        f"<g><title>{_text(f'{node.caption} ({node.style.label})')}</title>{ring}"
        f'<svg x="{x - node.radius:.1f}" y="{y - node.radius:.1f}" width="{size:.1f}"'
        f' height="{size:.1f}" viewBox="0 0 48 48">{inner}</svg>'
        f'<text x="{x:.1f}" y="{foot:.1f}" text-anchor="middle" font-size="{LABEL_PIXELS}"'
        f' fill="{_INK}" stroke="{_PAPER}" stroke-width="3.500" paint-order="stroke"{weight}>'
        f"{rows}</text></g>"
    )


def _edge(edge: SceneEdge) -> str:
    source, target = np.array(edge.source.position), np.array(edge.target.position)
    via = way_point(source, target, edge.bend)
    end = _before(via, target, edge.target.radius)
    base = _before(via, target, edge.target.radius + (6 + 1.6 * edge.width))
    start = _before(via, source, edge.source.radius)
    tip = base if edge.style.directed else end
    dashes = (
        f' stroke-dasharray="{" ".join(map(str, edge.style.dashes))}"' if edge.style.dashes else ""
    )
    line = (
        f'<path d="M{_point(start)}Q{_point(via)} {_point(tip)}" fill="none"'
        f' stroke="{edge.style.color}" stroke-width="{edge.width}" stroke-opacity="0.8"{dashes}/>'
    )
    if not edge.style.directed:
        return line
    across = np.array([-(end - base)[1], (end - base)[0]]) * 0.5
    head = f"M{_point(end)}L{_point(base + across)}L{_point(base - across)}z"
    return line + f'<path d="{head}" fill="{edge.style.color}"/>'


def _caption(edge: SceneEdge) -> str:
    if edge.source is edge.target:
        return ""
    source, target = np.array(edge.source.position), np.array(edge.target.position)
    x, y = 0.25 * source + 0.5 * way_point(source, target, edge.bend) + 0.25 * target
    slope = np.degrees(np.arctan2(target[1] - source[1], target[0] - source[0]))
    angle = (slope + 90) % 180 - 90
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" dy="4" text-anchor="middle" font-size="{_CAPTION_PIXELS}"'
        f' fill="#1f3f7a" stroke="{_PAPER}" stroke-width="6" paint-order="stroke"'
        f' transform="rotate({angle:.1f} {x:.1f} {y:.1f})">{_text(edge.caption)}</text>'
    )


def _before(via: np.ndarray, end: np.ndarray, distance: float) -> np.ndarray:
    """The point `distance` short of `end` on the way from `via`."""
    run = end - via
    length = float(np.hypot(*run)) or 1.0
    return np.asarray(end - run / length * min(distance, length))


def _point(at: np.ndarray) -> str:
    return f"{at[0]:.1f} {at[1]:.1f}"


def _text(text: str) -> str:
    return escape(text, quote=True)
