"""The canonical form of a subgraph."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from kg.json_form import jsonable
from kg.model import Node, Relation
from queries.connections.subgraph import Subgraph, canonical_subgraph


def node(node_id: str) -> Node:
    return Node(node_id, "Person", ("Person", "Thing"), node_id.upper(), {"name": [node_id]})


def relation(relation_id: str, source: str, target: str, type_: str = "OWNS") -> Relation:
    return Relation(relation_id, type_, source, target, {"amount": 5})


def test_order_does_not_depend_on_how_it_was_found() -> None:
    nodes = [node("b"), node("a"), node("b")]
    relations = [
        relation("2", "b", "a"),
        relation("1", "b", "a"),
        relation("1", "a", "b", "TRANSFER"),
        relation("1", "a", "b", "OWNS"),
        relation("2", "b", "a"),
    ]
    found = canonical_subgraph(nodes, relations)
    assert [n.id for n in found.nodes] == ["a", "b"]
    assert [(r.source, r.target, r.type, r.id) for r in found.relations] == [
        ("a", "b", "OWNS", "1"),
        ("a", "b", "TRANSFER", "1"),
        ("b", "a", "OWNS", "1"),
        ("b", "a", "OWNS", "2"),
    ]
    assert found == canonical_subgraph(reversed(nodes), reversed(relations))
    assert len(found) == 2


def test_relations_with_an_end_outside_are_counted_as_left_out() -> None:
    found = canonical_subgraph([node("a")], [relation("1", "a", "z")], left_out=3)
    assert found.relations == ()
    assert found.left_out == 4


def test_networkx_keeps_parallel_relations_and_attributes() -> None:
    found = canonical_subgraph(
        [node("a"), node("b"), node("c")],
        [relation("1", "a", "b"), relation("2", "a", "b")],
        risk={"a": 80.0},
        title="Around a",
    )
    graph = found.to_networkx()
    assert sorted(graph.nodes) == ["a", "b", "c"]
    assert sorted(graph["a"]["b"]) == ["1", "2"]
    assert graph["a"]["b"]["1"] == {"type": "OWNS", "properties": {"amount": 5}}
    assert graph.nodes["a"]["risk"] == 80.0
    assert graph.nodes["b"]["risk"] is None
    assert graph.nodes["b"]["caption"] == "B"
    assert graph.graph["title"] == "Around a"


def test_json_form_is_plain() -> None:
    moment = datetime(2026, 6, 30, 23, 59, tzinfo=UTC)
    found = canonical_subgraph([node("a")], [], focus=["a"], as_of=moment)
    text = json.dumps(jsonable(found))
    assert json.loads(text) == {
        "nodes": [
            {
                "id": "a",
                "schema": "Person",
                "labels": ["Person", "Thing"],
                "caption": "A",
                "properties": {"name": ["a"]},
            }
        ],
        "relations": [],
        "focus": ["a"],
        "risk": {},
        "as_of": "2026-06-30T23:59:00+00:00",
        "left_out": 0,
        "title": "",
        "others": [],
        "paths_left_out": 0,
        "more_paths": False,
    }


def test_node_by_id() -> None:
    found = Subgraph((node("a"),), ())
    assert found.node("a").caption == "A"
    with pytest.raises(KeyError):
        found.node("b")
