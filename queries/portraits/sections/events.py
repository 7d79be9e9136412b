"""What happened to the subject or was done by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from queries.answers import Ref, ref, text_of
from queries.connections.graph_reader import GraphReader
from queries.portraits.blocks import Block, Column, Name, Sources, Table
from queries.portraits.links import Links
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from kg.view import View
    from queries.portraits.subject import Subject

_MOST_EVENTS = 100


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened to or was done by the subject; `date` ISO partial or ""."""

    event: Ref
    date: str
    kind: str
    summary: str
    sources: tuple[str, ...]


@section("events", "Events", place=130)
class EventsSection(Section):
    """Complaints, log-ins and other events, newest first."""

    events: tuple[EventView, ...] = ()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        found = _events(subject.view, subject.links)
        left_out = {"events": max(0, len(found) - _MOST_EVENTS)}
        return cls(events=found[:_MOST_EVENTS], left_out=left_out)

    def blocks(self) -> Iterable[Block]:
        yield Table(
            (
                Column("When", "word"),
                Column("Kind", "word"),
                Column("What happened"),
                Column("Source", brief=False),
            ),
            tuple(
                (one.date, one.kind, one.summary or Name(one.event), Sources(one.sources))
                for one in self.events
            ),
            left_out=self.cut("events"),
        )


def _events(view: View, links: Links) -> tuple[EventView, ...]:
    """Newest first, those after the view's moment left out."""
    moment = GraphReader(view).moment
    found: dict[str, EventView] = {}
    for relation in links.events:
        node = next(
            links.nodes[end]
            for end in (relation.source, relation.target)
            if view.ontology.get(links.nodes[end].schema).is_a("Event")
        )
        day = text_of(node, "date") or text_of(node, "startDate")
        if day <= moment:
            found[node.id] = EventView(
                event=ref(node),
                date=day,
                kind=view.ontology.get(node.schema).label,
                summary=text_of(node, "summary") or text_of(node, "category") or node.caption,
                sources=tuple(relation.properties.get("sources", ())),
            )
    by_id = sorted(found.values(), key=lambda event: event.event.id)
    return tuple(sorted(by_id, key=lambda event: event.date, reverse=True))
