"""The accounts of a party."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from kg.values.instants import Moment
from queries.answers import Ref, ref, texts_of
from queries.connections.accounts import holder_refs
from queries.money.flows import activity, currency_totals
from queries.money.sums import CurrencyTotal
from queries.portraits.blocks import Activity, Block, Cell, Column, Drawn, Joined, Name, Table
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from queries.portraits.subject import Subject

_MOST_ACCOUNTS = 50
_IDENTIFYING = ("iban", "accountNumber", "publicKey", "cryptoAddress", "cardNumber")


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account of a party: `role` of the party towards it, and its own flows' totals."""

    account: Ref
    role: str
    identifiers: tuple[str, ...]
    holders: tuple[Ref, ...]
    totals: tuple[CurrencyTotal, ...]
    first: Moment | None
    last: Moment | None


@section("accounts", "Accounts", place=60)
class AccountsSection(Section):
    """Accounts by id."""

    accounts: tuple[AccountView, ...] = ()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        held = {holding.account: holding for holding in subject.accounts}
        shown = sorted(held)[:_MOST_ACCOUNTS]
        nodes = subject.reader.nodes(shown)
        parties = holder_refs(subject.reader, shown)
        found = []
        for account in shown:
            node = nodes[account]
            first, last = activity(subject.ledger, subject.id, account)
            found.append(
                AccountView(
                    account=ref(node),
                    role=held[account].role,
                    identifiers=tuple(text for p in _IDENTIFYING for text in texts_of(node, p)),
                    holders=parties.get(account, ()),
                    totals=currency_totals(subject.ledger, "moves", subject.id, [account]),
                    first=first,
                    last=last,
                )
            )
        return cls(accounts=tuple(found), left_out={"accounts": len(held) - len(shown)})

    def blocks(self) -> Iterable[Block]:
        yield Table(
            (
                Column("Account"),
                Column("Role", "word"),
                Column("Holders", brief=False),
                Column("In", "number"),
                Column("Out", "number"),
                Column("Active", "word", brief=False),
            ),
            tuple(
                (
                    one.account,
                    one.role,
                    Joined(tuple(map(Name, one.holders))),
                    _sums(one, "in"),
                    _sums(one, "out"),
                    Activity(one.first, one.last),
                )
                for one in self.accounts
            ),
            width="wide",
            left_out=self.cut("accounts"),
        )

    def drawn(self, subject: Ref) -> Iterable[Drawn]:
        for one in self.accounts:
            yield Drawn.link(10, "OWNS", subject, one.account)


def _sums(one: AccountView, direction: str) -> Cell:
    return Joined(tuple(total.total for total in one.totals if total.direction == direction))
