"""Each format of acts, on small samples of our own words in the shapes that publishers use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.regulations.claims.act_claims import version_id, work_id
from ingest.regulations.formats.detect import detect, read_act
from ingest.regulations.structure.act import Act, Provision, with_unique_keys
from ingest.regulations.structure.outline import outlined, outlined_chinese


def _sample(name: str) -> str:
    return (Path(__file__).parent / "samples" / name).read_text(encoding="utf-8")


EURLEX_JSON = _sample("eurlex.json")
PRC_JSON = _sample("prc.json")
REGML = _sample("regml.xml")
ECFR = _sample("ecfr.xml")
FORMEX = _sample("formex.xml")
AKOMA_NTOSO = _sample("akoma_ntoso.xml")
EURLEX_XHTML = _sample("eurlex.xhtml")
HTML = _sample("plain.html")
TEXT = _sample("english.txt")
CHINESE_TEXT = _sample("chinese.txt")


@pytest.fixture
def act_of(tmp_path: Path) -> Callable[[str, str], Act]:
    def read(content: str, name: str = "sample") -> Act:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return read_act(path)

    return read


def _texts(act: Act) -> dict[tuple[str, ...], str]:
    return {one.key: one.text for one in act.walk()}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EURLEX_JSON, "eurlex_json"),
        (PRC_JSON, "prc_json"),
        (REGML, "regml"),
        (ECFR, "ecfr"),
        (FORMEX, "formex"),
        (AKOMA_NTOSO, "akoma_ntoso"),
        (EURLEX_XHTML, "eurlex_xhtml"),
        (HTML, "html"),
        (TEXT, "text"),
    ],
)
def test_the_format_is_told_by_the_content(tmp_path: Path, content: str, name: str) -> None:
    path = tmp_path / "sample.bin"
    path.write_text(content, encoding="utf-8")
    assert detect(path) == name


def test_eurlex_json(act_of: Callable[[str], Act]) -> None:
    act = act_of(EURLEX_JSON)
    assert (act.id, act.type, act.effective) == ("celex:32020R0001", "Regulation", date(2021, 2, 3))
    assert [one.kind for one in act.provisions] == ["Recital", "Chapter", "Chapter"]
    assert _texts(act) == {
        ("rct_1",): "Whereas.",
        ("chapter_I",): "",
        ("art_1",): "",
        ("art_1", "par_1"): "This Regulation applies to:",
        ("art_1", "par_1", "pt_a"): "banks:",
        ("art_1", "par_1", "pt_a", "pt_i"): "large;",
        ("art_1", "par_1", "pt_a", "pt_ii"): "small;",
        ("art_1", "par_1", "pt_b"): "funds.",
        ("art_1", "par_1", "subpar_2"): "The second subparagraph.",
        ("art_1", "par_2"): "It does not apply to others.",
        ("chapter_II",): "",
        ("art_2",): "A bank shall keep records.",
    }
    found = act.find(("art_1", "par_1", "subpar_1", "pt_b"))
    assert found is not None
    assert found.text == "funds."
    assert act.find(("art_9",)) is None


def test_prc_json(act_of: Callable[[str], Act]) -> None:
    act = act_of(PRC_JSON)
    assert (act.id, act.language, act.authority) == (
        "prc:样本法@2020-06-01",
        "zh",
        "全国人民代表大会常务委员会",
    )
    assert _texts(act) == {
        ("第一章",): "",
        ("第一条",): "银行应当报告。",
        ("第二条",): "",
        ("第二条", "第一款"): "银行可以：",
        ("第二条", "第一款", "第一项"): "存款；",
        ("第二条", "第一款", "第二项"): "贷款。",
        ("第二条", "第二款"): "其他从其规定。",
    }


def test_two_final_rules_of_one_day_are_two_wordings(act_of: Callable[[str], Act]) -> None:
    other = act_of(REGML.replace("2020-1<", "2019-99<"))
    assert other.id == "ecfr:12/1005@2020-02-01.2019-99"
    assert version_id(other) == other.id
    assert work_id(other) == work_id(act_of(REGML)) == "ecfr:12/1005"


def test_regml(act_of: Callable[[str], Act]) -> None:
    act = act_of(REGML)
    assert (act.id, act.short_title, act.effective) == (
        "ecfr:12/1005@2020-02-01.2020-1",
        "Regulation E",
        date(2020, 2, 1),
    )
    assert _texts(act) == {
        ("Subpart", "A"): "",
        ("2",): "",
        ("2", "a"): "“Bank” means a bank.",
        ("2", "a", "1"): "One.",
        ("Interp",): "",
        ("Interp", "2"): "",
        ("Interp", "2", "a", "cmt_1"): "Comment.",
    }
    section = act.find(("2",))
    assert section is not None
    assert (section.number, section.heading) == ("§ 1005.2", "§ 1005.2 Terms.")


def test_ecfr(act_of: Callable[[str], Act]) -> None:
    act = act_of(ECFR)
    assert (act.id, act.short_title) == ("ecfr:12/1005", "Regulation E")
    assert _texts(act) == {
        ("preamble",): "Authority:\n12 U.S.C. 5512.",
        ("subpart_A",): "",
        ("7",): "",
        ("7", "a"): "Timing. A bank shall make disclosures.",
        ("7", "b"): "Content.",
        ("7", "b", "1"): "The first.",
        ("7", "b", "1", "i"): "Deeper;",
        ("7", "b", "1", "ii"): "Deepest.",
        ("7", "b", "2"): "The second.",
        ("7", "c"): "The third (see below).",
    }
    assert act.left_out == (("source notes", 1),)


_ARTICLE = {
    ("art_1",): "",
    ("art_1", "par_1"): "It applies to:",
    ("art_1", "par_1", "pt_a"): "banks;",
    ("art_1", "par_1", "pt_b"): "funds.",
    ("art_1", "par_2"): "It ends.",
}


@pytest.mark.parametrize("content", [FORMEX, AKOMA_NTOSO, EURLEX_XHTML, TEXT])
def test_formats_of_european_law_give_the_same_article(
    act_of: Callable[[str], Act], content: str
) -> None:
    act = act_of(content)
    texts = _texts(act)
    assert act.id == "celex:32020R0001"
    assert {key: text for key, text in texts.items() if key[0] == "art_1"} == _ARTICLE
    assert texts["chapter_I",] == ""
    article = act.find(("art_1",))
    assert article is not None
    assert (article.number, article.heading) == ("Article 1", "Scope")


def test_recitals_of_xhtml_and_formex(act_of: Callable[[str], Act]) -> None:
    assert _texts(act_of(EURLEX_XHTML))["rct_1",] == "A reason for the rule."
    assert _texts(act_of(FORMEX))["rct_1",] == "Whereas."


def test_html(act_of: Callable[[str], Act]) -> None:
    act = act_of(HTML)
    assert act.title == "A sample act"
    assert act.id == "doc:a-sample-act"
    assert {key: text for key, text in _texts(act).items() if key[0] == "art_1"} == {
        **_ARTICLE,
        ("art_1", "par_1"): "The act applies to:",
    }


def test_chinese_text(act_of: Callable[[str], Act]) -> None:
    act = act_of(CHINESE_TEXT)
    assert (act.language, act.jurisdiction) == ("zh", "cn")
    assert _texts(act) == {
        ("preamble",): "中华人民共和国样本法",
        ("第一章",): "",
        ("第一条",): "银行应当报告。",
        ("第二条",): "银行可以：",
        ("第二条", "第一项"): "存款；",
        ("第二条", "第二项"): "贷款。",
    }


def test_text_without_articles_is_one_provision(act_of: Callable[[str], Act]) -> None:
    act = act_of("The bank shall file a report of each of the transactions.\n")
    assert _texts(act) == {("text",): "The bank shall file a report of each of the transactions."}


def test_a_roman_numeral_is_told_from_a_letter_by_what_it_follows() -> None:
    letters = [f"({letter}) {letter}" for letter in "abcdefghij"]
    _, points = outlined(letters, ("art_1",))
    assert [one.key[-1] for one in points] == [f"pt_{letter}" for letter in "abcdefghij"]
    _, points = outlined(["(a) a:", "(i) one", "(ii) two", "(b) b"], ("art_1",))
    assert [one.key for top in points for one in top.walk()] == [
        ("art_1", "pt_a"),
        ("art_1", "pt_a", "pt_i"),
        ("art_1", "pt_a", "pt_ii"),
        ("art_1", "pt_b"),
    ]


def test_a_year_at_the_start_of_a_line_is_no_paragraph() -> None:
    text, children = outlined(["It ends in", "2018. That is all."], ("art_1",))
    assert (text, children) == ("It ends in\n2018. That is all.", ())


def test_items_below_items() -> None:
    _, children = outlined_chinese("银行：\n（一）甲：\n1.乙；\n2.丙。\n另款。", ("第一条",))
    assert [one.key for top in children for one in top.walk()][2:4] == [
        ("第一条", "第一款", "第一项", "第一目"),
        ("第一条", "第一款", "第一项", "第二目"),
    ]


def test_keys_that_stand_twice_are_told_apart_with_all_below() -> None:
    below = Provision(("a", "b"), "Point")
    top = Provision(("a",), "Article", children=(below,))
    unique = with_unique_keys((top, top))
    assert [one.key for one in unique[1].walk()] == [("a-2",), ("a-2", "b")]
