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


UNTIMED = settings(deadline=None)
"""For tests whose first example waits until a kernel is compiled."""


def table(rows: Sequence[Row], *, prefix: str = "t") -> pa.Table:
    """The rows as transfers t000, t001, … of 100 minor units of EUR where nothing else is said."""
    full = [(*row, *(100, "EUR")[len(row) - 3 :])[:5] for row in rows]
    instants = [round(timedelta(days=row[2]) / timedelta(microseconds=1)) for row in full]
    return pa.table(
        {
            "id": pa.array([f"{prefix}{n:03}" for n in range(len(full))], pa.string()),
            "from_id": pa.array([row[0] for row in full], pa.string()),
            "to_id": pa.array([row[1] for row in full], pa.string()),
            "instant": pa.array(instants, pa.timestamp("us", tz="UTC")),
            "amount": pa.array([row[3] for row in full], pa.int64()),
            "currency": pa.array([row[4] for row in full], pa.string()),
        }
    )


def drawn(*rows: Row) -> TransferGraph:
    """The graph of the rows; they should stand in order of time, so that edge n is row n."""
    return TransferGraph.from_arrow(table(rows))


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
