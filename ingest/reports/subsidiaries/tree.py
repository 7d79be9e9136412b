"""Which subsidiary stands above which: by indents, bullets and numbers, and by named owners."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.text.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reports.layout.grid import Cell
    from ingest.reports.subsidiaries.list_entry import Entry
    from ingest.reports.subsidiaries.subsidiary import Subsidiary

_MORE_INDENT = 2.0
_POINTS_A_COLUMN = 12.0
_POINTS_A_NUMBER = 1000.0
_REGISTRANT = re.compile(
    r"(?:the )?(?:registrant|company|corporation|parent(?: company)?|issuer)", re.IGNORECASE
)


class Nesting:
    """Levels of lines that come one after another."""

    def __init__(self) -> None:
        self._stack: list[tuple[float, int | None]] = []
        self._bullets: dict[str, int] = {}

    def nest(self, entry: Entry, cell: Cell, base: int, index: int) -> tuple[int, int | None]:
        """Level and parent, from the number, the bullet or the indent of a line.

        Args:
            entry: what the line says.
            cell: where it stands.
            base: the column in which names begin.
            index: the line's own, in the list.
        """
        if entry.depth is not None:
            position = entry.depth * _POINTS_A_NUMBER
        else:
            position = cell.indent + _POINTS_A_COLUMN * (cell.column - base)
            if entry.bullet:
                # "•" and "o" are levels in the order in which they come; ">>" is one below ">".
                sign, count = entry.bullet[0], len(entry.bullet)
                order = self._bullets.setdefault(sign, len(self._bullets) + 1)
                position += (order + count - 1) * _MORE_INDENT
        self._close(position)
        parent = self._stack[-1][1] if self._stack else None
        self._stack.append((position, index))
        return len(self._stack), parent

    def heading(self, cell: Cell, base: int) -> None:
        """A line over others that is no subsidiary; what is below it stands under none."""
        position = cell.indent + _POINTS_A_COLUMN * (cell.column - base)
        self._close(position)
        self._stack.append((position, None))

    def _close(self, position: float) -> None:
        """Forget the lines that the one at this position does not stand under."""
        while self._stack and position < self._stack[-1][0] + _MORE_INDENT:
            above = self._stack.pop()
            if position > above[0] - _MORE_INDENT:
                break


def with_owners(found: Sequence[Subsidiary], registrant: str | None) -> tuple[Subsidiary, ...]:
    """The list with the parents that it names in words, where they are in the list themselves.

    An owner in words counts more than the layout. A name that two subsidiaries have tells
    nothing.
    """
    names = [normalise_name(one.name) for one in found]
    once = {name for name, count in Counter(names).items() if count == 1}
    index_of = {name: index for index, name in enumerate(names) if name in once}
    top = normalise_name(registrant) if registrant else None
    parents: list[int | None] = []
    elsewhere: list[bool] = []
    for index, one in enumerate(found):
        parent, known = one.parent, True
        if one.owner is not None:
            owner = normalise_name(one.owner)
            if owner == top or _REGISTRANT.fullmatch(one.owner):
                parent = None
            elif owner in index_of and index_of[owner] != index:
                parent = index_of[owner]
            else:
                parent, known = None, False
        parents.append(parent)
        elsewhere.append(not known)
    listed: list[Subsidiary] = []
    for index, one in enumerate(found):
        level, seen, parent = 1, {index}, parents[index]
        while parent is not None and parent not in seen:
            seen.add(parent)
            level, parent = level + 1, parents[parent]
        if parent is not None:
            # Each owns the other: the list cannot mean that.
            parents[index], level = None, 1
        listed.append(
            replace(one, parent=parents[index], level=level, owner_elsewhere=elsewhere[index])
        )
    return tuple(listed)
