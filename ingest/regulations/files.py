"""Acts of law as files: parsed, and the texts and days in them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kg.text.files import LARGEST_HTML, LARGEST_XML, read_bytes
from kg.text.markup import parse_html, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def read_xml(path: Path) -> _Element:
    """Root element of an act in XML; see `kg.text.markup`.

    Raises:
        BadFile: it is not well-formed, declares entities, nests too deep, or is too large.
    """
    return parse_xml(read_bytes(path, LARGEST_XML), path)


def read_html(path: Path) -> _Element:
    """Root element of an act in HTML or XHTML; see `kg.text.markup`.

    Raises:
        BadFile: it is too large, declares entities, nests too deep, is cut short, or holds no HTML;
            or it says that it is XML and is not well-formed.
    """
    return parse_html(read_bytes(path, LARGEST_HTML), path, strict=True)


def day(value: object) -> date | None:
    """A date written YYYY-MM-DD at the start of a text; None for anything else."""
    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def words(value: object) -> str:
    """A text on one line; "" for anything else than text."""
    return " ".join(value.split()) if isinstance(value, str) else ""
