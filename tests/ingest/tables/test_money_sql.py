"""Money in SQL against money in Python."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.tables.staging.money_sql import create_money, minor_units
from kg.values.money import currencies, parse_amount


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as found:
        create_money(found)
        yield found


def in_sql(
    con: duckdb.DuckDBPyConnection, text: str, currency: str, *, rounding: bool = False
) -> int | None:
    places = currencies()[currency]
    fixed = minor_units("t", places, rounding=rounding)
    variable = minor_units("t", "p", rounding=rounding)
    ((one, other),) = con.execute(
        f"SELECT {fixed}, {variable} FROM (SELECT ? AS t, places(?) AS p)", [text, currency]
    ).fetchall()
    assert one == other
    return one if one is None else int(one)


def in_python(text: str, currency: str) -> int | None:
    try:
        return parse_amount(text, currency)
    except ValueError:
        return None


NUMBERS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{0,22}[.]?[0-9]{0,12}([eE][+-]?[0-9]{1,2})?", fullmatch=True),
    st.text(st.sampled_from("0123459.eE+-_, xX"), max_size=12),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
)


@settings(deadline=None)
@given(NUMBERS, st.sampled_from(["EUR", "JPY", "KWD", "BTC", "CLF"]))
@example("5.689852347E7", "USD")
@example("92233720368547758.07", "EUR")
@example("92233720368547758.08", "EUR")
@example("-92233720368547758.07", "EUR")
@example("100", "BTC")
@example("9999999999.99999999", "BTC")
@example("123456789012345.6", "CLF")
@example("99999999999999999", "JPY")
@example("0.000", "JPY")
@example("1e-2", "EUR")
@example("00000000000000000000000001.50", "EUR")
def test_exactly_as_in_python(con: duckdb.DuckDBPyConnection, text: str, currency: str) -> None:
    found = in_sql(con, text, currency)
    wanted = in_python(text, currency)
    if "_" in text:
        wanted = None  # a literal of Python's, not a number in a table
    if text != text.strip():
        assert found in (None, wanted)  # cells come trimmed
    else:
        assert found == wanted


@settings(deadline=None)
@given(st.decimals(-(10**12), 10**12, places=6), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_rounding_is_half_away_from_zero(
    con: duckdb.DuckDBPyConnection, amount: Decimal, currency: str
) -> None:
    exact = amount.scaleb(currencies()[currency])
    wanted = int(exact.to_integral_value(ROUND_HALF_UP))
    assert in_sql(con, format(amount, "f"), currency, rounding=True) == wanted


def test_decimals_of_every_currency(con: duckdb.DuckDBPyConnection) -> None:
    for code, places in currencies().items():
        assert con.execute("SELECT places(?)", [code]).fetchall() == [(places,)]
    assert con.execute("SELECT places('XYZ'), places(NULL)").fetchall() == [(None, None)]


@pytest.mark.parametrize("rounding", [True, False])
def test_no_amount_without_a_currency(con: duckdb.DuckDBPyConnection, rounding: bool) -> None:
    minor = minor_units("t", "p", rounding=rounding)
    query = f"SELECT {minor} FROM (SELECT ? AS t, places('XYZ') AS p)"
    for text in ("5", "5.00", "5e1", "0.123456"):
        assert con.execute(query, [text]).fetchall() == [(None,)]
