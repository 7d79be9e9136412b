"""`path`: how two entities are connected, by any relation, by ownership, or by money in time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from kg.errors import UsageError
from kg.model import Node, Relation
from queries.answers import Money, Ref, ref, text_of
from queries.connections.accounts import money_ends
from queries.connections.graph_reader import GraphReader
from queries.connections.hops import Hop, Path
from queries.connections.ledger_rows import (
    Ledger,
    LedgerRow,
    PairSum,
    ledger_rows,
    pair_sums,
    read_ledger,
)
from queries.connections.link_kinds import link_kinds
from queries.connections.linked_paths import shortest_paths
from queries.connections.money_paths import earliest_arrival, fewest_hops

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace

__all__ = ["KINDS", "Hop", "Path", "path"]

KINDS = ("any", "money", "ownership")

MOST_HOPS = 12
_MOST_NEIGHBOURS = 1000
"""Entities with more relations than this in one direction are hubs: no path leads through them."""
_RESERVED = {"schema", "sources", "startDate", "endDate", "property"}


def path(
    ws: Workspace,
    a: str,
    b: str,
    kind: str = "any",
    max_hops: int = 6,
    as_of: str | date | datetime | None = None,
    limit: int = 5,
) -> list[Path]:
    """Paths from `a` to `b`, the best first; empty where there is none.

    Args:
        ws: the workspace.
        a, b: what `Workspace.resolve` takes.
        kind: "any" and "ownership" give the shortest paths along relations of the graph, in
            whichever direction they point; "any" includes transfers. No path leads through an
            entity with more than a thousand relations, such as a bank, and through an alert
            only from or to one, or from or to a rule, control or typology. "money" gives
            transfers from an account of `a` to an account of `b` whose times never decrease:
            the paths of the fewest hops, then the one that arrives earliest where it is
            another. A transfer known by the day, or a row that stands for a period, may have moved
            money at any moment of it, so a path is one when moments in order can be chosen.
        max_hops: 1 to 12.
        as_of: nothing later is looked at; a date means the end of that day in the own zone.
        limit: paths of equal length that are given; each says how many there are (`equals`).

    Raises:
        NotFound, Ambiguous: `a` or `b` names no entity, or several.
        UsageError: `a` and `b` are the same, or `kind` or `max_hops` is out of range.
        QueryRefused: too many entities lie between the two.
    """
    if kind not in KINDS:
        raise UsageError("no such kind of path", field="kind", value=kind, hint=f"One of {KINDS}")
    if not 1 <= max_hops <= MOST_HOPS:
        raise UsageError("out of range", field="max_hops", value=max_hops, hint=f"1 to {MOST_HOPS}")
    start, end = ws.resolve(a), ws.resolve(b)
    if start == end:
        raise UsageError("both ends are the same entity", value=start)
    with ws.view(as_of) as view:
        if kind == "money":
            return money_paths(view, start, end, max_hops=max_hops, limit=limit)
        types: Collection[str] = GraphReader(view).followed_types([start, end])
        if kind == "ownership":
            types = link_kinds()["ownership"].types
        return relation_paths(view, start, end, types, kind=kind, max_hops=max_hops, limit=limit)


def relation_paths(
    view: View,
    start: str,
    end: str,
    types: Collection[str],
    *,
    kind: str,
    max_hops: int,
    limit: int,
) -> list[Path]:
    """Shortest paths along relations of those types, `TRANSFER` among them or not."""
    reader = GraphReader(view)

    def expand(ids: Collection[str]) -> Mapping[str, Collection[str] | None]:
        return neighbours(reader, ids, types, ends={start, end})

    found, equals = shortest_paths(start, end, expand, max_hops=max_hops, limit=limit)
    passed = sorted({node for nodes in found for node in nodes})
    nodes = reader.nodes({start, end, *passed})
    relations = reader.among(passed, set(types) - {"TRANSFER"})
    sums = pair_sums(view, passed) if "TRANSFER" in types and passed else []
    paths = []
    for way in found:
        hops = [
            hop
            for near, far in pairwise(way)
            if (hop := _relation_hop(view, nodes, relations, sums, near, far)) is not None
        ]
        # A graph that is behind the lake may know of money that the ledger has no longer.
        if len(hops) == len(way) - 1:
            paths.append(
                Path(
                    kind=kind,
                    start=_mention(nodes, start),
                    end=_mention(nodes, end),
                    nodes=tuple(_mention(nodes, node) for node in way),
                    hops=tuple(hops),
                    equals=equals,
                )
            )
    return paths


def money_paths(
    view: View,
    start: str,
    end: str,
    *,
    max_hops: int,
    limit: int,
    ledger: Ledger | None = None,
) -> list[Path]:
    """Paths of money from an account of `start` to one of `end`; see `path`.

    An account that both hold gives a path without hops: nothing has to move. `ledger` is the
    view's, where a caller that asks several times has read it.
    """
    reader = GraphReader(view)
    sources, targets = money_ends(reader, start), money_ends(reader, end)
    both = set(sources) & set(targets)
    asked = reader.nodes([start, end])
    if both:
        shared = reader.nodes(both)
        return [
            Path(
                "money",
                _mention(asked, start),
                _mention(asked, end),
                (ref(node),),
                (),
                equals=len(shared),
            )
            for node in shared.values()
        ][:limit]
    ledger = ledger or read_ledger(view)
    origins, goals = ledger.numbers(sources), ledger.numbers(targets)
    if not origins or not goals:
        return []
    ways = fewest_hops(ledger.rows, origins, goals, max_hops=max_hops)
    ranked = [(way, "fewest hops") for way in ways[:limit]]
    first = earliest_arrival(ledger.rows, origins, goals, max_hops=max_hops)
    if first is not None and first not in ways:
        ranked.append((first, "earliest arrival"))
    ids = {place: ledger.ids[place].as_py() for way, _ in ranked for place in way}
    rows = ledger_rows(view, list(ids.values()))
    nodes = reader.nodes(
        {start, end, *(end_ for row in rows.values() for end_ in (row.payer, row.payee))}
    )
    paths = []
    for way, rank in ranked:
        steps = [rows[ids[place]] for place in way]
        paths.append(
            Path(
                kind="money",
                start=_mention(asked, start),
                end=_mention(asked, end),
                nodes=tuple(
                    _mention(nodes, account)
                    for account in (steps[0].payer, *(step.payee for step in steps))
                ),
                hops=tuple(money_hop(step, nodes) for step in steps),
                rank=rank,
                equals=len(ways),
                carried=_carried([step.paid for step in steps]),
            )
        )
    return paths


def _carried(paid: Sequence[Money]) -> Money | None:
    """What can have gone along all of these payments: no more than the smallest."""
    if len({one.currency for one in paid}) != 1:
        return None
    return min(paid, key=lambda one: one.minor)


def money_hop(row: LedgerRow, nodes: Mapping[str, Node]) -> Hop:
    """One ledger row as a hop."""
    said = {"channel": row.channel, "format": row.format, "purpose": row.purpose}
    return Hop(
        type="TRANSFER",
        label="transferred to",
        source=_mention(nodes, row.payer),
        target=_mention(nodes, row.payee),
        sources=(row.source,),
        properties={name: value for name, value in said.items() if value is not None},
        first=row.first,
        last=row.last,
        count=row.count,
        amounts=(row.paid,),
        received=row.received,
        transfers=(row.id,),
    )


def neighbours(
    reader: GraphReader, ids: Collection[str], types: Collection[str], *, ends: Collection[str]
) -> dict[str, Collection[str] | None]:
    """Entities next to each of `ids` along those types; None for hubs that are not `ends`."""
    found: dict[str, set[str]] = {node: set() for node in ids}
    expansion = reader.relations(ids, types, cap=_MOST_NEIGHBOURS)
    hubs = set(expansion.left_out)
    for relation in expansion.relations:
        for near, far in (
            (relation.source, relation.target),
            (relation.target, relation.source),
        ):
            if near in found:
                found[near].add(far)
    if "TRANSFER" in types:
        ways: tuple[Literal["out", "in"], ...] = ("out", "in")
        for way in ways:
            money = reader.money_neighbours(ids, direction=way, cap=_MOST_NEIGHBOURS + 1)
            for near, others in money.items():
                found[near].update(others)
                if len(others) > _MOST_NEIGHBOURS:
                    hubs.add(near)
    return {near: None if near in hubs and near not in ends else far for near, far in found.items()}


def _relation_hop(
    view: View,
    nodes: Mapping[str, Node],
    relations: Collection[Relation],
    sums: Collection[PairSum],
    near: str,
    far: str,
) -> Hop | None:
    """What joins two entities next to each other on a path; None where nothing does."""
    for relation in relations:
        if {relation.source, relation.target} == {near, far}:
            properties = {k: v for k, v in relation.properties.items() if k not in _RESERVED}
            return Hop(
                type=relation.type,
                label=view.ontology.relationships[relation.type].label,
                source=_mention(nodes, relation.source),
                target=_mention(nodes, relation.target),
                relation=relation.id,
                start=text_of(relation, "startDate"),
                end=text_of(relation, "endDate"),
                sources=tuple(relation.properties.get("sources", ())),
                properties=properties,
            )
    ways = [pair for pair in sums if {pair.payer, pair.payee} == {near, far}]
    forward = [pair for pair in ways if pair.payer == near] or ways
    if not forward:
        return None
    return Hop(
        type="TRANSFER",
        label="transferred to",
        source=_mention(nodes, forward[0].payer),
        target=_mention(nodes, forward[0].payee),
        sources=tuple(sorted({source for pair in forward for source in pair.sources})),
        first=min(forward, key=lambda pair: pair.begins).first,
        last=max(forward, key=lambda pair: pair.ends).last,
        count=sum(pair.count for pair in forward),
        amounts=tuple(pair.paid for pair in forward),
        transfers=tuple(transfer for pair in forward for transfer in pair.transfers),
    )


def _mention(nodes: Mapping[str, Node], entity: str) -> Ref:
    node = nodes.get(entity)
    return Ref(entity, "", entity) if node is None else ref(node)
