"""Countries as two-letter codes, and the many ways in which sources write their names.

English names, and names in other languages where English does not know the text, are
CLDR's (through Babel); what CLDR lacks is in `countries.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Tried in this order when English does not know a name; the first that does wins.
_OTHER_LANGUAGES = (
    "fr", "es", "de", "pt", "it", "nl", "ru", "uk", "ar", "fa", "zh", "zh_Hant",
    "ja", "ko", "tr", "pl", "sv", "el", "he",
)  # fmt: skip

# CLDR territories that are not places a party can be in.
_NOT_COUNTRIES = frozenset({"XA", "XB", "ZZ", "QO", "EZ", "UN", "CQ"})

_LATIN_SIGNS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def _fold(text: str) -> str:
    """A name without case, accents, punctuation and the words that spellings differ in."""
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LATIN_SIGNS)
    text = "".join(c for c in text if not "\u0300" <= c <= "\u036f")
    text = re.sub(r"['’‘ʼ`.]", "", text).replace("&", " and ")
    words = re.sub(r"[^\w]+|_", " ", text).split()
    words = ["saint" if word in ("st", "ste") else word for word in words]
    return " ".join(word for word in words if word != "the")


def _orders(name: str) -> Iterator[str]:
    """The folded name and its natural order: "Korea, North" is "North Korea" as well."""
    yield _fold(name)
    head, comma, tail = name.partition(",")
    if comma and tail.strip() and "," not in tail:
        yield _fold(f"{tail} {head}")


@lru_cache(maxsize=1)
def _own() -> Mapping[str, Any]:
    import yaml

    text = (files("kg.values") / "countries.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.safe_load(text))


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Code to English name, for every code that `country_code` may return."""
    from babel import Locale

    names = {
        code.lower(): str(name)
        for code, name in Locale.parse("en").territories.items()
        if len(code) == 2 and code not in _NOT_COUNTRIES
    }
    return MappingProxyType(names | _own()["codes"])


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    """Folded alpha-2, alpha-3 and other codes to our code."""
    from babel.core import get_global

    names = _names()
    codes = {
        alpha3.lower(): targets[0].lower()
        for alpha3, targets in get_global("territory_aliases").items()
        if len(alpha3) == 3
        and alpha3.isalpha()
        and len(targets) == 1
        and len(targets[0]) == 2
        and targets[0] not in _NOT_COUNTRIES
    }
    codes |= {alpha3.lower(): code for alpha3, code in _own()["alpha3"].items()}
    codes |= _own()["same_code"]
    codes |= {code: code for code in names}
    return MappingProxyType(codes)


@lru_cache(maxsize=1)
def _english() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code, name in _names().items():
        for spelling in _orders(name):
            found[spelling] = code
    for code, spellings in _own()["spellings"].items():
        for name in spellings:
            for spelling in _orders(name):
                found[spelling] = code
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _foreign() -> Mapping[str, str]:
    from babel import Locale

    names = _names()
    found: dict[str, str] = {}
    for language in _OTHER_LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code.lower() in names and len(code) == 2:
                for spelling in _orders(str(name)):
                    found.setdefault(spelling, code.lower())
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _demonyms() -> Mapping[str, str]:
    found = {_fold(word): code for code, words in _own()["demonyms"].items() for word in words}
    return MappingProxyType(found)


def nationality_in(text: str) -> str | None:
    """The country of the first word in a text that is its adjective: "Libyan passport" is `ly`."""
    words = _fold(text).split()
    for start in range(len(words)):
        for length in (3, 2, 1):
            code = _demonyms().get(" ".join(words[start : start + length]))
            if code is not None:
                return code
    return None


@lru_cache(maxsize=20_000)
def country_code(text: str) -> str | None:
    """Return the code of the country that a text names, None when it names none.

    Codes are lower-case ISO 3166-1 alpha-2 as FollowTheMoney writes them, with `xk`
    (Kosovo), `eu`, withdrawn codes (`su`, `yu`, `dd`, `an`, `cs` for Serbia and
    Montenegro, `cshh` for Czechoslovakia) and a few parts of states (`ua-cri`).

    Accepted: alpha-2 and alpha-3 codes in any case, English names with the spellings
    of UN, OFAC, ICIJ and SEC lists, adjectives that mean one country alone ("Libyan"),
    and CLDR names in 19 other languages. The whole text must be the country: "Tehran, Iran"
    is None. A leading "Region:" is ignored.
    """
    if len(text) > 100:
        return None
    text = re.sub(r"^\s*region\s*:", "", text, flags=re.IGNORECASE).strip()
    if re.fullmatch(r"[A-Za-z]{2,4}(-[A-Za-z]{2,4})?|[Xx]-[Ss][Oo]", text):
        code = _codes().get(text.lower())
        if code is not None:
            return code
    for spelling in _orders(text):
        code = _english().get(spelling)
        if code is not None:
            return code
    folded = _fold(re.sub(r"\([^)]*\)", " ", text))
    if not folded:
        return None
    return _english().get(folded) or _demonyms().get(folded) or _foreign().get(folded)


def country_name(code: str) -> str:
    """Return the English name of a code that `country_code` gives; other text unchanged."""
    return _names().get(code.lower(), code)
