"""Scatter-gather: money split over many hands that meet again in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from queries.kernels.compiling import compiled, twice_as_long
from queries.kernels.cycle_labels import first_not_before
from queries.kernels.fans import Times
from queries.kernels.graph import Int32s, Int64s, TransferGraph, microseconds
from queries.kernels.intervals import first_inside, leaving, leaving_order, may_follow, may_wait

BUSIEST_INTERMEDIARY = 100
"""Outgoing transfers of an intermediary looked at after each incoming one; a hub has more."""


@dataclass(frozen=True, slots=True)
class ScatterGathers:
    """Pairs of a source and a sink joined by several intermediaries.

    Attributes:
        source, sink: vertex numbers.
        intermediaries: how many distinct ones.
        paid_in, paid_out: sums of the transfers to and from them, minor units of the currency
            numbered `currency`, in which the intermediaries were paid and paid.
        first, last, since: positions of the pattern in `into` and `out_of`, last exclusive, but
            for those whose transfer into the intermediary cannot have been at `since` or later.
        into, out_of: transfers to and from the intermediary, position by position.
        latest: `TransferGraph.latest`.
    """

    source: Int32s
    sink: Int32s
    currency: Int32s
    intermediaries: Int64s
    paid_in: Int64s
    paid_out: Int64s
    first: Int64s
    last: Int64s
    since: Int64s
    into: Int32s
    out_of: Int32s
    latest: Int64s

    def __len__(self) -> int:
        return len(self.source)

    def support(self, i: int) -> Int32s:
        """The distinct transfers of pattern `i`, in order of time."""
        into, out_of = self.legs(i)
        return np.union1d(into, out_of)

    def legs(self, i: int) -> tuple[Int32s, Int32s]:
        """Transfers to and from the intermediaries of pattern `i`, position by position."""
        into, out_of = (each[self.first[i] : self.last[i]] for each in (self.into, self.out_of))
        inside = self.latest[into] >= self.since[i]
        return into[inside], out_of[inside]


def scatter_gather(
    graph: TransferGraph,
    window: timedelta,
    *,
    hop: timedelta | None = None,
    amount_band: tuple[float, float] = (0.7, 1.0),
    min_intermediaries: int = 3,
) -> ScatterGathers:
    """Sources that pay several intermediaries, each of which passes it on to the same sink.

    Of each source, sink and currency the window with the most distinct intermediaries is
    given, of those the one with the largest sum paid in, of these the first.

    Args:
        graph: the transfers.
        window: longest time from the first to the last payment by the source.
        hop: longest time an intermediary keeps the money; None is `window`. It passes it on
            later than it came, or may have.
        amount_band: what an intermediary passes on, as shares of what it got.
        min_intermediaries: patterns with fewer are left out.

    Raises:
        ValueError: a bound is out of range.
    """
    low, high = amount_band
    if not 0 < low <= high:
        raise ValueError("amount_band must be 0 < low <= high")
    if window < timedelta(0) or (hop is not None and hop < timedelta(0)):
        raise ValueError("window and hop must not be negative")
    times = Times(graph.instant, graph.latest, graph.exact)
    into, out_of = _two_hops(
        graph.payer,
        graph.payee,
        times,
        graph.width,
        graph.amount,
        graph.currency,
        graph.received,
        graph.received_currency,
        graph.out_start,
        graph.out_edge,
        microseconds(window if hop is None else hop),
        low,
        high,
    )
    source, sink = graph.payer[into].astype(np.int64), graph.payee[out_of].astype(np.int64)
    currency = graph.currency[out_of]
    pair = (source * graph.n_accounts + sink) * len(graph.currencies) + currency
    order = np.lexsort((out_of, into, pair))
    into, out_of, pair = into[order], out_of[order], pair[order]
    starts = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]]) if len(pair) else np.empty(0, int)
    starts = np.r_[starts, len(pair)].astype(np.int64)
    large = np.flatnonzero(np.diff(starts) >= min_intermediaries)
    best = _best_windows(
        starts[large],
        starts[large + 1],
        into,
        graph.payee,
        times,
        graph.received,
        microseconds(window),
        graph.n_accounts,
    )
    best = best[best[:, 2] >= min_intermediaries]
    opening, closing = into[best[:, 0]], out_of[best[:, 0]]
    found = ScatterGathers(
        source=graph.payer[opening],
        sink=graph.payee[closing],
        currency=graph.currency[closing],
        intermediaries=best[:, 2],
        paid_in=best[:, 3],
        paid_out=np.zeros(len(best), np.int64),
        first=best[:, 0],
        last=best[:, 1],
        since=best[:, 4],
        into=into,
        out_of=out_of,
        latest=graph.latest,
    )
    for i in range(len(found)):
        found.paid_out[i] = graph.amount[np.unique(found.legs(i)[1])].sum()
    return found


@compiled
def _two_hops(
    payer: Int32s,
    payee: Int32s,
    times: Times,
    slack: int,
    amount: Int64s,
    currency: Int32s,
    received: Int64s,
    received_currency: Int32s,
    out_start: Int64s,
    out_edge: Int32s,
    hop: int,
    low: float,
    high: float,
) -> tuple[Int32s, Int32s]:
    """Pairs of a transfer and one, perhaps later, by which its payee passes it on.

    Args:
        slack: `TransferGraph.width`.
    """
    instant, latest = times.instant, times.latest
    into = np.empty(1024, np.int32)
    out_of = np.empty(1024, np.int32)
    n = 0
    for e in range(len(payer)):
        source, middle = payer[e], payee[e]
        if source == middle:
            continue
        end = out_start[middle + 1]
        since = instant[e] + 1 - slack
        begin = first_not_before(out_edge, out_start[middle], end, instant, since)
        looked_at = 0
        for position in range(begin, end):
            f = out_edge[position]
            if looked_at == BUSIEST_INTERMEDIARY or not may_wait(instant, latest, e, f, hop):
                break
            if not may_follow(instant, latest, e, f):
                continue
            looked_at += 1
            sink = payee[f]
            if sink in (source, middle) or currency[f] != received_currency[e]:
                continue
            if not low * received[e] <= amount[f] <= high * received[e]:
                continue
            if n == len(into):
                into = twice_as_long(into)
                out_of = twice_as_long(out_of)
            into[n] = e
            out_of[n] = f
            n += 1
    return into[:n], out_of[:n]


@compiled
def _best_windows(
    begins: Int64s,
    ends: Int64s,
    into: Int32s,
    payee: Int32s,
    times: Times,
    received: Int64s,
    width: int,
    n_accounts: int,
) -> Int64s:
    """First, last, distinct intermediaries, sum in and `since` of each group's best window."""
    best = np.zeros((len(begins), 5), np.int64)
    seen = np.zeros(n_accounts, np.int32)
    for g in range(len(begins)):
        begin, end = begins[g], ends[g]
        leave = leaving_order(into[begin:end], times.latest, times.exact)
        left = begin
        distinct = 0
        total = 0
        for right in range(begin, end):
            e = into[right]
            seen[payee[e]] += 1
            if seen[payee[e]] == 1:
                distinct += 1
            if right == begin or into[right - 1] != e:
                total += received[e]
            since = times.instant[e] - width
            f = into[begin + leaving(leave, left - begin, times.exact)]
            while times.latest[f] < since:
                seen[payee[f]] -= 1
                if seen[payee[f]] == 0:
                    distinct -= 1
                left += 1
                before = f
                f = into[begin + leaving(leave, left - begin, times.exact)]
                if f != before:
                    total -= received[before]
            if distinct > best[g, 2] or (distinct == best[g, 2] and total > best[g, 3]):
                best[g, 0], best[g, 1], best[g, 2], best[g, 3] = left, right + 1, distinct, total
                best[g, 4] = since
        for right in range(left, end):
            seen[payee[into[begin + leaving(leave, right - begin, times.exact)]]] = 0
        if not times.exact:
            last = best[g, 1]
            inside = first_inside(into[begin:last], last - begin, times.latest, best[g, 4])
            best[g, 0] = begin + inside
    return best
