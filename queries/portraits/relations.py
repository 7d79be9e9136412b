"""The relations of a portrait's subject, sorted into the sections that a reader looks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model import Node, Relation
from queries.answers import Ref
from queries.connections.graph_reader import GraphReader
from queries.connections.link_kinds import kind_of_type
from queries.money.accounts import is_account, ref, text_of, texts_of
from queries.portraits.parts import Contact, EventView, Link, PropertyView, SanctionEntry
from queries.provenance.evidence import claim_ids

if TYPE_CHECKING:
    from kg.view import View

MOST_LINKS = 200
"""Relations of one direction that a portrait reads."""
_MOST_SHARING = 20
_CONTACT_KINDS = {
    "Address": "address",
    "PhoneNumber": "phone",
    "EmailAddress": "email",
    "Device": "device",
    "IPAddress": "device",
    "Identification": "identification",
}
_CONTACT_TEXT_TYPES = {"address": "address", "phone": "phone", "email": "email", "ip": "device"}
_RESERVED = {"schema", "sources", "startDate", "endDate", "role", "relationship", "property"}


@dataclass(slots=True)
class Links:
    """Relations of a subject by section; `relations` are all of them, `nodes` the other ends.

    left_out: relations of the subject that were too many to read.
    """

    relations: tuple[Relation, ...]
    nodes: Mapping[str, Node]
    left_out: int
    holders: list[Link] = field(default_factory=list)
    roles: list[Link] = field(default_factory=list)
    guarantees: list[Link] = field(default_factory=list)
    associates: list[Link] = field(default_factory=list)
    others: list[Link] = field(default_factory=list)
    instruments: list[Relation] = field(default_factory=list)
    sanctions: list[Relation] = field(default_factory=list)
    events: list[Relation] = field(default_factory=list)


def read_links(view: View, subject: Node) -> Links:
    """All relations of the subject begun by the view's moment, those that ended since included.

    Ownership other than of accounts is left to the ownership section, figures and findings to
    sections of their own.
    """
    reader = GraphReader(view, former=True)
    types = reader.followed_types([subject.id])
    expansion = reader.relations([subject.id], types, cap=MOST_LINKS)
    nodes = reader.nodes(
        {end for relation in expansion.relations for end in (relation.source, relation.target)}
    )
    relations = tuple(r for r in expansion.relations if r.source in nodes and r.target in nodes)
    links = Links(relations, nodes, sum(expansion.left_out.values()))
    for relation in relations:
        _sort_in(view, subject, links, relation)
    return links


def _sort_in(view: View, subject: Node, links: Links, relation: Relation) -> None:
    outgoing = relation.source == subject.id
    other = links.nodes[relation.target if outgoing else relation.source]
    link = _link(relation, outgoing, other)
    ontology = view.ontology
    kind = kind_of_type(relation.type)
    own_account = is_account(ontology, subject.schema)
    if ontology.get(other.schema).is_a("Event"):
        links.events.append(relation)
    elif kind == "ownership" and own_account:
        links.holders.append(link)
    elif kind == "ownership" and relation.type in ("OWNS", "HELD_BY"):
        # Shown as accounts, or by the ownership section.
        if relation.type == "HELD_BY" and not is_account(ontology, other.schema):
            links.others.append(link)
    elif kind == "contact" and _contact_kind(view, other) is not None:
        links.instruments.append(relation)
    elif kind == "sanction" and relation.type in ("SANCTION_ON", "RISK_ON") and not outgoing:
        links.sanctions.append(relation)
    else:
        section = {"role": links.roles, "credit": links.guarantees, "social": links.associates}
        section.get(kind, links.others).append(link)


def contacts(
    view: View, subject: Node, links: Links, properties: Iterable[PropertyView]
) -> tuple[Contact, ...]:
    """How the subject is reached, and who else is reached so, by kind and value.

    A contact is a node that others point to as well, or text that stands on others too.
    """
    reader = GraphReader(view)
    shared = _shared_nodes(reader, subject, links)
    found = []
    for relation in links.instruments:
        node = links.nodes[relation.target if relation.source == subject.id else relation.source]
        others, count = shared.get(node.id, ((), 0))
        kind = _contact_kind(view, node)
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


def sanction_entries(view: View, links: Links) -> tuple[SanctionEntry, ...]:
    """Sanctions and warnings on the subject, those lifted since included with their end."""
    return tuple(
        SanctionEntry(
            sanction=ref(entry),
            authority=texts_of(entry, "authority"),
            program=texts_of(entry, "program"),
            reason=texts_of(entry, "reason"),
            start=text_of(entry, "startDate") or text_of(entry, "listingDate"),
            end=text_of(entry, "endDate"),
            sources=tuple(relation.properties.get("sources", ())),
            claims=claim_ids(view, [entry.id]),
        )
        for relation in links.sanctions
        if (entry := links.nodes[relation.source])
        and (text_of(entry, "startDate") or text_of(entry, "listingDate"))
        <= GraphReader(view).moment
    )


def events(view: View, links: Links) -> tuple[EventView, ...]:
    """Events with the subject, the newest first, those after the view's moment left out."""
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


def _link(relation: Relation, outgoing: bool, other: Node) -> Link:
    return Link(
        relation=relation.id,
        type=relation.type,
        outgoing=outgoing,
        other=ref(other),
        role=text_of(relation, "role") or text_of(relation, "relationship"),
        start=text_of(relation, "startDate"),
        end=text_of(relation, "endDate"),
        sources=tuple(relation.properties.get("sources", ())),
        properties={k: v for k, v in relation.properties.items() if k not in _RESERVED},
    )


def _contact_kind(view: View, node: Node) -> str | None:
    schema = view.ontology.get(node.schema)
    return next((kind for name, kind in _CONTACT_KINDS.items() if schema.is_a(name)), None)


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
        (prop, value)
        for prop in properties
        if prop.type in _CONTACT_TEXT_TYPES
        for value in prop.values
    ]
    if not stated:
        return []
    sharing = _sharing_text(view, subject.id, [value.value for _, value in stated])
    nodes = GraphReader(view).nodes(
        entity for entities in sharing.values() for entity in entities[:_MOST_SHARING]
    )
    return [
        Contact(
            kind=_CONTACT_TEXT_TYPES[prop.type],
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
            if prop.type in _CONTACT_TEXT_TYPES
        }
    )
    rows = view.sql(
        """
        SELECT value, list(DISTINCT canonical ORDER BY canonical) FROM claims
        WHERE value IN (SELECT unnest($texts)) AND prop IN (SELECT unnest($properties))
          AND schema IN (SELECT unnest($schemata)) AND canonical <> $subject
        GROUP BY value
        """,
        {
            "texts": list(values),
            "properties": properties,
            "schemata": schemata,
            "subject": subject,
        },
    )
    return {value: list(entities) for value, entities in rows}
