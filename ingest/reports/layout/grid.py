"""Tables as rows of cells with their columns, indents and note marks, and lists of lines.

Filings lay out lists as tables, as indented paragraphs, as `<br>` lines or as typewriter text;
all become `Row`s.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ingest.reports.layout.markup import local_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from kg.text.blocks import PlainText

_LENGTH = re.compile(
    r"(?P<what>padding|margin|padding-left|margin-left|text-indent)\s*:\s*(?P<value>[^;]+)"
)
_NUMBER = re.compile(r"(-?\d*\.?\d+)\s*(pt|px|em|rem|in|cm|mm|%|)")
_POINTS = {
    "pt": 1.0, "px": 0.75, "em": 10.0, "rem": 10.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "%": 3.0,
    "": 0.75,
}  # fmt: skip
SPACE_POINTS = 3.0
"""Points that a space at the beginning of a line moves it."""
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|top)|top\s*:\s*-\d", re.IGNORECASE)
_TRAILING_MARK = re.compile(
    r"\s*(?:\((\d{1,2}|[a-z])\)|\[(\d{1,2}|[a-z])\]|([*†‡§]+|[¹²³⁴⁵⁶⁷⁸⁹]+))[,]?$"
)
_MOST_MARKS, _LONGEST_MARK = 12, 16
_MARK = re.compile(r"^[\[(]?(?:\d{1,2}|[a-z]|[*†‡§#+^]{1,4})[\])]?$")
_PARTED = frozenset({"br", "div", "p", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4"})
_MOST_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty.

    `text` has its lines parted by line feeds and no note marks; `marks` are the raised or
    trailing signs of notes, without brackets; those of them that stood in the line itself, and
    may belong to the text, are `inline_marks`. Columns count from 0, `indent` is in points.
    """

    text: str
    column: int
    end_column: int
    indent: float
    marks: tuple[str, ...]
    span: tuple[int, int]
    inline_marks: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    def with_inline_marks(self) -> Cell:
        """The same with the first sign in the line as part of the text: "Train (3)"."""
        first, *others = self.inline_marks
        marks = tuple(mark for mark in self.marks if mark not in self.inline_marks)
        return replace(
            self, text=f"{self.text} ({first})", marks=(*marks, *others), inline_marks=()
        )


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that are not empty.

    `table` numbers the tables; it is None for a line outside them, and negative for typewriter
    text, whose columns are letters.
    `span` is in the document's plain text. `titles` is true where the document itself marks
    the row as titles of columns.
    """

    cells: tuple[Cell, ...]
    table: int | None
    span: tuple[int, int]
    titles: bool = False

    @property
    def is_typewriter(self) -> bool:
        """The row is cut out of a line of typewriter text."""
        return self.table is not None and self.table < 0


def rows(text: PlainText) -> list[Row]:
    """Every table row and every line outside tables, in the order of the document."""
    tables: dict[_Element, int] = {}
    found: list[Row] = []
    for element, span in text.spans.items():
        if local_name(element) != "tr" or span[0] == span[1]:
            continue
        if next(element.iter("{*}table"), None) is not None:
            continue
        table = next(element.iterancestors("{*}table"), None)
        number = tables.setdefault(table, len(tables)) if table is not None else 0
        cells = tuple(_cells(element, text))
        if cells:
            found.append(Row(cells, number, span))
    found.sort(key=lambda row: row.span[0])
    starts = [row.span[0] for row in found]
    for owner, span in _lines(text):
        before = bisect_right(starts, span[0]) - 1
        if before < 0 or span[0] >= found[before].span[1]:
            found.append(Row((_line_cell(owner, text, span),), None, span))
    found.sort(key=lambda row: row.span[0])
    return found


def _lines(text: PlainText) -> Iterator[tuple[_Element | None, tuple[int, int]]]:
    """Lines of blocks that are not rows; a block with `<br>` has several."""
    for block in text.blocks:
        element = text.elements.get(block.key)
        if block.kind == "row" or (element is not None and local_name(element) == "pre"):
            continue
        start = block.start
        for line in text.of(block).split("\n"):
            if line.strip():
                yield element, (start, start + len(line))
            start += len(line) + 1


def _line_cell(element: _Element | None, text: PlainText, span: tuple[int, int]) -> Cell:
    words, marks = trailing_marks(text.text[slice(*span)])
    indent = _indent(element) + list_depth(element) if element is not None else 0.0
    return Cell(words, 0, 1, indent, marks, span, marks)


def _cells(row: _Element, text: PlainText) -> Iterator[Cell]:
    column = 0
    for element in row:
        if local_name(element) not in {"td", "th"}:
            continue
        width = _count(element.get("colspan"))
        words, marks = _cell_text(element)
        words, more = trailing_marks(words)
        if words or marks or more:
            span = text.spans.get(element, (0, 0))
            yield Cell(
                words,
                column,
                column + width,
                _indent(element),
                (*marks, *more),
                span,
                more,
            )
        column = min(column + width, _MOST_COLUMNS)


def _count(text: str | None) -> int:
    return min(int(text), _MOST_COLUMNS) if text and text.strip().isdecimal() else 1


def trailing_marks(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without the note marks behind it, and the marks: "Apple Inc.*" has `*`.

    At most a dozen are taken.
    """
    marks: list[str] = []
    text = text.strip()
    while len(marks) < _MOST_MARKS:
        # A mark is short: only the end of the text is looked at.
        tail = text[-_LONGEST_MARK:]
        match = _TRAILING_MARK.search(tail)
        if match is None or len(text) - len(tail) + match.start() == 0:
            break
        marks.insert(0, next(group for group in match.groups() if group))
        text = text[: len(text) - len(tail) + match.start()].rstrip()
    return text, tuple(marks)


def _cell_text(element: _Element) -> tuple[str, tuple[str, ...]]:
    """The text of a cell, its lines parted, and what is raised as a note mark."""
    marks: list[str] = []
    parts: list[str] = []

    def walk(current: _Element) -> None:
        raised = local_name(current) == "sup" or _RAISED.search(current.get("style") or "")
        if raised and current is not element:
            inner = "".join(str(part) for part in current.itertext()).strip()
            pieces = [piece for piece in re.split(r"[,\s]+", inner) if piece]
            if pieces and all(_MARK.match(piece) for piece in pieces):
                marks.extend(piece.strip("[]()") for piece in pieces)
                return
        if local_name(current) in _PARTED:
            parts.append("\n")
        parts.append(" ".join((current.text or " ").split()) and _spaced(current.text or ""))
        for child in current:
            tag: Any = child.tag
            if isinstance(tag, str):
                walk(child)
            parts.append(_spaced(child.tail or ""))
        if local_name(current) in _PARTED and local_name(current) != "br":
            parts.append("\n")

    walk(element)
    lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
    return "\n".join(line for line in lines if line), tuple(marks)


def _spaced(text: str) -> str:
    """One line, with the blanks at its ends kept as one."""
    words = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{words}{after}" if words else (" " if text else "")


def _indent(element: _Element) -> float:
    """Points by which the first line of an element is moved to the right."""
    total = 0.0
    current: _Element | None = element
    while current is not None:
        total += _style_indent(current.get("style") or "")
        name = local_name(current)
        if name == "blockquote" or name in {"ul", "ol"}:
            total += 30.0
        if current.text and current.text.strip():
            lead = current.text[: len(current.text) - len(current.text.lstrip(" \u00a0\u2003"))]
            return total + SPACE_POINTS * sum(sign in "\u00a0\u2003" for sign in lead)
        if current.text and "\u00a0" in current.text:
            total += SPACE_POINTS * current.text.count("\u00a0")
        current = next((child for child in current if _has_text(child)), None)
    return total


def list_depth(element: _Element) -> float:
    """Points of the lists and quotes around an element."""
    outer = sum(1 for e in element.iterancestors() if local_name(e) in {"ul", "ol", "blockquote"})
    return 30.0 * outer


def _has_text(element: _Element) -> bool:
    tag: Any = element.tag
    return isinstance(tag, str) and any(str(part).strip() for part in element.itertext())


def _style_indent(style: str) -> float:
    total = 0.0
    for match in _LENGTH.finditer(style):
        numbers = _NUMBER.findall(match["value"])
        if not numbers:
            continue
        if match["what"] in {"padding", "margin"}:
            # One to four values: the last of four is the left one, the second of two or three.
            index = {1: 0, 2: 1, 3: 1}.get(len(numbers), 3)
        else:
            index = 0
        value, unit = numbers[index]
        total += float(value) * _POINTS[unit]
    return total


def merged_titles(titles: Sequence[Row]) -> list[Cell]:
    """Titles that stand in several rows, each as one. A title over several others is left out."""
    heads: list[Cell] = []
    for row in titles:
        for cell in row.cells:
            if not cell.line:
                continue
            over = [head for head in heads if _overlap(head, cell)]
            below = [
                other
                for later in titles
                if later is not row
                for other in later.cells
                if other.line and _overlap(cell, other)
            ]
            spans_several = any(
                not _overlap(one, two) and one.column < two.column for one in below for two in below
            )
            if (spans_several and len(titles) > 1) or len(over) > 1:
                continue
            heads = [head for head in heads if head not in over]
            heads.append(_under(over[0], cell) if over else cell)
    return sorted(heads, key=lambda head: head.column)


def _under(above: Cell, cell: Cell) -> Cell:
    return replace(
        cell,
        text=f"{above.text} {cell.text}",
        column=min(above.column, cell.column),
        end_column=max(above.end_column, cell.end_column),
    )


def _overlap(one: Cell, two: Cell) -> bool:
    return min(one.end_column, two.end_column) > max(one.column, two.column)
