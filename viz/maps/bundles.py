"""Parallel relations drawn as one line, with nothing lost: sums, counts and periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.errors import UsageError
from kg.model import Relation
from viz.text import days_of

TRANSFER = "TRANSFER"


@dataclass(frozen=True, slots=True)
class Bundle:
    """All relations of one type in one direction between two nodes.

    Transfers are also kept apart by currency: sums of different currencies mean nothing.

    Attributes:
        relations: the members, in the order they were given; never empty.
        amount: sum in integer minor units; None unless the type is TRANSFER.
        currency: of `amount`; "" unless the type is TRANSFER.
        count: number of transfers they stand for (an aggregate stands for several), or
            of relations.
        first, last: epoch ms of the first and last transfer, None where none says.
        days: their days as text, "" where none says.
    """

    type: str
    source: str
    target: str
    relations: tuple[Relation, ...]
    amount: int | None = None
    currency: str = ""
    count: int = 1
    first: int | None = None
    last: int | None = None
    days: tuple[str, str] = ("", "")

    @property
    def is_transfer(self) -> bool:
        """Money moves along it."""
        return self.type == TRANSFER


def bundle(relations: Iterable[Relation]) -> tuple[Bundle, ...]:
    """One bundle a source, target, type and currency, in order of first appearance.

    The same money gives the same bundles' sums, whether each TRANSFER stands for one
    transfer or for several.

    Raises:
        UsageError: a TRANSFER carries no whole amount or no currency.
    """
    groups: dict[tuple[str, str, str, str], list[Relation]] = {}
    for relation in relations:
        currency = transfer_currency(relation) if relation.type == TRANSFER else ""
        key = (relation.source, relation.target, relation.type, currency)
        groups.setdefault(key, []).append(relation)
    return tuple(_bundle_of(tuple(members), currency) for (*_, currency), members in groups.items())


def transfer_amount(relation: Relation) -> int:
    """Minor units of a TRANSFER; raises UsageError where it has none."""
    amount = relation.properties.get("amount")
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise UsageError(
            f"transfer {relation.id} has no amount in whole minor units",
            field="amount",
            value=amount,
        )
    return amount


def transfer_currency(relation: Relation) -> str:
    """Currency of a TRANSFER; raises UsageError where it has none."""
    currency = relation.properties.get("currency")
    if not isinstance(currency, str) or not currency:
        raise UsageError(
            f"transfer {relation.id} has no currency", field="currency", value=currency
        )
    return currency


def transfer_count(relation: Relation) -> int:
    """Number of transfers a TRANSFER stands for; 1 where it does not say."""
    count = relation.properties.get("count")
    return count if isinstance(count, int) else 1


def sums_by_currency(bundles: Iterable[Bundle]) -> dict[str, tuple[int, int]]:
    """Count of transfers and sum in minor units of each currency, by its code."""
    sums: dict[str, tuple[int, int]] = {}
    for one in bundles:
        if one.amount is not None:
            count, total = sums.get(one.currency, (0, 0))
            sums[one.currency] = (count + one.count, total + one.amount)
    return dict(sorted(sums.items()))


def _bundle_of(members: tuple[Relation, ...], currency: str) -> Bundle:
    head = members[0]
    if head.type != TRANSFER:
        return Bundle(head.type, head.source, head.target, members, count=len(members))
    firsts, lasts = (
        sorted(
            (at, days_of(one.properties)[place])
            for one in members
            if (at := one.properties.get(name)) is not None
        )
        for place, name in enumerate(("first", "last"))
    )
    return Bundle(
        head.type,
        head.source,
        head.target,
        members,
        amount=sum(transfer_amount(one) for one in members),
        currency=currency,
        count=sum(transfer_count(one) for one in members),
        first=firsts[0][0] if firsts else None,
        last=lasts[-1][0] if lasts else None,
        days=(firsts[0][1] if firsts else "", lasts[-1][1] if lasts else ""),
    )
