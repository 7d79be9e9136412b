"""The embedded engine: opening it, its types, and loading a graph in bulk."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from queue import Full, Queue
from types import ModuleType
from typing import Any, TypeVar

from kg.errors import InputError, StoreUnavailable
from kg.files import plain_path
from kg.ontology import Ontology
from kg.store import cypher
from kg.store.changes import check_names
from kg.store.protocol import GraphTables, Progress
from kg.store.schema import IndexPlan, index_plan
from kg.store.tables import (
    label_sets,
    property_names,
    read_nodes,
    read_relations,
    read_transfers,
    relation_types,
    row_count,
)

T = TypeVar("T")

Database = Any
"""The engine's database and bulk loader; it ships no types."""
Batch = Any

_CHUNK = 20_000
"""Rows handed to the bulk loader at once."""

_SETTINGS = {
    "arcadedb.opencypher.loadCsv.allowFileUrls": "false",
    "arcadedb.command.timeout": "0",
}


def engine(log_folder: Path) -> ModuleType:
    """The engine's module, loaded at first use.

    Args:
        log_folder: where the engine writes its log, unless ARCADEDB_LOG_DIR says otherwise;
            the first call of a process decides.
    """
    # The engine would else log to the console, into the middle of a command's output.
    os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")
    os.environ.setdefault("ARCADEDB_LOG_DIR", plain_path(log_folder))
    try:
        return import_module("arcadedb")
    except ImportError as error:
        raise StoreUnavailable(
            "the embedded graph store's engine is not installed", hint="pip install arcadedb"
        ) from error


def is_transient(error: BaseException) -> bool:
    """Whether the same transaction may succeed when run again.

    A duplicate key counts: the engine raises it where two writers make one new entity.
    """
    reply = getattr(error, "native", None) or {}
    return bool(reply.get("retry"))


def prepare(db: Database) -> None:
    """Settings of a database that is to be used: flush to disk on commit, read no local files."""
    db.set_wal_flush("yes_full")
    for name, value in _SETTINGS.items():
        db.command("sql", f"ALTER DATABASE `{name}` {value}").close()


def set_timeout(db: Database, milliseconds: int) -> None:
    """How long a statement may run that starts from now on; 0 is for ever."""
    db.command("sql", f"ALTER DATABASE `arcadedb.command.timeout` {int(milliseconds)}").close()


class Types:
    """The vertex and edge types of a database, made when first needed.

    A label is a type. A node with several labels belongs to a type that extends all of them,
    named as the engine's own Cypher names it: `A~B~Entity`.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[str, str] = {}

    def ensure_root(self) -> None:
        """Make the types every database has."""
        self._vertex(cypher.ROOT_LABEL, ())
        self._sql(f"CREATE PROPERTY `{cypher.ROOT_LABEL}`.`id` IF NOT EXISTS STRING")
        self._sql(f"CREATE PROPERTY `{cypher.ROOT_LABEL}`.`caption` IF NOT EXISTS STRING")
        self._vertex("ProjectionMark", ())
        self.ensure_edge(cypher.TRANSFER_TYPE)
        # A declared day can be loaded as a number, in a fifth less time than as a date.
        for name in ("date", "date_from", "date_to"):
            self._sql(f"CREATE PROPERTY `{cypher.TRANSFER_TYPE}`.`{name}` IF NOT EXISTS DATE")

    def ensure_vertex(self, labels: Iterable[str]) -> str:
        """Name of the type for nodes with these labels."""
        names = cypher.label_set(labels)
        combined = "~".join(names)
        if combined not in self._known:
            for name in names:
                self._vertex(name, ())
            self._vertex(combined, names)
        return combined

    def ensure_edge(self, name: str) -> str:
        """Name of the type for relations of that type: the same."""
        if name not in self._known:
            self._sql(f"CREATE EDGE TYPE `{cypher.relationship_type(name)}` IF NOT EXISTS")
            self._known[name] = "edge"
        return name

    def ensure_id_index(self) -> None:
        """Make ids unique."""
        self._index("`id`", "UNIQUE_HASH")

    def prepare_for(self, tables: GraphTables, ontology: Ontology) -> None:
        """Make the types and indexes that rows about to be put need, outside a transaction."""
        self.ensure_for(tables, ontology)
        self.ensure_indexes(index_plan(ontology).within(property_names(tables.nodes)))

    def ensure_for(self, tables: GraphTables, ontology: Ontology) -> None:
        """Make the types that these rows need.

        Raises:
            InputError: a label or relationship type that is not in the ontology.
        """
        self.refresh()
        combinations, types = label_sets(tables.nodes), relation_types(tables.relations)
        check_names(ontology, {label for labels in combinations for label in labels}, types)
        for labels in combinations:
            self.ensure_vertex(labels)
        for name in types:
            self.ensure_edge(name)

    def ensure_indexes(self, plan: IndexPlan) -> None:
        """Make the indexes that are missing.

        A property can have one index here: on captions and names it is the one by word, so
        that a caption is found by its words and not by equality.
        """
        self.ensure_id_index()
        self._index("`caption`", "FULL_TEXT")
        for prop in plan.keys:
            self._property(prop.name, several=False)
            self._index(f"`{prop.name}`", "NOTUNIQUE")
        for name, several in plan.name_fields.items():
            self._property(name, several=several)
            self._index(f"`{name}`{' BY ITEM' if several else ''}", "FULL_TEXT")

    def text_indexes(self) -> dict[str, str]:
        """Names of the indexes by word, by the property each is on."""
        rows = self._db.query(
            "sql",
            "SELECT name, properties FROM schema:indexes"
            " WHERE typeName = ? AND indexType = 'FULL_TEXT'",
            cypher.ROOT_LABEL,
        ).to_list()
        # Each has one part a bucket too; only the whole is named after its property.
        return {
            row["properties"][0][0].partition(" ")[0]: row["name"]
            for row in rows
            if "[" in row["name"]
        }

    def is_edge(self, name: str) -> bool:
        """Whether a type is one of relations."""
        if name not in self._known:
            self.refresh()
        return self._known.get(name) == "edge"

    def refresh(self) -> None:
        """Read the types anew: statements may have made some."""
        rows = self._db.query("sql", "SELECT name, type FROM schema:types").to_list()
        self._known = {row["name"]: row["type"] for row in rows}

    def _vertex(self, name: str, parents: tuple[str, ...]) -> None:
        if name not in self._known:
            extends = f" EXTENDS {', '.join(f'`{each}`' for each in parents)}" if parents else ""
            self._sql(f"CREATE VERTEX TYPE `{name}` IF NOT EXISTS{extends}")
            self._known[name] = "vertex"

    def _property(self, name: str, *, several: bool) -> None:
        kind = "LIST OF STRING" if several else "STRING"
        self._sql(f"CREATE PROPERTY `{cypher.ROOT_LABEL}`.`{name}` IF NOT EXISTS {kind}")

    def _index(self, properties: str, kind: str) -> None:
        self._sql(f"CREATE INDEX IF NOT EXISTS ON `{cypher.ROOT_LABEL}` ({properties}) {kind}")

    def _sql(self, statement: str) -> None:
        self._db.command("sql", statement).close()


def load(db: Database, tables: GraphTables, ontology: Ontology, progress: Progress) -> None:
    """Fill a database that has nothing but its root types.

    Ids of nodes are kept in memory meanwhile, about 200 bytes each.

    Raises:
        InputError: a name that is not in the ontology, an id that two nodes share, or a
            relation one of whose ends is no node.
    """
    types = Types(db)
    types.ensure_for(tables, ontology)
    records: dict[str, str] = {}
    present: set[str] = set()
    count = row_count(tables.relations) + row_count(tables.transfers)
    with db.graph_batch(expected_edge_count=max(count, 1)) as batch:
        _load_nodes(batch, types, tables.nodes, records, present, progress)
        _load_relations(batch, tables, records, count, progress)
    progress("indexing the graph", 0, 1)
    # Made at the end: a unique index that spans many types slows each insertion down fourfold.
    types.ensure_indexes(index_plan(ontology).within(present))
    progress("indexing the graph", 1, 1)


def _load_nodes(
    batch: Batch,
    types: Types,
    path: Path,
    records: dict[str, str],
    present: set[str],
    progress: Progress,
) -> None:
    total = row_count(path)
    done = 0
    for rows in _ahead(read_nodes(path, _CHUNK)):
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in rows:
            groups.setdefault(row.labels, []).append(row.properties)
            present.update(row.properties)
        for labels, properties in groups.items():
            made = batch.create_vertices(types.ensure_vertex(labels), properties)
            records.update(zip((each["id"] for each in properties), made, strict=True))
        done += len(rows)
        if len(records) != done:
            raise InputError("two nodes of a projection have one id", file=path)
        progress("loading nodes", done, total)


def _load_relations(
    batch: Batch,
    tables: GraphTables,
    records: dict[str, str],
    total: int,
    progress: Progress,
) -> None:
    def located() -> Iterator[tuple[str, list[str], list[str], list[dict[str, Any]]]]:
        both = chain(
            read_relations(tables.relations, _CHUNK),
            read_transfers(tables.transfers, _CHUNK, day_numbers=True),
        )
        for group in both:
            try:
                sources = [records[end] for end in group.sources]
                targets = [records[end] for end in group.targets]
            except KeyError as error:
                raise InputError(
                    f"a relation {group.type} points to an entity that is not in the graph",
                    value=error.args[0],
                ) from None
            yield group.type, sources, targets, group.properties

    done = 0
    last: str | None = None
    for type_, sources, targets, properties in _ahead(located()):
        if last not in (None, type_):
            # A buffer with relations of several types takes the loader three times as long.
            batch.flush()
        last = type_
        batch.new_edges(sources, type_, targets, properties)
        done += len(sources)
        progress("loading relations", done, total)


def _ahead(items: Iterable[T]) -> Iterator[T]:
    """The items, the next of which is made by another thread while one is in use.

    The engine leaves Python's lock alone while it works, so reading goes on beside it.
    """
    queue: Queue[tuple[T | None, BaseException | None, bool]] = Queue(maxsize=1)
    stop = threading.Event()

    def put(entry: tuple[T | None, BaseException | None, bool]) -> None:
        while not stop.is_set():
            try:
                queue.put(entry, timeout=0.1)
                return
            except Full:
                continue

    def work() -> None:
        try:
            for item in items:
                put((item, None, False))
                if stop.is_set():
                    return
            put((None, None, True))
        except BaseException as error:
            put((None, error, True))

    worker = threading.Thread(target=work, name="kg-store-reader", daemon=True)
    worker.start()
    try:
        while True:
            item, error, last = queue.get()
            if error is not None:
                raise error
            if last:
                return
            yield item  # type: ignore[misc]
    finally:
        stop.set()
        worker.join()
