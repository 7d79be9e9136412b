"""Graphs drawn by hand, and the slow and plain way of finding things in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pyarrow as pa
from hypothesis import settings
from hypothesis import strategies as st

from queries.kernels import TransferGraph

Row = tuple[Any, ...]
"""(payer, payee, day) with (amount, currency) after it where they matter; day may be a fraction."""


DAY = 86_400_000_000
"""Microseconds."""

UNTIMED = settings(deadline=None)
"""For tests whose first example waits until a kernel is compiled."""


def table(
    rows: Sequence[Row], *, prefix: str = "t", by_day: Sequence[bool] | None = None
) -> pa.Table:
    """The rows as transfers t000, t001, … of 100 minor units of EUR where nothing else is said.

    Args:
        by_day: of each row whether no more than its day is known; None is of none.
    """
    full = [(*row, *(100, "EUR")[len(row) - 3 :])[:5] for row in rows]
    instants = [round(timedelta(days=row[2]) / timedelta(microseconds=1)) for row in full]
    days = [False] * len(full) if by_day is None else list(by_day)
    first = [at - at % DAY if day else at for at, day in zip(instants, days, strict=True)]
    last = [at + DAY - 1 if day else at for at, day in zip(first, days, strict=True)]
    return pa.table(
        {
            "id": pa.array([f"{prefix}{n:03}" for n in range(len(full))], pa.string()),
            "from_id": pa.array([row[0] for row in full], pa.string()),
            "to_id": pa.array([row[1] for row in full], pa.string()),
            "instant": pa.array(first, pa.timestamp("us", tz="UTC")),
            "ends": pa.array(last, pa.timestamp("us", tz="UTC")),
            "by_day": pa.array(days, pa.bool_()),
            "amount": pa.array([row[3] for row in full], pa.int64()),
            "currency": pa.array([row[4] for row in full], pa.string()),
        }
    )


def drawn(*rows: Row) -> TransferGraph:
    """The graph of the rows; they should stand in order of time, so that edge n is row n."""
    return TransferGraph.from_arrow(table(rows))


def drawn_by_day(*rows: Row) -> TransferGraph:
    """The same of rows of which no more than the day is known; those of a day stand by id."""
    return TransferGraph.from_arrow(table(rows, by_day=[True] * len(rows)))


def drawn_mixed(*rows: Row) -> TransferGraph:
    """The same; of a row whose day is a whole number no more than that is known."""
    return TransferGraph.from_arrow(table(rows, by_day=[isinstance(row[2], int) for row in rows]))


def names(graph: TransferGraph, vertices: Any) -> list[str]:
    """Account ids of vertices."""
    return [graph.account(v) for v in vertices]


def ledgers(
    *, accounts: int = 5, transfers: int = 14, days: int = 12, amounts: int = 10
) -> st.SearchStrategy[list[Row]]:
    """Small ledgers in order of time, with many coincidences in them."""
    account = st.sampled_from("abcdefgh"[:accounts])
    row = st.tuples(account, account, st.integers(1, days), st.integers(1, amounts))
    return st.lists(row, max_size=transfers).map(lambda rows: sorted(rows, key=lambda r: r[2]))
