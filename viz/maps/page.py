"""The only door to pyvis: a subgraph as one self-contained page that trusts no text.

pyvis 0.3.2 builds pages that ask a CDN for Bootstrap, write into the working directory and
can be injected through headings, menus, options and any title that contains "href". From
what it renders, only its drawing script is kept (nodes and edges as escaped JSON), and only
if its template and library are byte for byte the ones that were read for this module.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from kg.errors import SetupError
from queries.answers import counted
from queries.connections.subgraph import Subgraph
from viz.layouts.layout import Kind
from viz.maps import legend
from viz.maps.scene import (
    LABEL_PIXELS,
    MoneyTexts,
    Scene,
    SceneEdge,
    SceneNode,
    build_scene,
    edge_facts,
    label_gap,
    member_lines,
    money_by_node,
    relation_counts,
    relation_period,
)
from viz.styles import HALOS, Styles, edge_caption
from viz.text import moment, money, visible
from viz.writing import content_hash, template

_KNOWN_FILES: Mapping[str, str] = {
    "templates/template.html": "cc42e96b51f546f0057f680b1ddc77a0d09ee33a89144b188c16af5bb16bc348",
    "templates/lib/vis-9.1.2/vis-network.min.js": (
        "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
    ),
}
_KNOWN_VERSION = "0.3.2"
_LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"
_SCRIPT_START = '<script type="text/javascript">'
_SCRIPT_END = "</script>"
_FONT = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif'
_INK = "#16202e"
_PAPER = "#fcfcfb"
_BEHIND_LABELS = "rgba(252,252,251,0.86)"
_FACT_ID = "Id"

_OPTIONS: Mapping[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 100,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "nodes": {
        "borderWidth": 0,
        "borderWidthSelected": 3,
        "chosen": False,
        "shapeProperties": {"interpolation": True, "useBorderWithImage": True},
        "scaling": {"label": {"drawThreshold": 9, "maxVisible": 20}},
    },
    "edges": {
        "chosen": False,
        "selectionWidth": 0,
        "hoverWidth": 0,
        "arrowStrikethrough": False,
        "scaling": {"label": {"drawThreshold": 9, "maxVisible": 18}},
    },
}


def page(
    subgraph: Subgraph,
    title: str | None = None,
    *,
    styles: Styles | None = None,
    kind: Kind = "auto",
    generated_at: datetime | None = None,
) -> str:
    """The page as HTML text; the same subgraph gives the same text.

    Args:
        title: heading, taken as plain text; None is the subgraph's own.
        styles: looks; None is those of the project's ontology.
        kind: how to place nodes, see `viz.layouts.layout.layout`.
        generated_at: printed in the heading; None prints no time.

    Raises:
        UsageError: the subgraph is too large for one picture.
        SetupError: pyvis is missing, or not the release this module knows.
    """
    scene = build_scene(subgraph, title=title, styles=styles, kind=kind)
    library = _library()
    drawing = _drawing_script(scene)
    behaviour = _asset("map.js")
    css = _asset("map.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(content_hash(text) for text in (library, drawing, behaviour)),
            "style-src " + content_hash(css),
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
    from markupsafe import Markup

    # These four are this project's and vis-network's own text, or JSON that pyvis escaped.
    trusted = {
        "css": Markup(css),  # noqa: S704
        "library": Markup(library),  # noqa: S704
        "drawing": Markup(drawing),  # noqa: S704
        "behaviour": Markup(behaviour),  # noqa: S704
    }
    return template("map.html.j2").render(
        csp=policy,
        title=scene.title,
        focus=_focus_captions(scene),
        as_of=moment(subgraph.as_of),
        counted=counted,
        cut=subgraph.cut,
        generated_at=moment(generated_at) if generated_at else "",
        kinds=legend.kinds(scene),
        halos=[level for level in HALOS if any(node.halo == level for node in scene.nodes)],
        lines=legend.line_legend(scene),
        summary=scene.summary(),
        words_left_out=_words_left_out(scene),
        nodes=_node_rows(scene),
        relations=_relation_rows(scene),
        content=_content(scene),
        **trusted,
    )


def _words_left_out(scene: Scene) -> bool:
    """Whether some names or sums are not on the picture while it is shown whole."""
    return any(edge_caption(edge.bundle) and not edge.caption for edge in scene.edges) or (
        len({node.label_size for node in scene.nodes}) > 1
    )


def _focus_captions(scene: Scene) -> list[str]:
    captions = {node.node.id: node.caption for node in scene.nodes}
    return [captions[key] for key in scene.subgraph.focus if key in captions]


def _asset(name: str) -> str:
    return resources.files("viz").joinpath("assets", name).read_text(encoding="utf-8")


def _pyvis_folder() -> Path:
    try:
        import pyvis
    except ImportError as fault:
        raise SetupError(
            "pyvis is not installed", hint=f"Install pyvis=={_KNOWN_VERSION}"
        ) from fault
    return Path(pyvis.__file__).parent


def _library() -> str:
    """vis-network's script, after pyvis's files were found to be the known ones."""
    folder = _pyvis_folder()
    for name, known in _KNOWN_FILES.items():
        try:
            content = (folder / name).read_bytes()
        except OSError as fault:
            raise _unknown_release(name) from fault
        if hashlib.sha256(content).hexdigest() != known:
            raise _unknown_release(name)
    text = (folder / _LIBRARY).read_text(encoding="utf-8")
    # A browser's developer tools would fetch the source map, out of the page.
    body, _, _ = text.partition("//# sourceMappingURL=")
    return body


def _unknown_release(name: str) -> SetupError:
    return SetupError(
        f"pyvis's {name} is not the file of release {_KNOWN_VERSION}",
        hint=f"Install pyvis=={_KNOWN_VERSION} afresh; other releases are not known to be safe",
    )


def _drawing_script(scene: Scene) -> str:
    from pyvis.network import Network

    network = Network(
        height="100%", width="100%", directed=True, cdn_resources="in_line", bgcolor=_PAPER
    )
    # set_options() strips every space from its text, those inside font names included.
    network.options = {
        **_OPTIONS,
        "nodes": {**_OPTIONS["nodes"], "font": _node_font(focus=False)},
    }
    for node in scene.nodes:
        network.add_node(node.key, **_node_options(node))
    for edge in scene.edges:
        network.add_edge(edge.source.key, edge.target.key, **_edge_options(edge))
    rendered = network.generate_html()
    _, start, rest = rendered.rpartition(_SCRIPT_START)
    script, end, _ = rest.partition(_SCRIPT_END)
    if not (start and end and "new vis.Network(" in script):
        raise _unknown_release("templates/template.html")
    return str(script)


def _node_font(*, focus: bool) -> dict[str, Any]:
    return {
        "face": _FONT,
        "size": LABEL_PIXELS + 1 if focus else LABEL_PIXELS,
        "color": _INK,
        "background": _BEHIND_LABELS,
        "strokeWidth": 4,
        "strokeColor": _PAPER,
        "vadjust": -1,
    }


def _node_options(node: SceneNode) -> dict[str, Any]:
    x, y = node.position
    clear = "rgba(0,0,0,0)"
    return {
        "label": node.lines,
        "shape": "circularImage",
        "image": node.style.image,
        "size": node.radius,
        "x": int(x),
        "y": int(y),
        "color": {"border": clear, "background": clear},
        "font": {
            **_node_font(focus=node.focus),
            "size": node.label_size + int(node.focus),
            "vadjust": label_gap(node.halo) - 7,
        },
    }


def _edge_options(edge: SceneEdge) -> dict[str, Any]:
    transfer = edge.bundle.is_transfer
    options: dict[str, Any] = {
        "id": edge.key,
        "width": edge.width,
        "color": {"color": edge.style.color, "opacity": 0.8 if transfer else 0.7},
        "arrows": {
            "to": {
                "enabled": edge.style.directed,
                "scaleFactor": round(0.95 - 0.06 * edge.width, 2) if transfer else 0.6,
            }
        },
        "smooth": {
            "enabled": bool(edge.bend),
            "type": "curvedCW" if edge.bend > 0 else "curvedCCW",
            "roundness": abs(edge.bend),
        },
        "font": {
            "face": _FONT,
            "size": 13,
            "color": "#1f3f7a" if transfer else "#4a5360",
            "strokeWidth": 6,
            "strokeColor": _PAPER,
            "align": "horizontal" if _runs_straight_back(edge) else "middle",
        },
    }
    if edge.style.dashes:
        options["dashes"] = list(edge.style.dashes)
    if edge.caption:
        options["label"] = edge.caption
    return options


def _runs_straight_back(edge: SceneEdge) -> bool:
    """Exactly right to left, where vis-network 9.1.2 draws a turned caption at the origin."""
    (x, y), (to_x, to_y) = edge.source.position, edge.target.position
    return y == to_y and x > to_x


def _content(scene: Scene) -> dict[str, Any]:
    """What the page's script shows on demand; it reads it as JSON and writes it as text."""
    kinds = {kind["label"]: kind["key"] for kind in legend.kinds(scene)}
    return {
        "nodes": [
            {
                "key": node.key,
                "id": visible(node.node.id),
                "caption": node.caption,
                "label": node.style.label,
                "kind": kinds[node.style.label],
                "risk": None if node.risk is None else round(node.risk),
                "level": node.halo.level if node.halo else "",
                "halo": {"color": node.halo.color, "reach": node.halo.reach} if node.halo else None,
                "radius": node.radius,
                "focus": node.focus,
                "facts": [*node.properties, (_FACT_ID, visible(node.node.id))],
                "tip": _node_tip(node),
            }
            for node in scene.nodes
        ],
        "edges": [
            {
                "key": edge.key,
                "from": edge.source.key,
                "to": edge.target.key,
                "label": edge.style.label,
                "remark": _remark(edge),
                "title": f"{edge.source.caption} → {edge.target.caption}",
                "facts": edge_facts(edge),
                "members": member_lines(edge),
                "tip": _edge_tip(edge),
            }
            for edge in scene.edges
        ],
    }


def _remark(edge: SceneEdge) -> str:
    caption = edge_caption(edge.bundle)
    return caption if edge.bundle.is_transfer else f"{edge.style.label} {caption}".rstrip()


def _node_tip(node: SceneNode) -> str:
    risk = f" · risk {node.risk:.0f}" if node.risk is not None else ""
    return f"{node.caption}\n{node.style.label}{risk}"


def _edge_tip(edge: SceneEdge) -> str:
    facts = ", ".join(f"{name.lower()} {value}" for name, value in edge_facts(edge)[:3])
    return f"{edge.source.caption} → {edge.target.caption}\n{edge.style.label}" + (
        f": {facts}" if facts else ""
    )


def _node_rows(scene: Scene) -> list[dict[str, Any]]:
    moved = money_by_node([edge.bundle for edge in scene.edges])
    counts = relation_counts(scene.subgraph)
    return [
        {
            "key": node.key,
            "caption": node.caption,
            "label": node.style.label,
            "image": node.style.image,
            "risk_text": "" if node.risk is None else f"{node.risk:.0f}",
            "relations": counts[node.node.id],
            "money_in": moved.get(node.node.id, MoneyTexts()).paid_in,
            "money_out": moved.get(node.node.id, MoneyTexts()).paid_out,
            "known": node.properties,
            "id": visible(node.node.id),
        }
        for node in scene.nodes
    ]


def _relation_rows(scene: Scene) -> list[dict[str, Any]]:
    return [
        {
            "source": edge.source.caption,
            "target": edge.target.caption,
            "label": edge.style.label,
            "amount": _amount(relation.properties.get("amount"), edge),
            "count": f"{relation.properties.get('count', 1):,}" if edge.bundle.is_transfer else "",
            "when": relation_period(relation),
            "known": facts,
            "id": visible(relation.id),
        }
        for edge in scene.edges
        for relation, facts in zip(edge.bundle.relations, edge.facts, strict=True)
    ]


def _amount(minor: Any, edge: SceneEdge) -> str:
    return money(minor, edge.bundle.currency) if edge.bundle.is_transfer else ""
