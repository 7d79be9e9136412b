"""Looking through chains of ownership, with exact shares and circles resolved.

A stake says that `owner` holds a share of `asset`. The share of a subject that is in the end
an owner's is the sum over all walks from owner to subject of the products of the shares on
them (integrated ownership; Baldone, Brioschi and Paleari, 1998). Without circles the walks
are the chains: 60 % of a company that holds 50 % is 30 %. With circles there are infinitely
many, and their sum is the solution of linear equations, found here in exact fractions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush

_SHARE = re.compile(r"\s*(\d{1,3}(?:[.,]\d{1,12})?)\s*%?\s*")
_LARGEST_CIRCLE = 40
"""Exact elimination over more mutually owned entities than this would take too long."""


@dataclass(frozen=True, slots=True)
class Stake:
    """`owner` holds `share` (0 to 1, None where unstated) of `asset` by that relation."""

    owner: str
    asset: str
    share: Fraction | None
    relation: str


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """What one entity at the far end of chains has to do with the subject.

    share, chain_share: 0 to 1, as in BeneficialOwner; None when no chain is stated throughout.
    chains: stakes in the order from the owner down, largest product first.
    circular: it lies on, or behind, a circle of ownership.
    """

    entity: str
    share: Fraction | None
    chain_share: Fraction | None
    chains: tuple[tuple[Stake, ...], ...]
    circular: bool


@dataclass(frozen=True, slots=True)
class LookThrough:
    """Result of `look_through`: largest share first, then unknown shares, then by id.

    circles: groups of entities that own one another, each sorted by id.
    chains_left_out: True when there were more chains than were followed.
    """

    entities: tuple[LookedThrough, ...]
    circles: tuple[tuple[str, ...], ...]
    chains_left_out: bool


def parse_share(text: str) -> Fraction | None:
    """A stated percentage as a fraction: "60", "60 %" and "60,0" are 3/5.

    None for anything else (a range, words, more than 100).
    """
    match = _SHARE.fullmatch(text)
    if match is None:
        return None
    share = Fraction(match.group(1).replace(",", ".")) / 100
    return share if share <= 1 else None


def merge_stakes(stated: Iterable[tuple[Stake, str]]) -> list[Stake]:
    """One stake for each owner and asset, from stakes with the source that states them.

    Stakes of one source add up (classes of shares), at most to 1; where sources differ, the
    largest total counts, so that the same holding told twice is not counted twice. The
    relation kept is the smallest id of that source's.
    """
    by_pair: dict[tuple[str, str], dict[str, list[Stake]]] = defaultdict(lambda: defaultdict(list))
    for stake, source in stated:
        by_pair[stake.owner, stake.asset][source].append(stake)
    merged = []
    for (owner, asset), by_source in sorted(by_pair.items()):
        totals = []
        for _, stakes in sorted(by_source.items()):
            known = [stake.share for stake in stakes if stake.share is not None]
            total = min(sum(known, Fraction(0)), Fraction(1)) if known else None
            totals.append((total, min(stake.relation for stake in stakes)))
        share, relation = min(
            totals, key=lambda item: (item[0] is None, -(item[0] or Fraction(0)), item[1])
        )
        merged.append(Stake(owner, asset, share, relation))
    return merged


def look_through(
    subject: str,
    stakes: Sequence[Stake],
    *,
    max_depth: int = 10,
    max_chains: int = 500,
) -> LookThrough:
    """Every entity that owns the subject through chains of at most `max_depth` stakes.

    `stakes` holds at most one stake a pair (`merge_stakes`). To look down instead, at what
    the subject owns, hand in the stakes with owner and asset exchanged: products do not
    mind the direction.
    """
    by_asset: dict[str, list[Stake]] = defaultdict(list)
    for stake in sorted(stakes, key=lambda stake: (stake.owner, stake.asset)):
        if stake.owner != stake.asset:
            by_asset[stake.asset].append(stake)
    chains, cut = _simple_chains(subject, by_asset, max_depth, max_chains)
    reachable = {subject, *chains}
    owned_by = {
        asset: {stake.owner for stake in by_asset[asset] if stake.owner in reachable}
        for asset in reachable
    }
    components = _strong_components(owned_by)
    circles = [component for component in components if len(component) > 1]
    behind = _behind_circles(owned_by, circles)
    integrated = _integrated_shares(subject, by_asset, components)
    entities = []
    for entity, entity_chains in chains.items():
        known = [p for chain in entity_chains if (p := _product(chain)) is not None]
        chain_share = min(sum(known, Fraction(0)), Fraction(1)) if known else None
        share = chain_share
        if chain_share is not None and integrated is not None and circles:
            share = integrated[entity]
        entities.append(
            LookedThrough(
                entity=entity,
                share=share,
                chain_share=chain_share,
                chains=tuple(sorted(entity_chains, key=_chain_order)),
                circular=entity in behind,
            )
        )
    entities.sort(key=lambda e: (e.share is None, -(e.share or Fraction(0)), e.entity))
    return LookThrough(
        entities=tuple(entities),
        circles=tuple(sorted(tuple(sorted(circle)) for circle in circles)),
        chains_left_out=cut,
    )


def _simple_chains(
    subject: str, by_asset: Mapping[str, list[Stake]], max_depth: int, max_chains: int
) -> tuple[dict[str, list[tuple[Stake, ...]]], bool]:
    """Chains that pass no entity twice, shorter ones first, by the owner they start from."""
    found: dict[str, list[tuple[Stake, ...]]] = defaultdict(list)
    layer: list[tuple[Stake, ...]] = [()]
    count = 0
    for _ in range(max_depth):
        following = []
        for chain in layer:
            tip = chain[0].owner if chain else subject
            passed = {subject, *(stake.owner for stake in chain)}
            for stake in by_asset.get(tip, ()):
                if stake.owner in passed:
                    continue
                if count == max_chains:
                    return dict(found), True
                longer = (stake, *chain)
                found[stake.owner].append(longer)
                following.append(longer)
                count += 1
        layer = following
    deeper = any(
        stake.owner not in {subject, *(s.owner for s in chain)}
        for chain in layer
        for stake in by_asset.get(chain[0].owner if chain else subject, ())
    )
    return dict(found), deeper


def _product(chain: Sequence[Stake]) -> Fraction | None:
    product = Fraction(1)
    for stake in chain:
        if stake.share is None:
            return None
        product *= stake.share
    return product


def _chain_order(chain: tuple[Stake, ...]) -> tuple[bool, Fraction, tuple[str, ...]]:
    product = _product(chain)
    return (product is None, -(product or Fraction(0)), tuple(stake.relation for stake in chain))


def _strong_components(successors: Mapping[str, set[str]]) -> list[list[str]]:
    """Strongly connected components, each before all those that it leads to."""
    if (single := _without_circles(successors)) is not None:
        return [[node] for node in single]
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for node in sorted(successors):
        graph.add_node(node)
    for node in sorted(successors):
        for successor in sorted(successors[node]):
            graph.add_edge(node, successor)
    condensed = nx.condensation(graph)
    order = nx.lexicographical_topological_sort(
        condensed, key=lambda c: min(condensed.nodes[c]["members"])
    )
    return [sorted(condensed.nodes[component]["members"]) for component in order]


def _without_circles(successors: Mapping[str, set[str]]) -> list[str] | None:
    """The nodes, each before those it leads to; None where some lead round in a circle."""
    entering = dict.fromkeys(successors, 0)
    for following in successors.values():
        for node in following:
            entering[node] += 1
    ready = sorted(node for node, count in entering.items() if not count)
    order = []
    while ready:
        node = heappop(ready)
        order.append(node)
        for successor in successors[node]:
            entering[successor] -= 1
            if not entering[successor]:
                heappush(ready, successor)
    return order if len(order) == len(entering) else None


def _behind_circles(owned_by: Mapping[str, set[str]], circles: Sequence[Sequence[str]]) -> set[str]:
    behind = {entity for circle in circles for entity in circle}
    waiting = sorted(behind)
    while waiting:
        for owner in sorted(owned_by[waiting.pop()] - behind):
            behind.add(owner)
            waiting.append(owner)
    return behind


def _integrated_shares(
    subject: str, by_asset: Mapping[str, list[Stake]], components: Sequence[Sequence[str]]
) -> dict[str, Fraction] | None:
    """Share of the subject by owner, summed over all walks that leave the owner once.

    Components come subject first. None where the equations have no solution between 0 and
    1: a circle that owns itself wholly, or sources that give away more than the whole.
    """
    assets_of: dict[str, list[tuple[str, Fraction]]] = defaultdict(list)
    for asset, stakes in by_asset.items():
        for stake in stakes:
            if stake.share is not None:
                assets_of[stake.owner].append((asset, stake.share))
    walks: dict[str, Fraction] = {}
    shares: dict[str, Fraction] = {}
    for component in components:
        inverse = None
        if len(component) <= _LARGEST_CIRCLE:
            inverse = _inverse(_equations(component, assets_of))
        if inverse is None:
            return None
        known = [
            sum(
                (
                    share * (Fraction(int(asset == subject)) + walks.get(asset, 0))
                    for asset, share in assets_of[entity]
                ),
                Fraction(0),
            )
            for entity in component
        ]
        for place, entity in enumerate(component):
            row = inverse[place]
            total = sum((a * b for a, b in zip(row, known, strict=True)), Fraction(0))
            returns = row[place]
            if returns < 1 or not 0 <= total / returns <= 1:
                return None
            walks[entity] = total
            shares[entity] = total / returns
    return shares


def _equations(
    component: Sequence[str], assets_of: Mapping[str, Sequence[tuple[str, Fraction]]]
) -> list[list[Fraction]]:
    """The matrix I - A over a component, A holding the share of the column in the row's hands."""
    place = {entity: column for column, entity in enumerate(component)}
    matrix = [[Fraction(int(i == j)) for j in place.values()] for i in place.values()]
    for entity, row in place.items():
        for asset, share in assets_of[entity]:
            if asset in place:
                matrix[row][place[asset]] -= share
    return matrix


def _inverse(matrix: Sequence[Sequence[Fraction]]) -> list[list[Fraction]] | None:
    """Gauss-Jordan in exact arithmetic; None for a singular matrix."""
    size = len(matrix)
    work = [[*row, *(Fraction(int(i == j)) for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = next((r for r in range(column, size) if work[r][column]), None)
        if pivot is None:
            return None
        work[column], work[pivot] = work[pivot], work[column]
        head = work[column][column]
        work[column] = [value / head for value in work[column]]
        for r in range(size):
            factor = work[r][column]
            if r != column and factor:
                work[r] = [a - factor * b for a, b in zip(work[r], work[column], strict=True)]
    return [row[size:] for row in work]
