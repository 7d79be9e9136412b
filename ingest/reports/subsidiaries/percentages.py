"""Percentages as lists of subsidiaries write them: "99.9", "51,5", "33 1/3"."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

NUMBER = r"\d{1,3}(?:\.\d+|,\d{1,2}(?!\d)|\s?[¼½¾⅓⅔⅛⅜⅝⅞]|\s\d{1,2}\s?[/⁄]\s?\d{1,2}(?!\d))?"
"""A pattern of the number, without its sign."""

_MIXED = re.compile(r"(?P<whole>\d+)\s+(?P<over>\d+)\s?[/⁄]\s?(?P<under>\d+)")
_FRACTIONS = {
    "¼": "1/4", "½": "1/2", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8",
    "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_DECIMALS = Decimal("0.0001")


def percentage(words: str) -> tuple[Decimal, bool] | None:
    """The number that `NUMBER` matched, and whether it is exact.

    "33 1/3" has no end as a decimal: it is rounded to four decimals, 33.3333, and not exact.
    None where it is no number (a fraction over 0) or more than 100.
    """
    for sign, fraction in _FRACTIONS.items():
        words = words.replace(sign, f" {fraction}")
    match = _MIXED.fullmatch(" ".join(words.split()))
    if match is None:
        found, exact = Decimal(words.replace(",", ".")), True
    elif int(match["under"]) == 0:
        return None
    else:
        value = int(match["whole"]) + Fraction(int(match["over"]), int(match["under"]))
        rounded = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_DECIMALS)
        found, exact = Decimal(f"{rounded.normalize():f}"), Fraction(rounded) == value
    return (found, exact) if found <= 100 else None
