"""Ledger rows for paths and maps: as arrays to search, and as hops to show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.model import Relation
from kg.values.instants import Moment, epoch_ms
from queries.answers import Money
from queries.connections.money_paths import MoneyRows

if TYPE_CHECKING:
    from kg.view import View

_ROWS_SQL = """
SELECT from_id, to_id, epoch_us(instant) AS first, epoch_us(ends) AS last, id
FROM ledger WHERE from_id <> to_id AND named ORDER BY instant, id
"""

_MOST_TRANSFERS_NAMED = 100


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole ledger of a view as arrays: `accounts` by number, `ids` by row place."""

    rows: MoneyRows
    accounts: pa.Array
    ids: pa.Array

    def numbers(self, accounts: Iterable[str]) -> list[int]:
        """Numbers of those accounts that the ledger knows, in ascending order."""
        wanted = pa.array(sorted(set(accounts)), type=pa.string())
        found = pc.index_in(wanted, value_set=self.accounts).drop_null()
        return sorted(int(number) for number in found.to_pylist())


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row to show; `received` is None where nothing was converted.

    first, last: days where it is known by days, else instants. begins, ends: the moments between
    which it happened, UTC.
    """

    id: str
    payer: str
    payee: str
    first: Moment
    last: Moment
    begins: datetime
    ends: datetime
    count: int
    paid: Money
    received: Money | None
    source: str
    channel: str | None
    format: str | None
    purpose: str | None


@dataclass(frozen=True, slots=True)
class PairSum:
    """All rows from one account to another in one currency; times as in LedgerRow."""

    payer: str
    payee: str
    rows: int
    count: int
    paid: Money
    first: Moment
    last: Moment
    begins: datetime
    ends: datetime
    sources: tuple[str, ...]
    transfers: tuple[str, ...]


FIRST_AND_LAST = """
    min(instant) AS first, arg_min_null(first_day, (instant, first_day IS NULL)) AS first_day,
    max(ends) AS last, arg_max_null(last_day, (ends, last_day IS NOT NULL)) AS last_day
"""
"""Of several rows of the ledger: their first and last moment, and its day where that is known."""


def read_ledger(view: View) -> Ledger:
    """All transfers up to the view's moment, oldest first, but for those to oneself or nobody."""
    table = view.arrow(_ROWS_SQL).combine_chunks()
    names = pa.chunked_array([*table["from_id"].chunks, *table["to_id"].chunks], type=pa.string())
    accounts = pc.unique(names).take(pc.sort_indices(pc.unique(names)))
    numbered = [
        _int64(pc.index_in(table[column], value_set=accounts)) for column in ("from_id", "to_id")
    ]
    return Ledger(
        MoneyRows(
            source=numbered[0],
            target=numbered[1],
            first=_int64(table["first"]),
            last=_int64(table["last"]),
            accounts=len(accounts),
        ),
        accounts,
        table["id"],
    )


def ledger_rows(view: View, ids: Collection[str]) -> dict[str, LedgerRow]:
    """Rows by id (`SOURCE/ID`)."""
    found = {}
    for row in view.sql(
        """
        SELECT id, from_id, to_id, instant, ends, first_day, last_day, count, amount, currency,
               received_amount, received_currency, source, channel, format, purpose
        FROM ledger WHERE id IN (SELECT unnest($ids))
        """,
        {"ids": sorted(set(ids))},
    ).dicts():
        received = None
        if row["received_amount"] is not None:
            currency = row["received_currency"] or row["currency"]
            received = Money(row["received_amount"], currency)
        found[row["id"]] = LedgerRow(
            id=row["id"],
            payer=row["from_id"],
            payee=row["to_id"],
            first=row["first_day"] or row["instant"],
            last=row["last_day"] or row["ends"],
            begins=row["instant"],
            ends=row["ends"],
            count=row["count"],
            paid=Money(row["amount"], row["currency"]),
            received=received,
            source=row["source"],
            channel=row["channel"],
            format=row["format"],
            purpose=row["purpose"],
        )
    return dict(sorted(found.items()))


def pair_sums(
    view: View, accounts: Collection[str], *, without: Collection[str] = ()
) -> list[PairSum]:
    """Sums of the rows whose payer and payee are both among `accounts`.

    Args:
        without: ids of rows that are left out of the sums.
    """
    return _sums(
        view,
        "FROM ledger WHERE from_id IN (SELECT unnest($accounts))"
        " AND to_id IN (SELECT unnest($accounts)) AND id NOT IN (SELECT unnest($without))",
        {"accounts": sorted(set(accounts)), "without": sorted(set(without)) or [""]},
    )


def outside_sums(
    view: View, accounts: Collection[str], inside: Collection[str], outside: str
) -> list[PairSum]:
    """Sums of what each of `accounts` exchanged with all that are not `inside` and have a name.

    Those others are one end of each sum, `outside` with the account's id put in for `{}`.
    """
    other = (
        "CASE WHEN {0} IN (SELECT unnest($near)) THEN {0} ELSE replace($outside, '{{}}', {1}) END"
    )
    return _sums(
        view,
        f"""
        FROM (
            SELECT * REPLACE ({other.format("from_id", "to_id")} AS from_id,
                              {other.format("to_id", "from_id")} AS to_id)
            FROM ledger
            WHERE named AND (
                from_id IN (SELECT unnest($near)) AND to_id NOT IN (SELECT unnest($inside))
                OR to_id IN (SELECT unnest($near)) AND from_id NOT IN (SELECT unnest($inside)))
        )
        """,
        {"near": sorted(accounts), "inside": sorted(inside), "outside": outside},
    )


def _sums(view: View, rows: str, parameters: Mapping[str, Any]) -> list[PairSum]:
    """Rows of the ledger (a FROM, and what follows it) by payer, payee and currency."""
    return [
        PairSum(
            payer=row["from_id"],
            payee=row["to_id"],
            rows=int(row["rows"]),
            count=int(row["transfers"]),
            paid=Money(int(row["paid"]), row["currency"]),
            first=row["first_day"] or row["first"],
            last=row["last_day"] or row["last"],
            begins=row["first"],
            ends=row["last"],
            sources=tuple(row["sources"]),
            transfers=tuple(row["ids"][:_MOST_TRANSFERS_NAMED]),
        )
        for row in view.sql(
            f"""
            SELECT from_id, to_id, currency, count(*) AS rows, sum(count) AS transfers,
                   sum(amount) AS paid, {FIRST_AND_LAST},
                   list(DISTINCT source ORDER BY source) AS sources,
                   list(id ORDER BY instant, id)[:{_MOST_TRANSFERS_NAMED}] AS ids
            {rows}
            GROUP BY from_id, to_id, currency ORDER BY from_id, to_id, currency
            """,
            parameters,
        ).dicts()
    ]


def row_relation(row: LedgerRow) -> Relation:
    """One ledger row as the graph would show it."""
    properties = {
        "amount": row.paid.minor,
        "currency": row.paid.currency,
        "count": row.count,
        **_times(row),
        "sources": [row.source],
    }
    for name in ("channel", "format", "purpose"):
        value = getattr(row, name)
        if value is not None:
            properties[name] = value
    return Relation(row.id, "TRANSFER", row.payer, row.payee, properties)


def pair_relation(pair: PairSum) -> Relation:
    """A sum as one relation; that of a single row carries the row's id."""
    relation_id = f"{pair.payer}|{pair.payee}|{pair.paid.currency}"
    return Relation(
        pair.transfers[0] if pair.rows == 1 else relation_id,
        "TRANSFER",
        pair.payer,
        pair.payee,
        {
            "amount": pair.paid.minor,
            "currency": pair.paid.currency,
            "count": pair.count,
            **_times(pair),
            "sources": list(pair.sources),
        },
    )


def _times(row: LedgerRow | PairSum) -> dict[str, int | str]:
    """The properties that say when: first, last and, where it is known by days, these."""
    times: dict[str, int | str] = {"first": epoch_ms(row.begins), "last": epoch_ms(row.ends)}
    if not isinstance(row.first, datetime) and not isinstance(row.last, datetime):
        if row.first == row.last:
            times["date"] = row.first.isoformat()
        else:
            times |= {"date_from": row.first.isoformat(), "date_to": row.last.isoformat()}
    return times


def _int64(column: pa.ChunkedArray) -> np.typing.NDArray[np.int64]:
    return np.ascontiguousarray(column.to_numpy(), dtype=np.int64)
