"""Pass-through: money that leaves an account soon after it came, nearly undiminished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from queries.kernels.compiling import compiled, compiled_part
from queries.kernels.graph import Int32s, Int64s, TransferGraph, microseconds
from queries.kernels.intervals import may_wait, waits

MOST_OPEN = 256
"""Incoming transfers of one account kept waiting at once; see `PassThrough.crowded`."""


@dataclass(frozen=True, slots=True)
class PassThrough:
    """Money passed on, as passages: an incoming transfer and the outgoing ones matched to it.

    Arrays by account and currency with at least one passage, ordered by account, then currency:

    Attributes:
        account, currency: vertex number and number of the currency.
        passed_in, passed_out: sums of the incoming transfers passed on and of the outgoing
            ones matched to them, minor units.
        received: sum of all transfers received from the first passage's incoming one to the
            last passage's, both included, minor units; never below `passed_in`.
        dwell, longest_dwell: median of the least and of the longest time that the money can have
            stayed (the lower one of two middle values), microseconds; equal where all times are
            exactly known.
        payers, payees: distinct accounts the money came from and went to.
        first, last: the account's passages are numbers first to last, last exclusive.
        crowded: more than 256 incoming transfers were waiting at some moment, and later ones
            were not considered: a payment hub, not a mule.

    Arrays by passage, in order of account, currency and incoming transfer:

    Attributes:
        incoming: the incoming transfer.
        out_start, out_edge: the outgoing transfers of passage p, in order of the last moment at
            which they can have been, are `out_edge[out_start[p]:out_start[p + 1]]`.
        passage_dwell, passage_longest: least and longest time from the incoming to the last
            outgoing transfer, microseconds.
    """

    account: Int32s
    currency: Int32s
    passed_in: Int64s
    passed_out: Int64s
    received: Int64s
    dwell: Int64s
    longest_dwell: Int64s
    payers: Int64s
    payees: Int64s
    first: Int64s
    last: Int64s
    crowded: npt.NDArray[np.bool_]
    incoming: Int32s
    out_start: Int64s
    out_edge: Int32s
    passage_dwell: Int64s
    passage_longest: Int64s

    def __len__(self) -> int:
        return len(self.account)

    def outgoing(self, passage: int) -> Int32s:
        """The outgoing transfers of one passage, in order of time."""
        return self.out_edge[self.out_start[passage] : self.out_start[passage + 1]]

    def support(self, i: int) -> Int32s:
        """Incoming and outgoing transfers of the i-th account and currency, in order of time."""
        first, last = self.first[i], self.last[i]
        out = self.out_edge[self.out_start[first] : self.out_start[last]]
        return np.sort(np.r_[self.incoming[first:last], out])


def pass_through(
    graph: TransferGraph,
    window: timedelta,
    *,
    amount_band: tuple[float, float] = (0.9, 1.0),
    min_part: float = 0.2,
) -> PassThrough:
    """Match outgoing to incoming transfers of each account and currency, first in, first out.

    Going through time, each outgoing transfer is given to the oldest incoming one that is no
    older than `window`, of which it is at least the share `min_part`, and which with it does not
    exceed `high` times the incoming amount. Once an incoming transfer has been given `low` times
    its amount it is passed on, and takes no more. What came and went at the same instant counts
    as having come first, and so does what may have: a transfer known by the day takes part in all
    that the rest of its day allows (`intervals`). Of a converted transfer the payee's side counts.

    Args:
        graph: the transfers; those of an account to itself are left out.
        window: longest time money may stay.
        amount_band: (low, high), shares of the incoming amount.
        min_part: smallest part in which money is passed on; smaller ones are spending.

    Raises:
        ValueError: a bound is out of range.
    """
    low, high = amount_band
    if not 0 < low <= high:
        raise ValueError("amount_band must be 0 < low <= high")
    if window < timedelta(0) or not 0 <= min_part <= 1:
        raise ValueError("window must not be negative, and min_part must be in 0 to 1")
    between = np.flatnonzero(graph.payer != graph.payee)
    n = len(between)
    edge = np.r_[between, between].astype(np.int32)
    outgoing = np.r_[np.zeros(n, np.bool_), np.ones(n, np.bool_)]
    account = np.r_[graph.payee[between], graph.payer[between]].astype(np.int64)
    currency = np.r_[graph.received_currency[between], graph.currency[between]]
    key = account * len(graph.currencies) + currency
    # What goes out may have been as late as its last moment: by then all is in that it may take.
    moment = np.where(outgoing, graph.latest[edge], graph.instant[edge])
    amount = np.where(outgoing, graph.amount[edge], graph.received[edge])
    # Ids say in which order exact times stand, and nothing about those of a day.
    known = graph.latest[edge] == graph.instant[edge]
    other = np.where(outgoing, graph.payee[edge], graph.payer[edge])
    ranks = [np.where(known, 0, each) for each in (other, amount)]
    order = np.lexsort((edge, *ranks, outgoing, moment, key))
    edge, outgoing, amount, key = edge[order], outgoing[order], amount[order], key[order]
    group = np.cumsum(np.r_[False, key[1:] != key[:-1]]) if 2 * n else np.empty(0, np.int64)
    taker, passed_by, crowded = _match(
        group, outgoing, graph.instant[edge], graph.latest[edge], amount, microseconds(window),
        graph.width, low, high, min_part,
    )  # fmt: skip
    return _collected(graph, edge, outgoing, amount, group, taker, passed_by, crowded)


@compiled_part
def _take_out(waiting: Int64s, given: Int64s, n: int, place: int, count: int) -> int:
    """Take `count` of the first `n` out from a place on; how many are left."""
    for k in range(place, n - count):
        waiting[k] = waiting[k + count]
        given[k] = given[k + count]
    return n - count


@compiled
def _match(
    group: Int64s,
    outgoing: npt.NDArray[np.bool_],
    instant: Int64s,
    latest: Int64s,
    amount: Int64s,
    window: int,
    slack: int,
    low: float,
    high: float,
    min_part: float,
) -> tuple[Int64s, Int64s, npt.NDArray[np.bool_]]:
    """For events by group and time: which incoming event took each outgoing one (-1: none), by
    which each incoming event was passed on in the end (-1: never), and whether its group was
    crowded. `slack` is `TransferGraph.width`."""
    n = len(group)
    taker = np.full(n, -1, np.int64)
    passed_by = np.full(n, -1, np.int64)
    crowded = np.zeros(group[-1] + 1 if n else 0, np.bool_)
    waiting = np.empty(MOST_OPEN, np.int64)
    given = np.empty(MOST_OPEN, np.int64)
    n_waiting = 0
    for i in range(n):
        if i > 0 and group[i] != group[i - 1]:
            n_waiting = 0
        expired = 0
        # What is later in order may still begin as much earlier as anything is wide.
        oldest = (latest[i] if outgoing[i] else instant[i]) - slack - window
        while expired < n_waiting and latest[waiting[expired]] < oldest:
            expired += 1
        if expired > 0:
            n_waiting = _take_out(waiting, given, n_waiting, 0, expired)
        if not outgoing[i]:
            if n_waiting == MOST_OPEN:
                crowded[group[i]] = True
            elif amount[i] > 0:
                waiting[n_waiting] = i
                given[n_waiting] = 0
                n_waiting += 1
            continue
        for k in range(n_waiting):
            came = amount[waiting[k]]
            if not may_wait(instant, latest, waiting[k], i, window):
                continue
            if amount[i] < min_part * came or given[k] + amount[i] > high * came:
                continue
            given[k] += amount[i]
            taker[i] = waiting[k]
            if given[k] >= low * came:
                passed_by[waiting[k]] = i
                n_waiting = _take_out(waiting, given, n_waiting, k, 1)
            break
    return taker, passed_by, crowded


def _collected(
    graph: TransferGraph,
    edge: Int32s,
    outgoing: npt.NDArray[np.bool_],
    amount: Int64s,
    group: Int64s,
    taker: Int64s,
    passed_by: Int64s,
    crowded: npt.NDArray[np.bool_],
) -> PassThrough:
    came = np.flatnonzero(passed_by >= 0)
    went = np.flatnonzero(taker >= 0)
    went = went[passed_by[taker[went]] >= 0]
    passage_of = np.searchsorted(came, taker[went])
    went = went[np.argsort(passage_of, kind="stable")]
    n_parts = np.bincount(passage_of, minlength=len(came))
    out_start = np.r_[0, np.cumsum(n_parts)].astype(np.int64)
    dwell, longest = waits(graph.instant, graph.latest, edge[came], edge[passed_by[came]])

    of_group = group[came]
    groups, first, sizes = np.unique(of_group, return_index=True, return_counts=True)
    last = first + sizes
    paid_in = np.r_[0, np.cumsum(amount[came])]
    paid_out = np.r_[0, np.cumsum(amount[went])]
    came_in = np.r_[0, np.cumsum(np.where(outgoing, 0, amount))]
    middle = first + (sizes - 1) // 2
    medians = [each[np.lexsort((each, of_group))[middle]] for each in (dwell, longest)]
    opening = edge[came[first]]
    return PassThrough(
        account=graph.payee[opening],
        currency=graph.received_currency[opening],
        passed_in=paid_in[last] - paid_in[first],
        passed_out=paid_out[out_start[last]] - paid_out[out_start[first]],
        received=came_in[came[last - 1] + 1] - came_in[came[first]],
        dwell=medians[0],
        longest_dwell=medians[1],
        payers=_distinct(of_group, graph.payer[edge[came]], groups),
        payees=_distinct(group[went], graph.payee[edge[went]], groups),
        first=first.astype(np.int64),
        last=last.astype(np.int64),
        crowded=crowded[groups],
        incoming=edge[came],
        out_start=out_start,
        out_edge=edge[went],
        passage_dwell=dwell,
        passage_longest=longest,
    )


def _distinct(group: Int64s, vertex: Int32s, groups: Int64s) -> Int64s:
    """Number of distinct vertices in each of the (sorted) groups."""
    pairs = np.unique(np.stack([group, vertex.astype(np.int64)]), axis=1)
    return np.bincount(np.searchsorted(groups, pairs[0]), minlength=len(groups)).astype(np.int64)
