"""Classic XBRL instances, small ones of our own and two of Apple's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from lxml import etree

from ingest.reports.report_kinds import ReportKind, kind_of
from ingest.reports.xbrl.facts import Instant, Report
from ingest.reports.xbrl.instance import is_instance, read_instance
from ingest.reports.xbrl.names import LINK, XLINK
from kg.errors import BadFile

HEAD = """<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:g="http://xbrl.us/us-gaap/2009-01-31"
 xmlns:own="http://www.example.com/2010" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<link:schemaRef xlink:type="simple" xlink:href="own.xsd"/>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">42
</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:instant>2010-09-25</xbrli:instant>
</xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>"""


def read(body: str) -> Report:
    return read_instance(f"{HEAD}{body}</xbrli:xbrl>".encode(), "own.xml")


def test_facts_of_an_instance() -> None:
    report = read(
        "<g:Assets contextRef='c' unitRef='usd' decimals='-6' id='f1'>75183000000</g:Assets>"
        "<g:Cash contextRef='c' unitRef='usd' precision='4'>-1.5E3</g:Cash>"
        "<g:Goodwill contextRef='c' unitRef='usd' xsi:nil='true'/>"
        "<own:Note contextRef='c' xml:lang='en-US'>&lt;p&gt;One &amp;amp; two&lt;/p&gt;</own:Note>"
        "<own:Half contextRef='c' unitRef='usd'><xbrli:numerator>1</xbrli:numerator>"
        "<xbrli:denominator>2</xbrli:denominator></own:Half>"
        "<own:Director id='t'><own:Name contextRef='c'>A. Body</own:Name></own:Director>"
        "<link:footnoteLink><link:loc xlink:href='#f1' xlink:label='a'/>"
        "<link:footnote xlink:label='n' xml:lang='en'>Audited.</link:footnote>"
        "<link:footnoteArc xlink:from='a' xlink:to='n'/></link:footnoteLink>"
    )
    assets, cash, goodwill, note, half, name = report.facts
    assert (assets.concept, assets.value, assets.decimals) == (
        "us-gaap:Assets",
        Decimal("75183000000"),
        -6,
    )
    assert assets.period == Instant(date(2010, 9, 25))
    assert [found.text for found in assets.footnotes] == ["Audited."]
    assert (cash.value, cash.precision) == (Decimal(-1500), 4)
    assert (goodwill.value, goodwill.nil) == (None, True)
    assert (note.value, note.text, note.escaped) == ("<p>One &amp; two</p>", "One & two", True)
    assert half.value == Fraction(1, 2)
    assert (name.value, name.tuple_id, report.tuples[0].concept) == ("A. Body", "t", "own:Director")
    assert report.problems == ()


def test_what_an_instance_gets_wrong_is_counted() -> None:
    report = read(
        "<g:Assets contextRef='x' unitRef='usd'>1</g:Assets>"
        "<g:Assets contextRef='c' unitRef='usd'>many</g:Assets><own:Alone>1</own:Alone>"
    )
    assert [fact.value for fact in report.facts] == [None]
    assert [problem.reason for problem in report.problems] == [
        "the context 'x' of us-gaap:Assets is missing",
        "'many' is not a number",
        "own:Alone has no context",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (f"{HEAD}<g:Assets".encode(), "not well-formed"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "declares entities"),
        (b"<x/>", "no XBRL instance"),
    ],
)
def test_a_bad_instance_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        read_instance(data, "bad.xml")


# Apple's filings of 2010 and 2023


def value(report: Report, concept: str, period: str) -> object:
    found = {
        fact.value
        for fact in report.facts
        if fact.concept == concept and str(fact.period) == period and not fact.dimensions
    }
    (only,) = found
    return only


@pytest.mark.shared
def test_apple_2010_by_hand(reports: Path) -> None:
    """Figures of the printed annual report, in millions there."""
    folder = reports / "xbrl" / "aapl_10k_2010"
    path = folder / "aapl-20100925.xml"
    assert is_instance(path)
    assert not is_instance(folder / "aapl-20101027_lab.xml")
    report = read_instance(path)
    assert report.problems == ()
    # Children of the root that are not contexts, units, schema references or footnote links.
    assert len(report.facts) == path.read_bytes().count(b"contextRef=")
    millions = 10**6
    year, end = "2009-09-27/2010-09-25", "2010-09-25"
    assert value(report, "us-gaap:SalesRevenueNet", year) == 65225 * millions
    assert value(report, "us-gaap:NetIncomeLoss", year) == 14013 * millions
    assert value(report, "us-gaap:Assets", end) == 75183 * millions
    assert value(report, "us-gaap:StockholdersEquity", end) == 47791 * millions
    assert value(report, "us-gaap:EarningsPerShareDiluted", year) == Decimal("15.15")
    assert value(report, "us-gaap:CommonStockSharesOutstanding", end) == 915970050
    (cik,) = {fact.entity.identifier for fact in report.facts}
    assert cik == "0000320193"
    assert len(report.footnotes) == 16
    arcs = path.read_bytes().count(b"<footnoteArc ") + path.read_bytes().count(b":footnoteArc ")
    assert sum(len(fact.footnotes) for fact in report.facts) == arcs == 99


def calculations(linkbase: Path) -> dict[tuple[str, str], list[tuple[str, Decimal]]]:
    """Parts and weights of each sum, by extended link and concept (XBRL 2.1, §5.2.5)."""
    sums: dict[tuple[str, str], list[tuple[str, Decimal]]] = {}
    for number, link in enumerate(etree.parse(linkbase).iter(f"{{{LINK}}}calculationLink")):
        concepts = {
            one.get(f"{{{XLINK}}}label"): one.get(f"{{{XLINK}}}href", "")
            .rpartition("#")[2]
            .replace("_", ":", 1)
            for one in link.iterchildren(f"{{{LINK}}}loc")
        }
        for arc in link.iterchildren(f"{{{LINK}}}calculationArc"):
            parent, child = (concepts[arc.get(f"{{{XLINK}}}{end}")] for end in ("from", "to"))
            part = (child, Decimal(arc.get("weight", "1")))
            sums.setdefault((str(number), parent), []).append(part)
    return sums


@pytest.mark.shared
@pytest.mark.parametrize("year", ["2010", "2023"])
def test_figures_add_up_as_the_calculations_say(reports: Path, year: str) -> None:
    """Every sum of the balance sheet and the income statement, undimensioned."""
    folder = reports / "xbrl" / f"aapl_10k_{year}"
    (path,) = [found for found in folder.iterdir() if is_instance(found)]
    report = read_instance(path)
    values: dict[tuple[str, str], Decimal] = {}
    for fact in report.facts:
        if not fact.dimensions and isinstance(fact.value, Decimal):
            values[fact.concept, str(fact.period)] = fact.value
    (linkbase,) = folder.glob("*_cal.xml")
    checked, wrong = 0, []
    for (_, parent), parts in calculations(linkbase).items():
        for (concept, period), total in values.items():
            if concept != parent or any((child, period) not in values for child, _ in parts):
                continue
            checked += 1
            if sum(values[child, period] * weight for child, weight in parts) != total:
                wrong.append((parent, period))
    assert checked > 40
    assert wrong == []


@pytest.mark.parametrize("root", ["xbrl", "xbrli:xbrl"])
def test_an_instance_behind_a_comment_under_either_name(tmp_path: Path, root: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(
        f"""<!-- made by a tool -->
<{root} xmlns="http://www.xbrl.org/2003/instance" xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:own="http://www.example.com/2020"
 xmlns:xbrldi="http://xbrl.org/2006/xbrldi">
<context id="c"><entity><identifier scheme="urn:x">1</identifier></entity>
<period><forever/></period><scenario><xbrldi:typedMember dimension="own:Loan">
<own:loan>L-7</own:loan></xbrldi:typedMember></scenario></context>
<unit id="u"><measure>iso4217:EUR</measure></unit>
<own:Debt contextRef="c" unitRef="u" decimals="INF"> -1.5E3
</own:Debt></{root}>""",
        encoding="utf-8",
    )
    assert kind_of(path) is ReportKind.INSTANCE
    (fact,) = read_instance(path).facts
    assert (fact.value, str(fact.unit), str(fact.period), fact.decimals) == (
        Decimal(-1500), "EUR", "forever", "INF",
    )  # fmt: skip
    assert [(d.axis, d.member, d.container) for d in fact.dimensions] == [
        ("own:Loan", "L-7", "scenario")
    ]
