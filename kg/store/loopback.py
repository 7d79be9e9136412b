"""The embedded store of another process, reached through the server that process runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import neo4j
import neo4j.exceptions

from kg.errors import Busy
from kg.ontology import Ontology
from kg.store.bolt import FETCH, BoltStore
from kg.store.occupancy import ServerAddress, served_at
from kg.store.protocol import GraphTables, Progress

T = TypeVar("T")

_ATTEMPTS = 8
_PAUSE_S = 0.02


class LoopbackStore(BoltStore):
    """A GraphStore on an embedded store that another process owns and serves.

    Everything works but `load`, which replaces the owner's files; and a user's query may run
    as long as the owner allows, whatever time limit comes with it.
    """

    name = "embedded"
    shared = False

    def __init__(self, folder: Path, address: ServerAddress) -> None:
        """Connect.

        Raises:
            StoreUnavailable: the owner does not answer any more.
        """
        self._folder = folder
        self._address = address
        super().__init__(_uri(address), address.user, address.password, address.database)

    def load(
        self,
        tables: GraphTables,  # noqa: ARG002
        ontology: Ontology,  # noqa: ARG002
        mark: str,  # noqa: ARG002
        progress: Progress,  # noqa: ARG002
    ) -> None:
        raise Busy(
            f"process {self._address.pid} owns the graph store",
            file=self._folder,
            hint="Load the graph there, or end that process",
        )

    def _write(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        # The engine's error where two writers make one new entity is final to the driver.
        for attempt in range(_ATTEMPTS):
            try:
                return super()._write(work)
            except neo4j.exceptions.ConstraintError:
                if attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(_PAUSE_S * (attempt + 1))
        raise AssertionError("unreachable")

    def _session(self, access: str, fetch: int = FETCH) -> neo4j.Session:
        # After each whole load the owner serves another database at another place.
        address = served_at(self._folder)
        if address is None or address.pid != self._address.pid:
            raise Busy(
                f"process {self._address.pid} does not serve the graph store at this moment",
                file=self._folder,
                hint="Try again",
            )
        if address != self._address:
            self._driver.close()
            self._address, self._database = address, address.database
            self._driver = self._connect(_uri(address), address.user, address.password)
        return super()._session(access, fetch)

    def text_indexes(self) -> dict[str, str]:
        return {
            row["properties"][0].partition(" ")[0]: row["name"]
            for row in self.read("SHOW INDEXES").dicts()
            if row["type"] == "FULLTEXT"
        }


def _uri(address: ServerAddress) -> str:
    return f"bolt://127.0.0.1:{address.port}"
