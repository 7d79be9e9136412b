"""How the subject is reached, and who else is reached so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from kg.model import Node
from queries.answers import Ref, ref
from queries.connections.graph_reader import GraphReader
from queries.portraits.blocks import Block, Column, Drawn, Joined, Name, Sources, Table, Tag
from queries.portraits.links import Links, contact_kind
from queries.portraits.properties import PropertyView
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from kg.view import View
    from queries.portraits.subject import Subject

_MOST_SHARING = 20
_MOST_DRAWN = 2
_TEXT_TYPES = {"address": "address", "phone": "phone", "email": "email", "ip": "device"}


@dataclass(frozen=True, slots=True)
class Contact:
    """An address, phone, e-mail or device of the subject and who else has it.

    `kind` is "address", "phone", "email", "device" or "identification". `instrument` is
    the shared node; where a contact is only text on both entities, its id is "".
    `shared_with` is cut at a limit, `shared_count` is the full number of others
    (a lower bound where `shared_count_capped`).
    """

    kind: str
    value: str
    instrument: Ref
    sources: tuple[str, ...]
    shared_with: tuple[Ref, ...]
    shared_count: int
    shared_count_capped: bool = False


@section("contacts", "Addresses, phones, devices", short="Contacts", place=110)
class ContactsSection(Section):
    """Contacts by kind and value."""

    contacts: tuple[Contact, ...] = ()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        found = _contacts(subject.view, subject.node, subject.links, subject.properties)
        return cls(contacts=found)

    def blocks(self) -> Iterable[Block]:
        yield Table(
            (
                Column("Kind", "word"),
                Column("What"),
                Column("Shared with"),
                Column("Source", brief=False),
            ),
            tuple(
                (one.kind, one.value, _shared(one), Sources(one.sources)) for one in self.contacts
            ),
            left_out=self.cut("contacts"),
        )

    def drawn(self, subject: Ref) -> Iterable[Drawn]:
        for one in self.contacts:
            if one.instrument.id:
                type_ = "LOCATED_AT" if one.kind == "address" else "USES"
                for user in (subject, *one.shared_with[:_MOST_DRAWN]):
                    yield Drawn.link(50, type_, user, one.instrument)


def _shared(one: Contact) -> Joined:
    if not one.shared_count:
        return Joined(())
    count = f"{one.shared_count:,}{' or more' if one.shared_count_capped else ''}"
    others = Tag(f"{count} {'other' if one.shared_count == 1 else 'others'}", "doubt")
    more = one.shared_count - len(one.shared_with)
    names = Joined(tuple(map(Name, one.shared_with)))
    return Joined((others, names, f"and {more:,} more" if more > 0 else None), " ")


def _contacts(
    view: View, subject: Node, links: Links, properties: Iterable[PropertyView]
) -> tuple[Contact, ...]:
    """By kind and value.

    A contact is a node that others point to as well, or text that stands on others too.
    """
    reader = GraphReader(view)
    shared = _shared_nodes(reader, subject, links)
    found = []
    for relation in links.instruments:
        node = links.nodes[relation.target if relation.source == subject.id else relation.source]
        others, count = shared.get(node.id, ((), 0))
        kind = contact_kind(view, node)
        if kind is not None:
            found.append(
                Contact(
                    kind=kind,
                    value=node.caption,
                    instrument=ref(node),
                    sources=tuple(relation.properties.get("sources", ())),
                    shared_with=others,
                    shared_count=count,
                )
            )
    found += _text_contacts(view, subject, properties)
    return tuple(sorted(found, key=lambda c: (c.kind, c.value, c.instrument.id)))


def _shared_nodes(
    reader: GraphReader, subject: Node, links: Links
) -> dict[str, tuple[tuple[Ref, ...], int]]:
    """Others at each contact node: the first twenty, and how many there are in all."""
    instruments = {
        end
        for relation in links.instruments
        for end in (relation.source, relation.target)
        if end != subject.id
    }
    expansion = reader.relations(
        instruments, ["LOCATED_AT", "USES", "IDENTIFIES"], cap=_MOST_SHARING * 5
    )
    others: dict[str, set[str]] = defaultdict(set)
    for relation in expansion.relations:
        for near, far in ((relation.source, relation.target), (relation.target, relation.source)):
            if near in instruments and far != subject.id:
                others[near].add(far)
    nodes = reader.nodes(entity for found in others.values() for entity in found)
    return {
        instrument: (
            tuple(ref(nodes[entity]) for entity in sorted(found) if entity in nodes)[
                :_MOST_SHARING
            ],
            len(found) + expansion.left_out.get(instrument, 0),
        )
        for instrument, found in others.items()
    }


def _text_contacts(view: View, subject: Node, properties: Iterable[PropertyView]) -> list[Contact]:
    stated = [
        (prop, value) for prop in properties if prop.type in _TEXT_TYPES for value in prop.values
    ]
    if not stated:
        return []
    sharing = _sharing_text(view, subject.id, [value.value for _, value in stated])
    nodes = GraphReader(view).nodes(
        entity for entities in sharing.values() for entity in entities[:_MOST_SHARING]
    )
    return [
        Contact(
            kind=_TEXT_TYPES[prop.type],
            value=value.value,
            instrument=Ref("", "", value.value),
            sources=value.sources,
            shared_with=tuple(
                ref(nodes[entity])
                for entity in sharing.get(value.value, [])[:_MOST_SHARING]
                if entity in nodes
            ),
            shared_count=len(sharing.get(value.value, [])),
        )
        for prop, value in stated
    ]


def _sharing_text(view: View, subject: str, values: Sequence[str]) -> dict[str, list[str]]:
    """Other parties on which sources put the same text as an address, telephone or e-mail."""
    schemata = [name for name, s in view.ontology.schemata.items() if s.is_a("LegalEntity")]
    properties = sorted(
        {
            prop.name
            for schema in schemata
            for prop in view.ontology.schemata[schema].properties.values()
            if prop.type in _TEXT_TYPES
        }
    )
    rows = view.sql(
        """
        SELECT value, list(DISTINCT canonical ORDER BY canonical) FROM claims
        WHERE value IN (SELECT unnest($texts)) AND prop IN (SELECT unnest($properties))
          AND schema IN (SELECT unnest($schemata)) AND canonical <> $subject
        GROUP BY value
        """,
        {"texts": list(values), "properties": properties, "schemata": schemata, "subject": subject},
    )
    return {value: list(entities) for value, entities in rows}
