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
    from collections.abc import Callable, Mapping, Sequence

_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")
_FIGI = re.compile(r"(?!BS|BM|GG|GB|GH|KY|VG)[B-DF-HJ-NP-TV-Z]{2}G[0-9B-DF-HJ-NP-TV-Z]{8}[0-9]")
_UEI = re.compile(r"[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11}")
_SSN = re.compile(r"(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}")
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


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
    structures = yaml.safe_load((files("kg.values") / "ibans.yaml").read_text(encoding="utf-8"))
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
    from kg.values.countries import country_code

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


def isin(text: str) -> str | None:
    """Return the International Securities Identification Number, None when it cannot be one.

    Checked: twelve characters, and the Luhn sum over them with each letter written as its
    two digits, A = 10 to Z = 35 (ISO 6166, annex on the check digit).
    """
    number = normalise_identifier(text)
    if not _ISIN.fullmatch(number):
        return None
    return number if luhn("".join(str(int(character, 36)) for character in number)) else None


def figi(text: str) -> str | None:
    """Return the Financial Instrument Global Identifier, None when it cannot be one.

    Checked: consonants and digits with G in third place, a prefix that is no ISIN country,
    and the last digit: the values of the others (A = 10), every second one doubled, their
    digits added up to the next ten (OMG FIGI specification 1.0, section 6.1.2).
    """
    number = normalise_identifier(text)
    if not _FIGI.fullmatch(number):
        return None
    values = [int(character, 36) * (1 + place % 2) for place, character in enumerate(number[:11])]
    total = sum(value // 10 + value % 10 for value in values)
    return number if (total + int(number[11])) % 10 == 0 else None


def imei(text: str) -> str | None:
    """Return the 15 digits of a mobile equipment identity, None when the Luhn digit is wrong.

    3GPP TS 23.003, annex B. A number without its check digit (14), or with a software
    version in its place (16), is None: nothing shows that it is right.
    """
    digits = normalise_identifier(text).removeprefix("IMEI")
    return digits if len(digits) == 15 and luhn(digits) else None


def npi(text: str) -> str | None:
    """Return the ten digits of a United States health-care provider, None when wrong.

    The first is 1 or 2, and the Luhn sum holds with 80840, health care in the United
    States, put before them (45 CFR 162.406; CMS, "Requirements for NPI check digit").
    """
    digits = normalise_identifier(text)
    return digits if re.fullmatch(r"[12][0-9]{9}", digits) and luhn(f"80840{digits}") else None


def inn(text: str) -> str | None:
    """Return a Russian taxpayer number, None when a check digit is wrong.

    Ten digits for an organisation, the last a check digit; twelve for a person, the last
    two. Each is the weighted sum of the digits before it modulo 11, modulo 10 (order of the
    Federal Tax Service MMV-7-6/435@ of 29 June 2012).
    """
    digits = normalise_identifier(text)
    if not re.fullmatch(r"[0-9]{10}|[0-9]{12}", digits):
        return None
    checks = (9,) if len(digits) == 10 else (10, 11)
    right = all(
        _weighted(digits[:place], _INN_WEIGHTS[-place:]) % 11 % 10 == int(digits[place])
        for place in checks
    )
    return digits if right else None


def ogrn(text: str) -> str | None:
    """Return a number of Russia's state registers, None when its check digit is wrong.

    13 digits that begin with 1 or 5 for a legal entity, 15 that begin with 3 for an
    entrepreneur. The last is the rest of the others by 11 or 13, modulo 10 (government
    decree 438 of 19 June 2002).
    """
    digits = normalise_identifier(text)
    if not re.fullmatch(r"[15][0-9]{12}|3[0-9]{14}", digits):
        return None
    divisor = len(digits) - 2
    return digits if int(digits[:-1]) % divisor % 10 == int(digits[-1]) else None


def uscc(text: str) -> str | None:
    """Return China's unified social credit identifier, None when its last character is wrong.

    18 characters without I, O, S, V and Z. Values weighted by powers of 3, the check
    character included with weight 1, sum to a multiple of 31 (GB 32100-2015).
    """
    code = normalise_identifier(text)
    if len(code) != 18 or not set(code) <= set(_USCC_LETTERS):
        return None
    values = [_USCC_LETTERS.index(character) for character in code]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return code if (total + values[17]) % 31 == 0 else None


def uei(text: str) -> str | None:
    """Return a Unique Entity Identifier of SAM.gov, None when it has another shape.

    Twelve letters and digits without I and O, no zero in front, no nine digits in a row
    (GSA, "The Unique Entity ID standard"). How its check character comes about is not
    published, so it is not checked.
    """
    code = normalise_identifier(text)
    return code if _UEI.fullmatch(code) and not re.search(r"[0-9]{9}", code) else None


def ssn(text: str) -> str | None:
    """Return the nine digits of a United States social security number, None when none was given.

    It has no check digit. Areas 000, 666 and 900 to 999, group 00 and serial 0000 are
    never given out (20 CFR 422.103; SSA, "SSN randomization").
    """
    digits = normalise_identifier(text)
    return digits if _SSN.fullmatch(digits) else None


def wikidata(text: str) -> str | None:
    """Return the item number `Q42`, None for anything else. It has no check digit."""
    code = normalise_identifier(text)
    return code if re.fullmatch(r"Q[1-9][0-9]*", code) else None


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


FORMATS: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        "bic": bic,
        "figi": figi,
        "iban": iban,
        "imei": imei,
        "imo": imo,
        "inn": inn,
        "isin": isin,
        "lei": lei,
        "npi": npi,
        "ogrn": ogrn,
        "ssn": ssn,
        "uei": uei,
        "uscc": uscc,
        "wikidata": wikidata,
    }
)
"""Each format of the ontology: its normal form, or None where the text cannot be right."""
