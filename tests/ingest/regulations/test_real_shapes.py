"""The shapes that publishers give their files, with words of our own: all told, each once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from ingest.regulations.claims.act_claims import cited_as
from ingest.regulations.formats.detect import read_act
from ingest.regulations.structure.act import Act

SAMPLES = Path(__file__).parent / "samples"


def _act(name: str) -> Act:
    return read_act(SAMPLES / name)


def _texts(act: Act) -> dict[str, str]:
    return {"/".join(one.key): one.text for one in act.walk()}


def _cited(act: Act) -> dict[str, str]:
    return {"/".join(one.key): cited_as(act, one) for one in act.walk()}


def test_consolidated_formex() -> None:
    act = _act("formex_consolidated.xml")
    assert act.id == "celex:32019R0042@2022-03-15"
    assert act.identifiers == (("celex", "32019R0042"),)
    assert act.title == "Regulation (EU) 2019/42 of the Council of 13 February 2019 on the " + (
        "keeping of ledgers"
    )
    assert (act.adopted, act.effective) == (date(2019, 2, 13), date(2022, 3, 15))
    assert act.left_out == (("footnotes", 1),)
    assert _texts(act) == {
        "art_2": "",
        "art_2/division_1": "",
        "art_2/par_1": "For the purposes of this Regulation, ‘ledger’ means a bound record.",
        "art_2/par_1/subpar_2": "The bank shall date each entry.",
        "art_2/division_2": "",
        "art_2/par_1a": "",
        "art_2/par_1a/pt_a": "Where an entry is wrong, the bank shall correct it.\n"
        "The correction may rest on:\nThe first entry shall stay legible.",
        "art_2/par_1a/pt_a/ind_1": "the voucher;",
        "art_2/par_1a/pt_a/ind_2": "the oath of the clerk.",
        "art_2/par_1a/pt_b": "Nobody shall strike an entry out.",
        "art_3a": "The fees are:\nEntry | Fee\nplain | EUR 3\nbound |\nThey are due at once.",
        "annex_I": "",
        "annex_I/pt_1": "Day book.",
        "annex_I/pt_2": "Cash book.",
        "conclusions": "This Regulation shall be binding in its entirety.\n"
        "Done at Brussels, 13 February 2019.",
    }
    headings = {"/".join(one.key): one.heading for one in act.walk() if one.heading}
    assert headings == {
        "art_2": "Entries",
        "art_2/division_1": "A. VALUE OF AN ENTRY",
        "art_2/division_2": "B. CORRECTIONS",
        "art_3a": "Rates",
        "annex_I": "Forms of ledgers",
    }


def test_amending_formex() -> None:
    act = _act("formex_amending.xml")
    assert (act.id, act.adopted) == ("celex:32022R0007", date(2022, 1, 12))
    assert act.effective == date(2022, 3, 1)
    texts = _texts(act)
    assert texts["rct_2"] == "Copies would help."
    assert texts["preamble"].split("\n")[-1] == "HAS ADOPTED THIS REGULATION:"
    assert texts["art_1/pt_1"] == "Article 4 is replaced by the following:"
    quoted = act.find(("art_1", "pt_1", "amendment_1"))
    assert quoted is not None
    assert (quoted.kind, quoted.text) == (
        "Amendment",
        "‘Article 4\nCopies\n1. The bank shall keep a copy.’;",
    )
    assert act.find(("art_4",)) is None


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("name", ["formex_consolidated.xml", "ecfr_part.xml", "ecfr_bulk.xml"])
def test_each_word_of_the_body_stands_in_one_provision(name: str) -> None:
    root = etree.parse(SAMPLES / name).getroot()
    aside = (
        "NOTE", "BIB.INSTANCE", "FAM.COMP", "INFO.CONSLEG", "CITA", "HEADER", "AMDDATE", "CFRTOC",
    )  # fmt: skip
    etree.strip_elements(root, *aside, with_tail=False)
    found = Counter[str]()
    for one in _act(name).walk():
        # The heading of a section repeats its number.
        numbered = name.startswith("formex") or one.kind == "Paragraph"
        number = one.number if numbered and one.number else ""
        found += _words(f"{number} {one.heading or ''} {one.text}")
    title = _act(name).title if name.startswith("formex") else ""
    assert found + _words(title) == _words(_apart(root))


def _apart(root: etree._Element) -> str:
    """All words, with those of elements that stand on lines of their own apart."""
    joined = {"I", "E", "HT", "DATE", "QUOT.START", "QUOT.END"}
    return "".join(
        piece
        for event, one in etree.iterwalk(root, events=("start", "end"))
        if isinstance(one.tag, str)
        for piece in (
            "" if one.tag in joined else " ",
            (one.text if event == "start" else one.tail) or "",
        )
    )


def test_a_part_of_the_cfr_as_ecfr_gives_it() -> None:
    act = _act("ecfr_part.xml")
    assert (act.id, act.title) == ("ecfr:3/77", "PART 77—UMBRELLAS")
    assert act.left_out == (("images", 1), ("source notes", 1))
    assert _texts(act) == {
        "preamble": "Authority:\n5 U.S.C. 552.",
        "subject_group_1": "",
        "5": "",
        "5/a": "Limits",
        "5/a/1": "Number. The bank must lend one umbrella.",
        "5/a/2": "Time. The loan ends after 3 days.",
        "5/b": "-(c) [Reserved]",
        "5/d": "The bank must keep a list:\nColor | Pieces\nred | 30",
        "5/note_1": "Effective Date Note:\nAt 88 FR 1 it was stayed.",
        "20-30": "",
        "appendix_A": "Certificate\nI lend.",
    }
    assert _cited(act)["5/a/2"] == "§ 77.5(a)(2)"


def test_a_title_of_the_cfr_in_bulk() -> None:
    act = _act("ecfr_bulk.xml")
    assert (act.id, act.effective) == ("ecfr:3", date(2022, 12, 29))
    cited = _cited(act)
    assert cited["1/10b-5"] == "§ 1.10b-5"
    assert cited["2/1/a"] == "§ 2.1(a)"
    assert [one.kind for one in act.provisions] == ["Title"]


@pytest.mark.parametrize(
    ("content", "key", "cited"),
    [
        (
            '<DIV6 N="B" TYPE="SUBPART" hierarchy_metadata="/on/x/title-3/part-77/subpart-B">'
            '<HEAD>Subpart B</HEAD><DIV8 N="77.30" TYPE="SECTION"><HEAD>§ 77.30 X.</HEAD>'
            "<P>(a) The bank must.</P></DIV8></DIV6>",
            "30/a",
            "§ 77.30(a)",
        ),
        (
            '<DIV8 N="77.30" TYPE="SECTION" hierarchy_metadata="/on/x/title-3/section-77.30">'
            "<HEAD>§ 77.30 X.</HEAD><P>The bank must.</P></DIV8>",
            "30",
            "§ 77.30",
        ),
        (
            '<DIV9 N="Appendix B to Part 77" TYPE="APPENDIX" '
            'hierarchy_metadata="/on/x/title-3/part-77/appendix-B"><HEAD>B</HEAD><P>Form.</P></DIV9>',
            "appendix_B",
            "Appendix B to Part 77",
        ),
    ],
)
def test_less_than_a_part_belongs_to_its_part(
    tmp_path: Path, content: str, key: str, cited: str
) -> None:
    path = tmp_path / "piece.xml"
    path.write_text(f'<?xml version="1.0"?>{content}', encoding="utf-8")
    act = read_act(path)
    assert act.id == "ecfr:3/77"
    assert _cited(act)[key] == cited


def test_akoma_ntoso_of_the_common_law() -> None:
    act = _act("akoma_ntoso_sections.xml")
    assert (act.id, act.title, act.jurisdiction) == (
        "akn:za/act/2023/724@2023-04-20",
        "Umbrella Act, 2023",
        "za",
    )
    assert (act.type, act.adopted, act.effective) == ("Statute", None, None)
    assert act.left_out == (("footnotes", 1),)
    assert _texts(act) == {
        "preamble": "An Act to order the lending of umbrellas.",
        "part_1": "",
        "part_1/division_1": "",
        "1": "",
        "1/1": "A bank must:\nwithout delay,\nIt must do so daily.",
        "1/1/a": "lend umbrellas; and",
        "1/1/b": "dry them.",
        "1/2": "Records:\nThey show:\nand no more.",
        "1/2/a": "names;",
        "2": "The Hat Act is amended by inserting -",
        "2/amendment_1": "3A. Hats\n(1) A bank must lend hats.",
        "schedule_1": "",
        "schedule_1/par_1": "Black umbrellas.",
    }
    assert _cited(act)["1/1/a"] == "Section 1(1)(a)"


def test_akoma_ntoso_of_the_union() -> None:
    act = _act("akoma_ntoso_proposal.xml")
    assert (act.id, act.adopted, act.effective) == (
        "celex:32013R0575",
        date(2013, 6, 26),
        date(2014, 1, 1),
    )
    assert _texts(act) == {
        "preamble": "REGULATION OF THE COUNCIL on umbrellas\nTHE COUNCIL,\n"
        "Having regard to the opinion of the Committee,\nWhereas:",
        "rct_1": "Rain falls.",
        "title_I": "",
        "title_I/section_1": "",
        "art_1": "",
        "art_1/par_1": "This Regulation applies to the bank.",
        "art_1/par_1/subpar_2": "It ends at the door.",
        "art_1/par_2": "The bank shall:",
        "art_1/par_2/pt_a": "pay;",
        "art_1/par_2/pt_b": "report:",
        "art_1/par_2/pt_b/ind_1": "now.",
        "art_2": "It shall apply from 1 January 2014.",
        "conclusions": "Done at Brussels.",
    }


def test_the_official_journal_as_xhtml() -> None:
    act = _act("eurlex_journal.xhtml")
    assert act.id == "celex:32026D0454"
    assert act.title == "DECISION (EU) 2026/454 OF THE COUNCIL of 17 February 2026 on the " + (
        "lending of umbrellas"
    )
    # Published on 4 March 2026, in force on the twentieth day after that.
    assert (act.adopted, act.effective) == (date(2026, 2, 17), date(2026, 3, 24))
    assert act.left_out == (("footnotes", 1), ("lines around the act", 8))
    texts = _texts(act)
    assert "Having regard to Regulation (EU) 2021/691, and in particular" in texts["preamble"]
    assert {key: text for key, text in texts.items() if not key.startswith("pre")} == {
        "rct_1": "It rains in the Union.",
        "chapter_I": "",
        "art_1": "Decision (EU) 2020/9 is amended as follows:",
        "art_1/pt_1": "Article 4 is replaced by the following:",
        "art_1/pt_1/amendment_1": "‘\nArticle 4\nLoans\n1. The bank shall lend one umbrella.’;",
        "art_2": "",
        "art_2/par_1": "The bank shall:",
        "art_2/par_1/pt_a": "dry the umbrella; and",
        "art_2/par_1/pt_b": "count the spokes.",
        "art_2/par_1/subpar_2": "It shall do so at night.",
        "art_2/par_2": "Nobody else may.",
        "art_3": "This Decision shall enter into force on the twentieth day following that of its "
        "publication in the Official Journal of the European Union.",
        "annex_I": "The kinds are:",
        "annex_I/pt_1": "folding;",
        "conclusions": "Done at Brussels, 17 February 2026.\nThe President\nR. RAIN",
    }
    annex = act.find(("annex_I",))
    assert annex is not None
    assert annex.heading == "Kinds of umbrellas"


def test_a_consolidated_wording_as_xhtml() -> None:
    act = _act("eurlex_consolidated.xhtml")
    assert act.id == "celex:32002L0158@2009-12-19"
    assert (act.adopted, act.effective) == (date(2002, 7, 12), date(2009, 12, 19))
    assert dict(act.left_out)["marks of consolidation"] == 3
    texts = _texts(act)
    del texts["preamble"]
    assert texts == {
        "art_1": "",
        "art_1/par_1": "This Directive applies to the doors of a bank and to its windows.",
        "art_1/par_2": "The bank shall:",
        "art_1/par_2/ind_1": "lock the door,",
        "art_1/par_2/ind_1/pt_a": "keep the key.",
        "art_1/par_2/subpar_2": "The key shall be of iron.",
        "art_2a": "",
        "annex_I": "Oak doors.",
    }


def test_a_chinese_law_as_text() -> None:
    act = _act("chinese_statute.txt")
    assert (act.id, act.short_title, act.type) == ("prc:雨伞法@2016-01-01", "雨伞法", "Statute")
    assert act.authority == "全国人民代表大会常务委员会"
    assert (act.adopted, act.effective) == (date(2015, 8, 29), date(2016, 1, 1))
    assert act.left_out == (("lines of a table of contents", 4),)
    texts = _texts(act)
    assert "目" not in texts["preamble"]
    del texts["preamble"]
    assert texts == {
        "第一章": "",
        "第一条": "为了规范借伞，制定本法。",
        "第二条": "",
        "第二条/第一款": "银行应当每日清点雨伞。",
        "第二条/第二款": "违反本法第三条规定的，由国务院责令改正。",
        "第二章": "",
        "第二章/第一节": "",
        "第三条": "有下列情形之一的，不得借伞：",
        "第三条/第一项": "晴天；",
        "第三条/第二项": "雨伞已经破损，包括伞骨折断的。",
        "第四条之一": "将第五条修改为：“第五条 银行可以收取押金。”",
        "第五条": "本法自2016年1月1日起施行。",
    }
    headings = [one.heading for one in act.walk() if one.kind in {"Chapter", "Section"}]
    assert headings == ["总则", "借伞", "期限"]


def test_a_translated_law_whose_articles_start_in_the_line_of_their_number() -> None:
    act = _act("english_translation.txt")
    assert (act.effective, act.jurisdiction) == (date(2021, 7, 1), None)
    texts = _texts(act)
    del texts["preamble"]
    assert texts == {
        "chapter_I": "",
        "art_1": "This Law is made in order to keep the people dry and to order the lending of "
        "umbrellas by the banks.",
        "art_2": "The bank shall count its umbrellas. It shall record the number under\n"
        "Article 7 of this Law in a non-public ledger, which is non-public.",
        "chapter_II": "",
        "art_3": "A person who borrows an umbrella shall:",
        "art_3/pt_1": "return it; and",
        "art_3/pt_2": "dry it.",
        "art_4": "This Law shall come into force on 1 July 2021.",
    }


def test_a_page_about_a_regulation_is_not_that_regulation(tmp_path: Path) -> None:
    path = tmp_path / "guide.html"
    path.write_text(
        "<html><head><title>Guide</title></head><body><h1>Guide for the clerk</h1>"
        "<p>This guide explains Regulation (EU) 2016/679 to the clerks of the bank.</p>"
        "<h2>Article 1</h2><p>The clerk shall read it.</p></body></html>",
        encoding="utf-8",
    )
    assert read_act(path).id == "doc:guide"


def test_lines_of_preformatted_pages_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "law.html"
    path.write_text(
        "<html><body><pre>\n                PART 7--UMBRELLAS\n\nSec. 7.1  Scope.\n\n"
        "    (a) This part applies to the bank and to\nall of its umbrellas.\n"
        "    (b) It does not apply to the hats of the bank.\n</pre></body></html>",
        encoding="utf-8",
    )
    texts = _texts(read_act(path))
    assert texts["1/a"] == "This part applies to the bank and to all of its umbrellas."
    assert texts["1/b"] == "It does not apply to the hats of the bank."
