"""Money in and out of the subject's accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Self

from kg.model import Relation
from kg.values.instants import Moment, epoch_ms
from queries.answers import Money, Ref, counted, ref
from queries.connections.accounts import holder_refs
from queries.money.flows import flows_of, main_counterparties
from queries.money.sums import Counterparty, Flows, Month, months
from queries.portraits.blocks import (
    Activity,
    Block,
    Cell,
    Column,
    Drawn,
    Heading,
    Joined,
    LeftOut,
    MoneyByMonth,
    Name,
    Table,
)
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from queries.portraits.subject import Subject

MOST_MONTHS = 60
"""Months of a picture; a table has all."""

_TOP_COUNTERPARTIES = 10
_MOST_DRAWN = 3
_TRANSFER = "TRANSFER"


@section("money", "Money in and out", short="Money", place=70)
class MoneySection(Section):
    """Money in and out (of a party: over all its accounts)."""

    flows: Flows = Flows()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        main = main_counterparties(subject.ledger, subject.id, top=_TOP_COUNTERPARTIES)
        flows = flows_of(
            subject.ledger,
            subject.id,
            {entity: ref(node) for entity, node in subject.reader.nodes(main).items()},
            holder_refs(subject.reader, main),
            top=_TOP_COUNTERPARTIES,
        )
        return cls(flows=flows, left_out={"counterparties": flows.counterparties_left_out})

    def aside(self) -> Cell:
        return Activity(self.flows.first, self.flows.last)

    def blocks(self) -> Iterable[Block]:
        yield Table(
            (
                Column("Direction", "word"),
                Column("Currency", "word", brief=False),
                Column("Sum", "number"),
                Column("Transfers", "number"),
            ),
            tuple(
                (
                    "among own accounts" if one.direction == "internal" else one.direction,
                    one.currency,
                    one.total,
                    one.count,
                )
                for one in (*self.flows.totals, *self.flows.internal)
            ),
        )
        for currency in sorted({one.currency for one in self.flows.monthly}):
            yield from _by_month(currency, tuple(months(self.flows.monthly, currency)))
        yield Table(
            (
                Column("Account"),
                Column("Held by"),
                Column("Direction", "word"),
                Column("Sum", "number"),
                Column("Transfers", "number"),
                Column("When", "word", brief=False),
            ),
            tuple(
                (
                    one.account,
                    Joined(tuple(map(Name, one.holders))),
                    one.direction,
                    one.total,
                    one.count,
                    Activity(one.first, one.last),
                )
                for one in self.flows.counterparties
            ),
            "Largest counterparties",
            width="wide",
            left_out=LeftOut(self.flows.counterparties_left_out, "smaller one"),
        )

        if self.flows.unnamed:
            yield Table(
                (
                    Column("Kind", "word"),
                    Column("Direction", "word"),
                    Column("Sum", "number"),
                    Column("Transfers", "number"),
                ),
                tuple((u.kind, u.direction, u.total, u.count) for u in self.flows.unnamed),
                "Cash, fees and other ends without a name",
            )

    def drawn(self, subject: Ref) -> Iterable[Drawn]:
        for direction in ("in", "out"):
            mine = [one for one in self.flows.counterparties if one.direction == direction]
            mine.sort(key=lambda one: (-one.total.minor, one.account.id))
            for one in mine[:_MOST_DRAWN]:
                yield _payments(one, subject)


def _by_month(currency: str, every: tuple[Month, ...]) -> Iterable[Block]:
    shown = every[-MOST_MONTHS:]
    earlier = len(every) - len(shown)
    aside = (
        f"the last {counted(len(shown), 'month')}; {counted(earlier, 'earlier one')} in the table"
    )
    yield Heading(f"By month, {currency}", aside if earlier else "")
    yield MoneyByMonth(currency, shown)
    yield Table(
        (
            Column("Month", "word"),
            Column("In", "number"),
            Column("Transfers in", "number"),
            Column("Out", "number"),
            Column("Transfers out", "number"),
        ),
        tuple(
            (
                one.month,
                Money(one.paid_in, currency),
                one.count_in,
                Money(one.paid_out, currency),
                one.count_out,
            )
            for one in reversed(every)
        ),
        folded="The same as a table",
    )


def _payments(one: Counterparty, subject: Ref) -> Drawn:
    ends = (one.account, subject) if one.direction == "in" else (subject, one.account)
    properties = {
        "amount": one.total.minor,
        "currency": one.total.currency,
        "count": one.count,
        "first": _epoch_ms(one.first),
        "last": _epoch_ms(one.last),
    }
    if not isinstance(one.first, datetime) and not isinstance(one.last, datetime):
        properties |= {"date_from": str(one.first), "date_to": str(one.last)}
    name = f"{one.direction}:{one.account.id}:{one.total.currency}"
    return Drawn(60, Relation(name, _TRANSFER, ends[0].id, ends[1].id, properties), ends)


def _epoch_ms(at: Moment) -> int:
    """For the order alone; of a day its midnight, UTC."""
    return epoch_ms(at if isinstance(at, datetime) else datetime.combine(at, time.min, UTC))
