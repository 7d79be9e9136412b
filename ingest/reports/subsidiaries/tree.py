"""Which subsidiary stands above which: by indents, bullets and numbers, and by named owners."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reports.layout.grid import Cell
from ingest.reports.subsidiaries.entry import Entry
from kg.text.names import normalise_name

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
            position = _indent(cell, base)
            if entry.bullet:
                # "•" and "o" are levels in the order in which they come; ">>" is one below ">".
                order = self._bullets.setdefault(entry.bullet[0], len(self._bullets) + 1)
                position += (order + len(entry.bullet) - 1) * _MORE_INDENT
        self._close(position)
        parent = self._stack[-1][1] if self._stack else None
        self._stack.append((position, index))
        return len(self._stack), parent

    def heading(self, cell: Cell, base: int) -> None:
        """A line over others that is no subsidiary; what is below it stands under none."""
        position = _indent(cell, base)
        self._close(position)
        self._stack.append((position, None))

    def _close(self, position: float) -> None:
        """Forget the lines that the one at this position does not stand under."""
        while self._stack and position < self._stack[-1][0] + _MORE_INDENT:
            above = self._stack.pop()
            if position > above[0] - _MORE_INDENT:
                break


def _indent(cell: Cell, base: int) -> float:
    return cell.indent + _POINTS_A_COLUMN * (cell.column - base)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a subsidiary: another of the list by its index, None for the registrant, or
    somebody whom the list does not have (`elsewhere`). `level` is 1 right under the registrant."""

    parent: int | None
    level: int
    elsewhere: bool


def owners_in_list(
    names: Sequence[str],
    named: Sequence[str | None],
    above: Sequence[int | None],
    registrant: str | None,
) -> list[Owner]:
    """The owner of each subsidiary.

    An owner in words (`named`) counts more than the layout (`above`). A name that two subsidiaries
    have tells nothing, and owners in a circle are none.
    """
    plain = [normalise_name(name) for name in names]
    count = Counter(plain)
    index_of = {name: index for index, name in enumerate(plain) if count[name] == 1}
    top = normalise_name(registrant) if registrant else None
    parents, elsewhere = list(above), [False] * len(plain)
    for index, owner in enumerate(named):
        if owner is None:
            continue
        known = normalise_name(owner)
        listed = index_of.get(known)
        parents[index] = listed if listed != index else None
        if known == top or _REGISTRANT.fullmatch(owner):
            parents[index] = None
        elsewhere[index] = parents[index] is None and not (
            known == top or _REGISTRANT.fullmatch(owner)
        )
    found: list[Owner] = []
    for index, over in enumerate(parents):
        level, seen, parent = 1, {index}, over
        while parent is not None and parent not in seen:
            seen.add(parent)
            level, parent = level + 1, parents[parent]
        if parent is not None:
            parents[index], level = None, 1
        found.append(Owner(parents[index], level, elsewhere[index]))
    return found
