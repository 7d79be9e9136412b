"""`kg demo` from the outside: everything is there afterwards, and the numbers are honest."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kg
import queries
from demo.act import act_id, wording_id
from demo.job import run_demo
from demo.plan import Plan
from demo.schemes import TYPOLOGIES
from kg.cli import kg as group
from kg.desk_source import DESK_SOURCE
from kg.errors import UsageError
from queries.laws.coverage import coverage

SIZE = ["--seed", "3", "--parties", "1300", "--transfers", "20000"]


def demo(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        group, ["demo", *SIZE, "--out", str(folder), *arguments], catch_exceptions=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "bank of words"


@pytest.fixture(scope="module")
def said(folder: Path) -> str:
    result = demo(folder)
    assert result.exit_code == 0
    return result.output


@pytest.fixture(scope="module")
def report(folder: Path, said: str) -> dict[str, Any]:
    """The same demo once more, over the first."""
    assert said
    result = demo(folder, "--json")
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_command_is_shown_before_it_runs(said: str, folder: Path) -> None:
    shown = [line for line in said.splitlines() if line.startswith("$ kg -w ")]
    words = [line.split("work' ")[1].split()[0] for line in shown]
    assert words == [
        "init", *["ingest"] * 5, "refresh", "alerts", "regulation", "regulation", "report",
        "portrait", "map",
    ]  # fmt: skip
    assert f"$ kg -w '{folder / 'work'}' init" in shown


def test_every_typology_is_accounted_for(report: dict[str, Any], said: str) -> None:
    typologies = report["comparison"]["typologies"]
    assert [row["typology"] for row in typologies] == list(TYPOLOGIES)
    for row in typologies:
        assert row["found"] + len(row["missed"]) == row["hidden"] == 1
        assert row["typology"] in said
    for row in report["comparison"]["kinds"]:
        assert 0 <= row["hits"] <= row["findings"]


def test_most_schemes_are_found_and_most_alerts_are_right(report: dict[str, Any]) -> None:
    comparison = report["comparison"]
    assert len(comparison["hits"]) >= 9
    findings = sum(row["findings"] for row in comparison["kinds"])
    assert sum(row["hits"] for row in comparison["kinds"]) >= findings / 2


def test_listed_customers_are_found_unless_misspelt(report: dict[str, Any]) -> None:
    found = {row["variant"]: row["found"] for row in report["comparison"]["variants"]}
    assert found.pop("misspelt") == 0
    assert found.pop("namesake") in (0, 2)
    assert set(found.values()) == {2}


def test_the_listed_subsidiary_of_the_annual_report_is_found(report: dict[str, Any]) -> None:
    assert report["comparison"]["subsidiary_found"] is True


def test_some_duties_have_a_control_and_one_control_rests_on_the_older_wording(
    report: dict[str, Any],
) -> None:
    with kg.open(report["workspace"]) as workspace:
        found = coverage(workspace, act_id(), as_of="2026-06-30")
    assert found.act == wording_id("newer")
    met = {duty.number: controls for duty, controls in found.covered}
    assert met["Article 5(1)"] == ("bank:IC03",)
    assert met["Article 8(3)"] == ("bank:IC10",)
    assert {"Article 3(3)", "Article 7(1)"} <= {duty.number for duty in found.uncovered}
    assert [(one.control.name, one.place) for one in found.superseded] == [
        ("Quarterly copy of the paper register", f"{wording_id('older')}/art_11")
    ]


def test_a_duty_leads_to_a_control_a_typology_and_an_alert_and_back(report: dict[str, Any]) -> None:
    with kg.open(report["workspace"]) as workspace:
        walk = workspace.store.read(
            "MATCH (o:Obligation)-[:IMPOSED_BY]->(:Provision)-[:VERSION_OF]->(p:Provision)"
            "<-[:COVERS]-(c:InternalControl)-[:MITIGATES]->(t:Typology {code: 'structuring'})"
            "<-[:INSTANCE_OF]-(a:Alert) RETURN DISTINCT p.id, c.id, a.id"
        ).rows
        alerts = [a.finding.id for a in workspace.desk.alerts() if a.finding.kind == "structuring"]
        assert alerts
        there = queries.trace(workspace, act_id(), as_of="2026-06-30")
        back = queries.trace(workspace, alerts[0], as_of=None)
    for alert in alerts:
        assert (f"{act_id()}/art_5/par_1", "bank:IC03", f"alert:{alert}") in walk
    (control,) = [one for one in there.controls if one.control.id == "bank:IC03"]
    assert {alert.id for alert in control.alerts} <= set(alerts)
    (control,) = back.controls
    assert "Article 5(1)" in {duty.number for duty in control.duties}
    assert control.alerts[0].transfers


def test_the_annual_report_is_about_the_customer(report: dict[str, Any], folder: Path) -> None:
    (listed,) = rows(folder / "data" / "truth" / "subsidiary.csv")
    flags = json.loads((folder / "flags.json").read_text(encoding="utf-8"))
    computed = {one["name"] for one in flags["indicators"] if one["level"] is not None}
    assert {"altman_z", "beneish_m", "piotroski_f", "sloan_accruals"} <= computed
    with kg.open(report["workspace"]) as workspace:
        company = workspace.resolve(f"bank:{listed['company_id']}")
        assert workspace.resolve(listed["registrant"]) == company
        parties = queries.parties(workspace, company).parties
    assert listed["name"] in {one.party.caption for one in parties if one.kind == "subsidiary"}


def test_pages_are_written(report: dict[str, Any], folder: Path) -> None:
    for page in (report["portrait"], report["map"]):
        assert Path(page).parent == folder
        assert "DEMO" in Path(page).read_text(encoding="utf-8")


def test_the_workspace_holds_what_the_files_hold(folder: Path, report: dict[str, Any]) -> None:
    data = folder / "data" / "bank"
    transfers = rows(data / "transfers.csv")
    with kg.open(report["workspace"]) as workspace:
        status = workspace.status()
    bank = next(source for source in status.sources if source.name == "bank")
    assert bank.rejected == 0
    assert bank.read == sum(len(rows(path)) for path in data.glob("*.csv"))
    assert status.ledger.rows == len(transfers) == 20_000
    euro = sum(Decimal(row["amount"]) for row in transfers if row["currency"] == "EUR")
    assert status.ledger.sums["EUR"] == int(euro * 100)
    assert not status.stale


def test_a_second_run_reads_nothing_anew(folder: Path, report: dict[str, Any]) -> None:
    with kg.open(report["workspace"]) as workspace:
        # The desk writes down anew what it found; files are read once.
        sources = [one for one in workspace.status().sources if one.name != DESK_SOURCE]
    assert len(sources) == 7
    assert {(source.version, source.rejected) for source in sources} == {(1, 0)}
    assert (folder / "README.txt").read_text(encoding="utf-8").startswith("Everything in this")


def test_no_truth_is_in_the_lake(report: dict[str, Any]) -> None:
    with kg.open(report["workspace"]) as workspace, workspace.view() as view:
        files = {row[0] for row in view.sql("SELECT DISTINCT file FROM claims").rows}
        outcomes = {row[0] for row in view.sql("SELECT DISTINCT outcome FROM ledger").rows}
    assert not files & {path.name for path in Path(report["folder"], "data", "truth").iterdir()}
    assert outcomes == {None}


def test_suggestions_name_things_that_are_there(report: dict[str, Any], folder: Path) -> None:
    lines = [line for line, _ in report["suggestions"]]
    accounts = {row["account"] for row in rows(folder / "data" / "bank" / "accounts.csv")}
    money, listed = (line.split(" path ")[1].split() for line in lines if " path " in line)
    assert set(money[:2]) <= accounts
    with kg.open(report["workspace"]) as workspace:
        assert [workspace.resolve(end) for end in listed] == listed


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "mine.txt"
    other.write_text("precious", encoding="utf-8")
    with pytest.raises(UsageError, match="holds no demo"):
        run_demo(Plan(parties=500, transfers=10_000), tmp_path, quiet=True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
