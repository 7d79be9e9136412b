"""A path between two entities, hop by hop, each hop with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.json_form import dataclass_json
from kg.values.instants import Moment
from queries.answers import Money, Ref

MOST_EQUAL = 200
"""Paths of money of equal length that are looked for."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path.

    Attributes:
        type: relationship type (`OWNS`, `TRANSFER`).
        label: its reading from `source` to `target` ("owns").
        source, target: in the relation's own direction, which on a path that is not about
            money may be against the direction of travel.
        relation: id of the relation in the graph; "" for money, which `transfers` name.
        start, end: ISO partial dates of the relation, "" where open or unknown.
        sources: lake sources that state it.
        properties: what else the relation says (`percentage`, `role`).
        first, last: when the money moved, days where no more is known, else instants (UTC).
            Equal for one transfer whose time or day is known; None for a relation.
        count: transfers the hop stands for; 0 for a relation.
        amounts: what was paid, one sum for each currency; empty for a relation.
        received: what arrived where one transfer was converted, else None.
        transfers: ids in the ledger, `SOURCE/ID`; the first hundred.
    """

    type: str
    label: str
    source: Ref
    target: Ref
    relation: str = ""
    start: str = ""
    end: str = ""
    sources: tuple[str, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)
    first: Moment | None = None
    last: Moment | None = None
    count: int = 0
    amounts: tuple[Money, ...] = ()
    received: Money | None = None
    transfers: tuple[str, ...] = ()

    @property
    def is_money(self) -> bool:
        """Whether money moved."""
        return self.type == "TRANSFER"


@dataclass(frozen=True, slots=True)
class Path:
    """A way from `start` to `end`.

    Attributes:
        kind: "any", "money" or "ownership".
        start, end: the entities that were asked for.
        nodes: the entities passed, one more than hops. On a money path they are the
            accounts, so that the first is an account of `start` rather than `start` itself.
        hops: hop i joins nodes i and i + 1. Money of a money path leaves node i.
        rank: why it was chosen: "fewest hops" or "earliest arrival".
        equals: how many paths are as short as the shortest, given or not; 200 of a money path
            means 200 or more (`MOST_EQUAL`).
        carried: the most of the money that can have gone the whole way, the smallest of the
            amounts paid; None where its hops differ in currency, or no money had to move.
    """

    kind: str
    start: Ref
    end: Ref
    nodes: tuple[Ref, ...]
    hops: tuple[Hop, ...]
    rank: str = "fewest hops"
    equals: int = 1
    carried: Money | None = None

    def __len__(self) -> int:
        return len(self.hops)

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries: exact numbers as text, datetimes as ISO 8601 text."""
        return dataclass_json(self)


def beyond(paths: Sequence[Path]) -> tuple[int, bool]:
    """How many more paths are as short as the shortest of these; whether there may be others yet.

    Args:
        paths: the answer to one question.
    """
    if not paths:
        return 0, False
    first = paths[0]
    shown = sum(path.rank == first.rank for path in paths)
    return first.equals - shown, first.kind == "money" and first.equals >= MOST_EQUAL
