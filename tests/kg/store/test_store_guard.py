"""Queries of a user's own: what only reads goes through, all else is refused and does nothing."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryRefused, UsageError
from kg.store.guard import check_reads_only
from kg.store.protocol import GraphStore
from tests.kg.store.graphs import contents

WRITES = [
    "CREATE (n:Person {id: 'evil'})",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) DELETE n",
    "MATCH (n) NODETACH DELETE n",
    "MATCH (n:Entity) SET n.risk = 0 RETURN n",
    "MATCH (n:Entity) SET n:Evil",
    "MATCH (n:Entity) SET n += {a: 1}",
    "MATCH (n:Entity) REMOVE n.caption RETURN n",
    "MERGE (n:Person {id: 'evil'}) RETURN n",
    "MERGE (n:Person {id: 'evil'}) ON CREATE SET n.a = 1",
    "MATCH (a)-[r]->(b) DELETE r",
    "FOREACH (i IN [1] | CREATE (:Evil))",
    "MATCH (n) FOREACH (i IN [1] | SET n.a = 1)",
    "MATCH (n) CALL (n) { SET n.a = 1 }",
    "CALL { CREATE (:Evil) }",
    "CALL { CREATE (:Evil) RETURN 1 AS x } RETURN x",
    "UNWIND range(1, 3) AS x CALL (x) { CREATE (:Evil {x: x}) } IN TRANSACTIONS OF 1 ROWS",
    "MATCH (n) CALL (n) { RETURN 1 AS x } IN CONCURRENT TRANSACTIONS RETURN x",
    "INSERT (n:Evil)",
    "RETURN 1 NEXT CREATE (:Evil)",
    "UNWIND [1] AS x MATCH (n) WITH n CREATE (m:Evil)",
    "WITH 1 AS x MERGE (:Evil)",
    "RETURN 1 AS x UNION CREATE (n:Evil) RETURN 1 AS x",
]

SCHEMA_AND_SYSTEM = [
    "CREATE INDEX evil FOR (n:Person) ON (n.name)",
    "CREATE CONSTRAINT evil FOR (n:Person) REQUIRE n.x IS UNIQUE",
    "DROP INDEX entity_names",
    "DROP CONSTRAINT entity_id IF EXISTS",
    "CREATE DATABASE evil",
    "DROP DATABASE neo4j",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "ALTER DATABASE neo4j SET ACCESS READ ONLY",
    "CREATE USER evil SET PASSWORD 'evil'",
    "GRANT ROLE admin TO evil",
    "DENY READ {*} ON GRAPH neo4j TO evil",
    "REVOKE ROLE admin FROM evil",
    "RENAME USER a TO b",
    "STOP DATABASE neo4j",
    "START DATABASE neo4j",
    "SHOW USERS",
    "SHOW SETTINGS YIELD name, value RETURN name, value",
    "SHOW TRANSACTIONS",
    "TERMINATE TRANSACTIONS 'a'",
    "ENABLE SERVER 'a'",
    "USE system MATCH (n) RETURN n",
    "CALL { USE system MATCH (n) RETURN n } RETURN n",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN n",
    "CYPHER 5 MATCH (n) RETURN n",
    "CYPHER runtime=slotted MATCH (n) RETURN n",
]

FILES_AND_NETWORK = [
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "LOAD CSV WITH HEADERS FROM 'http://169.254.169.254/' AS line RETURN line",
    "MATCH (n) LOAD CSV FROM n.url AS line RETURN line",
    "USING PERIODIC COMMIT LOAD CSV FROM 'file:///etc/passwd' AS line CREATE (:Evil)",
]

PROCEDURES_AND_FUNCTIONS = [
    "CALL apoc.load.json('http://127.0.0.1/')",
    "CALL apoc.export.csv.all('/tmp/evil.csv', {})",
    "CALL apoc.cypher.doIt('CREATE (:Evil)', {}) YIELD value RETURN value",
    "MATCH (n) CALL apoc.create.node(['Evil'], {}) YIELD node RETURN node",
    "OPTIONAL CALL apoc.load.json('http://127.0.0.1/') YIELD value RETURN value",
    "CALL `apoc`.`load`.`json`('http://127.0.0.1/')",
    "CALL `apoc.load.json`('http://127.0.0.1/')",
    "CALL apoc . load /* here */ . json ('http://127.0.0.1/')",
    "CALL dbms.killTransaction('a')",
    "CALL dbms.setConfigValue('a', 'b')",
    "CALL dbms.listConfig()",
    "CALL dbms.security.createUser('evil', 'evil')",
    "CALL db.clearQueryCaches()",
    "CALL db.createLabel('Evil')",
    "CALL db.index.fulltext.createNodeIndex('evil', ['Person'], ['name'])",
    "CALL db.labels() YIELD label CALL apoc.load.json(label) YIELD value RETURN value",
    "CALL tx.setMetaData({})",
    "CALL jwt.security.requestAccess('a')",
    "RETURN apoc.cypher.runFirstColumnSingle('CREATE (n) RETURN n', {}) AS x",
    "RETURN apoc.util.sleep(1000000) AS x",
    "RETURN genai.vector.encode('text', 'OpenAI', {token: 'a'}) AS x",
    "RETURN `apoc`.`version`() AS x",
    "RETURN apoc.text . join(['a'], ',') AS x",
    "RETURN 1. + apoc.version() AS x",
]

DISGUISES = [
    "MATCH (n) RETURN n; MATCH (n) DETACH DELETE n",
    "MATCH (n) RETURN n;; CREATE (:Evil)",
    "RETURN 1 // ;\n; CREATE (:Evil)",
    "mAtCh (n) dEtAcH dElEtE n",
    "MATCH (n) /* */ SET /* */ n.a = 1",
    "MATCH (n)\n//\nSET n.a = 1",
    "MATCH (n)SET n.a=1",
    "MATCH (n) WHERE n.a = 1. SET n.a = 2",
    "MATCH (n) WHERE n.a = 1.SET n.a = 2 RETURN n",
    "MATCH (n) WHERE n.a = 1SET n.a = 2",
    "MATCH (n) WHERE n.a = 1.5SET n.a = 2",
    "MATCH (n) WHERE n.a = 1e5SET n.a = 2",
    "MATCH (n) WHERE n.a = 0x1SET n.a = 2",
    "MATCH (n) WHERE n.a = $`a`SET n.a = 2",
    "MATCH (n) \u017fET n.a = 1",
    "MATCH (n) \uff33\uff25\uff34 n.a = 1",
    "MATCH (n) WHERE n.a = 'x\\' OR 1 = 1 SET n.a = ' SET n.b = 1",
    "MATCH (n) WHERE n.a = '\\u0027 SET n.a = 1 //'",
    "MATCH (n) WHERE n.`a\\u0060 SET n.a = 1 //` = 1 RETURN n",
    "MATCH (n) \\u0053ET n.a = 1",
    "MATCH (n:`Person`) SET n.a = 1",
    "MATCH (n) WHERE n.`a``b` = 1 SET n.a = 1",
    'MATCH (n) WHERE n.a = "it\'s" SET n.a = 1',
    "MATCH (n) WITH n, {set: 1} AS m SET n.a = m.set",
    "MATCH (n) WHERE n.as SET n.a = 1",
    "MATCH (n) RETURN n AS set SET n.a = 1",
    "MATCH (n) RETURN n, /*",
    "MATCH (n) RETURN 'open",
    'MATCH (n) RETURN "open',
    "MATCH (n) RETURN `open",
    "MATCH (n) RETURN n\0 SET n.a = 1",
    "\ufeffCREATE (:Evil)",
    "(n) CREATE (:Evil)",
    "BEGIN; CREATE (:Evil)",
    "SELECT FROM Entity",
    "DELETE FROM Entity",
    "{{sql}} DELETE FROM Entity",
    "RETURN 1" + " " * 100_000,
]

ALLOWED = [
    "MATCH (n:Entity) RETURN count(n) AS n",
    "  // a comment; with CREATE\n MATCH (n:Entity) RETURN count(n) AS n;  ",
    "MATCH (n:Entity) WHERE n.caption = 'CREATE; DELETE // SET' RETURN count(n) AS n",
    'MATCH (n:Entity) WHERE n.caption = "MERGE" RETURN count(n) AS n',
    "MATCH (n:Entity) WHERE n.set IS NULL AND n.delete IS NULL RETURN count(n) AS n",
    "MATCH (n:Entity) WHERE n.`create` IS NULL RETURN count(n) AS `merge`",
    "RETURN {set: 1, create: 2} AS map",
    "MATCH (n:Call|Set|Load) RETURN count(n) AS n",
    "MATCH (n) WHERE n:Call OR n:Create RETURN count(n) AS n",
    "MATCH ()-[r:CALL_FROM|CALL_TO]->() RETURN count(r) AS n",
    "OPTIONAL MATCH (n:Vessel) RETURN n",
    "UNWIND [1, 2] AS x RETURN x ORDER BY x",
    "WITH 1 AS x RETURN x",
    "MATCH (n:Person) CALL (n) { MATCH (n)-[:OWNS]->(m) RETURN count(m) AS c } RETURN sum(c) AS s",
    "CALL db.labels() YIELD label RETURN count(label) > 0 AS some",
    "CALL db.relationshipTypes() YIELD relationshipType AS t RETURN count(t) > 0 AS some",
    "RETURN duration.between(date('2026-01-01'), date('2026-01-02')).days AS days",
    "RETURN date.truncate('month', date('2026-01-15')) AS day",
    "MATCH p = (:Person)-[:OWNS*1..3]->() RETURN count(p) AS n",
    "RETURN 'it\\'s' AS x",
    "MATCH (n:Person) RETURN n.caption STARTS WITH 'A' AS starts ORDER BY starts",
]


@pytest.mark.parametrize(
    "query",
    [*WRITES, *SCHEMA_AND_SYSTEM, *FILES_AND_NETWORK, *PROCEDURES_AND_FUNCTIONS, *DISGUISES],
)
def test_refused(query: str) -> None:
    with pytest.raises(QueryRefused):
        check_reads_only(query)


@pytest.mark.parametrize("query", ALLOWED)
def test_allowed(query: str) -> None:
    assert check_reads_only(query) == query.strip().removesuffix(";") or ";" in query


def test_an_empty_query_is_a_mistake_of_the_callers() -> None:
    for query in ("", "  ", "// nothing\n", ";"):
        with pytest.raises(UsageError, match="empty"):
            check_reads_only(query)


def test_parameters_must_be_given() -> None:
    check_reads_only("RETURN $a AS a, $`b c` AS b, '$c' AS c", {"a": 1, "b c": 2})
    with pytest.raises(UsageError, match=r"\$missing"):
        check_reads_only("RETURN $missing AS a", {"a": 1})


def test_an_error_says_where_and_what_to_do() -> None:
    with pytest.raises(QueryRefused) as caught:
        check_reads_only("MATCH (n)\nWHERE true\nSET n.a = 1")

    assert str(caught.value) == (
        "line 3: the query is not allowed (got 'SET')."
        " Queries here only read; put a plain name in backticks"
    )


@given(
    st.lists(
        st.sampled_from(
            ["MATCH (n)", "SET n.a = 1", "'", '"', "`", "/*", "*/", "//", "\n", ".", ":", "{", "}",
             "1", ";", "\\", " ", "|", "$x", "RETURN n", "''", '""', "``"]
        ),
        max_size=12,
    )
)  # fmt: skip
def test_a_clause_outside_quotes_is_never_let_through(parts: list[str]) -> None:
    query = "".join(parts)
    try:
        passed = check_reads_only(query, {"x"})
    except UsageError:
        return
    assert not re.search(r"\bSET\b", _bare(passed))


def _bare(query: str) -> str:
    """The query without quoted text, comments, and words that follow a dot, colon or bar."""
    kept, at = "", 0
    while at < len(query):
        first, two = query[at], query[at : at + 2]
        if first in "'\"`":
            at += 1
            while query[at] != first:
                at += 2 if query[at] == "\\" and first != "`" else 1
        elif two == "//":
            while at + 1 < len(query) and query[at + 1] != "\n":
                at += 1
        elif two == "/*":
            at = query.index("*/", at + 2) + 1
        elif first in ".:|" and query[at + 1 : at + 4] == "SET":
            at += 3
        else:
            kept += first
        at += 1
    return kept


def test_nothing_hostile_gets_through_a_store(kept_ring: GraphStore) -> None:
    before = contents(kept_ring)

    for query in [*WRITES, *SCHEMA_AND_SYSTEM, *FILES_AND_NETWORK, *PROCEDURES_AND_FUNCTIONS]:
        with pytest.raises(QueryRefused):
            kept_ring.query(query)
    for query in DISGUISES:
        with pytest.raises(QueryRefused):
            kept_ring.query(query)

    assert contents(kept_ring) == before
    assert kept_ring.mark().applied == "ring"


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n:Entity) SET n.caption = 'evil' RETURN n.id AS id",
        "CREATE (n:Person:Entity {id: 'evil'}) RETURN n.id AS id",
        "MATCH (n:Entity) DETACH DELETE n",
        "UNWIND range(1, 100) AS x CREATE (n:Evil {x: x}) RETURN x",
    ],
)
def test_the_engine_is_a_second_line(
    kept_ring: GraphStore, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(kept_ring)
    for module in ("embedded", "bolt"):
        monkeypatch.setattr(f"kg.store.{module}.check_reads_only", lambda query, _given: query)

    with pytest.raises((QueryRefused, UsageError)):
        kept_ring.query(query)

    assert contents(kept_ring) == before
    assert kept_ring.read("MATCH (n:Evil) RETURN count(n) AS n").rows == [(0,)]


def test_what_gets_past_both_lines_is_undone(
    kept_ring: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("embedded", "bolt"):
        monkeypatch.setattr(f"kg.store.{module}.check_reads_only", lambda query, _given: query)

    # Of rows it is not asked for, a served store does not say whether they were written.
    with contextlib.suppress(QueryRefused, UsageError):
        kept_ring.query("UNWIND range(1, 5000) AS x CREATE (n:Evil {x: x}) RETURN x", limit=1)

    assert kept_ring.read("MATCH (n:Evil) RETURN count(n) AS n").rows == [(0,)]


def test_local_files_stay_closed_behind_the_guard(
    kept_ring: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\n")
    for module in ("embedded", "bolt"):
        monkeypatch.setattr(f"kg.store.{module}.check_reads_only", lambda query, _given: query)

    with pytest.raises((QueryRefused, UsageError)):
        kept_ring.query(f"LOAD CSV FROM 'file://{secret}' AS line RETURN line")


@pytest.mark.parametrize("query", ALLOWED)
def test_what_is_allowed_runs(kept_ring: GraphStore, query: str) -> None:
    rows = kept_ring.query(query)

    assert len(rows.columns) == 1


@pytest.mark.parametrize(
    "query", ["MATCH (n RETURN n", "RETURN nothing(1) AS x", "MATCH (n:Entity) RETURN m"]
)
def test_a_mistake_is_the_users(kept_ring: GraphStore, query: str) -> None:
    with pytest.raises(UsageError, match="cannot be run") as caught:
        kept_ring.query(query)

    assert not isinstance(caught.value, QueryRefused)
    assert "\n" not in str(caught.value)


ENDLESS = """
UNWIND range(1, 3000000) AS a UNWIND range(1, 3000000) AS b
WITH a, b WHERE a * b = -1 RETURN count(*) AS n
"""


def test_a_query_that_runs_too_long_is_stopped(kept_ring: GraphStore) -> None:
    if type(kept_ring).__name__ == "ServedStore":
        pytest.skip("a served store has its owner's limit of a minute, whatever the query's")

    with pytest.raises(QueryRefused, match="ran longer"):
        kept_ring.query(ENDLESS, timeout_s=0.5)

    assert kept_ring.query("RETURN 1 AS x", timeout_s=30).rows == [(1,)]
    assert len(kept_ring.read("MATCH (n:Entity) RETURN n")) == 8
