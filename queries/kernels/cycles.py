"""Temporal cycles: money that comes back to where it started."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from queries.kernels.cycle_memory import Edges, Limits, scratch
from queries.kernels.cycle_search import search
from queries.kernels.graph import Int32s, Int64s, TransferGraph, microseconds

_CLOSING_TRANSFERS_A_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Cycles:
    """Cycles found, ordered by their closing transfer.

    Attributes:
        edges: transfers of all cycles one after another, each cycle's opening one first.
        start: cycle `i` is `edges[start[i]:start[i + 1]]`.
        unfinished: closing transfers at which a limit was met, so that cycles may be missing.
            Empty means that every cycle was found.
    """

    edges: Int32s
    start: Int64s
    unfinished: Int32s

    def __len__(self) -> int:
        return len(self.start) - 1

    def __iter__(self) -> Iterator[Int32s]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, i: int) -> Int32s:
        return self.edges[self.start[i] : self.start[i + 1]]

    @property
    def truncated(self) -> bool:
        """Whether a limit was met anywhere."""
        return len(self.unfinished) > 0


def temporal_cycles(
    graph: TransferGraph,
    window: timedelta,
    *,
    max_length: int = 6,
    min_length: int = 2,
    hop: timedelta | None = None,
    amount_band: tuple[float, float] | None = None,
    max_cycles_per_root: int = 1_000,
    max_steps_per_root: int = 200_000,
    max_cycles: int = 1_000_000,
    threads: int | None = None,
) -> Cycles:
    """Every simple temporal cycle, once.

    A temporal cycle goes through distinct accounts along transfers each later than the one
    before, and back to the first account; from its opening to its closing transfer no more than
    `window` passes (exactly `window` is allowed). Where several transfers lead from one account
    to the next, cycles through the same accounts with the same closing transfer are one cycle,
    shown by one chain of transfers: of all its chains the one that opens latest and then
    goes on latest. This is what snapml's GraphFeaturePreprocessor counts as `temp-cycle`,
    except that lengths are bounded here.

    A cycle is known from its closing transfer on, so that later transfers change no cycle.

    Where times are not exactly known (`intervals`), a cycle is one for which there are moments,
    each possible for its transfer, that make it one. Of the same transfers in a round nobody knows
    then which came last: they are one cycle, which closes with the last in the ledger's order
    with which it can.

    Args:
        graph: the transfers. Transfers of an account to itself are no part of a cycle.
        window: longest time from opening to closing.
        max_length, min_length: number of transfers in a cycle, at least 2.
        hop: longest time from one transfer to the next; None is `window`.
        amount_band: (low, high); each transfer is paid in the currency that the one before
            was received in, and is between low and high times its amount. None is any amount
            in any currency.
        max_cycles_per_root: most cycles for one closing transfer.
        max_steps_per_root: most transfers looked at for one closing transfer.
        max_cycles: most cycles in all.
        threads: None is one for each processor. The result does not depend on it.

    Raises:
        ValueError: a bound is out of range.

    References:
        R. Kumar, T. Calders: 2SCENT: an efficient algorithm for enumerating all simple temporal
        cycles. PVLDB 11(11), 2018.
        J. Blanuša, K. Atasu, P. Ienne: Fast parallel algorithms for enumeration of simple,
        temporal, and hop-constrained cycles. ACM TOPC 10(3), 2023.
    """
    if not 2 <= min_length <= max_length:
        raise ValueError("2 <= min_length <= max_length must hold")
    if window < timedelta(0) or (hop is not None and hop < timedelta(0)):
        raise ValueError("window and hop must not be negative")
    if min(max_cycles_per_root, max_steps_per_root, max_cycles) < 1:
        raise ValueError("limits must be at least 1")
    low, high = amount_band or (0.0, 0.0)
    if not 0 <= low <= high:
        raise ValueError("amount_band must be 0 <= low <= high")
    limits = Limits(
        window=microseconds(window),
        hop=microseconds(window if hop is None else hop),
        edgewise=amount_band is not None or hop is not None or not graph.exact,
        min_length=min_length,
        max_length=max_length,
        width=graph.width,
        banded=amount_band is not None,
        low=float(low),
        high=float(high),
        max_cycles_per_root=max_cycles_per_root,
        max_steps_per_root=max_steps_per_root,
        max_cycles=max_cycles,
    )
    edges = Edges(
        payer=graph.payer,
        payee=graph.payee,
        instant=graph.instant,
        latest=graph.latest,
        amount=graph.amount,
        currency=graph.currency,
        received=graph.received,
        received_currency=graph.received_currency,
        out_start=graph.out_start,
        out_edge=graph.out_edge,
        in_start=graph.in_start,
        in_edge=graph.in_edge,
    )
    begins = range(0, graph.n_transfers, _CLOSING_TRANSFERS_A_PIECE)

    def piece(begin: int) -> tuple[Int32s, Int64s, Int32s]:
        end = min(begin + _CLOSING_TRANSFERS_A_PIECE, graph.n_transfers)
        return search(
            edges, scratch(graph.n_accounts, graph.n_transfers, limits), limits, begin, end
        )

    workers = min(threads or os.cpu_count() or 1, max(len(begins), 1))
    with ThreadPoolExecutor(max_workers=workers) as pool:
        pieces = list(pool.map(piece, begins))
    found = _joined(pieces, max_cycles)
    return found if graph.exact else _each_round_once(found)


def _joined(pieces: list[tuple[Int32s, Int64s, Int32s]], max_cycles: int) -> Cycles:
    edges = [found for found, _, _ in pieces]
    lengths = [np.diff(starts) for _, starts, _ in pieces]
    unfinished = np.concatenate([np.empty(0, np.int32), *(u for _, _, u in pieces)])
    all_edges = np.concatenate([np.empty(0, np.int32), *edges])
    start = np.concatenate([[0], np.cumsum(np.concatenate([np.empty(0, np.int64), *lengths]))])
    start = start.astype(np.int64)
    if len(start) - 1 > max_cycles:
        first_lost = all_edges[start[max_cycles + 1] - 1]
        unfinished = np.union1d(unfinished, np.array([first_lost], np.int32))
        start = start[: max_cycles + 1]
        all_edges = all_edges[: start[-1]]
    return Cycles(all_edges, start, unfinished)


def _each_round_once(cycles: Cycles) -> Cycles:
    """Of the cycles over the same transfers the one with the last closing transfer."""
    last = {tuple(np.sort(edges).tolist()): i for i, edges in enumerate(cycles)}
    kept = [cycles[i] for i in sorted(last.values())]
    return Cycles(
        np.concatenate([np.empty(0, np.int32), *kept]),
        np.r_[0, np.cumsum([len(edges) for edges in kept])].astype(np.int64),
        cycles.unfinished,
    )
