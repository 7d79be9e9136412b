"""The types of property values: how each is cleaned, compared, shown and stored, and nowhere else.

Every claim's value went through its type, whichever reader said it. A type is a small named
function from the text of a source to the text of a claim, or the SQL that does the same, and the
form in which SQL and the graph hold it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from kg.text.dates import partial_date
from kg.values.countries import country_code, country_name
from kg.values.identifiers import FORMATS
from kg.values.money import currency_code, is_currency, plain_number, plain_share

Stored = Literal["text", "number", "date", "money"]
"""How SQL and the graph hold a value: `number` as DOUBLE, `date` as the days that it may mean,
`money` as minor units beside its currency, all else as text."""

Compared = Literal["text", "letters", "number", "date"]
"""When two values may be the same: equal texts, equal letters and digits whatever else stands
between them, equal numbers, or dates of which one may be the other."""

_LONGEST_EMAIL = 320
_FEWEST_PHONE_DIGITS = 3
# What Python calls white space, for RE2 as well, whose own class knows ASCII alone.
_ODD_SPACES = (
    r"\t\n\x0b\x0c\r\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}"
    r"\x{205f}\x{3000}"
)
_BLANKS = "".join(map(chr, [*range(9, 14), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680,
                            *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
                            0xFEFF]))  # fmt: skip
SHORTENED = r"[-+]?[0-9]([.,][0-9]+)?[eE][+][0-9]{1,3}"
"""Pattern of a long number as a spreadsheet shows it, 1.91431E+18: its other digits are lost."""

_SITE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}\.?(?::\d+)?(?:[/?#]\S*)?")


@dataclass(frozen=True, slots=True)
class Notation:
    """How a source writes what can be written in more than one way.

    Attributes:
        decimal: sign before the decimals of a number.
        thousands: sign between the groups of a number; "" where there is none.
        day_first: how to read 03/04/2019; None refuses it.
        currency: code that a sign beside a number must fit; "" takes none.
    """

    decimal: str = "."
    thousands: str = ""
    day_first: bool | None = None
    currency: str = ""


ENGLISH = Notation(thousands=",")
"""Of a reader that says nothing else: 1,234.5 is read, 1,80 and 03/04/2019 are not."""


@dataclass(frozen=True, slots=True)
class ValueType:
    """A type of value.

    Attributes:
        clean: claim's text of a source's text, None where it is no such value; blank text never
            reaches it. Its other arguments are the format that the property asks for, or None,
            and how the source writes.
        takes: Python types that a reader may hand over beside `str`.
        stored: how SQL and the graph hold it.
        compared: when two values may be the same.
        shown: text for people of a claim's text.
        sql: makes of the SQL of a text the SQL that does as `clean` does without a format; None
            where it takes Python, which is then asked once for each distinct text.
    """

    name: str
    clean: Callable[[str, str | None, Notation], str | None]
    takes: tuple[type, ...] = ()
    stored: Stored = "text"
    compared: Compared = "text"
    shown: Callable[[str], str] = str
    sql: Callable[[str], str] | None = None

    def number(self, value: str) -> Decimal | None:
        """The number in a claim's text, of money without its currency; None where it has none."""
        if self.compared != "number":
            return None
        return Decimal(value.partition(" ")[0])

    def compatible(self, one: str, other: str) -> bool:
        """Whether two claims' texts may say the same: 1957 and 1957-03-19, 5 and 5.0."""
        if self.compared == "date":
            return one.startswith(other) or other.startswith(one)
        if self.compared == "number":
            units = one.partition(" ")[2], other.partition(" ")[2]
            return self.number(one) == self.number(other) and units[0] == units[1]
        if self.compared == "letters":
            return _letters(one) == _letters(other)
        return one == other

    def comparable_sql(self, value: str) -> str:
        """SQL of a text that is equal for equal values."""
        if self.compared != "letters":
            return value
        return rf"upper(regexp_replace({value}, '[^\p{{L}}\p{{N}}]', '', 'g'))"


def one_line(text: str) -> str:
    """The text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def _letters(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum())


def _line(text: str, _form: str | None, _how: Notation) -> str | None:
    return one_line(text) or None


def _line_sql(text: str) -> str:
    # Few texts have anything to mend, and to look for it is quicker than to mend.
    mended = f"regexp_replace({text}, '[ {_ODD_SPACES}]+', ' ', 'g')"
    return (
        rf"CASE WHEN regexp_matches({text}, '  |^ | $|[{_ODD_SPACES}\x{{feff}}]')"
        f" THEN nullif(trim({mended}, ' ' || chr(65279)), '') ELSE {text} END"
    )


def _date(text: str, _form: str | None, how: Notation) -> str | None:
    return partial_date(text, day_first=how.day_first)


def _number(text: str, _form: str | None, how: Notation) -> str | None:
    return plain_number(text, how.decimal, how.thousands, how.currency)


def _share(text: str, _form: str | None, how: Notation) -> str | None:
    return plain_share(text, how.decimal)


def _money(text: str, _form: str | None, how: Notation) -> str | None:
    amount, _, code = text.rpartition(" ")
    currency = code.upper()
    number = plain_number(amount, how.decimal, how.thousands, currency)
    return f"{number} {currency}" if number is not None and is_currency(currency) else None


def _currency(text: str, _form: str | None, _how: Notation) -> str | None:
    return currency_code(text)


def _country(text: str, _form: str | None, _how: Notation) -> str | None:
    return country_code(text)


def _identifier(text: str, form: str | None, _how: Notation) -> str | None:
    if re.fullmatch(SHORTENED, text):
        return None
    return FORMATS[form](text) if form else one_line(text)


def _identifier_sql(text: str) -> str:
    return f"CASE WHEN NOT regexp_full_match({text}, '{SHORTENED}') THEN {_line_sql(text)} END"


def _url(text: str, _form: str | None, _how: Notation) -> str | None:
    """An address of the web; one that is written as a host alone gets its scheme."""
    if re.fullmatch(r"https?://[^\s/].*", text, re.IGNORECASE):
        return one_line(text)
    return f"http://{text}" if _SITE.fullmatch(text) else None


def _email(text: str, _form: str | None, _how: Notation) -> str | None:
    if len(text) > _LONGEST_EMAIL:
        return None
    return text.lower() if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text) else None


def _phone(text: str, _form: str | None, _how: Notation) -> str | None:
    return one_line(text) if sum(map(str.isdigit, text)) >= _FEWEST_PHONE_DIGITS else None


def _ip(text: str, _form: str | None, _how: Notation) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def _gender(text: str, _form: str | None, _how: Notation) -> str | None:
    word = text.casefold()
    return {"m": "male", "f": "female", "man": "male", "woman": "female"}.get(word, word)


def _lower(text: str, _form: str | None, _how: Notation) -> str | None:
    return text.lower()


def _entity(text: str, _form: str | None, _how: Notation) -> str | None:
    return text


def _grouped(value: str) -> str:
    number, _, unit = value.partition(" ")
    return f"{Decimal(number):,f} {unit}".rstrip()


def _plain_type(name: str, compared: Compared = "text") -> ValueType:
    return ValueType(name, _line, compared=compared, sql=_line_sql)


TYPES: Mapping[str, ValueType] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            _plain_type("address", "letters"),
            _plain_type("checksum"),
            ValueType("country", _country, shown=country_name),
            ValueType("currency", _currency),
            ValueType("date", _date, (date,), "date", "date"),
            ValueType("email", _email),
            ValueType("entity", _entity),
            ValueType("gender", _gender),
            _plain_type("html"),
            ValueType("identifier", _identifier, compared="letters", sql=_identifier_sql),
            ValueType("ip", _ip),
            _plain_type("json"),
            ValueType("language", _lower),
            _plain_type("mimetype"),
            ValueType("money", _money, (), "money", "number", _grouped),
            _plain_type("name", "letters"),
            ValueType("number", _number, (int, Decimal), "number", "number", _grouped),
            ValueType("phone", _phone, compared="letters"),
            ValueType("share", _share, (int, Decimal), "number", "number", "{} %".format),
            _plain_type("string", "letters"),
            _plain_type("text"),
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
