"""What a store over Bolt has in common, whichever server answers: sessions, values, errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import neo4j
import neo4j.exceptions
import neo4j.graph
import neo4j.spatial
import neo4j.time

from kg.errors import Busy, QueryRefused, StoreUnavailable, UsageError
from kg.model.graph import Rows
from kg.ontology import Ontology
from kg.store import cypher, values
from kg.store.changes import Run, apply_changes
from kg.store.guard import check_reads_only
from kg.store.protocol import GraphChanges, Progress, ProjectionMark
from kg.store.reading import ReadingStore
from kg.store.tokens import result_columns

T = TypeVar("T")

FETCH = 2000
_ENDS = "UNWIND $elements AS element MATCH (n) WHERE elementId(n) = element RETURN element, n.id"
_SECONDS = 30
_TEMPORAL = (
    neo4j.time.Date,
    neo4j.time.DateTime,
    neo4j.time.Time,
    neo4j.time.Duration,
)


class BoltStore(ReadingStore):
    """Reading and changing a graph over Bolt; see `kg.store.protocol.GraphStore`."""

    name = "bolt"
    shared = True

    def __init__(
        self,
        uri: str,
        user: str,
        password: str,
        database: str,
        driver_options: Mapping[str, Any] | None = None,
    ) -> None:
        """Connect.

        Args:
            driver_options: further settings of the official driver.

        Raises:
            StoreUnavailable: nothing answers there, or it does not let the user in.
        """
        self._where = f"{uri} (database '{database}')"
        self._database = database
        self._options = dict(driver_options or {})
        with self._errors():
            self._driver = self._connect(uri, user, password)

    def _connect(self, uri: str, user: str, password: str) -> neo4j.Driver:
        options = {
            "connection_timeout": _SECONDS,
            "connection_acquisition_timeout": _SECONDS,
            "max_transaction_retry_time": _SECONDS,
            "telemetry_disabled": True,
            # A graph need not have a node of every label that a query names, and making an
            # index that is there already is no news.
            "notifications_disabled_classifications": ["UNRECOGNIZED", "SCHEMA"],
            **self._options,
        }
        driver = neo4j.GraphDatabase.driver(uri, auth=(user, password), **options)
        try:
            driver.verify_connectivity()
            self._check_server(driver.get_server_info().agent)
            with driver.session(database=self._database) as session:
                session.run("RETURN 1").consume()
        except BaseException:
            driver.close()
            raise
        return driver

    # -- the protocol

    def apply(self, changes: GraphChanges, ontology: Ontology, progress: Progress) -> None:
        apply_changes(changes, ontology, progress, self._in_transaction)

    def set_mark(self, mark: ProjectionMark) -> None:
        self.write(cypher.WRITE_MARK, {"applied": mark.applied, "pending": mark.pending})

    def read(self, query: str, /, parameters: Mapping[str, Any] | None = None) -> Rows:
        given = dict(parameters or {})
        with self._errors(), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(lambda tx: _rows(tx, query, given, None))

    def write(self, query: str, /, parameters: Mapping[str, Any] | None = None) -> Rows:
        given = dict(parameters or {})
        return self._write(lambda tx: _rows(tx, query, given, None))

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
        with self._errors(timeout_s), self._session(neo4j.READ_ACCESS, limit) as session:
            try:
                return self._ask(session, allowed, given, limit, timeout_s)
            except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.SessionExpired):
                # The connection was an old one, perhaps of before the server's last start.
                return self._ask(session, allowed, given, limit, timeout_s)

    def _ask(
        self,
        session: neo4j.Session,
        query: str,
        given: Mapping[str, Any],
        limit: int,
        timeout_s: float,
    ) -> Rows:
        self._check_plan(session, query, given)
        tx = session.begin_transaction(timeout=timeout_s)
        try:
            return _rows(tx, query, given, limit)
        finally:
            # Whatever got past the checks is undone.
            tx.close()

    def close(self) -> None:
        self._driver.close()

    # -- for the servers there are

    def _check_server(self, agent: str) -> None:
        """See that the server is one that will do, by how it calls itself (`Neo4j/5.26.0`)."""

    def _check_plan(
        self, session: neo4j.Session, query: str, parameters: Mapping[str, Any]
    ) -> None:
        """See, where the server can tell, that a query reads, before it is run."""

    def _session(self, access: str, fetch: int = FETCH) -> neo4j.Session:
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            fetch_size=min(fetch, FETCH) + 1,
            bookmark_manager=self._driver.execute_query_bookmark_manager,
        )

    def _in_transaction(self, work: Callable[[Run], T]) -> T:
        return self._write(lambda tx: work(_runner(tx)))

    def _write(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        """Call `work` in a transaction that the driver runs again when it failed for a while."""
        with self._errors(), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(work)

    @contextmanager
    def _errors(self, timeout_s: float | None = None) -> Iterator[None]:
        """Turn the driver's errors into ours; in a user's query (`timeout_s`), their mistakes."""
        try:
            yield
        except neo4j.exceptions.AuthError as error:
            raise StoreUnavailable(
                f"{self._where} refuses the user or password",
                hint="Check the settings of the store",
            ) from error
        except (neo4j.exceptions.DriverError, OSError) as error:
            raise StoreUnavailable(
                f"{self._where} {_why(error)}",
                hint="Is the server running, and the address right?",
            ) from error
        except neo4j.exceptions.Neo4jError as error:
            raise self._server_error(error, timeout_s) from error

    def _server_error(
        self, error: neo4j.exceptions.Neo4jError, timeout_s: float | None
    ) -> Exception:
        code, said = error.code or "", _first_line(error)
        found: Exception = error
        if "DatabaseNotFound" in code or "DatabaseUnavailable" in code:
            found = StoreUnavailable(
                f"{self._where} has no such database", hint="Make it, or name another"
            )
        elif timeout_s is not None:
            if "TimedOut" in code or "Timeout" in said:
                found = QueryRefused(
                    f"the query ran longer than {timeout_s:g} seconds", hint="Make it narrower"
                )
            elif "Forbidden" in code or "AccessMode" in code:
                found = QueryRefused("the query asks for something it may not do")
            elif code.startswith("Neo.ClientError"):
                found = UsageError(f"the query cannot be run: {said}")
        elif "Forbidden" in code:
            found = StoreUnavailable(
                f"{self._where}: the user lacks a right: {said}",
                hint="Give it the rights to read, write and index that database",
            )
        elif error.is_retryable():
            found = Busy(f"{self._where} is busy: {said}", hint="Try again")
        return found


def _runner(tx: neo4j.ManagedTransaction) -> Run:
    def run(statement: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [record.data() for record in tx.run(statement, dict(parameters))]

    return run


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (neo4j.exceptions.ServiceUnavailable, "does not answer"),
    (neo4j.exceptions.SessionExpired, "closed the connection"),
    (neo4j.exceptions.ConfigurationError, "cannot be connected to with these settings"),
    (OSError, "cannot be reached"),
)


def _why(error: BaseException) -> str:
    """Why a server is not to be had: the driver's own words speak of its classes and sockets."""
    return next((said for kind, said in _REASONS if isinstance(error, kind)), "cannot be used")


def _first_line(error: BaseException) -> str:
    message = getattr(error, "message", None) or str(error)
    return str(message).strip().splitlines()[0] if str(message).strip() else type(error).__name__


def _rows(
    tx: neo4j.ManagedTransaction | neo4j.Transaction,
    query: str,
    parameters: Mapping[str, Any],
    limit: int | None,
) -> Rows:
    """Rows of a query; one with a `limit` is a user's and must read only."""
    result = tx.run(query, dict(parameters))
    # The embedded engine names the columns over Bolt only when there is a row.
    columns = tuple(result.keys()) or result_columns(query)
    records = [record.values() for record in (result if limit is None else _first(result, limit))]
    summary = result.consume()
    # Not known (None) where the server was not asked for all rows.
    if limit is not None and summary.query_type not in (None, "r"):
        raise QueryRefused("the query does more than read")
    # Users filter by what is stored, so that is what they see.
    reader = _Reader(raw=limit is not None)
    reader.look_up(tx, records)
    return Rows(columns, [tuple(map(reader.value, record)) for record in records])


def _first(result: neo4j.Result, limit: int) -> Iterable[neo4j.Record]:
    return result.fetch(limit) if limit > 0 else ()


class _Reader:
    """The driver's values as the project's; relations know their ends by element id only."""

    def __init__(self, *, raw: bool) -> None:
        self._raw = raw
        self._ids: dict[str, str] = {}

    def look_up(
        self, tx: neo4j.ManagedTransaction | neo4j.Transaction, records: list[list[Any]]
    ) -> None:
        wanted: set[str] = set()
        for entity in _entities(records):
            if isinstance(entity, neo4j.graph.Relationship):
                wanted.update(end.element_id for end in entity.nodes if end is not None)
            elif "id" in entity:
                self._ids[entity.element_id] = str(entity["id"])
        if missing := sorted(wanted - self._ids.keys()):
            for record in tx.run(_ENDS, elements=missing):
                self._ids[record[0]] = str(record[1])

    def value(self, raw: Any) -> Any:
        if raw is None or isinstance(raw, bool | int | float | str):
            return raw
        if isinstance(raw, neo4j.graph.Entity | neo4j.graph.Path):
            return self._of_graph(raw)
        if isinstance(raw, neo4j.spatial.Point):
            names = ("x", "y", "z")[: len(raw)]
            return {**dict(zip(names, raw, strict=True)), "srid": raw.srid}
        if isinstance(raw, _TEMPORAL):
            return values.temporal_text(raw.iso_format())
        if isinstance(raw, Mapping):
            return {str(key): self.value(each) for key, each in raw.items()}
        return [self.value(each) for each in raw]

    def _of_graph(self, raw: neo4j.graph.Entity | neo4j.graph.Path) -> Any:
        if isinstance(raw, neo4j.graph.Path):
            steps = [self.value(raw.nodes[0])]
            for relationship, node in zip(raw.relationships, raw.nodes[1:], strict=True):
                steps += [self.value(relationship), self.value(node)]
            return tuple(steps)
        stored = {key: self.value(each) for key, each in raw.items()}
        if isinstance(raw, neo4j.graph.Node):
            return values.node(raw.labels, stored, raw=self._raw)
        assert isinstance(raw, neo4j.graph.Relationship)
        source, target = (
            "" if end is None else self._ids.get(end.element_id, "") for end in raw.nodes
        )
        return values.relation(raw.type, source, target, stored, raw=self._raw)


def _entities(value: Any) -> Iterator[neo4j.graph.Entity]:
    if isinstance(value, neo4j.graph.Entity):
        yield value
    elif isinstance(value, neo4j.graph.Path):
        yield from value.nodes
        yield from value.relationships
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _entities(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _entities(each)
