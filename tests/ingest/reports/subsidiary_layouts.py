"""Lists of subsidiaries in the layouts of EDGAR, made up, with what they say worked out by hand.

They were written before the rules that read them; see `test_subsidiary_layouts`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """`says` has (name, jurisdiction, share, name of the owner in the list) for each subsidiary."""

    name: str
    document: str
    registrant: str | None
    says: tuple[tuple[str, str | None, str | None, str | None], ...]


def _table(*rows: str) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


LAYOUTS = (
    Layout(
        "the registrant unnamed, notes (1), shares before places",
        "<p>EXHIBIT 21</p><p><b>Subsidiaries of the Registrant <sup>(1)</sup> and <sup>(2)</sup> – at"
        " December 31, 2030</b></p>"
        + _table(
            "|Percentage of<br>Voting Securities<br>Owned by<br>Registrant|State or<br>Country of"
            "<br>Organization",
            "Auk Marketing Company Limited|87.5|Bahamas",
            "Al-Auk Petrochemical Company <sup>(3)</sup>|50|Saudi Arabia",
            "Auk Exploration (Block 15) Limited|100|Bahamas",
            "Auk Netz GmbH &amp; Co. KG (3)|50|Germany",
            "Auk (II) Limited|100|Bahamas",
        )
        + "<p>(1) For the purposes of this list, a person is a subsidiary where half is owned.</p>"
        "<p>(2) The names of other subsidiaries have been omitted.</p>"
        "<p>(3) Another interest owns the other half of the voting securities.</p>",
        None,
        (
            ("Auk Marketing Company Limited", "Bahamas", "87.5", None),
            ("Al-Auk Petrochemical Company", "Saudi Arabia", "50", None),
            ("Auk Exploration (Block 15) Limited", "Bahamas", "100", None),
            ("Auk Netz GmbH & Co. KG", "Germany", "50", None),
            ("Auk (II) Limited", "Bahamas", "100", None),
        ),
    ),
    Layout(
        "numbered names beside numbered notes",
        "<p>Exhibit 21</p><p>Subsidiaries of Dovekie Gas plc</p>"
        + _table(
            "Name|Country|% owned",
            "Dovekie LNG Train (3)|Qatar|30 (1)",
            "Dovekie LNG Train (4)|Qatar|25",
            "Dovekie Shipping (1)|Qatar|100",
        )
        + "<p>(1) Held through a nominee.</p><p>(3) The remainder is held by the State of Qatar.</p>",
        "Dovekie Gas plc",
        (
            ("Dovekie LNG Train (3)", "Qatar", "30", None),
            ("Dovekie LNG Train (4)", "Qatar", "25", None),
            ("Dovekie Shipping", "Qatar", "100", None),
        ),
    ),
    Layout(
        "each entry under a caption that says how it is held",
        "<p>EXHIBIT 21</p><p>SUBSIDIARIES OF THE REGISTRANT</p>"
        "<p>(a) &nbsp; Subsidiary (wholly-owned)</p><p>Eider Products, Inc. (a Missouri corporation)</p>"
        "<p>(b) &nbsp; Subsidiary (wholly-owned)</p><p>Eiderdown, Inc. (a Nevada corporation)</p>"
        "<p>(c) &nbsp; Subsidiary (wholly-owned by Eiderdown, Inc.)</p>"
        "<p>Eiderdown-Kansas, Inc. (a Kansas corporation)</p>",
        None,
        (
            ("Eider Products, Inc.", "Missouri", "100", None),
            ("Eiderdown, Inc.", "Nevada", "100", None),
            ("Eiderdown-Kansas, Inc.", "Kansas", "100", "Eiderdown, Inc."),
        ),
    ),
    Layout(
        "titles in several rows, three decimals",
        "<p>Exhibit 21.1</p><p>FULMAR ELECTRIC POWER COMPANY<br>SUBSIDIARIES AS OF DECEMBER 31, 2001"
        "</p><p>The following table includes the subsidiaries of Fulmar Electric Power Company, a"
        " utility incorporated in the state of Wisconsin. Fulmar Electric is a wholly-owned"
        " subsidiary of Fulmar Energy Corporation.</p>"
        + _table(
            "&nbsp;|State of|&nbsp;",
            "&nbsp;|Incorporation|Percent",
            "<u>Subsidiary (a)</u>|<u>or Organization</u>|<u>Ownership</u>",
            "&nbsp;|&nbsp;|&nbsp;",
            "FTC Management Inc.|Wisconsin|42.482%",
            "Fulmar Transmission Company LLC|Wisconsin|37.295%",
        )
        + _table(
            "(a)|Omits the names of certain subsidiaries, which if considered as a single",
            "|subsidiary, would not constitute a significant subsidiary.",
        ),
        "FULMAR ELECTRIC POWER COMPANY",
        (
            ("FTC Management Inc.", "Wisconsin", "42.482", None),
            ("Fulmar Transmission Company LLC", "Wisconsin", "37.295", None),
        ),
    ),
    Layout(
        "two columns of names and places, side by side",
        "<p>EXHIBIT 21.1</p><p>GADWALL, INC.</p><p>LIST OF SUBSIDIARIES</p>"
        + _table(
            "Subsidiary|Jurisdiction||Subsidiary|Jurisdiction",
            "Gadwall Air, LLC|Delaware||Gadwall Japan KK|Japan",
            "Gadwall Sea, LLC|Texas||Gadwall Korea Ltd.|South Korea",
        ),
        "GADWALL, INC.",
        (
            ("Gadwall Air, LLC", "Delaware", None, None),
            ("Gadwall Japan KK", "Japan", None, None),
            ("Gadwall Sea, LLC", "Texas", None, None),
            ("Gadwall Korea Ltd.", "South Korea", None, None),
        ),
    ),
    Layout(
        "typewriter text with leaders and indents",
        "<PAGE>\n                                                      EXHIBIT 21\n\n"
        "                    HERON INDUSTRIES, INC. AND SUBSIDIARIES\n"
        "                        SUBSIDIARIES OF THE REGISTRANT\n\n"
        "                                             State or Country\n"
        "                                             of Incorporation\n"
        "                                             ----------------\n"
        "Heron Industries, Inc. (Registrant).......... Delaware\n"
        "  Heron Steel Co............................. Pennsylvania\n"
        "    Heron Steel of Canada, Ltd............... Ontario\n"
        "  Heron Wire, Inc............................ New Jersey\n",
        "HERON INDUSTRIES, INC.",
        (
            ("Heron Steel Co.", "Pennsylvania", None, None),
            ("Heron Steel of Canada, Ltd.", "Ontario", None, "Heron Steel Co."),
            ("Heron Wire, Inc.", "New Jersey", None, None),
        ),
    ),
    Layout(
        "text of several columns with an owner each",
        "EXHIBIT 21\n\n                  SUBSIDIARIES OF IBIS CORP\n\n"
        "Name                          Incorporated In   Owned By              Percent\n"
        "----                          ---------------   --------              -------\n"
        "Ibis Holdings Limited         Bermuda           Ibis Corp             100%\n"
        "Ibis Overseas S.A.            Panama            Ibis Holdings         100%\n"
        "                                                Limited\n"
        "Ibis Mexicana, S.A. de C.V.   Mexico            Ibis Overseas S.A.    49.5%\n",
        "IBIS CORP",
        (
            ("Ibis Holdings Limited", "Bermuda", "100", None),
            ("Ibis Overseas S.A.", "Panama", "100", "Ibis Holdings Limited"),
            ("Ibis Mexicana, S.A. de C.V.", "Mexico", "49.5", "Ibis Overseas S.A."),
        ),
    ),
    Layout(
        "sentences",
        "<p>Exhibit 21</p><p>Subsidiaries</p><p>Jacana Bank, a New York chartered savings bank, is a"
        " wholly owned subsidiary of Jacana Bancorp, Inc.</p><p>Jacana Realty Corp., incorporated"
        " under the laws of Maryland, is a wholly owned subsidiary of Jacana Bank.</p>",
        None,
        (
            ("Jacana Bank", "New York", "100", None),
            ("Jacana Realty Corp.", "Maryland", "100", "Jacana Bank"),
        ),
    ),
    Layout(
        "lines with d/b/a, and places behind a dash",
        "<p>Exhibit 21.1</p><p>SUBSIDIARIES OF KNOT STORES, INC.</p>"
        "<p>Knot Retail, LLC d/b/a The Knot Shop – Florida</p><p>Knot Web Ltd – United Kingdom</p>"
        "<p>KW Support Services, L.P. – Texas</p>",
        "KNOT STORES, INC.",
        (
            ("Knot Retail, LLC", "Florida", None, None),
            ("Knot Web Ltd", "United Kingdom", None, None),
            ("KW Support Services, L.P.", "Texas", None, None),
        ),
    ),
    Layout(
        "a tree by non-breaking spaces, the registrant at its top",
        "<p>Exhibit 21</p><p>LAPWING GROUP, INC.<br>Subsidiaries</p>"
        + _table(
            "Lapwing Group, Inc.|Delaware",
            "&nbsp;&nbsp;&nbsp;&nbsp;Lapwing Holdings, LLC|Delaware",
            "&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;Lapwing Ireland DAC|Ireland",
            "&nbsp;&nbsp;&nbsp;&nbsp;Lapwing Brasil Ltda.|Brazil",
        ),
        "LAPWING GROUP, INC.",
        (
            ("Lapwing Holdings, LLC", "Delaware", None, None),
            ("Lapwing Ireland DAC", "Ireland", None, "Lapwing Holdings, LLC"),
            ("Lapwing Brasil Ltda.", "Brazil", None, None),
        ),
    ),
    Layout(
        "places as headings of groups, other columns ignored",
        "<p>EXHIBIT 21</p><p>Merlin Corp. — List of Subsidiaries</p>"
        + _table(
            "Name of Entity|Date of Formation|EIN",
            "Delaware||",
            "Merlin One LLC|01/02/2003|12-3456789",
            "Merlin Two LLC|05/06/2007|98-7654321",
            "Ireland||",
            "Merlin Three Limited|11/12/2013|",
        ),
        "Merlin Corp.",
        (
            ("Merlin One LLC", "Delaware", None, None),
            ("Merlin Two LLC", "Delaware", None, None),
            ("Merlin Three Limited", "Ireland", None, None),
        ),
    ),
    Layout(
        "a list over pages, heads and footers between",
        "<p>Exhibit 21</p><p>Noddy Holdings plc</p><p>Principal subsidiaries at 31 March 2031</p>"
        + _table(
            "Company|Country of incorporation|Interest", "Noddy Rail Ltd|England and Wales|100%"
        )
        + "<p>12</p><hr><p>Noddy Holdings plc</p>"
        + _table("Company|Country of incorporation|Interest", "Noddy Bus AB|Sweden|75.1%")
        + "<p>13</p>",
        "Noddy Holdings plc",
        (
            ("Noddy Rail Ltd", "England and Wales", "100", None),
            ("Noddy Bus AB", "Sweden", "75.1", None),
        ),
    ),
    Layout(
        "a sentence before a bare list",
        "<p>EX-21</p><p>The following are the significant subsidiaries of Osprey Software"
        " Corporation as of June 30, 2031:</p><p>Osprey Ireland Operations Limited, a company"
        " organized under the laws of Ireland</p><p>OS Licensing, GP, a Nevada general partnership</p>"
        "<p>Osprey Online, Inc., a Nevada corporation</p>",
        "Osprey Software Corporation",
        (
            ("Osprey Ireland Operations Limited", "Ireland", None, None),
            ("OS Licensing, GP", "Nevada", None, None),
            ("Osprey Online, Inc.", "Nevada", None, None),
        ),
    ),
    Layout(
        "a list of places alone on lines below, in one cell",
        "<p>Exhibit 21.1</p><p>Subsidiaries of Puffin Biotech, Inc.</p>"
        + _table(
            "<p>Legal Entity</p>|<p>Jurisdiction</p>",
            "<p>Puffin Securities Corporation</p>|<p>Massachusetts</p>",
            "<p>Puffin (UK) Ltd.</p>|<p>U.K.</p>",
            "<p>Puffin Australia Pty Ltd*</p>|<p>New South Wales, Australia</p>",
        )
        + "<p>* 80% owned</p>",
        "Puffin Biotech, Inc.",
        (
            ("Puffin Securities Corporation", "Massachusetts", None, None),
            ("Puffin (UK) Ltd.", "U.K.", None, None),
            ("Puffin Australia Pty Ltd", "New South Wales, Australia", None, None),
        ),
    ),
)
