"""Apple's annual reports for 2023 and 2024, from the documents to the indicators."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import ingest
import kg
import queries
from tests.queries.report_filings import apple_2024
from tests.queries.worlds import World

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
            REPORTS / "xbrl" / "aapl_10k_2023" / "aapl-20230930_htm.xml",
        )
        made.refresh()
        yield made


def test_figures_typed_by_hand_are_those_of_the_documents(ws: kg.Workspace) -> None:
    world = World()
    filer = apple_2024(world)
    typed: dict[str, dict[str, str]] = {}
    for claim in world.claims:
        if claim.schema == "Figure":
            typed.setdefault(claim.entity, {})[claim.prop] = claim.value
    read = {
        (one.concept, str(one.period)): one.figure.value
        for one in queries.figures(ws, APPLE).standing
    }
    assert filer.id
    assert len(typed) > 40
    for one in typed.values():
        start = one.get("startDate")
        period = f"{start}/{one['endDate']}" if start else one["date"]
        assert read[one["concept"], period] == Decimal(one["value"]), one


def test_indicators_of_the_documents(ws: kg.Workspace) -> None:
    report = queries.indicators(ws, APPLE)
    # Worked out in test_scores.py.
    assert {one.name: str(one.value) for one in report.indicators[:5]} == {
        "altman_z": "1.871023", "beneish_m": "-2.723971", "piotroski_f": "7.000000",
        "sloan_accruals": "-0.038659", "cash_flow_accruals": "-0.068337",
    }  # fmt: skip
    claims = [claim for reason in report["altman_z"].reasons for claim in reason.claims]
    passages = [queries.evidence(ws, claim).passage for claim in claims]
    assert any(passage and "364,980" in passage for passage in passages)


def test_what_the_later_report_restated(ws: kg.Workspace) -> None:
    # The reconciliation of 2022's tax rate: "other" was 456 million, later 160.
    (reason,) = queries.indicators(ws, APPLE)["restatement"].reasons
    assert "IncomeTaxReconciliationOtherAdjustments" in reason.explanation
    assert (reason.value, reason.unit) == ("-296000000", "USD")


def test_before_it_was_filed_the_report_is_not_seen(ws: kg.Workspace) -> None:
    # The cover page of 2024 counts the shares of 18 October.
    before = queries.indicators(ws, APPLE, as_of="2024-10-17")
    assert before.year is not None
    assert before.year[1].isoformat() == "2023-09-30"
