"""What stores hand out: plain nodes, relations and rows, never a driver's types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """An entity of the graph.

    `properties` holds the ontology's properties only, as claims tell them: one text, or a list
    of all where several may be true. A user's own query gives them as the graph stores them.
    """

    id: str
    schema: str
    labels: tuple[str, ...]
    caption: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed relation; `source` and `target` are node ids, `type` e.g. `OWNS`.

    `properties` are as for a node; those of a transfer are the ledger's.
    """

    id: str
    type: str
    source: str
    target: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Result of a query: column names, and a tuple for each row."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """One dictionary a row, by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]
