"""Report packages: a European annual report with its taxonomy in a zip file."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

import kg
from ingest.documents import run_documents
from ingest.reports.reader import labels_of, read_facts, source_of
from kg.errors import BadFile

REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
 xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
 xmlns:tern="http://tern.example/2031"><head><title>Tern</title></head><body>
<div style="display:none"><ix:header><ix:references><link:schemaRef xlink:type="simple"
 xlink:href="http://tern.example/xbrl/tern-2031.xsd"/></ix:references><ix:resources>
<xbrli:context id="d"><xbrli:entity><xbrli:identifier scheme="http://standards.iso.org/iso/17442"
>529900T8BM49AURSDO55</xbrli:identifier></xbrli:entity><xbrli:period>
<xbrli:startDate>2031-01-01</xbrli:startDate><xbrli:endDate>2031-12-31</xbrli:endDate>
</xbrli:period></xbrli:context><xbrli:unit id="eur"><xbrli:measure>iso4217:EUR</xbrli:measure>
</xbrli:unit></ix:resources></ix:header></div><p>Fares <ix:nonFraction name="tern:Fares"
 contextRef="d" unitRef="eur" decimals="0">1250</ix:nonFraction></p></body></html>"""
SCHEMA = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
 targetNamespace="http://tern.example/2031"><xsd:annotation><xsd:appinfo><link:linkbaseRef
 xlink:type="simple" xlink:role="http://www.xbrl.org/2003/role/labelLinkbaseRef"
 xlink:href="tern-2031_lab-en.xml"/></xsd:appinfo></xsd:annotation>
<xsd:element id="tern_Fares" name="Fares"/></xsd:schema>"""
LABELS = """<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink"><link:labelLink xlink:type="extended">
<link:loc xlink:type="locator" xlink:href="tern-2031.xsd#tern_Fares" xlink:label="l"/>
<link:labelArc xlink:type="arc" xlink:from="l" xlink:to="r"/>
<link:label xlink:type="resource" xlink:label="r" xml:lang="en">Fares of passengers</link:label>
</link:labelLink></link:linkbase>"""
TOP = "529900T8BM49AURSDO55-2031-12-31-en"
FILES = {
    f"{TOP}/META-INF/reportPackage.json": "{}",
    f"{TOP}/reports/tern.xhtml": REPORT,
    f"{TOP}/tern.example/xbrl/tern-2031.xsd": SCHEMA,
    f"{TOP}/tern.example/xbrl/tern-2031_lab-en.xml": LABELS,
}


def packed(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "tern.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, words in files.items():
            archive.writestr(name, words)
    return path


def test_the_report_of_a_package_and_its_labels(tmp_path: Path) -> None:
    path = packed(tmp_path, FILES)
    report = read_facts(path)
    (fact,) = report.facts
    assert (fact.concept, fact.value, str(fact.unit)) == ("tern:Fares", Decimal(1250), "EUR")
    assert labels_of(path, report).text("tern:Fares") == "Fares of passengers"
    assert source_of(path).startswith("filing-lei-529900t8bm49aursdo55-report-2031-01-01")


def test_claims_of_a_package_are_placed_in_its_document(tmp_path: Path) -> None:
    ws = kg.init(tmp_path / "w")
    run = run_documents(ws, "report", packed(tmp_path, FILES))
    assert not run.refused
    with ws.view() as view:
        rows = view.sql(
            "SELECT prop, value, file, record FROM claims WHERE prop IN ('value', 'label')"
        ).rows
    assert sorted((prop, value, file) for prop, value, file, _ in rows) == [
        ("label", "Fares of passengers", "tern.zip"),
        ("value", "1250", "tern.zip"),
    ]
    records = {prop: record for prop, _, _, record in rows}
    assert records["value"].startswith(f"{TOP}/reports/tern.xhtml#")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a/reports/x.xhtml": "<html/>"}, "without an inline XBRL report"),
        ({f"a/reports/{n}.xhtml": REPORT for n in "xy"}, "2 reports"),
        ({"a/reports/x.xhtml": REPORT, "a/x.xsd": " " * (65 * 2**20)}, "more than 64 MB"),
    ],
)
def test_what_is_no_package_of_one_report(
    tmp_path: Path, files: dict[str, str], reason: str
) -> None:
    with pytest.raises(BadFile, match=reason):
        read_facts(packed(tmp_path, files))


def test_a_damaged_package_is_said_to_be_one(tmp_path: Path) -> None:
    whole = packed(tmp_path, FILES).read_bytes()
    path = tmp_path / "cut.zip"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFile, match="damaged zip"):
        read_facts(path)
    turned = io.BytesIO(whole)
    turned.seek(200)
    turned.write(b"\xff" * 60)
    path.write_bytes(turned.getvalue())
    with pytest.raises(BadFile, match=r"damaged|cannot be read"):
        read_facts(path)
