"""Names in a form in which equal names are equal texts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Letters that NFKD leaves whole although a plain spelling is usual.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´′ʾʿ]")
# Marks that are decoration or vowel points in Latin, Greek, Cyrillic, Hebrew and Arabic;
# in Indic scripts and kana such marks are part of the letter and stay.
_DECORATION = re.compile(
    r"[\u0300-\u036f\u0483-\u0487"
    r"\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
_FORMAT_CHARACTERS = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_INITIALS = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")


@dataclass(frozen=True, slots=True)
class _LegalForms:
    spellings: Mapping[tuple[str, ...], str]
    leading: frozenset[str]
    longest: int


@lru_cache(maxsize=1)
def _legal_forms() -> _LegalForms:
    import yaml

    def table(name: str) -> Mapping[str, Any]:
        text = (files("kg.text") / name).read_text(encoding="utf-8")
        loaded: Mapping[str, Any] = yaml.safe_load(text)
        return loaded

    ours = table("legal_forms.yaml")
    spellings = {
        tuple(spelling.split()): form
        for form, names in table("legal_forms_of_the_world.yaml").items()
        for spelling in names
    }
    for form, facts in ours.items():
        spellings |= {tuple(spelling.split()): form for spelling in facts["spellings"]}
    leading = frozenset(form for form, facts in ours.items() if facts.get("leading"))
    return _LegalForms(MappingProxyType(spellings), leading, max(map(len, spellings)))


def legal_forms() -> frozenset[str]:
    """The words that `normalise_name` writes legal forms as: `ltd`, `gmbh`."""
    return frozenset(_legal_forms().spellings.values())


@lru_cache(maxsize=1)
def legal_form_words() -> frozenset[str]:
    """The single words by which legal forms are known, in whatever spelling: `limited`, `ltd`."""
    return legal_forms() | {words[0] for words in _legal_forms().spellings if len(words) == 1}


def _letters(name: str) -> list[str]:
    text = name
    # Casefolding can bring back composed characters, so once is not always enough.
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text).casefold()
    text = _DECORATION.sub("", text.translate(_PLAIN))
    text = unicodedata.normalize("NFKC", text)
    text = "".join(
        "" if unicodedata.category(c) in _FORMAT_CHARACTERS and not c.isspace() else c for c in text
    )
    text = _APOSTROPHES.sub("", text).replace("&", " and ").replace("+", " and ")
    text = _INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    # Marks count as letters: Indic vowel signs are not word characters to `re`.
    text = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text)
    return text.split()


def _canonical_forms(words: Sequence[str]) -> list[str]:
    forms = _legal_forms()
    current = list(words)
    while True:
        result: list[str] = []
        at = 0
        while at < len(current):
            for length in range(min(forms.longest, len(current) - at), 0, -1):
                form = forms.spellings.get(tuple(current[at : at + length]))
                if form is not None:
                    result.append(form)
                    at += length
                    break
            else:
                result.append(current[at])
                at += 1
        if result == current:
            return result
        current = result


def _forms_behind(words: list[str]) -> list[str]:
    leading = _legal_forms().leading
    count = next((n for n, word in enumerate(words) if word not in leading), len(words))
    return words[count:] + words[:count]


def name_letters(name: str) -> str:
    """The letters and digits of a name, run together: "JSC Argovel" as "jscargovel"."""
    return "".join(_letters(name))


@lru_cache(maxsize=200_000)
def normalise_name(name: str, *, person: bool = False) -> str:
    """Return a name such that two spellings of one name give one text; '' when nothing is left.

    Case, accents, punctuation, control and direction marks go; "&" is "and"; scripts
    other than Latin stay as they are (nothing is transliterated). Organisations:
    legal forms take one spelling ("Limited" is "ltd", "GmbH" as "gmbh"), and those
    that may lead are put behind the name. Nothing is dropped: "Alfa Ltd" and "Alfa
    LLC" stay different.

    Args:
        name: the name as the source has it.
        person: sort the words instead, since sources differ in which part of a
            person's name comes first.
    """
    words = _letters(name)
    if person:
        return " ".join(sorted(words))
    return " ".join(_forms_behind(_canonical_forms(words)))
