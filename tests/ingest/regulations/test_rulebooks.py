"""Numbers of rulebooks, points that go on, consolidated numbers, and what is cited by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.regulations.extraction import extract
from ingest.regulations.formats.detect import read_act
from ingest.regulations.reader import source_of
from ingest.regulations.structure.act_names import act_and_wording, celex_of_title
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


HANDBOOK = """Harbour Handbook

6.1.1 A firm must establish adequate policies.
6.1.2 A firm must keep a log of each visit.
6.2.1 A firm must appoint an officer:
(a) in writing; or
(b) by vote.
"""
CELLS = "".join(
    f"<tr><td>{number}</td><td>{words}</td></tr>"
    for number, words in (
        ("1", "General"), ("1.1", "Scope"), ("1.1.1", "These rules apply to the operators."),
        ("1.1.2", "An operator must keep a log."),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("part.txt", HANDBOOK, {
            "6.1.1": "A firm must establish adequate policies.",
            "6.1.2": "A firm must keep a log of each visit.",
            "6.2.1": "A firm must appoint an officer:",
            "6.2.1/pt_a": "in writing; or", "6.2.1/pt_b": "by vote.",
        }),
        ("cells.html", f"<html><body><h1>Rules</h1><table>{CELLS}</table></body></html>", {
            "1": "", "1.1": "", "1.1.1": "These rules apply to the operators.",
            "1.1.2": "An operator must keep a log.",
        }),
    ],
)  # fmt: skip
def test_parts_of_rulebooks_and_numbers_in_cells(
    tmp_path: Path, name: str, content: str, texts: dict[str, str]
) -> None:
    path = tmp_path / name
    path.write_text(content)
    found = {"/".join(one.key): one.text for one in read_act(path).walk()}
    found.pop("preamble")
    assert found == texts


def test_a_table_of_correlation_has_no_articles(tmp_path: Path) -> None:
    path = tmp_path / "act.txt"
    path.write_text(
        "Quay Regulation\n\nArticle 1\nA bank shall keep a log of the ships.\n\nANNEX\n"
        "Correlation table\nOld law\nThis law\nArticle 1\nArticle 2(1)\n"
    )
    keys = {"/".join(one.key): one.text for one in read_act(path).walk()}
    assert keys["annex"] == "Old law\nThis law\nArticle 1\nArticle 2(1)"
    assert [key for key in keys if "art_" in key] == ["art_1"]


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


COMMON_LAW = """Quay Act, 2031

ARRANGEMENT OF SECTIONS

Section
CHAPTER I
1. Short title.
2. Logs.
CHAPTER II
3. Offences.

CHAPTER I
PRELIMINARY
1. Short title.
This Act may be cited as the Quay Act.
2. Logs.
(1) An operator must keep—
(a) a log; and
(b) a copy of it.
(2) The log must hold:
1. the name of each ship.
CHAPTER II
ENFORCEMENT
PART I
Fines
Offences
3. (1) An operator who keeps no log commits an offence.
3A. Appeals.
An operator may appeal within 30 days.
PART II
5 Regulations
The Minister may make regulations.
SCHEDULE
1. Form of the log.
"""


def test_sections_of_common_law_are_opened_by_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "quay.txt"
    path.write_text(COMMON_LAW)
    act = read_act(path)

    assert {"/".join(one.key): one.text for one in act.walk() if one.kind != "Preamble"} == {
        "chapter_I": "",
        "1": "This Act may be cited as the Quay Act.",
        "2": "",
        "2/1": "An operator must keep—",
        "2/1/a": "a log; and",
        "2/1/b": "a copy of it.",
        "2/2": "The log must hold:\n1. the name of each ship.",
        "chapter_II": "",
        "chapter_II/part_I": "",
        "3": "",
        "3/1": "An operator who keeps no log commits an offence.",
        "3A": "An operator may appeal within 30 days.",
        "chapter_II/part_II": "",
        "5": "The Minister may make regulations.",
        "schedule": "",
        "schedule/pt_1": "Form of the log.",
    }
    assert [one.heading for one in act.walk() if one.kind == "Section"] == [
        "Short title", "Logs", "Offences", "Appeals", "Regulations",
    ]  # fmt: skip
    assert act.left_out == (("lines of a table of contents", 7),)


@pytest.mark.parametrize(
    ("title", "celex"),
    [
        ("COMMISSION DELEGATED REGULATION (EU) 2018/389 of 27 November 2017", "32018R0389"),
        ("Council Regulation (EC) No 6/2002 of 12 December 2001 on designs", "32002R0006"),
        ("Consolidated text: Directive 2009/65/EC of the European Parliament", "32009L0065"),
        ("Proposal for a DIRECTIVE on registers and repealing Directive 1999/37/EC", None),
        ("Council Decision on the position under Regulation (EU) 2016/679", None),
    ],
)
def test_a_title_that_names_another_act_is_not_its_title(title: str, celex: str | None) -> None:
    assert celex_of_title(title) == celex


def test_an_act_of_the_union_goes_by_the_number_in_its_metadata(tmp_path: Path) -> None:
    path = tmp_path / "act.xml"
    path.write_text(
        '<akomaNtoso><act><meta><identification><FRBRWork><FRBRuri value="/akn/eu/act/directive"/>'
        '<FRBRalias value="32014L0092" name="CELEX"/><FRBRdate date="2014-07-23" name="Act Date"/>'
        "</FRBRWork></identification></meta><preface><p>Directive 2014/92/EU of the Parliament</p>"
        "</preface><body><article><num>Article 1</num><paragraph><num>1.</num><content><p>Banks "
        "shall tell the fees of the accounts.</p></content></paragraph></article></body></act>"
        "</akomaNtoso>"
    )
    act = read_act(path)

    assert (act.id, act.title) == ("celex:32014L0092", "Directive 2014/92/EU of the Parliament")
    assert str(act.adopted) == "2014-07-23"
