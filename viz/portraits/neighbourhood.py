"""The neighbourhood that a portrait speaks of, as a small subgraph to draw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from kg.model import Node, Relation
from kg.values.instants import Moment, epoch_ms
from queries.answers import Ref
from queries.connections.subgraph import Subgraph, canonical_subgraph
from queries.portraits.parts import Counterparty, Portrait
from viz.maps.bundles import TRANSFER

MOST_NEIGHBOURS = 26

_CONTACT_TYPES = {"address": "LOCATED_AT"}
_MOST_SHARERS = 2
_MOST_COUNTERPARTIES = 3


def portrait_subgraph(portrait: Portrait) -> Subgraph:
    """The subject with accounts, holders, owners, roles, contacts and main counterparties.

    Relations are taken in that order until 26 neighbours stand; `left_out` counts those
    that found no place. Money with a counterparty is drawn at the subject itself.
    """
    nodes = {portrait.subject.id: _node(portrait.subject)}
    relations: list[Relation] = []
    left_out = 0
    for relation, ends in _relations(portrait):
        new = [end for end in ends if end.id not in nodes]
        if len(nodes) + len(new) > MOST_NEIGHBOURS + 1:
            left_out += 1
            continue
        nodes.update({end.id: _node(end) for end in new})
        relations.append(relation)
    risk = {portrait.subject.id: portrait.exposure.score} if portrait.exposure else {}
    return canonical_subgraph(
        nodes.values(),
        relations,
        focus=(portrait.subject.id,),
        risk=risk,
        as_of=portrait.as_of,
        left_out=left_out,
        title=f"Around {portrait.subject.caption}",
    )


def _node(ref: Ref) -> Node:
    return Node(ref.id, ref.schema, (ref.schema,), ref.caption, {})


def _relations(portrait: Portrait) -> Iterator[tuple[Relation, tuple[Ref, ...]]]:
    subject = portrait.subject
    for account in portrait.accounts:
        yield _drawn("OWNS", subject, account.account)
    for step in (*portrait.ownership.owners, *portrait.ownership.owned):
        share = (
            {} if step.percentage is None else {"percentage": f"{step.percentage.normalize():f}"}
        )
        yield (
            Relation(step.relation, "OWNS", step.owner.id, step.asset.id, share),
            (step.owner, step.asset),
        )
    for entry in portrait.sanctions:
        yield _drawn("SANCTION_ON", entry.sanction, subject)
    links = (
        *portrait.holders,
        *portrait.roles,
        *portrait.guarantees,
        *portrait.associates,
        *portrait.relations,
    )
    for link in links:
        ends = (subject, link.other) if link.outgoing else (link.other, subject)
        yield Relation(link.relation, link.type, ends[0].id, ends[1].id, {}), ends
    for contact in portrait.contacts:
        if contact.instrument.id:
            type_ = _CONTACT_TYPES.get(contact.kind, "USES")
            yield _drawn(type_, subject, contact.instrument)
            for other in contact.shared_with[:_MOST_SHARERS]:
                yield _drawn(type_, other, contact.instrument)
    for direction in ("in", "out"):
        mine = [one for one in portrait.flows.counterparties if one.direction == direction]
        mine.sort(key=lambda one: (-one.total.minor, one.account.id))
        for one in mine[:_MOST_COUNTERPARTIES]:
            yield _money(one, subject)


def _drawn(type_: str, source: Ref, target: Ref) -> tuple[Relation, tuple[Ref, ...]]:
    name = f"{type_}:{source.id}>{target.id}"
    return Relation(name, type_, source.id, target.id, {}), (source, target)


def _money(one: Counterparty, subject: Ref) -> tuple[Relation, tuple[Ref, ...]]:
    ends = (one.account, subject) if one.direction == "in" else (subject, one.account)
    properties = {
        "amount": one.total.minor,
        "currency": one.total.currency,
        "count": one.count,
        "first": _epoch_ms(one.first),
        "last": _epoch_ms(one.last),
    }
    if not isinstance(one.first, datetime) and not isinstance(one.last, datetime):
        properties |= {"date_from": str(one.first), "date_to": str(one.last)}
    name = f"{one.direction}:{one.account.id}:{one.total.currency}"
    return Relation(name, TRANSFER, ends[0].id, ends[1].id, properties), ends


def _epoch_ms(at: Moment) -> int:
    """For the order alone; of a day its midnight, UTC."""
    return epoch_ms(at if isinstance(at, datetime) else datetime.combine(at, time.min, UTC))
