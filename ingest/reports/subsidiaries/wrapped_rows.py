"""Rows of a list that run on in the next row, joined: names, places and owners in several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.reports.layout.grid import Cell, Row
from ingest.reports.subsidiaries.entry import has_legal_form, is_form_alone

_UNFINISHED = re.compile(r"(?:\b(?:and|und|et|y)|&)$", re.IGNORECASE)
_MOST_CONTINUED = 3
_NEAR = 3
"""Columns of typewriter text by which a line that goes on may be indented."""


def with_whole_rows(found: Sequence[Row]) -> list[Row]:
    """The rows of tables, those joined that belong together.

    "Oldstyle France S.A. and" and "subsidiaries", "Smith Tool Company," and "Limited" are one name
    each. In typewriter text a line that has nothing in the column of names goes on with the line
    above.
    """
    whole: list[Row] = []
    continued = 0
    for row in found:
        joined = _joined(whole[-1], row) if whole and continued < _MOST_CONTINUED else None
        if joined is None:
            whole.append(row)
            continued = 0
        else:
            whole[-1] = joined
            continued += 1
    return whole


def _joined(row: Row, below: Row) -> Row | None:
    """Both as one; None where nothing shows that they belong together."""
    if row.table is None or row.table != below.table or row.titles or below.titles:
        return None
    name, first = row.cells[0], below.cells[0]
    starts = [cell.column for cell in row.cells]
    goes_on = _UNFINISHED.search(name.line) or (
        is_form_alone(first.line) and (name.line.endswith(",") or not has_legal_form(name.line))
    )
    in_name_column = len(row.cells) < 2 or first.column < row.cells[1].column - _gap(row)
    if in_name_column and first.column >= name.column:
        if not goes_on or (len(row.cells) > 1 and len(below.cells) > 1 and not row.is_typewriter):
            return None
        if row.is_typewriter and len(row.cells) == 1 and not (
            _UNFINISHED.search(name.line) or name.line.endswith(",")
        ):  # fmt: skip
            return None
    elif (
        not row.is_typewriter
        or len(row.cells) < 2
        or first.column < starts[1] - _NEAR
        or any(
            min(abs(cell.column - start) for start in starts[1:]) > _NEAR for cell in below.cells
        )
    ):
        return None
    cells = list(row.cells)
    for more in below.cells:
        over = next(
            (n for n, cell in enumerate(cells) if _over(cell, more, name=n == 0, row=row)), None
        )
        if over is None:
            cells.append(more)
        else:
            cells[over] = _together(cells[over], more)
    cells.sort(key=lambda cell: cell.column)
    return replace(row, cells=tuple(cells), span=(row.span[0], below.span[1]))


def _gap(row: Row) -> int:
    return _NEAR if row.is_typewriter else 0


def _over(cell: Cell, more: Cell, *, name: bool, row: Row) -> bool:
    if name:
        return more.column < (
            row.cells[1].column - _gap(row) if len(row.cells) > 1 else cell.end_column
        )
    return abs(cell.column - more.column) <= _gap(row)


def _together(cell: Cell, more: Cell) -> Cell:
    return replace(
        cell,
        text=f"{cell.line} {more.line}",
        end_column=max(cell.end_column, more.end_column),
        marks=(*cell.marks, *more.marks),
        span=(cell.span[0], more.span[1]),
    )
