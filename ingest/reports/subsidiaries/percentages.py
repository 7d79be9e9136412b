"""Percentages as lists of subsidiaries write them: "99.9", "51,5", "33 1/3"."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kg.text.numbers import MIXED, parse_mixed

NUMBER = rf"(?:{MIXED}|\d{{1,3}}(?:\.\d+|,\d{{1,2}}(?!\d))?)"
"""A pattern of the number, without its sign."""

_DECIMALS = Decimal("0.0001")


def percentage(words: str) -> tuple[Decimal, bool] | None:
    """The number that `NUMBER` matched, and whether it is exact.

    "33 1/3" has no end as a decimal: it is rounded to four decimals, 33.3333, and not exact.
    None where it is no number (a fraction over 0) or more than 100.
    """
    value = parse_mixed(words)
    if value is None or value > 100:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value:
        return Decimal(f"{exact:f}"), True
    return Decimal(f"{exact.quantize(_DECIMALS).normalize():f}"), False
