"""Gather-scatter: money collected from many in one place and spread over many again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from queries.kernels.compiling import compiled, compiled_part
from queries.kernels.cycle_labels import first_not_before
from queries.kernels.fans import Times, by_account_and_currency
from queries.kernels.graph import Int32s, Int64s, TransferGraph, microseconds
from queries.kernels.intervals import first_inside, leaving, leaving_order


@dataclass(frozen=True, slots=True)
class GatherScatters:
    """Accounts that gather from many and then scatter to many; ordered by account, currency.

    Attributes:
        account, currency: vertex number and number of the currency.
        payers, payees: distinct accounts gathered from and scattered to.
        gathered, scattered: sums, minor units.
        usual: the smaller of payers and payees in the best such pattern of the same account
            that does not overlap this one; 0 where there is none.
        moment: microseconds; what was gathered may have been until then, and what was scattered
            after it.
        gather_first, gather_last, gather_order: transfers gathered are those of
            `gather_order[gather_first[i]:gather_last[i]]` that may have been at `moment - window`
            or later; scatter_… likewise, those that may have been after `moment`.
        window, latest: microseconds, and `TransferGraph.latest`.
    """

    account: Int32s
    currency: Int32s
    payers: Int64s
    payees: Int64s
    gathered: Int64s
    scattered: Int64s
    usual: Int64s
    moment: Int64s
    gather_first: Int64s
    gather_last: Int64s
    scatter_first: Int64s
    scatter_last: Int64s
    gather_order: Int32s
    scatter_order: Int32s
    window: int
    latest: Int64s

    def __len__(self) -> int:
        return len(self.account)

    def support(self, i: int) -> Int32s:
        """The transfers of pattern `i`, in order of time."""
        return np.union1d(*self.legs(i))

    def legs(self, i: int) -> tuple[Int32s, Int32s]:
        """Transfers gathered and transfers scattered of pattern `i`, each in order of time."""
        gathered = self.gather_order[self.gather_first[i] : self.gather_last[i]]
        scattered = self.scatter_order[self.scatter_first[i] : self.scatter_last[i]]
        return (
            gathered[self.latest[gathered] >= self.moment[i] - self.window],
            scattered[self.latest[scattered] > self.moment[i]],
        )


def gather_scatter(
    graph: TransferGraph, window: timedelta, *, min_counterparties: int = 3
) -> GatherScatters:
    """Accounts paid by many within `window`, and paying many within `window` after.

    For each account and currency, of all moments: those who paid it, or may have, in the `window`
    up to that moment (included), those it paid, or may have, in the `window` after. The moment
    with the largest smaller side is given; of several the one that gathered most, of these the
    first.

    Args:
        graph: the transfers.
        window: length of the gathering and of the scattering, each.
        min_counterparties: patterns with fewer payers or fewer payees are left out.

    Raises:
        ValueError: the window is negative.
    """
    if window < timedelta(0):
        raise ValueError("window is negative")
    gather_order, gather_start = by_account_and_currency(graph, "payee")
    scatter_order, scatter_start = by_account_and_currency(graph, "payer")
    n = len(graph.currencies)
    opening = gather_order[gather_start[:-1]]
    gather_key = graph.payee[opening].astype(np.int64) * n + graph.received_currency[opening]
    opening = scatter_order[scatter_start[:-1]]
    scatter_key = graph.payer[opening].astype(np.int64) * n + graph.currency[opening]
    key, g, s = np.intersect1d(gather_key, scatter_key, assume_unique=True, return_indices=True)
    best = _best_moments(
        gather_order,
        gather_start[g],
        gather_start[g + 1],
        scatter_order,
        scatter_start[s],
        scatter_start[s + 1],
        graph.payer,
        graph.payee,
        Times(graph.instant, graph.latest, graph.exact),
        graph.received,
        graph.amount,
        microseconds(window),
        graph.n_accounts,
    )
    kept = np.minimum(best[:, 4], best[:, 5]) >= max(min_counterparties, 1)
    best, key = best[kept], key[kept]
    return GatherScatters(
        account=(key // n).astype(np.int32),
        currency=(key % n).astype(np.int32),
        payers=best[:, 4],
        payees=best[:, 5],
        gathered=best[:, 6],
        scattered=best[:, 7],
        usual=best[:, 9],
        moment=best[:, 8],
        gather_first=best[:, 0],
        gather_last=best[:, 1],
        scatter_first=best[:, 2],
        scatter_last=best[:, 3],
        gather_order=gather_order,
        scatter_order=scatter_order,
        window=microseconds(window),
        latest=graph.latest,
    )


@compiled_part
def _forget(f: int, other: int, amount: Int64s, seen: Int32s) -> tuple[int, int]:
    """Take a transfer out of the window: how many others are gone with it, and how much."""
    seen[other] -= 1
    return (1 if seen[other] == 0 else 0), amount[f]


@compiled_part
def _best_moment(
    gather: Int32s,
    scatter: Int32s,
    payer: Int32s,
    payee: Int32s,
    times: Times,
    received: Int64s,
    amount: Int64s,
    width: int,
    seen: Int32s,
    best: Int64s,
) -> None:
    """Fill `best`: first and last of gather and scatter, payers, payees, sums, moment.

    `seen` is all zeros, and is so again afterwards.
    """
    instant, latest, exact = times.instant, times.latest, times.exact
    n = len(seen) // 2
    gather_leave = leaving_order(gather, latest, exact)
    scatter_leave = leaving_order(scatter, latest, exact)
    gather_left = scatter_left = scatter_right = 0
    payers = payees = 0
    gathered = scattered = 0
    best[:] = 0
    for right in range(len(gather)):
        e = gather[right]
        moment = instant[e]
        seen[payer[e]] += 1
        if seen[payer[e]] == 1:
            payers += 1
        gathered += received[e]
        f = gather[leaving(gather_leave, gather_left, exact)]
        while latest[f] < moment - width:
            gone, less = _forget(f, payer[f], received, seen)
            payers, gathered = payers - gone, gathered - less
            gather_left += 1
            f = gather[leaving(gather_leave, gather_left, exact)]
        while scatter_right < len(scatter) and instant[scatter[scatter_right]] <= moment + width:
            f = scatter[scatter_right]
            seen[n + payee[f]] += 1
            if seen[n + payee[f]] == 1:
                payees += 1
            scattered += amount[f]
            scatter_right += 1
        while scatter_left < scatter_right:
            f = scatter[leaving(scatter_leave, scatter_left, exact)]
            if latest[f] > moment:
                break
            gone, less = _forget(f, n + payee[f], amount, seen)
            payees, scattered = payees - gone, scattered - less
            scatter_left += 1
        smaller, smaller_before = min(payers, payees), min(best[4], best[5])
        if smaller > smaller_before or (smaller == smaller_before and gathered > best[6]):
            best[0], best[1], best[2], best[3] = gather_left, right + 1, scatter_left, scatter_right
            best[4], best[5], best[6], best[7] = payers, payees, gathered, scattered
            best[8] = moment
    for e in gather:
        seen[payer[e]] = 0
    for e in scatter[:scatter_right]:
        seen[n + payee[e]] = 0
    if not exact:
        # Places in order of leaving are none in order of time.
        best[0] = first_inside(gather, best[1], latest, best[8] - width)
        best[2] = first_inside(scatter, best[3], latest, best[8] + 1)


@compiled
def _best_moments(
    gather_order: Int32s,
    gather_begin: Int64s,
    gather_end: Int64s,
    scatter_order: Int32s,
    scatter_begin: Int64s,
    scatter_end: Int64s,
    payer: Int32s,
    payee: Int32s,
    times: Times,
    received: Int64s,
    amount: Int64s,
    width: int,
    n_accounts: int,
) -> Int64s:
    """What `_best_moment` fills, of each account and currency, and `GatherScatters.usual`."""
    instant = times.instant
    best = np.zeros((len(gather_begin), 10), np.int64)
    other = np.zeros(9, np.int64)
    seen = np.zeros(2 * n_accounts, np.int32)
    for g in range(len(gather_begin)):
        gather = gather_order[gather_begin[g] : gather_end[g]]
        scatter = scatter_order[scatter_begin[g] : scatter_end[g]]
        here = best[g, :9]
        _best_moment(gather, scatter, payer, payee, times, received, amount, width, seen, here)
        if min(here[4], here[5]) > 1:
            opening = instant[gather[here[0]]]
            closing = instant[scatter[here[3] - 1]]
            n_before = first_not_before(scatter, 0, len(scatter), instant, opening)
            _best_moment(
                gather[: here[0]], scatter[:n_before], payer, payee, times, received, amount,
                width, seen, other,
            )  # fmt: skip
            best[g, 9] = min(other[4], other[5])
            n_gathered = first_not_before(gather, 0, len(gather), instant, closing + 1)
            _best_moment(
                gather[n_gathered:], scatter[here[3] :], payer, payee, times, received, amount,
                width, seen, other,
            )  # fmt: skip
            best[g, 9] = max(best[g, 9], min(other[4], other[5]))
        here[0] += gather_begin[g]
        here[1] += gather_begin[g]
        here[2] += scatter_begin[g]
        here[3] += scatter_begin[g]
    return best
