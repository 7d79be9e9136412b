"""Which file is which table, and Parquet."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ingest
from kg.errors import BadFile, UsageError
from tests.ingest.tables.conftest import Bench

TWO_LAYOUTS = """
new:
  files: accounts*.csv
  optional: [iban]
  entities:
    account: {schema: BankAccount, id: nr, properties: {accountNumber: nr, iban: iban}}
old:
  files: accounts*.csv
  entities:
    account: {schema: BankAccount, id: ACCOUNT NO, properties: {accountNumber: ACCOUNT NO}}
"""


def test_a_file_is_known_by_its_name_and_its_columns(bench: Bench) -> None:
    bench.mapping(TWO_LAYOUTS)
    folder = bench.write("in/accounts_1.csv", "nr\n1\n").parent
    bench.write("in/Accounts_2.CSV", "Account  No\n2\n")
    bench.write("in/README.txt", "hello")
    bench.write("in/.hidden", "hello")
    report = bench.read(folder)
    assert report.read == 2
    assert bench.claims() == {("1", "accountNumber", "1"), ("2", "accountNumber", "2")}
    assert bench.warnings == ("README.txt: not read, no table of the mapping wants it",)


def test_a_file_that_is_named_may_have_any_name(bench: Bench) -> None:
    bench.mapping(TWO_LAYOUTS)
    assert bench.read(bench.write("export.txt", "nr\n1\n")).read == 1


def refusal(bench: Bench, *paths: Path) -> str:
    with pytest.raises(BadFile) as caught:
        bench.read(*paths)
    return str(caught.value)


def test_a_missing_column_is_named(bench: Bench) -> None:
    bench.mapping(TWO_LAYOUTS)
    message = refusal(bench, bench.write("accounts.csv", "number,iban\n1,2\n"))
    assert message == (
        "accounts.csv:1: a column is missing for table 'new': nr. Its header is: number, iban"
    )


def test_a_folder_without_the_right_files_is_refused(bench: Bench) -> None:
    bench.mapping(TWO_LAYOUTS)
    folder = bench.write("in/other.csv", "nr\n1\n").parent
    assert refusal(bench, folder) == (
        "in: no file for this source. It wants files named accounts*.csv"
    )


def test_no_such_file(bench: Bench) -> None:
    bench.mapping(TWO_LAYOUTS)
    with pytest.raises(UsageError, match="no such file or folder"):
        bench.read(bench.folder / "nowhere.csv")


def test_two_columns_of_one_name(bench: Bench) -> None:
    bench.mapping(TWO_LAYOUTS)
    message = refusal(bench, bench.write("accounts.csv", "nr,nr\n1,2\n"))
    assert message == (
        "accounts.csv: field 'nr': this column stands twice in the header."
        " Say in the mapping what 'nr#2' is, or ignore it"
    )
    bench.mapping(
        TWO_LAYOUTS.replace("files: accounts*.csv", "files: accounts*.csv\n  ignore: nr#2")
    )
    assert bench.read(bench.folder / "accounts.csv").read == 1


def test_a_setting_overrules_the_format(bench: Bench) -> None:
    bench.mapping(TWO_LAYOUTS)
    file = bench.write("accounts.csv", "nr;iban\n1;\n".encode("utf-16-le"))
    report = bench.read(file, delimiter="semicolon", encoding="utf-16-le")
    assert report.read == 1
    with pytest.raises(UsageError, match="no such encoding"):
        bench.read(file, encoding="morse")
    with pytest.raises(UsageError, match="no such setting"):
        bench.read(file, delimeter=";")


PARQUET = """
payments:
  files: "*.parquet"
  format: {type: parquet}
  entities:
    payer: {schema: BankAccount, id: from, properties: {accountNumber: from}}
    payee: {schema: BankAccount, id: to, properties: {accountNumber: to}}
  transfers:
    {from: payer, to: payee, amount: {column: amount, currency: EUR}, instant: at}
"""


def test_parquet(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.tables.loader._PARQUET_ROWS", 3)
    bench.mapping(PARQUET)
    path = bench.folder / "p.parquet"
    count = 8
    pq.write_table(
        pa.table(
            {
                "from": pa.array(range(count), pa.int64()),
                "to": [f"b{n}" for n in range(count)],
                "amount": pa.array([0.1 + 0.2 if n == 5 else n + 0.25 for n in range(count)]),
                "at": pa.array(
                    [1_700_000_000_000_000 + n for n in range(count)], pa.timestamp("us")
                ),
            }
        ),
        path,
    )
    report = bench.read(path)
    assert (report.read, report.rejected) == (8, 1)
    assert bench.rejects("record", "line", "value", "reason") == [
        ("row 6", None, "0.30000000000000004", "the amount has more decimals than its currency")
    ]
    kept = bench.rows("SELECT record, from_account, amount FROM ledger ORDER BY record")
    assert kept == [(f"row {n + 1}", f"test:{n}", n * 100 + 25) for n in range(count) if n != 5]


def test_a_file_that_is_no_parquet(bench: Bench) -> None:
    bench.mapping(PARQUET)
    message = refusal(bench, bench.write("p.parquet", "from,to\n1,2\n"))
    assert message.startswith("p.parquet: is not readable as Parquet")


def test_the_second_of_two_columns_as_pandas_names_it(bench: Bench) -> None:
    head = ",Timestamp,From Bank,Account,To Bank,Account.1,Amount Received,Receiving Currency,"
    file = bench.write(
        "HI-Tiny_Trans.csv",
        head + "Amount Paid,Payment Currency,Payment Format,Is Laundering\n"
        "0,2022/09/01 00:20,10,8A,11,8B,5.00,Euro,5.00,Euro,ACH,0\n",
    )
    report = ingest.run(bench.workspace, "amlworld", file)
    assert (report.kept, report.rejected) == (1, 0)
    assert report.warnings == (
        "HI-Tiny_Trans.csv: column 'column 1' is not mapped; map it, or name it under 'ignore'",
    )
    assert bench.ledger("from_account", "to_account") == [("amlworld:10/8A", "amlworld:11/8B")]
