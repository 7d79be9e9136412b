"""Identifiers with a published structure: normal form, and whether they can be right.

The well-known libraries do not fit: python-stdnum is LGPL, schwifty needs pycountry
(LGPL). What is checked here is small, and each rule names its standard. Nothing here
asks a register: a right check digit says the number is well-formed, not that it exists.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def normalise_identifier(text: str) -> str:
    """Return the letters and digits of an identifier, upper-case; '' when it has none.

    Spaces, dashes, dots and slashes are separators that sources put in as they like.
    Letters and digits of any script are kept; full-width ones become the plain ones.
    """
    # Upper-casing can bring back composed characters, so once is not always enough.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in text if character.isalnum())


def _mod97(text: str) -> int:
    """ISO 7064 MOD 97-10 over digits and letters (A = 10 … Z = 35)."""
    return int("".join(str(int(character, 36)) for character in text)) % 97


@lru_cache(maxsize=1)
def _bban_patterns() -> Mapping[str, re.Pattern[str]]:
    import yaml

    classes = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}
    structures = yaml.safe_load((files("kg.model") / "ibans.yaml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            country: re.compile(
                "".join(
                    f"{classes[kind]}{{{count}}}"
                    for count, kind in re.findall(r"(\d+)([nac])", structure)
                )
            )
            for country, structure in structures.items()
        }
    )


def iban(text: str) -> str | None:
    """Return the IBAN without spaces, None when it cannot be one (ISO 13616).

    Checked: the country's length and character structure (the SWIFT registry in
    `ibans.yaml`; a country that is not there is refused) and the check digits, which
    must lie in 02..98 as the standard makes them.
    """
    number = normalise_identifier(text).removeprefix("IBAN")
    if not _IBAN.fullmatch(number):
        return None
    pattern = _bban_patterns().get(number[:2])
    if pattern is None or not pattern.fullmatch(number[4:]):
        return None
    if not 2 <= int(number[2:4]) <= 98 or _mod97(number[4:] + number[:4]) != 1:
        return None
    return number


def lei(text: str) -> str | None:
    """Return the Legal Entity Identifier (ISO 17442), None when the check digits are wrong."""
    number = normalise_identifier(text)
    if not _LEI.fullmatch(number):
        return None
    if not 2 <= int(number[18:]) <= 98 or _mod97(number) != 1:
        return None
    return number


def bic(text: str) -> str | None:
    """Return the business identifier code (ISO 9362), 8 or 11 characters, None when it has
    another shape or its country does not exist.

    A BIC has no check digit. The branch `XXX` means the head office and is dropped, so
    that both ways of writing one office are equal.
    """
    from kg.model.countries import country_code

    code = normalise_identifier(text)
    if not _BIC.fullmatch(code) or country_code(code[4:6]) != code[4:6].lower():
        return None
    return code.removesuffix("XXX") if len(code) == 11 else code


def imo(text: str) -> str | None:
    """Return the ship's number `IMO9166742`, None when its check digit is wrong.

    The last of the seven digits is the units digit of the first six weighted 7 to 2
    (IMO resolution A.1117(30)). Company numbers follow another rule and are None.
    """
    digits = normalise_identifier(text).removeprefix("IMO").removeprefix("NUMBER")
    if not re.fullmatch(r"[0-9]{7}", digits):
        return None
    weighted = sum(
        int(digit) * weight for digit, weight in zip(digits[:6], range(7, 1, -1), strict=True)
    )
    return f"IMO{digits}" if weighted % 10 == int(digits[6]) else None


def luhn(text: str) -> bool:
    """Whether the digits satisfy the Luhn check (ISO/IEC 7812-1): card numbers, IMEI.

    False for anything but two or more ASCII digits (separators apart).
    """
    digits = normalise_identifier(text)
    if not re.fullmatch(r"[0-9]{2,}", digits):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
