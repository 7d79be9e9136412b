"""What a claim's value becomes in the graph, and that its text comes back from there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.ontology import Ontology, load_ontology
from kg.ontology.stored import told
from kg.projection.build import register_ontology
from kg.projection.typed import typed_properties

Said = tuple[str, str, str]
"""Schema, property, value."""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture(scope="module")
def con(ontology: Ontology) -> Iterable[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        register_ontology(opened, ontology)
        opened.execute(
            "CREATE TABLE stated (entity VARCHAR, schema VARCHAR, prop VARCHAR, value VARCHAR,"
            " confidence DOUBLE, valid_from DATE, valid_to DATE)"
        )
        yield opened


def stored(con: duckdb.DuckDBPyConnection, *said: tuple[Any, ...]) -> dict[str, Any]:
    """Properties of one entity, of rows (schema, prop, value[, confidence, from, to])."""
    con.execute("DELETE FROM stated")
    con.executemany(
        "INSERT INTO stated VALUES ('e', ?, ?, ?, ?, ?, ?)",
        [(*row, *(1.0, None, None)[len(row) - 3 :]) for row in said],
    )
    both = "FROM stated JOIN told_properties USING (schema, prop)"
    row = con.execute(typed_properties(both)).fetchone()
    if row is None:
        return {}
    texts, dates = ("{" + (part or "") + "}" for part in row[1:])
    return {
        **json.loads(texts),
        **{name: date.fromisoformat(day) for name, day in json.loads(dates).items()},
    }


def day(year: int, month: int, number: int) -> date:
    return date(year, month, number)


EXPECTED: dict[str, tuple[list[tuple[Any, ...]], dict[str, Any]]] = {
    "text": ([("Company", "status", "Dissolved")], {"status": "Dissolved"}),
    "one of several": (
        [("Person", "name", "Robert Mueller"), ("Person", "name", "Bob Müller")],
        {"name": "Bob Müller", "name_all": ["Bob Müller", "Robert Mueller"]},
    ),
    "the surest of several": (
        [("Person", "name", "Robert Mueller"), ("Person", "name", "Bob", 0.5)],
        {"name": "Robert Mueller", "name_all": ["Bob", "Robert Mueller"]},
    ),
    "the one that holds": (
        [
            ("Company", "status", "Active", 1.0, day(2010, 1, 1), day(2020, 1, 1)),
            ("Company", "status", "In liquidation", 1.0, day(2020, 1, 1), None),
        ],
        {"status": "In liquidation"},
    ),
    "number": ([("Loan", "daysPastDue", "30")], {"daysPastDue": 30.0}),
    "number with decimals": ([("Vessel", "tonnage", "33.25")], {"tonnage": 33.25}),
    "number that tells more than a double": (
        [("Vessel", "tonnage", "33.250")],
        {"tonnage": 33.25, "tonnage_text": "33.250"},
    ),
    "number that is none": ([("Vessel", "tonnage", "heavy")], {"tonnage_text": "heavy"}),
    "day": (
        [("Company", "incorporationDate", "1957-03-19")],
        dict.fromkeys(
            ("incorporationDate", "incorporationDate_from", "incorporationDate_to"),
            day(1957, 3, 19),
        ),
    ),
    "month": (
        [("Company", "incorporationDate", "1957-02")],
        {
            "incorporationDate_text": "1957-02",
            "incorporationDate_from": day(1957, 2, 1),
            "incorporationDate_to": day(1957, 2, 28),
        },
    ),
    "year": (
        [("Company", "incorporationDate", "1957")],
        {
            "incorporationDate_text": "1957",
            "incorporationDate_from": day(1957, 1, 1),
            "incorporationDate_to": day(1957, 12, 31),
        },
    ),
    "instant": (
        [("EmployeeAction", "date", "2026-03-01T23:30:00Z")],
        {
            "date_text": "2026-03-01T23:30:00Z",
            **dict.fromkeys(("date", "date_from", "date_to"), day(2026, 3, 1)),
        },
    ),
    "no day": (
        [("Company", "incorporationDate", "1957-02-30")],
        {"incorporationDate_text": "1957-02-30"},
    ),
    "several dates": (
        [("Person", "birthDate", "1957"), ("Person", "birthDate", "1960-03-01")],
        {
            "birthDate": day(1960, 3, 1),
            "birthDate_from": day(1957, 1, 1),
            "birthDate_to": day(1960, 3, 1),
            "birthDate_all": ["1957", "1960-03-01"],
        },
    ),
    "money": (
        [("Loan", "outstanding", "1234.5 EUR")],
        {"outstanding": 123450, "outstanding_major": 1234.5, "outstanding_currency": "EUR"},
    ),
    "money beyond a double": (
        [("Loan", "outstanding", "90071992547409.93 EUR")],
        {
            "outstanding": 9007199254740993,
            "outstanding_major": 90071992547409.94,
            "outstanding_text": "90071992547409.93 EUR",
            "outstanding_currency": "EUR",
        },
    ),
    "money of a currency without decimals": (
        [("Loan", "outstanding", "1000 JPY")],
        {"outstanding": 1000, "outstanding_major": 1000.0, "outstanding_currency": "JPY"},
    ),
    "money that is none": (
        [("Loan", "outstanding", "much")],
        {"outstanding_text": "much"},
    ),
    "amount beside its currency": (
        [("Guarantee", "amount", "-0.50"), ("Guarantee", "currency", "USD")],
        {"amount": -50, "amount_major": -0.5, "amount_text": "-0.50", "currency": "USD"},
    ),
    "amount with more decimals than its currency": (
        [("Guarantee", "amount", "0.125"), ("Guarantee", "currency", "USD")],
        {"amount_major": 0.125, "currency": "USD"},
    ),
    "amount in one currency or another": (
        [
            ("Guarantee", "amount", "5"),
            ("Guarantee", "currency", "USD"),
            ("Guarantee", "currency", "EUR"),
        ],
        {"amount_major": 5.0, "currency": "EUR"},
    ),
    "amount in dollars": (
        [("Guarantee", "amountUsd", "12")],
        {"amountUsd": 1200, "amountUsd_major": 12.0},
    ),
    "amount larger than the ledger's": (
        [("Guarantee", "amountUsd", "1" + "0" * 20)],
        {"amountUsd_major": 1e20, "amountUsd_text": "1" + "0" * 20},
    ),
}


@pytest.mark.parametrize("case", EXPECTED)
def test_what_is_stored(con: duckdb.DuckDBPyConnection, case: str) -> None:
    said, expected = EXPECTED[case]

    assert stored(con, *said) == expected


def test_what_is_shown_does_not_depend_on_the_order_of_reading(
    con: duckdb.DuckDBPyConnection,
) -> None:
    said = [("Company", "status", text) for text in ("b", "aa", "a", "bb")]

    assert stored(con, *said) == stored(con, *reversed(said)) == {"status": "a"}


_NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(lambda d: format(d, "f")),
    st.integers(-(10**20), 10**20).map(str),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(
        lambda f: format(Decimal(repr(f)), "f")
    ),
)
_DATES = st.one_of(
    st.dates(date(1000, 1, 1)).flatmap(
        lambda d: st.sampled_from([d.isoformat(), d.isoformat()[:7], d.isoformat()[:4]])
    )
)


@settings(deadline=None, max_examples=100)
@given(
    number=_NUMBERS,
    when=_DATES,
    currency=st.sampled_from(["EUR", "JPY", "KWD", "XXQ", ""]),
    text=st.text(min_size=1),
)
@example(number="0.00001", when="2000", currency="EUR", text='"')
@example(number="10000000000000000", when="2000-02-29", currency="EUR", text="\\")
@example(number="-0", when="9999-12", currency="JPY", text="\x00é")
def test_a_claims_text_comes_back(
    con: duckdb.DuckDBPyConnection, number: str, when: str, currency: str, text: str
) -> None:
    money = f"{number} {currency}".strip()
    said = {
        ("Loan", "daysPastDue"): number,
        ("Loan", "outstanding"): money,
        ("Loan", "amount"): number,
        ("Loan", "maturityDate"): when,
        ("Loan", "purpose"): text,
        ("Loan", "name"): text,
        **({("Loan", "currency"): currency} if currency else {}),
    }

    held = stored(con, *((*place, value) for place, value in said.items()))
    seen = {k: v.isoformat() if isinstance(v, date) else v for k, v in held.items()}

    assert told(seen) == {
        name: [value] if name == "name" else value for (_, name), value in said.items()
    }
