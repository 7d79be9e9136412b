"""Lists of subsidiaries in text documents, as EDGAR took them before HTML."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ingest.reports.layout.text_document import is_text
from ingest.reports.report_kinds import ReportKind, kind_of
from ingest.reports.subsidiaries.exhibit21 import Exhibit21, read_exhibit21
from ingest.reports.subsidiaries.places import Place
from kg.errors import BadFile


def read(text: str) -> Exhibit21:
    return read_exhibit21(text.encode(), "ex21.txt")


TREE = """<PAGE>
                                                           EXHIBIT 21

SUBSIDIARIES OF GRANITE FINANCE, INC.
-------------------------------------
As of December 31, 2002, the registrant held the companies below, whether directly
or through others. Small companies may be missing from this list of its holdings.

<TABLE>
<CAPTION>
                                                             %
                                                             Voting
                                           Organized         Stock
                                           Under             Owned By
Names of Subsidiaries                      Laws of:          Parent
---------------------                      ---------         ------
<S>                                        <C>               <C>
Granite Loans, Inc.                        Delaware          100%
Granite Air, LLC                           Delaware          N/A
>Basalt Services                           Oregon            100%
>>Basalt Services of Kentucky              Kentucky           75.5%
>Gneiss Bank, f.s.b.                       California        100%
Slate Corporation                          Ontario           100%
</TABLE>
"""


def test_a_tagged_table_with_titles_in_several_lines() -> None:
    exhibit = read(TREE)
    assert exhibit.registrant == "GRANITE FINANCE, INC."
    assert [(s.name, s.jurisdiction, s.share, s.level) for s in exhibit.subsidiaries] == [
        ("Granite Loans, Inc.", "Delaware", Decimal(100), 1),
        ("Granite Air, LLC", "Delaware", None, 1),
        ("Basalt Services", "Oregon", Decimal(100), 2),
        ("Basalt Services of Kentucky", "Kentucky", Decimal("75.5"), 3),
        ("Gneiss Bank, f.s.b.", "California", Decimal(100), 2),
        ("Slate Corporation", "Ontario", Decimal(100), 1),
    ]
    assert [s.parent for s in exhibit.subsidiaries] == [None, None, 1, 2, 1, None]
    for found in exhibit.subsidiaries:
        assert exhibit.text.text[slice(*found.span)] == found.name


def test_rules_between_the_rows_and_indents() -> None:
    exhibit = read(
        "<PAGE>\n            Exhibit 21\n\nSUBSIDIARIES OF SHALE CORP.\n\n<TABLE>\n<CAPTION>\n"
        "-----------------------------------------------------\n"
        "Business Name and Address(1)     State of        % of\n"
        "----------------------------     ---------     Shares\n"
        "                                 Incorporation\n"
        "<S>                              <C>           <C>\n"
        "-----------------------------------------------------\n"
        "Shale Oil Corporation            Texas         100%\n"
        "-----------------------------------------------------\n"
        "  Shale Pipe Company             Utah           60%\n"
        "-----------------------------------------------------\n"
        "</TABLE>\n"
    )
    assert [(s.name, s.jurisdiction, s.share, s.level) for s in exhibit.subsidiaries] == [
        ("Shale Oil Corporation", "Texas", Decimal(100), 1),
        ("Shale Pipe Company", "Utah", Decimal(60), 2),
    ]


def test_a_name_and_a_place_that_run_on_below() -> None:
    exhibit = read(
        "LIST OF SUBSIDIARIES\n\n<TABLE>\n<CAPTION>\n"
        "SUBSIDIARY            PLACE OF INCORPORATION    EQUITY\n"
        "<S>                   <C>                       <C>\n"
        "# OPAL ESTATES        Hong Kong                 100\n"
        "  LIMITED\n"
        "TOPAZ\n"
        "  Topaz Hill          British                   51\n"
        "   Limited            Virgin Islands\n"
        "  Topaz Shop Ltd      England and               100\n"
        "                      Wales\n"
        "</TABLE>\n"
    )
    assert [(s.name, s.jurisdiction, s.place, s.parent) for s in exhibit.subsidiaries] == [
        ("OPAL ESTATES LIMITED", "Hong Kong", Place("hk"), None),
        ("Topaz Hill Limited", "British Virgin Islands", Place("vg"), None),
        ("Topaz Shop Ltd", "England and Wales", Place("gb"), None),
    ]
    assert exhibit.set_aside == (
        ("TOPAZ", "neither a place nor a share, nor the name of a company"),
    )


def test_names_that_stop_at_and_or_before_their_form() -> None:
    exhibit = read(
        "            SUBSIDIARIES OF AGATE, INC.\n\n"
        "                                           Jurisdiction of          Percent\n"
        "Name                                       Incorporation            Owned\n"
        "- ----                                     -------------            -------\n"
        "Agate Holdings B.V.                        The Netherlands          100\n"
        "   Agate France S.A. and\n"
        "     subsidiaries                          France                   99.8\n"
        "Agate & Sons Tool and Die Company,\n"
        "   Limited                                 England and Wales        75\n"
        "Agate Stone and                            Ohio                     60\n"
        "   Marble Corp.\n"
    )
    assert [(s.name, s.jurisdiction, s.share, s.parent, s.notes) for s in exhibit.subsidiaries] == [
        ("Agate Holdings B.V.", "The Netherlands", Decimal(100), None, ()),
        ("Agate France S.A.", "France", Decimal("99.8"), 0, ("and subsidiaries",)),
        ("Agate & Sons Tool and Die Company, Limited", "England and Wales", Decimal(75), None, ()),
        ("Agate Stone and Marble Corp.", "Ohio", Decimal(60), None, ()),
    ]
    assert exhibit.set_aside == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "1.       THE FIRST AGATE BANK\n\n2.       AGATE MORTGAGE CO.\n",
            [("THE FIRST AGATE BANK", None), ("AGATE MORTGAGE CO.", None)],
        ),
        (
            "                 Beryl County Bank\n        Incorporated in the State of California\n",
            [("Beryl County Bank", "California")],
        ),
        (
            " Name                                  State of Incorporation\n"
            " ----                                  ----------------------\n\n"
            " Jade Re Captive Insurance Company            Nebraska\n",
            [("Jade Re Captive Insurance Company", "Nebraska")],
        ),
        (
            "Zircon Brasil S.A., commonly referred to as Zircon, a company organized and\n"
            "incorporated under the laws of the Federative Republic of Brazil.\n",
            [("Zircon Brasil S.A.", "the Federative Republic of Brazil")],
        ),
        ("       [FLOW CHART]\n", []),
    ],
)
def test_lists_without_a_table(body: str, expected: list[tuple[str, str | None]]) -> None:
    exhibit = read(f"<PAGE>\n                  EXHIBIT 21\n\n            SUBSIDIARIES\n\n{body}")
    assert [(s.name, s.jurisdiction) for s in exhibit.subsidiaries] == expected


def test_a_town_is_no_jurisdiction() -> None:
    exhibit = read(
        "SUBSIDIARIES OF MICA CORP.\n<TABLE>\n<CAPTION>\n"
        "        Name                              Location\n"
        "<S>                                       <C>\n"
        "Mica Park, Inc.                           Dallas, TX\n"
        "Mica Air Ltd., A California Limited Partnership   San Francisco, CA\n"
        "</TABLE>\n"
    )
    assert [(s.name, s.jurisdiction) for s in exhibit.subsidiaries] == [
        ("Mica Park, Inc.", None),
        ("Mica Air Ltd.", "California"),
    ]


def test_what_is_text() -> None:
    assert is_text(TREE.encode())
    assert not is_text(b"<html><body><p>Exhibit 21</p></body></html>")
    assert not is_text(b"%PDF-1.7 words")
    assert not is_text(bytes(range(256)) * 9)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("ex21.txt", TREE, ReportKind.SUBSIDIARIES),
        ("proxy.txt", "SCHEDULE 14A INFORMATION\nSubsidiaries of others", ReportKind.PROXY),
        ("ex8.txt", "LIST OF SIGNIFICANT SUBSIDIARIES OF THE COMPANY", ReportKind.SUBSIDIARIES),
    ],
)
def test_kinds_of_text(tmp_path: Path, name: str, content: str, kind: ReportKind) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert kind_of(path) is kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            b"   FORM 10-K\n Annual report pursuant to Section 13\n Subsidiaries of X",
            "a 10-K without",
        ),
        (b"%PDF-1.4 (words)", "a PDF"),
        (b" \n", "is empty"),
        (b"Rapport annuel de la soci\xc3\xa9t\xc3\xa9", "no report that can be read"),
    ],
)
def test_what_is_no_report_says_so(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=reason):
        kind_of(path)
