"""The same questions have the same answers on every store; the answers are worked out by hand.

The graph is the ring drawn in `graphs`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kg.model.graph import Node, Relation
from kg.store import cypher
from kg.store.protocol import GraphStore

Answer = list[tuple[Any, ...]]

QUESTIONS: dict[str, tuple[str, dict[str, Any], Answer]] = {
    "how many of each kind": (
        "MATCH (n:Entity) RETURN n.schema AS schema, count(*) AS many ORDER BY schema",
        {},
        [("BankAccount", 3 + 1), ("Company", 2), ("Person", 2)],
    ),
    "by a label higher up": (
        "MATCH (n:LegalEntity) RETURN n.id AS id ORDER BY id",
        {},
        [("x:acme",), ("x:ann",), ("x:beta",), ("x:bob",)],
    ),
    "one by id": (
        "MATCH (n:Entity {id: $id}) RETURN n.caption AS caption",
        {"id": "x:ann"},
        [("Ann O'Brien",)],
    ),
    "several by id": (
        "MATCH (n:Entity) WHERE n.id IN $ids RETURN n.id AS id ORDER BY id DESC",
        {"ids": ["x:bob", "x:ann", "x:nobody"]},
        [("x:bob",), ("x:ann",)],
    ),
    "neighbours either way": (
        "MATCH (n:Entity {id: 'x:acme'})-[r]-(m)"
        " RETURN type(r) AS type, startNode(r).id = 'x:acme' AS out, m.id AS id ORDER BY id",
        {},
        [("OWNS", True, "x:a2"), ("OWNS", False, "x:ann"), ("OWNS", True, "x:beta")],
    ),
    "owners up to three steps up": (
        "MATCH p = (o:Person)-[:OWNS*1..3]->(a:Entity {id: 'x:a3'})"
        " RETURN o.id AS owner, [n IN nodes(p) | n.id] AS path,"
        " [r IN relationships(p) | r.id] AS by, length(p) AS steps",
        {},
        [("x:ann", ["x:ann", "x:acme", "x:beta", "x:a3"], ["o1", "o2", "o5"], 3)],
    ),
    "the share that is owned along a path": (
        "MATCH p = (:Entity {id: 'x:ann'})-[:OWNS*2..2]->(c:Company)"
        " RETURN c.id AS id,"
        " reduce(all = 1.0, r IN relationships(p) | all * r.percentage / 100) AS share",
        {},
        [("x:beta", 0.48)],
    ),
    "the shortest way": (
        "MATCH (a:Entity {id: 'x:bob'}) MATCH (b:Entity {id: 'x:a3'})"
        " MATCH p = shortestPath((a)-[*..6]-(b)) RETURN [n IN nodes(p) | n.id] AS path",
        {},
        [(["x:bob", "x:a4", "x:a2", "x:a3"],)],
    ),
    "no way": (
        "MATCH (a:Entity {id: 'x:bob'})"
        " OPTIONAL MATCH (a)-[:DIRECTOR_OF]->(c) RETURN a.id AS id, c.id AS company, c AS node",
        {},
        [("x:bob", None, None)],
    ),
    "money in and out": (
        "MATCH (a:BankAccount) OPTIONAL MATCH (a)-[o:TRANSFER]->()"
        " WITH a, sum(o.amount) AS paid, count(o) AS payments"
        " OPTIONAL MATCH ()-[i:TRANSFER]->(a)"
        " RETURN a.id AS id, paid, payments, sum(i.amount) AS got ORDER BY id",
        {},
        [
            ("x:a1", 1000, 1, 800),
            ("x:a2", 1020, 3, 1000),
            ("x:a3", 800, 1, 900),
            ("x:a4", 0, 0, 120),
        ],
    ),
    "averages and extremes": (
        "MATCH ()-[t:TRANSFER]->()"
        " RETURN avg(t.amount) AS mean, min(t.first) AS first, max(t.last) AS last,"
        " collect(DISTINCT t.currency) AS currencies",
        {},
        [(564.0, 50, 400, ["USD", "EUR"])],
    ),
    "money that moves on in time": (
        "MATCH (a:Entity {id: 'x:a1'})-[t1:TRANSFER]->(b)-[t2:TRANSFER]->(c)"
        " WHERE t2.first >= t1.first RETURN t2.id AS id, c.id AS to ORDER BY id",
        {},
        [("t2", "x:a3"), ("t5", "x:a4")],
    ),
    "round trips": (
        "MATCH p = (a:Entity {id: 'x:a1'})-[t:TRANSFER*3..3]->(a)"
        " WHERE all(x IN t WHERE x.amount >= 800) RETURN [x IN t | x.id] AS trip",
        {},
        [(["t1", "t2", "t3"],)],
    ),
    "what two have in common": (
        "MATCH (a:Entity {id: $a})-[:OWNS|DIRECTOR_OF]->(x)<-[:OWNS|DIRECTOR_OF]-(b:Entity)"
        " RETURN x.id AS x, b.id AS b",
        {"a": "x:ann"},
        [("x:beta", "x:acme")],
    ),
    "those with and those without": (
        "MATCH (n:LegalEntity) WHERE NOT EXISTS { (n)-[:OWNS]->(:Company) }"
        " RETURN n.id AS id, COUNT { (n)--() } AS degree ORDER BY id",
        {},
        [("x:beta", 3), ("x:bob", 1)],
    ),
    "a subquery for each": (
        "MATCH (a:BankAccount) CALL (a) {"
        " MATCH (a)-[t:TRANSFER]->() RETURN t ORDER BY t.amount DESC LIMIT 1"
        " } RETURN a.id AS id, t.id AS largest ORDER BY id",
        {},
        [("x:a1", "t1"), ("x:a2", "t2"), ("x:a3", "t3")],
    ),
    "lists of neighbours": (
        "MATCH (n:Company) RETURN n.id AS id, [(n)-[:OWNS]->(m:BankAccount) | m.id] AS accounts"
        " ORDER BY id",
        {},
        [("x:acme", ["x:a2"]), ("x:beta", ["x:a3"])],
    ),
    "a map of a node": (
        "MATCH (n:Entity {id: 'x:acme'}) RETURN n {.caption, .jurisdiction, .none} AS map",
        {},
        [({"caption": "Acme Ltd", "jurisdiction": "gb", "none": None},)],
    ),
    "words in a list": (
        "MATCH (n:Entity) WHERE 'Bobby' IN n.alias_all RETURN n.id AS id",
        {},
        [("x:bob",)],
    ),
    "parts of text": (
        "MATCH (n:Entity) WHERE n.caption STARTS WITH 'A' AND n.caption CONTAINS $part"
        " AND n.caption =~ '.*n O.*' RETURN n.id AS id, toUpper(n.caption) AS upper",
        {"part": "'"},
        [("x:ann", "ANN O'BRIEN")],
    ),
    "cases and defaults": (
        "MATCH (n:BankAccount) RETURN n.id AS id, coalesce(n.currency, '?') AS currency,"
        " CASE WHEN n.currency = 'USD' THEN 1 WHEN n.currency IS NULL THEN 3 ELSE 2 END AS kind"
        " ORDER BY kind, id",
        {},
        [("x:a1", "USD", 1), ("x:a2", "USD", 1), ("x:a3", "EUR", 2), ("x:a4", "?", 3)],
    ),
    "shares above a number": (
        "MATCH (o)-[r:OWNS]->(c) WHERE r.percentage > 70 RETURN o.id AS id, r.percentage AS share",
        {},
        [("x:acme", 80.0)],
    ),
    "a name": (
        "MATCH (n:Person) WHERE n.name = $name RETURN n.id AS id",
        {"name": "Bob Müller"},
        [("x:bob",)],
    ),
    "any of its names": (
        "MATCH (n:Person) WHERE 'Robert Mueller' IN n.name_all RETURN n.id AS id, n.name AS name",
        {},
        [("x:bob", "Bob Müller")],
    ),
    "born before a day": (
        "MATCH (p:Person) WHERE p.birthDate < date('1970-05-02') RETURN p.id AS id, p.birthDate",
        {},
        [("x:ann", "1970-05-01")],
    ),
    "not born before a day": (
        "MATCH (p:Person) WHERE p.birthDate < date('1970-05-01') RETURN p.id AS id",
        {},
        [],
    ),
    "surely born before a day that is a parameter": (
        "MATCH (p:Person) WHERE p.birthDate_to <= $day RETURN p.id AS id",
        {"day": date(1970, 5, 1)},
        [("x:ann",)],
    ),
    "exact amounts in a currency": (
        "MATCH ()-[t:TRANSFER]->() WHERE t.amount >= 800 AND t.currency = 'USD'"
        " RETURN t.id AS id, t.amount AS minor, t.amount_major AS major ORDER BY t.amount DESC",
        {},
        [("t1", 1000, 10.0), ("t2", 900, 9.0)],
    ),
    "amounts in whole units": (
        "MATCH ()-[t:TRANSFER]->() WHERE t.amount_major < 0.7 RETURN t.id AS id",
        {},
        [("t4",)],
    ),
    "transfers of a month": (
        "MATCH ()-[t:TRANSFER]->() WHERE t.date >= date('1970-01-01')"
        " AND t.date < date('1970-02-01') RETURN count(t) AS many, min(t.date) AS first",
        {},
        [(5, "1970-01-01")],
    ),
    "transfers of another month": (
        "MATCH ()-[t:TRANSFER]->() WHERE t.date > date('1970-01-01') RETURN t.id AS id",
        {},
        [],
    ),
    "days in order": (
        "MATCH (p:Person) RETURN p.id AS id ORDER BY p.birthDate IS NULL, p.birthDate",
        {},
        [("x:ann",), ("x:bob",)],
    ),
    "pages": (
        "MATCH (n:Entity) RETURN n.id AS id ORDER BY id SKIP $skip LIMIT $limit",
        {"skip": 2, "limit": 3},
        [("x:a3",), ("x:a4",), ("x:acme",)],
    ),
    "both of two": (
        "MATCH (n:Person) RETURN n.id AS id UNION MATCH (n:Company) RETURN n.id AS id",
        {},
        [("x:acme",), ("x:ann",), ("x:beta",), ("x:bob",)],
    ),
    "rows from a parameter": (
        "UNWIND $rows AS row OPTIONAL MATCH (n:Entity {id: row.id})"
        " RETURN row.name AS name, n.schema AS schema",
        {"rows": [{"id": "x:a1", "name": "one"}, {"id": "x:zz", "name": "none"}]},
        [("none", None), ("one", "BankAccount")],
    ),
    "values of every type": (
        "RETURN 1 AS int, 1.5 AS float, 'a' AS text, true AS yes, null AS nothing,"
        " [1, 'b', [2.0, null]] AS list, {a: 1, b: {c: [true]}} AS map, $p AS given",
        {"p": {"deep": [1, {"er": None}], "big": 2**53 + 1}},
        [
            (
                1, 1.5, "a", True, None,
                [1, "b", [2.0, None]], {"a": 1, "b": {"c": [True]}},
                {"deep": [1, {"er": None}], "big": 2**53 + 1},
            )
        ],
    ),
    "whole and broken numbers": (
        "RETURN 7 / 2 AS whole, 7 / 2.0 AS broken, 7 % 3 AS rest, 2 ^ 3 AS power,"
        " 9007199254740993 + 0 AS large, toInteger('12') AS read, round(2.5) AS near",
        {},
        [(3, 3.5, 1, 8.0, 9007199254740993, 12, 3.0)],
    ),
    "moments come as text": (
        "RETURN date('2026-01-31') AS day, datetime('2026-01-31T10:00:00Z') AS moment,"
        " localdatetime('2026-01-31T10:20:30.5') AS there, duration('P1DT2H') AS long",
        {},
        [("2026-01-31", "2026-01-31T10:00Z", "2026-01-31T10:20:30.500", "P1DT2H")],
    ),
    "nothing found": (
        "MATCH (n:Vessel) RETURN n.id AS id, n.flag",
        {},
        [],
    ),
}  # fmt: skip

UNORDERED = {"both of two", "rows from a parameter"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_the_same(kept_ring: GraphStore, question: str) -> None:
    text, parameters, answer = QUESTIONS[question]

    trusted = kept_ring.read(text, parameters)
    guarded = kept_ring.query(text, parameters)

    found = sorted(trusted.rows, key=repr) if question in UNORDERED else trusted.rows
    assert found == answer
    assert [type(value) for row in found for value in row] == [
        type(value) for row in answer for value in row
    ]
    assert (guarded.columns, guarded.rows) == (trusted.columns, trusted.rows)


def test_columns_are_known_without_a_row(kept_ring: GraphStore) -> None:
    rows = kept_ring.read("MATCH (n:Vessel) RETURN n.id AS id, n.flag, count { (n)--() } AS degree")

    assert rows.columns == ("id", "n.flag", "degree")
    assert rows.rows == []


def test_paths_alternate_between_nodes_and_relations(kept_ring: GraphStore) -> None:
    rows = kept_ring.read(
        "MATCH p = (:Entity {id: 'x:a4'})<-[:TRANSFER {id: 't4'}]-()-[:TRANSFER {id: 't2'}]->()"
        " RETURN p, [p] AS inside, {path: p} AS under"
    )

    path, inside, under = rows.rows[0]
    assert isinstance(path, tuple)
    assert [type(step) for step in path] == [Node, Relation, Node, Relation, Node]
    assert [step.id for step in path] == ["x:a4", "t4", "x:a2", "t2", "x:a3"]
    assert (path[1].source, path[1].target) == ("x:a2", "x:a4")
    assert inside == [path]
    assert under == {"path": path}


def test_a_path_of_one_node(kept_ring: GraphStore) -> None:
    rows = kept_ring.read("MATCH p = (n:Entity {id: 'x:bob'})-[:DIRECTOR_OF*0..1]->() RETURN p")

    assert [[step.id for step in row[0]] for row in rows] == [["x:bob"]]


def test_relations_inside_lists_and_maps_know_their_ends(kept_ring: GraphStore) -> None:
    rows = kept_ring.read(
        "MATCH (:Entity {id: 'x:ann'})-[r:OWNS*2..2]->(:Company)"
        " RETURN r AS list, {first: r[0]} AS map"
    )

    steps, under = rows.rows[0]
    assert [(step.source, step.target) for step in steps] == [
        ("x:ann", "x:acme"),
        ("x:acme", "x:beta"),
    ]
    assert under == {"first": steps[0]}


def test_no_more_rows_than_the_limit(kept_ring: GraphStore) -> None:
    text = "UNWIND range(1, 5000) AS x RETURN x"

    assert kept_ring.query(text, limit=3).rows == [(1,), (2,), (3,)]
    assert len(kept_ring.query(text)) == 1000
    assert len(kept_ring.query(text, limit=10_000)) == 5000
    assert len(kept_ring.read(text)) == 5000


@pytest.mark.parametrize(
    ("statement", "parameters"),
    [
        (cypher.LABELS_OF, {"ids": ["x:ann"]}),
        (cypher.NODE_BY_ID, {"id": "x:ann"}),
        (cypher.READ_MARK, {}),
    ],
)
def test_reading_statements_of_the_body(
    kept_ring: GraphStore, statement: str, parameters: dict[str, Any]
) -> None:
    assert len(kept_ring.read(statement, parameters)) == 1


def test_labels_of_a_node(kept_ring: GraphStore) -> None:
    rows = kept_ring.read(cypher.LABELS_OF, {"ids": ["x:nobody", "x:acme"]})

    assert [(id_, sorted(labels)) for id_, labels in rows] == [
        ("x:acme", ["Asset", "Company", "Entity", "LegalEntity", "Organization", "Thing"])
    ]
