from __future__ import annotations

import base64

import pytest
from lxml import etree

from kg.model import Node, Relation
from tests.viz.viz_samples import HOSTILE_NAMES, relation, transfer
from viz.maps.bundles import bundle
from viz.styles import HALOS, Styles, edge_caption, edge_widths, halo


@pytest.fixture(scope="module")
def styles() -> Styles:
    return Styles()


@pytest.mark.parametrize(
    ("points", "level"),
    [
        (100.0, "high"),
        (80.0, "high"),
        (79.9, "raised"),
        (60.0, "raised"),
        (59.9, "some"),
        (40.0, "some"),
        (39.9, None),
        (0.0, None),
        (None, None),
    ],
)
def test_halos_by_risk(points: float | None, level: str | None) -> None:
    found = halo(points)
    assert (found.level if found else None) == level


def test_halos_differ_in_reach_as_well_as_in_colour() -> None:
    assert len({one.reach for one in HALOS}) == len(HALOS)


def test_every_node_schema_has_a_drawing_of_its_own_colour(styles: Styles) -> None:
    for schema in styles.ontology.schemata.values():
        if not schema.is_node:
            continue
        style = styles.kind(schema.name)
        drawn = etree.fromstring(base64.b64decode(style.image.partition(",")[2]))
        assert drawn[0].get("fill") == schema.color
        assert len(drawn) == 2


def test_the_nearest_known_label_gives_the_looks(styles: Styles) -> None:
    odd = Node("x", "Shell", ("Shell", "Company", "LegalEntity"), "X", {})
    assert styles.node(odd).label == styles.kind("Company").label


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_an_unknown_schema_looks_plain_and_cannot_draw(styles: Styles, name: str) -> None:
    style = styles.node(Node("x", name, (name,), "X", {}))
    assert style.svg == styles.kind("Nobody knows").svg
    edge = styles.edge(name)
    assert edge.color == styles.edge("NOBODY_KNOWS").color


def test_relations_look_as_the_ontology_says(styles: Styles) -> None:
    owns = styles.edge("OWNS")
    assert (owns.label, owns.directed) == ("owns", True)
    assert styles.edge("FAMILY_OF").directed is False
    assert styles.edge("LOCATED_AT").dashes
    assert styles.edge("SOME_NEW_TYPE").label == "some new type"


def test_width_grows_with_the_root_of_the_sum_within_a_currency() -> None:
    widths = edge_widths(
        bundle(
            [
                transfer("t1", "a", "b", 10_000, "EUR"),
                transfer("t2", "b", "c", 2_500, "EUR"),
                transfer("t3", "c", "d", 1, "USD"),
                relation("OWNS", "a", "b"),
            ]
        )
    )
    # 1.6 to 9 pixels; a quarter of the sum is half of the way; one cent is the most in USD.
    assert widths == [9.0, 5.3, 9.0, 1.6]


def test_captions_of_lines() -> None:
    lines = bundle(
        [
            transfer("t1", "a", "b", 1_000_00),
            transfer("t2", "a", "b", 235_00),
            transfer("t3", "b", "c", 5_00),
            Relation("o1", "OWNS", "p", "c", {"percentage": "60"}),
            Relation("o2", "OWNS", "q", "c", {}),
        ]
    )
    assert [edge_caption(one) for one in lines] == ["1.24k GBP (2×)", "5 GBP", "60 %", ""]


def test_values_read_as_words(styles: Styles) -> None:
    assert styles.value_text("country", "cy") == "Cyprus (cy)"
    assert styles.value_text("country", ["gb", "??"]) == "United Kingdom (gb); ??"
    assert styles.value_text("topic", "sanction") != "sanction"
    assert styles.value_text("name", "Ivo\u202e") == "Ivo⟨U+202E⟩"


def test_properties_are_named_by_the_ontology_and_empty_ones_left_out(styles: Styles) -> None:
    shown = styles.shown_properties(
        Node("c", "Company", ("Company",), "C", {"jurisdiction": "gb", "zz": "1", "name": []})
    )
    assert shown == [("Jurisdiction", "United Kingdom (gb)"), ("zz", "1")]


def test_relation_properties_are_named_by_their_edge_schema(styles: Styles) -> None:
    owns = Relation(
        "o1", "OWNS", "p", "c", {"percentage": "60", "schema": "Ownership", "sources": ["a", "b"]}
    )
    assert styles.relation_properties(owns) == [("Share in per cent", "60"), ("Sources", "a; b")]
    odd = Relation("o2", "NEW", "p", "c", {"<b>": "x\u202e"})
    assert styles.relation_properties(odd) == [("<b>", "x⟨U+202E⟩")]
