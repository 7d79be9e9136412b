"""Acts as plain HTML: what browsers show as blocks, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.act import Act
from ingest.regulations.reading.files import local_name, read_html, text_of
from ingest.regulations.reading.lines import Line, act_of_lines

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
    ["script", "style", "head", "noscript", "template", "nav", "iframe", "object", "svg", "math"]
)


def read(path: Path) -> Act:
    """The act in a page.

    Raises:
        BadFile: it is no HTML, has no text, or is in another language.
    """
    root = read_html(path)
    titles = [text_of(one) for one in root.iter("title")]
    lines = [Line(words) for _, words in block_texts(root)]
    return act_of_lines(lines, path, title=titles[0] if titles else "")


def block_texts(root: _Element) -> Iterator[tuple[_Element, str]]:
    """Blocks that hold words of their own, and those words on one line, in order."""
    buffer: list[str] = []
    owner = root
    for element, words in _runs(root, root):
        if element is not owner or words is None:
            line = " ".join("".join(buffer).split())
            if line:
                yield owner, line
            buffer, owner = [], element
        if words:
            buffer.append(words)
    line = " ".join("".join(buffer).split())
    if line:
        yield owner, line


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
