"""Entries on sanctions lists and watchlists, and matches that a person has to judge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from kg.model import Finding
from queries.answers import Ref, ref, text_of, texts_of
from queries.connections.graph_reader import GraphReader
from queries.portraits.blocks import (
    Banner,
    Block,
    Cited,
    Column,
    Drawn,
    Heading,
    Headline,
    Joined,
    Name,
    Score,
    Sources,
    Span,
    Table,
)
from queries.portraits.section import Section, section
from queries.provenance.evidence import claim_ids, supporting_claims
from queries.risk.standing import holds_at

if TYPE_CHECKING:
    from queries.portraits.subject import Subject


@dataclass(frozen=True, slots=True)
class SanctionEntry:
    """A sanction or watchlist entry on the subject itself, with the list's own words.

    `in_force` says whether it holds at the portrait's moment; one that was lifted is shown too.
    """

    sanction: Ref
    authority: tuple[str, ...]
    program: tuple[str, ...]
    reason: tuple[str, ...]
    start: str
    end: str
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    in_force: bool = True

    @property
    def kept_by(self) -> str:
        """Who keeps the list, and the programme: a programme's name alone is nobody's list."""
        kept_by = ", ".join(self.authority) or f"source {', '.join(self.sources)}"
        program = ", ".join(self.program)
        return f"{kept_by} ({program})" if program else kept_by


@section("watchlists", "Sanctions and watchlists", short="Watchlists", place=30)
class WatchlistsSection(Section):
    """Entries on the subject, those lifted since included with their end; candidate matches."""

    sanctions: tuple[SanctionEntry, ...] = ()
    watchlist: tuple[Finding, ...] = ()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        return cls(sanctions=tuple(_entries(subject)), watchlist=subject.watchlist)

    def claims(self) -> Iterable[str]:
        yield from supporting_claims(self.watchlist)
        for entry in self.sanctions:
            yield from entry.claims

    def headlines(self) -> Iterable[Headline]:
        # Once each: one list may hold somebody under several programmes.
        if listed := tuple(dict.fromkeys(one.kept_by for one in self.sanctions if one.in_force)):
            yield Banner(
                "On a sanctions list or watchlist:",
                Joined(listed),
                grave=True,
                brief="ON A LIST:",
            )
        if self.watchlist:
            matches = "match" if len(self.watchlist) == 1 else "matches"
            yield Banner(
                f"{len(self.watchlist)} possible watchlist {matches},",
                after="to be judged by a person.",
            )

    def blocks(self) -> Iterable[Block]:
        yield Table(
            (
                Column("Entry"),
                Column("Authority"),
                Column("Programme"),
                Column("Reason"),
                Column("In force"),
                Column("Source", brief=False),
            ),
            tuple(
                (
                    Cited(Name(one.sanction), one.claims),
                    Joined(one.authority),
                    Joined(one.program),
                    Joined(one.reason),
                    Span(one.start, one.end),
                    Sources(one.sources),
                )
                for one in self.sanctions
            ),
            title="Entries on this entity itself",
            left_out=self.cut("sanctions"),
        )
        if self.watchlist:
            yield Heading("Possible matches")
        for finding in self.watchlist:
            yield Score("Possible match", finding)

    def drawn(self, subject: Ref) -> Iterable[Drawn]:
        for entry in self.sanctions:
            yield Drawn.link(30, "SANCTION_ON", entry.sanction, subject)


def _entries(subject: Subject) -> Iterable[SanctionEntry]:
    moment = GraphReader(subject.view).moment
    for relation in subject.links.sanctions:
        entry = subject.links.nodes[relation.source]
        start = text_of(entry, "startDate") or text_of(entry, "listingDate")
        if start <= moment:
            yield SanctionEntry(
                sanction=ref(entry),
                authority=texts_of(entry, "authority"),
                program=texts_of(entry, "program"),
                reason=texts_of(entry, "reason"),
                start=start,
                end=text_of(entry, "endDate"),
                sources=tuple(relation.properties.get("sources", ())),
                claims=claim_ids(subject.view, [entry.id]),
                in_force=holds_at(entry, moment),
            )
