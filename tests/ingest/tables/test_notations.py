"""Numbers as the world writes them: read, or set aside with what is wrong named."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.tables.staging.money_sql import create_money, plain_number
from kg.values.money import offence
from kg.values.money import plain_number as plain_in_python
from tests.ingest.tables.conftest import Bench

READ = [
    ("($30.00)", "USD", "-30.00"),
    ("$(1,012.34)", "USD", "-1012.34"),
    ("(45.10)", "USD", "-45.10"),
    ("-$5.00", "USD", "-5.00"),
    ("$-5.00", "CAD", "-5.00"),
    ("5.00-", "USD", "-5.00"),
    ("\u22125.00", "USD", "-5.00"),
    ("5.00- EUR", "EUR", "-5.00"),
    ("EUR 5.00-", "EUR", "-5.00"),
    ("$5.00 USD", "USD", "5.00"),
    ("1\u00a0234.56", "EUR", "1234.56"),
    ("1\u202f234\u202f567", "JPY", "1234567"),
    ("CHF 1\u2019250\u2019000.50", "CHF", "1250000.50"),
    ("Rs. 1,25,000.00", "INR", "125000.00"),
    ("-kr 1 200", "SEK", "-1200"),
    ("+5.", "EUR", "5."),
]
NO_NUMBERS = [
    ("\u20ac5", "USD", "'\u20ac'"),
    ("-(5)", "USD", "'('"),
    ("5 DR", "USD", "'DR'"),
    ("1e", "USD", "'e'"),
    ("1,80", "USD", "','"),
    ("1.250.00", "USD", "'.'"),
    ("12 34", "USD", "' '"),
    ("--5", "USD", "'-'"),
    ("(5", "USD", "'('"),
    ("1'23", "USD", '"\'"'),
    ("5\u200b0", "USD", "'\\u200b'"),
]


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as found:
        create_money(found)
        yield found


def in_sql(con: duckdb.DuckDBPyConnection, text: str, code: str, decimal: str = ".") -> str:
    thousands = "," if decimal == "." else "."
    query = (
        f"SELECT {plain_number('tidied(t, c)', decimal, thousands)} FROM (SELECT ? AS t, ? AS c)"
    )
    ((found,),) = con.execute(query, [text, code]).fetchall()
    return str(found)


@pytest.mark.parametrize(("text", "code", "plain"), READ)
def test_notations_that_are_read(
    con: duckdb.DuckDBPyConnection, text: str, code: str, plain: str
) -> None:
    assert in_sql(con, text, code).lstrip("+") == plain
    found = plain_in_python(text, ".", ",", code)
    assert found is not None
    assert Decimal(found) == Decimal(plain)


def test_a_decimal_comma_goes_with_every_notation(con: duckdb.DuckDBPyConnection) -> None:
    assert in_sql(con, "(1.012,34 \u20ac)", "EUR", ",") == "-1012.34"
    assert in_sql(con, "1\u00a0012,34-", "EUR", ",") == "-1012.34"


@pytest.mark.parametrize(("text", "code", "offending"), NO_NUMBERS)
def test_what_is_no_number_says_why(
    con: duckdb.DuckDBPyConnection, text: str, code: str, offending: str
) -> None:
    with pytest.raises(ArithmeticError):
        Decimal(in_sql(con, text, code))
    assert plain_in_python(text, ".", ",", code) is None
    assert offence(text, ".", ",") == offending


PIECES = st.sampled_from(
    list("0123456789") * 2 + list("+-() ,.'$\u20ac\u2212\u00a0") + ["EUR", "kr"]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, min_size=1, max_size=9).map("".join), st.sampled_from(["EUR", "USD"]))
@example("(1 000)-", "EUR")
@example("( - 5 )", "USD")
def test_sql_reads_as_python_does(con: duckdb.DuckDBPyConnection, text: str, code: str) -> None:
    text = text.strip(" \u00a0")
    try:
        in_table = Decimal(in_sql(con, text, code))
    except ArithmeticError:
        in_table = None
    found = plain_in_python(text, ".", ",", code)
    assert in_table == (None if found is None else Decimal(found))


MOVES = """
moves:
  files: "*.csv"
  format: {delimiter: ";"}
  entities:
    own: {schema: BankAccount, id: own, properties: {accountNumber: own}}
    other: {schema: BankAccount, id: other, properties: {accountNumber: other}}
  transfers:
"""


def test_marks_of_direction_beside_the_amount(bench: Bench) -> None:
    bench.mapping(
        MOVES
        + """
    {from: other, to: own, instant: date,
     amount: {column: amount, currency: INR, thousands: ",", sign: {minus: DR, plus: [CR, ""]}}}
        """
    )
    lines = ["1,000.00 Cr", "250.50 DR.", "dr 3", "7", "-4 DR", "5 XX"]
    body = "own;other;amount;date\n" + "".join(f"A;B;{a};2024-01-02\n" for a in lines)
    report = bench.read(bench.write("p.csv", body))
    assert bench.ledger("line", "from_account", "amount") == [
        (2, "test:B", 100_000), (3, "test:A", 25_050), (4, "test:A", 300), (5, "test:B", 700),
    ]  # fmt: skip
    assert report.rejects == ("the amount is not a number (2×, first '-4 DR' at p.csv:6)",)
    assert bench.rejects("line", "reason")[1] == (7, "the amount is not a number: 'XX' in it")


def test_marks_of_direction_in_a_column_of_their_own(bench: Bench) -> None:
    bench.mapping(
        MOVES
        + """
    {from: other, to: own, instant: date,
     amount: {column: amount, currency: EUR, decimal: ",", sign: {column: S/H, minus: S, plus: H}}}
        """
    )
    body = (
        "own;other;amount;S/H;date\nA;B;1,50;S;2024-01-02\nA;B;2;h;2024-01-02\nA;B;3;X;2024-01-02\n"
    )
    bench.read(bench.write("p.csv", body))
    assert bench.ledger("line", "from_account", "amount") == [
        (2, "test:A", 150),
        (3, "test:B", 200),
    ]
    assert bench.rejects("line", "field", "value", "reason") == [
        (4, "S/H", "X", "no mark of the amount's direction")
    ]


def test_conditions_read_numbers_as_their_column_writes_them(bench: Bench) -> None:
    amount = "amount: {column: %s, currency: CHF, decimal: ',', thousands: '.'}, instant: date"
    bench.mapping(
        MOVES
        + f"""
    - {{when: {{column: debit, above: 1000}}, from: own, to: other, {amount % "debit"}}}
    - {{when: {{column: credit, above: 0}}, from: other, to: own, {amount % "credit"}}}
        """
    )
    body = """\
own;other;debit;credit;date
A;B;1.120,55;0,00;2024-01-02
A;B;0,00;1\u00a0500,00;2024-01-02
A;B;20,55;;2024-01-02
"""
    report = bench.read(bench.write("p.csv", body))
    assert bench.ledger("line", "amount") == [(2, 112_055), (3, 150_000)]
    assert report.rejects == ("no rule of table 'moves' applies ('20,55' at p.csv:4)",)
    assert bench.workspace.status().sources[0].rejects == report.rejects


def test_rows_without_a_rule_may_be_kept(bench: Bench) -> None:
    bench.mapping(
        """
        parties:
          files: "*.csv"
          unmatched: keep
          entities:
            person: {schema: Person, id: nr, when: {column: kind, equals: P},
                     properties: {name: name}}
            company: {schema: Company, id: nr, when: {column: kind, equals: C},
                      properties: {name: name}}
        """
    )
    path = bench.write("c.csv", "nr,kind,name\n1,P,Ada\n2,X,Example\n")
    assert bench.read(path).kept == 2
    assert bench.warnings == ("c.csv: no rule of table 'parties' applies to a row (c.csv:3)",)
    (bench.folder / "map.yaml").write_text(
        (bench.folder / "map.yaml").read_text().replace("    unmatched: keep\n", "")
    )
    assert bench.read(path).rejects == ("no rule of table 'parties' applies ('X' at c.csv:3)",)


def test_accounts_that_a_spreadsheet_has_spoilt_are_never_joined(bench: Bench) -> None:
    bench.mapping(
        """
        moves:
          files: "*.csv"
          entities:
            payer: {schema: BankAccount, id: from, properties: {accountNumber: from}}
            payee: {schema: BankAccount, id: "{to|whole}", properties: {accountNumber: to}}
          transfers:
            {from: payer, to: payee, amount: {column: amount, currency: USD}, instant: date}
        """
    )
    accounts = [
        "1.91431E+18",
        '"1,91431E+18"',
        "0012345",
        "12345",
        "'0012345",
        '"=""0012345"""',
        "123.0",
    ]
    body = "from,to,amount,date\n" + "".join(f"{a},77.0,1,2024-01-02\n" for a in accounts)
    report = bench.read(bench.write("p.csv", body))
    assert bench.ledger("line", "from_account", "to_account") == [
        (4, "test:0012345", "test:77"), (5, "test:12345", "test:77"),
        (6, "test:0012345", "test:77"), (7, "test:0012345", "test:77"),
    ]  # fmt: skip
    assert [told.partition(" (")[0] for told in report.rejects] == [
        "a key that a spreadsheet has shortened: its last digits are lost",
        "a key that was written as a decimal number, and may have lost its leading zeros;"
        " '{from|whole}' takes it without .0",
    ]


def test_a_shortened_number_is_no_identifier(bench: Bench) -> None:
    bench.mapping(
        """
        accounts:
          files: "*.csv"
          entities:
            account: {schema: BankAccount, id: nr, properties: {accountNumber: number}}
        """
    )
    bench.read(bench.write("a.csv", "nr,number\n1,1.91431E+18\n2,'0077\n"))
    assert bench.claims() == {("2", "accountNumber", "0077")}
    assert bench.warnings == (
        "BankAccount.accountNumber: not a valid identifier, left out: '1.91431E+18' (a.csv:2)",
    )
