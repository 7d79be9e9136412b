"""Bipartite groups and stacks: layers of accounts in which many pay the same many.

An (α, β)-core of a bipartite graph is what is left after removing, again and again, whatever
has too few neighbours (Ding, Li, Zhang, Chen, Zhang, Zhou: Efficient fault-tolerant group
recommendation using alpha-beta-core, CIKM 2017). Here the two sides are payers and payees; in a
stack the payees of the first layer are the payers of the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    for piece in _pieces(graph, window, max_counterparties):
        alive = piece.quiet
        while True:
            kept = alive & (piece.payers_of(alive) >= min_payers)
            kept &= piece.payees_of(alive) >= min_payees
            if (kept == alive).all():
                kept = alive & (piece.butterflies(alive) >= enough)
                if (kept == alive).all():
                    break
            alive = kept
        core = piece.edges[alive[piece.pair]]
        for part in _parts(graph, (core,)):
            edges = core[part]
            ranks = (np.unique(graph.payer[edges]), np.unique(graph.payee[edges]))
            found.append(Layered((edges,), ranks, int(graph.currency[edges[0]])))
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
    after something it got, or may have. Pieces of time and `max_counterparties` as in `bipartite`.

    Raises:
        ValueError: a bound is out of range.
    """
    if window <= timedelta(0) or min(min_outer, min_intermediaries) < 2:
        raise ValueError("window > 0 and min_outer, min_intermediaries >= 2 must hold")
    found: list[Layered] = []
    for piece in _pieces(graph, window, max_counterparties):
        upper = lower = piece.quiet
        while True:
            kept_up = upper & (piece.first < piece.last_paid_by_payee(lower))
            kept_up &= piece.payers_of(upper) >= min_outer
            kept_up &= piece.payees_of(upper) >= min_intermediaries
            kept_low = lower & (piece.last > piece.first_paid_to_payer(upper))
            kept_low &= piece.payees_of(lower) >= min_outer
            kept_low &= piece.payers_of(lower) >= min_intermediaries
            if (kept_up == upper).all() and (kept_low == lower).all():
                break
            upper, lower = kept_up, kept_low
        found.extend(_stacks_of(graph, piece, upper, lower))
    return _largest(found)


def _stacks_of(
    graph: TransferGraph, piece: _Piece, upper: _Mask, lower: _Mask
) -> Iterator[Layered]:
    instant, latest = graph.instant[piece.edges], graph.latest[piece.edges]
    above = upper[piece.pair] & (instant < piece.last_paid_by_payee(lower)[piece.pair])
    below = lower[piece.pair] & (latest > piece.first_paid_to_payer(upper)[piece.pair])
    layers = piece.edges[above], piece.edges[below]
    for part in _parts(graph, layers):
        first = layers[0][part[part < len(layers[0])]]
        second = layers[1][part[part >= len(layers[0])] - len(layers[0])]
        ranks = (
            np.unique(graph.payer[first]),
            np.unique(graph.payee[first]),
            np.unique(graph.payee[second]),
        )
        yield Layered((first, second), ranks, int(graph.currency[first[0]]))


@dataclass(frozen=True, slots=True)
class _Piece:
    """The transfers of a piece of time, and the pairs of payer and payee in one currency.

    Attributes:
        edges: transfers, in order of time; `pair` is the number of each one's pair.
        payer, payee: of each pair, numbers of an account and currency from 0 to `nodes` - 1.
        first, last: the first and the last moment at which each pair may have paid.
        quiet: pairs whose payer has not too many payees, and payee not too many payers.
    """

    edges: Int32s
    pair: Int64s
    payer: Int64s
    payee: Int64s
    nodes: int
    first: Int64s
    last: Int64s
    quiet: _Mask

    def payers_of(self, alive: _Mask) -> Int64s:
        """Of each pair: how many payers its payee has among the pairs alive."""
        return np.bincount(self.payee[alive], minlength=self.nodes)[self.payee]

    def payees_of(self, alive: _Mask) -> Int64s:
        """Of each pair: how many payees its payer has among the pairs alive."""
        return np.bincount(self.payer[alive], minlength=self.nodes)[self.payer]

    def last_paid_by_payee(self, alive: _Mask) -> Int64s:
        """Of each pair: the last moment at which its payee may pay, among the pairs alive."""
        moment = np.full(self.nodes, np.iinfo(np.int64).min, np.int64)
        np.maximum.at(moment, self.payer[alive], self.last[alive])
        return moment[self.payee]

    def first_paid_to_payer(self, alive: _Mask) -> Int64s:
        """Of each pair: the first moment at which its payer may be paid, among the pairs alive."""
        moment = np.full(self.nodes, np.iinfo(np.int64).max, np.int64)
        np.minimum.at(moment, self.payee[alive], self.first[alive])
        return moment[self.payer]

    def butterflies(self, alive: _Mask) -> Int64s:
        """Of each pair (u, v) alive: how many pairs of another payer x of v and another payee y
        of u there are such that x pays y; 0 of the others."""
        counts = np.zeros(len(alive), np.int64)
        payer, payee = self.payer[alive], self.payee[alive]
        if not len(payer):
            return counts
        _, row = np.unique(payer, return_inverse=True)
        _, column = np.unique(payee, return_inverse=True)
        pays = coo_array((np.ones(len(row), np.int64), (row, column))).tocsr()
        walks = np.asarray((pays @ pays.T @ pays)[row, column]).ravel()
        # Walks u-y-x-v over any x and y, less those with x = u (any payee y of u) and those with
        # y = v and x another payer of v.
        counts[alive] = walks - np.bincount(row)[row] - (np.bincount(column)[column] - 1)
        return counts


def _pieces(graph: TransferGraph, window: timedelta, most: int) -> Iterator[_Piece]:
    """The pieces of time in which any pair is quiet."""
    if graph.n_transfers == 0:
        return
    width = microseconds(window)
    straight = (graph.payer != graph.payee) & (graph.currency == graph.received_currency)
    n = len(graph.currencies)
    size = graph.n_accounts * n
    for begin in range(int(graph.instant[0]), int(graph.instant[-1]) + 1, width):
        a, b = np.searchsorted(graph.instant, [begin, begin + 2 * width])
        edges = np.flatnonzero(straight[a:b]).astype(np.int32) + np.int32(a)
        payer = graph.payer[edges].astype(np.int64) * n + graph.currency[edges]
        payee = graph.payee[edges].astype(np.int64) * n + graph.currency[edges]
        pairs, opening, pair = np.unique(
            payer * size + payee, return_index=True, return_inverse=True
        )
        nodes, ends = np.unique(np.r_[pairs // size, pairs % size], return_inverse=True)
        last = np.full(len(pairs), np.iinfo(np.int64).min, np.int64)
        np.maximum.at(last, pair, graph.latest[edges])
        every = np.ones(len(pairs), np.bool_)
        piece = _Piece(
            edges=edges,
            pair=pair,
            payer=ends[: len(pairs)],
            payee=ends[len(pairs) :],
            nodes=len(nodes),
            first=graph.instant[edges[opening]],
            last=last,
            quiet=every,
        )
        quiet = (piece.payers_of(every) <= most) & (piece.payees_of(every) <= most)
        if quiet.any():
            yield replace(piece, quiet=quiet)


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
