"""The types of property values: the only place that knows how a value is cleaned and stored.

Every claim's value went through its type, whichever reader said it. A type is a small named
function from the text of a source to the text of a claim, and the form in which the graph holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Literal

from kg.text.dates import partial_date
from kg.values.countries import country_code
from kg.values.identifiers import FORMATS
from kg.values.money import is_currency

Stored = Literal["text", "number", "date", "money"]
"""How SQL and the graph hold a value: `number` as DOUBLE, `date` as the days that it may mean,
`money` as minor units beside its currency, all else as text."""

LARGEST_NUMBER = 30
"""Digits before or behind the point beyond which a number is a mistake."""
_LONGEST_EMAIL = 320
_BLANKS = " \t\r\n\u00a0\ufeff"


@dataclass(frozen=True, slots=True)
class ValueType:
    """A type of value.

    Attributes:
        clean: claim's text of a source's text, None where it is no such value; blank text never
            reaches it. The second argument is the format that the property asks for, or None.
        takes: Python types that a reader may hand over beside `str`.
        stored: how SQL and the graph hold it.
    """

    name: str
    clean: Callable[[str, str | None], str | None]
    takes: tuple[type, ...] = ()
    stored: Stored = "text"


def one_line(text: str) -> str:
    """The text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def _line(text: str, _form: str | None) -> str | None:
    return one_line(text) or None


def _date(text: str, _form: str | None) -> str | None:
    return partial_date(text)


def _number(text: str, _form: str | None) -> str | None:
    """A decimal number in plain notation; commas only where they part groups of three."""
    if re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", text, re.ASCII):
        text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if "_" in text or not number.is_finite() or abs(number.adjusted()) > LARGEST_NUMBER:
        return None
    return format(number, "f").lstrip("+")


def _money(text: str, _form: str | None) -> str | None:
    amount, _, currency = text.rpartition(" ")
    number = _number(amount, None)
    return f"{number} {currency}" if number is not None and is_currency(currency) else None


def _country(text: str, _form: str | None) -> str | None:
    return country_code(text)


def _identifier(text: str, form: str | None) -> str | None:
    return FORMATS[form](text) if form else one_line(text)


def _url(text: str, _form: str | None) -> str | None:
    return text if re.match(r"https?://[^\s/]", text, re.IGNORECASE) else None


def _email(text: str, _form: str | None) -> str | None:
    if len(text) > _LONGEST_EMAIL:
        return None
    return text.lower() if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text) else None


def _gender(text: str, _form: str | None) -> str | None:
    word = text.casefold()
    return {"m": "male", "f": "female", "man": "male", "woman": "female"}.get(word, word)


def _lower(text: str, _form: str | None) -> str | None:
    return text.lower()


def _entity(text: str, _form: str | None) -> str | None:
    return None if re.search(r"\s", text) else text


TYPES: Mapping[str, ValueType] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            ValueType("address", _line),
            ValueType("checksum", _line),
            ValueType("country", _country),
            ValueType("date", _date, (date,), "date"),
            ValueType("email", _email),
            ValueType("entity", _entity),
            ValueType("gender", _gender),
            ValueType("html", _line),
            ValueType("identifier", _identifier),
            ValueType("ip", _line),
            ValueType("json", _line),
            ValueType("language", _lower),
            ValueType("mimetype", _line),
            ValueType("money", _money, (), "money"),
            ValueType("name", _line),
            ValueType("number", _number, (int, Decimal), "number"),
            ValueType("phone", _line),
            ValueType("string", _line),
            ValueType("text", _line),
            ValueType("topic", _lower),
            ValueType("url", _url),
        )
    }
)
"""Each type of the ontology, by name."""


def value_type(name: str) -> ValueType:
    """The type of that name; one that an ontology of the user's adds is text on one line."""
    return TYPES.get(name, TYPES["string"])


def as_text(kind: ValueType, value: object) -> str | None:
    """What a reader hands over, as text without blanks around it; None says nothing.

    Raises:
        TypeError: the type takes no such Python value.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip(_BLANKS) or None
    if isinstance(value, bool) or not isinstance(value, kind.takes):
        raise TypeError(f"a {kind.name} is no {type(value).__name__}")
    return value.isoformat() if isinstance(value, date) else str(value)
