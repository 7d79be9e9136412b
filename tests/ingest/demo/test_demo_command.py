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
from ingest.demo.job import run_demo
from ingest.demo.plan import Plan
from ingest.demo.schemes import TYPOLOGIES
from kg.cli import kg as group
from kg.errors import UsageError

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
    assert words == ["init", "ingest", "ingest", "refresh", "alerts", "portrait", "map"]
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
        assert {source.version for source in workspace.status().sources} == {1}
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
    (path,) = [line for line in lines if " path " in line]
    assert set(path.split(" path ")[1].split()[:2]) <= accounts


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "mine.txt"
    other.write_text("precious", encoding="utf-8")
    with pytest.raises(UsageError, match="holds no demo"):
        run_demo(Plan(parties=500, transfers=10_000), tmp_path, quiet=True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
