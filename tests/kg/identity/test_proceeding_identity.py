"""One lawsuit in several reports: known by its number and its court."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.desk import Desk
from kg.identity import Identity
from kg.lake import Lake
from kg.model import Claim
from kg.ontology import load_ontology

COURT = "United States District Court for the Northern District of Illinois"
FIRST = ("1:23-cv-01457", COURT, "Quill Steel LLC v. Vane Corp.")


@pytest.mark.parametrize(
    ("number", "court", "name", "one"),
    [
        (*FIRST, True),
        ("1:23-CV-01457", COURT, "Quill Steel LLC against Vane Corp.", True),
        ("1:23-cv-01458", COURT, "Quill Steel LLC v. Vane Corp.", False),
        ("1:23-cv-01457", "Delaware Court of Chancery", "Quill Steel LLC v. Vane Corp.", False),
        # A number that is unique in one of many courts of a name does not join other parties.
        ("1:23-cv-01457", COURT, "Heron v. Finch Brothers", False),
    ],
)
def test_proceedings(tmp_path: Path, number: str, court: str, name: str, one: bool) -> None:
    lake, identity = Lake(tmp_path / "lake"), Identity(tmp_path / "identity")
    desk = Desk(tmp_path / "desk.sqlite")
    said = {"2023": FIRST, "2024": (number, court, name)}
    for year, (docket, before, title) in said.items():
        values = {"caseNumber": docket, "court": before, "name": title}
        with lake.write(year, fingerprint="x", reader="test") as writer:
            writer.read = 1
            writer.add_claims(
                Claim(f"case:{year}", "LegalProceeding", prop, value, "p1", "f")
                for prop, value in values.items()
            )
    with lake.connect() as con:
        identity.resolve(con, load_ontology(), desk, ())
    desk.close()
    assert (identity.canonical("case:2023") == identity.canonical("case:2024")) is one
