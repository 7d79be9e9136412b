"""Each type of value: what it reads, what may be the same, and what its SQL does."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ontology import load_ontology
from kg.values.types import ENGLISH, TYPES, Notation, as_text, value_type


def clean(kind: str, text: str, how: Notation = ENGLISH, form: str | None = None) -> str | None:
    return TYPES[kind].clean(text, form, how)


def test_every_type_of_the_ontology_is_a_type_of_value() -> None:
    assert set(load_ontology().types) == set(TYPES)
    assert value_type("made-up").clean("a  b", None, ENGLISH) == "a b"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "1,234,567.50", "1234567.50"),
        ("number", "12,34,567", "1234567"),
        ("number", "+5", "5"),
        ("number", "1e3", "1000"),
        ("number", "1,80", None),
        ("number", "1_000", None),
        ("number", "NaN", None),
        ("number", "1e31", None),
        ("share", "51", "51"),
        ("share", "51,5 %", "51.5"),
        ("share", "51.25 per cent", "51.25"),
        ("share", "33 1/3", "33.3333"),
        ("share", "33⅓%", "33.3333"),
        ("share", "12 1/2", "12.5"),
        ("share", "5 1/0", None),
        ("share", "25-50", None),
        ("share", ">50%", None),
        ("share", "half", None),
        ("money", "1,234.50 EUR", "1234.50 EUR"),
        ("money", "5 eur", "5 EUR"),
        ("money", "5 XYZ", None),
        ("money", "EUR 5", None),
        ("currency", "eur", "EUR"),
        ("currency", "ETH", "ETH"),
        ("currency", "euro", None),
        ("ip", "2001:0db8::0001", "2001:db8::1"),
        ("ip", "192.168.0.256", None),
        ("url", "www.example.com/a", "http://www.example.com/a"),
        ("url", "HTTPS://a.org", "HTTPS://a.org"),
        ("url", "javascript:alert(1)", None),
        ("url", "mailto:a@b.org", None),
        ("email", "A@B.org", "a@b.org"),
        ("email", "nobody", None),
        ("phone", "+98 21  66153220", "+98 21 66153220"),
        ("phone", "unknown", None),
        ("gender", "Woman", "female"),
        ("country", "Korea, North", "kp"),
        ("entity", "bank:a  b", "bank:a  b"),
    ],
)
def test_what_a_type_reads(kind: str, text: str, value: str | None) -> None:
    assert clean(kind, text) == value


def test_notations_of_a_source() -> None:
    german = Notation(decimal=",", thousands=".", day_first=True)
    assert clean("number", "1.234,5", german) == "1234.5"
    assert clean("number", "1.23", german) is None
    assert clean("number", "1,234", Notation()) is None
    assert clean("share", "51,5", german) == "51.5"
    assert clean("money", "1.234,50 EUR", german) == "1234.50 EUR"
    assert clean("date", "03/04/2019", german) == "2019-04-03"
    assert clean("date", "03/04/2019") is None


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("date", "1957", "1957-03-19", True),
        ("date", "1957-03", "1957-04", False),
        ("number", "5", "5.0", True),
        ("money", "5 EUR", "5.00 EUR", True),
        ("money", "5 EUR", "5 USD", False),
        ("name", "Al-Kibar", "AL KIBAR", True),
        ("identifier", "12-34", "1234", True),
        ("country", "de", "fr", False),
    ],
)
def test_what_may_be_the_same(kind: str, one: str, other: str, *, same: bool) -> None:
    assert TYPES[kind].compatible(one, other) is same
    assert TYPES[kind].compatible(other, one) is same


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("number", "1234567.50", "1,234,567.50"),
        ("money", "1234.50 EUR", "1,234.50 EUR"),
        ("share", "51.5", "51.5 %"),
        ("country", "cy", "Cyprus"),
        ("name", "Kim", "Kim"),
    ],
)
def test_what_people_are_shown(kind: str, value: str, shown: str) -> None:
    assert TYPES[kind].shown(value) == shown


@given(st.text(st.one_of(st.sampled_from(" \t\n\u00a0\u2003\u3000\ufeffab"), st.characters(
    exclude_categories=["Cs"], exclude_characters="\0")), max_size=12))  # fmt: skip
def test_the_sql_of_a_type_does_as_its_function(text: str) -> None:
    for kind in TYPES.values():
        trimmed = as_text(kind, text)
        if kind.sql is not None and trimmed is not None:
            with duckdb.connect() as con:
                (found,) = con.execute(f"SELECT {kind.sql('t')} FROM (SELECT ? AS t)", [trimmed]
                                       ).fetchone() or (None,)  # fmt: skip
            assert found == kind.clean(trimmed, None, ENGLISH)
            break


@given(st.sampled_from(sorted(TYPES)), st.text(max_size=20))
def test_cleaning_what_is_clean_changes_nothing(name: str, text: str) -> None:
    kind = TYPES[name]
    trimmed = as_text(kind, text)
    once = kind.clean(trimmed, None, ENGLISH) if trimmed is not None else None
    if once is not None:
        assert kind.clean(once, None, ENGLISH) == once
