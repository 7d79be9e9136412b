"""What a graph store must do, whichever engine stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kg.model.graph import Rows
from kg.ontology import Ontology

Progress = Callable[[str, int, int], None]
"""Called with (stage, rows done, rows in all)."""


@dataclass(frozen=True, slots=True)
class GraphTables:
    """A whole graph as Parquet.

    nodes: id, schema, labels (list of str), caption, sources (list of str),
        properties (JSON object text; values str, number or list of str; names as in
        `kg.ontology.stored`), dates (JSON object text or null; values days in ISO 8601).
    relations: id, type, source, target, properties and dates as for nodes.
    transfers: id, source, target, amount (int64, minor units), currency, count (int64),
        first, last (int64, epoch ms: the moments between which it happened), channel, format,
        purpose, dataset (source in the lake), date (date32, where all of it was on one day, in
        its own zone), date_from, date_to (date32, where not), precision (the unit in which the
        time was told: day, hour or minute; null where it is exact).
    """

    nodes: Path
    relations: Path
    transfers: Path


@dataclass(frozen=True, slots=True)
class GraphChanges:
    """The difference of two graphs as Parquet: rows to put, and keys to remove.

    `put` has the columns of GraphTables. gone_nodes: id. gone_relations: id, type, source, target.
    gone_transfers: id, source, target. A relation whose ends changed is in both.
    """

    put: GraphTables
    gone_nodes: Path
    gone_relations: Path
    gone_transfers: Path


@dataclass(frozen=True, slots=True)
class ProjectionMark:
    """Which projection the graph holds; kept inside the graph itself.

    applied: digest of the last projection that is wholly in the graph, None when empty.
    pending: digest of one being applied over it, None when none is.
    """

    applied: str | None
    pending: str | None


class GraphStore(Protocol):
    """A property graph that speaks the project's subset of Cypher.

    Every node has a unique `id`; every relation has an `id`. Nodes and relations that `read`
    and `write` give have their properties as claims tell them, those of `query` as the graph
    stores them, which is what a filter sees; see `kg.ontology.stored`. All methods raise
    StoreUnavailable when the engine cannot be reached and Busy when another
    process holds it.
    """

    name: str
    shared: bool
    """Whether others than one workspace can write to it, as to a server."""

    def load(self, tables: GraphTables, ontology: Ontology, mark: str, progress: Progress) -> None:
        """Replace the whole graph by `tables` and mark it `applied=mark`.

        Killed half-way, the next load starts over; a reader never sees half a graph as whole.
        """

    def apply(self, changes: GraphChanges, ontology: Ontology, progress: Progress) -> None:
        """Put and remove the given rows; doing so twice is the same as once.

        Order: relations and transfers removed, nodes put, relations and transfers put,
        nodes removed.
        """

    def mark(self) -> ProjectionMark:
        """What the graph holds; (None, None) for an empty or half-loaded store."""

    def set_mark(self, mark: ProjectionMark) -> None:
        """Record what the graph holds."""

    def read(self, cypher: str, /, parameters: Mapping[str, Any] | None = None) -> Rows:
        """Run a query of the project's own that reads."""

    def write(self, cypher: str, /, parameters: Mapping[str, Any] | None = None) -> Rows:
        """Run a query of the project's own that writes, in a managed transaction."""

    def query(
        self,
        cypher: str,
        /,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int = 1000,
        timeout_s: float = 30.0,
    ) -> Rows:
        """Run a user-written query; raises QueryRefused unless it only reads.

        At most `limit` rows are returned (Rows longer than that are cut).
        """

    def search(self, text: str, limit: int = 10) -> Rows:
        """Full text over captions and names: rows (id, schema, caption, score), best first."""

    def close(self) -> None:
        """Release the engine; calling it twice is harmless."""
