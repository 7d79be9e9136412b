"""Proxy statements: Cabot's of 2024 by hand, and other layouts in small."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ingest.reports.people.person import person_key, person_name
from ingest.reports.people.proxy import Person, Proxy, read_proxy
from kg.errors import BadFile

# Read in the document, pages 19 to 25 and 31 to 32, and in "How We Assess Director Independence":
# name, nominee, age, director since, term expires, independent, committees.
CABOT_DIRECTORS = [
    ("Cynthia A. Arnold", True, 65, 2018, 2024, True, ("SHE&S",)),
    ("Douglas G. Del Grosso", True, 62, 2020, 2024, True, ("SHE&S",)),
    ("Christine Y. Yan", True, 58, 2019, 2024, True, ("Compensation",)),
    ("Michael M. Morrow", False, 68, 2017, 2025, True, ("Executive", "Governance")),
    ("Sue H. Rataj", False, 67, 2011, 2025, True, ("Executive (Chair)", "Governance (Chair)")),
    ("Michelle E. Williams", False, 62, 2023, 2025, True, ("Audit",)),
    ("Frank A. Wilson", False, 65, 2018, 2025, True, ("Audit (Chair)", "Governance")),
    ("Matthias L. Wolfgruber", False, 70, 2014, 2025, True, ("Compensation (Chair)", "Governance")),
    ("Juan Enriquez", False, 64, 2005, 2026, True, ("SHE&S (Chair)", "Governance")),
    ("Sean D. Keohane", False, 56, 2016, 2026, False, ("Executive",)),
    ("William C. Kirby", False, 72, 2012, 2026, True, ("Compensation",)),
    ("Raffiq Nathoo", False, 57, 2022, 2026, True, ("Audit",)),
]

CABOT_OFFICERS = {
    "Sean D. Keohane": "President and Chief Executive Officer",
    "Erica McLaughlin": (
        "Executive Vice President and Chief Financial Officer, and Head of Corporate Strategy"
    ),
    "Karen A. Kalita": "Senior Vice President and General Counsel",
    "Hobart C. Kalkstein": (
        "Executive Vice President and President, Reinforcement Materials Segment and Americas "
        "Region, with executive responsibility for Digital"
    ),
    "Jeff Zhu": (
        "Executive Vice President and President, Performance Chemicals Segment and Asia Pacific "
        "Region"
    ),
}

CABOT_HOLDINGS = [
    ("BlackRock, Inc.", "owner", 6888619, "12.43"),
    ("The Vanguard Group", "owner", 6318067, "11.40"),
    ("Wellington Management Group LLP", "owner", 4798288, "8.65"),
    ("FMR LLC", "owner", 3691125, "6.65"),
    ("EARNEST Partners, LLC", "owner", 3113136, "5.61"),
    ("Cynthia A. Arnold", "insider", 15534, None),
    ("Douglas G. Del Grosso", "insider", 10993, None),
    ("Juan Enriquez", "insider", 41352, None),
    ("Karen A. Kalita", "insider", 47526, None),
    ("Hobart C. Kalkstein", "insider", 106270, None),
    ("Sean D. Keohane", "insider", 1035339, "1.84"),
    ("William C. Kirby", "insider", 25414, None),
    ("Erica McLaughlin", "insider", 119103, None),
    ("Michael M. Morrow", "insider", 18216, None),
    ("Raffiq Nathoo", "insider", 5180, None),
    ("Sue H. Rataj", "insider", 27460, None),
    ("Michelle E. Williams", "insider", 2690, None),
    ("Frank A. Wilson", "insider", 14466, None),
    ("Matthias L. Wolfgruber", "insider", 21755, None),
    ("Christine Y. Yan", "insider", 13085, None),
    ("Jeff Zhu", "insider", 233180, None),
    ("Directors and executive officers as a group (16 persons)", "group", 1737563, "3.07"),
]


@pytest.fixture(scope="module")
def cabot(reports: Path) -> Proxy:
    return read_proxy(reports / "proxy" / "cabot.DEF14A.ixbrl.html")


@pytest.mark.shared
def test_cabots_directors_are_complete(cabot: Proxy) -> None:
    assert [
        (
            person.name,
            person.nominee,
            person.age,
            person.since,
            person.term_expires,
            person.independent,
            person.committees,
        )
        for person in cabot.directors
    ] == CABOT_DIRECTORS


@pytest.mark.shared
def test_cabots_officers_are_complete(cabot: Proxy) -> None:
    assert {person.name: person.titles[0] for person in cabot.officers} == CABOT_OFFICERS
    assert {person.name for person in cabot.people} == {
        *CABOT_OFFICERS,
        *(name for name, *_ in CABOT_DIRECTORS),
    }


@pytest.mark.shared
def test_cabots_holdings_are_complete(cabot: Proxy) -> None:
    assert [
        (found.holder, found.kind, found.shares, found.percent) for found in cabot.holdings
    ] == [
        (holder, kind, shares, Decimal(percent) if percent else None)
        for holder, kind, shares, percent in CABOT_HOLDINGS
    ]
    assert [found.under_one for found in cabot.holdings] == [
        percent is None for *_, percent in CABOT_HOLDINGS
    ]
    assert {found.as_of for found in cabot.holdings} == {"January 16, 2024"}
    assert cabot.shares_outstanding == 55429217
    blackrock, *_ = cabot.holdings
    assert blackrock.address == "50 Hudson Yards New York, NY 10001"
    assert blackrock.notes[0].startswith("Based on a Schedule 13G/A filed with the SEC on January")
    wellington = cabot.holdings[2]
    assert wellington.address == (
        "c/o Wellington Management Company LLP 280 Congress Street Boston, MA 02210"
    )
    # Every holder but Ms. Rataj has a footnote.
    assert [found.holder for found in cabot.holdings if not found.notes] == ["Sue H. Rataj"]


@pytest.mark.shared
def test_what_is_known_has_its_place(cabot: Proxy) -> None:
    text = cabot.text.text
    arnold = cabot.people[0]
    places = {kind: text[slice(*span)] for kind, span in arnold.evidence}
    assert places["age"] == "Age: 65"
    assert places["since"] == "Director Since: 2018"
    assert places["independent"] == "Independent"
    for holding in cabot.holdings:
        assert " ".join(text[slice(*holding.span)].split()) == holding.holder
        block = cabot.text.block_at(holding.span[0])
        assert block is not None
        assert block.key == holding.block


@pytest.mark.shared
def test_executive_officers_in_annual_reports(reports: Path) -> None:
    """Item 10 of Boeing is a table over three pages, that of Wells Fargo lines of "Name (age)"."""
    boeing = read_proxy(reports / "sec_10k" / "ba-10-k-2025-02-03.html")
    assert [(person.name, person.age) for person in boeing.officers] == [
        ("Uma M. Amuluru", 47),
        ("Stephen E. Biegun", 61),
        ("Dana S. Deasy", 65),
        ("Brett C. Gerry", 53),
        ("Howard E. McKenzie", 58),
        ("Brendan J. Nelson", 66),
        ("Robert K. Ortberg", 64),
        ("Stephanie F. Pope", 52),
        ("D. Christopher Raymond", 60),
        ("Ann M. Schmidt", 49),
        ("Brian J. West", 55),
    ]
    assert [person.name for person in boeing.directors] == ["Robert K. Ortberg"]
    wells_fargo = read_proxy(reports / "sec_10k" / "wfc-10-k-2025-02-25.html")
    assert [(person.name, person.age) for person in wells_fargo.officers] == [
        ("Muneera S. Carr", 56),
        ("Bridget Engle", 61),
        ("Kristy Fercho", 58),
        ("Derek A. Flowers", 53),
        ("Kyle G. Hranicky", 55),
        ("Bei Ling", 54),
        ("Ellen R. Patterson", 51),
        ("Scott E. Powell", 62),
        ("Fernando S. Rivas", 50),
        ("Jason Rosenberg", 47),
        ("Michael P. Santomassimo", 49),
        ("Kleber R. Santos", 51),
        ("Charles W. Scharf", 59),
        ("Barry Sommers", 55),
        ("Saul Van Beurden", 55),
        ("Ather Williams III", 54),
    ]
    titles = {person.name: person.titles[0] for person in wells_fargo.officers}
    assert titles["Charles W. Scharf"] == "Chief Executive Officer and President"
    assert titles["Derek A. Flowers"] == "Senior Executive Vice President and Chief Risk Officer"


# Other layouts


def read(body: str) -> Proxy:
    return read_proxy(f"<html><body>{body}</body></html>".encode(), "proxy.htm")


def test_tables_of_nominees_and_officers() -> None:
    proxy = read(
        "<p>The nominees are:</p><table>"
        "<tr><td>Name</td><td>Age</td><td>Position</td><td>Director Since</td>"
        "<td>Independent</td></tr>"
        "<tr><td>María José Núñez</td><td>54</td><td>Chair of the Board and Director</td>"
        "<td>May 2015</td><td>Yes</td></tr>"
        "<tr><td>J. Robert (“Bob”) O’Neil, Jr.</td><td>61</td>"
        "<td>President, Chief Executive Officer and Director</td><td>2012</td><td>No</td></tr>"
        "</table><p>Executive Officers of the Company</p><table>"
        "<tr><th>Name</th><th>Age</th><th>Title</th></tr>"
        "<tr><td>Li Wei</td><td>47</td><td>Chief Financial Officer</td></tr></table>"
    )
    assert [(p.name, p.age, p.since, p.independent) for p in proxy.directors] == [
        ("María José Núñez", 54, 2015, True),
        ("J. Robert (“Bob”) O’Neil, Jr.", 61, 2012, False),
    ]
    assert [(p.name, p.age, p.titles) for p in proxy.officers] == [
        (
            "J. Robert (“Bob”) O’Neil, Jr.",
            61,
            ("President, Chief Executive Officer and Director",),
        ),
        ("Li Wei", 47, ("Chief Financial Officer",)),
    ]


def test_biographies() -> None:
    proxy = read(
        "<p>Proposal 1: election of Anna van der Meer, Tom Q. Reed and Uma Rao as directors.</p>"
        "<p><b>Anna van der Meer</b>, 58, has served as a director since March 2016. She is a "
        "partner of Meer Capital.</p>"
        "<p>Tom Q. Reed (age 63) has been a member of our Board of Directors since 2009.</p>"
        "<p>Uma Rao, 45, is our Chief Executive Officer and has served on the board since 2021.</p>"
        "<p>The Board has determined that each of the directors, other than Ms. Rao, is "
        "independent under the listing standards.</p>"
    )
    assert [(p.name, p.age, p.since, p.nominee, p.independent) for p in proxy.directors] == [
        ("Anna van der Meer", 58, 2016, True, True),
        ("Tom Q. Reed", 63, 2009, True, True),
        ("Uma Rao", 45, 2021, True, False),
    ]
    (chief,) = proxy.officers
    assert (chief.name, chief.titles) == ("Uma Rao", ("Chief Executive Officer",))


def test_an_ownership_table_with_everything_in_one_cell() -> None:
    proxy = read(
        "<p>Security Ownership of Certain Beneficial Owners and Management</p>"
        "<p>As of March 1, 2024 there were 20,000,000 shares of common stock outstanding.</p>"
        "<table><tr><td>Name and Address of Beneficial Owner</td>"
        "<td>Amount and Nature of Beneficial Ownership</td><td>Percent of Class</td></tr>"
        "<tr><td>5% Stockholders:</td></tr>"
        "<tr><td>Harbour Point Capital L.P.<br/>1 Quay Street<br/>Boston, MA 02110</td>"
        "<td>2,400,000<sup>(1)</sup></td><td>12.0%</td></tr>"
        "<tr><td>Directors and Named Executive Officers:</td></tr>"
        "<tr><td>Tom Q. Reed</td><td>310,500 (2)</td><td>1.6%</td></tr>"
        "<tr><td>Uma Rao</td><td>90,000</td><td>*</td></tr>"
        "<tr><td>Anna van der Meer</td><td>—</td><td>—</td></tr>"
        "<tr><td>All directors and executive officers as a group (3 persons)</td>"
        "<td>400,500</td><td>2.0%</td></tr></table>"
        "<p>* Less than 1%</p><p>(1) Based on a Schedule 13D of 5 January 2024.</p>"
        "<p>(2) Includes 10,000 shares held by a family trust.</p>"
    )
    assert [(h.holder, h.kind, h.shares, h.percent, h.under_one) for h in proxy.holdings] == [
        ("Harbour Point Capital L.P.", "owner", 2400000, Decimal("12.0"), False),
        ("Tom Q. Reed", "insider", 310500, Decimal("1.6"), False),
        ("Uma Rao", "insider", 90000, None, True),
        ("Anna van der Meer", "insider", 0, None, False),
        (
            "All directors and executive officers as a group (3 persons)",
            "group",
            400500,
            Decimal("2.0"),
            False,
        ),
    ]
    assert proxy.holdings[0].address == "1 Quay Street Boston, MA 02110"
    assert proxy.holdings[0].notes == ("Based on a Schedule 13D of 5 January 2024.",)
    assert proxy.holdings[1].notes == ("Includes 10,000 shares held by a family trust.",)
    assert proxy.shares_outstanding == 20000000


def test_a_text_without_people_has_none() -> None:
    proxy = read("<p>Executive Compensation</p><p>Base Salary. New York, 2024.</p>")
    assert (proxy.people, proxy.holdings) == ((), ())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Michael M. Morrow Non-Executive\nChair of the Board", "Michael M. Morrow"),
        ("SEAN D. KEOHANE", "SEAN D. KEOHANE"),
        ("A. G. Lafley", "A. G. Lafley"),
        ("Ludwig van der Berg", "Ludwig van der Berg"),
        ("Jean-Pierre Dubois (Nominee for Election)", "Jean-Pierre Dubois"),
        ("Business Experience:", None),
        ("The Vanguard Group", None),
        ("New York, NY 10001", None),
        ("Annual Meeting", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    assert person_name(text) == name


def test_one_person_has_one_key() -> None:
    assert person_key("SEAN D. KEOHANE") == person_key("Sean Keohane, Jr.")
    assert person_key("Mary Anne Citrino, Ph.D.") == person_key("Dr. Mary Citrino")
    assert person_key("William C. Kirby") != person_key("Wilma Kirby")


def test_a_bad_proxy_is_refused() -> None:
    with pytest.raises(BadFile, match="ends before </html>"):
        read_proxy(b"<html><body><p>Proxy", "proxy.htm")


def test_a_person_is_frozen() -> None:
    person = Person("A. Body", director=True, nominee=False, officer=False)
    with pytest.raises(AttributeError):
        person.age = 5  # type: ignore[misc]
