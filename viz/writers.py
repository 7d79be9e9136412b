"""The forms of maps and portraits."""

from __future__ import annotations

import json

from kg.json_form import jsonable
from queries.connections.subgraph import Subgraph
from queries.portraits.portrait import Portrait
from viz.forms import form
from viz.maps import export
from viz.maps.drawing import scene_svg
from viz.maps.scene import build_scene
from viz.portraits.page import portrait_page
from viz.styles import Styles


@form(Subgraph, ".html")
def _map_page(subgraph: Subgraph, title: str | None, styles: Styles) -> str:
    from viz.maps.page import page

    return page(subgraph, title, styles=styles)


@form(Subgraph, ".svg")
def _map_drawing(subgraph: Subgraph, title: str | None, styles: Styles) -> str:
    return scene_svg(build_scene(subgraph, title=title, styles=styles)) + "\n"


@form(Subgraph, ".json")
def _map_json(subgraph: Subgraph, _title: str | None, _styles: Styles) -> str:
    return export.to_json(subgraph)


@form(Subgraph, ".csv")
def _map_csv(subgraph: Subgraph, _title: str | None, _styles: Styles) -> str:
    return export.to_csv(subgraph)


@form(Subgraph, ".graphml")
def _map_graphml(subgraph: Subgraph, _title: str | None, _styles: Styles) -> str:
    return export.to_graphml(subgraph)


@form(Portrait, ".html")
def _portrait_page(portrait: Portrait, title: str | None, styles: Styles) -> str:
    return portrait_page(portrait, title, styles=styles)


@form(Portrait, ".json")
def _portrait_json(portrait: Portrait, _title: str | None, _styles: Styles) -> str:
    return json.dumps(jsonable(portrait), ensure_ascii=False, indent=2) + "\n"
