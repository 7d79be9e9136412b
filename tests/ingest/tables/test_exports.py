"""Files as banks and programs export them: overlapping, with footers, through pandas and Excel."""

from __future__ import annotations

import gzip

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from kg.cli import kg as command
from kg.errors import BadFile
from tests.ingest.tables.conftest import Bench

STATEMENT = """
statement:
  files: "*.csv"
  entities:
    own: {schema: BankAccount, id: own, properties: {accountNumber: own}}
    other: {schema: BankAccount, id: other, properties: {accountNumber: other}}
  transfers:
    {from: other, to: own, instant: date,
     amount: {column: amount, currency: EUR, negative: flip}}
"""
HEAD = "date,own,other,amount\n"
COFFEE = "2026-01-05,A,CAFE,-4.50\n"
RENT = "2026-01-20,A,RENT,-800.00\n"


@pytest.mark.parametrize(("rule", "rents"), [("", 2), ("\n  overlap: pair", 1)])
def test_files_that_overlap(bench: Bench, rule: str, rents: int) -> None:
    bench.mapping(STATEMENT.rstrip() + rule)
    first = bench.write("a.csv", HEAD + COFFEE * 2 + RENT)
    second = bench.write("b.csv", HEAD + RENT + COFFEE * 3)
    bench.read(first, second)
    found = bench.rows(
        "SELECT to_account, count(*), count(DISTINCT id) FROM ledger GROUP BY 1 ORDER BY 1"
    )
    coffees = 3 if rule else 5
    assert found == [("test:CAFE", coffees, coffees), ("test:RENT", rents, rents)]
    done = "taken once" if rule else "kept as others; 'overlap: pair' takes such once"
    told = f"b.csv: transfers equal to those of another file, {done}: 809.00 EUR"
    assert bench.warnings == (f"{told} (3\u00d7, first b.csv:2)",)


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_footer_is_set_aside(bench: Bench, end: str) -> None:
    bench.mapping(STATEMENT)
    report = bench.read(bench.write("a.csv", HEAD + RENT + "***END OF FILE***" + end))
    assert (report.transfers, report.rejects) == (
        1,
        ("1 fields instead of 4 ('***END OF FILE***' at a.csv:3)",),
    )


def test_the_line_in_which_excel_names_the_delimiter(bench: Bench) -> None:
    bench.mapping(STATEMENT)
    report = bench.read(bench.write("a.csv", "sep=;\n" + (HEAD + RENT).replace(",", ";")))
    assert report.transfers == 1
    assert bench.ledger("line", "amount") == [(3, 80_000)]


def test_second_columns_as_pandas_names_them(bench: Bench) -> None:
    bench.mapping(
        STATEMENT.replace("other, prop", "account#2, prop")
        .replace("accountNumber: other", "accountNumber: account#2")
        .replace("own, prop", "account, prop")
        .replace("accountNumber: own", "accountNumber: account")
    )
    bench.read(bench.write("a.csv", ",date,account,account.1,amount\n0,2026-01-20,A,B,5\n"))
    assert bench.ledger("from_account", "to_account") == [("test:B", "test:A")]


def test_an_ingest_that_keeps_nothing_is_no_success(bench: Bench) -> None:
    bench.mapping(STATEMENT)
    path = bench.write("a.csv", HEAD + "x,A,B,1\n")
    folder = bench.folder
    bench.workspace.close()
    words = ["-w", str(folder / "work"), "ingest", "table", str(path), "--mapping"]
    result = CliRunner().invoke(command, [*words, str(folder / "map.yaml")])
    assert result.exit_code == 2
    assert "Nothing was kept." in result.output


PEOPLE = """
people:
  files: "*"
  format: {type: parquet}
  entities:
    person: {schema: Person, id: id, properties: {name: name}}
"""


def test_a_carriage_return_inside_quotes_belongs_to_the_text(bench: Bench) -> None:
    bench.mapping(PEOPLE.replace("  format: {type: parquet}\n", ""))
    report = bench.read(bench.write("a.csv", b'id,name\n1,"a\rb"\n2,c\n'))
    assert (report.kept, report.rejected) == (2, 0)
    assert bench.claims() == {("1", "name", "a b"), ("2", "name", "c")}


def test_damaged_pages_of_parquet_are_told_in_our_words(bench: Bench) -> None:
    bench.mapping(PEOPLE)
    numbers = range(5_000)
    table = pa.table({"id": [str(n) for n in numbers], "name": ["x" * (n % 7) for n in numbers]})
    path = bench.folder / "p.parquet"
    pq.write_table(table, path, compression="zstd")
    data = bytearray(path.read_bytes())
    for place in range(200, len(data) // 2, 50):
        data[place] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(BadFile, match="cannot be read: it is damaged"):
        bench.read(path)


def test_a_parquet_file_of_more_rows_than_any_table_has(bench: Bench) -> None:
    bench.mapping(PEOPLE)
    many = pa.array([0]).take(pa.array(np.zeros(3_000_000, np.int8)))
    path = bench.folder / "p.parquet"
    pq.write_table(pa.table({"id": many, "name": many}), path, compression="zstd")
    with pytest.raises(BadFile, match=r"says that it has 3,000,000 rows in [0-9,]+ bytes"):
        bench.read(path)


@pytest.mark.parametrize("line", [b"\n", b"1,Ada\n", b",\n"])
def test_what_unpacks_to_far_more_than_a_table_is_refused(bench: Bench, line: bytes) -> None:
    bench.mapping(PEOPLE.replace("  format: {type: parquet}\n", ""))
    path = bench.folder / "a.csv.gz"
    path.write_bytes(gzip.compress(b"id,name\n" + line * ((80 << 20) // len(line)), 6))
    with pytest.raises(BadFile, match="unpacks to more than 200 times its size"):
        bench.read(path)


def test_blank_lines_before_a_header_take_no_time(bench: Bench) -> None:
    bench.mapping(PEOPLE.replace("  format: {type: parquet}\n", ""))
    blank = b"\n" * (4 << 20)
    report = bench.read(bench.write("a.csv", blank + b"id,name\n1,Ada\n" + blank))
    assert (report.read, report.kept) == (1, 1)
    with pytest.raises(BadFile, match="no header in its first 1,000 lines"):
        bench.read(bench.write("b.csv", b",,,\n" * 5_000))
