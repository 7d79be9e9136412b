"""`ego` and `association_map`: the part of the graph around entities, or that joins them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import combinations, zip_longest
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.model import Relation
from queries.answers import counted_unit
from queries.connections.accounts import Holding, accounts_held, holders, is_account
from queries.connections.graph_reader import GraphReader
from queries.connections.hops import MOST_EQUAL, beyond
from queries.connections.ledger_rows import (
    Ledger,
    ledger_rows,
    outside_sums,
    pair_relation,
    pair_sums,
    read_ledger,
    row_relation,
)
from queries.connections.link_kinds import connecting_types, link_kinds
from queries.connections.paths import Path, money_paths, relation_paths
from queries.connections.subgraph import Others, Subgraph, canonical_subgraph
from queries.risk.standing import risk_of

if TYPE_CHECKING:
    from kg.desk import Alert
    from kg.view import View
    from kg.workspace import Workspace

HARD_LIMIT = 1000
"""No map has more nodes than this, whatever is asked for: nobody can read it."""
_MOST_HOPS = 6
_MOST_RELATIONS = 200
_MOST_CONSIDERED = 5000
_MOST_COUNTERPARTIES = 1000
_MOST_REFS = 20
_PATHS_OF_A_KIND = 20
_RELATIONS_PER_NODE = 4


@dataclass(slots=True)
class _Choice:
    """Entities chosen for a map, most wanted first, and what had to stay outside."""

    limit: int
    chosen: dict[str, None] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def add(self, entities: Iterable[str]) -> bool:
        """Take all of them or, where they do not fit, none."""
        new = [entity for entity in dict.fromkeys(entities) if entity not in self.chosen]
        if len(self.chosen) + len(new) > self.limit:
            self.refused.update(new)
            return False
        self.chosen.update(dict.fromkeys(new))
        return True

    @property
    def left_out(self) -> int:
        """Entities that were wanted and are not there."""
        return len(self.refused - set(self.chosen))


def ego(
    ws: Workspace,
    ref: str,
    hops: int = 1,
    limit: int = 150,
    as_of: str | date | datetime | None = None,
) -> Subgraph:
    """The surroundings of one entity, breadth first.

    A party's accounts are where it stands, so that who they exchanged money with is one hop away,
    and comes with its holders. Relations come before money; of those that only money ties to it,
    parties of alerts and those of the largest sums come first, by turns. Who does not fit is
    counted and summed in `others`. An account with more than a thousand counterparties, such as a
    bank's own, is shown and not walked through. Transfers are summed by pair of accounts and
    currency.

    Args:
        ref: what `Workspace.resolve` takes.
        hops: 1 to 6.
        limit: most nodes, 1 to 1000.
        as_of: nothing later is looked at; a date means the end of that day in the own zone.

    Raises:
        NotFound, Ambiguous: `ref` names no entity, or several.
        UsageError: `hops` or `limit` is out of range.
    """
    _check(hops, limit)
    centre = ws.resolve(ref)
    with ws.view(as_of) as view:
        reader = GraphReader(view)
        choice = _Choice(limit)
        choice.add([centre])
        alerts = view.standing_alerts()
        spread = _spread(reader, choice, [centre], hops, alerts)
        title = f"Around {_name(reader, centre)}"
        return _draw(reader, choice, [centre], {}, title, alerts, spread)


def association_map(
    ws: Workspace,
    refs: str | Sequence[str],
    hops: int = 3,
    as_of: str | date | datetime | None = None,
    limit: int = 300,
) -> Subgraph:
    """What joins several entities: the paths between each two of them, and their accounts.

    For each pair: the shortest paths along each kind of relation and along all of them
    together, each of at most `hops` relations, up to twenty of a length; and all dated paths of
    money of the fewest transfers, at most `hops`, in both directions between their accounts.
    Transfers on those paths are shown one by one, all others among the accounts shown are summed
    by pair and currency, so that the amounts of all relations add up to the ledger's. One entity
    alone gives its surroundings, as `ego` does.

    Args:
        refs: one to twenty, each what `Workspace.resolve` takes; a text is one.
        hops: 1 to 6.
        as_of: nothing later is looked at; a date means the end of that day in the own zone.
        limit: most nodes, 1 to 1000; what does not fit is counted in `left_out`, and paths in
            `paths_left_out`.

    Raises:
        NotFound, Ambiguous: one of `refs` names no entity, or several.
        UsageError: no refs, too many, or `hops` or `limit` out of range.
        QueryRefused: too many entities lie between two of them.
    """
    _check(hops, limit)
    focus = list(dict.fromkeys(map(ws.resolve, [refs] if isinstance(refs, str) else refs)))
    if not 1 <= len(focus) <= min(_MOST_REFS, limit):
        raise UsageError(
            "a map joins one to twenty entities, and no more than its limit", value=len(focus)
        )
    if len(focus) == 1:
        return ego(ws, focus[0], hops=hops, limit=limit, as_of=as_of)
    with ws.view(as_of) as view:
        reader = GraphReader(view)
        choice = _Choice(limit)
        choice.add(focus)
        ledger = read_ledger(view)
        found: list[Path] = []
        cut, perhaps = 0, False
        for a, b in combinations(sorted(focus), 2):
            between, missed, others = _paths_between(view, ledger, a, b, hops)
            found += between
            cut += missed
            perhaps |= others
        found.sort(key=lambda path: (len(path), [node.id for node in path.nodes]))
        dated: dict[str, None] = {}
        for path in found:
            fits = choice.add(node.id for node in path.nodes if node.schema)
            cut += not fits
            if fits and path.kind == "money":
                dated.update(dict.fromkeys(t for hop in path.hops for t in hop.transfers))
        _add_holdings(reader, choice)
        names = " and ".join(_name(reader, entity) for entity in focus[:3])
        more = f" and {len(focus) - 3} more" if len(focus) > 3 else ""
        title = f"What joins {names}{more}"
        if not found:
            within = counted_unit(str(hops), "hops")
            title = f"Nothing within {within} joins {names}{more} by {_searched()}"
        drawn = _draw(reader, choice, focus, dated, title, view.standing_alerts())
        return replace(drawn, paths_left_out=cut, more_paths=perhaps)


def _searched() -> str:
    """Along what maps look for paths, in words; `path` also follows any other relation."""
    kinds = [kind.label.lower() for kind in link_kinds().values() if kind.connects]
    return f"{', '.join(kinds)} or money in the order of time"


def _paths_between(
    view: View, ledger: Ledger, a: str, b: str, hops: int
) -> tuple[list[Path], int, bool]:
    """The paths between two; how many more are as short, and whether there may be others yet."""

    def along(types: Collection[str]) -> list[Path]:
        return relation_paths(view, a, b, types, kind="any", max_hops=hops, limit=_PATHS_OF_A_KIND)

    related = along(connecting_types())
    cut, perhaps = beyond(related)
    paths = list(related)
    if related:
        # Where all kinds together join nothing, no single one does.
        for kind in link_kinds().values():
            if kind.connects:
                found = along(kind.types)
                # Those as short as the ones along all kinds are among these.
                if found and len(found[0]) > len(related[0]):
                    cut += beyond(found)[0]
                paths += found
    for start, end in ((a, b), (b, a)):
        found = money_paths(view, start, end, max_hops=hops, limit=MOST_EQUAL, ledger=ledger)
        more, others = beyond(found)
        cut += more
        perhaps |= others
        paths += found
    return paths, cut, perhaps


@dataclass(slots=True)
class _Spread:
    """How far a map went: nodes whose money was followed, and relations beyond a node's bound."""

    followed: set[str] = field(default_factory=set)
    unseen: int = 0


def _spread(
    reader: GraphReader, choice: _Choice, frontier: list[str], hops: int, alerts: Iterable[Alert]
) -> _Spread:
    """Take in the neighbours hop by hop."""
    types = reader.followed_types(frontier)
    alerted = {
        entity for alert in alerts for entity in (alert.finding.subject, *alert.finding.members)
    }
    spread = _Spread()
    for hop in range(hops):
        expansion = reader.relations(frontier, types, cap=_MOST_RELATIONS)
        spread.unseen += sum(expansion.left_out.values())
        inside = set(frontier)
        wanted = [
            end
            for relation in expansion.relations
            for end in (relation.source, relation.target)
            if relation.source in inside or relation.target in inside
        ]
        ends = {*frontier, *(holding.account for holding in accounts_held(reader, frontier))}
        spread.followed |= ends
        if hop:
            ends -= _hubs(reader.view, ends)
        by_relation = dict.fromkeys(wanted)
        by_money = [
            account
            for account in _money_neighbours(reader.view, ends, alerted)
            if account not in by_relation
        ]
        new = [one for one in (*by_relation, *by_money) if one not in choice.chosen]
        considered = new[:_MOST_CONSIDERED]
        existing = reader.nodes(considered)
        held_by: dict[str, list[str]] = defaultdict(list)
        # More than the limit cannot be taken in, whoever holds them.
        accounts = [one for one in by_money if one in existing][: choice.limit]
        for holding in holders(reader, accounts):
            held_by[holding.account].append(holding.holder)
        frontier = [
            entity
            for entity in considered
            if entity in existing
            and (choice.add([entity, *held_by[entity]]) or choice.add([entity]))
        ]
        choice.refused.update(new[_MOST_CONSIDERED:])
        if not frontier or len(choice.chosen) == choice.limit:
            break
    return spread


_MONEY_SQL = """
SELECT from_id AS near, to_id AS other, currency, amount FROM ledger
WHERE named AND from_id IN (SELECT unnest($entities))
UNION ALL
SELECT to_id AS near, from_id AS other, currency, amount FROM ledger
WHERE named AND to_id IN (SELECT unnest($entities))
"""


def _money_neighbours(view: View, entities: Collection[str], alerted: Collection[str]) -> list[str]:
    """Who exchanged money with them: parties of alerts and the largest sums first, by turns.

    Sums of different currencies do not compare: the largest of each stand side by side.
    """
    by_sum = [
        other
        for (other,) in view.sql(
            f"""
            WITH sums AS (
                SELECT other, row_number() OVER (
                    PARTITION BY currency ORDER BY sum(amount) DESC, other) AS place
                FROM ({_MONEY_SQL}) GROUP BY other, currency
            )
            SELECT other FROM sums GROUP BY other ORDER BY min(place), other
            """,
            {"entities": sorted(entities)},
        )
    ]
    turns = zip_longest([other for other in by_sum if other in alerted], by_sum)
    return list(dict.fromkeys(one for turn in turns for one in turn if one is not None))


def _hubs(view: View, entities: Collection[str]) -> set[str]:
    """Those of them with more counterparties than a map walks through."""
    return {
        near
        for (near,) in view.sql(
            f"SELECT near FROM ({_MONEY_SQL}) GROUP BY near HAVING count(DISTINCT other) > $most",
            {"entities": sorted(entities), "most": _MOST_COUNTERPARTIES},
        )
    }


def _others(view: View, followed: Collection[str], inside: Collection[str]) -> list[Others]:
    """Those that exchanged money with `followed` and are not `inside`, by whom they are around."""
    sums: dict[str, list[Relation]] = defaultdict(list)
    for pair in outside_sums(view, followed, inside, Others.ID):
        near = pair.payer if pair.payer in followed else pair.payee
        sums[near].append(pair_relation(pair))
    counts = view.sql(
        f"""
        SELECT near, count(DISTINCT other) FROM ({_MONEY_SQL})
        WHERE other NOT IN (SELECT unnest($inside)) GROUP BY near ORDER BY near
        """,
        {"entities": sorted(followed), "inside": sorted(inside)},
    )
    return [Others(near, count, tuple(sums[near])) for near, count in counts]


def _add_holdings(reader: GraphReader, choice: _Choice) -> None:
    """Holders of the accounts shown, then the accounts of the parties that are asked for."""
    nodes = reader.nodes(choice.chosen)
    accounts = [
        entity for entity, node in nodes.items() if is_account(reader.view.ontology, node.schema)
    ]
    found: list[Holding] = holders(reader, accounts)
    parties = [entity for entity in choice.chosen if entity not in set(accounts)]
    moving = {holding.account for holding in accounts_held(reader, parties)}
    for holding in found:
        choice.add([holding.holder])
    joined = set(choice.chosen) | moving
    for pair in pair_sums(reader.view, joined):
        for end in (pair.payer, pair.payee):
            if end in moving:
                choice.add([end])


def _draw(
    reader: GraphReader,
    choice: _Choice,
    focus: Sequence[str],
    dated: Collection[str],
    title: str,
    alerts: Iterable[Alert],
    spread: _Spread | None = None,
) -> Subgraph:
    spread = spread or _Spread()
    nodes = reader.nodes(choice.chosen)
    relations: list[Relation] = list(reader.among(nodes, reader.view.ontology.relationship_types))
    relations += [row_relation(row) for row in ledger_rows(reader.view, dated).values()]
    relations += [pair_relation(pair) for pair in pair_sums(reader.view, nodes, without=dated)]
    return canonical_subgraph(
        nodes.values(),
        relations,
        focus=focus,
        risk=risk_of(reader, alerts, nodes.values()),
        as_of=reader.view.asked,
        left_out=choice.left_out + spread.unseen,
        title=title,
        others=_others(reader.view, spread.followed & set(nodes), set(nodes)),
    )


def _name(reader: GraphReader, entity: str) -> str:
    node = reader.nodes([entity]).get(entity)
    return entity if node is None else node.caption


def _check(hops: int, limit: int) -> None:
    if not 1 <= hops <= _MOST_HOPS:
        raise UsageError("out of range", field="hops", value=hops, hint=f"1 to {_MOST_HOPS}")
    if not 1 <= limit <= HARD_LIMIT:
        raise UsageError("out of range", field="limit", value=limit, hint=f"1 to {HARD_LIMIT}")
