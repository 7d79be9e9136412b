"""How it is seen: maps as safe pages, portraits as documents, both in a terminal, and files.

`save` is the one door; the suffix of the file says what is written.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.ontology import Ontology

__all__ = ["save"]


def save(
    obj: Any,
    path: str | os.PathLike[str],
    title: str | None = None,
    *,
    ontology: Ontology | None = None,
) -> Path:
    """Write a map, a portrait, or anything else that has a form, to a file.

    The suffix chooses the form. A map (Subgraph): `.html` one safe page with picture and table,
    `.svg` a still drawing, `.json`, `.csv` (formulas defused), `.graphml`. A portrait: `.html` one
    printable page without scripts, `.json`. The file is written whole or not at all, and nothing
    beside it; the same object gives the same bytes.

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
    from viz.forms import forms_of
    from viz.styles import Styles
    from viz.writing import write_whole

    suffix = Path(path).suffix.lower()
    forms = forms_of(type(obj))
    if suffix not in forms:
        raise UsageError(
            f"no form of a {type(obj).__name__.lower()} for the suffix '{suffix}'",
            file=Path(path),
            hint="Known: " + ", ".join(sorted(forms)) if forms else None,
        )
    return write_whole(path, forms[suffix].written(obj, title, Styles(ontology)))
