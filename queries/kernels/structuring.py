"""Structuring: amounts kept just under a threshold above which they would be reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from queries.kernels.fans import Side, Times, busiest, by_account_and_currency, in_window
from queries.kernels.graph import Int32s, Int64s, TransferGraph, microseconds


@dataclass(frozen=True, slots=True)
class Structurings:
    """Windows with several amounts just under a threshold; ordered by account, then currency.

    Attributes:
        account, currency: vertex number and number of the currency.
        threshold: of that currency, minor units.
        below: transfers just below the threshold within the window.
        amount: their sum, minor units.
        counterparties: distinct accounts at the other side of them.
        days: distinct days on which they were made, in the transfers' own zone.
        not_below: transfers of the account in that currency and over the whole time that are
            at or above the threshold by no more than the margin. Amounts that fall where they
            fall are on both sides of it.
        usual: most transfers just below the threshold in any window that does not touch this.
        first, last, since, order, latest: its transfers, as in `Fans`.
    """

    account: Int32s
    currency: Int32s
    threshold: Int64s
    below: Int64s
    amount: Int64s
    counterparties: Int64s
    days: Int64s
    not_below: Int64s
    usual: Int64s
    first: Int64s
    last: Int64s
    since: Int64s
    order: Int32s
    latest: Int64s

    def __len__(self) -> int:
        return len(self.account)

    def support(self, i: int) -> Int32s:
        """The transfers of structuring `i`, in order of time."""
        return in_window(self, i)


def structuring(
    graph: TransferGraph,
    window: timedelta,
    thresholds: Mapping[str, int],
    *,
    side: Side = "payee",
    margin: float = 0.1,
    min_transfers: int = 3,
) -> Structurings:
    """Accounts with several transfers just below a threshold that together exceed it.

    Just below is `threshold * (1 - margin) <= amount < threshold`. Of each account and currency
    the window with the most of them counts, of those the one with the largest sum, of these the
    first.

    Args:
        graph: the transfers.
        window: length of the window, both ends included.
        thresholds: minor units by currency code; other currencies are not looked at.
        side: "payee" looks at what accounts receive, "payer" at what they pay.
        margin: how far below the threshold still counts, as a share of it.
        min_transfers: windows with fewer are left out; at least 2.

    Raises:
        ValueError: a bound is out of range.
    """
    if window < timedelta(0) or not 0 < margin < 1 or min_transfers < 2:
        raise ValueError("window >= 0, 0 < margin < 1 and min_transfers >= 2 must hold")
    if any(threshold <= 0 for threshold in thresholds.values()):
        raise ValueError("a threshold must be above 0")
    threshold = np.array([thresholds.get(code, 0) for code in graph.currencies], np.int64)
    if side == "payer":
        account, other = graph.payer, graph.payee
        amount, currency = graph.amount, graph.currency
    else:
        account, other = graph.payee, graph.payer
        amount, currency = graph.received, graph.received_currency
    limit = threshold[currency] if len(threshold) else np.empty(0, np.int64)
    below = (limit > 0) & (amount >= limit * (1 - margin)) & (amount < limit)
    not_below = (limit > 0) & (amount >= limit) & (amount < limit * (1 + margin))

    order, start = by_account_and_currency(graph, side, below)
    # Each transfer counts for itself, so it is its own counterparty in the search.
    each = np.arange(graph.n_transfers, dtype=np.int32)
    times = Times(graph.instant, graph.latest, graph.exact)
    best, usual, _ = busiest(
        order, start, each, times, amount, microseconds(window), graph.n_transfers
    )
    kept = np.flatnonzero(best[:, 2] >= min_transfers)
    first, last = best[kept, 0], best[kept, 1]
    opening = order[first]
    of_account = account.astype(np.int64) * len(threshold) + currency
    above = np.sort(of_account[np.flatnonzero(not_below & (graph.payer != graph.payee))])
    key = of_account[opening]
    found = Structurings(
        account=account[opening],
        currency=currency[opening],
        threshold=limit[opening],
        below=best[kept, 2],
        amount=best[kept, 3],
        counterparties=np.zeros(len(kept), np.int64),
        days=np.zeros(len(kept), np.int64),
        not_below=np.searchsorted(above, key, "right") - np.searchsorted(above, key, "left"),
        usual=usual[kept],
        first=first,
        last=last,
        since=best[kept, 4],
        order=order,
        latest=graph.latest,
    )
    for i in range(len(found)):
        edges = found.support(i)
        found.counterparties[i] = len(np.unique(other[edges]))
        found.days[i] = len(np.unique(graph.day[edges]))
    return found
