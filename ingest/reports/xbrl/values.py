"""Exact numbers of facts."""

from __future__ import annotations

import re
from decimal import Decimal

LONGEST_NUMBER = 200
"""Characters of the longest number that is read; no report needs more."""

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_DOUBLE = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d{1,3}")
_SPECIAL = {"INF": "Infinity", "+INF": "Infinity", "-INF": "-Infinity", "NaN": "NaN"}
_LARGEST_SCALE = 100


def decimal_of(text: str) -> Decimal:
    """The exact number that an xs:decimal, xs:double or xs:float writes.

    Raises:
        ValueError: it writes none, or needs more than `LONGEST_NUMBER` characters.
    """
    text = text.strip(" \t\r\n")
    if text in _SPECIAL:
        return Decimal(_SPECIAL[text])
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} characters")
    if not text.isascii() or not (_DECIMAL.fullmatch(text) or _DOUBLE.fullmatch(text)):
        raise ValueError(f"'{text[:60]}' is not a number")
    return plain_form(Decimal(text))


def scaled(number: Decimal, scale: int, *, negative: bool) -> Decimal:
    """`number` times ten to the power of `scale`, negated where `negative`; nothing is rounded.

    Raises:
        ValueError: the scale is beyond 100.
    """
    if abs(scale) > _LARGEST_SCALE:
        raise ValueError(f"a scale of {scale}")
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return -number if negative else number
    if number and negative:
        sign = 1 - sign
    return plain_form(Decimal((sign, digits, exponent + scale)))


def plain_form(number: Decimal) -> Decimal:
    """The same number without an exponent: 391035E+6 is 391035000000."""
    sign, digits, exponent = number.as_tuple()
    if isinstance(exponent, int) and exponent > 0:
        return Decimal((sign, digits + (0,) * exponent, 0))
    return number


def accuracy(text: str | None) -> int | str | None:
    """`decimals` or `precision`: a count of digits, "INF", or None where not given.

    Raises:
        ValueError: it is neither.
    """
    if text is None:
        return None
    text = text.strip()
    if text == "INF":
        return text
    if not re.fullmatch(r"[+-]?\d{1,6}", text):
        raise ValueError(f"'{text[:20]}' is no count of digits")
    return int(text)
