"""The embedded store of another process, reached through the server that process runs."""

from __future__ import annotations

from pathlib import Path

from kg.errors import Busy
from kg.ontology import Ontology
from kg.store.bolt import BoltStore
from kg.store.occupancy import ServerAddress
from kg.store.protocol import GraphTables, Progress

class LoopbackStore(BoltStore):
    """A GraphStore on an embedded store that another process owns and serves.

    Everything works but `load`, which replaces the owner's files.
    """

    name = "embedded"

    def __init__(self, folder: Path, address: ServerAddress) -> None:
        """Connect.

        Raises:
            StoreUnavailable: the owner does not answer any more.
        """
        self._folder = folder
        self._owner = address.pid
        super().__init__(
            f"bolt://127.0.0.1:{address.port}", address.user, address.password, address.database
        )

    def load(
        self,
        tables: GraphTables,  # noqa: ARG002
        ontology: Ontology,  # noqa: ARG002
        mark: str,  # noqa: ARG002
        progress: Progress,  # noqa: ARG002
    ) -> None:
        raise Busy(
            f"process {self._owner} owns the graph store",
            file=self._folder,
            hint="Load the graph there, or end that process",
        )

    def _text_indexes(self) -> dict[str, str]:
        rows = self.read("SHOW INDEXES")
        return {str(row): "" for row in rows}
