"""The portrait of Apple from its annual reports and list of subsidiaries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import ingest
import kg
import queries
from queries.portraits.portrait import Portrait

pytestmark = pytest.mark.shared

REPORTS = (
    Path(os.environ.get("RISKWEAVE_SHARED", Path(__file__).parents[2] / "../shared/data"))
    / "reports"
)
APPLE = "cik:0000320193"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kg.Workspace]:
    if not REPORTS.is_dir():
        pytest.skip("the reports are not here")
    with kg.init(tmp_path_factory.mktemp("apple") / "ws") as made:
        ingest.run_documents(
            made,
            "report",
            REPORTS / "sec_10k" / "aapl-10-k-2024-11-01.html",
            REPORTS / "ex21" / "ex21_aapl.html",
            REPORTS / "xbrl" / "aapl_10k_2010" / "aapl-20100925.xml",
        )
        made.refresh()
        yield made


@pytest.fixture(scope="module")
def portrait(ws: kg.Workspace) -> Portrait:
    return queries.portrait(ws, APPLE)


def test_figures_as_the_report_prints_them(portrait: Portrait) -> None:
    table = portrait.reported.figures
    assert [str(period.end) for period in table.periods] == [
        "2024-09-28", "2023-09-30", "2022-09-24", "2010-09-25",
    ]  # fmt: skip
    rows = {
        (label, concept.rpartition(":")[2]): [one and one.value for one in cells]
        for label, concept, _, cells in table.rows
    }
    million = Decimal(10**6)
    assert rows["Total assets", "Assets"] == [
        364_980 * million, 352_583 * million, None, 75_183 * million,
    ]  # fmt: skip
    # Sales had another concept in 2010, and so a row of their own.
    assert rows["Revenue", "SalesRevenueNet"] == [None, None, None, 65_225 * million]
    assert rows["Cash flow from operations", "NetCashProvidedByUsedInOperatingActivities"] == [
        118_254 * million, 110_543 * million, 122_151 * million, 18_595 * million,
    ]  # fmt: skip
    newest = next(one for one in table.figures if one.label == "Total assets")
    assert newest.quote is not None
    assert newest.quote.text.split() == ["Total", "assets", "$", "364,980", "$", "352,583"]
    assert [newest.quote.text[a:b] for a, b in newest.quote.marks] == ["364,980"]


def test_every_subsidiary_with_where_it_is_registered(portrait: Portrait) -> None:
    found = {one.party.caption: one for one in portrait.reported.subsidiaries}
    assert len(found) == 19
    assert found["Braeburn Capital, Inc."].jurisdictions == ("us",)
    assert found["Braeburn Capital, Inc."].registered_in == ("Nevada, U.S.",)
    assert found["iTunes K.K."].jurisdictions == ("jp",)
    assert found["iTunes K.K."].registered_in == ()
    for name, one in found.items():
        assert one.quote is not None
        assert name in one.quote.text
        assert one.quote.file == "ex21_aapl.html"


def test_lawsuits_and_auditor_with_their_sentences(portrait: Portrait) -> None:
    (auditor,) = portrait.reported.auditors
    assert (auditor.party.caption, auditor.start) == ("Ernst & Young LLP", "2009")
    assert auditor.quote is not None
    assert "Ernst & Young LLP" in auditor.quote.text
    quotes = [one.quote.text for one in portrait.reported.proceedings if one.quote is not None]
    assert len(quotes) == len(portrait.reported.proceedings)
    for words in ("On March 21, 2024, the U.S. Department of Justice", "Epic Games, Inc. (“Epic”)"):
        assert any(words in quote for quote in quotes)


def test_each_figure_leads_to_its_claim(ws: kg.Workspace, portrait: Portrait) -> None:
    listed = {one.claim for one in portrait.evidence}
    assert set(portrait.reported.claims) <= listed
    for one in portrait.reported.figures.figures[:8]:
        assert Decimal(queries.evidence(ws, one.claim).evidence.value) == one.value


def test_before_the_report_the_older_one_stands(ws: kg.Workspace) -> None:
    before = queries.portrait(ws, APPLE, as_of="2024-09-01").reported
    assert [str(period.end) for period in before.figures.periods] == [
        "2010-09-25", "2009-09-26", "2008-09-27",
    ]  # fmt: skip
    assert before.auditors == before.proceedings == ()
