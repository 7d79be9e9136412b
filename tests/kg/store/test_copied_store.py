"""Several processes: a graph that another has open is read from a copy, and changed in turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import Busy, SetupError
from kg.store import ProjectionMark, open_store
from kg.store.copied import CopiedStore
from kg.store.embedded import EmbeddedStore
from tests.kg.store.graphs import ONTOLOGY, tables

COUNT = "MATCH (n:Entity) RETURN count(n) AS n"


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[EmbeddedStore]:
    store = EmbeddedStore(tmp_path / "store")
    store.load(tables(tmp_path / "tables"), ONTOLOGY, "first", silent)
    yield store
    store.close()


def test_who_only_reads_need_not_wait(owner: EmbeddedStore, tmp_path: Path) -> None:
    reader = open_store("embedded", tmp_path / "store")
    try:
        assert isinstance(reader, CopiedStore)
        assert reader.mark() == ProjectionMark("first", None)
        assert reader.read(COUNT).rows == reader.query(COUNT).rows == owner.read(COUNT).rows
        assert reader.search("Beta").rows == owner.search("Beta").rows
        owner.write("MATCH (n:Person) DETACH DELETE n")
        assert reader.read(COUNT).rows == [(8,)]
        assert owner.read(COUNT).rows == [(6,)]
    finally:
        reader.close()


def test_who_changes_waits_for_the_owner(owner: EmbeddedStore, tmp_path: Path) -> None:
    other = open_store("embedded", tmp_path / "store")
    threading.Timer(0.3, owner.close).start()

    other.set_mark(ProjectionMark("second", None))

    assert other.mark() == ProjectionMark("second", None)
    other.close()
    again = EmbeddedStore(tmp_path / "store")
    assert again.mark() == ProjectionMark("second", None)
    again.close()


def test_a_copy_is_made_when_nobody_writes(owner: EmbeddedStore, tmp_path: Path) -> None:
    began, goes_on = threading.Event(), threading.Event()

    def change() -> None:
        occupancy = owner._occupancy
        assert occupancy is not None
        with occupancy.writing():
            began.set()
            goes_on.wait(5)
            owner.set_mark(ProjectionMark("second", None))

    thread = threading.Thread(target=change)
    thread.start()
    began.wait(5)
    threading.Timer(0.3, goes_on.set).start()
    reader = open_store("embedded", tmp_path / "store")
    thread.join()
    assert reader.mark() == ProjectionMark("second", None)
    reader.close()


def test_an_owner_that_goes_on_writing_is_busy(
    owner: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store.copied._PATIENCE_S", 0.2)
    occupancy = owner._occupancy
    assert occupancy is not None
    with occupancy.writing(), pytest.raises(Busy, match="in use by this process"):
        open_store("embedded", tmp_path / "store")


def test_a_graph_that_cannot_be_written_is_read(
    owner: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.close()
    for path in (tmp_path / "store").rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    real = EmbeddedStore.__init__

    def unwritable(self: EmbeddedStore, path: str | Path, *, serve: bool = False) -> None:
        if Path(path) == tmp_path / "store":
            raise PermissionError(30, "Read-only file system")
        real(self, path, serve=serve)

    monkeypatch.setattr(EmbeddedStore, "__init__", unwritable)
    store = open_store("embedded", tmp_path / "store")
    assert isinstance(store, CopiedStore)
    copied = [path for path in Path(store._scratch.name).rglob("*") if path.is_file()]
    assert all(path.stat().st_mode & 0o200 for path in copied)
    assert store.query(COUNT).rows == [(8,)]
    with pytest.raises(SetupError, match="cannot be changed: Read-only file system"):
        store.set_mark(ProjectionMark(None, None))
    store.close()
