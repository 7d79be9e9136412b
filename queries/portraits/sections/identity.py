"""Who the subject is: what sources say of it, with their disagreement left visible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from queries.portraits.blocks import (
    Banner,
    Block,
    Cell,
    Cited,
    Code,
    Column,
    Fact,
    Heading,
    Headline,
    Joined,
    Name,
    Note,
    Sources,
    Table,
    Tag,
    Typed,
)
from queries.portraits.properties import PropertyValue, PropertyView
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from queries.portraits.subject import Subject

_MOST_FACTS = 9
_COLUMNS = (Column("Property", "head"), Column("Value"), Column("Source"))


@section("identity", "Who it is", place=50)
class IdentitySection(Section):
    """Names (aliases and former ones too), identifiers, all other properties.

    `records` are the records of the sources that were found to be this entity, sorted.
    """

    records: tuple[str, ...] = ()
    names: tuple[PropertyView, ...] = ()
    identifiers: tuple[PropertyView, ...] = ()
    properties: tuple[PropertyView, ...] = ()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        by_type: dict[str, list[PropertyView]] = {"name": [], "identifier": [], "": []}
        for view in subject.properties:
            by_type[view.type if view.type in by_type else ""].append(view)
        return cls(
            records=tuple(sorted({claim.entity for claim in subject.own_claims})),
            names=tuple(by_type["name"]),
            identifiers=tuple(by_type["identifier"]),
            properties=tuple(by_type[""]),
        )

    @property
    def conflicts(self) -> tuple[PropertyView, ...]:
        """The properties on which sources disagree."""
        views = (*self.names, *self.identifiers, *self.properties)
        return tuple(view for view in views if view.conflict)

    def headlines(self) -> Iterable[Headline]:
        if self.conflicts:
            labels = Joined(tuple(view.label for view in self.conflicts), ", ")
            yield Banner("Sources differ on", labels, "; all values are shown.")
        told = [view for view in (*self.identifiers, *self.properties) if view.values]
        for view in told[:_MOST_FACTS]:
            first, more = view.values[0], len(view.values) - 1
            cell = Joined((_value(view, first), f"and {more} more" if more else None), " ")
            yield Fact(view.label, Cited(cell, first.claims), first.sources)

    def blocks(self) -> Iterable[Block]:
        yield _table("Names", self.names)
        yield _table("Identifiers", self.identifiers)
        yield _table("Properties", self.properties)
        yield Heading("Records found to be this entity")
        yield Note(Joined(tuple(map(Code, self.records)), ", "))


def _table(title: str, views: tuple[PropertyView, ...]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for view in views:
        differ = Tag("sources differ", "doubt", " (sources differ)") if view.conflict else None
        label: Cell = Joined((view.label, differ), " ")
        for value in view.values:
            shown = Cited(_value(view, value), value.claims)
            rows.append((label, shown, Sources(value.sources)))
            label = None
    return Table(_COLUMNS, tuple(rows), title, width="half")


def _value(view: PropertyView, value: PropertyValue) -> Cell:
    return Name(value.entity) if value.entity else Typed(view.type, value.value)
