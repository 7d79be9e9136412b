"""`kg report facts`, as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.reports.commands import facts
from kg.cli_tools import CliContext
from kg.errors import BadFile, UsageError

INSTANCE = """<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:g="http://xbrl.us/us-gaap/2009-01-31"
 xmlns:own="http://www.example.com/2010" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:xbrldi="http://xbrl.org/2006/xbrldi">
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">42
</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:instant>2010-09-25</xbrli:instant>
</xbrli:period></xbrli:context>
<xbrli:context id="y"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">42
</xbrli:identifier><xbrli:segment><xbrldi:explicitMember dimension="own:Axis">own:East
</xbrldi:explicitMember></xbrli:segment></xbrli:entity><xbrli:period>
<xbrli:startDate>2009-09-27</xbrli:startDate><xbrli:endDate>2010-09-25</xbrli:endDate>
</xbrli:period></xbrli:context>
<xbrli:context id="f"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">42
</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:forever/></xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<g:Assets contextRef="c" unitRef="usd" decimals="-6" id="f1">75183000000</g:Assets>
<g:Revenues contextRef="y" unitRef="usd" decimals="2">-1.50</g:Revenues>
<g:Goodwill contextRef="c" unitRef="usd" xsi:nil="true"/>
<own:Note contextRef="f">[bold]one\u202etwo</own:Note>
<g:Cash contextRef="c" unitRef="usd" decimals="0">much</g:Cash>
</xbrli:xbrl>"""


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "own.xml"
    path.write_text(INSTANCE, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    context = CliContext(Path("nowhere"))
    return CliRunner().invoke(
        facts, [str(one) for one in arguments], obj=context, env={"COLUMNS": "250"}
    )


def test_facts_as_json_are_exact(instance: Path) -> None:
    form = json.loads(run(instance, "--json").output)
    assets, revenues, goodwill, note, cash = form["facts"]
    assert (assets["concept"], assets["value"], assets["unit"], assets["decimals"]) == (
        "us-gaap:Assets", "75183000000", "USD", -6,
    )  # fmt: skip
    assert assets["period"] == {"instant": "2010-09-25"}
    assert assets["entity"]["identifier"] == "42"
    assert (revenues["value"], revenues["dimensions"]) == ("-1.50", {"own:Axis": "own:East"})
    assert revenues["period"] == {"start": "2009-09-27", "end": "2010-09-25"}
    assert (goodwill["value"], goodwill["nil"]) == (None, True)
    assert note["period"] == {"forever": True}
    assert (cash["value"], cash["nil"], bool(cash["problem"])) == (None, False, True)
    assert len(form["problems"]) == 1


def test_facts_as_a_table(instance: Path) -> None:
    result = run(instance)
    assert result.exit_code == 0
    lines = result.output.splitlines()

    def row(concept: str) -> str:
        return next(line for line in lines if concept in line)

    assert "75183000000" in row("us-gaap:Assets")
    assert "own:Axis=own:East" in row("us-gaap:Revenues")
    assert "nil" in row("us-gaap:Goodwill")
    assert "unreadable" in row("us-gaap:Cash")
    assert "Set aside:" in result.output
    assert "5 facts of 5" in result.output
    assert "\u202e" not in result.output
    assert "[bold]one" in result.output


def test_concepts_are_chosen_by_part_of_their_name(instance: Path) -> None:
    form = json.loads(run(instance, "--concept", "REVEN", "--json").output)
    assert [one["concept"] for one in form["facts"]] == ["us-gaap:Revenues"]
    assert "1 facts of 5" in run(instance, "--concept", "REVEN").output


def test_what_is_no_file_and_what_has_no_facts(tmp_path: Path) -> None:
    assert isinstance(run(tmp_path / "none.xml").exception, UsageError)
    assert isinstance(run(tmp_path).exception, UsageError)
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>Nothing to see.</p></body></html>")
    assert isinstance(run(page).exception, BadFile)
