"""Supervisors, prosecutors, courts and the like: one name for each, however a text calls it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from kg.declarations import Declared, read
from kg.errors import MappingError

Texts = Literal["laws", "filings"]


class _Body(Declared, frozen=True):
    forms: tuple[str, ...] = ()
    in_laws: tuple[str, ...] = ()
    in_filings: tuple[str, ...] = ()


@cache
def bodies(texts: Texts) -> Mapping[str, str]:
    """How texts of a kind call a body, its own name among them, and the name it is kept under.

    Raises:
        MappingError: one form stands for two bodies.
    """
    with resources.as_file(resources.files("kg.text") / "authorities.yaml") as path:
        file = read(path, dict[str, _Body], MappingError)
    found: dict[str, str] = {}
    for name, body in file.value.items():
        special = body.in_laws if texts == "laws" else body.in_filings
        for form in (name, *body.forms, *special):
            if found.setdefault(form, name) != name:
                raise file.error("a form of this body is another's too", name)
    return found
