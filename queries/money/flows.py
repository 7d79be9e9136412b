"""Money in and out of a subject's accounts, from the ledger: exact sums, nothing sampled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kg.model.transfer import UNNAMED_END
from kg.values.instants import Moment
from queries.answers import Money, Ref
from queries.money.sums import Counterparty, CurrencyTotal, Flows, MonthlyFlow, UnnamedFlow

if TYPE_CHECKING:
    import duckdb

    from kg.view import View

MOVES = pa.schema(
    [
        pa.field("subject", pa.string()),
        pa.field("direction", pa.string()),
        pa.field("account", pa.string()),
        pa.field("counterparty", pa.string()),
        pa.field("transfer", pa.string()),
        pa.field("source", pa.string()),
        pa.field("moment", pa.int64()),
        pa.field("ends", pa.int64()),
        pa.field("day", pa.date32()),
        pa.field("first_day", pa.date32()),
        pa.field("last_day", pa.date32()),
        pa.field("as_of", pa.int64()),
        pa.field("count", pa.int64()),
        pa.field("amount", pa.int64()),
        pa.field("currency", pa.string()),
        pa.field("whole_unit", pa.int64()),
        pa.field("channel", pa.string()),
        pa.field("format", pa.string()),
    ]
)
"""The relation that features read; `queries.features.catalogue` says what each column holds."""

_MOVES_SQL = """
WITH members AS (
    SELECT unnest($subjects) AS subject, unnest($accounts) AS account
), units AS (
    SELECT unnest($currencies) AS currency, unnest($whole_units) AS whole_unit
), sides AS (
    SELECT m.subject, 'out' AS direction, m.account, l.to_id AS counterparty,
           l.amount AS amount, l.currency AS currency, l.*
               EXCLUDE (amount, currency, received_amount, received_currency)
    FROM ledger l JOIN members m ON m.account = l.from_id
    UNION ALL
    SELECT m.subject, 'in' AS direction, m.account, l.from_id AS counterparty,
           coalesce(l.received_amount, l.amount) AS amount,
           coalesce(l.received_currency, l.currency) AS currency, l.*
               EXCLUDE (amount, currency, received_amount, received_currency)
    FROM ledger l JOIN members m ON m.account = l.to_id
)
SELECT s.subject, s.direction, s.account, s.counterparty, s.id AS transfer, s.source,
       epoch_us(s.instant) AS moment, epoch_us(s.ends) AS ends, s.day, s.first_day, s.last_day,
       coalesce($as_of, (SELECT max(epoch_us(ends)) FROM ledger)) AS as_of,
       s.count, s.amount, s.currency, u.whole_unit, s.channel, s.format
FROM sides s JOIN units u ON u.currency = s.currency
LEFT JOIN members own ON own.subject = s.subject AND own.account = s.counterparty
WHERE (own.account IS NULL) <> $internal
ORDER BY s.subject, moment, transfer, direction
"""


@dataclass(frozen=True, slots=True)
class Moves:
    """What the ledger has on some subjects' accounts.

    outside: rows of MOVES with others. internal: rows between a subject's own accounts, once
    each, seen from the payer.
    """

    outside: pa.Table
    internal: pa.Table

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A fresh DuckDB connection with relations `moves` and `internal_moves`."""
        import duckdb

        con = duckdb.connect()
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET threads = 1")
        con.register("moves", self.outside)
        con.register("internal_moves", self.internal)
        return con


def read_moves(view: View, accounts_of: Mapping[str, Collection[str]]) -> Moves:
    """The ledger rows of several subjects' accounts, up to the view's moment.

    Where the view has no moment, features count back from the last transfer in the ledger, or
    the end of the last period.
    """
    from kg.values.money import currencies

    members = [
        (subject, account) for subject in sorted(accounts_of) for account in accounts_of[subject]
    ]
    known = currencies()
    parameters = {
        "subjects": [subject for subject, _ in members],
        "accounts": [account for _, account in members],
        "currencies": list(known),
        "whole_units": [10**places for places in known.values()],
        "as_of": None if view.as_of is None else _microseconds(view.as_of),
    }
    tables = []
    for internal in (False, True):
        condition = (
            _MOVES_SQL
            if not internal
            else _MOVES_SQL.replace("WHERE", "WHERE s.direction = 'out' AND")
        )
        table = view.arrow(condition, {**parameters, "internal": internal})
        tables.append(table.cast(MOVES))
    return Moves(*tables)


def flows_of(
    con: duckdb.DuckDBPyConnection,
    subject: str,
    describe: Mapping[str, Ref],
    holders: Mapping[str, tuple[Ref, ...]],
    *,
    top: int,
) -> Flows:
    """Sums of one subject from a connection of `Moves.connect`.

    Args:
        describe, holders: refs and holders of the accounts that `main_counterparties` names.
        top: counterparties kept in each direction and currency.
    """
    first, last = _moments(
        con.execute(
            f"""
            SELECT {_FIRST_AND_LAST} FROM (
                SELECT * FROM moves WHERE subject = $subject
                UNION ALL SELECT * FROM internal_moves WHERE subject = $subject
            )
            """,
            {"subject": subject},
        ).fetchall()[0]
    )
    monthly = [
        MonthlyFlow(month, direction, currency, int(count), Money(int(total), currency))
        for month, direction, currency, count, total in con.execute(
            """
            SELECT strftime(day, '%Y-%m'), direction, currency, sum(count), sum(amount)
            FROM moves WHERE subject = $subject GROUP BY ALL ORDER BY ALL
            """,
            {"subject": subject},
        ).fetchall()
    ]
    ranked = _ranked_counterparties(con, subject)
    kept = [row for row in ranked if row[0] <= top]
    return Flows(
        totals=currency_totals(con, "moves", subject),
        internal=currency_totals(con, "internal_moves", subject),
        monthly=tuple(monthly),
        counterparties=tuple(
            Counterparty(
                account=describe.get(account, Ref(account, "", account)),
                holders=holders.get(account, ()),
                direction=direction,
                count=int(count),
                total=Money(int(total), currency),
                first=begin,
                last=end,
            )
            for _, account, direction, currency, count, total, *times in kept
            for begin, end in [_moments(times)]
        ),
        counterparties_left_out=len(ranked) - len(kept),
        unnamed=_unnamed(con, subject),
        first=first,
        last=last,
    )


def _unnamed(con: duckdb.DuckDBPyConnection, subject: str) -> tuple[UnnamedFlow, ...]:
    rows = con.execute(
        """
        SELECT substr(counterparty, length($unnamed) + 1), direction, currency, sum(count),
               sum(amount)
        FROM moves WHERE subject = $subject AND starts_with(counterparty, $unnamed)
        GROUP BY ALL ORDER BY ALL
        """,
        {"subject": subject, "unnamed": UNNAMED_END},
    ).fetchall()
    return tuple(
        UnnamedFlow(kind, direction, int(count), Money(int(total), currency))
        for kind, direction, currency, count, total in rows
    )


def main_counterparties(con: duckdb.DuckDBPyConnection, subject: str, *, top: int) -> list[str]:
    """Ids of the accounts that `flows_of` will name, sorted."""
    return sorted({row[1] for row in _ranked_counterparties(con, subject) if row[0] <= top})


def currency_totals(
    con: duckdb.DuckDBPyConnection, relation: str, subject: str, accounts: Iterable[str] = ()
) -> tuple[CurrencyTotal, ...]:
    """Sums by direction and currency of `moves` or `internal_moves`.

    Of all the subject's accounts, or of the given ones alone.
    """
    chosen = list(accounts)
    return tuple(
        CurrencyTotal(
            direction="internal" if relation == "internal_moves" else direction,
            currency=currency,
            rows=int(rows),
            count=int(count),
            total=Money(int(total), currency),
        )
        for direction, currency, rows, count, total in con.execute(
            f"""
            SELECT direction, currency, count(*), sum(count), sum(amount) FROM {relation}
            WHERE subject = $subject AND ($everything OR list_contains($accounts, account))
            GROUP BY ALL ORDER BY ALL
            """,
            {"subject": subject, "everything": not chosen, "accounts": chosen},
        ).fetchall()
    )


def activity(
    con: duckdb.DuckDBPyConnection, subject: str, account: str
) -> tuple[Moment | None, Moment | None]:
    """First and last moment of one account, transfers among own accounts included."""
    row = con.execute(
        f"""
        SELECT {_FIRST_AND_LAST} FROM (
            SELECT * FROM moves WHERE subject = $subject AND account = $account
            UNION ALL
            SELECT * FROM internal_moves
            WHERE subject = $subject AND (account = $account OR counterparty = $account)
        )
        """,
        {"subject": subject, "account": account},
    ).fetchall()[0]
    return _moments(row)


_FIRST_AND_LAST = """
    make_timestamptz(min(moment)) AS first,
    arg_min_null(first_day, (moment, first_day IS NULL)) AS first_day,
    make_timestamptz(max(ends)) AS last,
    arg_max_null(last_day, (ends, last_day IS NOT NULL)) AS last_day
"""


def _moments(times: Sequence[Any]) -> tuple[Any, Any]:
    """First and last moment of the columns _FIRST_AND_LAST: days where no more is known."""
    first, first_day, last, last_day = times
    return first_day or first, last_day or last


def _ranked_counterparties(con: duckdb.DuckDBPyConnection, subject: str) -> list[tuple[Any, ...]]:
    """(place, account, direction, currency, count, sum, and _FIRST_AND_LAST) of counterparties."""
    return con.execute(
        f"""
        SELECT row_number() OVER (
                   PARTITION BY direction, currency ORDER BY total DESC, counterparty
               ) AS place, *
        FROM (
            SELECT counterparty, direction, currency, sum(count) AS count, sum(amount) AS total,
                   {_FIRST_AND_LAST}
            FROM moves WHERE subject = $subject AND NOT starts_with(counterparty, $unnamed)
            GROUP BY counterparty, direction, currency
        )
        ORDER BY direction, currency, place
        """,
        {"subject": subject, "unnamed": UNNAMED_END},
    ).fetchall()


def _microseconds(moment: datetime) -> int:
    from datetime import UTC, timedelta

    return (moment - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
