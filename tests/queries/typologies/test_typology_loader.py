"""Typology files: what ships is sound, and every fault is told with its line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kg.errors import MappingError
from queries.typologies import load_typologies
from queries.typologies.kernel_specs import KERNELS
from queries.typologies.loader import SHIPPED

GOOD = """\
name: quick_fan
title: Quick fan
description: Many pay one in a day.
references:
  - title: A report
    publisher: An authority
    year: "2020"
    url: https://authority.example/report
kernel: fan_in
parameters:
  window: 36 hours
  min_counterparties: 4 accounts
summary: "{subject} got {amount} from {counterparties}"
scoring:
  - feature: counterparties
    from: 3 accounts
    to: 9 accounts
    points: 60 points
    says: "{value} paid within {window}"
  - feature: new_share
    from: 50 percent
    to: 100 percent
    points: 40 points
    says: "{value} are new"
threshold: 30 points
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own.yaml"


def test_every_shipped_typology_is_sound() -> None:
    typologies = {typology.name: typology for typology in load_typologies()}

    assert set(typologies) == {path.stem for path in SHIPPED.glob("*.yaml")}
    assert {typology.kernel for typology in typologies.values()} == set(KERNELS)
    for typology in typologies.values():
        assert set(typology.parameters) == set(KERNELS[typology.kernel].parameters)


def test_an_analyst_adds_one_without_code(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    (own,) = [t for t in load_typologies([file]) if t.name == "quick_fan"]

    assert own.parameters == {"window": timedelta(hours=36), "min_counterparties": 4}
    assert own.references[0].url == "https://authority.example/report"
    assert [(s.feature, s.start, s.full, s.points) for s in own.scoring] == [
        ("counterparties", 3, 9, 60),
        ("new_share", 50, 100, 40),
    ]
    assert own.threshold == 30
    assert (own.file, own.line) == (str(file), 1)


def test_an_own_one_takes_the_place_of_a_shipped_one(file: Path) -> None:
    file.write_text(GOOD.replace("name: quick_fan", "name: fan_in"), encoding="utf-8")
    typologies = {typology.name: typology for typology in load_typologies([file])}

    assert typologies["fan_in"].title == "Quick fan"


def test_units_of_time_are_converted(file: Path) -> None:
    file.write_text(GOOD.replace("36 hours", "1 week"), encoding="utf-8")
    (own,) = [t for t in load_typologies([file]) if t.name == "quick_fan"]

    assert own.parameters["window"] == timedelta(days=7)


FAULTS = [
    ("title: Quick fan\n", "", 1, "needs 'title'"),
    ("title:", "titel:", 2, "unknown key"),
    ("name: quick_fan", "name: Quick Fan", 1, "lower-case"),
    ("kernel: fan_in", "kernel: fan", 9, "Known: fan_in"),
    ("  window: 36 hours\n", "", 10, "'window'"),
    ("36 hours", "36", 11, "number with its unit"),
    ("36 hours", "36 accounts", 11, "unit of time"),
    ("36 hours", "0 hours", 11, "at least"),
    ("4 accounts", "4 hours", 12, "'accounts'"),
    ("4 accounts", "1 accounts", 12, "at least 2"),
    ("4 accounts", "2.5 accounts", 12, "whole number"),
    ("{counterparties}", "{counterparty}", 13, "{counterparty}"),
    ("{counterparties}", "{counterparties!r}", 13, "nothing of this name"),
    ("{counterparties}", "{subject.__class__}", 13, "nothing of this name"),
    ("{counterparties}", "{", 13, "not a template"),
    ("feature: new_share", "feature: novelty", 20, "Known: counterparties"),
    ("to: 9 accounts", "to: 3 accounts", 17, "must differ"),
    ("to: 9 accounts", "to: 9 percent", 17, "'accounts'"),
    ("points: 60 points", "points: 600 points", 18, "100"),
    ("points: 60 points", "points: 0 points", 18, "not 0"),
    ("threshold: 30 points", "threshold: 101 points", 25, "can be reached"),
    ("threshold: 30 points", "threshold: 0 points", 25, "above 0"),
    ('year: "2020"', "year: 20", 7, "a year is expected"),
    ('year: "2020"', 'year: "last"', 7, "year"),
    ("https://authority.example", "javascript:alert(1)", 8, "https"),
    ("threshold: 30 points\n", "threshold: 30 points\npart_of: [nothing]\n", 1, "no typology"),
    ("threshold: 30 points\n", "threshold: 30 points\npart_of: [quick_fan]\n", 1, "itself"),
    ("window: 36 hours", "window: [36 hours", 12, "well-formed"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), FAULTS)
def test_a_fault_is_told_with_its_line(
    file: Path, old: str, new: str, line: int, words: str
) -> None:
    assert GOOD.count(old) >= 1
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(MappingError) as caught:
        load_typologies([file])
    assert caught.value.file == str(file)
    assert caught.value.line == line
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_band_upside_down_is_refused(file: Path) -> None:
    text = GOOD.replace("kernel: fan_in", "kernel: chains").replace(
        "  min_counterparties: 4 accounts\n",
        "  least_passed_on: 99 percent\n  most_passed_on: 90 percent\n",
    )
    file.write_text(text, encoding="utf-8")

    with pytest.raises(MappingError, match="most_passed_on") as caught:
        load_typologies([file])
    assert caught.value.line == 12


def test_a_sentence_for_where_nothing_is_usual_needs_a_multiple_of_the_usual(file: Path) -> None:
    sentence = '    says_without_usual: "Nobody pays otherwise"\n'
    wrong = GOOD.replace('are new"\n', f'are new"\n{sentence}')
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(MappingError, match="'new_share' is no multiple of what is usual") as caught:
        load_typologies([file])
    assert caught.value.line == 25

    right = wrong.replace("new_share", "burst").replace("50 percent", "1 times")
    file.write_text(right.replace("100 percent", "4 times"), encoding="utf-8")
    (own,) = [t for t in load_typologies([file]) if t.name == "quick_fan"]
    assert [s.says_without_usual for s in own.scoring] == [None, "Nobody pays otherwise"]


def test_a_summary_may_name_the_kernels_other_accounts(file: Path) -> None:
    text = GOOD.replace("got {amount}", "got {amount} for {payee}")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match="nothing of this name"):
        load_typologies([file])


@pytest.mark.parametrize("amount", ["10000", "10000 XXX9", "0 EUR", "1.234 EUR"])
def test_an_amount_that_is_none_is_refused(file: Path, amount: str) -> None:
    text = GOOD.replace("kernel: fan_in", "kernel: structuring").replace(
        "  min_counterparties: 4 accounts\n", f'  thresholds: ["{amount}"]\n'
    )
    file.write_text(text, encoding="utf-8")

    with pytest.raises(MappingError) as caught:
        load_typologies([file])
    assert caught.value.line == 12


def test_two_own_files_with_one_name_are_refused(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    for path in (file, other):
        path.write_text(GOOD, encoding="utf-8")

    with pytest.raises(MappingError, match="also used in"):
        load_typologies([file, other])


def test_wholes_in_a_circle_are_refused(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    file.write_text(GOOD + "part_of: [slow_fan]\n", encoding="utf-8")
    other.write_text(GOOD.replace("quick", "slow") + "part_of: [quick_fan]\n", encoding="utf-8")

    with pytest.raises(MappingError, match="itself"):
        load_typologies([file, other])


def test_an_empty_file_is_refused(file: Path) -> None:
    file.write_text("# nothing yet\n", encoding="utf-8")

    with pytest.raises(MappingError, match="needs 'name'"):
        load_typologies([file])
