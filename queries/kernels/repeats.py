"""Repeated payments: one account paying another again and again within a short time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from queries.kernels.fans import Times, busiest, in_window
from queries.kernels.graph import Int32s, Int64s, TransferGraph, microseconds


@dataclass(frozen=True, slots=True)
class Repeats:
    """The busiest window of each payer, payee and currency, in that order.

    Attributes:
        payer, payee, currency: numbers; the currency is the one paid in.
        transfers: how many within the window.
        amount: their sum, minor units.
        usual: most transfers of the three in any window of that length that does not touch it.
        first, last, since, order, latest: its transfers, as in `Fans`.
    """

    payer: Int32s
    payee: Int32s
    currency: Int32s
    transfers: Int64s
    amount: Int64s
    usual: Int64s
    first: Int64s
    last: Int64s
    since: Int64s
    order: Int32s
    latest: Int64s

    def __len__(self) -> int:
        return len(self.payer)

    def support(self, i: int) -> Int32s:
        """The transfers of repeat `i`, in order of time."""
        return in_window(self, i)


def repeated_payments(
    graph: TransferGraph, window: timedelta, *, min_transfers: int = 3
) -> Repeats:
    """Pairs of accounts of which one paid the other at least `min_transfers` times in `window`.

    Windows include both ends; of windows with as many transfers the one with the largest sum
    counts, of these the first.

    Raises:
        ValueError: the window is negative, or `min_transfers` below 2.
    """
    if window < timedelta(0) or min_transfers < 2:
        raise ValueError("window >= 0 and min_transfers >= 2 must hold")
    between = np.flatnonzero(graph.payer != graph.payee)
    pair = graph.payer[between].astype(np.int64) * graph.n_accounts + graph.payee[between]
    key = pair * len(graph.currencies) + graph.currency[between]
    sorting = np.argsort(key, kind="stable")
    order, key = between[sorting].astype(np.int32), key[sorting]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.empty(0, int)
    start = np.r_[starts, len(key)].astype(np.int64)
    # Each transfer counts for itself, so it is its own counterparty in the search.
    each = np.arange(graph.n_transfers, dtype=np.int32)
    times = Times(graph.instant, graph.latest, graph.exact)
    best, usual, _ = busiest(
        order, start, each, times, graph.amount, microseconds(window), graph.n_transfers
    )
    kept = np.flatnonzero(best[:, 2] >= min_transfers)
    opening = order[best[kept, 0]]
    return Repeats(
        payer=graph.payer[opening],
        payee=graph.payee[opening],
        currency=graph.currency[opening],
        transfers=best[kept, 2],
        amount=best[kept, 3],
        usual=usual[kept],
        first=best[kept, 0],
        last=best[kept, 1],
        since=best[kept, 4],
        order=order,
        latest=graph.latest,
    )
