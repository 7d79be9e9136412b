"""Tables of subsidiaries: titles, owners, shares and notes as registrants write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.reports.subsidiaries.columns import read_share
from ingest.reports.subsidiaries.exhibit21 import Exhibit21, read_exhibit21
from ingest.reports.subsidiaries.places import Place, jurisdiction_place, place


def read(body: str) -> Exhibit21:
    return read_exhibit21(f"<html><body>{body}</body></html>".encode(), "ex21.htm")


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def test_owners_of_the_list_and_owners_elsewhere() -> None:
    exhibit = read(
        "<p>EXHIBIT 21</p><p>SUBSIDIARIES OF ROWAN CAPITAL CORPORATION</p>"
        + table(
            ("Subsidiary", "Jurisdiction<br>Or<br>Organization", "Business", "%<br>Ownership",
             "Holder of<br>Outstanding<br>Stock"),
            ("Rowan Bank", "United States/National Bank", "Bank", "100%",
             "Rowan Capital Corporation"),
            ("Rowan Insurance<br>Agency, Inc.", "Mississippi", "Insurance", "79%", "Rowan Bank"),
            ("Rowan Trust I (See Note 1)", "Connecticut", "Trust", "50%", "Elder Partners LP"),
            ("Rowan Title Co. (Inactive)", "Ohio", "Title", "100%", "Registrant"),
        )
        + "<p>Note 1: Rowan Trust I was formed to issue securities.</p>"
    )  # fmt: skip
    assert [
        (s.name, s.place, s.share, s.level, s.parent, s.owner_elsewhere)
        for s in exhibit.subsidiaries
    ] == [
        ("Rowan Bank", Place("us"), Decimal(100), 1, None, False),
        ("Rowan Insurance Agency, Inc.", Place("us", "MS"), Decimal(79), 2, 0, False),
        ("Rowan Trust I", Place("us", "CT"), Decimal(50), 1, None, True),
        ("Rowan Title Co.", Place("us", "OH"), Decimal(100), 1, None, False),
    ]
    assert exhibit.subsidiaries[2].notes == ("Rowan Trust I was formed to issue securities.",)
    assert exhibit.subsidiaries[3].notes == ("Inactive",)


def test_owners_in_a_circle_are_none() -> None:
    exhibit = read(
        "<p>Subsidiaries of Hazel Inc.</p>"
        + table(
            ("Name", "Jurisdiction", "Owned by"),
            ("Hazel A LLC", "Texas", "Hazel B LLC"),
            ("Hazel B LLC", "Texas", "Hazel A LLC"),
        )
    )
    parents = [found.parent for found in exhibit.subsidiaries]
    assert parents in ([None, 0], [1, None])


def test_titles_repeated_on_each_page_and_dates_and_short_names() -> None:
    titles = ("Name", "Date of<br>incorporation", "", "Percentage of<br>ownership",
              "", "Place of<br>incorporation")  # fmt: skip
    exhibit = read(
        "<p>Exhibit 8.1</p><p>List of subsidiaries of Lotus Education</p>"
        + table(
            titles,
            ("Subsidiaries of the Company",),
            ('Lotus Web Co., Ltd. ("Lotus Web")', "July 29, 1999", "", "70", "%", "PRC"),
            titles,
            ("Lotus Hill Ltd.", "July 4, 2003", "", "51,5", "%", "BVI"),
        )
    )
    assert [(s.name, s.alias, s.place, s.share) for s in exhibit.subsidiaries] == [
        ("Lotus Web Co., Ltd.", "Lotus Web", Place("cn"), Decimal(70)),
        ("Lotus Hill Ltd.", None, Place("vg"), Decimal("51.5")),
    ]


def test_an_office_and_a_jurisdiction() -> None:
    exhibit = read(
        "<p>Exhibit 21</p><p>Willow Bancshares, Inc.</p><p>List of Subsidiaries</p>"
        "<p>March 9, 2004</p>"
        + table(
            ("Name", "Domicile", "Jurisdiction of<br>Incorporation", "Percentage"),
            ("Willow Delaware, Inc.", "Houston, TX", "Delaware", "100%"),
            ("Willow State Bank", "McAllen, TX", "Texas", "100%"),
        )
    )
    assert exhibit.registrant == "Willow Bancshares, Inc."
    assert [found.jurisdiction for found in exhibit.subsidiaries] == ["Delaware", "Texas"]


def test_the_place_on_the_last_line_of_the_name_and_regions_as_headings() -> None:
    exhibit = read(
        "<p>Exhibit 8.1 List of significant subsidiaries</p>"
        + table(
            ("at December 31", "Class of<br>capital", "Held by Iris<br>%", "Principal activities"),
            ("UNITED KINGDOM",),
            ("Iris Paints<br>Ltd<br>England", "Ordinary", "100<sup>†</sup>", "Paint"),
            ("CONTINENTAL EUROPE",),
            ("Iris Farben GmbH<br>Germany", "Ordinary", "51", "Paint"),
            ("Iris Lacke GmbH", "Ordinary", "51", "Lacquer"),
        )
    )
    assert [(s.name, s.jurisdiction, s.share) for s in exhibit.subsidiaries] == [
        ("Iris Paints Ltd", "England", Decimal(100)),
        ("Iris Farben GmbH", "Germany", Decimal(51)),
        ("Iris Lacke GmbH", None, Decimal(51)),
    ]


def test_titles_over_two_rows_and_blanks_as_indents_over_two_pages() -> None:
    two = "&nbsp;&nbsp;&nbsp;"
    titles = ("Name of Subsidiary", "Jurisdiction of Incorporation")
    exhibit = read(
        "<p>Subsidiaries of the Registrant</p>"
        + table(
            ("", "State or Other"), titles,
            ("Cedar Holdings, Inc.", "Delaware"), (f"{two}Cedar Two LLC", "N.Y."),
        )
        + "<p>2</p>"
        + table(titles, (f"{two}Cedar Five ULC", "Nova Scotia, Canada"), ("Cedar Six", "Del."))
    )  # fmt: skip
    assert [(s.name, s.place, s.parent) for s in exhibit.subsidiaries] == [
        ("Cedar Holdings, Inc.", Place("us", "DE"), None),
        ("Cedar Two LLC", Place("us", "NY"), 0),
        ("Cedar Five ULC", Place("ca", "NS"), 0),
        ("Cedar Six", Place("us", "DE"), None),
    ]


def test_the_registrant_at_the_root_is_not_its_own_subsidiary() -> None:
    exhibit = read(
        "<p>Subsidiaries of Acacia Bancorp, Inc.</p>"
        + table(
            ("Acacia Bancorp, Inc.", "Maryland"),
            ("&nbsp;&nbsp;&nbsp;Acacia Bank", "Maryland"),
            ("&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;Acacia Leasing LLC", "Virginia"),
        )
    )
    assert [(s.name, s.level, s.parent) for s in exhibit.subsidiaries] == [
        ("Acacia Bank", 1, None),
        ("Acacia Leasing LLC", 2, 0),
    ]


def test_letters_paths_and_several_on_a_line() -> None:
    exhibit = read(
        "<p>Subsidiaries</p>"
        "<p>(a) Alder Water Company, a New Jersey corporation</p>"
        "<p>(b) Alder Gas, L.L.C., a Delaware limited liability company (80% owned)</p>"
        "<p>Also does business as AlderGas</p>"
        "<p>Alder Gas, L.L.C. &gt; Alder Pipe LLC (Nevada)</p>"
        "<p>Birch LLC, Ohio; Birch Two Inc., Iowa</p>"
        "<p>* less than 100%</p>"
    )
    assert [(s.name, s.jurisdiction, s.share, s.parent) for s in exhibit.subsidiaries] == [
        ("Alder Water Company", "New Jersey", None, None),
        ("Alder Gas, L.L.C.", "Delaware", Decimal(80), None),
        ("Alder Pipe LLC", "Nevada", None, 1),
        ("Birch LLC", "Ohio", None, None),
        ("Birch Two Inc.", "Iowa", None, None),
    ]
    assert exhibit.subsidiaries[1].alias == "AlderGas"


def test_a_star_that_a_note_explains_is_no_bullet() -> None:
    exhibit = read(
        "<p>List of Subsidiaries</p>"
        + table(("Name", "State"), ("Fig Bank", "Iowa"), ("*Fig Leasing Co.", "Iowa"))
        + "<p>* Beginning February 2004</p><p>56</p>"
    )
    assert [(s.name, s.level, s.notes) for s in exhibit.subsidiaries] == [
        ("Fig Bank", 1, ()),
        ("Fig Leasing Co.", 1, ("Beginning February 2004",)),
    ]


@pytest.mark.parametrize("words", ["None.", "The Company has no subsidiaries."])
def test_nothing_listed_is_nothing_read(words: str) -> None:
    exhibit = read(f"<p>Exhibit 21</p><p>Subsidiaries of the Registrant</p><p>{words}</p>")
    assert exhibit.subsidiaries == ()


def test_names_in_cells_that_run_on() -> None:
    exhibit = read(
        "<p>Subsidiaries of Alder Inc.</p><table>"
        "<tr><td>Name</td><td>Jurisdiction</td><td>Percent</td></tr>"
        "<tr><td>Alder France S.A. and<br/>subsidiaries</td><td>France</td><td>33 1/3%</td></tr>"
        "<tr><td>Alder Tool Company,</td><td></td><td></td></tr>"
        "<tr><td>Limited</td><td>Ireland</td><td>50% (JV)</td></tr>"
        "<tr><td>Alder and</td><td>Ohio</td><td>10%</td></tr>"
        "<tr><td>Birch and Sons LLC (d/b/a “Birchy”)</td><td>Ohio</td><td>&lt;50</td></tr></table>"
    )
    assert [(s.name, s.share, s.alias, s.notes) for s in exhibit.subsidiaries] == [
        (
            "Alder France S.A.",
            Decimal("33.3333"),
            None,
            ("and subsidiaries", "share as listed: 33 1/3%"),
        ),
        ("Alder Tool Company, Limited", Decimal(50), None, ("share as listed: 50% (JV)",)),
        ("Birch and Sons LLC", None, "Birchy", ("share as listed: <50",)),
    ]
    assert exhibit.set_aside == (("Alder and", "a part of a name"),)


SENTENCES = (
    "<p>Ex. 21</p><p>List of Subsidiaries of the Registrant</p><p>Granite Bancorp</p>"
    "<p>Granite Bank, a Montana state-chartered bank, is a wholly-owned subsidiary of"
    " Granite Bancorp.</p>"
    "<p>GB Realty, Inc., a Montana corporation, is an 80%-owned subsidiary of Granite Bank.</p>"
    "<p>Granite Trust I, a Delaware statutory trust</p>"
    "<p>Each of the above is a direct subsidiary of Granite Bancorp.</p>"
)


def test_subsidiaries_in_sentences() -> None:
    exhibit = read(SENTENCES)
    assert exhibit.registrant == "Granite Bancorp"
    assert [(s.name, s.jurisdiction, s.share, s.parent) for s in exhibit.subsidiaries] == [
        ("Granite Bank", "Montana", Decimal(100), None),
        ("GB Realty, Inc.", "Montana", Decimal(80), 0),
        ("Granite Trust I", "Delaware", None, None),
    ]
    assert exhibit.set_aside == (
        (
            "Each of the above is a direct subsidiary of Granite Bancorp.",
            "a sentence on a subsidiary that cannot be read",
        ),
    )


def test_the_first_of_the_list_is_not_the_registrant() -> None:
    exhibit = read("<p>Subsidiaries of the Registrant</p><p>Oak Inc.</p><p>Elm LLC, Ohio</p>")
    assert exhibit.registrant is None
    assert [s.name for s in exhibit.subsidiaries] == ["Oak Inc.", "Elm LLC"]


@pytest.mark.parametrize(
    ("text", "share", "owner"),
    [
        ("100", 100, None),
        ("99.9%", "99.9", None),
        ("51,5 %", "51.5", None),
        ("60% owned by Elm Holdings LLC", 60, "Elm Holdings LLC"),
        ("Wholly-owned subsidiary of Elm B.V.", 100, "Elm B.V."),
        ("more than 50%", None, None),
        (">50%", None, None),
        ("50%/50%", None, None),
        ("99% LP, 1% GP", None, None),
        ("N/A", None, None),
        ("100,000", None, None),
        ("250", None, None),
    ],
)
def test_shares(text: str, share: str | int | None, owner: str | None) -> None:
    expected = None if share is None else Decimal(share)
    found = read_share(text)
    assert (found.percent, found.owner) == (expected, owner)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Delaware limited liability company", Place("us", "DE")),
        ("a Nevada corporation", Place("us", "NV")),
        ("United States/National Bank", Place("us")),
        ("Federative Republic of Brazil", Place("br")),
        ("under the laws of Jersey", Place("je")),
        ("N.Y.", Place("us", "NY")),
        ("Hong Kong, China", Place("hk")),
        ("Jersey, Channel Islands", Place("je")),
        ("Delaware / Netherlands", None),
        ("Elm Inc., Nevada; Oak Ltd., England", None),
    ],
)
def test_jurisdictions(text: str, found: Place | None) -> None:
    assert jurisdiction_place(text) == found


@pytest.mark.parametrize("name", ["Delaware Trust Company", "Ohio Company", "Mass."])
def test_a_name_with_a_place_in_it_is_no_place(name: str) -> None:
    assert place(name) is None
