"""The graph on a Neo4j server, single or cluster, through the official driver."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import neo4j

from kg.errors import QueryRefused, StoreUnavailable
from kg.ontology import Ontology
from kg.store import cypher
from kg.store.bolt import BoltStore
from kg.store.changes import BATCH, Run, check_names, create
from kg.store.protocol import GraphChanges, GraphTables, Progress, ProjectionMark
from kg.store.schema import NAME_INDEX, neo4j_statements, searched_properties
from kg.store.tables import (
    NodeRow,
    Relations,
    read_nodes,
    read_relations,
    read_transfers,
    row_count,
)

_OLDEST = (5, 23)
_SESSIONS = 2
"""Writers of a whole load: with rows sorted by source, two are half again as fast as one."""


_CLEAR = (
    "MATCH (:Entity)-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS",
    "MATCH (n:Entity) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS",
)


class Neo4jStore(BoltStore):
    """A GraphStore on Neo4j 5.23 or later; see `kg.store.protocol.GraphStore`.

    The database must be this store's alone: `load` empties it.
    """

    name = "neo4j"

    def load(self, tables: GraphTables, ontology: Ontology, mark: str, progress: Progress) -> None:
        self._check_is_ours()
        self.set_mark(ProjectionMark(None, None))
        total = sum(map(row_count, (tables.nodes, tables.relations, tables.transfers)))
        progress("clearing the graph", 0, 1)
        self._run_alone(_CLEAR)
        progress("clearing the graph", 1, 1)
        self._ensure_indexes(ontology)

        done = 0
        with ThreadPoolExecutor(_SESSIONS, thread_name_prefix="kg-neo4j") as pool:
            pending: set[Future[int]] = set()

            def drain(most: int) -> None:
                nonlocal pending, done
                while len(pending) > most:
                    finished, pending = wait(pending, return_when=FIRST_COMPLETED)
                    done += sum(each.result() for each in finished)
                    progress("loading the graph", done, total)

            def submit(count: int, work: Callable[[Run], None]) -> None:
                drain(_SESSIONS)
                pending.add(pool.submit(self._counted, count, work))

            try:
                for nodes in read_nodes(tables.nodes, BATCH):
                    check_names(ontology, (name for node in nodes for name in node.labels), ())
                    submit(len(nodes), _creating_nodes(nodes))
                drain(0)
                for relations in read_relations(tables.relations, BATCH):
                    check_names(ontology, (), (relations.type,))
                    submit(len(relations.sources), _creating_relations(relations))
                drain(0)
                for relations in read_transfers(tables.transfers, BATCH):
                    submit(len(relations.sources), _creating_relations(relations))
                drain(0)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        self.set_mark(ProjectionMark(mark, None))

    def apply(self, changes: GraphChanges, ontology: Ontology, progress: Progress) -> None:
        self._ensure_indexes(ontology)
        super().apply(changes, ontology, progress)

    def _ensure_indexes(self, ontology: Ontology) -> None:
        searched = set(self.text_indexes())
        if searched and searched != set(searched_properties(ontology)):
            self._run_alone([f"DROP INDEX {NAME_INDEX} IF EXISTS"])
        self._run_alone(neo4j_statements(ontology))

    def _check_is_ours(self) -> None:
        """See that no other graph would be lost.

        Raises:
            StoreUnavailable: the database holds one.
        """
        marked = bool(self.read(cypher.READ_MARK).rows)
        if not marked and self.read("MATCH (n) RETURN count(n) > 0 AS found").rows[0][0]:
            raise StoreUnavailable(
                f"{self._where} holds another graph", hint="Use an empty database"
            )

    def _run_alone(self, statements: Iterable[str]) -> None:
        """Run statements outside managed transactions, as those that have their own must be."""
        with self._errors(), self._session(neo4j.WRITE_ACCESS) as session:
            for statement in statements:
                session.run(statement).consume()

    def _counted(self, count: int, work: Callable[[Run], None]) -> int:
        self._in_transaction(work)
        return count

    def _check_server(self, agent: str) -> None:
        match = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
        if match is not None and (int(match[1]), int(match[2])) < _OLDEST:
            raise StoreUnavailable(
                f"{self._where} is Neo4j {match[1]}.{match[2]}",
                hint=f"Neo4j {'.'.join(map(str, _OLDEST))} or a later one is needed",
            )

    def _check_plan(
        self, session: neo4j.Session, query: str, parameters: Mapping[str, Any]
    ) -> None:
        plan = session.run(f"EXPLAIN {query}", dict(parameters)).consume()
        if plan.query_type != "r" or "LoadCSV" in _operators(plan.plan or {}):
            raise QueryRefused("the query does more than read")

    def text_indexes(self) -> dict[str, str]:
        rows = self.read("SHOW FULLTEXT INDEXES YIELD name, properties")
        return {
            prop: name
            for name, properties in rows
            if name == NAME_INDEX
            for prop in properties or ()
        }


def _operators(plan: Mapping[str, Any]) -> set[str]:
    """What an execution plan is made of, without the database's name behind each operator."""
    found = {str(plan.get("operatorType", "")).partition("@")[0]}
    for child in plan.get("children", ()):
        found |= _operators(child)
    return found


def _creating_nodes(nodes: list[NodeRow]) -> Callable[[Run], None]:
    statements: dict[str, list[Mapping[str, Any]]] = {}
    for node in nodes:
        statement = cypher.create_nodes(cypher.label_set(node.labels))
        statements.setdefault(statement, []).append(node.properties)

    def work(run: Run) -> None:
        for statement, rows in statements.items():
            run(statement, {"rows": rows})

    return work


def _creating_relations(relations: Relations) -> Callable[[Run], None]:
    return lambda run: create(run, relations)
