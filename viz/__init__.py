"""How it is seen: maps as safe pages, portraits as documents, both in a terminal, and files.

`save` is the one door; the suffix of the file says what is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from queries.connections.subgraph import Subgraph
    from queries.portraits.portrait import Portrait

__all__ = ["save"]


def save(
    obj: Subgraph | Portrait,
    path: str | os.PathLike[str],
    title: str | None = None,
    *,
    ontology: Ontology | None = None,
) -> Path:
    """Write a map or a portrait to a file; the suffix chooses the form.

    A map (Subgraph): `.html` one safe page with picture and table, `.svg` a still drawing,
    `.json`, `.csv` (formulas defused), `.graphml`. A portrait: `.html` one printable page
    without scripts, `.json`. The file is written whole or not at all, and nothing beside it;
    the same object gives the same bytes.

    Args:
        title: heading of a page or drawing, plain text; None is the object's own.
        ontology: whose labels, colours and icons are used, `ws.ontology` for a workspace with
            schemata of its own; None is the one that ships.

    Returns:
        The path written.

    Raises:
        UsageError: unknown suffix, missing folder, or a map too large for one picture.
        SetupError: pyvis is missing or of another release than the one known to be safe.
    """
    from viz.writing import write_whole

    suffix = Path(path).suffix.lower()
    forms = _forms(obj, title, ontology)
    if suffix not in forms:
        raise UsageError(
            f"no form of a {type(obj).__name__.lower()} for the suffix '{suffix}'",
            file=Path(path),
            hint="Known: " + ", ".join(sorted(forms)),
        )
    return write_whole(path, forms[suffix]())


def _forms(
    obj: Subgraph | Portrait, title: str | None, ontology: Ontology | None
) -> dict[str, Callable[[], str]]:
    from queries.portraits.portrait import Portrait

    if isinstance(obj, Portrait):
        return _portrait_forms(obj, title, ontology)
    return _map_forms(obj, title, ontology)


def _map_forms(
    subgraph: Subgraph, title: str | None, ontology: Ontology | None
) -> dict[str, Callable[[], str]]:
    from viz.maps import export
    from viz.styles import Styles

    def html() -> str:
        from viz.maps.page import page

        return page(subgraph, title, styles=Styles(ontology))

    def svg() -> str:
        from viz.maps.drawing import scene_svg
        from viz.maps.scene import build_scene

        return scene_svg(build_scene(subgraph, title=title, styles=Styles(ontology))) + "\n"

    return {
        ".html": html,
        ".svg": svg,
        ".json": lambda: export.to_json(subgraph),
        ".csv": lambda: export.to_csv(subgraph),
        ".graphml": lambda: export.to_graphml(subgraph),
    }


def _portrait_forms(
    portrait: Portrait, title: str | None, ontology: Ontology | None
) -> dict[str, Callable[[], str]]:
    import json

    from kg.json_form import jsonable

    def html() -> str:
        from viz.portraits.page import portrait_page
        from viz.styles import Styles

        return portrait_page(portrait, title, styles=Styles(ontology))

    return {
        ".html": html,
        ".json": lambda: json.dumps(jsonable(portrait), ensure_ascii=False, indent=2) + "\n",
    }
