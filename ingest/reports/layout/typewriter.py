"""Typewriter text: lines of `<pre>` cut into cells at tabs, runs of spaces and leaders."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.reports.layout.grid import SPACE_POINTS, Cell, Row, merged_titles, rows, trailing_marks
from ingest.reports.layout.text_document import PROSE_CLASS, TITLE_CLASS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from kg.text.blocks import PlainText

_GAP = re.compile(r"\t+|\s+\.(?:\s?\.){2,}\s*|\.{4,}\s*|…+\s*| {2,}")
_ABBREVIATED = re.compile(r"(?:\b(?:Inc|Co|Corp|Ltd|Cos|Bros|Ltda)|\b[A-Z]\.[A-Z])$")


@lru_cache(maxsize=1)
def document_rows(text: PlainText) -> tuple[Row, ...]:
    """The rows of a document, be it HTML, typewriter text, or both; made once for its readers."""
    first = next(iter(text.elements.values()), None)
    written = [] if first is None else _typewriter_rows(first.getroottree().getroot(), text)
    if not any(len(row.cells) > 1 for row in written):
        written = [replace(row, table=None) for row in written]
    found = rows(text)
    return tuple(sorted([*found, *written], key=lambda row: row.span[0]))


def _typewriter_rows(root: _Element, text: PlainText) -> list[Row]:
    """Every line of typewriter text; a paragraph is one."""
    found: list[Row] = []
    position = 0
    for element in root.iter("{*}pre"):
        raw = "".join(str(part) for part in element.itertext()).expandtabs(8)
        kind = element.get("class")
        pieces_of = [[(0, raw)]] if kind == PROSE_CLASS else [*map(_pieces, raw.splitlines())]
        for pieces in pieces_of:
            cells: list[Cell] = []
            for number, (left, piece) in enumerate(pieces):
                words, marks = trailing_marks(" ".join(piece.split()))
                at = text.text.find(words, position) if words else -1
                span = (at, at + len(words)) if at >= 0 else (position, position)
                position = span[1]
                indent = left * SPACE_POINTS if number == 0 else 0.0
                cells.append(Cell(words, left, left + len(piece), indent, marks, span, marks))
            if cells:
                span = (cells[0].span[0], cells[-1].span[1])
                table = None if kind == PROSE_CLASS else -1 - int(element.get("data-table") or 0)
                found.append(Row(tuple(cells), table, span, titles=kind == TITLE_CLASS))
    return _with_whole_titles(found)


def _with_whole_titles(found: Sequence[Row]) -> list[Row]:
    """Titles of columns that take several lines become one row."""
    whole: list[Row] = []
    for _, group in groupby(found, key=lambda row: row.table if row.titles else None):
        lines = list(group)
        if not lines[0].titles:
            whole.extend(lines)
            continue
        cells = tuple(merged_titles(lines))
        if cells:
            span = (lines[0].span[0], lines[-1].span[1])
            whole.append(replace(lines[0], cells=cells, span=span))
    return whole


def _pieces(line: str) -> list[tuple[int, str]]:
    """The cells of a line, each with the column that it begins in."""
    pieces: list[tuple[int, str]] = []
    start = 0
    for match in [*_GAP.finditer(line), None]:
        end = match.start() if match else len(line)
        words = line[start:end].strip()
        if match and match[0].startswith(".") and _ABBREVIATED.search(words):
            # The first point of a leader ends the name before it.
            words += "."
        if words:
            pieces.append((start, words))
        start = match.end() if match else end
    if pieces and line[0] == " " and pieces[0][0] == 0:
        pieces[0] = (1, pieces[0][1])
    return pieces
