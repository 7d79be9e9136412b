"""Identifiers with a published structure: normal form, and whether they can be right.

Check digits are python-stdnum's; what it does not ask for is in the shapes here. Nothing asks a
register: a right check digit says that the number is well-formed, not that it exists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

Check = Callable[[str], bool]

# ISO 7064 MOD 97-10 gives check digits from 02 to 98; others that happen to fit were never given.
_MOD_97 = "(?:0[2-9]|[1-8][0-9]|9[0-8])"
# Of each company number's first six digits (IMO Circular Letter 2554).
_COMPANY_WEIGHTS = (8, 6, 4, 2, 9, 7)


def normalise_identifier(text: str) -> str:
    """Return the letters and digits of an identifier, upper-case; '' when it has none.

    Spaces, dashes, dots and slashes are separators that sources put in as they like.
    Letters and digits of any script are kept; full-width ones become the plain ones.
    """
    # Upper-casing can bring back composed characters, so once is not always enough.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in text if character.isalnum())


def _stdnum(module: str, **options: bool) -> Check:
    """The check of a module of python-stdnum, which is imported when one is made."""

    @cache
    def check() -> Callable[..., bool]:
        found: Callable[..., bool] = import_module(f"stdnum.{module}").is_valid
        return found

    return lambda number: check()(number, **options)


def _country_exists(bic: str) -> bool:
    from kg.values.countries import country_code

    return country_code(bic[4:6]) == bic[4:6].lower()


def _is_imo_company(digits: str) -> bool:
    total = sum(int(d) * weight for d, weight in zip(digits, _COMPANY_WEIGHTS, strict=False))
    return (11 - total % 11) % 10 == int(digits[6])


_luhn = _stdnum("luhn")


def _format(
    shape: str, check: Check | None = None, *, words: str = "", before: str = ""
) -> Callable[[str], str | None]:
    """A function that gives an identifier's normal form, None where it cannot be right.

    Args:
        shape: of the letters and digits; its first group, where there is one, is the normal form.
        check: what else must hold of the normal form.
        words: what a source may write before it. before: what the normal form starts with.
    """
    pattern = re.compile(rf"(?:{words})(?:{shape})" if words else shape)

    def normal(text: str) -> str | None:
        code = normalise_identifier(text)
        match = pattern.fullmatch(code)
        if match is None:
            return None
        code = match[1] if pattern.groups else code
        return before + code if check is None or check(code) else None

    return normal


FORMATS: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        # ISO 9362. No check digit. Branch XXX is the head office, and so the same as none.
        "bic": _format("([A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:(?!XXX)[A-Z0-9]{3})?)(?:XXX)?",
                       _country_exists),
        # OMG FIGI 1.0, section 6.1.2: the prefixes of ISIN countries are left out.
        "figi": _format("(?!GH|KY)[A-Z]{2}G[0-9A-Z]{8}[0-9]", _stdnum("figi")),
        # ISO 13616: check digits, and the structure of each country in the SWIFT registry.
        "iban": _format(f"([A-Z]{{2}}{_MOD_97}[A-Z0-9]{{11,30}})",
                        _stdnum("iban", check_country=False), words="(?:IBAN)?"),
        # 3GPP TS 23.003, annex B: with its check digit, which nothing else shows to be right.
        "imei": _format("([0-9]{15})", _luhn, words="(?:IMEI)?"),
        # IMO resolution A.1117(30): ships; their owners and managers follow another rule.
        "imo": _format("([0-9]{7})", _stdnum("imo"), words="(?:IMO)?(?:NUMBER)?", before="IMO"),
        "imo-company": _format("([0-9]{7})", _is_imo_company, words="(?:IMO)?(?:NUMBER)?",
                               before="IMO"),
        # Order of the Federal Tax Service of Russia MMV-7-6/435@: organisations and persons.
        "inn": _format("[0-9]{10}|[0-9]{12}", _stdnum("ru.inn")),
        "isin": _format("[A-Z]{2}[A-Z0-9]{9}[0-9]", _stdnum("isin")),
        # ISO 17442.
        "lei": _format(f"[A-Z0-9]{{18}}{_MOD_97}", _stdnum("lei")),
        # 45 CFR 162.406: the Luhn digit holds with 80840, health care in the United States.
        "npi": _format("[12][0-9]{9}", lambda digits: _luhn(f"80840{digits}")),
        # Government decree 438 of Russia: legal entities with 1 or 5, entrepreneurs with 3.
        "ogrn": _format("[15][0-9]{12}|3[0-9]{14}", _stdnum("ru.ogrn")),
        # 20 CFR 422.103: areas, groups and serials that are never given, and numbers of adverts.
        "ssn": _format("[0-9]{9}", _stdnum("us.ssn")),
        # GSA: no I and O, no zero in front, no nine digits in a row. Its check is not published.
        "uei": _format("(?!.*[0-9]{9})[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11}"),
        # GB 32100-2015.
        "uscc": _format("[0-9A-Z]{18}", _stdnum("cn.uscc")),
        "wikidata": _format("Q[1-9][0-9]*"),
    }
)  # fmt: skip
"""Each format of the ontology: its normal form, or None where the text cannot be right."""
