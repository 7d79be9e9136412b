"""Labels of a taxonomy, from the files beside a document to what the product shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import ingest
import kg
import queries
from ingest.commands import ingest as ingest_command
from kg.cli_tools import CliContext
from kg.errors import BadFile
from queries.filings.figures import figures
from tests.ingest.reports.taxonomy_samples import INSTANCE, LINKBASE, SCHEMA, write_filing
from tests.ingest.reports.test_report_commands import run as report_facts
from tests.ingest.reports.test_submission import document, whole

SOURCE = "filing-cik-0000000042-10-k-2024-12-31"
COMPANY = "cik:0000000042"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "filing"
    made.mkdir()
    write_filing(made)
    return made


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[kg.Workspace]:
    with kg.init(tmp_path / "work") as workspace:
        yield workspace


def label_claims(ws: kg.Workspace) -> list[tuple[str, str, str, str]]:
    with ws.view() as view:
        rows = view.sql(
            "SELECT value, file, record, method FROM claims WHERE prop = 'label' ORDER BY value"
        ).rows
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def test_each_figure_claims_its_label_at_its_words(ws: kg.Workspace, folder: Path) -> None:
    report = ingest.run(ws, "report", folder / "own-2024.xml")
    linkbase = "own-2024_lab.xml"
    assert report.warnings == ()
    assert label_claims(ws) == [
        ("Assets, all of them", linkbase, f"{linkbase}#us-gaap:Assets", "xbrl-label"),
        ("Rail cars", linkbase, f"{linkbase}#own:RailCars", "xbrl-label"),
    ]
    with ws.view() as view:
        (claim,) = view.sql("SELECT id FROM claims WHERE value = 'Rail cars'").rows[0]
    quote = queries.evidence(ws, claim)
    assert quote.passage is not None
    assert quote.passage[quote.start : quote.end] == "Rail cars"


def test_figures_stand_under_their_labels(ws: kg.Workspace, folder: Path) -> None:
    ingest.run(ws, "report", folder / "own-2024.xml")
    table = figures(ws, COMPANY)
    rows = table.to_json()["tables"]["instant"]["rows"]
    assert {row["concept"]: row["label"] for row in rows} == {
        "us-gaap:Assets": "Assets, all of them", "us-gaap:Goodwill": "Goodwill",
        "own:RailCars": "Rail cars",
    }  # fmt: skip
    assert {one.concept: one.label for one in table.figures}["us-gaap:Goodwill"] is None


def test_the_taxonomy_in_a_folder_is_part_of_its_document(ws: kg.Workspace, folder: Path) -> None:
    (folder / "metadata.json").write_text('{"form": "10-K"}', encoding="utf-8")
    done = ingest.run_documents(ws, "report", folder)
    assert [report.source for report in done.documents] == [SOURCE]
    assert done.refused == ()
    assert [Path(name).name for name in done.beside] == [
        "metadata.json", "own-2024.xsd", "own-2024_lab.xml",
    ]  # fmt: skip
    again = CliRunner().invoke(
        ingest_command, ["report", str(folder)], obj=CliContext(ws.path), env={"COLUMNS": "200"}
    )
    assert again.exit_code == 0, again.output
    assert "1 documents: 0 read, 1 in the lake already, 0 refused." in again.output
    assert "3 files only go with them, such as taxonomies." in again.output


def test_a_part_named_alone_says_what_it_is(ws: kg.Workspace, folder: Path) -> None:
    done = ingest.run_documents(ws, "report", folder / "own-2024_lab.xml")
    assert (done.documents, done.beside) == ((), ())
    assert [one.reason.partition(": ")[2] for one in done.refused] == [
        "part of a taxonomy, which is read with the document that names it."
        " Give the document, and keep this file beside it"
    ]


def test_xbrl_written_as_json_is_not_passed_over(ws: kg.Workspace, folder: Path) -> None:
    kind = "https://xbrl.org/2021/xbrl-json"
    (folder / "own.json").write_text(json.dumps({"documentInfo": {"documentType": kind}}))
    (refusal,) = ingest.run_documents(ws, "report", folder).refused
    assert "no report that can be read" in refusal.reason


def test_a_broken_linkbase_is_a_warning(ws: kg.Workspace, folder: Path) -> None:
    write_filing(folder, linkbase=LINKBASE.removesuffix("</link:linkbase>"))
    report = ingest.run(ws, "report", folder / "own-2024.xml")
    (warning,) = report.warnings
    assert warning.startswith("labels not read: own-2024_lab.xml: not well-formed XML")
    assert (label_claims(ws), report.rejected) == ([], 0)
    assert len(figures(ws, COMPANY).figures) == 3


def test_another_label_beside_the_same_document_is_read(ws: kg.Workspace, folder: Path) -> None:
    path = folder / "own-2024.xml"
    ingest.run(ws, "report", path)
    assert ingest.run(ws, "report", path).unchanged
    write_filing(folder, linkbase=LINKBASE.replace("Rail cars", "Railway cars"))
    assert not ingest.run(ws, "report", path).unchanged
    assert label_claims(ws)[1][0] == "Railway cars"
    (folder / "own-2024_lab.xml").unlink()
    assert not ingest.run(ws, "report", path).unchanged
    assert label_claims(ws) == []


def test_a_linkbase_that_changes_while_it_is_read_is_refused(
    ws: kg.Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.reports import reader

    def touched(*_: object) -> None:
        write_filing(folder, linkbase=LINKBASE + " ")

    monkeypatch.setattr(reader, "say_report", touched)
    with pytest.raises(BadFile, match="changed while it was read"):
        ingest.run(ws, "report", folder / "own-2024.xml")


def test_a_submission_holds_its_own_taxonomy(ws: kg.Workspace, tmp_path: Path) -> None:
    parts = (
        document("10-K", "own.htm", "<html><body><p>Annual report.</p></body></html>")
        + document("EX-101.INS", "own-2024.xml", INSTANCE.replace(">42\n", ">918274\n"), "XBRL")
        + document("EX-101.SCH", "own-2024.xsd", SCHEMA, "XBRL")
        + document("EX-101.LAB", "own-2024_lab.xml", LINKBASE, "XBRL")
        + document("EX-101.PRE", "own-2024_pre.xml", LINKBASE, "XBRL")
    )
    path = tmp_path / "0000918274-25-000007.txt"
    path.write_text(whole(documents=parts), encoding="utf-8")
    report = ingest.run(ws, "report", path)
    assert label_claims(ws) == [
        ("Assets, all of them", path.name, "own-2024_lab.xml#us-gaap:Assets", "xbrl-label"),
        ("Rail cars", path.name, "own-2024_lab.xml#own:RailCars", "xbrl-label"),
    ]
    # The presentation linkbase alone.
    assert [one for one in report.warnings if "of another type" in one] == [
        "document not read: of another type"
    ]


def test_facts_are_listed_with_their_labels(folder: Path) -> None:
    path = folder / "own-2024.xml"
    form = json.loads(report_facts(path, "--json").output)
    assert [(fact["concept"], fact["label"]) for fact in form["facts"]] == [
        ("dei:DocumentType", None),
        ("dei:EntityRegistrantName", None),
        ("us-gaap:Assets", "Assets, all of them"),
        ("own:RailCars", "Rail cars"),
        ("us-gaap:Goodwill", None),
    ]
    lines = report_facts(path).output.splitlines()
    at = next(number for number, line in enumerate(lines) if "own:RailCars" in line)
    assert "70" in lines[at]
    assert "Rail cars" in lines[at + 1]


def test_facts_tell_of_a_broken_linkbase(folder: Path) -> None:
    write_filing(folder, linkbase="<")
    path = folder / "own-2024.xml"
    (problem,) = json.loads(report_facts(path, "--json").output)["problems"]
    assert problem["file"] == "own-2024_lab.xml"
    assert "Set aside: own-2024_lab.xml: not well-formed XML" in report_facts(path).output


@pytest.mark.shared
def test_apples_folders_are_two_documents_with_labels(ws: kg.Workspace, reports: Path) -> None:
    done = ingest.run_documents(ws, "report", reports / "xbrl")
    assert ([one.source for one in done.documents], done.refused) == (
        ["filing-cik-0000320193-10-k-2010-09-25", "filing-cik-0000320193-10-k-2023-09-30"], (),
    )  # fmt: skip
    assert len(done.beside) == 12
    table = figures(ws, "cik:0000320193")
    # The newer filing's label stands; the older one said "Consolidated assets".
    assert table.label("us-gaap:Assets") == "Assets"
    # Only the report of 2010 has it; "Net sales" is its verbose label.
    assert table.label("us-gaap:SalesRevenueNet") == "Sales Revenue, Net"
