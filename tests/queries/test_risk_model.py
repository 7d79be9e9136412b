"""The risk model's file is checked, and its lists are in force from their dates."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from kg.errors import MappingError
from kg.ontology import load_ontology
from queries.connections.link_kinds import kind_of_type, link_kinds, parse_link_kinds
from queries.risk.risk_model import load_model, parse_model, shipped_model

SHIPPED = resources.files("queries.risk").joinpath("exposure.yaml").read_text(encoding="utf-8")


def test_relation_types_are_the_ontologys() -> None:
    known = load_ontology().relationship_types
    assert set(shipped_model().relation_factors) <= known
    assert {type_ for kind in link_kinds().values() for type_ in kind.types} <= known


def test_every_weight_has_its_reason() -> None:
    model = shipped_model()
    for weight in (*model.weights.values(), *model.relation_factors.values()):
        assert len(weight.why) > 20


def test_list_in_force_is_the_last_published() -> None:
    model = shipped_model()
    assert model.countries_on(date(2024, 10, 24)) is None
    october = model.countries_on(date(2025, 10, 24))
    june = model.countries_on(date(2025, 10, 23))
    assert october is not None
    assert june is not None
    # Burkina Faso, Mozambique, Nigeria and South Africa left the list on 24 October 2025.
    assert june.increased_monitoring - october.increased_monitoring == {"bf", "mz", "ng", "za"}
    assert october.increased_monitoring < june.increased_monitoring
    assert model.countries_on(None) == model.country_lists[-1]
    # FATF's own counts of jurisdictions under increased monitoring.
    assert [len(edition.increased_monitoring) for edition in model.country_lists] == [
        24,
        25,
        24,
        20,
        22,
        22,
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version: 1", "version: 2", "version.*must be from 1 to 1"),
        ("points: 100", "points: 101", r"weights\.sanctioned\.points.*from 0 to 100"),
        ("points: 100", "points: many", "a number is expected"),
        ("  alert:\n", "  alarm:\n", "unknown key"),
        ("strongest: 3", "strongest: 1.5", "a whole number"),
        ('date: "2025-02-21"', 'date: "2024-02-21"', "oldest first"),
        ('date: "2025-02-21"', 'date: "21 February"', "YYYY-MM-DD"),
        ("[ir, kp, mm]", "[Iran, kp, mm]", "alpha-2"),
        ("[ir, kp, mm]", "[]", "a list is expected"),
        ("threshold_percent: 25", "threshold_percent: 0", "must be from"),
        ("  max_hops: 3\n", "", "nearby': needs 'max_hops'"),
        ("why: Membership is looser than office.", "why: ''", "text is expected"),
        ("weights:", "weights: [", "not well-formed YAML"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in SHIPPED
    path = tmp_path / "model.yaml"
    path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MappingError, match=fault) as caught:
        load_model(path)
    assert caught.value.line is not None


def test_line_is_that_of_the_fault() -> None:
    text = SHIPPED.replace("factor: 0.9, why: Control", "factor: 9, why: Control", 1)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "factor: 9," in row)
    with pytest.raises(MappingError) as caught:
        parse_model(text, "model.yaml")
    assert caught.value.line == line
    assert caught.value.field == "nearby.relations.CONTROLS.factor"


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be read"):
        load_model(tmp_path / "none.yaml")


def test_kinds_of_relations() -> None:
    assert kind_of_type("OWNS") == "ownership"
    assert kind_of_type("TRANSFER") == "money"
    assert kind_of_type("CITES") == ""
    with pytest.raises(MappingError, match="stands in a already"):
        parse_link_kinds(
            "a: {label: A, connects: true, types: [OWNS]}\n"
            "b: {label: B, connects: true, types: [OWNS]}\n"
        )
    with pytest.raises(MappingError, match="needs 'connects'"):
        parse_link_kinds("a: {label: A, types: [OWNS]}")


def test_documented_points_are_the_models() -> None:
    page = Path(__file__).parents[2] / "docs" / "scores" / "exposure.md"
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name: float(points) for name, points in rows} == {
        name: weight.points for name, weight in shipped_model().weights.items()
    }
