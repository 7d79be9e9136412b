"""Bringing the graph up to what lake and identity say, surviving a crash at any point."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow.parquet as pq

from kg.config import TransferShape
from kg.ontology import Ontology
from kg.projection.build import build
from kg.projection.changes import ChangeCounts, difference
from kg.store.protocol import GraphStore, GraphTables, Progress, ProjectionMark

How = Literal["unchanged", "difference", "whole"]

_WHOLE_LOAD_SHARE = 0.5
"""Above this share of changed rows a bulk load is quicker than putting them one by one."""


@dataclass(frozen=True, slots=True)
class ProjectionOutcome:
    """How the graph was brought up to date.

    Attributes:
        how: nothing to do, a difference applied, or loaded whole.
        counts: rows put and removed by a difference; None for a whole load.
        dangling: relations and transfers left out because an end is no entity.
        seconds: wall time.
    """

    how: How
    counts: ChangeCounts | None
    dangling: int
    seconds: float


class Projector:
    """Applies projections to one store; keeps the Parquet of the one that is in the graph.

    The graph carries a mark: which projection is wholly in it, and which is being applied.
    After a crash, the difference under way is applied again (doing it twice is harmless)
    before the next one.
    """

    def __init__(self, folder: Path, store: GraphStore, ontology: Ontology) -> None:
        self._folder = folder
        self._store = store
        self._ontology = ontology

    def tables(self) -> GraphTables | None:
        """Parquet of what is wholly in the graph; None when the graph is empty."""
        applied = self._store.mark().applied
        return self._kept(applied) if applied else None

    def bring_to(
        self,
        digest: str,
        con: duckdb.DuckDBPyConnection,
        transfers: TransferShape,
        progress: Progress,
        *,
        whole: bool = False,
    ) -> ProjectionOutcome:
        """Make the graph hold the projection of the claims in `con`, known as `digest`.

        `whole` drops what is there and loads everything.
        """
        started = time.monotonic()
        mark = self._store.mark()
        if not whole and mark == ProjectionMark(digest, None) and self._kept(digest):
            return ProjectionOutcome("unchanged", None, 0, time.monotonic() - started)
        new, dangling = self._build(digest, con, transfers, fresh=whole, progress=progress)
        counts: ChangeCounts | None = None
        if whole or not self._finish_pending(mark, con, progress):
            self._store.load(new, self._ontology, digest, progress)
        else:
            counts = self._apply(con, digest, new, progress)
        self._forget_all_but(digest)
        return ProjectionOutcome(
            "whole" if counts is None else "difference",
            counts,
            dangling,
            time.monotonic() - started,
        )

    def _apply(
        self, con: duckdb.DuckDBPyConnection, digest: str, new: GraphTables, progress: Progress
    ) -> ChangeCounts | None:
        """Lead the graph from what is applied to `new`; None when it was loaded whole instead."""
        mark = self._store.mark()
        old = self._kept(mark.applied)
        if old is None:
            self._store.load(new, self._ontology, digest, progress)
            return None
        changes, counts = difference(con, old, new, self._folder / "changes")
        changed = sum(getattr(counts, name) for name in counts.__slots__)
        if changed > _WHOLE_LOAD_SHARE * _total(new):
            self._store.load(new, self._ontology, digest, progress)
            return None
        self._store.set_mark(ProjectionMark(mark.applied, digest))
        self._store.apply(changes, self._ontology, progress)
        self._store.set_mark(ProjectionMark(digest, None))
        return counts

    def _finish_pending(
        self, mark: ProjectionMark, con: duckdb.DuckDBPyConnection, progress: Progress
    ) -> bool:
        """Complete a difference that a crash cut short; False when only a whole load will do."""
        if mark.applied is None:
            return False
        if mark.pending is None:
            return True
        old, new = self._kept(mark.applied), self._kept(mark.pending)
        if old is None or new is None:
            return False
        changes, _ = difference(con, old, new, self._folder / "changes")
        self._store.apply(changes, self._ontology, progress)
        self._store.set_mark(ProjectionMark(mark.pending, None))
        return True

    def _build(
        self,
        digest: str,
        con: duckdb.DuckDBPyConnection,
        transfers: TransferShape,
        *,
        fresh: bool,
        progress: Progress,
    ) -> tuple[GraphTables, int]:
        target = self._folder / digest
        if fresh:
            shutil.rmtree(target, ignore_errors=True)
        note = target / "dangling"
        kept = self._kept(digest)
        if kept is not None and note.exists():
            return kept, int(note.read_text())
        progress("projecting", 0, 1)
        draft = self._folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        _, dangling = build(con, self._ontology, draft, transfers)
        (draft / "dangling").write_text(str(dangling))
        draft.rename(target)
        progress("projecting", 1, 1)
        return _tables(target), dangling

    def _kept(self, digest: str | None) -> GraphTables | None:
        if digest is None:
            return None
        tables = _tables(self._folder / digest)
        return tables if tables.transfers.exists() else None

    def _forget_all_but(self, digest: str) -> None:
        for path in self._folder.iterdir():
            if path.is_dir() and path.name != digest:
                shutil.rmtree(path, ignore_errors=True)


def _tables(folder: Path) -> GraphTables:
    return GraphTables(*(folder / f"{n}.parquet" for n in ("nodes", "relations", "transfers")))


def _total(tables: GraphTables) -> int:
    paths = (tables.nodes, tables.relations, tables.transfers)
    return sum(pq.read_metadata(path).num_rows for path in paths)
