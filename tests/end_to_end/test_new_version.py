"""A newer version of a source changes what it changed, and the older one can still be read."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import kg
from tests.end_to_end.command_line import CommandLine
from tests.end_to_end.contents import Contents, contents

_NULLS = ",".join(["-0- "] * 7)


def entry(number: int, name: str, kind: str = "-0- ", remarks: str = "-0- ") -> str:
    """A row of OFAC's SDN.CSV."""
    return f'{number},"{name}",{kind},"SDGT",{_NULLS},{remarks}\n'


STEADY = [entry(200 + place, f"STEADY TRADING NUMBER {place}") for place in range(40)]

FIRST = [
    entry(101, "KARLOV, Ivan", '"individual"', '"DOB 19 Mar 1957; nationality Russia."'),
    entry(102, "BRASS ANCHOR SHIPPING CO."),
    entry(103, "COPPER KETTLE LTD."),
]
FIRST_ALIASES = ['103,7,"aka","KETTLE COPPER",-0- \n']
FIRST_ADDRESSES = ['102,5,"1 Quay Street","Odessa","Ukraine",-0- \n']

SECOND = [
    entry(101, "KARLOV, Ivan", '"individual"', '"DOB 20 Mar 1957; nationality Russia."'),
    entry(103, "COPPER KETTLE LTD."),
    entry(104, "LATE ARRIVAL HOLDINGS"),
]
SECOND_ALIASES = [*FIRST_ALIASES, '103,8,"fka","IRON KETTLE LTD.",-0- \n']
SECOND_ADDRESSES = ['104,9,"2 Mole Road","Izmail","Ukraine",-0- \n']


def write_list(folder: Path, *files: list[str]) -> list[Path]:
    """The files sdn.csv, alt.csv and add.csv."""
    folder.mkdir()
    paths = [folder / name for name in ("sdn.csv", "alt.csv", "add.csv")]
    for path, lines in zip(paths, files, strict=True):
        path.write_text("".join(lines), encoding="ascii", newline="")
    return paths


class Story:
    """A list read in two versions, and what the workspace held after each."""

    def __init__(self, folder: Path) -> None:
        self.kg = CommandLine(folder / "work")
        self.kg.do("init")
        self.old_files = write_list(
            folder / "old", [*FIRST, *STEADY], FIRST_ALIASES, FIRST_ADDRESSES
        )
        new = write_list(folder / "new", [*SECOND, *STEADY], SECOND_ALIASES, SECOND_ADDRESSES)
        self.first: Any = self.kg.json("ingest", "ofac", *self.old_files)
        self.kg.do("refresh")
        self.before: Contents = contents(self.kg.folder)
        self.between = datetime.now(UTC)
        self.printed = self.kg.do("ingest", "ofac", *new)
        self.refreshed: Any = self.kg.json("refresh")
        self.second: Any = self.kg.json("ingest", "ofac", *new)
        self.after: Contents = contents(self.kg.folder)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("versions"))


def address(nodes: dict[str, Any], street: str) -> str:
    """Id of the address node in that street."""
    (found,) = [one for one, node in nodes.items() if node[4].get("street") == street]
    return found


def test_the_report_counts_what_came_changed_and_went(story: Story) -> None:
    # An entry is an entity and its sanction; 102 and 104 have an address each.
    first = {key: story.first[key] for key in ("read", "kept", "added", "changed", "gone")}
    assert first == {"read": 45, "kept": 45, "added": 2 * 43 + 1, "changed": 0, "gone": 0}
    assert story.second["unchanged"] is True
    assert story.second["version"] == 2
    printed = " ".join(story.printed.split())
    assert "ofac version 2: 46 records read, 46 kept, 0 rejected" in printed
    assert "3 entities added, 2 changed, 3 gone; 0 transfers added, 0 gone" in printed


def test_the_refresh_applies_exactly_that(story: Story) -> None:
    graph = story.refreshed["graph"]
    assert graph["how"] == "difference"
    assert graph["counts"] == {
        "nodes_put": 3 + 2,
        "nodes_gone": 3,
        "relations_put": 2,
        "relations_gone": 2,
        "transfers_put": 0,
        "transfers_gone": 0,
    }


def test_the_graph_changes_there_and_nowhere_else(story: Story) -> None:
    before, after = story.before.nodes, story.after.nodes
    quay, mole = address(before, "1 Quay Street"), address(after, "2 Mole Road")
    assert before.keys() - after.keys() == {"ofac:102", "ofac:102/sanction/SDGT", quay}
    assert after.keys() - before.keys() == {"ofac:104", "ofac:104/sanction/SDGT", mole}
    changed = {one for one in before.keys() & after.keys() if before[one] != after[one]}
    assert changed == {"ofac:101", "ofac:103"}
    assert before["ofac:101"][4]["birthDate"] == ["1957-03-19"]
    assert after["ofac:101"][4]["birthDate"] == ["1957-03-20"]
    assert "previousName" not in before["ofac:103"][4]
    assert after["ofac:103"][4]["previousName"] == ["IRON KETTLE LTD."]

    def ends(held: Contents, other: Contents) -> set[tuple[str, str, str]]:
        return {
            (one.type, one.source, one.target)
            for key, one in held.relations.items()
            if other.relations.get(key) != one
        }

    assert ends(story.before, story.after) == {
        ("SANCTION_ON", "ofac:102/sanction/SDGT", "ofac:102"),
        ("LOCATED_AT", "ofac:102", quay),
    }
    assert ends(story.after, story.before) == {
        ("SANCTION_ON", "ofac:104/sanction/SDGT", "ofac:104"),
        ("LOCATED_AT", "ofac:104", mole),
    }


def test_claims_that_stayed_keep_their_ids_and_first_sighting(story: Story) -> None:
    before, after = story.before.claims, story.after.claims

    def said(held: dict[str, tuple[Any, ...]], other: dict[str, Any]) -> set[tuple[str, str, str]]:
        return {
            (entity, prop, value)
            for one, (_, entity, _, prop, value, *_) in held.items()
            if one not in other and entity in {"ofac:101", "ofac:103"}
        }

    assert said(before, after) == {("ofac:101", "birthDate", "1957-03-19")}
    assert said(after, before) == {
        ("ofac:101", "birthDate", "1957-03-20"),
        ("ofac:103", "previousName", "IRON KETTLE LTD."),
    }
    seen_at = -2
    for one in before.keys() & after.keys():
        assert after[one][seen_at] == before[one][seen_at] < story.between


def test_the_older_version_is_still_known(story: Story) -> None:
    said = "SELECT value FROM claims WHERE entity = ? AND prop IN ('name', 'birthDate') ORDER BY 1"
    with (
        kg.open(story.kg.folder) as workspace,
        workspace.view(known_at=story.between) as then,
        workspace.view() as now,
    ):
        assert then.sql(said, ["ofac:102"]).rows == [("BRASS ANCHOR SHIPPING CO.",)]
        assert now.sql(said, ["ofac:102"]).rows == []
        assert then.sql(said, ["ofac:104"]).rows == []
        assert now.sql(said, ["ofac:104"]).rows == [("LATE ARRIVAL HOLDINGS",)]
        assert then.sql(said, ["ofac:101"]).rows == [("1957-03-19",), ("Ivan KARLOV",)]
        assert now.sql(said, ["ofac:101"]).rows == [("1957-03-20",), ("Ivan KARLOV",)]
        for view, held in ((then, story.before), (now, story.after)):
            assert {one for (one,) in view.sql("SELECT id FROM claims").rows} == set(held.claims)


def test_names_of_the_newer_version_are_what_commands_answer_to(story: Story) -> None:
    assert "no entity answers to that" in story.kg.run("portrait", "BRASS ANCHOR SHIPPING CO.").err
    assert story.kg.json("portrait", "Late Arrival Holdings")["subject"]["id"] == "ofac:104"


def test_going_back_to_the_older_file_is_a_third_version(story: Story, tmp_path: Path) -> None:
    kg_ = CommandLine(tmp_path / "work")
    shutil.copytree(story.kg.folder, kg_.folder)
    report = kg_.json("ingest", "ofac", *story.old_files)
    assert (report["version"], report["added"], report["changed"], report["gone"]) == (3, 3, 2, 3)
    kg_.do("refresh")
    now = contents(kg_.folder)
    assert (now.nodes, now.relations) == (story.before.nodes, story.before.relations)
    assert now.claims.keys() == story.before.claims.keys()


# What was so when, and what was known when

_MAPPING = """
source: bank
tables:
  directors:
    files: directors.csv
    record: no
    entities:
      person:
        schema: Person
        id: "person/{person}"
        once: true
        properties: {name: person}
      company:
        schema: Company
        id: "company/{company}"
        once: true
        properties: {name: company}
      post:
        schema: Directorship
        id: "post/{no}"
        valid_from: from
        valid_to: to
        properties:
          director: {entity: person}
          organization: {entity: company}
          startDate: from
          endDate: to
  payments:
    files: payments.csv
    entities:
      payer:
        schema: BankAccount
        id: payer
        record: account
        once: true
        properties: {accountNumber: payer}
      payee:
        schema: BankAccount
        id: payee
        record: account
        once: true
        properties: {accountNumber: payee}
    transfers:
      id: no
      from: payer
      to: payee
      amount: {column: amount, currency: {constant: EUR}}
      instant: {column: day, format: "%Y-%m-%d"}
"""

_DIRECTORS = (
    "no,person,company,from,to\n1,Ann,Acme,2024-01-01,\n",
    "no,person,company,from,to\n1,Ann,Acme,2024-01-01,2025-06-01\n2,Bob,Acme,2025-06-01,\n",
)
_PAYMENTS = (
    "no,payer,payee,amount,day\n1,A1,A2,10.00,2025-01-01\n2,A1,A2,20.00,2025-02-01\n",
    "no,payer,payee,amount,day\n1,A1,A2,10.00,2025-01-01\n2,A1,A2,25.00,2025-02-01\n"
    "3,A2,A1,40.00,2025-03-01\n",
)


def test_moments_and_versions_are_two_axes(command_line: CommandLine, tmp_path: Path) -> None:
    mapping = tmp_path / "bank.yaml"
    mapping.write_text(_MAPPING, encoding="utf-8")
    files = [tmp_path / "directors.csv", tmp_path / "payments.csv"]
    moments = []
    reports = []
    for texts in zip(_DIRECTORS, _PAYMENTS, strict=True):
        for path, text in zip(files, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        reports.append(command_line.json("ingest", "table", *files, "--mapping", mapping))
        command_line.do("refresh")
        moments.append(datetime.now(UTC))
    # Bob and his post came, Ann's post changed; payment 2 changed, payment 3 came.
    second = reports[1]
    assert (second["added"], second["changed"], second["gone"]) == (2, 1, 0)
    assert (second["transfers_added"], second["transfers_gone"]) == (2, 1)

    people = (
        "SELECT d.value FROM claims d JOIN claims o USING (entity)"
        " WHERE d.prop = 'director' AND o.prop = 'organization' ORDER BY 1"
    )
    cases = {
        ("2023-12-31", 0): ([], 0),
        ("2025-01-01", 0): (["bank:person/Ann"], 1000),
        ("2026-01-01", 0): (["bank:person/Ann"], 3000),
        ("2023-12-31", 1): ([], 0),
        ("2025-01-01", 1): (["bank:person/Ann"], 1000),
        ("2025-02-28", 1): (["bank:person/Ann"], 3500),
        ("2025-06-01", 1): (["bank:person/Bob"], 7500),
    }
    with kg.open(command_line.folder) as workspace:
        for (as_of, version), (directors, total) in cases.items():
            with workspace.view(as_of=as_of, known_at=moments[version]) as view:
                found = [row[0] for row in view.sql(people).rows]
                paid = view.sql("SELECT coalesce(sum(amount), 0) FROM ledger").rows
                assert (found, int(paid[0][0])) == (directors, total), (as_of, version)
    totals = {
        as_of: {
            one["direction"]: one["total"]["amount"]
            for one in command_line.json("portrait", "A1", "--as-of", as_of)["flows"]["totals"]
        }
        for as_of in ("2025-01-31", "2025-02-01", "2025-03-01")
    }
    assert totals == {
        "2025-01-31": {"out": "10.00"},
        "2025-02-01": {"out": "35.00"},
        "2025-03-01": {"in": "40.00", "out": "35.00"},
    }
