"""Which accounts belong to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import Relation
from queries.answers import Ref, ref, text_of

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from queries.connections.graph_reader import GraphReader

ACCOUNT_SCHEMATA = ("BankAccount", "CryptoWallet", "PaymentCard")
"""Schemata whose entities send and receive money on behalf of a holder."""

_HOLDING = "OWNS"
_HELD_BY = "HELD_BY"
_MOST_ACCOUNTS = 1000
_MOST_HOLDERS = 20


@dataclass(frozen=True, slots=True)
class Holding:
    """That `holder` holds `account`; `role` as the source calls it, "" where it does not say."""

    holder: str
    account: str
    role: str
    relation: Relation


def is_account(ontology: Ontology, schema: str) -> bool:
    """Whether entities of the schema are accounts."""
    found = ontology.schemata.get(schema)
    return found is not None and any(found.is_a(name) for name in ACCOUNT_SCHEMATA)


def accounts_held(reader: GraphReader, parties: Iterable[str]) -> list[Holding]:
    """Accounts of parties, by party and account; at most a thousand for each party."""
    owned = reader.relations(parties, [_HOLDING], direction="out", cap=_MOST_ACCOUNTS).relations
    held = reader.relations(parties, [_HELD_BY], direction="in", cap=_MOST_ACCOUNTS).relations
    return _holdings(reader, [*owned, *held])


def holders(reader: GraphReader, accounts: Iterable[str]) -> list[Holding]:
    """Holders of accounts, by holder and account; at most twenty for each account."""
    owned = reader.relations(accounts, [_HOLDING], direction="in", cap=_MOST_HOLDERS).relations
    held = reader.relations(accounts, [_HELD_BY], direction="out", cap=_MOST_HOLDERS).relations
    return _holdings(reader, [*owned, *held])


def holder_refs(reader: GraphReader, accounts: Iterable[str]) -> dict[str, tuple[Ref, ...]]:
    """The holders of each account that has any, in order of id."""
    found = holders(reader, accounts)
    nodes = reader.nodes(holding.holder for holding in found)
    by_account: dict[str, dict[str, Ref]] = defaultdict(dict)
    for holding in found:
        if holding.holder in nodes:
            by_account[holding.account][holding.holder] = ref(nodes[holding.holder])
    return {account: tuple(refs[k] for k in sorted(refs)) for account, refs in by_account.items()}


def money_ends(reader: GraphReader, entity: str) -> list[str]:
    """Ids under which the ledger may know the entity: its own, and those of its accounts."""
    return sorted({entity, *(holding.account for holding in accounts_held(reader, [entity]))})


def money_ends_of(reader: GraphReader, entities: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """`money_ends` of several entities at once."""
    ends: dict[str, set[str]] = {entity: {entity} for entity in entities}
    for holding in accounts_held(reader, list(ends)):
        ends[holding.holder].add(holding.account)
    return {entity: tuple(sorted(found)) for entity, found in ends.items()}


def _holdings(reader: GraphReader, relations: Iterable[Relation]) -> list[Holding]:
    holdings = []
    candidates = list(relations)
    assets = reader.nodes(
        relation.target if relation.type == _HOLDING else relation.source for relation in candidates
    )
    for relation in candidates:
        holder, account = relation.source, relation.target
        if relation.type == _HELD_BY:
            holder, account = account, holder
        asset = assets.get(account)
        if asset is not None and is_account(reader.view.ontology, asset.schema):
            holdings.append(Holding(holder, account, text_of(relation, "role"), relation))
    return sorted(holdings, key=lambda holding: (holding.holder, holding.account, holding.role))
