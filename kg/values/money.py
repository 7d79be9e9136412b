"""Exact money: integer minor units with a currency."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from kg.values.numbers import ungrouped

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
    """Amount with thousands separators and its code: `1,234.50 EUR`."""
    return f"{decimal_amount(minor, currency):,} {currency}"


def decimal_amount(minor: int, currency: str) -> Decimal:
    """The amount in major units, with as many decimals as the currency has."""
    return Decimal(minor).scaleb(-minor_units(currency))
