"""Acts as plain HTML: what browsers show as blocks, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.files import read_html
from ingest.regulations.formats.text import joined_lines
from ingest.regulations.structure.act import Act
from ingest.regulations.structure.lines import Line, act_of_lines
from kg.text.markup import local_name, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "td",
        "th",
        "tr",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "blockquote",
        "pre",
        "body",
        "header",
        "footer",
        "main",
        "figure",
        "figcaption",
        "form",
        "fieldset",
        "center",
        "html",
        "tbody",
        "thead",
        "tfoot",
        "caption",
    ]
)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "head",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "iframe",
        "object",
        "svg",
        "math",
        "button",
        "select",
        "textarea",
    ]
)
_LONGEST_TITLE = 200


def read(path: Path) -> Act:
    """The act in a page.

    Raises:
        BadFile: it is no HTML, has no text, or is in another language.
    """
    root = read_html(path)
    lines = []
    for element, words in block_texts(root):
        if local_name(element).lower() == "pre":
            lines += [Line(line) for line in joined_lines(words)]
        else:
            lines.append(Line(words))
    return act_of_lines(lines, path, title=_title(root))


def _title(root: _Element) -> str:
    """The main heading where the page has one alone, else what the window would show."""
    headings = [text_of(one) for one in root.iter("h1") if text_of(one)]
    if len(headings) == 1 and len(headings[0]) <= _LONGEST_TITLE:
        return headings[0]
    return next((text_of(one) for one in root.iter("title")), "")


def block_texts(root: _Element) -> Iterator[tuple[_Element, str]]:
    """Blocks that hold words of their own, and those words on one line, in order."""
    buffer: list[str] = []
    owner = root
    for element, words in _runs(root, root):
        if element is not owner or words is None:
            line = _line(buffer, owner)
            if line:
                yield owner, line
            buffer, owner = [], element
        if words:
            buffer.append(words)
    line = _line(buffer, owner)
    if line:
        yield owner, line


def _line(buffer: list[str], owner: _Element) -> str:
    """The words of a block on one line; `pre` keeps its lines, as browsers do."""
    words = "".join(buffer)
    return words.strip() if local_name(owner).lower() == "pre" else " ".join(words.split())


def _runs(element: _Element, block: _Element) -> Iterator[tuple[_Element, str | None]]:
    """Pieces of text with the block they stand in; None marks a break."""
    name = local_name(element).lower()
    if not name or name in _UNSEEN:
        return
    if name in _BLOCKS:
        block = element
        yield block, None
    if name == "br":
        yield block, None
    if element.text:
        yield block, element.text
    for child in element:
        yield from _runs(child, block)
        if local_name(child).lower() in _BLOCKS:
            yield block, None
        if child.tail:
            yield block, child.tail
    if name in _BLOCKS:
        yield block, None
