"""The same values give the same claims, as cells of a table or said through the door."""

from __future__ import annotations

import csv
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ingest
import kg
from kg.lake import Door, Place, SourceWriter
from kg.model import Claim

PROPERTIES = (
    "address", "birthCountry", "birthDate", "email", "gender", "height", "idNumber", "innCode",
    "name", "notes", "phone", "position", "socialSecurityNumber", "topics", "website",
)  # fmt: skip
MAPPING = """
source: people
tables:
  people:
    files: "*.csv"
    entities:
      person:
        schema: Person
        id: id
        properties:
"""
SAMPLES = (
    "Ann  Bo", " Ann ", "Ann\tBo", "Ann\u2003\u00a0Bo", "\ufeffAnn", "1957", "19 Mar 1957",
    "03/04/1957",
    "1,800.5", "1,80", "+5", "1e3", "-0", "France", "Korea, North", "MALE", "f", "A@B.org", "a@b",
    "+98 (21) 66153220", "n/a", "536-90-4399", "219-09-9999", "7707083893", "Sanction",
    "crime", "ENG",
)  # fmt: skip

values = st.one_of(
    st.sampled_from(SAMPLES),
    st.text(
        st.one_of(
            st.sampled_from(" \t\u00a0\u2003\u3000\ufeff.,-@5"),
            st.characters(exclude_categories=["Cs", "Cc"]),
        ),
        max_size=12,
    ),
)


class _Collector(SourceWriter):
    """Keeps what is claimed."""

    def __init__(self, folder: Path) -> None:
        super().__init__("people", folder)
        self.said: set[tuple[str, str, str, str | None]] = set()

    def add_claim(self, claim: Claim) -> None:
        self.said.add((claim.entity, claim.prop, claim.value, claim.original))


def without_mark(cell: str) -> str:
    """The text of a cell without the mark of text that a spreadsheet puts there."""
    marked = re.fullmatch('\'([0-9][^\']*)|="([^"]*)"', cell.strip(" \t\r\n\u00a0\ufeff"))
    return cell if marked is None else marked[1] or marked[2] or ""


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> kg.Workspace:
    return kg.init(tmp_path_factory.mktemp("same") / "work")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(values, min_size=15, max_size=15), min_size=1, max_size=30))
def test_a_table_says_what_the_door_would(ws: kg.Workspace, rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        mapping = [f"          {name}: {name}\n" for name in PROPERTIES if name != "height"]
        text = MAPPING + "".join(mapping) + '          height: {column: height, thousands: ","}\n'
        (folder / "map.yaml").write_text(text)
        with (folder / "p.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["id", *PROPERTIES])
            writer.writerows([f"k{n}", *row] for n, row in enumerate(rows))
        ingest.run(ws, "table", folder / "p.csv", mapping=folder / "map.yaml")
        with ws.lake.connect() as con:
            told = set(
                con.execute(
                    "SELECT entity, prop, value, original FROM claims WHERE source = 'people'"
                ).fetchall()
            )
        collector = _Collector(folder)
        door = Door(collector, ws.ontology)
        for n, row in enumerate(rows):
            person = door.entity("Person", f"people:k{n}", at=Place("p.csv", f"row {n}"))
            for name, value in zip(PROPERTIES, row, strict=True):
                person.say(name, without_mark(value))
    said = {claim[:3] for claim in collector.said}
    assert {claim[:3] for claim in told} == said
