"""The walk that finds temporal cycles, compiled. `cycles.py` says what a temporal cycle is.

Every cycle is found from its closing transfer `u -> r` by a walk backwards in time from `u`
towards `r`, which enters only accounts from which that is still possible (`cycle_labels.py`).
"""

from __future__ import annotations

import numpy as np

from queries.kernels.compiling import compiled, compiled_part, twice_as_long
from queries.kernels.cycle_labels import (
    earliest_arrival,
    first_not_before,
    forget,
    passes_on,
    possible,
    possible_edgewise,
)
from queries.kernels.cycle_memory import FRAME, STEPS, Edges, Limits, Scratch
from queries.kernels.graph import Int32s, Int64s


@compiled_part
def _joins(edges: Edges, s: Scratch, e: int, depth: int, limits: Limits) -> bool:
    """Whether transfer `e` into the account at `depth` can be followed by one of its heads."""
    for i in range(s.path_heads[depth, 0], s.path_heads[depth, 1]):
        f = s.heads[i]
        if edges.instant[e] >= edges.instant[f] + limits.width:
            return False
        if not limits.edgewise or passes_on(edges, e, f, limits):
            return True
    return False


@compiled_part
def _can_lead(edges: Edges, s: Scratch, limits: Limits, e: int, root: int, hops_left: int) -> bool:
    """Whether the payer of `e` can be reached from the root in time and in few enough hops."""
    if limits.edgewise:
        return bool(s.edge_stamp[e] == s.heads[0] + 1 and s.edge_reach[e] <= hops_left + 1)
    w = edges.payer[e]
    reached = earliest_arrival(s.arrival, hops_left, w)
    return bool(w == root or reached < edges.instant[e])


@compiled_part
def _place(s: Scratch, depth: int, n_found: int, n_slots: int) -> None:
    """Lay the heads found out candidate by candidate, behind those of the accounts before."""
    begin = s.cursor[depth, 0]
    free = s.heads_end[depth - 1] if depth else 1
    for slot in range(n_slots):
        n_heads = s.candidate_heads[begin + slot, 1]
        s.candidate_heads[begin + slot, 0] = free
        s.candidate_heads[begin + slot, 1] = free
        free += n_heads
    for i in range(n_found):
        slot = s.found_slot[i]
        s.heads[s.candidate_heads[begin + slot, 1]] = s.found_edge[i]
        s.candidate_heads[begin + slot, 1] += 1
    s.cursor[depth, 1] = begin + n_slots
    s.heads_end[depth] = free


@compiled_part
def _candidates(
    edges: Edges, s: Scratch, limits: Limits, depth: int, root: int, t: Int64s, hops_left: int
) -> bool:
    """List the accounts that can pay the one at `depth`; False when the work runs out.

    Each comes with its heads: the transfers, latest first, by which it can do so. Unless the
    search is edgewise, the latest alone decides what may stand before it.
    """
    v = s.path[depth]
    s.counters[FRAME] += 1
    stamp = s.counters[FRAME]
    begin = s.cursor[depth, 0]
    n_found = n_slots = int(s.zero[0])
    a = edges.in_start[v]
    head = s.heads[s.path_heads[depth, 0]]
    before = edges.instant[head] + limits.width
    hi = first_not_before(edges.in_edge, a, edges.in_start[v + 1], edges.instant, before)
    for position in range(hi - 1, a - 1, -1):
        e = edges.in_edge[position]
        moment = edges.instant[e]
        if moment < t[0] - limits.width:
            break
        s.counters[STEPS] += 1
        if s.counters[STEPS] > limits.max_steps_per_root:
            return False
        w = edges.payer[e]
        if s.on_path[w] or not _can_lead(edges, s, limits, e, root, hops_left):
            continue
        known = s.slot_stamp[w] == stamp
        if known and not limits.edgewise:
            # Of simultaneous heads the first.
            if edges.instant[s.found_edge[s.slot_of[w]]] == moment:
                s.found_edge[s.slot_of[w]] = e
            continue
        if not _joins(edges, s, e, depth, limits):
            continue
        if not known:
            s.slot_stamp[w] = stamp
            s.slot_of[w] = n_slots
            s.candidate[begin + n_slots] = w
            s.candidate_heads[begin + n_slots, 1] = 0
            n_slots += 1
        slot = s.slot_of[w]
        s.candidate_heads[begin + slot, 1] += 1
        s.found_slot[n_found] = slot
        s.found_edge[n_found] = e
        n_found += 1
    _place(s, depth, n_found, n_slots)
    return True


@compiled_part
def _fits(edges: Edges, s: Scratch, limits: Limits, level: int, e: int) -> bool:
    """Whether `e` can stand at this level of the chain picked; then it sets the clock.

    The moments at which a transfer can be made are those of its own between the first and the
    last that the one before it leaves.
    """
    first, last = edges.instant[e], edges.latest[e]
    if level > 0:
        before = s.heads[s.pick[level - 1]]
        if limits.edgewise and not passes_on(edges, before, e, limits):
            return False
        first = max(first, s.clock[level - 1, 0] + 1)
        last = min(last, s.clock[level - 1, 1] + limits.hop)
    s.clock[level, 0] = first
    s.clock[level, 1] = last
    return bool(first <= last)


@compiled_part
def _closes(edges: Edges, s: Scratch, limits: Limits, depth: int, closing: int) -> bool:
    """Whether the chain picked leaves a moment for the closing transfer."""
    first = max(edges.instant[closing], s.clock[depth, 0] + 1)
    return bool(first <= min(edges.latest[closing], s.clock[depth, 1] + limits.hop))


@compiled_part
def _chain(
    edges: Edges, s: Scratch, limits: Limits, depth: int, opening: int, closing: int
) -> bool:
    """Pick one transfer a hop, opening first and as late as can be, into `s.pick`."""
    level = 0
    s.pick[0] = s.candidate_heads[opening, 0]
    while level >= 0:
        stop = s.candidate_heads[opening, 1]
        if level > 0:
            stop = s.path_heads[depth - level + 1, 1]
        while s.pick[level] < stop:
            fits = _fits(edges, s, limits, level, s.heads[s.pick[level]])
            if fits and (level < depth or _closes(edges, s, limits, depth, closing)):
                break
            s.pick[level] += 1
        if s.pick[level] == stop:
            level -= 1
            if level >= 0:
                s.pick[level] += 1
        elif level == depth:
            return True
        else:
            level += 1
            s.pick[level] = s.path_heads[depth - level + 1, 0]
    return False


@compiled_part
def _enter(s: Scratch, depth: int, candidate: int) -> None:
    """Put a candidate on the path, at `depth`."""
    w = s.candidate[candidate]
    s.path[depth] = w
    s.on_path[w] = True
    s.path_heads[depth, 0] = s.candidate_heads[candidate, 0]
    s.path_heads[depth, 1] = s.candidate_heads[candidate, 1]
    s.cursor[depth, 0] = s.cursor[depth - 1, 1]


@compiled_part
def _keep(s: Scratch, depth: int, closing: int, n: int) -> None:
    """Write the picked chain as the n-th of this root."""
    end = s.chain_end[n]
    for level in range(depth + 1):
        s.chain[end] = s.heads[s.pick[level]]
        end += 1
    s.chain[end] = closing
    s.chain_end[n + 1] = end + 1


@compiled_part
def _walk(
    edges: Edges, s: Scratch, limits: Limits, closing: int, t: Int64s, room: int
) -> tuple[int, bool]:
    """Write the cycles closed by `closing` to `s.chain`; how many, and whether these are all."""
    root = edges.payee[closing]
    # Taken from an array, since numba compiles a callee once more for each literal number.
    depth = n = int(s.zero[0])
    s.path[0] = edges.payer[closing]
    s.on_path[s.path[0]] = True
    s.heads[0] = closing
    s.path_heads[0, 0] = 0
    s.path_heads[0, 1] = 1
    s.cursor[0, 0] = 0
    all_found = _candidates(edges, s, limits, depth, root, t, limits.max_length - 2)
    while all_found and depth >= 0:
        here = s.cursor[depth, 0]
        if here == s.cursor[depth, 1]:
            s.on_path[s.path[depth]] = False
            depth -= 1
            continue
        s.cursor[depth, 0] += 1
        if s.candidate[here] != root:
            depth += 1
            _enter(s, depth, here)
            hops_left = limits.max_length - 2 - depth
            all_found = _candidates(edges, s, limits, depth, root, t, hops_left)
        elif depth + 2 >= limits.min_length and _chain(edges, s, limits, depth, here, closing):
            if n == room:
                all_found = False
            else:
                _keep(s, depth, closing, n)
                n += 1
    for level in range(depth + 1):
        s.on_path[s.path[level]] = False
    return n, all_found


@compiled
def search(
    edges: Edges, s: Scratch, limits: Limits, begin: int, end: int
) -> tuple[Int32s, Int64s, Int32s]:
    """All cycles closed by transfers `begin` to `end` (exclusive), in their order.

    Returns:
        the transfers of all cycles one after another; where each cycle starts among them, with
        the end as last element; the closing transfers whose cycles may not all have been found.
    """
    found = np.empty(1024, np.int32)
    starts = np.empty(1024 + limits.max_cycles_per_root, np.int64)
    unfinished = np.empty(end - begin, np.int32)
    n_found = n_cycles = n_unfinished = 0
    starts[0] = 0
    t = np.empty(2, np.int64)
    for closing in range(begin, end):
        if edges.payer[closing] == edges.payee[closing]:
            continue
        t[0] = edges.instant[closing] - limits.window
        t[1] = edges.instant[closing] - 1
        if limits.edgewise:
            outlook = possible_edgewise(edges, s, limits, closing, t)
        else:
            outlook = possible(edges, s, limits, edges.payee[closing], edges.payer[closing], t)
        all_found = outlook >= 0
        if outlook == 1:
            room = min(limits.max_cycles_per_root, limits.max_cycles - n_cycles)
            n, all_found = _walk(edges, s, limits, closing, t, room)
            size = s.chain_end[n]
            while n_found + size > len(found):
                found = twice_as_long(found)
            if n_cycles + limits.max_cycles_per_root >= len(starts):
                starts = twice_as_long(starts)
            for i in range(size):
                found[n_found + i] = s.chain[i]
            for i in range(n):
                starts[n_cycles + 1 + i] = n_found + s.chain_end[i + 1]
            n_found += size
            n_cycles += n
        if not all_found:
            unfinished[n_unfinished] = closing
            n_unfinished += 1
        forget(s)
    return found[:n_found], starts[: n_cycles + 1], unfinished[:n_unfinished]
