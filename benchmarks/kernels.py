"""Temporal cycles against NetworkX and, where it is installed, snapml; the other kernels' times.

    python benchmarks/kernels.py --transfers 1000000 --accounts 50000

The ledger is synthetic: payers and payees drawn with unequal weights, instants uniform over half a
year, rings of three to six accounts planted in it. Every engine is asked for the same cycles, and
what they find is compared; none is timed on an answer that differs.

NetworkX has no temporal cycles. It gets what helps it most: the ledger is cut into overlapping
pieces of twice the window, `simple_cycles` with a length bound runs on each, and the cycles are
then checked against time. It runs in a process of its own and is stopped at `--limit` seconds.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import networkx as nx
import numpy as np
import pyarrow as pa

from queries import kernels
from queries.kernels import Cycles, TransferGraph, temporal_cycles

DAYS = 181
SECOND = 1_000_000
"""Microseconds."""

CycleKey = tuple[int, tuple[int, ...]]
"""Closing transfer, and accounts from the one it opens at."""


@dataclass(frozen=True)
class Result:
    """One engine's answer; `seconds` is None where it did not finish."""

    engine: str
    seconds: float | None
    cycles: int | None
    note: str = ""


def make_ledger(transfers: int, accounts: int, seed: int) -> pa.Table:
    """A ledger in order of time, with one ring planted for each thousand transfers.

    Round a ring the amount shrinks by 3 % a transfer.
    """
    generator = np.random.default_rng(seed)
    weights = np.arange(1, accounts + 1) ** -0.5
    weights /= weights.sum()
    rings = transfers // 1000
    sizes = generator.integers(3, 7, rings)
    rest = transfers - int(sizes.sum())
    payer = [generator.choice(accounts, rest, p=weights)]
    payee = [generator.permutation(accounts)[generator.choice(accounts, rest, p=weights)]]
    second = [generator.integers(1, DAYS * 86_400, rest)]
    amount = [generator.lognormal(9, 1.5, rest)]
    for size in sizes.tolist():
        ring = generator.choice(accounts, size, replace=False)
        payer.append(ring)
        payee.append(np.roll(ring, -1))
        hops = np.cumsum(generator.integers(3600, 86_400, size))
        second.append(generator.integers(1, (DAYS - 7) * 86_400) + hops)
        amount.append(generator.lognormal(12, 0.5) * 0.97 ** np.arange(size))
    instants = np.concatenate(second)
    order = np.argsort(instants, kind="stable")
    numbers = np.concatenate(payer)[order], np.concatenate(payee)[order]
    amounts = np.concatenate(amount)[order].astype(np.int64) + 1
    return pa.table(
        {
            "id": [f"t{n:08}" for n in range(transfers)],
            "from_id": np.char.mod("%07d", numbers[0]),
            "to_id": np.char.mod("%07d", numbers[1]),
            "instant": pa.array(instants[order] * SECOND, pa.timestamp("us", tz="UTC")),
            "amount": amounts,
            "currency": pa.array(["EUR"] * transfers),
        }
    )


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Best of two runs, the first of which also compiles."""
    run()
    best = float("inf")
    for _ in range(2):
        began = time.perf_counter()
        answer = run()
        best = min(best, time.perf_counter() - began)
    return best, answer


def keys_of(graph: TransferGraph, cycles: Cycles) -> set[CycleKey]:
    """The cycles as closing transfer and accounts."""
    return {(int(c[-1]), tuple(graph.payer[c].tolist())) for c in cycles}


def networkx_keys(graph: TransferGraph, window: timedelta, length: int) -> set[CycleKey]:
    """The same cycles by NetworkX."""
    width = window // timedelta(microseconds=1)
    found: set[CycleKey] = set()
    for begin in range(int(graph.instant[0]) - width, int(graph.instant[-1]) + 1, width):
        first, middle, last = np.searchsorted(
            graph.instant, [begin, begin + width, begin + 2 * width]
        ).tolist()
        edges: dict[tuple[int, int], list[int]] = {}
        for e in range(first, last):
            edges.setdefault((int(graph.payer[e]), int(graph.payee[e])), []).append(e)
        piece = nx.DiGraph(pair for pair in edges if pair[0] != pair[1])
        for cycle in nx.simple_cycles(piece, length_bound=length):
            for turn in range(len(cycle)):
                accounts = cycle[turn:] + cycle[:turn]
                hops = list(zip(accounts, [*accounts[1:], accounts[0]], strict=True))
                for closing in edges[hops[-1]]:
                    if closing >= middle and chained(graph, hops, edges, closing, width):
                        found.add((closing, tuple(accounts)))
    return found


def chained(
    graph: TransferGraph,
    hops: list[tuple[int, int]],
    edges: dict[tuple[int, int], list[int]],
    closing: int,
    width: int,
) -> bool:
    """Whether the hops can be made in order of time, the last one by `closing`."""
    bound = int(graph.instant[closing])
    lower = bound - width
    for hop in reversed(hops[:-1]):
        earlier = [int(graph.instant[e]) for e in edges[hop] if int(graph.instant[e]) < bound]
        if not earlier or max(earlier) < lower:
            return False
        bound = max(earlier)
    return True


def _networkx_process(table: pa.Table, days: float, length: int, pipe: Any) -> None:
    graph = TransferGraph.from_arrow(table)
    began = time.perf_counter()
    found = networkx_keys(graph, timedelta(days=days), length)
    pipe.send((time.perf_counter() - began, found))


def run_networkx(
    table: pa.Table, days: float, length: int, limit: float
) -> tuple[float, set[CycleKey]] | None:
    """Seconds and cycles, None when it was stopped."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(
        target=_networkx_process, args=(table, days, length, sender)
    )
    process.start()
    answer = receiver.recv() if receiver.poll(limit) else None
    process.terminate()
    process.join()
    return answer


def bundles(graph: TransferGraph, cycles: Cycles, window: timedelta) -> Iterator[set[int]]:
    """Of each cycle all transfers that lie on any of its chains, as snapml counts them."""
    width = window // timedelta(microseconds=1)
    between: dict[tuple[int, int], list[int]] = {}
    wanted = {
        (int(graph.payer[e]), int(graph.payee[e])) for cycle in cycles for e in cycle.tolist()
    }
    for e, pair in enumerate(zip(graph.payer.tolist(), graph.payee.tolist(), strict=True)):
        if pair in wanted:
            between.setdefault(pair, []).append(e)
    instant = graph.instant
    for cycle in cycles:
        closing = int(cycle[-1])
        lower = int(instant[closing]) - width
        levels = [
            [
                e
                for e in between[int(graph.payer[hop]), int(graph.payee[hop])]
                if lower <= instant[e] < instant[closing]
            ]
            for hop in cycle[:-1].tolist()
        ]
        earliest = -1
        for n, level in enumerate(levels):
            levels[n] = [e for e in level if instant[e] > earliest]
            earliest = min(int(instant[e]) for e in levels[n])
        latest = int(instant[closing])
        for n in range(len(levels) - 1, -1, -1):
            levels[n] = [e for e in levels[n] if instant[e] < latest]
            latest = max(int(instant[e]) for e in levels[n])
        yield {closing, *(e for level in levels for e in level)}


def run_snapml(graph: TransferGraph, window: timedelta, length: int, threads: int) -> Any:
    """Seconds and a histogram of cycle lengths for each transfer; None where it is missing."""
    try:
        from snapml import GraphFeaturePreprocessor  # type: ignore[import-not-found]
    except ImportError:
        return None
    features = np.ascontiguousarray(
        np.column_stack(
            [
                np.arange(graph.n_transfers),
                graph.payer,
                graph.payee,
                (graph.instant - graph.instant[0]) // SECOND + 1,
            ]
        ).astype(float)
    )
    preprocessor = GraphFeaturePreprocessor()
    parameters = preprocessor.get_params()
    parameters |= {
        "num_threads": threads,
        "time_window": 2 * DAYS * 86_400,
        "vertex_stats": False,
        "fan": False,
        "degree": False,
        "scatter-gather": False,
        "lc-cycle": False,
        "temp-cycle": True,
        "temp-cycle_tw": window // timedelta(seconds=1),
        "temp-cycle_bins": list(range(2, length + 2)),
    }
    preprocessor.set_params(parameters)
    began = time.perf_counter()
    histogram = preprocessor.transform(features)[:, 4:]
    return time.perf_counter() - began, histogram.astype(np.int64)


def main(arguments: Sequence[str] = ()) -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--transfers", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=200_000)
    parser.add_argument("--window", type=float, default=7.0, help="days")
    parser.add_argument("--length", type=int, default=6, help="longest cycle")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds NetworkX may take")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args(arguments)

    window = timedelta(days=chosen.window)
    table = make_ledger(chosen.transfers, chosen.accounts, chosen.seed)
    began = time.perf_counter()
    graph = TransferGraph.from_arrow(table)
    print(
        f"{graph.n_transfers:,} transfers, {graph.n_accounts:,} accounts, window"
        f" {chosen.window:g} days, cycles of up to {chosen.length} transfers, {chosen.threads}"
        f" threads;"
        f" graph built in {time.perf_counter() - began:.2f} s"
    )
    seconds, cycles = timed(
        lambda: temporal_cycles(graph, window, max_length=chosen.length, threads=chosen.threads)
    )
    results = [Result("riskweave", seconds, len(cycles), "all" if not cycles.truncated else "cut")]
    results.append(_against_snapml(graph, window, chosen, cycles))
    results.append(_against_networkx(graph, table, chosen, cycles))
    _print_table(results, seconds)
    _print_kernels(graph)


def _against_snapml(graph: TransferGraph, window: timedelta, chosen: Any, cycles: Cycles) -> Result:
    answer = run_snapml(graph, window, chosen.length, chosen.threads)
    if answer is None:
        return Result("snapml", None, None, "not installed")
    seconds, histogram = answer
    longer = int(histogram[:, -1].sum())
    expected = np.zeros_like(histogram)
    for cycle, bundle in zip(cycles, bundles(graph, cycles, window), strict=True):
        expected[list(bundle), len(cycle) - 2] += 1
    same = np.array_equal(expected[:, :-1], histogram[:, :-1])
    note = "same cycles" if same else "OTHER CYCLES"
    if longer:
        note += f"; also looks for longer ones ({longer} counts)"
    return Result("snapml", seconds, len(cycles) if same else None, note)


def _against_networkx(graph: TransferGraph, table: pa.Table, chosen: Any, cycles: Cycles) -> Result:
    answer = run_networkx(table, chosen.window, chosen.length, chosen.limit)
    if answer is None:
        return Result("networkx", None, None, f"stopped after {chosen.limit:.0f} s")
    seconds, found = answer
    same = found == keys_of(graph, cycles)
    return Result("networkx", seconds, len(found), "same cycles" if same else "OTHER CYCLES")


def _print_table(results: list[Result], ours: float) -> None:
    print(f"\n{'engine':12}{'seconds':>10}{'cycles':>10}{'times':>9}  note")
    for result in results:
        seconds = f"{result.seconds:.2f}" if result.seconds is not None else "-"
        times = f"{result.seconds / ours:.1f}" if result.seconds is not None else "-"
        cycles = f"{result.cycles:,}" if result.cycles is not None else "-"
        print(f"{result.engine:12}{seconds:>10}{cycles:>10}{times:>9}  {result.note}")


def _print_kernels(graph: TransferGraph) -> None:
    week = timedelta(days=7)
    runs: dict[str, Callable[[], Any]] = {
        "cycles, amounts within 80-102 %": lambda: temporal_cycles(
            graph, timedelta(days=30), hop=week, max_length=10, amount_band=(0.8, 1.02)
        ),
        "fan_in": lambda: kernels.fan_in(graph, week),
        "fan_out": lambda: kernels.fan_out(graph, week),
        "pass_through": lambda: kernels.pass_through(graph, timedelta(days=2)),
        "scatter_gather": lambda: kernels.scatter_gather(graph, week),
        "gather_scatter": lambda: kernels.gather_scatter(graph, week),
        "structuring": lambda: kernels.structuring(graph, week, {"EUR": 1_000_000}),
        "repeated_payments": lambda: kernels.repeated_payments(graph, timedelta(days=1)),
        "chains": lambda: kernels.chains(graph, timedelta(days=2)),
        "bipartite": lambda: kernels.bipartite(graph, week),
        "stacks": lambda: kernels.stacks(graph, week),
    }
    print(f"\n{'kernel':36}{'seconds':>10}{'found':>10}")
    for name, run in runs.items():
        seconds, found = timed(run)
        print(f"{name:36}{seconds:>10.2f}{len(found):>10,}")


if __name__ == "__main__":
    main(sys.argv[1:])
