"""Bipartite groups and stacks: layers of accounts in which many pay the same many.

An (α, β)-core of a bipartite graph is what is left after removing, again and again, whatever
has too few neighbours (Ding, Li, Zhang, Chen, Zhang, Zhou: Efficient fault-tolerant group
recommendation using alpha-beta-core, CIKM 2017). Here the two sides are payers and payees; in a
stack the payees of the first layer are the payers of the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from queries.kernels.graph import Int32s, Int64s, TransferGraph, microseconds

_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Layered:
    """A bipartite group (one layer of transfers) or a stack (two).

    Attributes:
        layers: transfers of each layer, in order of time.
        ranks: accounts of each rank, ascending: payers, payees; in a stack payers,
            intermediaries, payees.
        currency: number of the currency of all of them.
    """

    layers: tuple[Int32s, ...]
    ranks: tuple[Int32s, ...]
    currency: int

    @property
    def support(self) -> Int32s:
        """All its transfers, in order of time."""
        return np.unique(np.concatenate(self.layers))


def bipartite(
    graph: TransferGraph,
    window: timedelta,
    *,
    min_payers: int = 3,
    min_payees: int = 3,
    max_counterparties: int = 30,
) -> list[Layered]:
    """Groups in which each payer pays at least `min_payees` of the group's payees, and each
    payee is paid by at least `min_payers` of its payers, in one currency.

    That alone would also hold for large loose groups. So each payment must besides be one of
    four between two payers and two payees at least half as often as it would be in the smallest
    full group, `(min_payers - 1) * (min_payees - 1)` times.

    Looked for in pieces of time twice as long as `window`, each starting `window` after the one
    before: whatever lasts no longer than `window` lies inside one. A group may last up to twice
    that. Of overlapping groups the one with the most transfers is kept, of these the first.

    Args:
        graph: the transfers.
        window: see above.
        min_payers, min_payees: at least 2.
        max_counterparties: accounts with more within a piece are shops and employers, and are
            left out on the side where they are.

    Raises:
        ValueError: a bound is out of range.
    """
    if window <= timedelta(0) or min(min_payers, min_payees) < 2:
        raise ValueError("window > 0 and min_payers, min_payees >= 2 must hold")
    enough = (min_payers - 1) * (min_payees - 1) // 2
    found: list[Layered] = []
    for edges in _pieces(graph, window, max_counterparties):
        core = edges
        while True:
            kept = _paid_by(graph, core) >= min_payers
            kept &= _paying(graph, core) >= min_payees
            if kept.all():
                kept = _butterflies(graph, core) >= enough
                if kept.all():
                    break
            core = core[kept]
        for part in _parts(graph, (core,)):
            edges_of = core[part]
            ranks = (np.unique(graph.payer[edges_of]), np.unique(graph.payee[edges_of]))
            found.append(Layered((edges_of,), ranks, int(graph.currency[edges_of[0]])))
    return _largest(found)


def stacks(
    graph: TransferGraph,
    window: timedelta,
    *,
    min_outer: int = 2,
    min_intermediaries: int = 3,
    max_counterparties: int = 30,
) -> list[Layered]:
    """Two layers: payers pay intermediaries, which pay payees, in one currency.

    Each intermediary is paid by and pays at least `min_outer` accounts of the stack; each of
    these pays, or is paid by, at least `min_intermediaries`. What an intermediary pays comes
    after something it got. Pieces of time and `max_counterparties` as in `bipartite`.

    Raises:
        ValueError: a bound is out of range.
    """
    if window <= timedelta(0) or min(min_outer, min_intermediaries) < 2:
        raise ValueError("window > 0 and min_outer, min_intermediaries >= 2 must hold")
    found: list[Layered] = []
    for edges in _pieces(graph, window, max_counterparties):
        upper = lower = edges
        while True:
            in_time_up, in_time_low = _in_time(graph, upper, lower)
            kept_up = in_time_up & (_paid_by(graph, upper) >= min_outer)
            kept_up &= _paying(graph, upper) >= min_intermediaries
            kept_low = in_time_low & (_paying(graph, lower) >= min_outer)
            kept_low &= _paid_by(graph, lower) >= min_intermediaries
            if kept_up.all() and kept_low.all():
                break
            upper, lower = upper[kept_up], lower[kept_low]
        found.extend(_stacks_of(graph, upper, lower))
    return _largest(found)


def _stacks_of(graph: TransferGraph, upper: Int32s, lower: Int32s) -> Iterator[Layered]:
    for part in _parts(graph, (upper, lower)):
        above = upper[part[part < len(upper)]]
        below = lower[part[part >= len(upper)] - len(upper)]
        ranks = (
            np.unique(graph.payer[above]),
            np.unique(graph.payee[above]),
            np.unique(graph.payee[below]),
        )
        yield Layered((above, below), ranks, int(graph.currency[above[0]]))


def _in_time(graph: TransferGraph, upper: Int32s, lower: Int32s) -> tuple[_Mask, _Mask]:
    """Which upper transfers have a later lower one from the same account and in the same
    currency, and which lower ones an earlier upper one."""
    n = len(graph.currencies)
    at_upper = graph.payee[upper].astype(np.int64) * n + graph.currency[upper]
    at_lower = graph.payer[lower].astype(np.int64) * n + graph.currency[lower]
    size = graph.n_accounts * n
    never = np.iinfo(np.int64)
    first_in = np.full(size, never.max, np.int64)
    np.minimum.at(first_in, at_upper, graph.instant[upper])
    last_out = np.full(size, never.min, np.int64)
    np.maximum.at(last_out, at_lower, graph.instant[lower])
    return graph.instant[upper] < last_out[at_upper], graph.instant[lower] > first_in[at_lower]


def _pieces(graph: TransferGraph, window: timedelta, most: int) -> Iterator[Int32s]:
    """Transfers of each piece of time, without accounts that have too many counterparties."""
    if graph.n_transfers == 0:
        return
    width = microseconds(window)
    straight = (graph.payer != graph.payee) & (graph.currency == graph.received_currency)
    for begin in range(int(graph.instant[0]), int(graph.instant[-1]) + 1, width):
        a, b = np.searchsorted(graph.instant, [begin, begin + 2 * width])
        edges = np.flatnonzero(straight[a:b]).astype(np.int32) + np.int32(a)
        quiet = (_paid_by(graph, edges) <= most) & (_paying(graph, edges) <= most)
        if quiet.any():
            yield edges[quiet]


def _butterflies(graph: TransferGraph, edges: Int32s) -> Int64s:
    """For each transfer from u to v: pairs of another payer x of v and another payee y of u such
    that x also pays y, all in one currency."""
    if not len(edges):
        return np.empty(0, np.int64)
    n = len(graph.currencies)
    currency = graph.currency[edges]
    payer = np.unique(graph.payer[edges].astype(np.int64) * n + currency, return_inverse=True)[1]
    payee = np.unique(graph.payee[edges].astype(np.int64) * n + currency, return_inverse=True)[1]
    pays = coo_array((np.ones(len(edges), np.int64), (payer, payee))).tocsr()
    pays.data[:] = 1
    walks = np.asarray((pays @ pays.T @ pays)[payer, payee]).ravel()
    payees_of = np.asarray(pays.sum(axis=1)).ravel()[payer]
    payers_of = np.asarray(pays.sum(axis=0)).ravel()[payee]
    # Walks u-y-x-v over any x and y, less those with x = u (any payee y of u) and those with
    # y = v and x another payer of v.
    return np.asarray(walks - payees_of - (payers_of - 1), np.int64)


def _paid_by(graph: TransferGraph, edges: Int32s) -> Int64s:
    """For each transfer: how many distinct accounts pay its payee in its currency."""
    return _distinct(graph.payee[edges], graph.payer[edges], graph.currency[edges], graph)


def _paying(graph: TransferGraph, edges: Int32s) -> Int64s:
    """For each transfer: how many distinct accounts its payer pays in its currency."""
    return _distinct(graph.payer[edges], graph.payee[edges], graph.currency[edges], graph)


def _distinct(account: Int32s, other: Int32s, currency: Int32s, graph: TransferGraph) -> Int64s:
    key = account.astype(np.int64) * len(graph.currencies) + currency
    pairs = np.unique(key * graph.n_accounts + other) // max(graph.n_accounts, 1)
    return np.searchsorted(pairs, key, "right") - np.searchsorted(pairs, key, "left")


def _parts(graph: TransferGraph, layers: tuple[Int32s, ...]) -> Iterator[Int64s]:
    """Positions, in the layers one after another, of the transfers of each connected part.

    An account is another node in every rank and every currency.
    """
    n = len(graph.currencies)
    size = graph.n_accounts * n
    source = np.concatenate(
        [
            (graph.payer[edges].astype(np.int64) * n + graph.currency[edges]) + rank * size
            for rank, edges in enumerate(layers)
        ]
    )
    target = np.concatenate(
        [
            (graph.payee[edges].astype(np.int64) * n + graph.currency[edges]) + (rank + 1) * size
            for rank, edges in enumerate(layers)
        ]
    )
    if not len(source):
        return
    nodes, numbers = np.unique(np.r_[source, target], return_inverse=True)
    ends = numbers[: len(source)], numbers[len(source) :]
    links = coo_array((np.ones(len(source), np.bool_), ends), shape=(len(nodes), len(nodes)))
    _, label = connected_components(links, directed=False)
    of_edge = label[ends[0]]
    order = np.argsort(of_edge, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(of_edge[order])) + 1):
        yield np.sort(part)


def _largest(found: list[Layered]) -> list[Layered]:
    """Without those that share a transfer with a larger one."""
    taken: set[int] = set()
    kept: list[Layered] = []
    for group in sorted(found, key=lambda g: (-len(g.support), g.support.tolist())):
        edges = set(group.support.tolist())
        if taken.isdisjoint(edges):
            taken |= edges
            kept.append(group)
    return sorted(kept, key=lambda g: g.support.tolist())
