"""Bringing the graph up to what lake and identity say, surviving a crash at any point."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.config import TransferShape
from kg.errors import Damaged, StoreUnavailable
from kg.identity import Identity
from kg.lake import Lake
from kg.ontology import Ontology
from kg.projection.build import build
from kg.projection.changes import ChangeCounts, SnapshotDifference
from kg.projection.snapshot import Snapshot, SnapshotFolder
from kg.store.protocol import GraphStore, Progress, ProjectionMark

How = Literal["unchanged", "difference", "whole"]

_WHOLE_LOAD_SHARE = 0.3
"""Above this share of changed rows a bulk load is quicker than putting them one by one."""


@dataclass(frozen=True, slots=True)
class ProjectionOutcome:
    """How the graph was brought up to date.

    Attributes:
        how: nothing to do, a difference applied, or loaded whole.
        counts: rows put and removed by a difference; None otherwise.
        dangling: relations and transfers left out of a whole load because an end is no
            entity; None where not all of them were looked at.
        seconds: wall time.
    """

    how: How
    counts: ChangeCounts | None
    dangling: int | None
    seconds: float


def foreign_graph() -> StoreUnavailable:
    """The error where a server holds what this workspace did not draw."""
    return StoreUnavailable(
        "the graph store holds the graph of another workspace",
        hint="Name another database, or replace the graph with 'kg rebuild'",
    )


class Projector:
    """Keeps one store's graph equal to the projection of lake and identity.

    The graph carries a mark: the snapshot that is wholly in it, and the one being applied.
    After a crash, the difference under way is applied again (doing it twice is harmless)
    before the next one.
    """

    def __init__(self, folder: Path, lake: Lake, ontology: Ontology, store: GraphStore) -> None:
        self._scratch = folder / "scratch"
        self._snapshots = SnapshotFolder(folder / "snapshots")
        self._lake = lake
        self._ontology = ontology
        self._store = store

    def is_current(self, identity: Identity, transfers: TransferShape) -> bool:
        """Whether the graph holds what lake and identity say now."""
        now = Snapshot.of_now(self._lake, identity, self._ontology.version, transfers)
        return self._store.mark() == ProjectionMark(now.digest, None)

    def bring_up(
        self,
        identity: Identity,
        transfers: TransferShape,
        progress: Progress,
        *,
        whole: bool = False,
    ) -> ProjectionOutcome:
        """Make the graph hold what lake and identity say now; `whole` loads all of it anew.

        Raises:
            StoreUnavailable: a server holds a graph that this workspace did not draw, and
                `whole` is not asked for.
        """
        started = time.monotonic()
        new = Snapshot.of_now(self._lake, identity, self._ontology.version, transfers)
        mark = self._store.mark()
        if self._store.shared and not whole and not self.owns_graph():
            raise foreign_graph()
        if not whole and mark == ProjectionMark(new.digest, None):
            return ProjectionOutcome("unchanged", None, None, time.monotonic() - started)
        self._snapshots.keep(new, identity)
        counts, dangling = None, None
        old = None
        with suppress(Damaged):
            # Of what counts no more, or can be made anew: the whole load says where more is amiss.
            pending = None if whole else self._finish_pending(mark, progress)
            if pending is not None and pending.digest != new.digest:
                counts = self._apply_if_small(pending, new, progress)
            old = pending
        if counts is None and (old is None or old.digest != new.digest):
            dangling = self._load(new, progress)
        self._snapshots.forget_all_but(new.digest)
        shutil.rmtree(self._scratch, ignore_errors=True)
        how: How = "whole" if dangling is not None else "difference"
        return ProjectionOutcome(how, counts, dangling, time.monotonic() - started)

    def owns_graph(self) -> bool:
        """Whether the store is empty, or holds a graph that this workspace drew."""
        applied = self._store.mark().applied
        return applied is None or self._snapshots.load(applied) is not None

    def _load(self, new: Snapshot, progress: Progress) -> int:
        progress("drawing the graph", 0, 1)
        with self._snapshots.connect(self._lake, new) as con:
            tables, dangling = build(con, self._ontology, self._fresh("whole"), new.transfers)
        progress("drawing the graph", 1, 1)
        self._store.load(tables, self._ontology, new.digest, progress)
        return dangling

    def _apply_if_small(
        self, old: Snapshot, new: Snapshot, progress: Progress
    ) -> ChangeCounts | None:
        """Lead the graph from `old` to `new`; None when it had better be loaded whole."""
        if not old.comparable_with(new):
            return None
        difference = SnapshotDifference(self._lake, self._snapshots, self._ontology, old, new)
        states = [state for state in self._lake.sources() if state.name in new.sources]
        total = sum(state.entities + state.transfers for state in states)
        if sum(difference.changed_rows()) > _WHOLE_LOAD_SHARE * total:
            return None
        return self._apply(difference, old, new, progress)

    def _apply(
        self, difference: SnapshotDifference, old: Snapshot, new: Snapshot, progress: Progress
    ) -> ChangeCounts:
        progress("finding differences", 0, 1)
        changes, counts = difference.write(self._fresh("changes"))
        progress("finding differences", 1, 1)
        self._store.set_mark(ProjectionMark(old.digest, new.digest))
        self._store.apply(changes, self._ontology, progress)
        self._store.set_mark(ProjectionMark(new.digest, None))
        return counts

    def _finish_pending(self, mark: ProjectionMark, progress: Progress) -> Snapshot | None:
        """Complete a difference that a crash cut short, and say what the graph then holds.

        None when it is empty, or when what it holds cannot be told any more.
        """
        old = self._snapshots.load(mark.applied)
        if old is None or mark.pending is None:
            return old
        pending = self._snapshots.load(mark.pending)
        if pending is None or not old.comparable_with(pending):
            return None
        difference = SnapshotDifference(self._lake, self._snapshots, self._ontology, old, pending)
        self._apply(difference, old, pending, progress)
        return pending

    def _fresh(self, name: str) -> Path:
        folder = self._scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder
