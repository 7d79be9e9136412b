"""A small annual report and its Exhibit 21, of our own making."""

from __future__ import annotations

TEN_K = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
 xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:dei="http://xbrl.sec.gov/dei/2024"
 xmlns:us-gaap="http://fasb.org/us-gaap/2024" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
 xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"
 xmlns:xbrldi="http://xbrl.org/2006/xbrldi" xmlns:srt="http://fasb.org/srt/2024">
<head><title>10-K</title></head><body>
<div style="display:none"><ix:header><ix:resources>
<xbrli:context id="y"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">{cik}</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2024-01-01</xbrli:startDate><xbrli:endDate>2024-12-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="i"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">{cik}</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:instant>2024-12-31</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>
<p>Form <ix:nonNumeric name="dei:DocumentType" contextRef="y">10-K</ix:nonNumeric> for the year ended
<ix:nonNumeric name="dei:DocumentPeriodEndDate" contextRef="y" format="ixt:date-monthname-day-year-en">December 31, 2024</ix:nonNumeric></p>
<p><ix:nonNumeric name="dei:EntityRegistrantName" contextRef="y">{name}</ix:nonNumeric></p>
<p>Revenue was $<ix:nonFraction name="us-gaap:Revenues" contextRef="y" unitRef="usd" decimals="-6" scale="6" format="ixt:num-dot-decimal">1,234</ix:nonFraction> million
and the loss $(<ix:nonFraction name="us-gaap:NetIncomeLoss" contextRef="y" unitRef="usd" decimals="-6" scale="6" sign="-" format="ixt:num-dot-decimal">56</ix:nonFraction>) million.</p>
<h2>Item 3. Legal Proceedings</h2>
<p>On March 1, 2024, Rival Lamps, Inc. filed a lawsuit in the U.S. District Court for the Northern
District of California against Lantern Group, Inc., alleging that its lanterns copy theirs.</p>
<p>Audited by <ix:nonNumeric name="dei:AuditorName" contextRef="y">Plain &amp; Tally LLP</ix:nonNumeric>,
PCAOB ID <ix:nonNumeric name="dei:AuditorFirmId" contextRef="y">9971</ix:nonNumeric></p>
<p>Cash of $<ix:nonFraction name="us-gaap:Cash" contextRef="i" unitRef="usd" decimals="0">78</ix:nonFraction>.</p>
</body></html>
"""  # noqa: E501 (a filing's own lines)

EXHIBIT = """<html><body><p>Exhibit 21</p><p>Subsidiaries of {name}</p><table>
<tr><td>Name</td><td>Jurisdiction</td><td>Ownership</td></tr>
<tr><td>Fjordlys Shipping AS</td><td>Norway</td><td>100%</td></tr>
<tr><td>Lantern Trading Limited</td><td>Ireland</td><td>51%</td></tr>
</table></body></html>
"""
