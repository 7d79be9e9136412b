"""Ownership around an entity, from the graph: owners, holdings and who is behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kg.model import Node, Relation
from queries.answers import Ref, ref, text_of
from queries.connections.accounts import is_account
from queries.connections.graph_reader import GraphReader
from queries.ownership.effective import LookThrough, Stake, look_through, merge_stakes, parse_share
from queries.ownership.stakes import BeneficialOwner, OwnershipStep, OwnershipView

_DEEPEST = 10
_MOST_ENTITIES = 500
_MOST_STAKES_OF_ONE = 100
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Stakes:
    """Stakes around a subject, in one direction.

    stakes: one for each owner and asset. nodes: everybody in them, the subject included.
    left_out: relations beyond the bounds.
    """

    subject: str
    stakes: tuple[Stake, ...]
    nodes: Mapping[str, Node]
    left_out: int


def owners_above(reader: GraphReader, subject: str) -> Stakes:
    """Who owns the subject, who owns them, and so on."""
    return _collect(reader, subject, up=True)


def holdings_below(reader: GraphReader, subject: str) -> Stakes:
    """What the subject owns, what that owns, and so on; accounts are no holdings."""
    return _collect(reader, subject, up=False)


def ownership_view(
    above: Stakes, below: Stakes, threshold: Fraction, threshold_source: str
) -> OwnershipView:
    """The ownership part of a portrait.

    Args:
        threshold: share that makes a beneficial owner, 0 to 1; `threshold_source` says where it
            comes from.
    """
    owners = look_through(above.subject, above.stakes, max_depth=_DEEPEST)
    turned = [Stake(s.asset, s.owner, s.share, s.relation) for s in below.stakes]
    holdings = look_through(below.subject, turned, max_depth=_DEEPEST)
    circles = {circle for found in (owners, holdings) for circle in found.circles}
    nodes = {**above.nodes, **below.nodes}
    shown = [
        _entries(found, stakes, threshold, turned=up is False)
        for found, stakes, up in ((owners, above, True), (holdings, below, False))
    ]
    return OwnershipView(
        owners=_steps(above, [s for s in above.stakes if s.asset == above.subject]),
        owned=_steps(below, [s for s in below.stakes if s.owner == below.subject]),
        beneficial_owners=shown[0][:_MOST_SHOWN],
        holdings=shown[1][:_MOST_SHOWN],
        circles=tuple(
            tuple(_mention(nodes, entity) for entity in circle) for circle in sorted(circles)
        ),
        threshold=threshold,
        threshold_source=threshold_source,
        left_out=above.left_out
        + below.left_out
        + sum(max(0, len(entries) - _MOST_SHOWN) for entries in shown)
        + int(owners.chains_left_out)
        + int(holdings.chains_left_out),
    )


def blocked_share(
    above: Stakes, listed: Collection[str], threshold: Fraction
) -> tuple[Fraction, tuple[str, ...]]:
    """Share of the subject that blocked parties hold directly, and who they are.

    Blocked are the listed, and every entity of which blocked parties hold `threshold` or more
    in the aggregate, so that the share of such an entity counts in full further down.
    """
    held: dict[str, list[Stake]] = defaultdict(list)
    for stake in above.stakes:
        held[stake.asset].append(stake)
    blocked = set(listed) - {above.subject}
    changed = True
    while changed:
        changed = False
        for asset, stakes in held.items():
            if asset in blocked or asset == above.subject:
                continue
            if _share_of(stakes, blocked) >= threshold:
                blocked.add(asset)
                changed = True
    direct = held.get(above.subject, [])
    owners = sorted({s.owner for s in direct if s.owner in blocked and s.share})
    return _share_of(direct, blocked), tuple(owners)


def _share_of(stakes: Sequence[Stake], owners: Collection[str]) -> Fraction:
    total = sum((s.share for s in stakes if s.share and s.owner in owners), Fraction(0))
    return min(total, Fraction(1))


def _collect(reader: GraphReader, subject: str, *, up: bool) -> Stakes:
    stated: list[tuple[Stake, str]] = []
    nodes = reader.nodes([subject])
    frontier = [subject]
    left_out = 0
    for _ in range(_DEEPEST):
        expansion = reader.relations(
            frontier, ["OWNS"], direction="in" if up else "out", cap=_MOST_STAKES_OF_ONE
        )
        left_out += sum(expansion.left_out.values())
        far = {r.source if up else r.target for r in expansion.relations} - set(nodes)
        new = reader.nodes(far)
        ontology = reader.view.ontology
        held = {entity for entity, node in new.items() if is_account(ontology, node.schema)}
        room = max(0, _MOST_ENTITIES - len(nodes))
        kept = [entity for entity in new if entity not in held]
        left_out += max(0, len(kept) - room)
        nodes.update((entity, new[entity]) for entity in kept[:room])
        for relation in expansion.relations:
            if relation.source in nodes and relation.target in nodes:
                stated += _stated(relation)
        frontier = kept[:room]
        if not frontier:
            break
    return Stakes(subject, tuple(merge_stakes(stated)), nodes, left_out)


def _stated(relation: Relation) -> list[tuple[Stake, str]]:
    share = parse_share(text_of(relation, "percentage"))
    stake = Stake(relation.source, relation.target, share, relation.id)
    # A relation that several sources share is one holding; it counts as the first one's.
    sources = relation.properties.get("sources") or [""]
    return [(stake, str(sources[0]))]


def _entries(
    found: LookThrough, stakes: Stakes, threshold: Fraction, *, turned: bool
) -> tuple[BeneficialOwner, ...]:
    ends = {s.owner if turned else s.asset for s in stakes.stakes if s.owner != s.asset}
    entries = []
    for entity in found.entities:
        node = stakes.nodes[entity.entity]
        chains = [
            [Stake(s.asset, s.owner, s.share, s.relation) for s in reversed(chain)]
            if turned
            else list(chain)
            for chain in entity.chains
        ]
        entries.append(
            BeneficialOwner(
                owner=ref(node),
                share=entity.share,
                chain_share=entity.chain_share,
                chains=tuple(_steps(stakes, chain) for chain in chains),
                ultimate=entity.entity not in ends,
                natural_person=node.schema == "Person" or "Person" in node.labels,
                over_threshold=entity.share is not None and entity.share >= threshold,
                circular=entity.circular,
            )
        )
    return tuple(entries)


def _steps(stakes: Stakes, chosen: Sequence[Stake]) -> tuple[OwnershipStep, ...]:
    return tuple(
        OwnershipStep(
            owner=_mention(stakes.nodes, stake.owner),
            asset=_mention(stakes.nodes, stake.asset),
            share=stake.share,
            relation=stake.relation,
        )
        for stake in chosen
    )


def _mention(nodes: Mapping[str, Node], entity: str) -> Ref:
    node = nodes.get(entity)
    return Ref(entity, "", entity) if node is None else ref(node)
