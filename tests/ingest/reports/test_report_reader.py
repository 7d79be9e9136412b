"""`ingest report`: from filings to claims of one company."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest
import kg
import queries
from kg.errors import BadFile, UsageError
from tests.ingest.reports.filing_samples import EXHIBIT, TEN_K


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "filings"
    made.mkdir()
    (made / "10k.htm").write_text(TEN_K.format(cik="0000918274", name="Lantern Group, Inc."))
    (made / "ex21.htm").write_text(EXHIBIT.format(name="Lantern Group, Inc."))
    return made


@pytest.fixture
def ws(tmp_path: Path, folder: Path) -> Iterator[kg.Workspace]:
    with kg.init(tmp_path / "work") as workspace:
        done = ingest.run_documents(workspace, "report", folder)
        assert (len(done.documents), done.refused) == (2, ())
        workspace.refresh()
        yield workspace


def test_figures_are_exact_and_dated(ws: kg.Workspace) -> None:
    rows = ws.store.read(
        "MATCH (f:Figure)-[:FIGURE_OF]->(c) RETURN f.concept AS concept, f.value AS value,"
        " f.unit AS unit, f.startDate AS start, f.endDate AS last, f.date AS day, c.id AS id"
        " ORDER BY concept"
    ).rows

    assert [row[:3] for row in rows] == [
        ("us-gaap:Cash", 78, "USD"),
        ("us-gaap:NetIncomeLoss", -56_000_000, "USD"),
        ("us-gaap:Revenues", 1_234_000_000, "USD"),
    ]


def test_the_registrant_of_both_documents_is_one_entity(ws: kg.Workspace) -> None:
    portrait = queries.portrait(ws, "cik:0000918274")

    assert portrait.subject.caption.startswith("Lantern Group, Inc")
    assert {step.asset.caption for step in portrait.ownership.owned} == {
        "Fjordlys Shipping AS", "Lantern Trading Limited",
    }  # fmt: skip
    assert {str(step.percentage) for step in portrait.ownership.owned} == {"100.0000", "51.0000"}


def test_a_namesake_with_another_number_is_another_company(
    ws: kg.Workspace, tmp_path: Path
) -> None:
    other = tmp_path / "other.htm"
    other.write_text(TEN_K.format(cik="0000837261", name="Lantern Group, Inc."))
    ingest.run(ws, "report", other)
    ws.refresh()

    assert ws.resolve("cik:0000918274") != ws.resolve("cik:0000837261")


def test_a_figure_points_at_its_words(ws: kg.Workspace) -> None:
    with ws.view() as view:
        (claim,) = view.sql(
            "SELECT id FROM claims WHERE prop = 'value' AND value = '-56000000'"
        ).rows[0]
    quote = queries.evidence(ws, claim)

    assert quote.passage is not None
    assert quote.passage[quote.start : quote.end] == "56"
    assert "and the loss" in quote.passage


def test_the_auditor_and_a_lawsuit_with_its_words(ws: kg.Workspace) -> None:
    portrait = queries.portrait(ws, "cik:0000918274")
    linked = {
        (link.type, link.other.caption, link.role)
        for link in (*portrait.relations, *portrait.associates)
    }

    assert ("LINKED", "Plain & Tally LLP", "auditor") in linked
    rows = ws.store.read(
        "MATCH (c:CourtCase)<-[:PARTY_TO]-(p)"
        " RETURN c.court AS court, c.fileDate AS day, p.id AS id ORDER BY id"
    ).rows
    court = "U.S. District Court for the Northern District of California"
    assert [tuple(row[:2]) for row in rows] == [(court, "2024-03-01")] * 2
    assert rows[0][2] == "cik:0000918274"
    assert str(rows[1][2]).startswith("cik:0000918274/party/rival-lamps-inc-")
    with ws.view() as view:
        (claim,) = view.sql("SELECT id FROM claims WHERE prop = 'court'").rows[0]
    passage = queries.evidence(ws, claim).passage
    assert passage is not None
    assert "Rival Lamps, Inc. filed a lawsuit" in passage


def test_figures_do_not_fill_the_portrait(ws: kg.Workspace) -> None:
    shown = queries.portrait(ws, "cik:0000918274").relations

    assert "FIGURE_OF" not in {link.type for link in shown}


def test_reading_again_changes_nothing(ws: kg.Workspace, folder: Path) -> None:
    again = ingest.run_documents(ws, "report", folder)

    assert all(report.unchanged for report in again.documents)


def test_a_path_joins_a_subsidiary_with_a_listed_company_of_its_number_only(
    ws: kg.Workspace,
) -> None:
    (path, *_) = queries.path(ws, "cik:0000918274", "Lantern Trading Limited")

    assert len(path) == 1


def test_what_cannot_be_read_is_refused(ws: kg.Workspace, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>Nothing of the kind.</p></body></html>")
    with pytest.raises(BadFile, match="no report that can be read"):
        ingest.run(ws, "report", page)
    proxy = tmp_path / "proxy.html"
    proxy.write_text("<html><body><h1>Proxy Statement</h1></body></html>")
    with pytest.raises(BadFile, match="does not say whose it is"):
        ingest.run(ws, "report", proxy)
    with pytest.raises(UsageError, match="no such setting"):
        ingest.run(ws, "report", tmp_path / "filings" / "ex21.htm", params={"company": "x"})
