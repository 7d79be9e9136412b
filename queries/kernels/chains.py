"""Layering chains: one sum handed from account to account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from queries.kernels.graph import Int32s, Int64s, TransferGraph
from queries.kernels.pass_through import pass_through


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains of transfers, each the passing on of the one before; no transfer is in two.

    `edges[start[i]:start[i + 1]]` are the transfers of chain i, one after the other. An account
    may stand in a chain more than once.
    """

    edges: Int32s
    start: Int64s

    def __len__(self) -> int:
        return len(self.start) - 1

    def support(self, i: int) -> Int32s:
        """The transfers of chain `i`, one after the other."""
        return self.edges[self.start[i] : self.start[i + 1]]


def chains(
    graph: TransferGraph,
    window: timedelta,
    *,
    amount_band: tuple[float, float] = (0.9, 1.0),
    min_transfers: int = 4,
) -> Chains:
    """Maximal chains in which every account passes on, in one transfer, what it got.

    What is the passing on of what is decided as in `pass_through`, first in, first out, with
    only single outgoing transfers as large as the band asks for. There are moments at which the
    transfers of a chain can have been made one after the other; where the next one had to be
    earlier, another chain begins with it. A round within which the order is not known opens with
    the first of its transfers in the ledger's order.

    Args:
        graph: the transfers.
        window: longest time an account keeps the money.
        amount_band: (low, high), shares of the incoming amount.
        min_transfers: shorter chains are left out; at least 2.

    Raises:
        ValueError: a bound is out of range.
    """
    if min_transfers < 2:
        raise ValueError("min_transfers must be at least 2")
    passed = pass_through(graph, window, amount_band=amount_band, min_part=min(amount_band[0], 1.0))
    single = np.diff(passed.out_start) == 1
    came = passed.incoming[single]
    went = passed.out_edge[passed.out_start[:-1][single]]
    following = np.full(graph.n_transfers, -1, np.int64)
    following[came] = went
    opens = np.setdiff1d(came, went)
    found: list[list[int]] = []
    told = np.zeros(graph.n_transfers, np.bool_)
    for opening in [*opens.tolist(), *np.sort(came).tolist()]:
        after, moment = opening, int(graph.instant[opening])
        chain: list[int] = []
        while after >= 0 and not told[after]:
            told[after] = True
            if graph.latest[after] < moment:
                found.append(chain)
                chain, moment = [], int(graph.instant[after])
            chain.append(after)
            moment = max(moment, int(graph.instant[after]))
            after = int(following[after])
        found.append(chain)
    found = [chain for chain in found if len(chain) >= min_transfers]
    sizes = [len(chain) for chain in found]
    return Chains(
        edges=np.array([e for chain in found for e in chain], np.int32),
        start=np.r_[0, np.cumsum(sizes)].astype(np.int64),
    )
