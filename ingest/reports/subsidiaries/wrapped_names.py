"""Names that run on in the next row of a list, which their last word shows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.reports.subsidiaries.list_entry import is_form_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reports.layout.grid import Row

_UNFINISHED = re.compile(r"(?:\b(?:and|und|et|y)|&)$", re.IGNORECASE)
_BEFORE_FORM = re.compile(r",$")
_MOST_CONTINUED = 3


def with_whole_names(found: Sequence[Row]) -> list[Row]:
    """Rows of tables, those with a name that stops at "and", or before its legal form, joined.

    "Oldstyle France S.A. and" and "subsidiaries", "Smith Tool Company," and "Limited" are one
    name each. The cells of the other columns stand beside the first part or the second.
    """
    whole: list[Row] = []
    index = 0
    while index < len(found):
        row, used = found[index], 0
        for below in found[index + 1 : index + 1 + _MOST_CONTINUED]:
            joined = _joined(row, below)
            if joined is None:
                break
            row, used = joined, used + 1
        whole.append(row)
        index += 1 + used
    return whole


def _joined(row: Row, below: Row) -> Row | None:
    if row.table is None or row.table != below.table or row.titles or below.titles:
        return None
    name, *others = row.cells
    more, *beside = below.cells
    if others and beside:
        return None
    goes_on = _UNFINISHED.search(name.line) or (
        _BEFORE_FORM.search(name.line) and is_form_alone(more.line)
    )
    next_column = min((cell.column for cell in [*others, *beside]), default=None)
    in_place = name.column <= more.column and (next_column is None or more.column < next_column)
    if not goes_on or not in_place:
        return None
    cell = replace(
        name,
        text=f"{name.line} {more.line}",
        end_column=max(name.end_column, more.end_column),
        marks=(*name.marks, *more.marks),
        span=(name.span[0], more.span[1]),
    )
    span = (row.span[0], below.span[1])
    return replace(row, cells=(cell, *others, *beside), span=span)
