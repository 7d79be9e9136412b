"""From where a cycle can still come: the first half of the search for temporal cycles.

For a closing transfer `u -> r`: the earliest arrival at each account from `r` forwards, the
latest departure towards `u` backwards, expanding the cheaper side until both together cover the
longest cycle asked for; arrivals are then carried on through the transfers seen backwards. In the
manner of the cycle-union of Blanuša, Atasu and Ienne (2023).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from queries.kernels.compiling import compiled
from queries.kernels.graph import Int32s, Int64s

# Far outside any instant, and far enough from the ends of int64 to be added to.
NEVER = 1 << 62
ALWAYS = -(1 << 62)


class Edges(NamedTuple):
    """The arrays of a TransferGraph that the search reads."""

    payer: Int32s
    payee: Int32s
    instant: Int64s
    amount: Int64s
    currency: Int32s
    received: Int64s
    received_currency: Int32s
    out_start: Int64s
    out_edge: Int32s
    in_start: Int64s
    in_edge: Int32s


class Limits(NamedTuple):
    """What counts as a cycle, and how much work one closing transfer may cost.

    `slack` is 1 when each transfer must be later than the one before, 0 when it may be
    simultaneous; `hop` is the longest time between the two. Without `banded` the two ratios mean
    nothing. `edgewise`: which transfer may follow which depends on more than their order, so
    that the search must tell apart the transfers between the same two accounts.
    """

    window: int
    hop: int
    edgewise: bool
    min_length: int
    max_length: int
    slack: int
    banded: bool
    low: float
    high: float
    max_cycles_per_root: int
    max_steps_per_root: int
    max_cycles: int


class Scratch(NamedTuple):
    """Working memory of one thread. Lists are as long as a root may take steps.

    arrival[k, v]: earliest arrival at v after at most k hops, where hop k improved it.
    departure[k, v]: latest departure from v that reaches `u` in at most k hops, likewise.
    edge_stamp[e]: closing transfer + 1 where e can reach it; edge_reach[e]: then, fewest
        transfers by which e is reached from `r`, e included.
    """

    arrival: npt.NDArray[np.int64]
    departure: npt.NDArray[np.int64]
    touched_arrival: Int64s
    touched_departure: Int64s
    front: Int32s
    front_next: Int32s
    back: Int32s
    back_next: Int32s
    seen_edge: Int32s
    link_before: Int32s
    link_after: Int32s
    edge_stamp: Int32s
    edge_reach: Int32s
    on_path: npt.NDArray[np.bool_]
    slot_of: Int32s
    slot_stamp: Int64s
    candidate: Int32s
    candidate_heads: npt.NDArray[np.int64]
    heads: Int32s
    found_slot: Int32s
    found_edge: Int32s
    path: Int32s
    path_heads: npt.NDArray[np.int64]
    cursor: npt.NDArray[np.int64]
    heads_end: Int64s
    pick: Int64s
    chain: Int32s
    chain_end: Int64s
    counters: Int64s


TOUCHED_ARRIVALS, TOUCHED_DEPARTURES, SEEN_EDGES, STEPS, FRAME, LINKS = range(6)
UNREACHED = 1 << 30


def scratch(n_accounts: int, n_transfers: int, limits: Limits) -> Scratch:
    """Fresh working memory for graphs of `n_accounts` vertices and `n_transfers` edges."""
    n, levels, steps = n_accounts, limits.max_length + 1, limits.max_steps_per_root + 1
    by_level = (1, 1) if limits.edgewise else (levels, n)
    links = steps if limits.edgewise else 1
    marks = n_transfers if limits.edgewise else 1

    def longs(size: int) -> Int64s:
        return np.zeros(size, np.int64)

    def ints(size: int) -> Int32s:
        return np.zeros(size, np.int32)

    return Scratch(
        arrival=np.full(by_level, NEVER, np.int64),
        departure=np.full(by_level, ALWAYS, np.int64),
        touched_arrival=longs(steps),
        touched_departure=longs(steps),
        front=ints(steps),
        front_next=ints(steps),
        back=ints(steps),
        back_next=ints(steps),
        seen_edge=ints(steps),
        link_before=ints(links),
        link_after=ints(links),
        edge_stamp=ints(marks),
        edge_reach=ints(marks),
        on_path=np.zeros(n, np.bool_),
        slot_of=ints(n),
        slot_stamp=longs(n),
        candidate=ints(steps),
        candidate_heads=np.zeros((steps, 2), np.int64),
        heads=ints(steps),
        found_slot=ints(steps),
        found_edge=ints(steps),
        path=ints(levels),
        path_heads=np.zeros((levels, 2), np.int64),
        cursor=np.zeros((levels, 2), np.int64),
        heads_end=longs(levels),
        pick=longs(levels),
        chain=ints(limits.max_cycles_per_root * limits.max_length),
        chain_end=longs(limits.max_cycles_per_root + 1),
        counters=longs(6),
    )


@compiled
def first_not_before(edges: Int32s, start: int, end: int, instant: Int64s, moment: int) -> int:
    """Position of the first of `edges[start:end]`, in order of time, at or after `moment`."""
    while start < end:
        middle = (start + end) >> 1
        if instant[edges[middle]] < moment:
            start = middle + 1
        else:
            end = middle
    return start


@compiled
def earliest_arrival(arrival: npt.NDArray[np.int64], hops: int, vertex: int) -> int:
    for level in range(hops, 0, -1):
        if arrival[level, vertex] != NEVER:
            return int(arrival[level, vertex])
    return NEVER


@compiled
def _latest(departure: npt.NDArray[np.int64], hops: int, vertex: int) -> int:
    for level in range(hops, 0, -1):
        if departure[level, vertex] != ALWAYS:
            return int(departure[level, vertex])
    return ALWAYS


@compiled
def _forward_cost(edges: Edges, s: Scratch, n: int, hops: int, root: int, t: Int64s) -> int:
    cost = 0
    for i in range(n):
        v = s.front[i]
        since = t[0] if v == root else s.arrival[hops, v] + t[2]
        a = edges.out_start[v]
        b = edges.out_start[v + 1]
        lo = first_not_before(edges.out_edge, a, b, edges.instant, since)
        cost += first_not_before(edges.out_edge, lo, b, edges.instant, t[1] + 1) - lo
    return cost


@compiled
def _backward_cost(edges: Edges, s: Scratch, n: int, hops: int, last: int, t: Int64s) -> int:
    cost = 0
    for i in range(n):
        v = s.back[i]
        until = t[1] if v == last else s.departure[hops, v] - t[2]
        a = edges.in_start[v]
        b = edges.in_start[v + 1]
        lo = first_not_before(edges.in_edge, a, b, edges.instant, t[0])
        cost += first_not_before(edges.in_edge, lo, b, edges.instant, until + 1) - lo
    return cost


@compiled
def _forward(
    edges: Edges, s: Scratch, n: int, hops: int, root: int, last: int, t: Int64s, budget: int
) -> int:
    """Arrivals after one hop more; the new frontier's size, or -1 when the work runs out."""
    n_next = 0
    for i in range(n):
        v = s.front[i]
        if v == last:
            continue
        since = t[0] if v == root else s.arrival[hops, v] + t[2]
        b = edges.out_start[v + 1]
        lo = first_not_before(edges.out_edge, edges.out_start[v], b, edges.instant, since)
        for position in range(lo, b):
            e = edges.out_edge[position]
            moment = edges.instant[e]
            if moment > t[1]:
                break
            s.counters[STEPS] += 1
            if s.counters[STEPS] > budget:
                return -1
            x = edges.payee[e]
            if x == root or moment >= earliest_arrival(s.arrival, hops + 1, x):
                continue
            if s.arrival[hops + 1, x] == NEVER:
                s.front_next[n_next] = x
                n_next += 1
                s.touched_arrival[s.counters[TOUCHED_ARRIVALS]] = (hops + 1) * len(s.on_path) + x
                s.counters[TOUCHED_ARRIVALS] += 1
            s.arrival[hops + 1, x] = moment
    s.front[:n_next] = s.front_next[:n_next]
    return n_next


@compiled
def _backward(
    edges: Edges, s: Scratch, n: int, hops: int, root: int, last: int, t: Int64s, budget: int
) -> int:
    """Departures one hop earlier; the new frontier's size, or -1 when the work runs out."""
    n_next = 0
    for i in range(n):
        v = s.back[i]
        until = t[1] if v == last else s.departure[hops, v] - t[2]
        a = edges.in_start[v]
        lo = first_not_before(edges.in_edge, a, edges.in_start[v + 1], edges.instant, t[0])
        for position in range(lo, edges.in_start[v + 1]):
            e = edges.in_edge[position]
            moment = edges.instant[e]
            if moment > until:
                break
            s.counters[STEPS] += 1
            if s.counters[STEPS] > budget:
                return -1
            s.seen_edge[s.counters[SEEN_EDGES]] = e
            s.counters[SEEN_EDGES] += 1
            w = edges.payer[e]
            if w in (last, root) or moment <= _latest(s.departure, hops + 1, w):
                continue
            if s.departure[hops + 1, w] == ALWAYS:
                s.back_next[n_next] = w
                n_next += 1
                key = (hops + 1) * len(s.on_path) + w
                s.touched_departure[s.counters[TOUCHED_DEPARTURES]] = key
                s.counters[TOUCHED_DEPARTURES] += 1
            s.departure[hops + 1, w] = moment
    s.back[:n_next] = s.back_next[:n_next]
    return n_next


@compiled
def _carry_on(edges: Edges, s: Scratch, hops: int, root: int, t: Int64s, budget: int) -> bool:
    """Arrivals after one hop more, through the transfers seen backwards only."""
    for i in range(s.counters[SEEN_EDGES]):
        s.counters[STEPS] += 1
        if s.counters[STEPS] > budget:
            return False
        e = s.seen_edge[i]
        v, x = edges.payer[e], edges.payee[e]
        moment = edges.instant[e]
        if x == root:
            continue
        if v != root:
            arrived = earliest_arrival(s.arrival, hops, v)
            if arrived == NEVER or moment < arrived + t[2]:
                continue
        if moment >= earliest_arrival(s.arrival, hops + 1, x):
            continue
        if s.arrival[hops + 1, x] == NEVER:
            s.touched_arrival[s.counters[TOUCHED_ARRIVALS]] = (hops + 1) * len(s.on_path) + x
            s.counters[TOUCHED_ARRIVALS] += 1
        s.arrival[hops + 1, x] = moment
    return True


@compiled
def possible(edges: Edges, s: Scratch, limits: Limits, root: int, last: int, t: Int64s) -> int:
    """Fill the arrivals; 1 when a cycle is possible, 0 when not, -1 when the work runs out."""
    budget = limits.max_steps_per_root
    hops = limits.max_length - 1
    s.front[0] = root
    s.back[0] = last
    n_front = n_back = 1
    ahead = behind = 0
    while ahead + behind < hops and n_front > 0 and n_back > 0:
        if _forward_cost(edges, s, n_front, ahead, root, t) <= _backward_cost(
            edges, s, n_back, behind, last, t
        ):
            n_front = _forward(edges, s, n_front, ahead, root, last, t, budget)
            ahead += 1
            if n_front < 0:
                return -1
        else:
            n_back = _backward(edges, s, n_back, behind, root, last, t, budget)
            behind += 1
            if n_back < 0:
                return -1
    if n_front > 0:
        for level in range(ahead, hops):
            if not _carry_on(edges, s, level, root, t, budget):
                return -1
    return 1 if earliest_arrival(s.arrival, hops, last) <= t[1] else 0


@compiled
def passes_on(edges: Edges, before: int, after: int, limits: Limits) -> bool:
    """Whether `after` may follow `before`: soon enough, and handing on what it brought."""
    if edges.instant[after] - edges.instant[before] > limits.hop:
        return False
    if not limits.banded:
        return True
    if edges.currency[after] != edges.received_currency[before]:
        return False
    brought = edges.received[before]
    return bool(limits.low * brought <= edges.amount[after] <= limits.high * brought)


@compiled
def _mark_befores(
    edges: Edges, s: Scratch, limits: Limits, root: int, f: int, t: Int64s, stamp: int
) -> bool:
    """Mark and link the transfers that `f` may follow; False when the work runs out."""
    v = edges.payer[f]
    since = max(t[0], edges.instant[f] - limits.hop)
    end = edges.in_start[v + 1]
    lo = first_not_before(edges.in_edge, edges.in_start[v], end, edges.instant, since)
    for position in range(lo, end):
        e = edges.in_edge[position]
        if edges.instant[e] > edges.instant[f] - limits.slack:
            break
        s.counters[STEPS] += 1
        if s.counters[STEPS] >= limits.max_steps_per_root:
            return False
        if edges.payer[e] == v or not passes_on(edges, e, f, limits):
            continue
        s.link_before[s.counters[LINKS]] = e
        s.link_after[s.counters[LINKS]] = f
        s.counters[LINKS] += 1
        if s.edge_stamp[e] != stamp:
            s.edge_stamp[e] = stamp
            s.edge_reach[e] = 1 if edges.payer[e] == root else UNREACHED
            s.seen_edge[s.counters[SEEN_EDGES]] = e
            s.counters[SEEN_EDGES] += 1
    return True


@compiled
def _reach(s: Scratch, limits: Limits, closing: int) -> bool:
    """Carry the reach from opening transfers along the links; False when the work runs out."""
    for _ in range(limits.max_length - 2):
        s.counters[STEPS] += s.counters[LINKS]
        if s.counters[STEPS] >= limits.max_steps_per_root:
            return False
        changed = False
        for i in range(s.counters[LINKS]):
            e, f = s.link_before[i], s.link_after[i]
            if f != closing and s.edge_reach[e] + 1 < s.edge_reach[f]:
                s.edge_reach[f] = s.edge_reach[e] + 1
                changed = True
        if not changed:
            break
    return True


@compiled
def possible_edgewise(edges: Edges, s: Scratch, limits: Limits, closing: int, t: Int64s) -> int:
    """Mark the transfers that can lie on a cycle; 1 if there are any, 0 if not, -1 when the
    work runs out. That a cycle is simple is not yet asked for."""
    root = edges.payee[closing]
    s.seen_edge[0] = closing
    s.counters[SEEN_EDGES] = 1
    frontier = 0
    for _ in range(limits.max_length - 1):
        frontier_end = s.counters[SEEN_EDGES]
        for i in range(frontier, frontier_end):
            f = s.seen_edge[i]
            if edges.payer[f] != root and not _mark_befores(
                edges, s, limits, root, f, t, closing + 1
            ):
                return -1
        frontier = frontier_end
    for i in range(1, s.counters[SEEN_EDGES]):
        if edges.payer[s.seen_edge[i]] == root:
            return 1 if _reach(s, limits, closing) else -1
    return 0


@compiled
def forget(s: Scratch) -> None:
    """Make the working memory ready for the next closing transfer."""
    n = len(s.on_path)
    for i in range(s.counters[TOUCHED_ARRIVALS]):
        s.arrival[s.touched_arrival[i] // n, s.touched_arrival[i] % n] = NEVER
    for i in range(s.counters[TOUCHED_DEPARTURES]):
        s.departure[s.touched_departure[i] // n, s.touched_departure[i] % n] = ALWAYS
    s.counters[TOUCHED_ARRIVALS] = 0
    s.counters[TOUCHED_DEPARTURES] = 0
    s.counters[SEEN_EDGES] = 0
    s.counters[LINKS] = 0
    s.counters[STEPS] = 0
