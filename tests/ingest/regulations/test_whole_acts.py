"""Acts that are cut short are refused; encodings, running heads and sections are read as meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.regulations.formats.detect import read_act
from ingest.regulations.structure.act import Act
from kg.errors import BadFile
from tests.ingest.regulations.test_bad_acts import _pdf

_SAMPLES = Path(__file__).parent / "samples"
SECTIONS = """GADGET BANKING ACT 2030

Section 1. Short title
This Act may be cited as the Gadget Banking Act 2030.

Section 2. Reports
(1) A bank must report:
(a) each deposit;
(b) each loan.
(2) A bank must not tell the customer.

Section 3. Records
A bank must keep the records referred to in section 2(1).
"""
ARTICLES = """GADGET BANKING ACT 2030

Section 1. General

Article 1
A bank must report to the Authority.

Section 2. Records

Article 2
A bank must keep the records of the customers.
"""
XHTML = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"'
    ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Hat Act</title></head><body>\n'
    '<p class="oj-ti-art">Article 1</p><p class="oj-normal">A bank shall&nbsp;pay.</p>\n'
    "</body></html>"
)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], Act]:
    def of(content: str | bytes) -> Act:
        path = tmp_path / "act"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_act(path)

    return of


def texts(act: Act) -> dict[str, str]:
    return {"/".join(one.key): one.text for one in act.walk()}


def test_xhtml_is_read_whole_or_not_at_all(read: Callable[[str], Act]) -> None:
    assert texts(read(XHTML))["art_1"] == "A bank shall pay."
    with pytest.raises(BadFile, match="not well-formed XML") as caught:
        read(XHTML[: XHTML.index("pay.")])
    assert "act:3" in str(caught.value)


@pytest.mark.parametrize("page", ["<html><body><p>A bank shall pay.</p>", "<HTML>\n<p>The law of"])
def test_a_page_that_is_never_closed_is_refused(read: Callable[[str], Act], page: str) -> None:
    with pytest.raises(BadFile, match="ends before </html>"):
        read(page)


def test_a_piece_of_a_page_is_read(read: Callable[[str], Act]) -> None:
    assert "art_1" in texts(read("<h2>Article 1</h2><p>A bank shall pay.</p>"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["english.txt", "chinese.txt", "eurlex.json", "plain.html"])
def test_utf16_with_its_mark_is_read_like_utf8(
    read: Callable[[bytes], Act], encoding: str, name: str
) -> None:
    text = (_SAMPLES / name).read_text(encoding="utf-8")
    told = read(("\ufeff" + text).encode(encoding))
    assert texts(told) == texts(read(text.encode()))


def test_broken_utf16_is_told(read: Callable[[bytes], Act]) -> None:
    with pytest.raises(BadFile, match="no well-formed UTF-16"):
        read("\ufeffA bank shall pay.".encode("utf-16-le") + b"\x00\xd8\x00")


def test_sections_of_an_act_without_articles_have_paragraphs(read: Callable[[str], Act]) -> None:
    assert texts(read(SECTIONS)) == {
        "preamble": "GADGET BANKING ACT 2030",
        "1": "This Act may be cited as the Gadget Banking Act 2030.",
        "2": "",
        "2/1": "A bank must report:",
        "2/1/a": "each deposit;",
        "2/1/b": "each loan.",
        "2/2": "A bank must not tell the customer.",
        "3": "A bank must keep the records referred to in section 2(1).",
    }


def test_sections_that_hold_articles_are_groups(read: Callable[[str], Act]) -> None:
    assert texts(read(ARTICLES)) == {
        "preamble": "GADGET BANKING ACT 2030",
        "section_1": "",
        "art_1": "A bank must report to the Authority.",
        "section_2": "",
        "art_2": "A bank must keep the records of the customers.",
    }


def test_the_head_of_two_pages_is_not_the_title(read: Callable[[bytes], Act]) -> None:
    act = read(
        _pdf(
            [
                "Journal of Gadgets\nHAT ACT 2031\nSection 1. Reports\n"
                "A bank must report to the Authority.\nPage 1",
                "Journal of Gadgets\nSection 2. Records\n"
                "A bank must keep the records of the customers.\nPage 2",
            ]
        )
    )
    assert (act.title, act.left_out) == (
        "HAT ACT 2031",
        (("running heads and page numbers", 4),),
    )
    assert texts(act) == {
        "preamble": "HAT ACT 2031",
        "1": "A bank must report to the Authority.",
        "2": "A bank must keep the records of the customers.",
    }


def test_a_title_that_heads_the_pages_stays_once(read: Callable[[bytes], Act]) -> None:
    act = read(
        _pdf(
            [
                "HAT ACT 2031\nArticle 1\nA bank must report to the Authority.\n1",
                "HAT ACT 2031\nArticle 2\nA bank must keep the records of the customers.\n2",
            ]
        )
    )
    assert texts(act) == {
        "preamble": "HAT ACT 2031",
        "art_1": "A bank must report to the Authority.",
        "art_2": "A bank must keep the records of the customers.",
    }


@pytest.mark.parametrize(
    ("named", "event", "effective"),
    [
        ("", "", None),
        ("entryIntoForce", "", date(2023, 4, 20)),
        (
            "",
            '<eventRef type="amendment" date="2023-04-20"/>',
            date(2023, 4, 20),
        ),
        (
            "",
            '<eventRef type="inForce" name="entryIntoForce" date="2023-06-01"/>',
            date(2023, 6, 1),
        ),
    ],
)
def test_the_day_of_an_expression_is_no_entry_into_force(
    read: Callable[[str], Act], named: str, event: str, effective: date | None
) -> None:
    act = read(
        '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><meta>'
        '<identification><FRBRWork><FRBRuri value="/akn/za/act/2023/1"/>'
        '<FRBRdate date="2023-04-18" name="adoption"/></FRBRWork><FRBRExpression>'
        '<FRBRuri value="/akn/za/act/2023/1/eng@2023-04-20"/><FRBRlanguage language="eng"/>'
        f'<FRBRdate date="2023-04-20" name="{named}"/>'
        f"</FRBRExpression></identification><lifecycle>{event}</lifecycle></meta><body>"
        "<section><num>1.</num><content><p>A bank must pay.</p></content></section></body></act>"
        "</akomaNtoso>"
    )
    assert (act.id, act.adopted, act.effective) == (
        "akn:za/act/2023/1@2023-04-20",
        date(2023, 4, 18),
        effective,
    )


def test_signs_of_typesetting_are_no_part_of_the_words(read: Callable[[str], Act]) -> None:
    act = read("Gadget Act 2030\n\nArticle 1\nOﬃces\n\nA bank shall ﬁle with\u00adin 5 days.\n")
    article = next(one for one in act.walk() if one.key == ("art_1",))
    assert (article.heading, article.text) == ("Offices", "A bank shall file within 5 days.")
