"""Fan-in and fan-out: many counterparties of one account within a short time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from queries.kernels.compiling import compiled, compiled_part
from queries.kernels.graph import Int32s, Int64s, TransferGraph, microseconds
from queries.kernels.intervals import first_inside, leaving, leaving_order

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
        first, last, since: the window's transfers are those of `order[first:last]` that may have
            been at `since`, in microseconds, or after it.
        order: edges by account, currency and time; latest: `TransferGraph.latest`.
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
    since: Int64s
    order: Int32s
    latest: Int64s

    def __len__(self) -> int:
        return len(self.account)

    def support(self, i: int) -> Int32s:
        """The transfers of fan `i`, in order of time."""
        return in_window(self, i)


class Windows(Protocol):
    """What has windows of transfers, each a part of an order; see Fans."""

    @property
    def first(self) -> Int64s: ...
    @property
    def last(self) -> Int64s: ...
    @property
    def since(self) -> Int64s: ...
    @property
    def order(self) -> Int32s: ...
    @property
    def latest(self) -> Int64s: ...


def in_window(windows: Windows, i: int) -> Int32s:
    """The transfers of the i-th window, in order of time."""
    edges = windows.order[windows.first[i] : windows.last[i]]
    inside: Int32s = edges[windows.latest[edges] >= windows.since[i]]
    return inside


def window_sizes(windows: Windows) -> Int64s:
    """Number of edges in each window."""
    return np.array([len(in_window(windows, i)) for i in range(len(windows.first))], np.int64)


def fan_in(graph: TransferGraph, window: timedelta, *, min_counterparties: int = 2) -> Fans:
    """Accounts paid by many: the window in which the most distinct payers paid each account.

    A window is closed: two transfers exactly `window` apart are in one, and those are that may be
    no further apart (`intervals`). Of windows with as many
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
    times = Times(graph.instant, graph.latest, graph.exact)
    best, usual, new = busiest(order, start, other, times, amount, width, graph.n_accounts)
    kept = np.flatnonzero(best[:, 2] >= max(min_counterparties, 1))
    first, last = best[kept, 0], best[kept, 1]
    opening = order[start[:-1][kept]] if len(kept) else np.empty(0, np.int32)
    moved = np.r_[0, np.cumsum(amount[order])]
    account = graph.payer if side == "payer" else graph.payee
    currency = graph.currency if side == "payer" else graph.received_currency
    return Fans(
        account=account[opening],
        currency=currency[opening],
        counterparties=best[kept, 2],
        transfers=_counted(graph, order, best[kept]),
        amount=best[kept, 3],
        total=moved[start[1:][kept]] - moved[start[:-1][kept]],
        new_counterparties=new[kept],
        usual=usual[kept],
        first=first,
        last=last,
        since=best[kept, 4],
        order=order,
        latest=graph.latest,
    )


def _counted(graph: TransferGraph, order: Int32s, best: Int64s) -> Int64s:
    """Transfers in each window, counting those an aggregate stands for."""
    if graph.exact:
        running = np.r_[0, np.cumsum(graph.count[order])]
        counted: Int64s = running[best[:, 1]] - running[best[:, 0]]
        return counted
    windows = (order[a:b][graph.latest[order[a:b]] >= s] for a, b, s in best[:, [0, 1, 4]].tolist())
    return np.array([graph.count[edges].sum() for edges in windows], np.int64)


class Times(NamedTuple):
    """`instant`, `latest` and `exact` of a TransferGraph."""

    instant: Int64s
    latest: Int64s
    exact: bool


@compiled_part
def _busiest_window(
    order: Int32s,
    begin: int,
    end: int,
    other: Int32s,
    times: Times,
    amount: Int64s,
    width: int,
    seen: Int32s,
) -> tuple[int, int, int, int, int]:
    """First, last, counterparties, sum and `since` of the busiest window of `order[begin:end]`.

    `seen` is all zeros, and is so again afterwards.
    """
    best_first, best_last, best_distinct, best_sum, best_since = begin, begin, 0, 0, 0
    leave = leaving_order(order[begin:end], times.latest, times.exact)
    left = begin
    distinct = 0
    total = 0
    for right in range(begin, end):
        e = order[right]
        seen[other[e]] += 1
        if seen[other[e]] == 1:
            distinct += 1
        total += amount[e]
        since = times.instant[e] - width
        f = order[begin + leaving(leave, left - begin, times.exact)]
        while times.latest[f] < since:
            seen[other[f]] -= 1
            if seen[other[f]] == 0:
                distinct -= 1
            total -= amount[f]
            left += 1
            f = order[begin + leaving(leave, left - begin, times.exact)]
        if distinct > best_distinct or (distinct == best_distinct and total > best_sum):
            best_first, best_last, best_distinct, best_sum = left, right + 1, distinct, total
            best_since = since
    for position in range(left, end):
        seen[other[order[begin + leaving(leave, position - begin, times.exact)]]] = 0
    if not times.exact:
        # Places in order of leaving are none in order of time.
        inside = first_inside(order[begin:best_last], best_last - begin, times.latest, best_since)
        best_first = begin + inside
    return best_first, best_last, best_distinct, best_sum, best_since


@compiled
def busiest(
    order: Int32s,
    start: Int64s,
    other: Int32s,
    times: Times,
    amount: Int64s,
    width: int,
    n_others: int,
) -> tuple[Int64s, Int64s, Int64s]:
    """Busiest windows of the groups of `order`.

    Returns:
        per group: first, last (exclusive), distinct others, sum and `since` (see Fans); the most
        distinct others in a window that does not touch it; those first seen within it.
    """
    groups = len(start) - 1
    best = np.zeros((groups, 5), np.int64)
    usual = np.zeros(groups, np.int64)
    new = np.zeros(groups, np.int64)
    seen = np.zeros(n_others, np.int32)
    for g in range(groups):
        begin, end = start[g], start[g + 1]
        first, last, distinct, total, since = _busiest_window(
            order, begin, end, other, times, amount, width, seen
        )
        best[g, 0], best[g, 1], best[g, 2], best[g, 3] = first, last, distinct, total
        best[g, 4] = since
        before = _busiest_window(order, begin, first, other, times, amount, width, seen)
        after = _busiest_window(order, last, end, other, times, amount, width, seen)
        usual[g] = max(before[2], after[2])
        for position in range(begin, first):
            seen[other[order[position]]] = 1
        for position in range(first, last):
            v = other[order[position]]
            if seen[v] == 0 and times.latest[order[position]] >= since:
                new[g] += 1
                seen[v] = 1
        for position in range(begin, last):
            seen[other[order[position]]] = 0
    return best, usual, new
