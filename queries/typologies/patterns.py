"""Patterns that kernels found: features as columns, and each pattern on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from queries.kernels.graph import Int32s, Int64s, TransferGraph
from queries.typologies.model import Floats, ParameterValue

HOUR = 3_600_000_000
"""Microseconds."""

MOST_TIMES = 1000.0
"""Multiples of a baseline are held to this, as nearly nothing is no baseline."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One occurrence.

    Attributes:
        subject: vertex number of the account it is about.
        members: vertex numbers of all accounts in it, subject included.
        edges: its transfers, in order of time; never empty.
        key: what makes it this pattern and no other; the same when it is found again later.
        amount, currency: the sum that tells its size, minor units, and the currency's number.
    """

    subject: int
    members: Int32s
    edges: Int32s
    key: tuple[str, ...]
    amount: int
    currency: int


@dataclass(frozen=True, slots=True)
class Patterns:
    """All occurrences found by one kernel run.

    `features` has a column for each feature of the kernel's specification; `pattern(i)` makes
    the i-th. `notes` say in what way the search was not complete, if it was not.
    """

    features: Mapping[str, Floats]
    pattern: Callable[[int], Pattern]
    notes: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(next(iter(self.features.values())))


Finder = Callable[["Population", Mapping[str, ParameterValue]], Patterns]


class Population:
    """A graph with what all its accounts and transfers together say: the peers' baseline."""

    def __init__(self, graph: TransferGraph) -> None:
        self.graph = graph

    @cached_property
    def span(self) -> int:
        """Microseconds from the first to the last transfer; 0 without any."""
        instant = self.graph.instant
        return int(instant[-1] - instant[0]) if len(instant) else 0

    @cached_property
    def _sizes(self) -> list[Int64s]:
        graph = self.graph
        return [
            np.sort(graph.amount[graph.currency == number])
            for number in range(len(graph.currencies))
        ]

    @cached_property
    def counterparties(self) -> Int64s:
        """Distinct counterparties of each account, paid and payers together."""
        graph = self.graph
        n = max(graph.n_accounts, 1)
        ends = np.r_[graph.payer, graph.payee].astype(np.int64), np.r_[graph.payee, graph.payer]
        between = ends[0] != ends[1]
        pairs = np.unique(ends[0][between] * n + ends[1][between])
        return np.bincount(pairs // n, minlength=graph.n_accounts).astype(np.int64)

    def size_percentile(self, amount: npt.ArrayLike, currency: npt.ArrayLike) -> Floats:
        """Percent of all transfers in the currency that are smaller than `amount`."""
        amounts, currencies = np.asarray(amount, np.float64), np.asarray(currency, np.int64)
        result = np.full(len(amounts), np.nan)
        for number in np.unique(currencies):
            here = currencies == number
            sizes = self._sizes[number]
            if len(sizes):
                result[here] = 100 * np.searchsorted(sizes, amounts[here]) / len(sizes)
        return result


def percentile_within(values: Int64s, group: Int32s) -> Floats:
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


def accounts_of(graph: TransferGraph, edges: Int32s) -> Int32s:
    """Distinct payers and payees of transfers, ascending."""
    return np.union1d(graph.payer[edges], graph.payee[edges])
