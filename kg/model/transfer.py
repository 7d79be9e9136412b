"""The transfer: one row of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

LEDGER_SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("file", pa.string(), nullable=False),
        pa.field("record", pa.string(), nullable=False),
        pa.field("line", pa.int64()),
        pa.field("instant", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("until", pa.timestamp("us", tz="UTC")),
        pa.field("count", pa.int64(), nullable=False),
        pa.field("from_account", pa.string(), nullable=False),
        pa.field("to_account", pa.string(), nullable=False),
        pa.field("amount", pa.int64(), nullable=False),
        pa.field("currency", pa.string(), nullable=False),
        pa.field("received_amount", pa.int64()),
        pa.field("received_currency", pa.string()),
        pa.field("channel", pa.string()),
        pa.field("format", pa.string()),
        pa.field("purpose", pa.string()),
        pa.field("outcome", pa.string()),
    ]
)
"""Columns of the lake's ledger, one row a transfer (or an aggregate of several)."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money moved from one account to another.

    Attributes:
        id: unique within its source.
        instant: UTC; the moment of booking, or the start of an aggregate's period.
        from_account, to_account: entity ids of the payer's and payee's accounts.
        amount: integer minor units of `currency`, as paid; never negative.
        currency: ISO 4217 code, or a crypto-asset's ticker known to `kg.values.money`.
        record, file, line: where it stands, as for a claim.
        until: end of the period of an aggregate; None for a single transfer.
        count: number of transfers the row stands for; 1 unless an aggregate.
        received_amount, received_currency: the payee's side where it was converted;
            None where it equals the paid side.
        channel, format, purpose: as the source codes them, None where it does not say.
        outcome: what later proved true of it (`laundering`), a label kept away from
            features; None where the source has no labels.
    """

    id: str
    instant: datetime
    from_account: str
    to_account: str
    amount: int
    currency: str
    record: str
    file: str
    line: int | None = None
    until: datetime | None = None
    count: int = 1
    received_amount: int | None = None
    received_currency: str | None = None
    channel: str | None = None
    format: str | None = None
    purpose: str | None = None
    outcome: str | None = None
