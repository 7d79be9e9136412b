"""An inline report as European issuers make it: IFRS, LEI, two currencies, German numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ingest.reports.xbrl.facts import Report
from ingest.reports.xbrl.inline import read_inline

ENTITY = (
    "<xbrli:entity><xbrli:identifier scheme='http://standards.iso.org/iso/17442'>"
    "529900T8BM49AURSDO55</xbrli:identifier></xbrli:entity>"
)
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de"
 xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
 xmlns:t3="http://www.xbrl.org/inlineXBRL/transformation/2015-02-26"
 xmlns:t4="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"
 xmlns:t5="http://www.xbrl.org/inlineXBRL/transformation/2022-02-16"
 xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:xbrldi="http://xbrl.org/2006/xbrldi"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:e="http://www.example.com/2023"
 xmlns:ifrs-full="https://xbrl.ifrs.org/taxonomy/2022-03-24/ifrs-full"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><head><title>Bericht</title></head><body>
<div style="display:none"><ix:header><ix:hidden>
<ix:nonFraction id="h" name="ifrs-full:Revenue" contextRef="d" unitRef="usd" decimals="INF"
>12.50</ix:nonFraction></ix:hidden><ix:resources>
<xbrli:context id="d">{ENTITY}<xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate>
<xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="i">{ENTITY}<xbrli:period><xbrli:instant>2024-01-01T00:00:00</xbrli:instant>
</xbrli:period><xbrli:scenario><xbrldi:explicitMember dimension="ifrs-full:ComponentsOfEquityAxis"
>ifrs-full:RetainedEarningsMember</xbrldi:explicitMember></xbrli:scenario></xbrli:context>
<xbrli:unit id="eur"><xbrli:measure>iso4217:EUR</xbrli:measure></xbrli:unit>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<xbrli:unit id="pure"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>"""


def read(body: str) -> Report:
    return read_inline(f"{HEAD}{body}</body></html>".encode(), "bericht.xhtml")


def number(attributes: str, words: str, *, context: str = "d", unit: str = "eur") -> str:
    return (
        f'<p><ix:nonFraction name="e:N" contextRef="{context}" unitRef="{unit}" {attributes}>'
        f"{words}</ix:nonFraction></p>"
    )


def test_numbers_of_the_later_registries() -> None:
    report = read(
        number('decimals="-5" scale="6" format="t4:num-comma-decimal"', "1.234,5")
        + number('decimals="-3" scale="3" sign="-" format="t4:num-dot-decimal"', "1\u00a0234")
        + number('decimals="4" scale="-2" format="t4:num-comma-decimal"', "25,5", unit="pure")
        + number('decimals="0" format="t4:fixed-zero"', "keine")
        + number('decimals="0" scale="6" sign="-" format="t3:zerodash"', "–")
        + number('decimals="2" format="t4:num-unit-decimal"', "12 Euro 5 Cent")
        + number('decimals="1" format="t5:num-dot-decimal-apos"', "1'234.50")
        + number('decimals="0"', "1234.56")
    )
    assert [fact.value for fact in report.facts[1:]] == [
        Decimal(1_234_500_000), Decimal(-1_234_000), Decimal("0.255"), Decimal(0), Decimal(0),
        Decimal("12.05"), Decimal("1234.5"), Decimal("1234.56"),
    ]  # fmt: skip
    assert report.problems == ()
    hidden = report.facts[0]
    assert (hidden.hidden, hidden.value, str(hidden.unit)) == (True, Decimal("12.50"), "USD")
    assert hidden.entity.identifier == "529900T8BM49AURSDO55"
    assert hidden.concept == "ifrs-full:Revenue"


def test_midnight_is_the_end_of_the_day_before_and_nil_has_no_value() -> None:
    report = read(number('decimals="0" xsi:nil="true"', "", context="i"))
    fact = report.facts[1]
    assert (fact.nil, fact.value, str(fact.period)) == (True, None, "2023-12-31")
    assert [(d.axis, d.member) for d in fact.dimensions] == [
        ("ifrs-full:ComponentsOfEquityAxis", "ifrs-full:RetainedEarningsMember")
    ]


def test_a_fraction_nested_facts_and_a_number_that_is_none() -> None:
    inner = (
        '<ix:nonFraction id="in" name="e:In" contextRef="i" unitRef="eur" decimals="0"'
        ' format="t4:num-dot-decimal">5,000</ix:nonFraction>'
    )
    report = read(
        '<p><ix:fraction name="e:F" contextRef="d" unitRef="pure"><ix:numerator>1</ix:numerator>/'
        "<ix:denominator>3</ix:denominator></ix:fraction></p>"
        + number('decimals="0" format="t4:num-dot-decimal"', inner)
        + number('decimals="0"', "(1,234)")
    )
    assert [fact.value for fact in report.facts[1:]] == [
        Fraction(1, 3), Decimal(5000), Decimal(5000), None,
    ]  # fmt: skip
    assert [problem.reason for problem in report.problems] == ["'(1,234)' is not a number"]


def test_a_text_block_goes_on_elsewhere_without_what_is_excluded() -> None:
    report = read(
        '<ix:nonNumeric name="e:Note" contextRef="d" escape="true" continuedAt="c"><p>Eins &amp;'
        " <b>zwei</b><ix:exclude><span>Seite 3</span></ix:exclude></p></ix:nonNumeric>"
        '<p>dazwischen</p><ix:continuation id="c"><p>drei<br/></p></ix:continuation>'
        '<p><ix:nonNumeric name="e:Day" contextRef="d" format="t4:date-day-monthname-year-de">'
        "31. März 2024</ix:nonNumeric></p>"
    )
    note, day = report.facts[1:]
    assert note.value == "<p>Eins &amp; <b>zwei</b></p><p>drei<br/></p>"
    assert (note.language, day.value) == ("de", "2024-03-31")
