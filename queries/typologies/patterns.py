"""Patterns that kernels found: features as columns, and each pattern on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from queries.kernels.graph import Int32s, Int64s, TransferGraph
from queries.typologies.typology import MOST_TIMES, Floats, ParameterValue

HOUR = 3_600_000_000
"""Microseconds."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One occurrence.

    Attributes:
        subject: vertex number of the account it is about.
        members: vertex numbers of all accounts in it, subject included.
        edges: its transfers, in order of time; never empty.
        key: what makes it this pattern and no other; the same when it is found again later.
        amount, currency: the sum that tells its size, minor units, and the currency's number.
        others: vertex numbers of further accounts by the names the kernel gives them
            (`KernelSpec.others`), to be told in texts.
    """

    subject: int
    members: Int32s
    edges: Int32s
    key: tuple[str, ...]
    amount: int
    currency: int
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Patterns:
    """All occurrences found by one kernel run.

    `features` has a column for each feature of the kernel's specification; `pattern(i)` makes
    the i-th. Of features that times which are not exactly known leave open, that is the least, and
    `most` has the largest. `notes` say in what way the search was not complete, if it was not.
    `unheard` marks, for features that are multiples of what is usual, where the usual is nothing
    at all.
    """

    features: Mapping[str, Floats]
    pattern: Callable[[int], Pattern]
    notes: tuple[str, ...] = field(default=())
    unheard: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    most: Mapping[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.features.values())))


Finder = Callable[["Population", Mapping[str, ParameterValue]], Patterns]


class Population:
    """A graph with what its accounts and transfers together say: the peers' baseline.

    Peers are those of the same ledger, the lake source that a transfer came from: the ledgers of
    two institutions, of other years or with other kinds of transfers, say nothing of what is
    usual in each other. A source that is read in beside them changes nothing here.
    """

    def __init__(self, graph: TransferGraph) -> None:
        self.graph = graph

    @cached_property
    def ledger(self) -> Int32s:
        """Number of the source of each transfer: what its id (`SOURCE/ID`) has up to the `/`.

        Transfers whose ids have no `/` are of one source.
        """
        named = pc.extract_regex(self.graph.ids, pattern=r"^(?P<source>[^/]*)/")
        encoded = pc.fill_null(pc.struct_field(named, "source"), "").dictionary_encode()
        order = pc.sort_indices(encoded.dictionary).to_numpy()
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        numbers: Int32s = rank[encoded.indices.to_numpy()]
        return numbers

    @cached_property
    def spans(self) -> Int64s:
        """Microseconds for which each account's own sources have transfers, at least 0.

        A source covers the time from its first to its last transfer. Where an account has
        transfers of several, times that they share count once, and gaps between them not at all.
        """
        graph = self.graph
        first, last = _covered(self.ledger, graph)
        ends = np.r_[graph.payer, graph.payee].astype(np.int64)
        pairs = np.unique(ends * max(len(first), 1) + np.r_[self.ledger, self.ledger])
        account, source = np.divmod(pairs, max(len(first), 1))
        spans = np.zeros(graph.n_accounts, np.int64)
        spans[account] = (last - first)[source]
        several = np.flatnonzero(np.bincount(account, minlength=graph.n_accounts) > 1)
        for vertex in several.tolist():
            own = source[np.searchsorted(account, vertex) : np.searchsorted(account, vertex + 1)]
            spans[vertex] = _union(first[own], last[own])
        return spans

    @cached_property
    def _sizes(self) -> dict[tuple[int, int], Int64s]:
        graph = self.graph
        return {
            (ledger, currency): np.sort(
                graph.amount[(graph.currency == currency) & (self.ledger == ledger)]
            )
            for ledger, currency in set(
                zip(self.ledger.tolist(), graph.currency.tolist(), strict=True)
            )
        }

    @cached_property
    def counterparties(self) -> Int64s:
        """Distinct counterparties of each account, paid and payers together."""
        graph = self.graph
        n = max(graph.n_accounts, 1)
        ends = np.r_[graph.payer, graph.payee].astype(np.int64), np.r_[graph.payee, graph.payer]
        between = ends[0] != ends[1]
        pairs = np.unique(ends[0][between] * n + ends[1][between])
        return np.bincount(pairs // n, minlength=graph.n_accounts).astype(np.int64)

    def size_percentile(
        self, amount: npt.ArrayLike, currency: npt.ArrayLike, edge: npt.ArrayLike
    ) -> Floats:
        """Percent of all transfers in the currency and the ledger of `edge` below `amount`."""
        amounts, currencies = np.asarray(amount, np.float64), np.asarray(currency, np.int64)
        ledgers = self.ledger[np.asarray(edge, np.int64)].astype(np.int64)
        result = np.full(len(amounts), np.nan)
        for (ledger, number), sizes in self._sizes.items():
            here = (currencies == number) & (ledgers == ledger)
            result[here] = 100 * np.searchsorted(sizes, amounts[here]) / len(sizes)
        return result


def _covered(ledger: Int32s, graph: TransferGraph) -> tuple[Int64s, Int64s]:
    """First and last moment of each source; instants stand in ascending order."""
    sources, first = np.unique(ledger, return_index=True)
    last = np.full(len(sources), np.iinfo(np.int64).min, np.int64)
    np.maximum.at(last, ledger, graph.latest)
    return graph.instant[first], last


def _union(first: Int64s, last: Int64s) -> int:
    """Length of the union of closed intervals."""
    covered, reached = 0, int(first.min())
    for start, end in sorted(zip(first.tolist(), last.tolist(), strict=True)):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def percentile_within(values: Int64s, group: Int64s) -> Floats:
    """Percent of the values of the same group that are smaller, for each value."""
    result = np.zeros(len(values))
    for number in np.unique(group):
        here = group == number
        ordered = np.sort(values[here])
        result[here] = 100 * np.searchsorted(ordered, values[here]) / len(ordered)
    return result


def ratio(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Floats:
    """Quotients as floats; not-a-number where the denominator is 0."""
    over, under = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    quotient: Floats = np.full(over.shape, np.nan)
    np.divide(over, under, out=quotient, where=under != 0)
    return quotient


def times_usual(value: npt.ArrayLike, usual: npt.ArrayLike) -> Floats:
    """`value` as a multiple of `usual`, which counts as at least 1; held to MOST_TIMES."""
    usual_or_one = np.maximum(np.asarray(usual, np.float64), 1.0)
    times: Floats = np.minimum(np.asarray(value, np.float64) / usual_or_one, MOST_TIMES)
    return times


def floats(values: npt.ArrayLike) -> Floats:
    """Any column as floats."""
    return np.asarray(values, np.float64)


def durations(graph: TransferGraph, supports: Sequence[Int32s]) -> tuple[Floats, Floats]:
    """The least and the longest time, in hours, from the first to the last of some transfers."""
    bounds = [
        (
            max(0, int(graph.instant[edges].max() - graph.latest[edges].min())),
            int(graph.latest[edges].max() - graph.instant[edges].min()),
        )
        for edges in supports
    ]
    least, longest = zip(*bounds, strict=True) if bounds else ((), ())
    return floats(least) / HOUR, floats(longest) / HOUR


def accounts_of(graph: TransferGraph, edges: Int32s) -> Int32s:
    """Distinct payers and payees of transfers, ascending."""
    return np.union1d(graph.payer[edges], graph.payee[edges])


def key_of(
    population: Population, account: int, currency: int, edges: Int32s
) -> tuple[str, str, str]:
    """Account, currency and first transfer: these stay as a pattern grows."""
    graph = population.graph
    first = graph.transfer_ids(edges[:1])[0]
    return graph.account(account), graph.currencies[currency], first


def account_pattern(
    population: Population, account: int, currency: int, edges: Int32s, amount: int
) -> Pattern:
    """The pattern of one account in one currency, with all whom its transfers join to it."""
    return Pattern(
        subject=account,
        members=accounts_of(population.graph, edges),
        edges=edges,
        key=key_of(population, account, currency, edges),
        amount=amount,
        currency=currency,
    )
