"""The subject's relations that have no section of their own, those that ended included."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from queries.answers import Ref
from queries.portraits.blocks import Block, Drawn
from queries.portraits.links import Link, drawn_links, link_table
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from queries.portraits.subject import Subject


@section("relations", "Relations", place=100)
class RelationsSection(Section):
    """Relations by kind, transfers excepted.

    Attributes:
        roles: directors, employees and representatives, and the roles the subject holds.
        guarantees: given (outgoing) and received.
        associates: family, associates and unspecified links.
        relations: of any other kind.
    """

    roles: tuple[Link, ...] = ()
    guarantees: tuple[Link, ...] = ()
    associates: tuple[Link, ...] = ()
    relations: tuple[Link, ...] = ()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        links = subject.links
        return cls(
            roles=tuple(links.roles),
            guarantees=tuple(links.guarantees),
            associates=tuple(links.associates),
            relations=tuple(links.others),
            left_out={"relations": links.left_out},
        )

    def blocks(self) -> Iterable[Block]:
        yield link_table("Roles", self.roles, self.cut("roles"))
        yield link_table("Guarantees", self.guarantees, self.cut("guarantees"))
        title = "Family, associates and unspecified links"
        yield link_table(title, self.associates, self.cut("associates"))
        yield link_table("Other relations", self.relations, self.cut("relations"))

    def drawn(self, subject: Ref) -> Iterable[Drawn]:
        links = (*self.roles, *self.guarantees, *self.associates, *self.relations)
        yield from drawn_links(subject, links)
