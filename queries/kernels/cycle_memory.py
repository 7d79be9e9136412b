"""What the search for temporal cycles reads, and what it works with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from queries.kernels.graph import Int32s, Int64s

# Far outside any instant, and far enough from the ends of int64 to be added to.
NEVER = 1 << 62
ALWAYS = -(1 << 62)


class Edges(NamedTuple):
    """The arrays of a TransferGraph that the search reads."""

    payer: Int32s
    payee: Int32s
    instant: Int64s
    latest: Int64s
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

    `hop` is the longest time from a transfer to the next, `width` the widest that any time is
    known (`TransferGraph.width`). Without `banded` the two ratios mean nothing. `edgewise`: which
    transfer may follow which depends on more than their order, as it does where times are not
    exactly known, so that the search must tell apart the transfers between the same two accounts.
    """

    window: int
    hop: int
    edgewise: bool
    min_length: int
    max_length: int
    width: int
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
    clock[k]: first and last moment at which the k-th transfer of a chain can have been made.
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
    clock: npt.NDArray[np.int64]
    chain: Int32s
    chain_end: Int64s
    counters: Int64s
    zero: Int64s


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
        clock=np.zeros((levels, 2), np.int64),
        chain=ints(limits.max_cycles_per_root * limits.max_length),
        chain_end=longs(limits.max_cycles_per_root + 1),
        counters=longs(6),
        zero=longs(1),
    )
