"""A key used again: for the same entity it adds to it, for another one the row is set aside."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ingest
import ingest.tables.files.slices as slices_module
from tests.ingest.tables.conftest import Bench

PEOPLE = """
people:
  files: "*.FORMAT"
  format: {type: FORMAT}
  entities:
    person:
      schema: Person
      id: id
      properties:
        name: name
        birthDate: {column: born, bad: reject}
        address: address
        nationality: country
"""


def people(bench: Bench, *rows: str, once: bool = False) -> list[tuple[object, ...]]:
    text = PEOPLE.replace("FORMAT", "csv")
    bench.mapping(text.replace("id: id", "id: id\n      once: true") if once else text)
    bench.read(bench.write("p.csv", "\n".join(["id,name,born,address,country", *rows]) + "\n"))
    return bench.rejects("line", "field", "value", "reason")


def test_another_person_under_the_same_key_is_set_aside(bench: Bench) -> None:
    assert people(
        bench, "1,Ann,1957-03-19,Oslo,", "2,Bob,1960,,", "1,Eve,1990-01-01,Rome,", "1,ANN,,,"
    ) == [(4, "id", "1", "the key of the person was used in line 2 with another birthDate, name")]
    assert {value for entity, _, value in bench.claims() if entity == "1"} == {
        "Ann", "ANN", "1957-03-19", "Oslo",
    }  # fmt: skip


def test_one_person_may_have_several_rows(bench: Bench) -> None:
    rows = ("1,Ann,1957-03-19,Oslo,no", "1,Ann,1957-03-19,Rome,it", "1,Ann,,Bonn,", "1,Ann,,Bonn,")
    assert people(bench, *rows) == []
    assert {value for _, prop, value in bench.claims() if prop == "address"} == {
        "Oslo", "Rome", "Bonn",
    }  # fmt: skip


def test_what_an_earlier_row_left_open_a_later_one_settles(bench: Bench) -> None:
    assert people(bench, "1,Ann,,,", "1,Ann,1957,,", "1,Ann,1958,,") == [
        (4, "id", "1", "the key of the person was used in line 3 with another birthDate")
    ]


def test_a_row_that_is_set_aside_uses_no_key(bench: Bench) -> None:
    assert people(bench, "1,Ann,soon,,", "1,Eve,1990,,") == [
        (2, "born", "soon", "not a date, or one that can be read in two ways")
    ]


def test_once_says_that_rows_may_differ(bench: Bench) -> None:
    assert people(bench, "1,Ann,1957,,", "1,Eve,1990,,", once=True) == []
    assert {value for _, prop, value in bench.claims() if prop == "name"} == {"Ann", "Eve"}


def test_keys_are_watched_over_slices_and_files(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices_module, "SLICE_BYTES", 20)
    monkeypatch.setattr(slices_module, "CHUNK", 20, raising=False)
    bench.mapping(PEOPLE.replace("FORMAT", "csv"))
    head = "id,name,born,address,country\n"
    one = bench.write("a.csv", head + "1,Ann,,,\n2,Bob,,,\n3,Cid,,,\n2,Bea,,,\n")
    two = bench.write("b.csv", head + "3,Cid,,Oslo,\n1,Abe,,,\n")
    bench.read(one, two)
    assert bench.rejects("file", "line", "reason") == [
        ("a.csv", 5, "the key of the person was used in line 3 with another name"),
        ("b.csv", 3, "the key of the person was used in line 2 of a.csv with another name"),
    ]


def test_tables_without_lines_name_the_row(bench: Bench, tmp_path: Path) -> None:
    bench.mapping(PEOPLE.replace("FORMAT", "parquet"))
    names = ["id", "name", "born", "address", "country"]
    rows = {name: ["1", "1"] if name == "id" else ["", ""] for name in names}
    rows["name"] = ["Ann", "Eve"]
    pq.write_table(pa.table(rows), tmp_path / "p.parquet")
    bench.read(tmp_path / "p.parquet")
    assert bench.rejects("record", "reason") == [
        ("row 2", "the key of the person was used in row 1 with another name")
    ]


def test_a_share_may_change_in_time_but_not_on_one_day(bench: Bench) -> None:
    file = bench.write(
        "ownership.csv",
        """
        owner_id,company_id,percentage,since,until
        C-1,K-2,100,2015-01-01,2018-01-01
        C-1,K-2,50,2018-01-01,
        C-1,K-2,40,2018-01-01,
        """,
    )
    ingest.run(bench.workspace, "table", file, mapping="ownership")
    assert bench.rejects("line", "value", "reason", source="ownership") == [
        (4, "C-1-owns-K-2", "the key of the share was used in line 3 with another percentage")
    ]


def test_two_customers_of_one_number_do_not_become_one(bench: Bench) -> None:
    file = bench.write(
        "customers.csv",
        """
        customer_id,first_name,last_name,birth_date,street,city,country
        C-1,Ada,Example,1957-03-19,Main Street 1,Oslo,NO
        C-1,Ada,Example,1957-03-19,Other Street 2,Oslo,NO
        C-1,Bo,Sample,1960,Main Street 1,Oslo,NO
        """,
    )
    report = ingest.run(bench.workspace, "table", file, mapping="customers")
    assert (report.kept, report.rejected) == (2, 1)
    ((reason,),) = bench.rejects("reason", source="customers")
    assert reason == (
        "the key of the customer was used in line 2 with another birthDate, firstName, lastName,"
        " name"
    )


def test_one_account_may_have_several_holders(bench: Bench) -> None:
    file = bench.write(
        "accounts.csv",
        """
        account,iban,type,currency,customer_id,opened_on,closed_on
        A-1,,savings,EUR,C-1,2010-10-10,
        A-1,,savings,EUR,C-2,2010-10-10,
        A-1,,current,EUR,C-3,2010-10-10,
        """,
    )
    ingest.run(bench.workspace, "table", file, mapping="accounts")
    assert bench.rejects("line", "reason", source="accounts") == [
        (4, "the key of the account was used in line 2 with another accountType")
    ]
