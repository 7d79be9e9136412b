"""The transfer: one row of the ledger.

When it happened is an interval, from `instant` to `until`, both included: told by the second it
is an instant and has no `until`; told by the minute, the hour or the day it can have happened at
any moment of that; and an aggregate stands for transfers at unknown moments of its period. Of
two that overlap nobody knows which came first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from kg.values.instants import Precision

LEDGER_SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("file", pa.string(), nullable=False),
        pa.field("record", pa.string(), nullable=False),
        pa.field("line", pa.int64()),
        pa.field("instant", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("until", pa.timestamp("us", tz="UTC")),
        pa.field("precision", pa.string(), nullable=False),
        pa.field("zone", pa.string()),
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
"""Columns of the lake's ledger, one row a transfer (or an aggregate of several); see `Transfer`.

A file of a version that knew no `precision` is read as if it said `instant`: what it tells of a
day is that day's midnight, UTC, until the source is read again.
"""


UNNAMED_END = "~"
"""What the end of a transfer begins with that has no name, before one of UNNAMED_KINDS: `~cash`.

It is money of the other end like any other, and nobody's counterparty; no entity has such an id.
"""

UNNAMED_KINDS = ("cash", "card", "fee", "interest", "unnamed")
"""Kinds of ends without a name: banknotes, whoever was paid by card, the bank's own fees and
interest, and those of which no more is known."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money moved from one account to another.

    Attributes:
        id: unique within its source.
        instant: UTC; the first moment at which it can have happened.
        from_account, to_account: entity ids of the payer's and payee's accounts, or a kind of end
            that has no name, behind UNNAMED_END.
        amount: integer minor units of `currency`, as paid; never negative.
        currency: ISO 4217 code, or a crypto-asset's ticker known to `kg.values.money`.
        record, file, line: where it stands, as for a claim.
        until: UTC; the last moment at which it can have happened, the last microsecond of a
            day or minute; None where `instant` is exact.
        precision: the unit in which `instant` and `until` were told.
        zone: IANA name of the zone by which a day is a day; None is the workspace's.
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
    precision: Precision = "instant"
    zone: str | None = None
    count: int = 1
    received_amount: int | None = None
    received_currency: str | None = None
    channel: str | None = None
    format: str | None = None
    purpose: str | None = None
    outcome: str | None = None
