"""Transfers as arrays: what every kernel reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.values.instants import Moment

Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]

REQUIRED_COLUMNS = ("id", "from_id", "to_id", "instant", "amount", "currency")
"""Columns that `TransferGraph.from_arrow` needs."""

_MICROSECOND = timedelta(microseconds=1)


def microseconds(duration: timedelta) -> int:
    """Whole microseconds of a duration, the unit of `TransferGraph.instant`."""
    return duration // _MICROSECOND


@dataclass(frozen=True, slots=True, eq=False)
class TransferGraph:
    """A directed multigraph of accounts with one edge a transfer, in order of time.

    Edge `e` is the e-th transfer by (instant, id), so that two tables with the same rows in
    another order give the same graph. Vertices and currencies are numbered in alphabetical order.

    Attributes:
        accounts: account ids by vertex number.
        currencies: currency codes by number.
        ids: transfer id of each edge.
        payer, payee: vertex numbers, int32.
        instant: microseconds since 1970 UTC, int64, never decreasing: the first moment at which
            it can have happened.
        latest: the last such moment; the same for a transfer whose time is exactly known.
        day: number of the day of `instant` in the transfer's own zone, days since 1970, int64.
        by_day: whether no more than days are known.
        width: longest time from `instant` to `latest`; 0 where all are exact.
        amount: what the payer paid, minor units, int64.
        currency: number of the currency of `amount`, int32.
        received, received_currency: what the payee got; the same where nothing was converted.
        count: transfers an edge stands for, int64; 1 unless it is an aggregate.
        out_start, out_edge: edges by payer; those of vertex v are
            `out_edge[out_start[v]:out_start[v + 1]]`, in order of time.
        in_start, in_edge: the same by payee.
    """

    accounts: pa.StringArray
    currencies: tuple[str, ...]
    ids: pa.StringArray
    payer: Int32s
    payee: Int32s
    instant: Int64s
    latest: Int64s
    day: Int64s
    by_day: npt.NDArray[np.bool_]
    width: int
    amount: Int64s
    currency: Int32s
    received: Int64s
    received_currency: Int32s
    count: Int64s
    out_start: Int64s
    out_edge: Int32s
    in_start: Int64s
    in_edge: Int32s

    @property
    def n_accounts(self) -> int:
        """Number of vertices."""
        return len(self.accounts)

    @property
    def n_transfers(self) -> int:
        """Number of edges."""
        return len(self.payer)

    @classmethod
    def from_arrow(cls, table: pa.Table, *, as_of: datetime | None = None) -> TransferGraph:
        """Build the graph of a table of transfers.

        Args:
            table: columns of REQUIRED_COLUMNS; `instant` any timestamp type (without a zone it
                is read as UTC), `amount` integer minor units. Optional: `count`,
                `received_amount` and `received_currency` (null where nothing was converted),
                `ends` (last moment at which it can have happened; null where `instant` is exact),
                `day` (date in its own zone; else that of UTC) and `by_day`.
            as_of: transfers that may have been after this instant are cut off before anything is
                built from them.

        Raises:
            ValueError: a column is missing, or holds a null where there must be none.
        """
        table = _checked(table)
        if as_of is not None:
            limit = pa.scalar(as_of.astimezone(UTC), pa.timestamp("us", tz="UTC"))
            table = table.filter(pc.less_equal(table["ends"], limit))
        order = pc.sort_indices(table, [("instant", "ascending"), ("id", "ascending")])
        table = table.take(order).combine_chunks()

        names = pa.chunked_array(
            [*table["from_id"].chunks, *table["to_id"].chunks], type=pa.string()
        )
        accounts, numbers = _numbered(names)
        payer, payee = numbers[: len(table)], numbers[len(table) :]
        paid = table["currency"]
        received_currency = pc.coalesce(table["received_currency"], paid)
        currencies, codes = _numbered(
            pa.chunked_array([*paid.chunks, *received_currency.chunks], type=pa.string())
        )
        out_start, out_edge = _by_vertex(payer, len(accounts))
        in_start, in_edge = _by_vertex(payee, len(accounts))
        instant, latest = (_int64(table[name].cast(pa.int64())) for name in ("instant", "ends"))
        return cls(
            accounts=accounts,
            currencies=tuple(currencies.to_pylist()),
            ids=_one_chunk(table["id"]),
            payer=payer,
            payee=payee,
            instant=instant,
            latest=latest,
            day=_int64(table["day"].cast(pa.int32()).cast(pa.int64())),
            by_day=_one_chunk(table["by_day"]).to_numpy(zero_copy_only=False),
            width=int((latest - instant).max(initial=0)),
            amount=_int64(table["amount"]),
            currency=codes[: len(table)],
            received=_int64(pc.coalesce(table["received_amount"], table["amount"])),
            received_currency=codes[len(table) :],
            count=_int64(table["count"]),
            out_start=out_start,
            out_edge=out_edge,
            in_start=in_start,
            in_edge=in_edge,
        )

    def account(self, vertex: int) -> str:
        """Account id of a vertex."""
        return str(self.accounts[int(vertex)])

    def transfer_ids(self, edges: npt.ArrayLike) -> tuple[str, ...]:
        """Transfer ids of edges, in the order given."""
        wanted = np.asarray(edges, dtype=np.int64)
        return tuple(self.ids.take(pa.array(wanted)).to_pylist())

    @property
    def exact(self) -> bool:
        """Whether the time of each transfer is exactly known."""
        return self.width == 0

    def moment(self, edge: int) -> Moment:
        """When an edge took place: its day, or its first instant (UTC) where more is known."""
        if self.by_day[edge]:
            return date(1970, 1, 1) + timedelta(days=int(self.day[edge]))
        return datetime.fromtimestamp(0, UTC) + int(self.instant[edge]) * _MICROSECOND


def _checked(table: pa.Table) -> pa.Table:
    missing = [name for name in REQUIRED_COLUMNS if name not in table.column_names]
    if missing:
        raise ValueError(f"no column {missing[0]!r} in the table of transfers")
    n = len(table)
    text, number = pa.string(), pa.int64()
    columns: dict[str, Any] = {name: table[name].cast(text) for name in ("id", "from_id", "to_id")}
    columns["instant"] = _utc(table["instant"])
    columns["amount"] = table["amount"].cast(number)
    columns["currency"] = table["currency"].cast(text)
    for name, column in columns.items():
        if column.null_count:
            raise ValueError(f"column {name!r} of the table of transfers has a null")
    given = table.column_names
    columns["count"] = (
        pc.fill_null(table["count"].cast(number), 1)
        if "count" in given
        else pa.chunked_array([pa.array(np.ones(n, np.int64))])
    )
    instant = columns["instant"]
    columns["ends"] = pc.coalesce(_utc(table["ends"]), instant) if "ends" in given else instant
    columns["day"] = (table["day"] if "day" in given else instant).cast(pa.date32())
    columns["by_day"] = (
        table["by_day"].cast(pa.bool_())
        if "by_day" in given
        else pa.chunked_array([pa.array(np.zeros(n, np.bool_))])
    )
    for name, kind in (("received_amount", number), ("received_currency", text)):
        columns[name] = (
            table[name].cast(kind) if name in given else pa.chunked_array([pa.nulls(n, kind)])
        )
    return pa.table(columns)


def _utc(times: pa.ChunkedArray) -> pa.ChunkedArray:
    if times.type.tz is None:
        times = times.cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
    return times.cast(pa.timestamp("us", tz="UTC"))


def _numbered(values: pa.ChunkedArray) -> tuple[pa.StringArray, Int32s]:
    encoded = _one_chunk(values).dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    rank = np.empty(len(order), np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    return encoded.dictionary.take(order), rank[encoded.indices.to_numpy()]


def _by_vertex(ends: Int32s, n: int) -> tuple[Int64s, Int32s]:
    start = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=n), out=start[1:])
    return start, np.argsort(ends, kind="stable").astype(np.int32)


def _one_chunk(column: pa.ChunkedArray) -> Any:
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _int64(column: pa.ChunkedArray) -> Int64s:
    return np.ascontiguousarray(column.to_numpy(), dtype=np.int64)
