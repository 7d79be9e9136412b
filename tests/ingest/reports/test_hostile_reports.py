"""Text made to take time: twice as much of it takes about twice as long, in every reader."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ingest.reports.narrative.narrative import read_narrative
from ingest.reports.people.proxy import read_proxy
from ingest.reports.subsidiaries.exhibit21 import read_exhibit21
from ingest.reports.xbrl.inline import read_inline

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
