"""Acts as plain HTML: what browsers show as blocks, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.formats.text import joined_lines
from ingest.regulations.structure.act import Act
from ingest.regulations.structure.lines import Line, act_of_lines
from kg.text.blocks import plain_text
from kg.text.markup import local_name, read_html, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_AROUND = (
    "aside", "button", "footer", "iframe", "math", "nav", "select", "svg", "textarea",
)  # fmt: skip
"""Elements of a page that are none of the text on it."""
_LONGEST_TITLE = 200
_FILE_NAME = re.compile(r"\S+\.(?:docx?|html?|odt|pdf|rtf|txt|xhtml|xml)", re.IGNORECASE)


def read(path: Path) -> Act:
    """The act in a page.

    Raises:
        BadFile: it is no HTML, has no text, or is in another language.
    """
    root = read_html(path)
    lines = list[Line]()
    for element, words in lines_of(root):
        # Browsers keep the lines of `pre`.
        wrapped = joined_lines(words) if local_name(element).lower() == "pre" else (words,)
        lines += map(Line, wrapped)
    return act_of_lines(lines, path, title=_title(root))


def _title(root: _Element) -> str:
    """The main heading where the page has one alone, else what the window would show.

    "" where that is the name of the file that the page was made of.
    """
    headings = [text_of(one) for one in root.iter("h1") if text_of(one)]
    if len(headings) == 1 and len(headings[0]) <= _LONGEST_TITLE:
        return headings[0]
    shown = next((text_of(one) for one in root.iter("title")), "")
    return "" if _FILE_NAME.fullmatch(shown) else shown


def lines_of(root: _Element) -> Iterator[tuple[_Element, str]]:
    """Lines of a page, each with the block element that it stands in; `pre` is one with its own."""
    shown = plain_text(root, rows=False, without=_AROUND)
    for block in shown.blocks:
        element = shown.elements[block.key]
        if local_name(element).lower() == "pre":
            yield element, "".join(map(str, element.itertext()))
            continue
        for line in shown.of(block).split("\n"):
            yield element, line
