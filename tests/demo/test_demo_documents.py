"""The demo's act, controls and annual report: read back by the readers, they say what they must."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from demo.act import act_files, act_id, act_xml, wording_id
from demo.annual_report import YEARS
from demo.bank import Bank, make_bank
from demo.filing import EXHIBIT_FILE, REPORT_FILE, report_files
from demo.plan import Plan
from ingest.regulations.claims.act_claims import version_id, work_id
from ingest.regulations.comparison.versions import differences
from ingest.regulations.formats.detect import read_act
from ingest.regulations.structure.act import Act
from ingest.reports.narrative.narrative import Narrative, narrative_of
from ingest.reports.subsidiaries.exhibit21 import read_exhibit21
from ingest.reports.xbrl.facts import Report
from ingest.reports.xbrl.inline import read_inline
from queries.screening.screen import KIND
from queries.typologies.loader import load_typologies

CONTROLS = Path(__file__).parents[2] / "demo" / "controls.yaml"


@pytest.fixture(scope="module")
def acts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Act]:
    folder = tmp_path_factory.mktemp("acts")
    found = {}
    for name, text in act_files().items():
        (folder / name).write_text(text, encoding="utf-8")
        act = read_act(folder / name)
        found[version_id(act)] = act
    return found


@pytest.fixture(scope="module")
def bank() -> Bank:
    return make_bank(Plan(seed=5, parties=1_300, transfers=10_000))


@pytest.fixture(scope="module")
def report(bank: Bank) -> Report:
    return read_inline(report_files(bank.report)[REPORT_FILE].encode(), REPORT_FILE)


@pytest.fixture(scope="module")
def narrative(report: Report) -> Narrative:
    return narrative_of(next(iter(report.texts.values())), report)


def test_both_wordings_are_of_one_act(acts: dict[str, Act]) -> None:
    assert list(acts) == [wording_id("older"), wording_id("newer")]
    assert {work_id(act) for act in acts.values()} == {act_id()}
    assert [act.effective for act in acts.values()] == [date(2019, 7, 1), date(2026, 1, 1)]


def test_the_newer_wording_differs_as_it_is_written(acts: dict[str, Act]) -> None:
    older, newer = acts.values()
    found = {
        (one.new or one.old).number: one.change  # type: ignore[union-attr]
        for one in differences(older, newer)
        if one.change not in ("gone", "added")
    }
    same = {number for number, change in found.items() if change == "same"}
    assert same == {f"Article {n}" for n in (1, 2, 8, 10, 12, 13)}
    gone = [
        one.old.heading for one in differences(older, newer) if one.change == "gone" and one.old
    ]
    assert gone == ["Paper register"]


def test_an_article_of_the_other_wording_is_left_out() -> None:
    assert "Paper register" in act_xml("older")
    assert "Paper register" not in act_xml("newer")
    assert "EUR 15 000" in act_xml("older")


def test_controls_rest_on_provisions_and_typologies_that_there_are(acts: dict[str, Act]) -> None:
    known = {"/".join((whole, *one.key)) for whole, act in acts.items() for one in act.walk()}
    known |= {f"{act_id()}/{'/'.join(one.key)}" for one in acts[wording_id("newer")].walk()}
    typologies = {KIND, *(one.name for one in load_typologies())}
    controls = yaml.safe_load(CONTROLS.read_text(encoding="utf-8"))["controls"]
    for control in controls.values():
        assert set(control.get("provisions", ())) <= known
        assert {one.partition("/obligation/")[0] for one in control.get("obligations", ())} <= known
        assert set(control.get("typologies", ())) <= typologies


def test_controls_bear_the_ids_and_names_of_the_banks_own_list(bank: Bank) -> None:
    own = {f"bank:{row['control_id']}": row["name"] for row in bank.tables["controls"].dicts()}
    controls = yaml.safe_load(CONTROLS.read_text(encoding="utf-8"))["controls"]
    named = {one["id"]: one["name"] for one in controls.values() if "id" in one}
    assert len(named) == 9
    assert named.items() <= own.items()


def test_the_report_is_a_customers(bank: Bank, report: Report) -> None:
    customer = next(
        row
        for row in bank.tables["companies"].dicts()
        if row["company_id"] == bank.report.company_id
    )
    assert {fact.entity.identifier for fact in report.facts} == {customer["lei"]}
    name = report.first("dei:EntityRegistrantName")
    assert name is not None
    assert name.value == customer["name"]
    assert not report.problems


def value(report: Report, concept: str, year: int) -> Decimal:
    (found,) = {
        fact.value
        for fact in report.facts
        if fact.concept == f"us-gaap:{concept}"
        and not fact.dimensions
        and str(fact.period).endswith(f"{year}-12-31")
    }
    assert isinstance(found, Decimal)
    return found


@pytest.mark.parametrize("year", YEARS)
def test_the_balance_sheet_adds_up(report: Report, year: int) -> None:
    assert value(report, "Assets", year) == value(report, "Liabilities", year) + value(
        report, "StockholdersEquity", year
    )
    assert value(report, "Liabilities", year) == value(report, "LiabilitiesCurrent", year) + value(
        report, "LongTermDebtNoncurrent", year
    )


@pytest.mark.parametrize("year", YEARS[:2])
def test_cash_flows_add_up_to_the_change_in_cash(report: Report, year: int) -> None:
    flows = sum(
        value(report, f"NetCashProvidedByUsedIn{kind}Activities", year)
        for kind in ("Operating", "Investing", "Financing")
    )
    cash = "CashAndCashEquivalentsAtCarryingValue"
    assert flows == value(report, cash, year) - value(report, cash, year - 1)


def test_values_carry_scale_and_sign(bank: Bank, report: Report) -> None:
    figures = bank.report.figures
    assert value(report, "Revenues", 2025) == 1000 * figures["revenue"][2025]
    assert figures["investing_cash_flow"][2025] < 0
    assert (
        value(report, "NetCashProvidedByUsedInInvestingActivities", 2025)
        == 1000 * figures["investing_cash_flow"][2025]
    )


def test_the_words_name_auditor_and_lawsuit(bank: Bank, narrative: Narrative) -> None:
    assert narrative.auditor is not None
    assert narrative.auditor.name == bank.report.auditor
    assert narrative.auditor.since == bank.report.auditor_since
    (case,) = narrative.proceedings
    assert case.plaintiffs == (bank.report.plaintiff,)
    assert case.filed == "2025-09-15"


def test_directors_of_the_report_are_those_of_the_bank(bank: Bank) -> None:
    people = {
        row["customer_id"]: f"{row['given_names']} {row['family_name']}"
        for row in bank.tables["customers"].dicts()
    }
    board = {
        people[row["person_id"]]
        for row in bank.tables["directors"].dicts()
        if row["company_id"] == bank.report.company_id
    }
    named = {one.name for one in bank.report.officers if one.director}
    assert named
    assert named <= board


def test_exhibit_21_names_a_listed_company(bank: Bank) -> None:
    exhibit = read_exhibit21(report_files(bank.report)[EXHIBIT_FILE].encode(), EXHIBIT_FILE)
    assert exhibit.registrant == bank.report.name
    assert [one.name for one in exhibit.subsidiaries] == [
        one.name for one in bank.report.subsidiaries
    ]
    assert [one.share for one in exhibit.subsidiaries] == [
        one.share for one in bank.report.subsidiaries
    ]
    assert all(one.place is not None for one in exhibit.subsidiaries)
    (truth,) = bank.truth["subsidiary"].dicts()
    entries = csv.reader(io.StringIO("\n".join(bank.watchlist.sdn)))
    listed = {row[0]: row[1] for row in entries}
    assert listed[truth["ent_num"]] == truth["name"]
    assert truth["name"] in {one.name for one in exhibit.subsidiaries}


@pytest.mark.parametrize("seed", [1, 2, 9])
def test_the_smallest_bank_has_a_report_too(seed: int) -> None:
    small = make_bank(Plan(seed=seed, parties=500, transfers=10_000)).report
    assert small.lei
    assert len(small.officers) >= 3
    assert min(small.figures["long_term_debt"].values()) > 0
