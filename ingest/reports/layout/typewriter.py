"""Typewriter text: lines of `<pre>` cut into cells at tabs, runs of spaces and leaders."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.reports.layout.grid import SPACE_POINTS, Cell, Row, merged_titles, rows, trailing_marks
from ingest.reports.layout.markup import local_name
from ingest.reports.layout.text_document import PROSE_CLASS, TITLE_CLASS
from ingest.reports.subsidiaries.places import place
from kg.text.names import legal_forms, normalise_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from ingest.reports.layout.plain_text import PlainText

_GAP = re.compile(r"\t+|\s+\.(?:\s?\.){2,}\s*|\.{4,}\s*|…+\s*| {2,}")
_MOST_CONTINUED = 3


def typewriter_rows(root: _Element, text: PlainText) -> list[Row]:
    """Every line of typewriter text; a paragraph is one. Names that were wrapped are joined."""
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
                cells.append(Cell(words, left, left + len(piece), indent, marks, False, span))
            if cells:
                span = (cells[0].span[0], cells[-1].span[1])
                table = None if kind == PROSE_CLASS else -1 - int(element.get("data-table") or 0)
                found.append(Row(tuple(cells), table, span, titles=kind == TITLE_CLASS))
    return _unwrapped(_with_whole_titles(found))


def document_rows(text: PlainText) -> list[Row]:
    """The rows of a document, whether it is HTML or typewriter text."""
    first = next(iter(text.elements.values()), None)
    if first is not None and local_name(first) == "pre":
        return typewriter_rows(first.getroottree().getroot(), text)
    return rows(text)


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
        if line[start:end].strip():
            pieces.append((start, line[start:end].strip()))
        start = match.end() if match else end
    if pieces and line[0] == " " and pieces[0][0] == 0:
        pieces[0] = (1, pieces[0][1])
    return pieces


def _unwrapped(found: Sequence[Row]) -> list[Row]:
    """Rows whose name or place runs on below are made whole."""
    whole: list[Row] = []
    index = 0
    while index < len(found):
        row, used = found[index], 0
        if row.table is not None and not row.titles:
            for count in range(1, _MOST_CONTINUED + 1):
                joined = _joined(row, found[index + 1 : index + 1 + count], count)
                if joined is not None:
                    row, used = joined, count
                    break
        whole.append(row)
        index += 1 + used
    return whole


def _joined(row: Row, below: Sequence[Row], count: int) -> Row | None:
    """A row and those below it as one; None where nothing shows that they belong together.

    Signs are a name that gets its legal form by that ("Harbour City" and "Limited"), and a
    place that is one only together ("England and" and "Wales").
    """
    if len(below) != count or len(row.cells) < 2:
        return None
    if any(other.table is None or other.titles or len(other.cells) > 3 for other in below):
        return None
    name, *others = row.cells
    ends = {0: name.text, 1: others[0].text}
    for other in below:
        first = other.cells[0]
        is_name = abs(first.column - name.column) < abs(first.column - others[0].column)
        ends[0 if is_name else 1] += f" {first.text}"
        if is_name and len(other.cells) > 1:
            ends[1] += f" {other.cells[1].text}"
    gains_form = ends[0] != name.text and (
        not _has_form(name.text)
        and _is_form(below[-1].cells[0].text)
        and all(len(other.cells[0].text.split()) <= 2 for other in below)
    )
    gains_place = ends[1] != others[0].text and not place(others[0].text) and place(ends[1])
    if (ends[0] != name.text and not gains_form) or not (gains_form or gains_place):
        return None
    second = replace(others[0], text=ends[1]) if gains_place else others[0]
    cells = (replace(name, text=ends[0]), second, *others[1:])
    return replace(row, cells=cells, span=(row.span[0], below[-1].span[1]))


def _has_form(name: str) -> bool:
    forms = legal_forms()
    return any(word in forms for word in normalise_name(name).split())


def _is_form(words: str) -> bool:
    forms = legal_forms()
    folded = normalise_name(words).split()
    return bool(folded) and all(word in forms for word in folded)
