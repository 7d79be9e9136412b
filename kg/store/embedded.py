"""The graph inside the process: ArcadeDB on files of the workspace.

A store's folder holds one database folder and the name of it in `current`. A whole load fills
a new database folder beside it and then changes the name, in one step: killed at any moment,
the next start finds the old graph or the new one, and removes what belongs to neither.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TypeVar

from kg.errors import Busy, QueryRefused, StoreUnavailable, UsageError
from kg.files import plain_path, replace_file, sync_tree
from kg.model.graph import Rows
from kg.ontology import Ontology
from kg.store import arcade, cypher
from kg.store.changes import Run, apply_changes
from kg.store.guard import check_reads_only
from kg.store.occupancy import TIME_LIMIT_S, Occupancy, Server
from kg.store.protocol import GraphChanges, GraphTables, Progress, ProjectionMark
from kg.store.reading import ReadingStore
from kg.store.records import convert
from kg.store.tokens import names_a_path, result_columns

T = TypeVar("T")

CURRENT = "current"
_DATABASE = re.compile(r"db-\d+")
_ATTEMPTS = 8
_FIRST_PAUSE_S = 0.01
BATCH = 1000
"""Rows of one transaction: the engine takes a third longer for those of a transaction of 5000."""


class EmbeddedStore(ReadingStore):
    """A GraphStore on ArcadeDB; see `kg.store.protocol.GraphStore` for its methods."""

    name = "embedded"
    shared = False

    def __init__(self, path: str | Path, *, serve: bool = False) -> None:
        """Open the store in that folder, which is made when it is missing.

        Args:
            serve: let other processes of this user in, over Bolt on the loopback interface;
                port and password stand in a file of the folder that only the user can read.

        Raises:
            Busy: another process has it open.
            StoreUnavailable: the engine is not installed, or cannot read the files.
        """
        self._folder = Path(path)
        # Of a folder that cannot be written, a copy in another is opened after this one.
        log = (
            self._folder / "log" if os.access(self._folder.parent, os.W_OK) else Path(gettempdir())
        )
        self._engine = arcade.engine(log)
        self._occupancy: Occupancy | None = Occupancy(self._folder)
        self._gate = _Gate()
        self._queries = threading.Lock()
        self._loads = threading.Lock()
        self._server = Server(self._engine, self._folder) if serve else None
        self._time_limit_ms = TIME_LIMIT_S * 1000 if serve else 0
        try:
            self._clean()
            self._open()
        except BaseException:
            self._occupancy.release()
            raise

    # -- the protocol

    def load(self, tables: GraphTables, ontology: Ontology, mark: str, progress: Progress) -> None:
        with self._loads:
            self._check_open()
            self._load(tables, ontology, mark, progress)

    def _load(self, tables: GraphTables, ontology: Ontology, mark: str, progress: Progress) -> None:
        name = self._next_name()
        folder = self._folder / name
        fresh = self._create(folder)
        try:
            try:
                arcade.load(fresh, tables, ontology, progress)
                fresh.set_wal_flush("yes_full")
                _write_mark(_runner(fresh), ProjectionMark(mark, None))
            finally:
                fresh.close()
            sync_tree(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        with self._gate.alone():
            self._close_database()
            replace_file(self._folder / CURRENT, name)
            self._open()
        self._clean()

    def apply(self, changes: GraphChanges, ontology: Ontology, progress: Progress) -> None:
        with self._writing() as db:
            self._prepare_for(db, changes, ontology)
            apply_changes(
                changes,
                ontology,
                progress,
                lambda work: self._commit(db, work),
                batch=BATCH,
            )

    def set_mark(self, mark: ProjectionMark) -> None:
        with self._writing() as db:
            self._commit(db, lambda run: _write_mark(run, mark))

    def read(self, query: str, /, parameters: Mapping[str, Any] | None = None) -> Rows:
        given = dict(parameters or {})
        with self._using() as db:
            try:
                found = self._again_in_peace(lambda: db.query("opencypher", query, given).to_list())
                return self._rows(db, query, found)
            except self._engine.ArcadeDBError as error:
                raise StoreUnavailable(
                    f"the graph store cannot be read: {str(error).splitlines()[0]}",
                    file=self._folder,
                    hint="'kg rebuild' makes the graph anew from the lake",
                ) from error

    def write(self, query: str, /, parameters: Mapping[str, Any] | None = None) -> Rows:
        with self._writing() as db:
            found = self._commit(db, lambda run: run(query, parameters or {}))
            return self._rows(db, query, found)

    def query(
        self,
        query: str,
        /,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int = 1000,
        timeout_s: float = 30.0,
    ) -> Rows:
        given = dict(parameters or {})
        allowed = check_reads_only(query, given)
        # The engine has one time limit for all: one such query at a time.
        with self._queries, self._using() as db:
            arcade.set_timeout(db, max(1, round(timeout_s * 1000)))
            try:
                with db.query("opencypher", allowed, given) as result:
                    found = [row.to_dict() for row in islice(result, limit)]
            except self._engine.ArcadeDBError as error:
                raise _user_error(error, timeout_s) from error
            finally:
                arcade.set_timeout(db, self._time_limit_ms)
            return self._rows(db, allowed, found, raw=True)

    def text_indexes(self) -> Mapping[str, str]:
        with self._using():
            return self._types.text_indexes()

    def close(self) -> None:
        if self._occupancy is None:
            return
        with self._gate.alone():
            self._close_database()
            self._occupancy.release()
            self._occupancy = None

    # -- files

    def _clean(self) -> None:
        """Remove database folders that no name leads to: a load was cut short there."""
        current = self._current()
        for folder in self._folder.glob("db-*"):
            if folder.name != current:
                shutil.rmtree(folder, ignore_errors=True)

    def _current(self) -> str | None:
        try:
            name = (self._folder / CURRENT).read_bytes().decode("ascii", "replace").strip()
        except FileNotFoundError:
            return None
        if not _DATABASE.fullmatch(name) or not (self._folder / name).is_dir():
            raise StoreUnavailable(
                "the graph store's pointer leads nowhere",
                file=self._folder / CURRENT,
                hint="'kg rebuild' makes the graph anew from the lake",
            )
        return name

    def _next_name(self) -> str:
        current = self._current()
        return f"db-{int(current.removeprefix('db-')) + 1 if current else 1:06}"

    def _create(self, folder: Path) -> arcade.Database:
        shutil.rmtree(folder, ignore_errors=True)
        db = self._engine.create_database(plain_path(folder))
        arcade.prepare(db)
        arcade.Types(db).ensure_root()
        return db

    def _open(self) -> None:
        name = self._current()
        if name is None:
            name = self._next_name()
            folder = self._folder / name
            fresh = self._create(folder)
            arcade.Types(fresh).ensure_id_index()
            fresh.close()
            sync_tree(folder)
            replace_file(self._folder / CURRENT, name)
        try:
            if self._server is None:
                self._db = self._engine.open_database(plain_path(self._folder / name))
            else:
                self._db = self._server.start(name)
        except self._engine.ArcadeDBError as error:
            if "locked by another process" in str(error):
                raise Busy("another process has the graph store open", file=self._folder) from error
            raise StoreUnavailable(
                f"the graph store cannot be opened: {error}",
                file=self._folder,
                hint="'kg rebuild' makes the graph anew from the lake",
            ) from error
        arcade.prepare(self._db)
        arcade.set_timeout(self._db, self._time_limit_ms)
        self._types = arcade.Types(self._db)
        if self._server is not None and self._occupancy is not None:
            self._occupancy.announce_server(self._server.address(name))

    def _close_database(self) -> None:
        if self._server is not None and self._occupancy is not None:
            self._occupancy.withdraw_server()
        self._db.close()
        if self._server is not None:
            self._server.stop()

    # -- use

    def _check_open(self) -> None:
        if self._occupancy is None:
            raise UsageError("the graph store is closed")

    @contextmanager
    def _using(self) -> Iterator[arcade.Database]:
        with self._gate.among_others():
            self._check_open()
            yield self._db

    @contextmanager
    def _writing(self) -> Iterator[arcade.Database]:
        """The same to change the graph: whoever would copy its files waits meanwhile."""
        with self._using() as db:
            assert self._occupancy is not None
            with self._occupancy.writing():
                yield db

    def _commit(self, db: arcade.Database, work: Callable[[Run], T]) -> T:
        return self._again_in_peace(lambda: _in_transaction(db, work))

    def _again_in_peace(self, action: Callable[[], T]) -> T:
        """Call it again where the time limit of a user's query, run beside it, stopped it."""
        try:
            return action()
        except self._engine.ArcadeDBError as error:
            if not _ran_out_of_time(error):
                raise
        with self._queries:
            return action()

    def _prepare_for(self, db: arcade.Database, changes: GraphChanges, ontology: Ontology) -> None:
        with self._queries:
            # An index over a large graph may take longer than a query may.
            arcade.set_timeout(db, 0)
            try:
                self._types.prepare_for(changes.put, ontology)
            finally:
                arcade.set_timeout(db, self._time_limit_ms)

    def _rows(
        self, db: arcade.Database, query: str, found: list[dict[str, Any]], *, raw: bool = False
    ) -> Rows:
        columns = tuple(found[0]) if found else result_columns(query)
        paths = names_a_path(query)
        rows = convert(db, self._types, columns, found, has_paths=paths, raw=raw)
        return Rows(columns, rows)


class _Gate:
    """Lets many use the database at once, or one replace it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._users = 0
        self._closed = False
        self._mine = threading.local()

    @contextmanager
    def among_others(self) -> Iterator[None]:
        depth = getattr(self._mine, "depth", 0)
        with self._changed:
            # Whoever is in may enter again: the one that waits to be alone waits for them.
            self._changed.wait_for(lambda: depth > 0 or not self._closed)
            self._users += 1
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            with self._changed:
                self._users -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._closed = True
            self._changed.wait_for(lambda: self._users == 0)
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()


def _runner(db: arcade.Database) -> Run:
    def run(statement: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = db.command(
            "opencypher", statement, dict(parameters)
        ).to_list()
        return found

    return run


def _in_transaction(db: arcade.Database, work: Callable[[Run], T]) -> T:
    """Call `work` inside a transaction, again when another writer was in its way."""
    pause = _FIRST_PAUSE_S
    for attempt in range(_ATTEMPTS):
        db.begin()
        try:
            result = work(_runner(db))
            db.commit()
        except BaseException as error:
            if db.is_transaction_active():
                db.rollback()
            if attempt == _ATTEMPTS - 1 or not arcade.is_transient(error):
                raise
            time.sleep(pause)
            pause *= 2
        else:
            return result
    raise AssertionError("unreachable")


def _ran_out_of_time(error: Exception) -> bool:
    return "TimeoutException" in str(error)


def _user_error(error: Exception, timeout_s: float) -> UsageError:
    """What a user can do about an error of the engine's in a query of theirs."""
    text = str(error)
    if _ran_out_of_time(error):
        return QueryRefused(
            f"the query ran longer than {timeout_s:g} seconds", hint="Make it narrower"
        )
    if "NotIdempotent" in text or "SecurityException" in text:
        return QueryRefused("the query does more than read")
    cause = text.partition("Exception: ")[2] or text
    return UsageError(f"the query cannot be run: {cause.splitlines()[0]}")


def _write_mark(run: Run, mark: ProjectionMark) -> None:
    run(cypher.WRITE_MARK, {"applied": mark.applied, "pending": mark.pending})
