"""Lists of subsidiaries in the layouts that registrants use."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ingest.reports.subsidiaries.exhibit21 import Exhibit21, read_exhibit21
from ingest.reports.subsidiaries.places import Place, place
from kg.errors import BadFile

Line = tuple[str, str | None, Decimal | None, int]


def read(body: str) -> Exhibit21:
    exhibit = read_exhibit21(f"<html><body>{body}</body></html>".encode(), "ex21.htm")
    for found in exhibit.subsidiaries:
        shown = " ".join(exhibit.text.text[slice(*found.span)].split())
        assert shown == found.name
    return exhibit


def lines(exhibit: Exhibit21) -> list[Line]:
    return [
        (found.name, found.jurisdiction, found.share, found.level) for found in exhibit.subsidiaries
    ]


@pytest.mark.shared
def test_apple_is_complete(reports: Path) -> None:
    exhibit = read_exhibit21(reports / "ex21" / "ex21_aapl.html")
    assert exhibit.registrant == "Apple Inc."
    assert [(found.name, found.jurisdiction) for found in exhibit.subsidiaries] == [
        ("Apple Asia Limited", "Hong Kong"),
        ("Apple Asia LLC", "Delaware, U.S."),
        ("Apple Canada Inc.", "Canada"),
        ("Apple Computer Trading (Shanghai) Co., Ltd.", "China"),
        ("Apple Distribution International Limited", "Ireland"),
        ("Apple India Private Limited", "India"),
        ("Apple Insurance Company, Inc.", "Arizona, U.S."),
        ("Apple Japan, Inc.", "Japan"),
        ("Apple Korea Limited", "South Korea"),
        ("Apple Operations International Limited", "Ireland"),
        ("Apple Operations Limited", "Ireland"),
        ("Apple Operations Mexico, S.A. de C.V.", "Mexico"),
        ("Apple Pty Limited", "Australia"),
        ("Apple Services Pte. Ltd.", "Singapore"),
        ("Apple South Asia (Thailand) Limited", "Thailand"),
        ("Apple South Asia Pte. Ltd.", "Singapore"),
        ("Apple Vietnam Limited Liability Company", "Vietnam"),
        ("Braeburn Capital, Inc.", "Nevada, U.S."),
        ("iTunes K.K.", "Japan"),
    ]
    assert {found.level for found in exhibit.subsidiaries} == {1}
    assert {found.share for found in exhibit.subsidiaries} == {None}
    assert exhibit.subsidiaries[1].place == Place("us", "DE")
    ((mark, note),) = exhibit.notes
    assert mark == "*"
    assert note.startswith("Pursuant to Item 601(b)(21)(ii)")


def test_a_table_with_shares_and_notes() -> None:
    exhibit = read(
        "<p>Exhibit 21</p><p>SUBSIDIARIES OF NORDHAVN SHIPPING CORP.</p><table>"
        "<tr><th>Name of Subsidiary</th><th>State or Country of Incorporation</th>"
        "<th>Percentage Owned</th><th></th></tr>"
        "<tr><td>Nordhavn Bulk<br/>Carriers Ltd.<sup>1</sup></td><td>Marshall Islands</td>"
        "<td>100</td><td>%</td></tr>"
        "<tr><td>Nordhavn Crewing Philippines, Inc. (2)</td><td>Philippines</td>"
        "<td>39.95</td><td>%</td></tr>"
        "<tr><td>NH Georgia LLC</td><td>Georgia</td><td>51</td><td>%</td></tr></table>"
        "<p>(1) Shares are pledged to lenders under the 2022 credit facility.</p>"
        "<p>(2) The remaining shares are held by local partners.</p>"
    )
    assert exhibit.registrant == "NORDHAVN SHIPPING CORP."
    assert lines(exhibit) == [
        ("Nordhavn Bulk Carriers Ltd.", "Marshall Islands", Decimal(100), 1),
        ("Nordhavn Crewing Philippines, Inc.", "Philippines", Decimal("39.95"), 1),
        ("NH Georgia LLC", "Georgia", Decimal(51), 1),
    ]
    first, second, third = exhibit.subsidiaries
    assert first.notes == ("Shares are pledged to lenders under the 2022 credit facility.",)
    assert second.notes == ("The remaining shares are held by local partners.",)
    assert third.place == Place("us", "GA")


def test_an_indented_tree() -> None:
    exhibit = read(
        "<p>List of Subsidiaries</p><table>"
        "<tr><td>Company</td><td>Jurisdiction</td></tr>"
        "<tr><td><p style='padding-left:0pt'>Alder Holdings B.V.</p></td><td>Netherlands</td></tr>"
        "<tr><td><p style='padding-left:12pt'>Alder France SAS</p></td><td>France</td></tr>"
        "<tr><td><p style='padding-left:24pt'>Alder Lyon SARL</p></td><td>France</td></tr>"
        "<tr><td><p style='padding-left:12pt'>Alder Iberia, S.L.</p></td><td>Spain</td></tr>"
        "<tr><td><p style='padding-left:0pt'>Alder US, Inc.</p></td><td>DE</td></tr></table>"
    )
    assert lines(exhibit) == [
        ("Alder Holdings B.V.", "Netherlands", None, 1),
        ("Alder France SAS", "France", None, 2),
        ("Alder Lyon SARL", "France", None, 3),
        ("Alder Iberia, S.L.", "Spain", None, 2),
        ("Alder US, Inc.", "DE", None, 1),
    ]
    assert [found.parent for found in exhibit.subsidiaries] == [None, 0, 1, 0, None]


def test_a_tree_of_empty_columns() -> None:
    exhibit = read(
        "<p>Subsidiaries of the Registrant</p><table>"
        "<tr><td colspan='3'>Fir Bancorp</td><td>Ohio</td></tr>"
        "<tr><td></td><td colspan='2'>Fir Bank, N.A.</td><td>United States</td></tr>"
        "<tr><td></td><td></td><td>Fir Leasing Co.</td><td>Ohio</td></tr>"
        "<tr><td></td><td colspan='2'>Fir Title LLC</td><td>Kentucky</td></tr></table>"
    )
    assert lines(exhibit) == [
        ("Fir Bancorp", "Ohio", None, 1),
        ("Fir Bank, N.A.", "United States", None, 2),
        ("Fir Leasing Co.", "Ohio", None, 3),
        ("Fir Title LLC", "Kentucky", None, 2),
    ]


def test_paragraphs_with_everything_on_the_line() -> None:
    exhibit = read(
        "<p>EXHIBIT 21.1</p><p>Subsidiaries of Larch Mining plc</p>"
        "<p>The following is a list of the subsidiaries of Larch Mining plc:</p>"
        "<p>Larch Gold (Proprietary) Limited (South Africa) – 74%</p>"
        "<p>Larch Copper, Inc., a Nevada corporation</p>"
        "<p>Larch (Shanghai) Trading Co., Ltd. (PRC) – wholly owned</p>"
        "<p>Larch Finance GmbH, Frankfurt, Germany</p>"
        "<p>Minera Larch S.A. de C.V. — Mexico (51.5% owned)</p>"
        "<p>Larch Services Ltd. (England and Wales; 100%)*</p>"
        "<p>* Larch Services Ltd. is dormant.</p>"
    )
    assert exhibit.registrant == "Larch Mining plc"
    assert lines(exhibit) == [
        ("Larch Gold (Proprietary) Limited", "South Africa", Decimal(74), 1),
        ("Larch Copper, Inc.", "Nevada", None, 1),
        ("Larch (Shanghai) Trading Co., Ltd.", "PRC", Decimal(100), 1),
        ("Larch Finance GmbH", "Frankfurt, Germany", None, 1),
        ("Minera Larch S.A. de C.V.", "Mexico", Decimal("51.5"), 1),
        ("Larch Services Ltd.", "England and Wales", Decimal(100), 1),
    ]
    assert exhibit.subsidiaries[-1].notes == ("Larch Services Ltd. is dormant.",)


def test_bullets_and_numbers_nest() -> None:
    exhibit = read(
        "<p>Subsidiaries</p>"
        "<p>1. Oak Re Ltd. (Bermuda)</p><p>1.1 Oak Life Ltd. (Bermuda)</p>"
        "<p>1.1.1 Oak Annuity LLC (Delaware)</p><p>2. Oak UK Limited (England)</p>"
    )
    assert lines(exhibit) == [
        ("Oak Re Ltd.", "Bermuda", None, 1),
        ("Oak Life Ltd.", "Bermuda", None, 2),
        ("Oak Annuity LLC", "Delaware", None, 3),
        ("Oak UK Limited", "England", None, 1),
    ]
    exhibit = read(
        "<p>Subsidiaries</p><ul><li>Elm AB (Sweden)<ul><li>Elm Oy (Finland)</li>"
        "<li>Elm AS (Norway)</li></ul></li><li>Elm KK (Japan)</li></ul>"
    )
    assert [line[3] for line in lines(exhibit)] == [1, 2, 2, 1]


def test_two_lists_side_by_side_and_places_as_headings() -> None:
    exhibit = read(
        "<p>Subsidiaries</p><table>"
        "<tr><td>Name</td><td>State</td><td>Name</td><td>State</td></tr>"
        "<tr><td>Ash A LLC</td><td>Texas</td><td>Ash B LLC</td><td>Utah</td></tr>"
        "<tr><td>Ash C LLC</td><td>Iowa</td><td></td><td></td></tr></table>"
    )
    assert lines(exhibit) == [
        ("Ash A LLC", "Texas", None, 1),
        ("Ash B LLC", "Utah", None, 1),
        ("Ash C LLC", "Iowa", None, 1),
    ]
    exhibit = read(
        "<p>Subsidiaries</p><table><tr><td><b>Delaware</b></td></tr><tr><td>Yew One LLC</td></tr>"
        "<tr><td>Yew Two, L.P.</td></tr><tr><td><b>Canada</b></td></tr>"
        "<tr><td>Yew Maple ULC</td></tr></table>"
    )
    assert lines(exhibit) == [
        ("Yew One LLC", "Delaware", None, 1),
        ("Yew Two, L.P.", "Delaware", None, 1),
        ("Yew Maple ULC", "Canada", None, 1),
    ]


def test_a_typewritten_list() -> None:
    exhibit = read(
        "<pre>\n              SUBSIDIARIES OF THE REGISTRANT\n\n"
        "Name                              Jurisdiction      Percent\n"
        "--------------------------------  ----------------  -------\n"
        "Pine Oil Company ...............  Oklahoma          100%\n"
        "  Pine Gas Ltd. ................  Alberta            60%\n</pre>"
    )
    assert lines(exhibit) == [
        ("Pine Oil Company", "Oklahoma", Decimal(100), 1),
        ("Pine Gas Ltd.", "Alberta", Decimal(60), 2),
    ]


def test_other_names_and_owners() -> None:
    exhibit = read(
        "<p>Subsidiaries of Beech Inc.</p><table><tr><td>Legal name</td><td>Jurisdiction</td>"
        "<td>Doing business as</td><td>Owned by</td></tr>"
        "<tr><td>Beech Retail LLC</td><td>Maine</td><td>BeechMart</td><td>Beech Inc.</td></tr>"
        "<tr><td>Beech Web Ltd. (f/k/a Beech Net Ltd.)</td><td>Israel</td><td></td>"
        "<td>Beech Retail LLC</td></tr></table>"
    )
    first, second = exhibit.subsidiaries
    assert (first.alias, first.owner) == ("BeechMart", "Beech Inc.")
    assert (second.name, second.alias, second.owner) == (
        "Beech Web Ltd.",
        "Beech Net Ltd.",
        "Beech Retail LLC",
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Delaware", Place("us", "DE")),
        ("Nevada,\u00a0U.S.", Place("us", "NV")),
        ("Georgia", Place("us", "GA")),
        ("Republic of Georgia", Place("ge")),
        ("Toronto, Ontario, Canada", Place("ca", "ON")),
        ("Netherlands (Holland)", Place("nl")),
        ("Puerto Rico", Place("pr")),
        ("PRC", Place("cn")),
        ("UK", Place("gb")),
        ("Limited", None),
        ("AG", None),
        ("Inc., Delaware Avenue", None),
        ("", None),
    ],
)
def test_places(text: str, found: Place | None) -> None:
    assert place(text) == found


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><body><table><tr><td>Apple Asia Li", "ends before </html>"),
        (b"<table><tr><td sty", "ends inside a tag"),
        (b"%PDF-1.7 nothing", "not HTML"),
        (b"", "is empty"),
    ],
)
def test_a_bad_exhibit_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        read_exhibit21(data, "ex21.htm")


def test_html_nested_too_deeply_is_refused() -> None:
    deep = b"<html><body>" + b"<div>" * 5_000 + b"Fir LLC (Ohio)" + b"</div>" * 5_000
    with pytest.raises(BadFile, match="nested too deeply"):
        read_exhibit21(deep + b"</body></html>", "deep.htm")
