"""Owners, holdings and who is behind them at the portrait's moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from kg.model import Relation
from queries.answers import Ref, counted
from queries.ownership.around import holdings_below, owners_above, ownership_view
from queries.ownership.stakes import BeneficialOwner, OwnershipStep, OwnershipView
from queries.portraits.blocks import (
    Block,
    Cell,
    Column,
    Drawn,
    Joined,
    Name,
    Note,
    Percent,
    Table,
    Tag,
)
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from queries.portraits.subject import Subject

_MOST_CHAINS = 3


@section("ownership", "Ownership", place=90)
class OwnershipSection(Section):
    """Ownership around the subject; an account has none."""

    ownership: OwnershipView = OwnershipView()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        if subject.is_account:
            model = subject.model
            return cls(
                ownership=OwnershipView(
                    threshold=model.threshold, threshold_source=model.threshold_source
                )
            )
        above = owners_above(subject.reader, subject.id)
        below = holdings_below(subject.reader, subject.id)
        return cls(
            ownership=ownership_view(
                above, below, subject.model.threshold, subject.model.threshold_source
            ),
            left_out={"ownership": above.left_out + below.left_out},
        )

    def blocks(self) -> Iterable[Block]:
        found = self.ownership
        if not (found.owners or found.owned or found.beneficial_owners or found.holdings):
            return
        yield self._looked_through("Owners, looked through", found.beneficial_owners)
        yield _direct("Direct owners", [(step.owner, step) for step in found.owners])
        yield _direct("Owns directly", [(step.asset, step) for step in found.owned])
        yield self._looked_through("Owns, looked through", found.holdings)
        for circle in found.circles:
            yield Note(Joined(tuple(map(Name, circle)), " → "), warning="Circular ownership:")
        source = f" ({found.threshold_source})" if found.threshold_source else ""
        said = f"A beneficial owner holds {self._threshold} or more{source}."
        if found.left_out:
            further = counted(found.left_out, "owner or holding lies", "owners and holdings lie")
            said += f" {further} beyond what was followed."
        yield Note(said)

    def drawn(self, subject: Ref) -> Iterable[Drawn]:  # noqa: ARG002
        for step in (*self.ownership.owners, *self.ownership.owned):
            share = step.percentage
            told = {} if share is None else {"percentage": f"{share.normalize():f}"}
            relation = Relation(step.relation, "OWNS", step.owner.id, step.asset.id, told)
            yield Drawn(20, relation, (step.owner, step.asset))

    @property
    def _threshold(self) -> str:
        return f"{float(self.ownership.threshold) * 100:g} %"

    def _looked_through(self, title: str, owners: tuple[BeneficialOwner, ...]) -> Table:
        return Table(
            (
                Column("Entity"),
                Column("Share", "number"),
                Column("Remarks"),
                Column("Through", brief=False),
            ),
            tuple(
                (one.owner, Percent(one.percentage), self._remarks(one), _chains(one))
                for one in owners
            ),
            title,
        )

    def _remarks(self, one: BeneficialOwner) -> Cell:
        beneficial = one.over_threshold and one.natural_person
        remarks = (
            (beneficial, Tag("beneficial owner", "warn")),
            (one.over_threshold and not beneficial, Tag(f"at or above {self._threshold}", "warn")),
            (one.ultimate, Tag("no known owner of its own")),
            (one.natural_person and not beneficial, Tag("natural person")),
            (one.circular, Tag("circular", "doubt")),
        )
        return Joined(tuple(tag for holds, tag in remarks if holds), "")


def _direct(title: str, stakes: list[tuple[Ref, OwnershipStep]]) -> Table:
    rows = tuple((other, Percent(step.percentage)) for other, step in stakes)
    return Table((Column("Entity"), Column("Share", "number")), rows, title)


def _chains(one: BeneficialOwner) -> Cell:
    shown = one.chains[:_MOST_CHAINS]
    more = len(one.chains) - len(shown)
    return Joined((Joined(tuple(map(_chain, shown))), f"and {more} more" if more else None), " ")


def _chain(steps: tuple[OwnershipStep, ...]) -> Cell:
    parts: list[Cell] = [Name(step.owner) for step in steps[:1]]
    for step in steps:
        share = Joined(("(", Percent(step.percentage), ")"), "")
        parts += ["→", Name(step.asset), share]
    return Joined(tuple(parts), " ")
