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
