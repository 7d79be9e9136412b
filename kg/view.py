"""A view of the workspace for a principal, as of a moment: what every query reads through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from kg.desk import Alert, AuditLine, Judgement
from kg.errors import NotFound
from kg.identity import Identity
from kg.lake import Lake
from kg.model import Finding, Node, Rows
from kg.model.transfer import UNNAMED_END
from kg.ontology import Ontology
from kg.principal import Principal
from kg.store.protocol import GraphStore
from kg.values.instants import Moment, asked_moment

if TYPE_CHECKING:
    from kg.desk import Desk

Parameters = Sequence[Any] | Mapping[str, Any] | None

_MOST_PREPARED = 4
"""Connections kept for the next view: now, two moments that are compared, and one to spare."""


class View:
    """Lake, graph and desk together, as a principal may see them, no further than `as_of`.

    It is the only way to data that a query has, so that what somebody may not see is kept from
    them in one place.

    `con` is a DuckDB connection with

    - `claims`: the lake's columns, `source`, `version`, and `canonical`, the id of the
      entity in the graph;
    - `ledger`: the columns of the lake's view (`Lake.connect`), and `from_id`, `to_id`, the
      canonical ids of both accounts; its `id` is `SOURCE/ID`, as on relationships of the graph;
      `named` says that both ends are somebody's: banknotes join no one to anyone;
    - `canonical` (entity, id): records whose canonical id is not their own.

    Claims not valid at `as_of` and transfers after it are not there, nor such as may have been
    after it: a transfer known by the day is there when its day is over. The graph holds all
    times: queries compare the dates of relations themselves.

    Canonical ids are the exception: `as_of` and `known_at` leave them as they are today. Who is
    who does not change with time, only what is known of it, and the ids are those of the graph,
    which is drawn once: a view with ids of its own would name nodes that are not there.

    Raises:
        Forbidden: the principal may not read.
    """

    def __init__(
        self,
        lake: Lake,
        connections: LakeConnections,
        ontology: Ontology,
        open_store: Callable[[], GraphStore],
        open_desk: Callable[[], Desk],
        *,
        principal: Principal,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
    ) -> None:
        principal.needs("read")
        self.principal = principal
        self.as_of = as_of
        self.known_at = known_at
        self.timezone = lake.timezone
        self.ontology = ontology
        self._lake = lake
        self._connections = connections
        self._open_store = open_store
        self._open_desk = open_desk

    @property
    def asked(self) -> Moment | None:
        """`as_of` as it is told: a day where it is the end of one in the own zone."""
        return None if self.as_of is None else asked_moment(self.as_of, self.timezone)

    @cached_property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection over `claims` and `ledger`, opened when first asked for."""
        return self._connections.open(self.as_of, self.known_at)

    def sql(self, query: str, parameters: Parameters = None) -> Rows:
        """Run SQL over `claims` and `ledger`."""
        cursor = self.con.execute(query, parameters)
        columns = tuple(column[0] for column in cursor.description or ())
        return Rows(columns, cursor.fetchall())

    def arrow(self, query: str, parameters: Parameters = None) -> pa.Table:
        """Run SQL over `claims` and `ledger`, as an Arrow table."""
        return self.con.sql(query, params=parameters).to_arrow_table()

    def graph(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """Run a reading Cypher query of the project's own."""
        return self._open_store().read(cypher, parameters)

    def open_graph(self) -> None:
        """Open the graph now, so that the next question takes no longer than itself."""
        self._open_store()

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int = 1000,
        timeout_s: float = 30.0,
    ) -> Rows:
        """Run a user-written Cypher query, and return at most `limit` rows.

        Raises:
            QueryRefused: it does not only read, or takes longer than `timeout_s`.
        """
        return self._open_store().query(cypher, parameters, limit=limit, timeout_s=timeout_s)

    def search(self, text: str, limit: int) -> Rows:
        """Full text over captions and names: rows (id, schema, caption, score), best first."""
        return self._open_store().search(text, limit)

    def entity(self, canonical: str) -> Node:
        """The entity with that canonical id; raises NotFound."""
        rows = self.graph("MATCH (n:Entity {id: $id}) RETURN n", {"id": canonical}).rows
        if not rows:
            raise NotFound(
                "no such entity in the graph",
                value=canonical,
                hint="Run 'kg refresh' if it was read in just now",
            )
        node = rows[0][0]
        assert isinstance(node, Node)
        return node

    def documents(self) -> list[str]:
        """Live sources whose texts are kept, in order of first arrival."""
        return self._lake.documents()

    def texts(self, source: str, version: int, records: Collection[str]) -> dict[str, str]:
        """Texts of blocks of a document, by record; those without one are left out."""
        return self._lake.texts(source, version, records)

    def findings(self) -> tuple[Finding, ...]:
        """What the alerts found that stand, highest score first."""
        return tuple(alert.finding for alert in self.standing_alerts())

    def standing_alerts(self) -> tuple[Alert, ...]:
        """Alerts that stand, with their status, highest score first; see `Desk.standing_alerts`."""
        return tuple(self._open_desk().standing_alerts(self.as_of))

    def screening(self, screened: str, subjects: Collection[str]) -> list[Finding] | None:
        """What a screening on record found as of this moment; see `Desk.screening_of`."""
        return self._open_desk().screening_of(self.as_of, screened, subjects)

    def alerts(self) -> list[Alert]:
        """All alerts as they are today, those superseded too, highest score first."""
        return self._open_desk().alerts()

    def said_of_alerts(self) -> Mapping[str, Sequence[AuditLine]]:
        """What people noted, closed and opened again, oldest first, by id of the alert."""
        return self._open_desk().said_of_alerts()

    def judgements(self) -> list[Judgement]:
        """Judgements that count today, oldest first."""
        return self._open_desk().judgements()

    def close(self) -> None:
        """Close the SQL connection; store and desk stay open."""
        if "con" in self.__dict__:
            self.con.close()

    def __enter__(self) -> View:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class LakeConnections:
    """Connections over `claims` and `ledger` that know canonical ids, as `View` describes them.

    To prepare one takes longer than most questions. The last few are kept, and each view gets a
    cursor of its own on the one that sees what it would: the same versions of sources, the same
    identities, the same moments.
    """

    def __init__(self, lake: Lake, identity: Identity) -> None:
        self._lake = lake
        self._identity = identity
        self._prepared: dict[Hashable, duckdb.DuckDBPyConnection] = {}

    def open(
        self, as_of: datetime | None = None, known_at: datetime | None = None
    ) -> duckdb.DuckDBPyConnection:
        """A connection of the caller's own, who closes it; see `Lake.connect` for the moments."""
        versions = self._lake.live_versions(known_at)
        seen = (tuple(versions.items()), self._identity.stamp(), as_of)
        prepared = self._prepared.pop(seen, None)
        if prepared is None:
            prepared = self._prepare(as_of, versions)
            if len(self._prepared) >= _MOST_PREPARED:
                self._prepared.pop(next(iter(self._prepared))).close()
        self._prepared[seen] = prepared
        con = prepared.cursor()
        con.execute("SET search_path = 'seen,main'")
        return con

    def close(self) -> None:
        """Let go of what is kept; cursors that are open stay so."""
        for prepared in self._prepared.values():
            prepared.close()
        self._prepared.clear()

    def _prepare(
        self, as_of: datetime | None, versions: Mapping[str, int]
    ) -> duckdb.DuckDBPyConnection:
        con = self._lake.connect(as_of=as_of, versions=versions)
        self._identity.create_view(con)
        con.execute("CREATE SCHEMA seen")
        con.execute(
            """
            CREATE VIEW seen.claims AS
            SELECT c.*, coalesce(k.id, c.entity) AS canonical
            FROM main.claims c LEFT JOIN canonical k ON k.entity = c.entity
            """
        )
        con.execute(
            f"""
            CREATE VIEW seen.ledger AS
            SELECT l.* REPLACE (l.source || '/' || l.id AS id),
                   coalesce(f.id, l.from_account) AS from_id,
                   coalesce(t.id, l.to_account) AS to_id,
                   NOT starts_with(l.from_account, '{UNNAMED_END}')
                   AND NOT starts_with(l.to_account, '{UNNAMED_END}') AS named
            FROM main.ledger l
            LEFT JOIN canonical f ON f.entity = l.from_account
            LEFT JOIN canonical t ON t.entity = l.to_account
            """
        )
        return con
