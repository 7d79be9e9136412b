"""Numbers and money as sources write them, exact: plain notation, and integer minor units.

Beside a number may stand, in the world's notations, a minus before or behind it or accountants'
brackets (one of them), a sign or the code of its currency, and blanks or apostrophes between groups
of three digits. The patterns are RE2's as much as Python's, so that SQL reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from kg.text.numbers import MIXED, parse_mixed

MOST_DIGITS = 30
"""Digits before or behind the point beyond which a number is a mistake."""

BLANKS = "[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+"
"""Pattern of what may stand between groups of digits, or around a number."""

ODD_SIGNS = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d\u2019\u02bc\uff07"
PLAIN_SIGNS = "-" * 8 + "'" * 3
"""Minus signs and apostrophes of all kinds, and what each is read as."""

GROUPED = r"[0-9]{1,3}(?:(?: [0-9]{3})+|(?:'[0-9]{3})+)(?:[.,][0-9]*)?"
"""Pattern of a number in groups of three that blanks or apostrophes part."""

NOTATION_PARTS = (
    *("sign1", "open1", "sign2", "unit1", "open2", "sign3", "body"),
    *("sign4", "close1", "unit2", "close2", "sign5"),
)
"""What the groups of `notation` capture, in order."""

_PER_CENT = re.compile(r"\s*(?:%|per\s?cent(?:um)?|pct\.?)$", re.IGNORECASE)
_DECIMALS_OF_A_FRACTION = Decimal("0.0001")

LARGEST_MINOR = 2**63 - 1
"""The ledger keeps amounts as signed 64-bit integers."""


@cache
def _table() -> Mapping[str, Any]:
    text = resources.files("kg.values").joinpath("iso4217.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.safe_load(text))


@cache
def currencies() -> Mapping[str, int]:
    """Decimal places of each known currency, by its code (ISO 4217, or a crypto-asset's ticker)."""
    return MappingProxyType(
        {
            code: exponent
            for group in ("withdrawn", "crypto_assets", "minor_units")
            for exponent, codes in _table()[group].items()
            for code in codes
        }
    )


@cache
def currency_signs() -> Mapping[str, frozenset[str]]:
    """Signs written beside amounts, with the codes that each may stand for."""
    return MappingProxyType({str(s): frozenset(codes) for s, codes in _table()["signs"].items()})


def currency_code(text: str) -> str | None:
    """The code that a text is, in capitals; also of an asset that the ledger has no amounts of."""
    code = text.upper()
    return code if code in currencies() or code in _table()["without_amounts"] else None


def is_currency(code: str) -> bool:
    """Whether `code` is a known currency, in capitals."""
    return code in currencies()


def minor_units(currency: str) -> int:
    """Decimal places of the currency's minor unit (2 for EUR, 0 for JPY).

    Raises:
        ValueError: the code is not known.
    """
    try:
        return currencies()[currency]
    except KeyError:
        raise ValueError(f"unknown currency {currency!r}") from None


@cache
def notation() -> str:
    """Pattern of a number with what may stand beside it, its blanks and signs made plain before."""
    signs = "|".join(map(re.escape, sorted(currency_signs(), key=len, reverse=True)))
    sign, unit = " ?([+-]?)", rf" ?((?:{signs}|[A-Z]{{3}})?)"
    body = r" ?([0-9](?:[0-9.,' ]*[0-9.,])?(?:[eE][+-]?[0-9]{1,2})?|[.,][0-9]+)"
    before = rf"{sign} ?(\(?){sign}{unit} ?(\(?){sign}"
    return rf"{before}{body}{sign} ?(\)?){unit} ?(\)?){sign} ?"


def tidied(text: str, currency: str | None) -> str:
    """A number without what stands beside it: `($1 012,34)` is `-1012,34`.

    Args:
        currency: its code, which the sign or code beside it must fit; None fits any.

    Returns the text itself where something else stands there, or two signs.
    """
    plain = re.sub(BLANKS, " ", text).translate(_TO_PLAIN)
    match = re.fullmatch(notation(), plain)
    if match is None:
        return text
    part = dict(zip(NOTATION_PARTS, match.groups(), strict=True))
    marks = "".join(part[f"sign{n}"] for n in range(1, 6))
    opened = part["open1"] + part["open2"]
    closed = part["close1"] + part["close2"]
    units = filter(None, (part["unit1"], part["unit2"]))
    if len(opened) != len(closed) or len(marks) + len(opened) > 1:
        return text
    if currency is not None and not all(
        unit == currency or currency in currency_signs().get(unit, ()) for unit in units
    ):
        return text
    body = part["body"]
    if " " in body or "'" in body:
        if not re.fullmatch(GROUPED, body):
            return text
        body = body.replace(" ", "").replace("'", "")
    return ("-" if "-" in marks or opened else "") + body


_TO_PLAIN = str.maketrans(ODD_SIGNS, PLAIN_SIGNS)


def offence(text: str, decimal: str = ".", thousands: str = "") -> str:
    """What makes a text no number, quoted, for people; empty where it is nothing single."""
    plain = re.sub(BLANKS, " ", text).translate(_TO_PLAIN)
    usual = re.escape(decimal + thousands)
    strange = re.search(rf"(?![0-9{usual}()+' -]|[eE][+-]?[0-9])(?:[^\W\d_]+|.)", plain, re.DOTALL)
    if strange is not None:
        return repr(strange[0])
    if thousands and thousands in plain and ungrouped(plain.strip(" ()+-"), thousands) is None:
        return repr(thousands)
    if plain.count(decimal) > 1:
        return repr(decimal)
    beside = re.search(r"[()+-].*?([()+-])|([ '(+-])", plain)
    return "" if beside is None else repr(beside[1] or beside[2])


def ungrouped(text: str, thousands: str) -> str | None:
    """The number without the separators between its groups; None where they part no thousands.

    Groups have three digits, but for the Indian ones of two before the last: `12,34,567`.
    """
    if not thousands or thousands not in text:
        return text
    sign = re.escape(thousands)
    groups = rf"[-+]?\d{{1,3}}({sign}\d{{2,3}})*{sign}\d{{3}}(?![\d{sign}])"
    return text.replace(thousands, "") if re.match(groups, text, re.ASCII) else None


def plain_number(
    text: str, decimal: str = ".", thousands: str = "", currency: str = ""
) -> str | None:
    """A decimal number in plain notation, `-1234.50`; None where the text is no such number.

    Args:
        decimal: the sign before its decimals. thousands: the one between its groups, "" for none.
        currency: code that a sign beside it must fit; "" takes none.
    """
    whole = ungrouped(tidied(text, currency), thousands)
    if whole is None or "_" in whole:
        return None
    if decimal != ".":
        whole = whole.replace(".", "?").replace(decimal, ".")
    try:
        number = Decimal(whole)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        return None
    return format(number, "f").lstrip("+")


def plain_share(text: str, decimal: str = ".", thousands: str = "") -> str | None:
    """The per cent of a share: `51`, `51,5 %`, `33 1/3`; None where the text is no such number.

    A comma is a decimal comma, since no share runs into thousands, unless the source is known to
    write them with it. A fraction without an end is rounded to four decimals: 33.3333.
    """
    number = _PER_CENT.sub("", text)
    if re.fullmatch(MIXED, number):
        exact = parse_mixed(number)
        if exact is None:
            return None
        rounded = Decimal(exact.numerator) / Decimal(exact.denominator)
        return f"{rounded.quantize(_DECIMALS_OF_A_FRACTION).normalize():f}"
    if thousands != ",":
        number = number.replace(",", "." if decimal == "." else ",")
    return plain_number(number, decimal, thousands)


def parse_amount(text: str, currency: str, *, thousands: str = "") -> int:
    """Minor units of a decimal amount, exactly: `parse_amount("5.689E7", "USD")` is 5689000000.

    `thousands` is a separator to drop where it parts groups of three (or Indian ones of two)
    digits; none is guessed. A sign is kept.

    Raises:
        ValueError: not a finite number, more decimals than the currency has, unknown
            currency, or too large for 64 bits.
    """
    cleaned = ungrouped(text.strip(), thousands)
    if cleaned is None:
        raise ValueError(f"not a number with '{thousands}' between thousands")
    try:
        amount = Decimal(cleaned)
    except InvalidOperation:
        raise ValueError("not a number") from None
    if not amount.is_finite():
        raise ValueError("not a finite number")
    places = minor_units(currency)
    if not amount:
        return 0
    if amount.adjusted() + places > 18:
        raise ValueError("too large for the ledger")
    # In integers, since arithmetic with decimals rounds to the 28 digits of its context.
    sign, digits, exponent = amount.as_tuple()
    significant = "".join(map(str, digits)).rstrip("0")
    shift = int(exponent) + places + len(digits) - len(significant)
    if shift < 0:
        raise ValueError(f"more than {places} decimals for {currency}")
    whole = int(significant + "0" * shift)
    if whole > LARGEST_MINOR:
        raise ValueError("too large for the ledger")
    return -whole if sign else whole


def format_amount(minor: int, currency: str) -> str:
    """Amount with thousands separators and its code, in plain figures: `1,234.50 EUR`."""
    return f"{decimal_amount(minor, currency):,f} {currency}"


def decimal_amount(minor: int, currency: str) -> Decimal:
    """The amount in major units, with as many decimals as the currency has."""
    return Decimal(minor).scaleb(-minor_units(currency))
