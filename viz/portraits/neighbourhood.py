"""What the sections of a portrait draw around its subject, as a small subgraph."""

from __future__ import annotations

from kg.model import Node, Relation
from queries.answers import Ref
from queries.connections.subgraph import Subgraph, canonical_subgraph
from queries.portraits.blocks import Points
from queries.portraits.portrait import Portrait

MOST_NEIGHBOURS = 26


def portrait_subgraph(portrait: Portrait) -> Subgraph:
    """The subject with what the sections draw: accounts, owners, roles, contacts, money, ….

    Relations are taken by their rank until 26 neighbours stand; `left_out` counts those that
    found no place. Money with a counterparty is drawn at the subject itself.
    """
    subject = portrait.subject
    nodes = {subject.id: _node(subject)}
    relations: list[Relation] = []
    left_out = 0
    drawn = [one for section in portrait.sections for one in section.drawn(subject)]
    for one in sorted(drawn, key=lambda one: one.rank):
        new = [end for end in one.ends if end.id not in nodes]
        if len(nodes) + len(new) > MOST_NEIGHBOURS + 1:
            left_out += 1
            continue
        nodes.update({end.id: _node(end) for end in new})
        relations.append(one.relation)
    points = [
        said.value
        for section in portrait.sections
        for said in section.headlines()
        if isinstance(said, Points)
    ]
    return canonical_subgraph(
        nodes.values(),
        relations,
        focus=(subject.id,),
        risk={subject.id: points[0]} if points else {},
        as_of=portrait.as_of,
        left_out=left_out,
        title=f"Around {subject.caption}",
    )


def _node(ref: Ref) -> Node:
    return Node(ref.id, ref.schema, (ref.schema,), ref.caption, {})
