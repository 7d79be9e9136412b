from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import networkx as nx
import pytest
from lxml import etree

from kg.model import Node, Relation
from queries.connections.subgraph import Subgraph
from tests.viz.viz_samples import HOSTILE_NAMES, hostile, ring, transfer
from viz.maps.export import to_csv, to_graphml, to_json


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _one_node(caption: str, **properties: object) -> Subgraph:
    return Subgraph((Node("n:1", "Company", ("Company",), caption, properties),), ())


def test_csv_has_a_row_for_every_node_and_every_relation() -> None:
    subgraph = ring()
    rows = _rows(to_csv(subgraph))
    assert [row["id"] for row in rows if row["record"] == "node"] == [n.id for n in subgraph.nodes]
    assert [row["id"] for row in rows if row["record"] == "relation"] == [
        relation.id for relation in subgraph.relations
    ]


def test_csv_gives_money_in_minor_units_and_instants_in_utc() -> None:
    nodes = tuple(Node(key, "BankAccount", (), key, {}) for key in ("a", "b"))
    moved = transfer("t1", "a", "b", 1_234_56, "EUR", day=1)
    (row,) = [
        row for row in _rows(to_csv(Subgraph(nodes, (moved,)))) if row["record"] == "relation"
    ]
    assert (row["amount_minor"], row["currency"], row["count"]) == ("123456", "EUR", "1")
    assert row["first"] == row["last"] == "2026-03-03T00:00:00Z"
    assert json.loads(row["properties"]) == {"channel": "wire"}
    assert (row["source"], row["target_caption"]) == ("a", "b")


@pytest.mark.parametrize(
    ("caption", "cell"),
    [
        ("=cmd()", "'=cmd()"),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-12.50", "-12.50"),
        ("+441632960001", "+441632960001"),
        ("plain = text", "plain = text"),
    ],
)
def test_cells_that_a_spreadsheet_would_run_are_defused(caption: str, cell: str) -> None:
    (row,) = _rows(to_csv(_one_node(caption)))
    assert row["caption"] == cell


def test_no_cell_of_a_hostile_map_is_a_formula() -> None:
    cells = [cell for row in csv.reader(io.StringIO(to_csv(hostile()), newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    assert "'=cmd()" in cells


def test_json_reads_back_equal() -> None:
    subgraph = ring()
    read = json.loads(to_json(subgraph))
    assert read == subgraph.to_json()
    assert len(read["relations"]) == len(subgraph.relations)
    assert read["as_of"] == "2026-06-30T00:00:00+00:00"


def test_json_keeps_hostile_names_as_they_are() -> None:
    read = json.loads(to_json(hostile()))
    assert {node["caption"] for node in read["nodes"]} == set(HOSTILE_NAMES)


def test_graphml_reads_back_with_every_parallel_edge() -> None:
    subgraph = ring()
    graph = nx.parse_graphml(to_graphml(subgraph), force_multigraph=True)
    assert set(graph.nodes) == {node.id for node in subgraph.nodes}
    assert isinstance(graph, nx.MultiDiGraph)
    keys = {key for *_, key in graph.edges(keys=True)}
    assert keys == {one.id for one in subgraph.relations}
    moved = sum(
        facts["p.amount"] for *_, facts in graph.edges(data=True) if facts["type"] == "TRANSFER"
    )
    assert moved == sum(
        one.properties["amount"] for one in subgraph.relations if one.type == "TRANSFER"
    )
    assert graph.nodes["c:blue"]["caption"] == "Bluewater Lantern Trading Ltd"
    assert graph.nodes["c:blue"]["risk"] == 91.0
    assert json.loads(graph.nodes["c:blue"]["p.name"]) == ["Bluewater Lantern Trading Ltd"]


def test_graphml_spells_out_what_xml_cannot_hold() -> None:
    text = to_graphml(_one_node("bell \x07 <&> \ud800"))
    root = etree.fromstring(text.encode())
    values = [element.text for element in root.iter("{*}data")]
    assert "bell \\u0007 <&> \\ud800" in values


def test_graphml_of_a_hostile_map_is_well_formed() -> None:
    root = etree.fromstring(to_graphml(hostile()).encode("utf-8", "backslashreplace"))
    assert len(list(root.iter("{*}node"))) == len(HOSTILE_NAMES)


def test_graphml_takes_values_of_any_kind() -> None:
    subgraph = Subgraph(
        (Node("n:1", "Company", (), "One", {"a": None, "b": ["x", "y"], "c": 3, "d": True}),),
        (Relation("r:1", "LINKED", "n:1", "n:1", {"since": "2020"}),),
        as_of=datetime(2026, 1, 1, tzinfo=UTC),
    )
    graph = nx.parse_graphml(to_graphml(subgraph), force_multigraph=True)
    facts = graph.nodes["n:1"]
    assert (facts["p.b"], facts["p.c"], facts["p.d"]) == ('["x", "y"]', 3, True)
    assert "p.a" not in facts
