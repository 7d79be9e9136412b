"""Hostile files: twice the text takes about twice as long, and damage is told in our words."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.reports.narrative.narrative import read_narrative
from ingest.reports.people.proxy import read_proxy
from ingest.reports.people.signature_page import find_signers
from ingest.reports.reader import labels_of, read_facts, source_of
from ingest.reports.submissions.submission import read_submission
from ingest.reports.subsidiaries.exhibit21 import read_exhibit21
from ingest.reports.xbrl.inline import read_inline
from kg.errors import BadFile
from tests.ingest.reports.filing_samples import EXHIBIT, TEN_K

_SIZE = 12_500
"""Characters of the shorter text; twice as many take time in a reader that is not linear."""
_BITS = [
    "(a)",
    "(a) ",
    ",",
    ", ",
    "§ ",
    "A and ",
    "“A” (",
    "Inc. ",
    "1.",
    "a. ",
    "/s/ ",
    "* ",
    "5% ",
]


def _seconds(read: Callable[[bytes], object], text: str) -> float:
    began = time.process_time()
    read(text.encode())
    return time.process_time() - began


def _page(body: str) -> str:
    return f"<html><body><p>{body}</p></body></html>"


def _exhibit(body: str) -> str:
    rows = f"<tr><td>{body}</td><td>{body}</td></tr>"
    return _page(
        f"Exhibit 21 Subsidiaries of {body}</p><p>{body}</p><table>{rows}</table><p>{body}"
    )


def _annual_report(body: str) -> str:
    return _page(
        f"Item 1A. Risk Factors</p><p><b>{body}</b></p><p>Item 3. Legal Proceedings</p><p>On May 2,"
        f" 2023 {body} filed a complaint against {body} and guaranteed the debts of {body}.</p>"
        f"<p><b>Note 3. Related Party Transactions</b></p><p>We leased {body} from {body}"
    )


def _proxy(body: str) -> str:
    row = f"<tr><td>{body}</td><td>55</td><td>{body}</td></tr>"
    return _page(
        f"Signed by the following persons {body}</p><table><tr><td>Name</td><td>Age</td>"
        f"<td>Position</td></tr>{row}</table><p>/s/ {body}</p><p>election of {body}"
    )


def _inline(body: str) -> str:
    fact = f'<ix:nonNumeric name="dei:Note" contextRef="d">{body}</ix:nonNumeric>'
    formats = ("num-dot-decimal", "num-unit-decimal", "date-day-monthname-year-en")
    figures = "".join(
        f'<ix:nonFraction name="dei:Figure" contextRef="d" unitRef="u" decimals="0"'
        f' format="ixt:{name}">{body}</ix:nonFraction>'
        for name in formats
    )
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"'
        ' xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"'
        ' xmlns:dei="http://xbrl.sec.gov/dei/2031"'
        ' xmlns:xbrli="http://www.xbrl.org/2003/instance"><body><ix:header><ix:resources>'
        '<xbrli:context id="d"><xbrli:entity><xbrli:identifier scheme="s">1</xbrli:identifier>'
        "</xbrli:entity><xbrli:period><xbrli:instant>2031-12-31</xbrli:instant></xbrli:period>"
        '</xbrli:context><xbrli:unit id="u"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>'
        f"</ix:resources></ix:header><p>{fact}</p><p>{figures}</p></body></html>"
    )


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Models and word lists are loaded once, which is no fault of the first text."""
    read_narrative(_annual_report("(a) " * 50).encode())


@pytest.mark.parametrize("bit", _BITS)
@pytest.mark.parametrize(
    ("read", "shape"),
    [
        (read_exhibit21, _exhibit),
        (read_narrative, _annual_report),
        (read_proxy, _proxy),
        (read_inline, _inline),
    ],
    ids=["exhibit 21", "annual report", "proxy statement", "inline XBRL"],
)
def test_twice_the_text_takes_about_twice_the_time(
    read: Callable[[bytes], object], shape: Callable[[str], str], bit: str
) -> None:
    once, twice = (shape(bit * (size // len(bit))) for size in (_SIZE, 2 * _SIZE))
    before = _seconds(read, once)
    assert before < 2
    # Whatever takes less than a tenth of a second says nothing about growth.
    assert _seconds(read, twice) < max(0.5, 3.2 * before)


_HEADER = """<SEC-DOCUMENT>0000000042-31-000001.txt : 20310401
<SEC-HEADER>0000000042-31-000001.hdr.sgml : 20310401
ACCESSION NUMBER:		0000000042-31-000001
CONFORMED SUBMISSION TYPE:	10-K
FILED AS OF DATE:		20310401
FILER:
	COMPANY DATA:
		COMPANY CONFORMED NAME:	OWN RAILS
		CENTRAL INDEX KEY:	0000000042
</SEC-HEADER>
<DOCUMENT>
<TYPE>10-K
<TEXT>
"""
_FILES = {
    "report.htm": TEN_K.format(cik="42", name="Own Rails"),
    "exhibit.htm": EXHIBIT,
    "filing.txt": f"{_HEADER}<p>Item 1A. Risk Factors</p></TEXT></DOCUMENT></SEC-DOCUMENT>",
    "empty.htm": "<html><body><p>Item 1A. Risk Factors</p></body></html>",
}
_DAMAGE = [b"\x00", b"\xff", b"<", b">", b"&", b'"', b"\r", b"\xed\xa0\x80", b"9" * 30,
           b"</table>", b"<td>", b"-", b"%", b"(", b"NaN", b"1E999999"]  # fmt: skip
_READERS: tuple[Callable[[Path], object], ...] = (
    source_of,
    lambda path: labels_of(path, read_facts(path)),
    lambda path: find_signers(read_narrative(path).text),
    read_proxy,
    read_exhibit21,
    read_submission,
)


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    drawn = random.Random(seed)
    for _ in range(60):
        name = drawn.choice([*_FILES])
        data = bytearray(_FILES[name].encode())
        for _ in range(drawn.randint(0, 5)):
            place = drawn.randrange(len(data) + 1)
            data[place : place + drawn.choice([0, 0, 1, 60])] = drawn.choice(_DAMAGE)
        path = tmp_path / name
        path.write_bytes(data if drawn.random() < 0.8 else data[: len(data) // 2])
        for read in _READERS:
            with suppress(BadFile):
                read(path)


def test_a_document_without_words_has_no_people() -> None:
    assert read_proxy(b"<html><body><table></table></body></html>").people == ()
