"""Numbers as sources write them, read whole into plain notation: a sign, digits, a point."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction

MOST_DIGITS = 30
"""Digits before or behind the point beyond which a number is a mistake."""

_PER_CENT = re.compile(r"\s*(?:%|per\s?cent(?:um)?|pct\.?)$", re.IGNORECASE)
_MIXED = re.compile(r"(\d+)\s+(\d+)\s?[/⁄]\s?(\d+)", re.ASCII)
_FRACTION_SIGN = re.compile(r"\s*([¼½¾⅐-⅞])")
_DECIMALS_OF_A_FRACTION = Decimal("0.0001")


def ungrouped(text: str, thousands: str) -> str | None:
    """The number without the separators between its groups; None where they part no thousands.

    Groups have three digits, but for the Indian ones of two before the last: `12,34,567`.
    """
    if not thousands or thousands not in text:
        return text
    sign = re.escape(thousands)
    groups = rf"[-+]?\d{{1,3}}({sign}\d{{2,3}})*{sign}\d{{3}}(?![\d{sign}])"
    return text.replace(thousands, "") if re.match(groups, text, re.ASCII) else None


def plain_number(text: str, decimal: str = ".", thousands: str = "") -> str | None:
    """A decimal number in plain notation, `-1234.50`; None where the text is no such number.

    Args:
        decimal: the sign before its decimals. thousands: the one between its groups, "" for none.
    """
    whole = ungrouped(text, thousands)
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
    number = _FRACTION_SIGN.sub(
        lambda sign: " " + unicodedata.normalize("NFKC", sign[1]), _PER_CENT.sub("", text)
    )
    if match := _MIXED.fullmatch(number):
        whole, over, under = map(int, match.groups())
        if under == 0:
            return None
        exact = whole + Fraction(over, under)
        rounded = Decimal(exact.numerator) / Decimal(exact.denominator)
        return f"{rounded.quantize(_DECIMALS_OF_A_FRACTION).normalize():f}"
    if thousands != ",":
        number = number.replace(",", "." if decimal == "." else ",")
    return plain_number(number, decimal, thousands)
