"""A view of the workspace as of a moment: what every query reads through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from kg.errors import NotFound
from kg.identity import Identity
from kg.lake import Lake
from kg.model import Node, Rows
from kg.ontology import Ontology
from kg.store.protocol import GraphStore

Parameters = Sequence[Any] | Mapping[str, Any] | None


class View:
    """Lake and graph together, looking no further than `as_of`.

    `con` is a DuckDB connection with

    - `claims`: the lake's columns, `source`, `version`, and `canonical`, the id of the
      entity in the graph;
    - `ledger`: the columns of the lake's view (`Lake.connect`), and `from_id`, `to_id`, the
      canonical ids of both accounts; its `id` is `SOURCE/ID`, as on relationships of the graph;
    - `canonical` (entity, id): records whose canonical id is not their own.

    Claims not valid at `as_of` and transfers after it are not there, nor such as may have been
    after it: a transfer known by the day is there when its day is over. The graph holds all
    times: queries compare the dates of relations themselves.

    Canonical ids are the exception: `as_of` and `known_at` leave them as they are today. Who is
    who does not change with time, only what is known of it, and the ids are those of the graph,
    which is drawn once: a view with ids of its own would name nodes that are not there.
    """

    def __init__(
        self,
        lake: Lake,
        identity: Identity,
        ontology: Ontology,
        open_store: Callable[[], GraphStore],
        *,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
    ) -> None:
        self.as_of = as_of
        self.known_at = known_at
        self.timezone = lake.timezone
        self.ontology = ontology
        self.identity = identity
        self._open_store = open_store
        self.con = lake_connection(lake, identity, as_of=as_of, known_at=known_at)

    @property
    def store(self) -> GraphStore:
        """The graph store, opened only when a query needs it."""
        return self._open_store()

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
        return self.store.read(cypher, parameters)

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

    def close(self) -> None:
        """Close the SQL connection; the store stays open."""
        self.con.close()

    def __enter__(self) -> View:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def lake_connection(
    lake: Lake,
    identity: Identity,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> duckdb.DuckDBPyConnection:
    """A lake connection whose `claims` and `ledger` know canonical ids; see View."""
    con = lake.connect(as_of=as_of, known_at=known_at)
    identity.create_view(con)
    con.execute("CREATE SCHEMA seen")
    con.execute(
        """
        CREATE VIEW seen.claims AS
        SELECT c.*, coalesce(k.id, c.entity) AS canonical
        FROM main.claims c LEFT JOIN canonical k ON k.entity = c.entity
        """
    )
    con.execute(
        """
        CREATE VIEW seen.ledger AS
        SELECT l.* REPLACE (l.source || '/' || l.id AS id),
               coalesce(f.id, l.from_account) AS from_id, coalesce(t.id, l.to_account) AS to_id
        FROM main.ledger l
        LEFT JOIN canonical f ON f.entity = l.from_account
        LEFT JOIN canonical t ON t.entity = l.to_account
        """
    )
    con.execute("SET search_path = 'seen,main'")
    return con
