"""What source a report is: no document takes the place of another, and none is lost in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest
import kg

PAGE = """<html xmlns="http://www.w3.org/1999/xhtml"
 xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:dei="http://xbrl.sec.gov/dei/2024" xmlns:us-gaap="http://fasb.org/us-gaap/2024"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217"><body>
<div style="display:none"><ix:header><ix:hidden>{hidden}
<ix:nonNumeric name="dei:DocumentType" contextRef="c">{form}</ix:nonNumeric>
<ix:nonNumeric name="dei:DocumentPeriodEndDate" contextRef="c">2025-03-31</ix:nonNumeric>
</ix:hidden><ix:resources>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK"
>0000000077</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:instant>2025-03-31</xbrli:instant>
</xbrli:period></xbrli:context>
<xbrli:unit id="u"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>
<p>Cash <ix:nonFraction name="us-gaap:Cash" contextRef="c" unitRef="u" decimals="0">{cash}</ix:nonFraction></p>
</body></html>"""  # noqa: E501
INSTANCE = """<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:dei="http://xbrl.sec.gov/dei/2024"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:link="http://www.xbrl.org/2003/linkbase">
<context id="c"><entity><identifier scheme="http://www.sec.gov/CIK">0000000077</identifier></entity>
<period><instant>2025-03-31</instant></period></context>
<dei:DocumentType contextRef="c">10-K</dei:DocumentType>
<dei:DocumentPeriodEndDate contextRef="c">2025-03-31</dei:DocumentPeriodEndDate></xbrl>"""
EXHIBIT = (
    "<html><body><p>Exhibit 21</p><p>Subsidiaries of {owner}</p><table>"
    "<tr><th>Name</th><th>Jurisdiction</th></tr>"
    "<tr><td>{name}</td><td>Delaware</td></tr></table></body></html>"
)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[kg.Workspace]:
    with kg.init(tmp_path / "work") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "filings"
    made.mkdir()
    return made


def page(form: str, cash: int, hidden: str = "") -> str:
    return PAGE.format(form=form, cash=cash, hidden=hidden)


def values(ws: kg.Workspace, prop: str) -> list[str]:
    with ws.view() as view:
        found = view.sql("SELECT DISTINCT value FROM claims WHERE prop = ? ORDER BY 1", [prop])
        return [value for (value,) in found.rows]


def test_the_extracted_instance_beside_a_report_goes_with_it(
    ws: kg.Workspace, folder: Path
) -> None:
    (folder / "elm-2025.htm").write_text(page("10-K", 5))
    (folder / "elm-2025_htm.xml").write_text(INSTANCE)
    done = ingest.run_documents(ws, "report", folder)

    assert [Path(one).name for one in done.beside] == ["elm-2025_htm.xml"]
    assert not done.refused
    assert values(ws, "value") == ["5"]


def test_two_reports_of_one_day_are_two_sources(ws: kg.Workspace, folder: Path) -> None:
    (folder / "first.htm").write_text(page("8-K", 5))
    (folder / "second.htm").write_text(page("8-K", 6))
    for _ in range(2):
        assert not ingest.run_documents(ws, "report", folder).refused
        assert values(ws, "value") == ["5", "6"]
    assert all(source.version == 1 for source in ws.lake.sources())


def test_one_report_twice_is_told_and_not_replaced(ws: kg.Workspace, folder: Path) -> None:
    (folder / "a.htm").write_text(page("10-K", 5))
    (folder / "b.htm").write_text(page("10-K", 6))
    (refusal,) = ingest.run_documents(ws, "report", folder).refused

    assert "is the same document as a.htm" in refusal.reason
    assert values(ws, "value") == ["5"]


@pytest.mark.parametrize("names", [("acme/ex21.htm", "beta/ex21.htm"), ("子公司.htm", "附件.htm")])
def test_exhibits_do_not_take_each_others_place(
    ws: kg.Workspace, folder: Path, names: tuple[str, str]
) -> None:
    for name, owner in zip(names, ("Acme Inc.", "Beta Inc."), strict=True):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(EXHIBIT.format(owner=owner, name=f"{owner[:4]} Trading LLC"))
    assert not ingest.run_documents(ws, "report", folder).refused

    assert {"Acme Trading LLC", "Beta Trading LLC"} <= set(values(ws, "name"))


def test_facts_that_share_an_id_are_both_kept(ws: kg.Workspace, folder: Path) -> None:
    hidden = "".join(
        f'<ix:nonFraction id="f" name="us-gaap:{name}" contextRef="c" unitRef="u">{value}'
        "</ix:nonFraction>"
        for name, value in (("Assets", 7), ("Liabilities", 8))
    )
    path = folder / "a.htm"
    path.write_text(page("10-K", 5, hidden))
    ingest.run(ws, "report", path)

    assert values(ws, "value") == ["5", "7", "8"]


def test_one_document_that_cannot_be_used_stops_no_other(ws: kg.Workspace, folder: Path) -> None:
    proxy = "<html><body><h1>Proxy Statement</h1></body></html>"
    (folder / "a.htm").write_text(proxy)
    (folder / "b.htm").write_text(page("10-K", 5))
    done = ingest.run_documents(ws, "report", folder)

    assert [Path(one.file).name for one in done.refused] == ["a.htm"]
    assert values(ws, "value") == ["5"]
