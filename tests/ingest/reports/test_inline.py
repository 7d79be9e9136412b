"""Inline XBRL on documents small enough to read with the eye."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from ingest.reports.xbrl.facts import Dimension, Duration, Fact, Forever, Instant, Report
from ingest.reports.xbrl.inline import read_inline
from kg.errors import BadFile
from kg.text.files import LARGEST_FILING

HEAD = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
 xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:xbrldi="http://xbrl.org/2006/xbrldi"
 xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:gaap="http://fasb.org/us-gaap/2024"
 xmlns:own="http://www.example.com/20241231" xmlns:d="http://xbrl.sec.gov/dei/2024"
 xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"
 xmlns:t="http://www.sec.gov/inlineXBRL/transformation/2015-08-31"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xml:lang="en-US">"""

CONTEXTS = """<xbrli:context id="now"><xbrli:entity>
 <xbrli:identifier scheme="http://www.sec.gov/CIK">0000000042</xbrli:identifier></xbrli:entity>
 <xbrli:period><xbrli:instant>2024-12-31</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:context id="year"><xbrli:entity>
 <xbrli:identifier scheme="http://www.sec.gov/CIK">0000000042</xbrli:identifier>
 <xbrli:segment>
  <xbrldi:explicitMember dimension="gaap:StatementBusinessSegmentsAxis">own:RailMember
  </xbrldi:explicitMember>
  <xbrldi:typedMember dimension="own:LoanAxis"><own:loanNumber>L-7</own:loanNumber>
  </xbrldi:typedMember></xbrli:segment></xbrli:entity>
 <xbrli:period><xbrli:startDate>2024-01-01</xbrli:startDate>
 <xbrli:endDate>2024-12-31</xbrli:endDate></xbrli:period>
 <xbrli:scenario><own:budget/></xbrli:scenario></xbrli:context>
<xbrli:context id="midnight"><xbrli:entity>
 <xbrli:identifier scheme="lei">X</xbrli:identifier></xbrli:entity>
 <xbrli:period><xbrli:startDate>2024-01-01T00:00:00</xbrli:startDate>
 <xbrli:endDate>2025-01-01T00:00:00</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="noon"><xbrli:entity>
 <xbrli:identifier scheme="lei">X</xbrli:identifier></xbrli:entity>
 <xbrli:period><xbrli:instant>2024-06-30T12:00:00</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:context id="ever"><xbrli:entity>
 <xbrli:identifier scheme="lei">X</xbrli:identifier></xbrli:entity>
 <xbrli:period><xbrli:forever/></xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<xbrli:unit id="eps"><xbrli:divide>
 <xbrli:unitNumerator><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unitNumerator>
 <xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unitDenominator>
 </xbrli:divide></xbrli:unit>
<xbrli:unit id="area"><xbrli:measure>own:metre</xbrli:measure>
<xbrli:measure>own:foot</xbrli:measure></xbrli:unit>"""

BROKEN = """<xbrli:context id="broken"><xbrli:entity>
 <xbrli:identifier scheme="lei">X</xbrli:identifier></xbrli:entity>
 <xbrli:period><xbrli:instant>2024-02-30</xbrli:instant></xbrli:period></xbrli:context>"""


def document(body: str, *, hidden: str = "", resources: str = CONTEXTS, footer: str = "") -> bytes:
    return (
        f"{HEAD}<head><title>t</title></head><body><div style='display: none'><ix:header>"
        f"<ix:hidden>{hidden}</ix:hidden>"
        "<ix:references><link:schemaRef xlink:type='simple' xlink:href='own.xsd'/></ix:references>"
        f"<ix:resources>{resources}{footer}</ix:resources></ix:header></div>{body}</body></html>"
    ).encode()


def read(body: str, **parts: str) -> Report:
    return read_inline(document(body, **parts), "own.htm")


def number(attributes: str, shown: str) -> Fact:
    (fact,) = read(
        f"<p><ix:nonFraction name='gaap:Assets' contextRef='now' unitRef='usd' {attributes}>"
        f"{shown}</ix:nonFraction></p>"
    ).facts
    return fact


def test_a_number_has_its_sign_scale_unit_and_place() -> None:
    report = read(
        "<p>Loss of ($<ix:nonFraction id='f1' name='gaap:Assets' contextRef='now' unitRef='usd' "
        "decimals='-6' scale='6' sign='-' format='ixt:num-dot-decimal'>1,234.5"
        "</ix:nonFraction>)</p>"
    )
    (fact,) = report.facts
    assert fact.concept == "us-gaap:Assets"
    assert fact.namespace == "http://fasb.org/us-gaap/2024"
    assert fact.value == Decimal("-1234500000")
    assert str(fact.value) == "-1234500000"
    assert (fact.decimals, fact.scale, fact.sign, fact.format) == (
        -6,
        6,
        "-",
        "ixt:num-dot-decimal",
    )
    assert str(fact.unit) == "USD"
    assert fact.unit is not None
    assert fact.unit.currency == "USD"
    assert fact.period == Instant(date(2024, 12, 31))
    assert (fact.entity.scheme, fact.entity.identifier) == ("http://www.sec.gov/CIK", "0000000042")
    assert (fact.place, fact.element_id, fact.document) == ("#f1", "f1", "own.htm")
    assert fact.span is not None
    assert report.texts["own.htm"].text[slice(*fact.span)] == fact.text == "1,234.5"
    assert report.schemas == ("own.xsd",)
    assert report.problems == ()


@pytest.mark.parametrize(
    ("attributes", "shown", "value"),
    [
        ("decimals='2' scale='-2'", "12.5", "0.125"),
        ("decimals='INF'", " 007.10 ", "7.10"),
        ("decimals='0' scale='9' format='ixt:fixed-zero'", "nil", "0"),
        ("decimals='0' format='t:numwordsen'", "Twenty-one", "21"),
        # More digits than a decimal context of 28 would keep.
        (
            "decimals='0' scale='3' format='ixt:num-dot-decimal'",
            "123,456,789,012,345,678,901,234,567,890.123",
            "123456789012345678901234567890123",
        ),
        ("decimals='0' format='ixt:num-dot-decimal'", "<b>1,0</b>00<i> </i>", "1000"),
        ("decimals='0' sign='-'", "0", "0"),
    ],
)
def test_numbers_are_exact(attributes: str, shown: str, value: str) -> None:
    fact = number(attributes, shown)
    assert fact.problem is None
    assert fact.value == Decimal(value)
    assert "E" not in str(fact.value)


@pytest.mark.parametrize(
    ("attributes", "shown", "reason"),
    [
        ("decimals='0'", "1,234", "is not a number"),
        ("decimals='0' format='ixt:num-dot-decimal'", "about 5", "does not follow"),
        ("decimals='0' format='ixt:num-roman'", "XII", "unknown format ixt:num-roman"),
        ("decimals='0' format='nowhere:num'", "12", "not declared"),
        ("decimals='0' scale='100000'", "1", "scale"),
        ("decimals='0' sign='+'", "1", "no sign"),
        ("decimals='0'", "9" * 300, "300 characters"),
    ],
)
def test_an_unreadable_number_keeps_its_text_and_is_counted(
    attributes: str, shown: str, reason: str
) -> None:
    report = read(
        f"<p><ix:nonFraction id='n' name='own:Some' contextRef='now' unitRef='usd' {attributes}>"
        f"{shown}</ix:nonFraction></p>"
    )
    (fact,) = report.facts
    (problem,) = report.problems
    assert (fact.value, fact.text) == (None, shown)
    assert fact.problem is not None
    assert reason in fact.problem
    assert (problem.document, problem.place, problem.reason) == ("own.htm", "#n", fact.problem)


def test_text_of_an_unknown_format_is_kept() -> None:
    report = read(
        "<p><ix:nonNumeric name='d:DocumentType' contextRef='now' format='ixt:shout'>10-K"
        "</ix:nonNumeric></p>"
    )
    (fact,) = report.facts
    assert (fact.concept, fact.value, fact.text) == ("dei:DocumentType", "10-K", "10-K")
    assert [problem.reason for problem in report.problems] == ["unknown format ixt:shout"]


def test_contexts_have_dimensions_and_days() -> None:
    contexts = read("<p>nothing</p>").contexts
    assert contexts["year"].period == Duration(date(2024, 1, 1), date(2024, 12, 31))
    assert contexts["year"].dimensions == (
        Dimension("own:LoanAxis", "L-7", "own:loanNumber"),
        Dimension("us-gaap:StatementBusinessSegmentsAxis", "own:RailMember"),
    )
    assert len(contexts["year"].other) == 1
    assert "budget" in contexts["year"].other[0]
    # Midnight at the beginning of a day is the end of the day before.
    assert contexts["midnight"].period == Duration(date(2024, 1, 1), date(2024, 12, 31))
    assert contexts["noon"].period == Instant(date(2024, 6, 30), datetime(2024, 6, 30, 12))
    assert contexts["ever"].period == Forever()


def test_units_divide_and_multiply() -> None:
    units = read("<p>nothing</p>").units
    assert (str(units["eps"]), units["eps"].currency) == ("USD/shares", None)
    assert units["area"].numerator == ("own:foot", "own:metre")


def test_a_fact_without_context_or_unit_is_set_aside_with_its_place() -> None:
    report = read(
        "<p id='p'><ix:nonFraction name='own:A' contextRef='broken' unitRef='usd'>1"
        "</ix:nonFraction><ix:nonFraction name='own:B' contextRef='now' unitRef='eur'>1"
        "</ix:nonFraction><ix:nonNumeric name='x:C' contextRef='now'>1</ix:nonNumeric></p>",
        resources=CONTEXTS + BROKEN,
    )
    assert report.facts == ()
    assert [(problem.place, problem.reason) for problem in report.problems] == [
        ("#broken", "'2024-02-30' is no date"),
        (
            "/html/body[1]/p[1]/nonFraction[1]",
            "the context 'broken': '2024-02-30' is no date",
        ),
        ("/html/body[1]/p[1]/nonFraction[2]", "the unit 'eur': is missing"),
        ("/html/body[1]/p[1]/nonNumeric[1]", "the prefix of 'x:C' is not declared"),
    ]


def test_hidden_nil_and_nested_facts() -> None:
    report = read(
        "<p>Total <ix:nonFraction name='own:A' contextRef='now' unitRef='usd' scale='3'>"
        "<ix:nonFraction name='own:B' contextRef='year' unitRef='usd' scale='3' sign='-'>17"
        "</ix:nonFraction></ix:nonFraction>, none "
        "<ix:nonFraction name='own:C' contextRef='now' unitRef='usd' xsi:nil='true'>—"
        "</ix:nonFraction> <span style='-sec-ix-hidden:h1'>the flag</span></p>",
        hidden="<ix:nonNumeric id='h1' name='d:AmendmentFlag' contextRef='now' "
        "format='ixt:fixed-false'>no</ix:nonNumeric>",
    )
    facts = {fact.concept: fact for fact in report.facts}
    assert facts["own:A"].value == 17000
    assert facts["own:B"].value == -17000
    assert (facts["own:C"].nil, facts["own:C"].value, facts["own:C"].text) == (True, None, "—")
    flag = facts["dei:AmendmentFlag"]
    assert (flag.hidden, flag.value) == (True, "false")
    assert flag.span is not None
    assert report.texts["own.htm"].text[slice(*flag.span)] == "the flag"


def test_a_text_block_goes_on_elsewhere_without_what_is_excluded() -> None:
    report = read(
        "<div><ix:nonNumeric name='own:Policy' contextRef='now' escape='true' continuedAt='c1'>"
        "<p style='color:red'>One &amp; two.</p><ix:exclude><p>Page 7</p></ix:exclude>"
        "</ix:nonNumeric></div><p>Between.</p>"
        "<ix:continuation id='c1' continuedAt='c2'><p>Three "
        "<ix:nonFraction name='own:N' contextRef='now' unitRef='usd'>3</ix:nonFraction>.</p>"
        "</ix:continuation><ix:continuation id='c2'>Four<br/></ix:continuation>"
    )
    policy, count = report.facts
    assert policy.value == '<p style="color:red">One &amp; two.</p><p>Three 3.</p>Four<br/>'
    assert policy.text == "One & two. Three 3. Four"
    assert (policy.escaped, policy.language) == (True, "en-US")
    assert count.value == 3


@pytest.mark.parametrize(
    ("continuation", "reason"),
    [
        ("", "the continuation 'c1' is missing"),
        (
            "<ix:continuation id='c1' continuedAt='c1'>x</ix:continuation>",
            "the continuation 'c1' continues itself",
        ),
    ],
)
def test_a_broken_continuation_is_counted(continuation: str, reason: str) -> None:
    report = read(
        "<p><ix:nonNumeric name='own:P' contextRef='now' continuedAt='c1'>One</ix:nonNumeric></p>"
        + continuation
    )
    assert [problem.reason for problem in report.problems] == [reason]
    assert report.facts[0].problem == reason


def test_footnotes_relationships_and_targets() -> None:
    report = read(
        "<p><ix:nonFraction id='a' name='own:A' contextRef='now' unitRef='usd' target='second'>1"
        "</ix:nonFraction><ix:nonFraction id='b' name='own:B' contextRef='now' unitRef='usd'>2"
        "</ix:nonFraction></p><p><ix:footnote id='n1' xml:lang='de'>Ohne <b>Bahn</b>."
        "</ix:footnote></p>",
        footer="<ix:relationship fromRefs='a b' toRefs='n1'/>"
        "<ix:relationship arcrole='http://www.xbrl.org/2009/arcrole/fact-explanatoryFact' "
        "fromRefs='a' toRefs='b'/>",
    )
    first, second = report.facts
    assert [note.text for note in first.footnotes] == ["Ohne Bahn."]
    assert first.footnotes == second.footnotes == report.footnotes
    assert first.footnotes[0].language == "de"
    assert first.target == "second"
    (link,) = report.relationships
    assert (link.source, link.target) == ("a", "b")


def test_tuples_and_fractions() -> None:
    report = read(
        "<div><ix:tuple name='own:Director' tupleID='t1'><p><ix:nonNumeric name='own:Name' "
        "contextRef='now' order='1'>A. Body</ix:nonNumeric></p></ix:tuple>"
        "<ix:fraction name='own:Share' contextRef='now' unitRef='usd' tupleRef='t1' order='2'>"
        "<ix:numerator format='ixt:num-dot-decimal'>1,0</ix:numerator>/<ix:denominator>30"
        "</ix:denominator></ix:fraction></div>"
    )
    assert [(group.id, group.concept) for group in report.tuples] == [("t1", "own:Director")]
    name, share = report.facts
    assert (name.value, name.tuple_id, name.order) == ("A. Body", "t1", 1)
    assert (share.value, share.tuple_id, share.order) == (Fraction(1, 3), "t1", 2)


def test_several_documents_are_one_report(tmp_path: Path) -> None:
    first, second = tmp_path / "a.htm", tmp_path / "b.htm"
    first.write_bytes(
        document(
            "<p><ix:nonNumeric name='own:P' contextRef='now' continuedAt='c1'>One"
            "</ix:nonNumeric></p>"
        )
    )
    second.write_bytes(
        document(
            "<p><ix:continuation id='c1'> two</ix:continuation> <ix:nonFraction name='own:A' "
            "contextRef='now' unitRef='usd'>5</ix:nonFraction></p>",
            resources="",
        )
    )
    report = read_inline([first, second])
    assert report.documents == ("a.htm", "b.htm")
    assert [(fact.document, fact.value) for fact in report.facts] == [
        ("a.htm", "One two"),
        ("b.htm", 5),
    ]


def test_inline_xbrl_1_0_is_read() -> None:
    old = document(
        "<p><ix:nonFraction name='own:A' contextRef='now' unitRef='usd' footnoteRefs='n'>4"
        "</ix:nonFraction></p><ix:footnote footnoteID='n'>Note</ix:footnote>"
    ).replace(b"http://www.xbrl.org/2013/inlineXBRL", b"http://www.xbrl.org/2008/inlineXBRL")
    (fact,) = read_inline(old).facts
    assert fact.value == 4
    assert [note.text for note in fact.footnotes] == ["Note"]


# Bad input


def refusal(source: Path | bytes) -> str:
    with pytest.raises(BadFile) as caught:
        read_inline(source, None if isinstance(source, Path) else "bad.htm")
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


def test_a_truncated_document_is_refused() -> None:
    whole = document("<p>text</p>")
    assert "not well-formed" in refusal(whole[: len(whole) // 2])


def test_entities_are_refused_before_they_expand() -> None:
    laughs = "".join(
        f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha' * 50}'>" for n in range(12)
    )
    body = document("<p>&l11;</p>").decode()
    assert "declares entities" in refusal(f"<!DOCTYPE html [{laughs}]>{body}".encode())
    outside = "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    assert "declares entities" in refusal(f"{outside}{document('<p>&x;</p>').decode()}".encode())
    wide = f"<!DOCTYPE html [{laughs}]>{body}".encode("utf-16")
    assert refusal(wide)


def test_a_named_character_of_html_needs_no_dtd() -> None:
    report = read(
        "<p><ix:nonNumeric name='own:P' contextRef='now'>a&nbsp;b &lt; c</ix:nonNumeric></p>"
    )
    assert report.facts[0].value == "a\u00a0b < c"
    assert report.facts[0].text == "a b < c"


def test_a_document_that_is_too_large_or_empty_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.htm"
    with large.open("wb") as stream:
        stream.truncate(LARGEST_FILING + 1)
    assert "larger than 64 MB" in refusal(large)
    assert "is empty" in refusal(b" \n")
    assert "cannot be read" in refusal(tmp_path / "absent.htm")


def test_a_document_without_inline_xbrl_is_refused() -> None:
    assert "no inline XBRL" in refusal(b"<html><body><p>plain</p></body></html>")


def test_values_far_larger_than_the_document_are_refused() -> None:
    facts = "".join(
        f"<ix:nonNumeric name='own:P{n}' contextRef='now' continuedAt='c'>x</ix:nonNumeric>"
        for n in range(400)
    )
    body = f"<p>{facts}</p><ix:continuation id='c'>{'long ' * 40_000}</ix:continuation>"
    assert "far larger than the document" in refusal(document(body))


def test_the_header_of_an_edgar_submission_is_taken_off() -> None:
    inner = document("<p><ix:nonNumeric name='own:P' contextRef='now'>kept</ix:nonNumeric></p>")
    wrapped = (
        b"<DOCUMENT>\n<TYPE>10-K\n<SEQUENCE>1\n<FILENAME>own.htm\n<TEXT>\n<XBRL>\n"
        + inner
        + b"\n</XBRL>\n</TEXT>\n</DOCUMENT>\n"
    )
    assert [fact.value for fact in read_inline(wrapped, "own.txt").facts] == ["kept"]


def test_elements_nested_too_deeply_are_refused() -> None:
    assert "deep" in refusal(document("<div>" * 5_000 + "</div>" * 5_000)).lower()
