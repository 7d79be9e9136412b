"""EU acts as the XHTML of EUR-Lex, old ("ti-art") and new ("oj-ti-art", "eli-subdivision")."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.act import Act
from ingest.regulations.reading.files import read_html
from ingest.regulations.reading.html import block_texts
from ingest.regulations.reading.lines import Line, act_of_lines

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROLES = {
    "ti-art": "article",
    "title-article-norm": "article",
    "sti-art": "heading",
    "stitle-article-norm": "heading",
    "ti-section-1": "division",
    "ti-section-2": "heading",
    "title-division-1": "division",
    "title-division-2": "heading",
    "ti-annotation": "text",
    "doc-ti": "text",
    "ti-annex": "division",
}
_TITLE_CLASSES = frozenset(["doc-ti", "title-doc-first"])


def is_eurlex(root: _Element) -> bool:
    """Whether a page has the classes of EUR-Lex."""
    return any(_role(one) == "article" for one in root.iter("p", "div"))


def read(path: Path) -> Act:
    """The act in a page.

    Raises:
        BadFile: it is no HTML, has no text, or is in another language.
    """
    root = read_html(path)
    lines, titles = [], []
    for element, words in block_texts(root):
        role = _role(element)
        if _classes(element) & _TITLE_CLASSES:
            titles.append(words)
        lines.append(Line(words, role or ("text" if len(words) > 60 else "")))
    return act_of_lines(lines, path, title=" ".join(titles[:4]))


def _classes(element: _Element) -> set[str]:
    names = (element.get("class") or "").split()
    return {re.sub(r"^oj-", "", name) for name in names}


def _role(element: _Element) -> str:
    return next((_ROLES[name] for name in sorted(_classes(element)) if name in _ROLES), "")
