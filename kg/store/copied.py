"""The embedded graph of another process, or of a folder that cannot be written: a copy is read."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kg.errors import Busy, RiskweaveError
from kg.files import PRIVATE_FOLDER
from kg.model.graph import Rows
from kg.ontology import Ontology
from kg.store.embedded import CURRENT, EmbeddedStore
from kg.store.occupancy import is_writing
from kg.store.protocol import GraphChanges, GraphTables, Progress, ProjectionMark

_PATIENCE_S = 60
_PAUSE_S = 0.1


class CopiedStore:
    """A GraphStore that shows the graph as it was when the store was opened.

    The files are copied while their owner does not write to them. Whatever changes the graph
    waits up to a minute for the owner to end, and then goes to the graph itself.
    """

    name = "embedded"
    shared = False

    def __init__(self, folder: Path, reason: RiskweaveError) -> None:
        """Copy the files.

        Args:
            reason: why the files themselves cannot be opened; raised where they must be.

        Raises:
            Busy: their owner wrote to them for a minute.
            StoreUnavailable: there is no graph to copy, or it cannot be read.
        """
        self._folder = folder
        self._reason: RiskweaveError | None = reason
        self._scratch = TemporaryDirectory(prefix="kg-graph-")
        try:
            _copy_settled(folder, Path(self._scratch.name), reason)
            self._store = EmbeddedStore(self._scratch.name)
        except BaseException:
            self._scratch.cleanup()
            raise

    def load(self, tables: GraphTables, ontology: Ontology, mark: str, progress: Progress) -> None:
        self._owned().load(tables, ontology, mark, progress)

    def apply(self, changes: GraphChanges, ontology: Ontology, progress: Progress) -> None:
        self._owned().apply(changes, ontology, progress)

    def set_mark(self, mark: ProjectionMark) -> None:
        self._owned().set_mark(mark)

    def write(self, cypher: str, /, parameters: Mapping[str, Any] | None = None) -> Rows:
        return self._owned().write(cypher, parameters)

    def mark(self) -> ProjectionMark:
        return self._store.mark()

    def read(self, cypher: str, /, parameters: Mapping[str, Any] | None = None) -> Rows:
        return self._store.read(cypher, parameters)

    def query(
        self,
        cypher: str,
        /,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int = 1000,
        timeout_s: float = 30.0,
    ) -> Rows:
        return self._store.query(cypher, parameters, limit=limit, timeout_s=timeout_s)

    def search(self, text: str, limit: int = 10) -> Rows:
        return self._store.search(text, limit)

    def close(self) -> None:
        self._store.close()
        self._scratch.cleanup()

    def _owned(self) -> EmbeddedStore:
        """The graph itself, opened when it is to be changed."""
        if self._reason is None:
            return self._store
        if not isinstance(self._reason, Busy):
            raise self._reason
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                owned = EmbeddedStore(self._folder)
                break
            except Busy:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_S)
        self.close()
        self._store, self._reason = owned, None
        return owned


def _copy_settled(folder: Path, target: Path, reason: RiskweaveError) -> None:
    """Copy the current database of a store, from a moment in which nobody wrote to it."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if not is_writing(folder):
            try:
                name = (folder / CURRENT).read_text(encoding="ascii").strip()
                # Its owner's lock is no part of it.
                ignored = shutil.ignore_patterns("*.lck")
                shutil.copytree(
                    folder / name, target / name, ignore=ignored, copy_function=shutil.copyfile
                )
                (target / name).chmod(PRIVATE_FOLDER)
                if not is_writing(folder) and (folder / CURRENT).read_text("ascii").strip() == name:
                    (target / CURRENT).write_text(name)
                    return
            except (OSError, ValueError):
                # A whole load puts another database in its place.
                if not (folder / CURRENT).exists() and not isinstance(reason, Busy):
                    raise reason from None
            for left in target.iterdir():
                shutil.rmtree(left, ignore_errors=True)
        time.sleep(_PAUSE_S)
    raise reason
