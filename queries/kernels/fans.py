"""Fan-in and fan-out: many counterparties of one account within a short time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

from queries.kernels.compiling import compiled, compiled_part
from queries.kernels.graph import Int32s, Int64s, TransferGraph, microseconds

Side = Literal["payer", "payee"]


@dataclass(frozen=True, slots=True)
class Fans:
    """The busiest window of each account and currency, ordered by account, then currency.

    Arrays of one length, one element a fan:

    Attributes:
        account: vertex number of the account in the middle.
        currency: number of the currency; amounts of others are no part of the fan.
        counterparties: distinct accounts at the other side within the window; the account
            itself is none.
        transfers: transfers within the window, counting those an aggregate stands for.
        amount: their sum, minor units; what was paid for a fan-out, received for a fan-in.
        total: sum of all transfers of the account on that side and in that currency.
        new_counterparties: those that had no such transfer with the account before the window.
        usual: most counterparties in any window of the same length that does not touch the
            busiest; 0 where there are no other transfers.
        first, last: positions of the window in `order`, last exclusive.
        order: edges by account, currency and time.
    """

    account: Int32s
    currency: Int32s
    counterparties: Int64s
    transfers: Int64s
    amount: Int64s
    total: Int64s
    new_counterparties: Int64s
    usual: Int64s
    first: Int64s
    last: Int64s
    order: Int32s

    def __len__(self) -> int:
        return len(self.account)

    def support(self, i: int) -> Int32s:
        """The transfers of fan `i`, in order of time."""
        return self.order[self.first[i] : self.last[i]]


def fan_in(graph: TransferGraph, window: timedelta, *, min_counterparties: int = 2) -> Fans:
    """Accounts paid by many: the window in which the most distinct payers paid each account.

    A window is closed: two transfers exactly `window` apart are in one. Of windows with as many
    counterparties the one with the largest sum counts, of these the first.

    Args:
        graph: the transfers.
        window: length of the window.
        min_counterparties: fans with fewer are left out.

    Raises:
        ValueError: the window is negative.
    """
    return _fans(graph, "payee", window, min_counterparties)


def fan_out(graph: TransferGraph, window: timedelta, *, min_counterparties: int = 2) -> Fans:
    """Accounts that pay many: as `fan_in`, with payer and payee exchanged."""
    return _fans(graph, "payer", window, min_counterparties)


def by_account_and_currency(
    graph: TransferGraph, side: Side, which: npt.NDArray[np.bool_] | None = None
) -> tuple[Int32s, Int64s]:
    """Edges ordered by the account at `side`, then currency, then time; and where groups start.

    Transfers of an account to itself are left out, and those not marked in `which`. The currency
    is the one the account at `side` sees: paid for the payer, received for the payee. The starts
    have the end as their last element.
    """
    account = graph.payer if side == "payer" else graph.payee
    currency = graph.currency if side == "payer" else graph.received_currency
    between = graph.payer != graph.payee
    between = np.flatnonzero(between if which is None else between & which)
    key = account[between].astype(np.int64) * len(graph.currencies) + currency[between]
    sorting = np.argsort(key, kind="stable")
    key = key[sorting]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.empty(0, int)
    return between[sorting].astype(np.int32), np.r_[starts, len(key)].astype(np.int64)


def _fans(graph: TransferGraph, side: Side, window: timedelta, min_counterparties: int) -> Fans:
    if window < timedelta(0):
        raise ValueError("window is negative")
    order, start = by_account_and_currency(graph, side)
    other = graph.payee if side == "payer" else graph.payer
    amount = graph.amount if side == "payer" else graph.received
    width = microseconds(window)
    best, usual, new = busiest(order, start, other, graph.instant, amount, width, graph.n_accounts)
    kept = np.flatnonzero(best[:, 2] >= max(min_counterparties, 1))
    first, last = best[kept, 0], best[kept, 1]
    opening = order[start[:-1][kept]] if len(kept) else np.empty(0, np.int32)
    running = np.r_[0, np.cumsum(graph.count[order])]
    moved = np.r_[0, np.cumsum(amount[order])]
    account = graph.payer if side == "payer" else graph.payee
    currency = graph.currency if side == "payer" else graph.received_currency
    return Fans(
        account=account[opening],
        currency=currency[opening],
        counterparties=best[kept, 2],
        transfers=running[last] - running[first],
        amount=best[kept, 3],
        total=moved[start[1:][kept]] - moved[start[:-1][kept]],
        new_counterparties=new[kept],
        usual=usual[kept],
        first=first,
        last=last,
        order=order,
    )


@compiled_part
def _busiest_window(
    order: Int32s,
    begin: int,
    end: int,
    other: Int32s,
    instant: Int64s,
    amount: Int64s,
    width: int,
    seen: Int32s,
) -> tuple[int, int, int, int]:
    """First, last, counterparties and sum of the busiest window of `order[begin:end]`.

    `seen` is all zeros, and is so again afterwards.
    """
    best_first, best_last, best_distinct, best_sum = begin, begin, 0, 0
    left = begin
    distinct = 0
    total = 0
    for right in range(begin, end):
        e = order[right]
        seen[other[e]] += 1
        if seen[other[e]] == 1:
            distinct += 1
        total += amount[e]
        while instant[order[left]] < instant[e] - width:
            f = order[left]
            seen[other[f]] -= 1
            if seen[other[f]] == 0:
                distinct -= 1
            total -= amount[f]
            left += 1
        if distinct > best_distinct or (distinct == best_distinct and total > best_sum):
            best_first, best_last, best_distinct, best_sum = left, right + 1, distinct, total
    for position in range(left, end):
        seen[other[order[position]]] = 0
    return best_first, best_last, best_distinct, best_sum


@compiled
def busiest(
    order: Int32s,
    start: Int64s,
    other: Int32s,
    instant: Int64s,
    amount: Int64s,
    width: int,
    n_others: int,
) -> tuple[Int64s, Int64s, Int64s]:
    """Busiest windows of the groups of `order`.

    Returns:
        per group: first, last (exclusive), distinct others and sum; the most distinct others
        in a window that does not touch it; those first seen within it.
    """
    groups = len(start) - 1
    best = np.zeros((groups, 4), np.int64)
    usual = np.zeros(groups, np.int64)
    new = np.zeros(groups, np.int64)
    seen = np.zeros(n_others, np.int32)
    for g in range(groups):
        begin, end = start[g], start[g + 1]
        first, last, distinct, total = _busiest_window(
            order, begin, end, other, instant, amount, width, seen
        )
        best[g, 0], best[g, 1], best[g, 2], best[g, 3] = first, last, distinct, total
        before = _busiest_window(order, begin, first, other, instant, amount, width, seen)
        after = _busiest_window(order, last, end, other, instant, amount, width, seen)
        usual[g] = max(before[2], after[2])
        for position in range(begin, first):
            seen[other[order[position]]] = 1
        for position in range(first, last):
            v = other[order[position]]
            if seen[v] == 0:
                new[g] += 1
                seen[v] = 1
        for position in range(begin, last):
            seen[other[order[position]]] = 0
    return best, usual, new
