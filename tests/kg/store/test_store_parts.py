"""The pieces that stores are made of, each by itself."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadFile, Busy, QueryRefused, UsageError
from kg.files import replace_file
from kg.store import cypher, values
from kg.store.arcade import _ahead
from kg.store.occupancy import Occupancy, ServerAddress, served_at
from kg.store.protocol import GraphChanges
from kg.store.schema import index_plan, neo4j_statements
from kg.store.tables import (
    label_sets,
    property_names,
    read_keys,
    read_nodes,
    read_relations,
    read_transfers,
    relation_types,
)
from kg.store.tokens import names_a_path, result_columns, tokenize
from tests.kg.store.graphs import NODES, ONTOLOGY, RELATIONS, changes, tables

# Tokens


def test_tokens_of_each_kind() -> None:
    found = tokenize("MATCH (n:`a``b`) // x\n WHERE n.c = 'd\\'e' + \"f\" /* g */ AND 1.5e-3 > $h")

    assert [(token.kind, token.text) for token in found if token.kind != "sign"] == [
        ("word", "MATCH"),
        ("word", "n"),
        ("name", "a`b"),
        ("word", "WHERE"),
        ("word", "n"),
        ("word", "c"),
        ("string", "'d\\'e'"),
        ("string", '"f"'),
        ("word", "AND"),
        ("number", "1.5e-3"),
        ("parameter", "h"),
    ]


@pytest.mark.parametrize("query", ["'a", '"a', "`a", "/* a", "'a\\'", '"a\\"', "`a``"])
def test_what_has_no_end(query: str) -> None:
    with pytest.raises(QueryRefused, match=r"line 2: a .* has no end"):
        tokenize(f"RETURN\n{query}")


@given(st.text(alphabet="ab'\"`\\/*\n $.:1{}", max_size=20))
def test_tokens_cover_the_query_in_order(query: str) -> None:
    try:
        tokens = tokenize(query)
    except QueryRefused:
        return
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    assert all(0 <= token.start < token.end <= len(query) for token in tokens)


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("MATCH (n) RETURN n", ("n",)),
        ("MATCH (n) RETURN n.a, n.b AS b , count( * ) AS `c d`;", ("n.a", "b", "c d")),
        ("MATCH (n) RETURN DISTINCT n.a AS a ORDER BY a SKIP 1 LIMIT 2", ("a",)),
        ("MATCH (n) CALL (n) { RETURN 1 AS x } RETURN n, x", ("n", "x")),
        ("RETURN [1, 2] AS list, {a: 1, b: 2}.a AS b", ("list", "b")),
        ("RETURN 1 AS x UNION RETURN 2 AS x", ("x",)),
        ("MATCH (n) RETURN *", ()),
        ("MATCH (n) SET n.a = 1", ()),
        ("MATCH (n) WHERE n.return = 1 RETURN n.return", ("n.return",)),
    ],
)
def test_columns_of_a_query(query: str, columns: tuple[str, ...]) -> None:
    assert result_columns(query) == columns


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("MATCH p = (a)-->(b) RETURN p", True),
        ("MATCH `my path`=(a)-->(b) RETURN 1", True),
        ("RETURN shortestPath((a)-[*]-(b))", True),
        ("MATCH (a) WHERE a.x = 1 RETURN a", False),
        ("RETURN 'p = (a)' AS x // p = (a)", False),
    ],
)
def test_paths_are_seen(query: str, expected: bool) -> None:
    assert names_a_path(query) is expected


# Names in statements


@pytest.mark.parametrize("name", ["", "A B", "A`", "A:B", "1A", "A)", "Ä", "A" * 65, "A\n"])
def test_only_plain_names_get_into_a_statement(name: str) -> None:
    for make in (
        lambda: cypher.label_set([name]),
        lambda: cypher.label_expression([name]),
        lambda: cypher.create_relations(name),
        lambda: cypher.delete_relations(name),
        lambda: cypher.remove_labels((name,)),
        lambda: cypher.update_nodes((name,)),
    ):
        with pytest.raises(UsageError):
            make()


def test_every_label_and_type_of_the_ontology_is_a_plain_name() -> None:
    assert cypher.label_set(ONTOLOGY.node_labels)[0] < "B"
    assert all(map(cypher.relationship_type, ONTOLOGY.relationship_types))
    assert cypher.ROOT_LABEL not in ONTOLOGY.schemata
    assert "ProjectionMark" not in ONTOLOGY.schemata


def test_indexes_follow_from_the_ontology() -> None:
    plan = index_plan(ONTOLOGY)

    assert {"name", "alias", "weakAlias"} <= {prop.name for prop in plan.names}
    assert all(prop.type == "name" for prop in plan.names)
    assert all(prop.type == "identifier" and not prop.multiple for prop in plan.keys)
    assert [prop.name for prop in plan.within({"alias"}).names] == ["alias"]
    assert plan.within({"alias"}).name_fields == {"alias_all": True}
    statements = neo4j_statements(ONTOLOGY)
    assert sum("REQUIRE n.id IS UNIQUE" in each for each in statements) == 2
    assert sum("FULLTEXT" in each and "n.`caption`" in each for each in statements) == 1


# Tables


def test_nodes_are_read_in_batches(tmp_path: Path) -> None:
    batches = list(read_nodes(tables(tmp_path).nodes, 3))

    assert [len(batch) for batch in batches] == [3, 3, 2]
    assert [node.id for batch in batches for node in batch] == [row[0] for row in NODES]
    assert batches[0][0].properties == {
        "id": "x:ann",
        "schema": "Person",
        "caption": "Ann O'Brien",
        "sources": ["x"],
        "name": "Ann O'Brien",
        "name_all": ["Ann O'Brien"],
        **dict.fromkeys(("birthDate", "birthDate_from", "birthDate_to"), date(1970, 5, 1)),
    }


def test_relations_are_read_type_by_type(tmp_path: Path) -> None:
    read = list(read_relations(tables(tmp_path).relations, 4))

    assert [(each.type, len(each.sources)) for each in read] == [
        ("DIRECTOR_OF", 1),
        ("OWNS", 3),
        ("OWNS", 3),
    ]
    assert [each["id"] for group in read[1:] for each in group.properties] == [
        row[0] for row in sorted(RELATIONS, key=lambda row: (row[2], row[0])) if row[1] == "OWNS"
    ]


def test_transfers_leave_out_what_is_null(tmp_path: Path) -> None:
    (group,) = read_transfers(tables(tmp_path).transfers, 100)

    assert group.sources == ["x:a1", "x:a2", "x:a3", "x:a2", "x:a2"]
    assert group.properties[0]["channel"] == "WIRE"
    assert "channel" not in group.properties[3]
    assert not any("format" in each for each in group.properties)


def test_keys_are_read_by_source(tmp_path: Path) -> None:
    gone: GraphChanges = changes(
        tmp_path,
        gone_relations=[
            ("b", "OWNS", "s2", "t"),
            ("a", "OWNS", "s1", "t"),
            ("c", "PAID", "s1", "t"),
        ],
        gone_transfers=[("z", "s1", "t"), ("y", "s1", "t")],
    )

    assert [(keys.type, keys.ids) for keys in read_keys(gone.gone_relations, 10)] == [
        ("OWNS", {"s1": {"a": True}, "s2": {"b": True}}),
        ("PAID", {"s1": {"c": True}}),
    ]
    assert [keys.ids for keys in read_keys(gone.gone_transfers, 10, "TRANSFER")] == [
        {"s1": {"y": True, "z": True}}
    ]


def test_what_occurs_in_a_projection(tmp_path: Path) -> None:
    made = tables(tmp_path)

    assert set(label_sets(made.nodes)) == {
        ONTOLOGY.get(name).labels for name in ("Person", "Company", "BankAccount")
    }
    assert relation_types(made.relations) == ["DIRECTOR_OF", "OWNS"]
    assert property_names(made.nodes) == {
        *("name", "name_all", "alias", "alias_all", "currency", "jurisdiction")
    }


@pytest.mark.parametrize("text", ["{", "[1]", "1", '{"a": 1}, {"b": 2}', "nonsense"])
def test_properties_that_are_no_object(tmp_path: Path, text: str) -> None:
    path = tables(tmp_path).nodes
    table = pq.read_table(path)
    at = table.schema.get_field_index("properties")
    broken = pa.array([text, *table.column(at).to_pylist()[1:]])
    pq.write_table(table.set_column(at, "properties", broken), path)

    with pytest.raises(BadFile, match="JSON"):
        list(read_nodes(path, 100))


@given(st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(), max_size=5))
def test_any_json_object_comes_through(properties: dict[str, object]) -> None:
    row = values.node(["Person", "Entity"], {"id": "a", "schema": "Person", **properties})

    reserved = {"id", "schema", "caption", "risk", "sources"}
    assert row.properties == {k: v for k, v in properties.items() if k not in reserved}
    assert json.loads(json.dumps(dict(row.properties))) == row.properties


# Values


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T10:00:00.000000000+00:00", "2026-01-31T10:00Z"),
        ("2026-01-31T10:00:30.500000000+01:00", "2026-01-31T10:00:30.500+01:00"),
        ("2026-01-31T10:00:00.000001000", "2026-01-31T10:00:00.000001"),
        ("2026-01-31T10:00:05", "2026-01-31T10:00:05"),
        ("10:00:00.000000000", "10:00"),
        ("P1DT2H", "P1DT2H"),
    ],
)
def test_moments_as_text(iso: str, expected: str) -> None:
    assert values.temporal_text(iso) == expected


def test_labels_of_a_node_in_a_fixed_order() -> None:
    node = values.node(
        ["Thing", "Entity", "Company", "LegalEntity", "Asset"], {"schema": "Company", "id": "a"}
    )

    assert node.labels == ("Company", "Asset", "LegalEntity", "Thing")
    assert (node.caption, node.properties) == ("", {})


# Reading ahead


def test_reading_ahead_keeps_order_and_stops_early() -> None:
    assert list(_ahead(iter(range(100)))) == list(range(100))
    assert list(_ahead([])) == []

    endless = iter(int, 1)
    ahead = _ahead(endless)
    assert next(ahead) == 0
    ahead.close()  # type: ignore[attr-defined]


def test_reading_ahead_hands_errors_over() -> None:
    def items() -> object:
        yield 1
        raise BadFile("broken")

    ahead = _ahead(items())  # type: ignore[arg-type,var-annotated]
    assert next(ahead) == 1
    with pytest.raises(BadFile, match="broken"):
        next(ahead)


# Ownership of files


def test_a_folder_has_one_owner(tmp_path: Path) -> None:
    first = Occupancy(tmp_path)
    with pytest.raises(Busy, match="this process"):
        Occupancy(tmp_path)

    first.announce_server(ServerAddress(1, 2, "root", "word", "db"))
    assert served_at(tmp_path) == ServerAddress(1, 2, "root", "word", "db")

    first.release()
    first.release()
    assert served_at(tmp_path) is None
    Occupancy(tmp_path).release()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', "\udcff"])
def test_a_broken_announcement_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "server.json").write_bytes(text.encode(errors="surrogateescape"))

    assert served_at(tmp_path) is None


def test_private_files_are_written_whole(tmp_path: Path) -> None:
    replace_file(tmp_path / "a", "first")
    replace_file(tmp_path / "a", "second")

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "second"
