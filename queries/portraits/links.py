"""The relations of a portrait's subject, sorted into the sections that a reader looks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.model import Node, Relation
from queries.answers import Ref, ref, text_of
from queries.connections.accounts import is_account
from queries.connections.graph_reader import GraphReader
from queries.connections.link_kinds import kind_of_type
from queries.portraits.blocks import (
    Column,
    Drawn,
    LeftOut,
    RelationDetails,
    RelationName,
    Sources,
    Span,
    Table,
)

if TYPE_CHECKING:
    from kg.view import View

MOST_LINKS = 200
"""Relations of one direction that a portrait reads."""

_CONTACT_KINDS = {
    "Address": "address",
    "PhoneNumber": "phone",
    "EmailAddress": "email",
    "Device": "device",
    "IPAddress": "device",
    "Identification": "identification",
}
_RESERVED = {"schema", "sources", "startDate", "endDate", "role", "relationship", "property"}


@dataclass(frozen=True, slots=True)
class Link:
    """A relation of the subject to another entity.

    Attributes:
        relation: id of the relation in the graph.
        type: relationship type (`DIRECTOR_OF`).
        outgoing: True when the subject is the relation's source.
        other: the entity at the other end.
        role: what the source calls it, "" where it does not say.
        start, end: ISO partial dates, "" where open or unknown.
        sources: lake sources that state it.
        properties: the relation's remaining properties.
    """

    relation: str
    type: str
    outgoing: bool
    other: Ref
    role: str = ""
    start: str = ""
    end: str = ""
    sources: tuple[str, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)


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
    elif kind == "contact" and contact_kind(view, other) is not None:
        links.instruments.append(relation)
    elif kind == "sanction" and relation.type in ("SANCTION_ON", "RISK_ON") and not outgoing:
        links.sanctions.append(relation)
    else:
        section = {"role": links.roles, "credit": links.guarantees, "social": links.associates}
        section.get(kind, links.others).append(link)


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


def contact_kind(view: View, node: Node) -> str | None:
    """What kind of contact a node is, None where it is none."""
    schema = view.ontology.get(node.schema)
    return next((kind for name, kind in _CONTACT_KINDS.items() if schema.is_a(name)), None)


def link_table(title: str, links: Iterable[Link], left_out: LeftOut) -> Table:
    """Relations as a table."""
    return Table(
        (
            Column("Relation", "word"),
            Column("Entity"),
            Column("Role", "word"),
            Column("When", "word"),
            Column("Details", brief=False),
            Column("Source"),
        ),
        tuple(
            (
                RelationName(one.type, one.outgoing),
                one.other,
                one.role,
                Span(one.start, one.end),
                RelationDetails(one.type, one.properties),
                Sources(one.sources),
            )
            for one in links
        ),
        title,
        width="wide",
        left_out=left_out,
    )


def drawn_links(subject: Ref, links: Iterable[Link]) -> Iterable[Drawn]:
    """Relations as they are drawn around the subject."""
    for one in links:
        ends = (subject, one.other) if one.outgoing else (one.other, subject)
        yield Drawn(40, Relation(one.relation, one.type, ends[0].id, ends[1].id, {}), ends)
