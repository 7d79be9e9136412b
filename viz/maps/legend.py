"""What a page says of its picture: kinds of entities and of lines."""

from __future__ import annotations

from typing import Any

from viz.maps.scene import Scene


def kinds(scene: Scene) -> list[dict[str, Any]]:
    """The legend's kinds of entity, most frequent first; kinds of one label are one."""
    kinds: dict[str, dict[str, Any]] = {}
    for node in scene.nodes:
        label = node.style.label
        kind = kinds.setdefault(label, {"label": label, "image": node.style.image, "count": 0})
        kind["count"] += 1
    ordered = sorted(kinds.values(), key=lambda kind: (-kind["count"], kind["label"]))
    return [{**kind, "key": f"k{place}"} for place, kind in enumerate(ordered)]


def line_legend(scene: Scene) -> list[dict[str, Any]]:
    """The legend's lines: what they stand for and how they are drawn, money first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for edge in scene.edges:
        style = edge.style
        transfer = edge.bundle.is_transfer
        found.setdefault(
            (style.label, style.color),
            {
                "label": f"{style.label}, width by sum" if transfer else style.label,
                "color": style.color,
                "width": 5 if transfer else 2,
                "dashes": " ".join(map(str, style.dashes)),
                "arrow": style.directed,
                "order": (not transfer, style.label),
            },
        )
    return sorted(found.values(), key=lambda line: line["order"])
