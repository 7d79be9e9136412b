"""Values whose normal form takes Python to find: worked out once for each distinct text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import duckdb
import pyarrow as pa

from ingest.tables.mapping import DateStyle, PropertyMap
from kg.values.money import is_currency

_LARGEST_NUMBER = 30
_GENDERS = {"m": "male", "f": "female", "man": "male", "woman": "female"}
_ROWS_AT_ONCE = 100_000


def normaliser_name(prop: PropertyMap) -> str | None:
    """Name of the normaliser for values of that property; None where text is good as it is."""
    kind, form = prop.prop.type, prop.prop.format
    if kind == "date":
        return None if prop.date.formats or prop.date.with_time else date_name(prop.date)
    if kind == "identifier" and form in ("iban", "bic", "lei", "imo"):
        return form
    if kind in ("number", "money"):
        return "number"
    if prop.prop.name == "currency":
        return "currency"
    return kind if kind in ("country", "gender") else None


def date_name(style: DateStyle) -> str:
    """Name of the normaliser of free dates."""
    return {None: "date", True: "date_day_first", False: "date_month_first"}[style.day_first]


class NormalForms:
    """Tables `normal_NAME` (text, value) on a connection; value NULL where there is none."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._known: set[str] = set()

    def learn(self, name: str, texts: str) -> None:
        """Add the normal forms of the texts that a SELECT of one column yields."""
        table = f"normal_{name}"
        if name not in self._known:
            self._con.execute(f"CREATE TEMP TABLE {table} (text VARCHAR, value VARCHAR)")
            self._known.add(name)
        normalise = _NORMALISERS[name]()
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE new_texts AS SELECT DISTINCT t FROM ({texts}) q(t)"
            f" WHERE t IS NOT NULL AND t NOT IN (SELECT text FROM {table})"
        )
        start = 0
        while rows := self._con.execute(
            "SELECT t FROM new_texts WHERE rowid >= ? AND rowid < ?", [start, start + _ROWS_AT_ONCE]
        ).fetchall():
            new = pa.table(
                {
                    "text": [row[0] for row in rows],
                    "value": pa.array([normalise(row[0]) for row in rows], pa.string()),
                }
            )
            self._con.register("new_forms", new)
            self._con.execute(f"INSERT INTO {table} SELECT * FROM new_forms")
            self._con.unregister("new_forms")
            start += _ROWS_AT_ONCE
        self._con.execute("DROP TABLE new_texts")


def _number(text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if "_" in text or not number.is_finite() or abs(number.adjusted()) > _LARGEST_NUMBER:
        return None
    plain = format(number, "f")
    return plain.lstrip("+")


def _gender(text: str) -> str | None:
    word = text.casefold()
    return _GENDERS.get(word, word if word in ("male", "female", "other") else None)


def _currency(text: str) -> str:
    code = text.upper()
    return code if is_currency(code) else text


def _dates(day_first: bool | None) -> Callable[[str], str | None]:
    from kg.text.dates import partial_date

    return lambda text: partial_date(text, day_first=day_first)


def _country() -> Callable[[str], str | None]:
    from kg.values.countries import country_code

    return country_code


def _identifier(form: str) -> Callable[[str], str | None]:
    from kg.values import identifiers

    function: Callable[[str], str | None] = getattr(identifiers, form)
    return function


_NORMALISERS: dict[str, Callable[[], Callable[[str], str | None]]] = {
    "bic": lambda: _identifier("bic"),
    "country": _country,
    "currency": lambda: _currency,
    "date": lambda: _dates(None),
    "date_day_first": lambda: _dates(True),
    "date_month_first": lambda: _dates(False),
    "gender": lambda: _gender,
    "iban": lambda: _identifier("iban"),
    "imo": lambda: _identifier("imo"),
    "lei": lambda: _identifier("lei"),
    "number": lambda: _number,
}
