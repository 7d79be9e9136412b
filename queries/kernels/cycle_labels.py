"""From where a cycle can still come: the first half of the search for temporal cycles.

For a closing transfer `u -> r`: the earliest arrival at each account from `r` forwards, the
latest departure towards `u` backwards, expanding the cheaper side until both together cover the
longest cycle asked for; arrivals are then carried on through the transfers seen backwards. In the
manner of the cycle-union of Blanuša, Atasu and Ienne (2023).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from queries.kernels.compiling import compiled_part
from queries.kernels.cycle_memory import (
    ALWAYS,
    LINKS,
    NEVER,
    SEEN_EDGES,
    STEPS,
    TOUCHED_ARRIVALS,
    TOUCHED_DEPARTURES,
    UNREACHED,
    Edges,
    Limits,
    Scratch,
)
from queries.kernels.graph import Int32s, Int64s
from queries.kernels.intervals import may_follow, may_wait


@compiled_part
def first_not_before(edges: Int32s, start: int, end: int, instant: Int64s, moment: int) -> int:
    """Position of the first of `edges[start:end]`, in order of time, at or after `moment`."""
    while start < end:
        middle = (start + end) >> 1
        if instant[edges[middle]] < moment:
            start = middle + 1
        else:
            end = middle
    return start


@compiled_part
def earliest_arrival(arrival: npt.NDArray[np.int64], hops: int, vertex: int) -> int:
    """Earliest arrival at a vertex after at most so many hops, NEVER where it is not reached."""
    for level in range(hops, 0, -1):
        if arrival[level, vertex] != NEVER:
            return int(arrival[level, vertex])
    return NEVER


@compiled_part
def _latest(departure: npt.NDArray[np.int64], hops: int, vertex: int) -> int:
    for level in range(hops, 0, -1):
        if departure[level, vertex] != ALWAYS:
            return int(departure[level, vertex])
    return ALWAYS


@compiled_part
def _forward_cost(edges: Edges, s: Scratch, n: int, hops: int, root: int, t: Int64s) -> int:
    cost = 0
    for i in range(n):
        v = s.front[i]
        since = t[0] if v == root else s.arrival[hops, v] + 1
        a = edges.out_start[v]
        b = edges.out_start[v + 1]
        lo = first_not_before(edges.out_edge, a, b, edges.instant, since)
        cost += first_not_before(edges.out_edge, lo, b, edges.instant, t[1] + 1) - lo
    return cost


@compiled_part
def _backward_cost(edges: Edges, s: Scratch, n: int, hops: int, last: int, t: Int64s) -> int:
    cost = 0
    for i in range(n):
        v = s.back[i]
        until = t[1] if v == last else s.departure[hops, v] - 1
        a = edges.in_start[v]
        b = edges.in_start[v + 1]
        lo = first_not_before(edges.in_edge, a, b, edges.instant, t[0])
        cost += first_not_before(edges.in_edge, lo, b, edges.instant, until + 1) - lo
    return cost


@compiled_part
def _forward(
    edges: Edges, s: Scratch, n: int, hops: int, root: int, last: int, t: Int64s, budget: int
) -> int:
    """Arrivals after one hop more; the new frontier's size, or -1 when the work runs out."""
    n_next = 0
    for i in range(n):
        v = s.front[i]
        if v == last:
            continue
        since = t[0] if v == root else s.arrival[hops, v] + 1
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
    for i in range(n_next):
        s.front[i] = s.front_next[i]
    return n_next


@compiled_part
def _backward(
    edges: Edges, s: Scratch, n: int, hops: int, root: int, last: int, t: Int64s, budget: int
) -> int:
    """Departures one hop earlier; the new frontier's size, or -1 when the work runs out."""
    n_next = 0
    for i in range(n):
        v = s.back[i]
        until = t[1] if v == last else s.departure[hops, v] - 1
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
    for i in range(n_next):
        s.back[i] = s.back_next[i]
    return n_next


@compiled_part
def _carry_on(edges: Edges, s: Scratch, hops: int, root: int, budget: int) -> bool:
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
            if arrived == NEVER or moment < arrived + 1:
                continue
        if moment >= earliest_arrival(s.arrival, hops + 1, x):
            continue
        if s.arrival[hops + 1, x] == NEVER:
            s.touched_arrival[s.counters[TOUCHED_ARRIVALS]] = (hops + 1) * len(s.on_path) + x
            s.counters[TOUCHED_ARRIVALS] += 1
        s.arrival[hops + 1, x] = moment
    return True


@compiled_part
def possible(edges: Edges, s: Scratch, limits: Limits, root: int, last: int, t: Int64s) -> int:
    """Fill the arrivals; 1 when a cycle is possible, 0 when not, -1 when the work runs out."""
    budget = limits.max_steps_per_root
    hops = limits.max_length - 1
    s.front[0] = root
    s.back[0] = last
    # Taken from an array, since numba compiles a callee once more for each literal number.
    ahead = behind = int(s.zero[0])
    n_front = n_back = ahead + 1
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
            if not _carry_on(edges, s, level, root, budget):
                return -1
    return 1 if earliest_arrival(s.arrival, hops, last) <= t[1] else 0


@compiled_part
def passes_on(edges: Edges, before: int, after: int, limits: Limits) -> bool:
    """Whether `after` may follow `before`: later, soon enough, and handing on what it brought."""
    if not may_follow(edges.instant, edges.latest, before, after):
        return False
    if not may_wait(edges.instant, edges.latest, before, after, limits.hop):
        return False
    if not limits.banded:
        return True
    if edges.currency[after] != edges.received_currency[before]:
        return False
    brought = edges.received[before]
    return bool(limits.low * brought <= edges.amount[after] <= limits.high * brought)


@compiled_part
def _mark_befores(
    edges: Edges, s: Scratch, limits: Limits, root: int, f: int, t: Int64s, stamp: int
) -> bool:
    """Mark and link the transfers that `f` may follow; False when the work runs out."""
    v = edges.payer[f]
    since = max(t[0], edges.instant[f] - limits.hop) - limits.width
    end = edges.in_start[v + 1]
    lo = first_not_before(edges.in_edge, edges.in_start[v], end, edges.instant, since)
    for position in range(lo, end):
        e = edges.in_edge[position]
        if edges.instant[e] >= edges.latest[f]:
            break
        s.counters[STEPS] += 1
        if s.counters[STEPS] >= limits.max_steps_per_root:
            return False
        if edges.payer[e] == v or edges.latest[e] < t[0] or not passes_on(edges, e, f, limits):
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


@compiled_part
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


@compiled_part
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


@compiled_part
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
