"""Transfers as columns: blocks of one kind each, put together in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from demo.plan import Bools, Ints


@dataclass(frozen=True, slots=True)
class Block:
    """Transfers of one kind.

    Attributes:
        instant: epoch seconds.
        payer, payee: rows of the account table.
        cents: what is paid, in hundredths of a euro, above 0.
        channel, format: how it is paid.
        purpose: one text for all, or one for each.
        scheme: number of the hidden scheme it belongs to, 0 for none.
    """

    instant: Ints
    payer: Ints
    payee: Ints
    cents: Ints
    channel: str
    format: str
    purpose: str | Sequence[str]
    scheme: int = 0

    def __len__(self) -> int:
        return len(self.instant)

    def kept(self, keep: Bools) -> Block:
        """The transfers for which `keep` is true."""
        purpose = self.purpose
        if not isinstance(purpose, str):
            purpose = [purpose[n] for n in np.nonzero(keep)[0].tolist()]
        return Block(
            self.instant[keep],
            self.payer[keep],
            self.payee[keep],
            self.cents[keep],
            self.channel,
            self.format,
            purpose,
            self.scheme,
        )


@dataclass(frozen=True, slots=True)
class Journal:
    """All transfers, in order of time; ids follow that order."""

    ids: list[str]
    instant: Ints
    payer: Ints
    payee: Ints
    cents: Ints
    channel: list[str]
    format: list[str]
    purpose: list[str]
    scheme: Ints

    def __len__(self) -> int:
        return len(self.ids)


def join(blocks: Sequence[Block]) -> Journal:
    """Put blocks together; transfers of one second keep the order of their blocks."""
    instant = np.concatenate([b.instant for b in blocks])
    order = np.argsort(instant, kind="stable")
    positions = order.tolist()
    channel: list[str] = []
    form: list[str] = []
    purpose: list[str] = []
    for block in blocks:
        size = len(block)
        channel.extend([block.channel] * size)
        form.extend([block.format] * size)
        purpose.extend([block.purpose] * size if isinstance(block.purpose, str) else block.purpose)
    return Journal(
        ids=[f"T{n:08d}" for n in range(1, len(positions) + 1)],
        instant=instant[order],
        payer=np.concatenate([b.payer for b in blocks])[order],
        payee=np.concatenate([b.payee for b in blocks])[order],
        cents=np.concatenate([b.cents for b in blocks])[order],
        channel=[channel[n] for n in positions],
        format=[form[n] for n in positions],
        purpose=[purpose[n] for n in positions],
        scheme=np.repeat([b.scheme for b in blocks], [len(b) for b in blocks])[order],
    )
