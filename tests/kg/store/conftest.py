"""The stores that the contract is tried on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
import pytest

from kg.ontology import Ontology
from kg.store.embedded import EmbeddedStore
from kg.store.loopback import LoopbackStore
from kg.store.neo4j import Neo4jStore
from kg.store.occupancy import served_at
from kg.store.protocol import GraphStore, GraphTables, Progress
from tests.kg.store.graphs import ONTOLOGY, silent, tables
from tests.neo4j_server.launcher import Neo4jAddress

NOTIFY = {"warn_notification_severity": neo4j.NotificationMinimumSeverity.INFORMATION}
"""Makes what the server has to say about a statement a warning, which fails the test."""


class ServedStore(LoopbackStore):
    """A store reached through its owner, with loads done by the owner, as they must be."""

    def __init__(self, folder: Path, owner: EmbeddedStore) -> None:
        address = served_at(folder)
        assert address is not None
        super().__init__(folder, address)
        self._owning = owner

    def load(self, tables: GraphTables, ontology: Ontology, mark: str, progress: Progress) -> None:
        self._owning.load(tables, ontology, mark, progress)


KINDS = ["embedded", "served", pytest.param("neo4j", marks=pytest.mark.neo4j)]


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    """An empty store, of each kind in turn."""
    with _opened(request, tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def ring(store: GraphStore, tmp_path: Path) -> GraphStore:
    """A store with the ring of `graphs`, marked `ring`."""
    store.load(tables(tmp_path / "ring"), ONTOLOGY, "ring", silent)
    return store


@pytest.fixture(scope="module", params=KINDS)
def kept_ring(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GraphStore]:
    """The same for a whole module, all of whose tests leave it as it is."""
    folder = tmp_path_factory.mktemp("kept")
    with _opened(request, folder / "store") as opened:
        opened.load(tables(folder / "ring"), ONTOLOGY, "ring", silent)
        yield opened


@contextmanager
def _opened(request: pytest.FixtureRequest, folder: Path) -> Iterator[GraphStore]:
    if request.param == "neo4j":
        address: Neo4jAddress = request.getfixturevalue("neo4j_server")
        store = Neo4jStore(address.url, address.user, address.password, address.database, NOTIFY)
        try:
            store.write("MATCH (n) DETACH DELETE n")
            yield store
        finally:
            store.close()
        return
    owner = EmbeddedStore(folder, serve=request.param == "served")
    try:
        if request.param == "embedded":
            yield owner
        else:
            served = ServedStore(folder, owner)
            try:
                yield served
            finally:
                served.close()
    finally:
        owner.close()
