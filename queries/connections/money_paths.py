"""Paths of money through time: each transfer no earlier than the one before it.

Works on arrays of ledger rows. A row that stands for several transfers over a period may have
moved money at any moment from its first to its last; a chain of rows is then feasible when
there are moments t1 <= t2 <= …, each within its row's period. For single transfers that says
that dates never decrease. Reaching `k` rows deep takes one pass over the arrays, so a search
is O(rows x hops) however the graph is shaped (earliest arrival: Wu et al., "Path problems in
temporal graphs", 2014).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from queries.connections.hops import MOST_EQUAL

Ints = NDArray[np.int64]
Steps = list[dict[int, dict[int, list[tuple[int, int]]]]]
"""By hop, payer and payee: (row, latest moment at which it may still be the next one)."""

_NEVER = np.iinfo(np.int64).max
_BEFORE_ALL = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class MoneyRows:
    """Ledger rows as parallel arrays; a row is known by its place in them.

    source, target: account numbers from 0 to `accounts` - 1.
    first, last: period in epoch microseconds, first <= last; equal for one transfer.
    Rows are in the order that decides between equals: the smaller place wins.
    """

    source: Ints
    target: Ints
    first: Ints
    last: Ints
    accounts: int

    def __post_init__(self) -> None:
        if not len(self.source) == len(self.target) == len(self.first) == len(self.last):
            raise ValueError("columns of different lengths")
        if np.any(self.first > self.last):
            raise ValueError("a period ends before it starts")


def fewest_hops(
    rows: MoneyRows,
    sources: Collection[int],
    targets: Collection[int],
    *,
    max_hops: int,
) -> list[tuple[int, ...]]:
    """Time-respecting paths of the fewest rows from any of `sources` to any of `targets`.

    No account may be both a source and a target.
    Each is a tuple of row places. Paths through the same accounts are one, with the
    earliest rows that do. Earliest arrival first, then by account numbers; where they are
    `MOST_EQUAL` there may be more. Empty where no path of at most `max_hops` rows exists.
    """
    layers = _arrivals(rows, sources, max_hops)
    wanted = np.fromiter(sorted(targets), dtype=np.int64)
    length = next(
        (k for k, layer in enumerate(layers) if k and np.any(layer[wanted] != _NEVER)), None
    )
    if length is None:
        return []
    search = _Enumeration(rows, _usable_rows(rows, layers, targets, length))
    for source in sorted(sources):
        search.extend((), (source,), _BEFORE_ALL)
    return [path for _, _, path in sorted(search.found)]


def earliest_arrival(
    rows: MoneyRows, sources: Collection[int], targets: Collection[int], *, max_hops: int
) -> tuple[int, ...] | None:
    """The time-respecting path of at most `max_hops` rows that arrives first, None without one.

    No account may be both a source and a target.
    Of several that arrive at the same moment, one with the fewest rows.
    """
    layers = _arrivals(rows, sources, max_hops)
    best = min(
        ((int(layers[-1][target]), target) for target in sorted(targets)), default=(_NEVER, -1)
    )
    if best[0] in (_NEVER, _BEFORE_ALL):
        return None
    path: list[int] = []
    moment, account = best
    while moment != _BEFORE_ALL:
        hops = next(k for k, layer in enumerate(layers) if layer[account] == moment)
        departing = layers[hops - 1][rows.source]
        leads_here = (
            (rows.target == account)
            & (departing <= rows.last)
            & (np.maximum(departing, rows.first) == moment)
        )
        row = int(np.flatnonzero(leads_here)[0])
        path.append(row)
        account = int(rows.source[row])
        moment = int(layers[hops - 1][account])
    return tuple(reversed(path))


def _arrivals(rows: MoneyRows, sources: Collection[int], max_hops: int) -> list[Ints]:
    """By number of hops (at most): the earliest moment money can be at each account."""
    start = np.full(rows.accounts, _NEVER, dtype=np.int64)
    start[np.fromiter(sorted(sources), dtype=np.int64)] = _BEFORE_ALL
    layers = [start]
    for _ in range(max_hops):
        departing = layers[-1][rows.source]
        feasible = departing <= rows.last
        arriving = layers[-1].copy()
        np.minimum.at(
            arriving,
            rows.target[feasible],
            np.maximum(departing[feasible], rows.first[feasible]),
        )
        layers.append(arriving)
    return layers


def _usable_rows(
    rows: MoneyRows, layers: list[Ints], targets: Collection[int], length: int
) -> Steps:
    deadline = np.full(rows.accounts, _BEFORE_ALL, dtype=np.int64)
    deadline[np.fromiter(sorted(targets), dtype=np.int64)] = _NEVER
    steps: Steps = []
    for hop in range(length, 0, -1):
        departing = layers[hop - 1][rows.source]
        latest = np.minimum(rows.last, deadline[rows.target])
        usable = (departing <= latest) & (rows.first <= deadline[rows.target])
        step: dict[int, dict[int, list[tuple[int, int]]]] = {}
        for row in np.flatnonzero(usable).tolist():
            payees = step.setdefault(int(rows.source[row]), {})
            payees.setdefault(int(rows.target[row]), []).append((row, int(latest[row])))
        steps.append(step)
        earlier = np.full(rows.accounts, _BEFORE_ALL, dtype=np.int64)
        np.maximum.at(earlier, rows.source[usable], latest[usable])
        deadline = earlier
    steps.reverse()
    return steps


class _Enumeration:
    """Walks the usable rows depth first; every walk begun also ends at a target in time."""

    def __init__(self, rows: MoneyRows, steps: Steps) -> None:
        self.rows = rows
        self.steps = steps
        self.found: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []

    def extend(self, path: tuple[int, ...], accounts: tuple[int, ...], moment: int) -> None:
        """Collect (arrival, accounts, rows) of every completion of `path`."""
        if len(path) == len(self.steps):
            self.found.append((moment, accounts, path))
            return
        payees = self.steps[len(path)].get(accounts[-1], {})
        for payee, choices in sorted(payees.items()):
            if len(self.found) >= MOST_EQUAL:
                return
            feasible = [
                (max(moment, int(self.rows.first[row])), row)
                for row, latest in choices
                if moment <= latest
            ]
            if payee not in accounts and feasible:
                arrival, row = min(feasible)
                self.extend((*path, row), (*accounts, payee), arrival)
