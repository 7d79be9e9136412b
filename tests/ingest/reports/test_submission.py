"""EDGAR's full submission text files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import ingest
import kg
import queries
from ingest.reports.report_kinds import ReportKind, kind_of
from ingest.reports.submissions import submission
from ingest.reports.submissions.submission import read_header, read_submission
from kg.errors import BadFile, UsageError
from queries.filings.indicators import indicators
from tests.ingest.reports.filing_samples import EXHIBIT, TEN_K

HEADER = """<SEC-DOCUMENT>0000918274-25-000007.txt : 20250331
<SEC-HEADER>0000918274-25-000007.hdr.sgml : 20250331
<ACCEPTANCE-DATETIME>20250331160136
ACCESSION NUMBER:\t\t0000918274-25-000007
CONFORMED SUBMISSION TYPE:\t{form}
PUBLIC DOCUMENT COUNT:\t\t5
CONFORMED PERIOD OF REPORT:\t20241231
FILED AS OF DATE:\t\t{filed}

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tLANTERN GROUP INC
\t\tCENTRAL INDEX KEY:\t\t\t0000918274
\t\tIRS NUMBER:\t\t\t\t941234567
\t\tFISCAL YEAR END:\t\t\t1231

\tFILING VALUES:
\t\tFORM TYPE:\t\t{form}

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tLANTERN FINANCE LLC
\t\tCENTRAL INDEX KEY:\t\t\t0001234567
</SEC-HEADER>
"""


def document(kind: str, name: str, text: str, wrap: str = "") -> str:
    inside = f"<{wrap}>\n{text}\n</{wrap}>" if wrap else text
    return (
        f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>1\n<FILENAME>{name}\n<DESCRIPTION>{kind} of it\n"
        f"<TEXT>\n{inside}\n</TEXT>\n</DOCUMENT>\n"
    )


NAME = "Lantern Group, Inc."
MAIN = document("10-K", "lg.htm", TEN_K.format(cik="0000918274", name=NAME), "XBRL")
REST = (
    document("EX-21.1", "ex21.htm", EXHIBIT.format(name=NAME))
    + document("EX-31.1", "ex31.htm", "<html><body><p>I certify.</p></body></html>")
    + document("GRAPHIC", "logo.jpg", "begin 644 logo.jpg\nM_]C_X``02D9)1@`!\nend")
)


def whole(form: str = "10-K", filed: str = "20250331", documents: str = MAIN + REST) -> str:
    return HEADER.format(form=form, filed=filed) + documents + "</SEC-DOCUMENT>\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "0000918274-25-000007.txt"
    path.write_text(whole(), encoding="utf-8")
    return path


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[kg.Workspace]:
    with kg.init(tmp_path / "work") as workspace:
        yield workspace


def values(ws: kg.Workspace, entity: str, prop: str) -> set[str]:
    with ws.view() as view:
        rows = view.sql(
            "SELECT value FROM claims WHERE entity = $entity AND prop = $prop",
            {"entity": entity, "prop": prop},
        ).rows
    return {value for (value,) in rows}


def test_the_header(file: Path) -> None:
    header = read_header(file)
    assert (header.accession_number, header.form, header.filed, header.period) == (
        "0000918274-25-000007", "10-K", date(2025, 3, 31), date(2024, 12, 31),
    )  # fmt: skip
    assert [(one.cik, one.name, one.tax_number) for one in header.filers] == [
        ("0000918274", "LANTERN GROUP INC", "941234567"),
        ("0001234567", "LANTERN FINANCE LLC", None),
    ]
    start, end = header.places["FILED AS OF DATE"]
    assert header.text[start:end] == "20250331"


ADDRESSES = """
\tBUSINESS ADDRESS:\t
\t\tSTREET 1:\t\t1 LANTERN WAY
\t\tCITY:\t\t\tRENO
\t\tSTATE:\t\t\tNV
\t\tZIP:\t\t\t89501

\tMAIL ADDRESS:\t
\t\tSTREET 1:\t\tPO BOX 9
\t\tCITY:\t\t\tELKO

\tFORMER COMPANY:\t
\t\tFORMER CONFORMED NAME:\tOLD LAMP CO
\t\tDATE OF NAME CHANGE:\t20150601

\tFORMER COMPANY:\t
\t\tFORMER CONFORMED NAME:\tCANDLE CO
\t\tDATE OF NAME CHANGE:\t20010601

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tLANTERN FINANCE"""


def test_former_names_and_the_business_address(file: Path, ws: kg.Workspace) -> None:
    second = "\nFILER:\n\n\tCOMPANY DATA:\t\n\t\tCOMPANY CONFORMED NAME:\t\t\tLANTERN FINANCE"
    text = whole()
    assert second in text
    file.write_text(text.replace(second, ADDRESSES), encoding="utf-8")
    first, other = read_header(file).filers
    assert first.former_names == ("OLD LAMP CO", "CANDLE CO")
    assert first.address == ("1 LANTERN WAY", "RENO", "NV 89501")
    assert (other.former_names, other.address) == ((), ())

    ingest.run(ws, "report", file)
    assert values(ws, "cik:0000918274", "previousName") == {"OLD LAMP CO", "CANDLE CO"}
    assert values(ws, "cik:0000918274", "address") == {"1 LANTERN WAY, RENO, NV 89501"}
    assert values(ws, "cik:0001234567", "address") == set()


def test_an_address_abroad_has_no_code_of_edgar(file: Path) -> None:
    abroad = ADDRESSES.replace("NV", "X0").replace("89501", "EC1A 1BB").replace("RENO", "LONDON")
    second = "\nFILER:\n\n\tCOMPANY DATA:\t\n\t\tCOMPANY CONFORMED NAME:\t\t\tLANTERN FINANCE"
    file.write_text(whole().replace(second, abroad), encoding="utf-8")
    assert read_header(file).filers[0].address == ("1 LANTERN WAY", "LONDON", "EC1A 1BB")


def test_the_documents(file: Path) -> None:
    assert kind_of(file) is ReportKind.SUBMISSION
    main, exhibit, letter, picture = read_submission(file).parts
    assert (main.type, main.name, main.skipped) == ("10-K", "lg.htm", None)
    assert main.content is not None
    assert main.content.startswith(b"<?xml")
    assert main.content.endswith(b"</html>")
    assert (exhibit.type, exhibit.description) == ("EX-21.1", "EX-21.1 of it")
    assert letter.content == b"<html><body><p>I certify.</p></body></html>"
    assert (picture.content, picture.skipped) == (None, "encoded data")


def test_a_submission_becomes_one_source(ws: kg.Workspace, file: Path) -> None:
    done = ingest.run_documents(ws, "report", file)
    (report,) = done.documents
    assert report.source == "filing-cik-0000918274-10-k-2024-12-31"
    ws.refresh()
    filing = "filing:cik-0000918274/10-K/2024-12-31"
    assert values(ws, filing, "filingDate") == {"2025-03-31"}
    assert values(ws, filing, "accessionNumber") == {"0000918274-25-000007"}
    assert values(ws, filing, "endDate") == {"2024-12-31"}
    assert values(ws, filing, "filer") == {"cik:0000918274", "cik:0001234567"}
    owned = {step.asset.caption for step in queries.portrait(ws, "cik:0000918274").ownership.owned}
    assert owned == {"Fjordlys Shipping AS", "Lantern Trading Limited"}
    assert any("document not read: encoded data" in one for one in report.warnings)
    assert any("document not read: of another type" in one for one in report.warnings)


def test_its_words_can_be_shown(ws: kg.Workspace, file: Path) -> None:
    ingest.run(ws, "report", file)
    ws.refresh()
    with ws.view() as view:
        rows = view.sql("SELECT id FROM claims WHERE prop IN ('filingDate', 'court')").rows
    shown = {
        passage for (claim,) in rows if (passage := queries.evidence(ws, claim).passage) is not None
    }
    assert any("FILED AS OF DATE:\t\t20250331" in one for one in shown)
    assert any("Rival Lamps, Inc. filed a lawsuit" in one for one in shown)


def test_the_main_document_alone_is_the_same_source(
    ws: kg.Workspace, file: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "lg-10-k-2025-03-31.htm"
    alone.write_text(TEN_K.format(cik="0000918274", name=NAME), encoding="utf-8")
    first = ingest.run(ws, "report", alone)
    ws.refresh()
    # The name of a file is no evidence.
    assert values(ws, "filing:cik-0000918274/10-K/2024-12-31", "filingDate") == set()
    assert ingest.run(ws, "report", file).source == first.source


def test_the_day_of_filing_by_hand(ws: kg.Workspace, file: Path, tmp_path: Path) -> None:
    alone = tmp_path / "lg.htm"
    alone.write_text(TEN_K.format(cik="0000918274", name=NAME), encoding="utf-8")
    ingest.run(ws, "report", alone, params={"filed": "2025-03-31"})
    ws.refresh()
    assert values(ws, "filing:cik-0000918274/10-K/2024-12-31", "filingDate") == {"2025-03-31"}
    with pytest.raises(UsageError, match="not a day"):
        ingest.run(ws, "report", alone, params={"filed": "31.3.2025"})
    with pytest.raises(UsageError, match="filed on another day"):
        ingest.run(ws, "report", file, params={"filed": "2025-03-30"})


def test_a_notice_of_lateness_extends_the_deadline(ws: kg.Workspace, tmp_path: Path) -> None:
    """90 days after 2024 end on 31 March 2025; the notice of 1 April gives 15 days more."""
    notice = tmp_path / "notice.txt"
    page = document("NT 10-K", "nt.htm", "<html><body><p>We will be late.</p></body></html>")
    text = whole("NT 10-K", "20250401", page)
    notice.write_text(text.replace("25-000007", "25-000008"), encoding="utf-8")
    late = tmp_path / "late.txt"
    category = (
        '<p><ix:nonNumeric name="dei:EntityFilerCategory" contextRef="y">Non-accelerated Filer'
        "</ix:nonNumeric></p>\n</body>"
    )
    stated = MAIN.replace("</body>", category)
    late.write_text(whole(filed="20250415", documents=stated), encoding="utf-8")
    ingest.run(ws, "report", late)
    ws.refresh()
    alone = indicators(ws, "cik:0000918274")["late_filing"]
    assert (alone.value, alone.level) == (15, "flag")
    ingest.run(ws, "report", notice)
    ws.refresh()
    excused = indicators(ws, "cik:0000918274")["late_filing"]
    assert (excused.value, excused.level) == (0, "ok")
    assert "The NT 10-K filed on 2025-04-01 gave 15 days more" in excused.reasons[0].explanation


def test_a_report_in_plain_text(ws: kg.Workspace, tmp_path: Path) -> None:
    words = (
        "<PAGE>\nITEM 1. BUSINESS\n\nWe make lanterns & lamps, and sell < 9 of them.\n\n"
        "ITEM 3. LEGAL PROCEEDINGS\n\nOn March 1, 1998, Rival Lamps, Inc. filed a lawsuit in the\n"
        "U.S. District Court for the Northern District of California against the Company.\n\n"
        "ITEM 8. FINANCIAL STATEMENTS\n\nNone.\n"
    )
    path = tmp_path / "old.txt"
    path.write_text(whole(documents=document("10-K", "old.txt", words)), encoding="utf-8")
    ingest.run(ws, "report", path)
    ws.refresh()
    with ws.view() as view:
        rows = view.sql("SELECT value FROM claims WHERE prop = 'fileDate'").rows
    assert rows == [("1998-03-01",)] or [tuple(row) for row in rows] == [("1998-03-01",)]


def test_an_exhibit_that_cannot_be_read_is_set_aside(ws: kg.Workspace, tmp_path: Path) -> None:
    path = tmp_path / "cut.txt"
    broken = document("EX-21", "ex21.htm", "<html><body><p>Subsidiaries of Lantern <b")
    path.write_text(whole(documents=MAIN + broken), encoding="utf-8")
    report = ingest.run(ws, "report", path)
    assert report.rejected == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("</SEC-HEADER>", "", "no complete SEC-HEADER"),
        ("FILED AS OF DATE:\t\t20250331", "", "lacks a line"),
        ("FILED AS OF DATE:\t\t20250331", "FILED AS OF DATE: 20251331", "lacks a line"),
        ("CENTRAL INDEX KEY:", "CENTRAL KEY:", "lacks a line"),
        ("</DOCUMENT>", "", "ends inside a document"),
        ("<DOCUMENT>", "<PAPER>", "holds no document"),
    ],
)
def test_faults_of_a_submission(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "broken.txt"
    text = whole()
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadFile, match=words):
        read_submission(path)


def test_sizes_are_bounded(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submission, "LARGEST_FILING", 2_000)
    main, exhibit, *_ = read_submission(file).parts
    assert main.content is None
    assert main.skipped is not None
    assert main.skipped.startswith("larger than")
    assert exhibit.content is not None
    monkeypatch.setattr(submission, "LARGEST_SUBMISSION", 1_000)
    with pytest.raises(BadFile, match="are read of a submission"):
        read_submission(file)
