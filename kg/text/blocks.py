"""The text of a page as a reader sees it, cut into blocks, with the place of each element.

Runs of white space are one space. A block is a paragraph, heading, list item or table row;
blocks are parted by a line feed. Inside a row, cells are parted by a tab; `<br>` and
paragraphs inside a cell are a line feed. What a browser does not show is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lxml.etree import _Element

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody",
    "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"head", "script", "style", "title", "template", "noscript", "object"})
_NO_DISPLAY = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_HIDDEN_FACT = re.compile(r"-sec-ix-hidden\s*:\s*([^\s;]+)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item or row. `start` and `end` are code points of the whole text."""

    key: str
    kind: str
    start: int
    end: int
    place: str
    bold: bool
    """All of it is set bold, as headings are that are no `<h1>`."""


@dataclass(frozen=True, eq=False)
class PlainText:
    """Text, blocks in the order of the document, and the spans of elements.

    `spans` holds inline XBRL elements that are shown, and table cells and rows; `elements`
    the element of each block, by its key.
    `shown_facts` maps the id of a hidden fact to where SEC's `-sec-ix-hidden` shows it.
    """

    text: str
    blocks: tuple[Block, ...]
    spans: Mapping[_Element, tuple[int, int]]
    shown_facts: Mapping[str, tuple[int, int]]
    elements: Mapping[str, _Element]

    def of(self, block: Block) -> str:
        """The words of a block."""
        return self.text[block.start : block.end]

    def block_at(self, position: int) -> Block | None:
        """The block that holds a code point, None between blocks."""
        index = bisect_right(self.blocks, position, key=lambda block: block.start) - 1
        if index < 0 or position >= self.blocks[index].end:
            return None
        return self.blocks[index]

    def find(self, words: str, within: tuple[int, int]) -> tuple[int, int] | None:
        """Where words stand in a span, whatever blanks part them; None where they do not."""
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())) or r"(?!)")
        match = pattern.search(self.text, *within)
        return match.span() if match else None

    def find_last(self, words: str, end: int) -> tuple[int, int] | None:
        """The last place before `end` where words stand on one line; None where they do not."""
        at = self.text.rfind(words, 0, end)
        return (at, at + len(words)) if at >= 0 else None


def plain_text(root: _Element, *, rows: bool = True, without: Collection[str] = ()) -> PlainText:
    """The text of an HTML or XHTML tree, see the module's description.

    Args:
        rows: False where tables only lay out a page: each cell, or paragraph in one, is a block.
        without: names of elements to leave out beside those that browsers do not show.
    """
    from lxml import etree

    writer = _Writer(rows=rows, unseen=_UNSEEN.union(without))
    walk: Any = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag: Any = element.tag
        if event == "start":
            if not isinstance(tag, str) or not writer.enter(element, tag):
                walk.skip_subtree()
        elif isinstance(tag, str):
            writer.leave(element, tag)
    return writer.done()


class _Writer:
    def __init__(self, *, rows: bool, unseen: frozenset[str]) -> None:
        self.rows = rows
        self.block_names = _BLOCKS if rows else _BLOCKS | _CELLS
        self.unseen = unseen
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.elements: dict[str, _Element] = {}
        self.raw_spans: dict[_Element, tuple[int, int]] = {}
        self.raw_shown: dict[str, tuple[int, int]] = {}
        self.open: list[tuple[_Element, int]] = []
        self.row: _Element | None = None
        self.block_start = 0
        self.block_element: _Element | None = None
        self.separator = ""
        self.bold_depth = 0
        self.bold_marks: list[tuple[_Element, bool]] = []
        self.bold_letters = 0
        self.letters = 0
        self.skipped: _Element | None = None
        # Open elements with their steps, and how many of each tag their parents have had.
        self.path: list[tuple[_Element, str]] = []
        self.counts: list[dict[str, int]] = [{}]
        self.block_place = ""

    def enter(self, element: _Element, tag: str) -> bool:
        """Note that an element begins; False where none of it is shown."""
        inline = "inlineXBRL" in tag
        name = tag.rpartition("}")[2].lower()
        style = element.get("style") or ""
        seen = self.counts[-1]
        seen[tag] = seen.get(tag, 0) + 1
        unseen = name in self.unseen or (name == "header" and inline)
        if unseen or (style and _NO_DISPLAY.search(style)):
            self.skipped = element
            return False
        step = tag.rpartition("}")[2]
        self.path.append((element, f"{step}[{seen[tag]}]" if self.path else step))
        self.counts.append({})
        if name == "br":
            self._mark("\n")
        elif name in _CELLS and self.row is not None:
            self._mark("\t")
        elif name in self.block_names and not inline:
            self._boundary(name, element)
        if inline or name == "tr" or name in _CELLS or "-sec-ix-hidden" in style:
            self.open.append((element, self.length))
        if name in {"b", "strong"} or name in _HEADINGS or _is_bold(style):
            self.bold_marks.append((element, True))
            self.bold_depth += 1
        if element.text:
            self._write(element.text)
        return True

    def leave(self, element: _Element, tag: str) -> None:
        """Note that an element ended, and take the text behind it."""
        if self.skipped is element:
            self.skipped = None
        else:
            name = tag.rpartition("}")[2].lower()
            if self.bold_marks and self.bold_marks[-1][0] is element:
                self.bold_marks.pop()
                self.bold_depth -= 1
            if name in self.block_names and "inlineXBRL" not in tag:
                self._boundary(name, None)
            if self.open and self.open[-1][0] is element:
                _, start = self.open.pop()
                span = (start, self.length)
                hidden = _HIDDEN_FACT.search(element.get("style") or "")
                if hidden:
                    self.raw_shown[hidden[1]] = span
                else:
                    self.raw_spans[element] = span
            if element is self.row:
                self.row = None
            self.path.pop()
            self.counts.pop()
        if element.tail:
            self._write(element.tail)

    def _boundary(self, name: str, opened: _Element | None) -> None:
        """A block element begins or ends: inside a row a line feed, else a new block."""
        if name == "tr" or self.row is None:
            self._close_block()
            innermost = opened is not None and next(opened.iter("{*}table"), None) is None
            if self.rows and name == "tr" and innermost:
                self.row = opened
        else:
            self._mark("\n")

    def _mark(self, separator: str) -> None:
        if separator == "\t" or self.separator != "\t":
            self.separator = separator

    def _write(self, text: str) -> None:
        words = text.split()
        if not words:
            if not self.separator:
                self.separator = " "
            return
        if text[0].isspace() and not self.separator:
            self.separator = " "
        line = " ".join(words)
        if not line.isascii():
            line = _INVISIBLE.sub("", line)
            if not line:
                return
        if self.length == self.block_start:
            self._begin_block()
        else:
            self.parts.append(self.separator)
            self.length += len(self.separator)
        self.parts.append(line)
        self.length += len(line)
        self.letters += len(line)
        if self.bold_depth:
            self.bold_letters += len(line)
        self.separator = " " if text[-1].isspace() else ""

    def _begin_block(self) -> None:
        """Note the row, or else the innermost block element, that is open now."""
        depth = len(self.path)
        while depth > 1:
            element = self.path[depth - 1][0]
            name = str(element.tag).rpartition("}")[2].lower()
            if element is self.row or (self.row is None and name in self.block_names):
                break
            depth -= 1
        self.block_element = self.path[depth - 1][0]
        identifier = self.block_element.get("id")
        steps = "/".join(step for _, step in self.path[:depth])
        self.block_place = f"#{identifier}" if identifier else f"/{steps}"

    def _close_block(self) -> None:
        self.separator = ""
        if self.length == self.block_start:
            return
        element = self.block_element
        kind = "row" if self.row is not None else _kind(element)
        bold = self.bold_letters == self.letters
        key = f"b{len(self.blocks) + 1}"
        if element is not None:
            self.elements[key] = element
        self.blocks.append(Block(key, kind, self.block_start, self.length, self.block_place, bold))
        self.parts.append("\n")
        self.length += 1
        self.block_start = self.length
        self.letters = self.bold_letters = 0

    def done(self) -> PlainText:
        self._close_block()
        text = "".join(self.parts)
        return PlainText(
            text,
            tuple(self.blocks),
            {element: _trimmed(text, *span) for element, span in self.raw_spans.items()},
            {fact: _trimmed(text, *span) for fact, span in self.raw_shown.items()},
            self.elements,
        )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    end = min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_bold(style: str) -> bool:
    return "font-weight:700" in style or bool(
        re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)|font\s*:[^;]*\bbold\b", style)
    )


def _kind(element: _Element | None) -> str:
    if element is None:
        return "paragraph"
    name = str(element.tag).rpartition("}")[2].lower()
    if name in _HEADINGS:
        return "heading"
    return "item" if name in {"li", "dd", "dt"} else "paragraph"
