"""Claims from a list of subsidiaries: whose share it is, and what is counted as set aside."""

from __future__ import annotations

from pathlib import Path

import ingest
import kg
import queries


def test_the_share_of_an_owner_elsewhere_is_not_the_registrants(tmp_path: Path) -> None:
    path = tmp_path / "ex21.htm"
    path.write_text(
        "<html><body><p>Subsidiaries of Hazel Inc.</p><table>"
        "<tr><td>Name</td><td>Jurisdiction</td><td>Owned by</td><td>Percent</td></tr>"
        "<tr><td>Hazel A LLC</td><td>Texas</td><td>Hazel Inc.</td><td>90%</td></tr>"
        "<tr><td>Hazel B LLC</td><td>Texas</td><td>Elder Fund LP</td><td>60%</td></tr>"
        "<tr><td>Words of no use</td></tr>"
        "<tr><td>Hazel C LLC</td><td>Texas</td><td>Hazel A LLC</td><td>70%</td></tr>"
        "</table></body></html>"
    )
    with kg.init(tmp_path / "work") as workspace:
        report = ingest.run(workspace, "report", path)
        assert (report.read, report.kept, report.rejected) == (4, 3, 1)
        workspace.refresh()
        rows = workspace.store.read(
            "MATCH (o)-[r:OWNS]->(a) RETURN o.caption AS owner, a.caption AS asset,"
            " r.percentage AS share ORDER BY asset"
        ).rows
    assert [(row[0], row[1], None if row[2] is None else float(row[2])) for row in rows] == [
        ("Hazel Inc.", "Hazel A LLC", 90.0),
        ("Hazel Inc.", "Hazel B LLC", None),
        ("Hazel A LLC", "Hazel C LLC", 70.0),
    ]


def test_a_state_is_kept_in_the_words_of_the_claim(tmp_path: Path) -> None:
    path = tmp_path / "ex21.htm"
    path.write_text(
        "<html><body><p>Subsidiaries of Texas Hazel Inc.</p><table>"
        "<tr><td>Name</td><td>Jurisdiction</td></tr>"
        "<tr><td>Texas Hazel LLC</td><td>Texas</td></tr>"
        "<tr><td>Hazel B LLC</td><td>&quot;</td></tr>"
        "<tr><td>Hazel C GmbH</td><td>Germany</td></tr>"
        "</table></body></html>"
    )
    with kg.init(tmp_path / "work") as workspace:
        ingest.run(workspace, "report", path)
        found = queries.parties(workspace, "Texas Hazel Inc.").parties
        with workspace.view() as view:
            spans = view.sql(
                "SELECT value, original FROM claims WHERE prop = 'jurisdiction' ORDER BY ALL"
            ).rows
    assert [(one.party.caption, one.jurisdictions, one.registered_in) for one in found] == [
        ("Hazel B LLC", ("us",), ("Texas",)),
        ("Hazel C GmbH", ("de",), ()),
        ("Texas Hazel LLC", ("us",), ("Texas",)),
    ]
    assert spans == [("de", "Germany"), ("us", "Texas"), ("us", "Texas")]
