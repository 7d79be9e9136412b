"""Officers and directors by their signatures under an annual report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import html

from ingest.reports.narrative.narrative import Narrative
from ingest.reports.people.signature_page import find_signers
from kg.text.blocks import plain_text

FOLLOWING = (
    "Pursuant to the requirements of the Act, this report has been signed below by the following"
    " persons on behalf of the registrant and in the capacities indicated."
)


def signers(body: str) -> list[tuple[str, tuple[str, ...], bool, bool]]:
    text = plain_text(html.fromstring(f"<html><body><p>{FOLLOWING}</p>{body}</body></html>"))
    return [(one.name, one.titles, one.director, one.officer) for one in find_signers(text)]


def table(*rows: str) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def test_capacity_beside_the_signature() -> None:
    found = signers(
        table(
            "Signature|Title|Date",
            "/s/ Ada M. Quill|Chief Executive Officer and Director|March 3, 2025",
            "ADA M. QUILL|(Principal Executive Officer)|",
            "/s/ Bo Vane, Jr.|Senior Director of Accounting<br>(Principal Accounting Officer)|",
            "Bo Vane, Jr.||",
            "/s/ Cy Heron|Lead Independent Director|March 3, 2025",
        )
    )  # fmt: skip
    assert found == [
        (
            "Ada M. Quill",
            ("Chief Executive Officer and Director", "Principal Executive Officer"),
            True,
            True,
        ),
        (
            "Bo Vane, Jr.",
            ("Senior Director of Accounting", "Principal Accounting Officer"),
            False,
            True,
        ),
        ("Cy Heron", ("Lead Independent Director",), True, False),
    ]


def test_two_columns_with_the_capacity_behind_the_printed_name() -> None:
    found = signers(
        table(
            "/s/ Ada Quill||/s/ Bo Vane",
            "Ada Quill – President||Bo Vane – Director",
            "(Principal Financial Officer)||",
            "/s/ Cy Heron||",
            "Cy Heron – Chair of the Board||",
        )
    )
    assert found == [
        ("Ada Quill", ("President", "Principal Financial Officer"), False, True),
        ("Bo Vane", ("Director",), True, False),
        ("Cy Heron", ("Chair of the Board",), True, False),
    ]


def test_capacity_below_the_name_and_a_star_for_a_signature() -> None:
    found = signers(
        table("By:|/s/ ADA QUILL", "|Ada Quill", "|Treasurer", "|March 3, 2025")
        + table("By:|*", "|Bo Vane", "|Director")
    )
    assert found == [
        ("Ada Quill", ("Treasurer",), False, True),
        ("Bo Vane", ("Director",), True, False),
    ]


ATTORNEY = (
    "<p>The Directors of Quill Corp. listed below have duly executed powers of attorney"
    " empowering Bo Vane to sign this document on their behalf.</p>"
)


def test_directors_who_sign_by_power_of_attorney() -> None:
    found = signers(
        table("By:|/s/ ADA QUILL", "|Ada Quill", "|President")
        + ATTORNEY
        + table("Bo Vane|Cy Heron", "Ada Quill", "/s/ BO VANE|Director and Attorney-in-fact")
        + table("Di Finch|Witness")
    )
    assert found == [
        ("Ada Quill", ("President",), True, True),
        ("Bo Vane", (), True, False),
        ("Cy Heron", (), True, False),
    ]


def test_powers_of_attorney_of_others() -> None:
    listed = "<p>Powers of attorney (Exhibit 24)</p>" + table("Bo Vane|Cy Heron")
    assert signers(listed) == []


@pytest.mark.parametrize(
    "body",
    [
        table("/s/ Ada Quill|March 3, 2025"),  # no capacity
        table("/s/ Quill &amp; Vane LLP|Auditor"),  # no person
        table("Ada Quill|Director"),  # no signature
        "",
    ],
)
def test_nobody(body: str) -> None:
    assert signers(body) == []


def test_each_person_once() -> None:
    row = "/s/ Ada Quill|Director"
    assert len(signers(table(row, row))) == 1


DIRECTORS = {
    "aapl-10-k-2024-11-01": [
        "Timothy D. Cook", "Wanda Austin", "Alex Gorsky", "Andrea Jung", "Arthur D. Levinson",
        "Monica Lozano", "Ronald D. Sugar", "Susan L. Wagner",
    ],
    "ba-10-k-2025-02-03": [
        "Robert K. Ortberg", "Lynn J. Good", "Stayce D. Harris", "Akhil Johri",
        "Robert A. Bradway", "David L. Joyce", "Mortimer J. Buckley", "Steven M. Mollenkopf",
        "Lynne M. Doughtie", "John M. Richardson", "David L. Gitlin", "Sabrina Soussan",
    ],
    "wfc-10-k-2025-02-25": [
        "Charles W. Scharf", "Steven D. Black", "Richard K. Davis", "CeCelia G. Morken",
        "Ronald L. Sargent", "Mark A. Chancy", "Fabian T. Garcia", "Maria R. Morris",
        "Celeste A. Clark", "Wayne M. Hewett", "Felicia F. Norwood", "Suzanne M. Vautrinot",
        "Theodore F. Craver, Jr.",
    ],
}  # fmt: skip


@pytest.mark.parametrize("filing", DIRECTORS)
def test_directors_of_real_filings(annual_report: Callable[[str], Narrative], filing: str) -> None:
    found = find_signers(annual_report(filing).text)

    assert [one.name for one in found if one.director] == DIRECTORS[filing]
    assert sum(one.officer for one in found) == 3


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # A director of the registrant by its name, in two columns.
        (
            table("/s/ ADA M. QUILL|/s/ BO VANE", "Ada M. Quill<br>Director of Elm Inc.|"
                  "Bo Vane<br>Chief Executive Officer and Director"),
            [("Ada M. Quill", True, False), ("Bo Vane", True, True)],
        ),
        # The printed name in brackets under the signature, in one cell.
        (
            table("/s/ ADA QUILL<br>(Ada Quill)|Director", "/s/ BO VANE<br>(Bo Vane)|Treasurer"),
            [("Ada Quill", True, False), ("Bo Vane", False, True)],
        ),
        # Names beside the signature of their attorney.
        (
            "<p>Board of Directors</p>"
            + table("||By:|/s/ ADA QUILL", "Bo Vane|Director||Attorney-in-fact",
                    "Cy Heron|Director"),
            [("Bo Vane", True, False), ("Cy Heron", True, False)],
        ),
        # A heading over several.
        (
            table("DIRECTORS:|", "/s/ Ada Quill|March 3, 2025", "/s/ Bo Vane|March 3, 2025"),
            [("Ada Quill", True, False), ("Bo Vane", True, False)],
        ),
        # Paragraphs.
        (
            "<p>/s/ Ada Quill</p><p>Ada Quill</p><p>Chair of the Board</p><p>/s/ Bo Vane</p>"
            "<p>Bo Vane</p><p>Vice President and Controller</p>",
            [("Ada Quill", True, False), ("Bo Vane", False, True)],
        ),
        # The capacity on the line of the signature.
        (
            "<p>/s/ Ada Quill, Director</p><p>/s/ Bo Vane, President</p>",
            [("Ada Quill", True, False), ("Bo Vane", False, True)],
        ),
    ],
)  # fmt: skip
def test_layouts_of_signature_pages(body: str, expected: list[tuple[str, bool, bool]]) -> None:
    assert [(name, board, officer) for name, _, board, officer in signers(body)] == expected


def test_a_title_that_goes_on_in_the_next_row_is_one() -> None:
    found = signers(
        table(
            "/s/ Ada Quill|President, Chief Executive|March 31, 2030",
            "Ada Quill|Officer and Director|",
            "/s/ Bo Vane|Senior Vice President,|March 31, 2030",
            "Bo Vane|Chief Financial Officer and|",
            "|Chief Accounting Officer|",
            "/s/ Cy Heron|Director, President,|March 31, 2030",
            "Cy Heron|Elm Growth Fund, Inc.|",
        )
    )
    whole = "Senior Vice President, Chief Financial Officer and Chief Accounting Officer"
    assert found == [
        ("Ada Quill", ("President, Chief Executive Officer and Director",), True, True),
        ("Bo Vane", (whole,), False, True),
        ("Cy Heron", ("Director, President",), True, True),
    ]
