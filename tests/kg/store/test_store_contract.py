"""What every store does with a projection: load, apply, mark, read."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kg.errors import BadFile, InputError
from kg.model.graph import Node, Relation
from kg.store.changes import BATCH
from kg.store.protocol import GraphStore, ProjectionMark
from tests.kg.store.graphs import (
    NODES,
    ONTOLOGY,
    RELATIONS,
    TRANSFERS,
    changes,
    contents,
    several,
    silent,
    tables,
)


def test_an_empty_store_has_no_mark(store: GraphStore) -> None:
    assert store.mark() == ProjectionMark(None, None)
    assert store.read("MATCH (n:Entity) RETURN n.id AS id").rows == []


def test_a_load_puts_every_row_in(ring: GraphStore) -> None:
    found = contents(ring)

    assert [each[0] for each in found["nodes"]] == sorted(row[0] for row in NODES)
    assert sorted(each[1] for each in found["relations"]) == sorted(
        row[0] for row in [*RELATIONS, *TRANSFERS]
    )
    assert ring.mark() == ProjectionMark("ring", None)


def test_a_node_comes_out_as_it_went_in(ring: GraphStore) -> None:
    rows = ring.read("MATCH (n:Entity {id: 'x:bob'}) RETURN n, n.sources AS sources")

    assert rows.columns == ("n", "sources")
    assert rows.rows == [
        (
            Node(
                id="x:bob",
                schema="Person",
                labels=("Person", "LegalEntity", "Thing"),
                caption="Bob Müller",
                properties={"alias": ["Bobby"], "name": ["Bob Müller", "Robert Mueller"]},
            ),
            ["x"],
        )
    ]


def test_a_relation_knows_its_ends(ring: GraphStore) -> None:
    rows = ring.read("MATCH ()-[r:TRANSFER {id: 't1'}]->() RETURN r")

    assert rows.rows == [
        (
            Relation(
                id="t1",
                type="TRANSFER",
                source="x:a1",
                target="x:a2",
                properties={
                    "amount": 1000,
                    "amount_major": 10.0,
                    "channel": "WIRE",
                    "count": 1,
                    "currency": "USD",
                    "date": "1970-01-01",
                    "first": 100,
                    "last": 100,
                    "source": "x",
                },
            ),
        )
    ]


def test_what_is_null_is_not_there(ring: GraphStore) -> None:
    rows = ring.read("MATCH ()-[r:TRANSFER {id: 't4'}]->() RETURN r.channel, 'channel' IN keys(r)")

    assert rows.rows == [(None, False)]


def test_a_transfer_tells_in_which_unit_its_time_is_known(ring: GraphStore) -> None:
    rows = ring.read("MATCH ()-[r:TRANSFER]->() WHERE r.precision = 'day' RETURN r.id")

    assert rows.rows == [("t4",)]


def test_a_second_load_replaces_the_first(ring: GraphStore, tmp_path: Path) -> None:
    other = [("y:1", "Vessel", "Ever Lost", {}), ("y:2", "Person", "Cid", {})]
    ring.load(
        tables(tmp_path / "other", other, [("s", "OWNS", "y:2", "y:1", {})], []),
        ONTOLOGY,
        "other",
        silent,
    )

    assert ring.read("MATCH (n:Entity) RETURN n.id AS id ORDER BY id").rows == [("y:1",), ("y:2",)]
    assert ring.read("MATCH (:Entity)-[r]->() RETURN type(r) AS type").rows == [("OWNS",)]
    assert ring.mark() == ProjectionMark("other", None)


def test_loading_the_same_again_changes_nothing(ring: GraphStore, tmp_path: Path) -> None:
    before = contents(ring)

    ring.load(tables(tmp_path / "again"), ONTOLOGY, "ring", silent)

    assert contents(ring) == before


def test_loading_nothing_leaves_nothing(ring: GraphStore, tmp_path: Path) -> None:
    ring.load(tables(tmp_path / "none", [], [], []), ONTOLOGY, "none", silent)

    assert contents(ring) == {"nodes": [], "relations": []}
    assert ring.mark() == ProjectionMark("none", None)


def test_a_mark_is_kept(ring: GraphStore) -> None:
    ring.set_mark(ProjectionMark("ring", "next"))
    assert ring.mark() == ProjectionMark("ring", "next")

    ring.set_mark(ProjectionMark(None, None))
    assert ring.mark() == ProjectionMark(None, None)


def test_changes_end_where_a_load_of_the_new_graph_would(ring: GraphStore, tmp_path: Path) -> None:
    nodes = [
        ("x:ann", "Person", "Ann Nováková", several(name=["Ann Nováková"])),
        ("x:cid", "Person", "Cid", several(name=["Cid"])),
        *(row for row in NODES if row[0] not in ("x:ann", "x:bob")),
    ]
    relations = [
        ("o1", "OWNS", "x:ann", "x:acme", {"schema": "Ownership", "percentage": 10.0}),
        ("o6", "OWNS", "x:cid", "x:a4", {"schema": "Ownership"}),
        ("f1", "FAMILY_OF", "x:ann", "x:cid", {}),
        *(row for row in RELATIONS if row[0] not in ("o1", "o6", "d1")),
    ]
    transfers = [
        ("t1", "x:a1", "x:a3", 1000, "USD", 100),
        ("t2", "x:a2", "x:a3", 901, "USD", 200),
        ("t6", "x:a4", "x:a1", 5, "USD", 500),
        *(row for row in TRANSFERS if row[0] not in ("t1", "t2", "t4")),
    ]
    difference = changes(
        tmp_path / "difference",
        nodes=nodes[:2],
        relations=relations[:3],
        transfers=transfers[:3],
        gone_nodes=["x:bob"],
        gone_relations=[
            ("o6", "OWNS", "x:bob", "x:a4"),
            ("d1", "DIRECTOR_OF", "x:ann", "x:beta"),
        ],
        gone_transfers=[("t1", "x:a1", "x:a2"), ("t4", "x:a2", "x:a4")],
    )

    ring.apply(difference, ONTOLOGY, silent)
    once = contents(ring)
    ring.apply(difference, ONTOLOGY, silent)
    twice = contents(ring)
    ring.load(tables(tmp_path / "new", nodes, relations, transfers), ONTOLOGY, "new", silent)

    assert once == contents(ring)
    assert twice == once


def test_a_relation_put_again_has_its_new_properties_alone(
    ring: GraphStore, tmp_path: Path
) -> None:
    again = changes(
        tmp_path / "c",
        relations=[("o1", "OWNS", "x:ann", "x:acme", {"schema": "Ownership", "percentage": 10.0})],
        transfers=[("t1", "x:a1", "x:a2", 90, "USD", 100)],
    )
    total = ring.read("MATCH (:Entity)-[r]->(:Entity) RETURN count(r)").rows

    for _ in range(2):
        ring.apply(again, ONTOLOGY, silent)

        rows = ring.read("MATCH ()-[r]->() WHERE r.id IN ['o1', 't1'] RETURN r ORDER BY r.id")
        assert rows.rows == [
            (
                Relation(
                    id="o1",
                    type="OWNS",
                    source="x:ann",
                    target="x:acme",
                    properties={"percentage": "10", "schema": "Ownership"},
                ),
            ),
            (
                Relation(
                    id="t1",
                    type="TRANSFER",
                    source="x:a1",
                    target="x:a2",
                    properties={
                        "amount": 90,
                        "amount_major": 0.9,
                        "count": 1,
                        "currency": "USD",
                        "date": "1970-01-01",
                        "first": 100,
                        "last": 100,
                        "source": "x",
                    },
                ),
            ),
        ]
        assert ring.read("MATCH (:Entity)-[r]->(:Entity) RETURN count(r)").rows == total


@pytest.mark.parametrize("count", [3, 30])
def test_transfers_between_the_same_two_are_told_apart(
    ring: GraphStore, tmp_path: Path, count: int
) -> None:
    first = [(f"p{at}", "x:a1", "x:a2", 1000 + at, "USD", at) for at in range(count)]
    changed = [(f"p{at}", "x:a1", "x:a2", at, "USD", at) for at in range(0, count, 2)]

    ring.apply(changes(tmp_path / "first", transfers=first), ONTOLOGY, silent)
    ring.apply(changes(tmp_path / "changed", transfers=changed), ONTOLOGY, silent)

    rows = ring.read(
        "MATCH (:Entity {id: 'x:a1'})-[t:TRANSFER]->(:Entity {id: 'x:a2'})"
        " WHERE t.id STARTS WITH 'p' RETURN t.id, t.amount, t.channel ORDER BY t.first"
    )
    assert rows.rows == [
        (f"p{at}", at, None) if at % 2 == 0 else (f"p{at}", 1000 + at, "WIRE")
        for at in range(count)
    ]


def test_a_changed_schema_changes_the_labels_and_keeps_the_relations(
    ring: GraphStore, tmp_path: Path
) -> None:
    ring.apply(
        changes(tmp_path / "c", nodes=[("x:acme", "PublicBody", "Acme", {})]), ONTOLOGY, silent
    )

    rows = ring.read("MATCH (n:PublicBody)-[r:OWNS]->(m) RETURN n, m.id AS id ORDER BY id")
    assert [row[0].labels for row in rows] == [
        ("PublicBody", "LegalEntity", "Organization", "Thing")
    ] * 2
    assert [row[1] for row in rows] == ["x:a2", "x:beta"]
    assert ring.read("MATCH (n:Company) RETURN n.id").rows == [("x:beta",)]
    assert ring.read("MATCH ()-[r:OWNS]->(n:PublicBody) RETURN r.id").rows == [("o1",)]


def test_a_node_that_goes_takes_its_relations_along(ring: GraphStore, tmp_path: Path) -> None:
    ring.apply(changes(tmp_path / "c", gone_nodes=["x:a2"]), ONTOLOGY, silent)

    assert ring.read("MATCH ()-[r:TRANSFER]->() RETURN r.id").rows == [("t3",)]


def test_removing_what_is_not_there_is_no_fault(ring: GraphStore, tmp_path: Path) -> None:
    before = contents(ring)

    ring.apply(
        changes(
            tmp_path / "c",
            gone_nodes=["x:nobody"],
            gone_relations=[("o9", "OWNS", "x:ann", "x:acme"), ("z", "OWNS", "x:no", "x:acme")],
            gone_transfers=[("t9", "x:a1", "x:a2")],
        ),
        ONTOLOGY,
        silent,
    )

    assert contents(ring) == before


def test_many_more_rows_than_a_batch(store: GraphStore, tmp_path: Path) -> None:
    count = BATCH + 321
    nodes = [(f"n:{at}", "BankAccount", f"Account {at}", {}) for at in range(count)]
    around = [(f"t:{at}", f"n:{at}", f"n:{(at + 1) % count}", at, "USD", at) for at in range(count)]
    at_once = [(f"h:{at}", "n:0", f"n:{at}", 1, "USD", at) for at in range(count)]
    first = around[: count // 2]
    store.load(tables(tmp_path / "many", nodes, [], first), ONTOLOGY, "many", silent)
    store.apply(changes(tmp_path / "c", transfers=[*around[100:], *at_once]), ONTOLOGY, silent)

    counted = store.read(
        "MATCH ()-[t:TRANSFER]->() RETURN count(t) AS all, count(DISTINCT t.id) AS ids,"
        " sum(t.amount) AS amount"
    )
    assert counted.rows == [(2 * count, 2 * count, count * (count - 1) // 2 + count)]


def test_progress_runs_from_nothing_to_all(store: GraphStore, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []

    store.load(tables(tmp_path / "t"), ONTOLOGY, "m", lambda *step: seen.append(step))
    store.apply(
        changes(tmp_path / "c", nodes=[NODES[0]], gone_transfers=[("t1", "x:a1", "x:a2")]),
        ONTOLOGY,
        lambda *step: seen.append(step),
    )

    if seen:  # a store of another process has no part in the load
        last = {stage: (done, total) for stage, done, total in seen}
        assert all(done == total for done, total in last.values())


def test_a_relation_without_its_end_is_refused(ring: GraphStore, tmp_path: Path) -> None:
    before = contents(ring)
    loose = [("t9", "x:a1", "x:gone", 1, "USD", 1)]

    with pytest.raises(InputError, match="x:gone"):
        ring.apply(changes(tmp_path / "c", transfers=loose), ONTOLOGY, silent)
    assert contents(ring) == before

    with pytest.raises(InputError, match="x:gone"):
        ring.load(tables(tmp_path / "t", NODES, [], loose), ONTOLOGY, "m", silent)


def test_names_that_are_not_the_ontologys_are_refused(store: GraphStore, tmp_path: Path) -> None:
    hostile = "Person) DETACH DELETE n //"

    with pytest.raises(InputError, match="label"):
        store.load(
            tables(tmp_path / "a", [("x:1", "Person", "A", {}, [hostile])], [], []),
            ONTOLOGY,
            "m",
            silent,
        )
    with pytest.raises(InputError, match="relationship type"):
        store.apply(
            changes(tmp_path / "b", relations=[("r", "KNOWS", "x:ann", "x:bob", {})]),
            ONTOLOGY,
            silent,
        )
    assert store.mark().applied is None


def test_a_table_without_a_column_is_refused(store: GraphStore, tmp_path: Path) -> None:
    bad = tables(tmp_path / "t")
    pq.write_table(pq.read_table(bad.nodes).drop_columns(["caption"]), bad.nodes)

    with pytest.raises(BadFile, match="caption"):
        store.load(bad, ONTOLOGY, "m", silent)


HOSTILE = [
    "'; MATCH (n) DETACH DELETE n //",
    '"}) SET n.x = 1 WITH n MATCH (m {id: "',
    "`; DROP INDEX entity_id",
    "<img src=x onerror=alert(1)>",
    "=cmd()",
    "(#1:0)-[#2:0]->(#1:1)",
    "#1:0",
    '{"@rid": "#1:0", "@type": "Entity"}',
    "\u202eevil\u202c",
    "tab\tline\nend\r",
    "😀🏦",
    "\\",
    "\\u0027",
    "$id",
    "NaN",
    "",
    " leading and trailing ",
]


def test_hostile_text_stays_text(store: GraphStore, tmp_path: Path) -> None:
    nodes = [
        (f"h:{text}", "Person", text, several(name=[text], notes=[text, text])) for text in HOSTILE
    ]
    relations = [
        (f"r:{text}", "FAMILY_OF", f"h:{text}", f"h:{HOSTILE[0]}", {"role": [text]})
        for text in HOSTILE
    ]
    half = len(HOSTILE) // 2
    store.load(tables(tmp_path / "t", nodes[:half], relations[:half], []), ONTOLOGY, "m", silent)
    store.apply(
        changes(tmp_path / "c", nodes=nodes[half:], relations=relations[half:]), ONTOLOGY, silent
    )

    for text in HOSTILE:
        rows = store.read(
            "MATCH p = (n:Entity {id: $id})-[r:FAMILY_OF]->(m)"
            " RETURN n.caption AS caption, n, r.id AS relation, $id AS id, p",
            {"id": f"h:{text}"},
        )
        caption, node, relation, id_, path = rows.rows[0]
        assert (caption, relation, id_) == (text, f"r:{text}", f"h:{text}")
        assert node.properties == {"name": [text], "notes": [text, text]}
        assert [step.id for step in path] == [f"h:{text}", f"r:{text}", f"h:{HOSTILE[0]}"]
    assert len(store.read("MATCH (n:Entity) RETURN n.id")) == len(HOSTILE)


def test_writing_by_hand(ring: GraphStore) -> None:
    wrote = ring.write(
        "UNWIND $rows AS row MATCH (n:Entity {id: row.id}) SET n.risk = row.risk"
        " RETURN n.id AS id, n.risk AS risk ORDER BY id",
        {"rows": [{"id": "x:ann", "risk": 0.5}, {"id": "x:bob", "risk": 71.25}]},
    )

    assert wrote.rows == [("x:ann", 0.5), ("x:bob", 71.25)]
    assert ring.read("MATCH (n:Person) RETURN sum(n.risk) AS risk").rows == [(71.75,)]


def test_an_id_stands_for_one_node(ring: GraphStore) -> None:
    with pytest.raises(Exception, match=r"(?i)duplicate|already exists|constraint"):
        ring.write("CREATE (n:Person:Entity) SET n.id = 'x:ann'")

    assert len(ring.read("MATCH (n:Entity {id: 'x:ann'}) RETURN n")) == 1


def test_closing_twice_is_harmless(store: GraphStore) -> None:
    store.close()
    store.close()
