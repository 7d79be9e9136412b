"""`kg report figures`, `flags` and `parties`, as a user types them."""

from __future__ import annotations

import json
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from kg.cli_tools import CliContext
from kg.errors import NotFound
from queries.filings.report_commands import figures, flags, parties
from tests.queries.report_filings import acme
from tests.queries.worlds import World

HOSTILE = "[bold]<img src=x onerror=alert(1)>\u202eeliF"


@pytest.fixture
def run(lake: Any, world: World) -> Any:
    filer = acme(world)
    older = filer.files("10-K", "2024-12-31", "2025-03-03")
    filer.says(older, "Revenues", 700, "2024-12-31", "2024-01-01")
    filer.says(older, f"own:{HOSTILE}", 1, "2024-12-31")
    world.entity("w:bad", "Person", name=HOSTILE)
    world.edge("Directorship", director="w:bad", organization=filer.id, role=HOSTILE,
               startDate="2019")  # fmt: skip
    world.owns("w:bad", filer.id, "12.5", sharesCount="1000")
    ws = lake(world)

    def call(command: click.Command, *arguments: str) -> Result:
        context = CliContext(ws.path)
        context._workspace = ws
        return CliRunner().invoke(command, list(arguments), obj=context, env={"COLUMNS": "250"})

    return call


def test_figures_stand_by_period_newest_first(run: Any) -> None:
    result = run(figures, "Acme", "--concept", "revenues")
    assert result.exit_code == 0
    assert "from 2025-01-01" in result.output
    lines = result.output.splitlines()
    (row,) = [line for line in lines if line.split()[:1] == ["Revenues"]]
    # The star: 700 was restated as 640.
    assert row.split() == ["Revenues", "USD", "800", "640*"]
    (below,) = [line for line in lines if "us-gaap:Revenues" in line]
    assert len(below.split()) == 3
    assert "Assets" not in result.output
    assert "Acme: 2 figures of 2 filings." in result.output


def test_figures_as_json_are_all_of_them(run: Any) -> None:
    form = json.loads(run(figures, "Acme", "--concept", "Revenues", "--json").output)
    (row,) = form["tables"]["annual"]["rows"]
    newest, older = row["figures"]
    assert (newest["value"], newest["restated"], newest["others"]) == ("800", False, [])
    assert (older["value"], older["restated"]) == ("640", True)
    assert [other["value"] for other in older["others"]] == ["700"]


def test_flags_show_values_parts_sources_and_what_is_missing(run: Any) -> None:
    output = " ".join(run(flags, "Acme").output.split())
    assert "Altman Z'' safe zone" in output
    assert "x1 0.200000 ratio: Working capital / total assets: 0.2000, weighted 6.56." in output
    assert "Auditor change not computed" in output
    assert "auditors of two periods not found" in output
    assert "Restated figures restated" in output
    assert "Beneish (1999)" in output


def test_flags_as_json(run: Any) -> None:
    form = json.loads(run(flags, "Acme", "--json").output)
    found = {one["name"]: one for one in form["indicators"]}
    assert found["altman_z"]["value"] == "4.873000"
    assert found["altman_z"]["reasons"][0]["claims"]
    assert found["altman_z"]["inputs"][0]["concepts"] == ["us-gaap:Assets"]
    assert found["auditor_change"]["missing"] == ["auditors of two periods"]
    early = json.loads(run(flags, "Acme", "--as-of", "2025-12-31", "--json").output)
    assert early["year"] == ["2024-01-01", "2024-12-31"]


def test_parties_with_share_role_and_period(run: Any) -> None:
    result = run(parties, "Acme")
    assert result.exit_code == 0
    for text in ("director", "holder", "from 2019", "12.5 %", "1,000 shares", "Acme: 2 parties."):
        assert text in result.output
    form = json.loads(run(parties, "Acme", "--json").output)
    assert [(one["kind"], one["share"]) for one in form["parties"]] == [
        ("director", None), ("holder", "12.5"),
    ]  # fmt: skip
    assert all(one["claims"] for one in form["parties"])


@pytest.mark.parametrize("command", [figures, flags, parties])
def test_hostile_text_stays_text(run: Any, command: click.Command) -> None:
    result = run(command, "Acme")
    assert result.exit_code == 0
    assert "\u202e" not in result.output
    if command is not flags:
        assert "[bold]<img" in result.output


@pytest.mark.parametrize("command", [figures, flags, parties])
def test_an_unknown_company_is_told(run: Any, command: click.Command) -> None:
    assert isinstance(run(command, "nobody").exception, NotFound)
