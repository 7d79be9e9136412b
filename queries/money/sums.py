"""Money of a subject as it is told: sums by direction, currency, month and counterparty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.values.instants import Moment
from queries.answers import Money, Ref


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """In or out in one currency: rows of the ledger, transfers they stand for, and sum."""

    direction: str
    currency: str
    rows: int
    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class MonthlyFlow:
    """One month, direction ("in" or "out") and currency. `month` is "YYYY-MM" (UTC).

    An aggregate over a period counts wholly in the month in which its period starts.
    """

    month: str
    direction: str
    currency: str
    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class Counterparty:
    """Money between the subject and another account, by direction and currency.

    `account` is the other account (or whatever the ledger names), `holders` the parties
    that hold it. `first`, `last` are days where no more is known, else instants (UTC).
    """

    account: Ref
    holders: tuple[Ref, ...]
    direction: str
    count: int
    total: Money
    first: Moment
    last: Moment


@dataclass(frozen=True, slots=True)
class UnnamedFlow:
    """Money from or to what has no name, one of `kg.model.transfer.UNNAMED_KINDS`: cash, fees."""

    kind: str
    direction: str
    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class Flows:
    """Money in and out of the subject's accounts up to the portrait's moment.

    Transfers among the subject's own accounts are kept out of in and out and are summed
    in `internal`. `first`, `last` are the first and last activity, days where no more is known,
    else instants (UTC); None without any.
    `counterparties` are the largest by sum in each direction and currency;
    `counterparties_left_out` counts the rest. `unnamed` is what of the totals had no counterparty.
    """

    totals: tuple[CurrencyTotal, ...] = ()
    internal: tuple[CurrencyTotal, ...] = ()
    monthly: tuple[MonthlyFlow, ...] = ()
    counterparties: tuple[Counterparty, ...] = ()
    counterparties_left_out: int = 0
    unnamed: tuple[UnnamedFlow, ...] = ()
    first: Moment | None = None
    last: Moment | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one currency: sums in minor units and numbers of transfers."""

    month: str
    paid_in: int
    paid_out: int
    count_in: int
    count_out: int


def months(monthly: Sequence[MonthlyFlow], currency: str) -> list[Month]:
    """Every month from the first to the last with money in that currency, gaps as zero."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for flow in monthly:
        if flow.currency == currency:
            total, count = sums.get((flow.month, flow.direction), (0, 0))
            sums[flow.month, flow.direction] = (total + flow.total.minor, count + flow.count)
    if not sums:
        return []
    found = []
    month, last = min(month for month, _ in sums), max(month for month, _ in sums)
    while month <= last:
        paid_in, count_in = sums.get((month, "in"), (0, 0))
        paid_out, count_out = sums.get((month, "out"), (0, 0))
        found.append(Month(month, paid_in, paid_out, count_in, count_out))
        month = _next_month(month)
    return found


def _next_month(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
