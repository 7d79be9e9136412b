"""Numbers of rulebooks, points that go on, consolidated numbers, and what is cited by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.regulations.extraction import extract
from ingest.regulations.formats.detect import read_act
from ingest.regulations.reader import source_of
from ingest.regulations.structure.act_names import act_and_wording
from ingest.regulations.structure.outline import outlined

RULEBOOK = """Quay Rulebook

1 GENERAL
1.1 Application
1.1.1 These rules apply to every operator of a quay.
1.2 Records
1.2.1 An operator must, within 5 days of a request, give the log to the Regulator:
(a) on paper; or
(b) by mail.
2 CAPITAL
2.1 Minimum
2.1.1 An operator that fails to meet Rule 1.2.1 must tell the Regulator.
"""


def test_a_rulebook_is_cited_by_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "rules.txt"
    path.write_text(RULEBOOK)
    act = read_act(path)

    assert ["/".join(one.key) for one in act.walk() if one.kind != "Preamble"] == [
        "1", "1.1", "1.1.1", "1.2", "1.2.1", "1.2.1/pt_a", "1.2.1/pt_b", "2", "2.1", "2.1.1",
    ]  # fmt: skip
    (cited,) = extract("fails to meet Rule 1.2.1 must", parse=False).citations
    assert cited.target == "this-act/1.2.1"


def keys(*blocks: str) -> list[str]:
    _, children = outlined(blocks, ("art_1",))
    return ["/".join(one.key[1:]) for child in children for one in child.walk()]


def test_points_behind_z_and_inserted_ones_are_siblings() -> None:
    letters = [f"({chr(97 + n)}) words;" for n in range(26)]
    assert keys("1. List:", *letters, "(aa) words;", "(ab) words;")[-3:] == [
        "par_1/pt_z", "par_1/pt_aa", "par_1/pt_ab",
    ]  # fmt: skip
    assert keys("1. List:", "(a) x;", "(aa) y;", "(ab) z;", "(b) w;") == [
        "par_1", "par_1/pt_a", "par_1/pt_aa", "par_1/pt_ab", "par_1/pt_b",
    ]  # fmt: skip


def test_a_list_goes_on_behind_a_sentence() -> None:
    found = keys("1. List:", "(a) x;", "(b) y.", "Point (a) is a rule of its own;", "(c) z.")
    assert found == ["par_1", "par_1/pt_a", "par_1/pt_b", "par_1/subpar_2", "par_1/pt_c"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("32015L2366", "32015L2366 None"),
        ("02015L2366-20240117", "32015L2366 2024-01-17"),
        ("02015L2366-20241317", None),
        ("52020PC0593", None),
    ],
)
def test_a_consolidated_number_is_a_wording(number: str, told: str | None) -> None:
    found = act_and_wording(number)
    assert (f"{found[0]} {found[1]}" if found else None) == told


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("under Article 6(1) of the Harbour Convention.", ["act:harbour-convention/art_6/par_1"]),
        ("in section 813 of the Act and", []),
        (
            "12 U.S.C. 1786(r), or 1813(u) and 1818(b)(3) or (4).",
            ["usc:12/1786/r", "usc:12/1813/u", "usc:12/1818/b/3", "usc:12/1818/b/4"],
        ),
        (
            "31 CFR 1010.410(a)–(c)",
            ["ecfr:31/1010/410/a", "ecfr:31/1010/410/b", "ecfr:31/1010/410/c"],
        ),
        ("Rule 17a-6", []),
    ],
)
def test_treaties_ranges_and_rules(text: str, cited: list[str]) -> None:
    found = extract(text, parse=False).citations
    assert [target for one in found for target in one.targets] == cited
    assert found


def test_laws_whose_titles_begin_alike_are_two_sources(tmp_path: Path) -> None:
    start = "Regulation on the prevention of the use of the financial system of the islands for"
    names = []
    for number, end in enumerate(("the laundering of money", "the financing of terrorism")):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"{start} {end}\n\nArticle 1\nA bank shall keep a record of each client.\n")
        names.append(source_of(path))
    assert len(set(names)) == 2


def test_a_consolidated_text_in_json_is_a_wording(tmp_path: Path) -> None:
    path = tmp_path / "act.json"
    article = {"number": "1", "title": None, "text": "Operators shall keep a log."}
    path.write_text(json.dumps({"celex_id": "02031R0778-20320101", "articles": [article]}))
    assert read_act(path).id == "celex:32031R0778@2032-01-01"
