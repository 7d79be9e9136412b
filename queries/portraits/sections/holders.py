"""The parties of an account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from queries.answers import Ref
from queries.portraits.blocks import Block, Drawn
from queries.portraits.links import Link, drawn_links, link_table
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from queries.portraits.subject import Subject


@section("holders", "Parties of this account", short="Holders", place=65)
class HoldersSection(Section):
    """Who holds it; none for anything but an account."""

    holders: tuple[Link, ...] = ()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        return cls(holders=tuple(subject.links.holders))

    def blocks(self) -> Iterable[Block]:
        yield link_table("", self.holders, self.cut("holders"))

    def drawn(self, subject: Ref) -> Iterable[Drawn]:
        yield from drawn_links(subject, self.holders)
