"""Whether names, though spelled differently, may be those of one party.

Two records that share an identifier are merged unless something speaks against it, and a
name that does not agree speaks against it. So agreement is meant strictly: a pair wrongly
kept apart is shown to a person, a pair wrongly merged is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kg.identity.words import words
from kg.text.names import legal_forms, normalise_name

_FEWEST_WORDS = 2
"""Words that two personal names must share: a first name alone is shared by too many."""

SAME_SOUND = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("sch", "sh"),
        ("ph", "f"),
        ("kh", "h"),
        ("gh", "g"),
        ("dj", "j"),
        ("ck", "k"),
        ("x", "ks"),
        ("[cq]", "k"),
        ("z", "s"),
        (r"(?<=[^aeiouy])h", ""),
    )
)
"""Letters that transliterations of one name differ in, in the order to replace them."""


def parties_agree(left: Iterable[str], right: Iterable[str]) -> bool:
    """Whether organisations or things with these names may be one.

    They may if their names share a word that is neither a legal form nor generic ("bank",
    "trading", "of"), or if two names are equal but for legal forms and spaces. Names without
    a letter or digit say nothing.
    """
    left = [name for name in left if normalise_name(name)]
    right = [name for name in right if normalise_name(name)]
    if not left or not right:
        return True
    if _distinctive(left) & _distinctive(right):
        return True
    return bool({party_core(name) for name in left} & {party_core(name) for name in right})


def persons_agree(left: Iterable[str], right: Iterable[str]) -> bool:
    """Whether people with these names may be one: some name of the one fits one of the other.

    Two names fit if more than half of the words of the shorter, and two at least, stand in
    the other, in any order. Particles and titles ("al", "bin", "Dr") do not count. A word
    fits an equal one, one that transliterates the same sounds, and its own initial, though
    initials alone do not do. A name of one word fits only a name of that word. Names without
    a letter or digit say nothing.
    """
    ones = [parts for name in left if (parts := personal_words(name))]
    others = [parts for name in right if (parts := personal_words(name))]
    if not ones or not others:
        return True
    return any(_fit(one, two) for one in ones for two in others)


def _distinctive(names: Sequence[str]) -> set[str]:
    found = {word for name in names for word in normalise_name(name).split()} - _idle()
    return {word for word in found if len(word) > 1}


@lru_cache(maxsize=1)
def _idle() -> frozenset[str]:
    return words().generic | legal_forms()


@lru_cache(maxsize=100_000)
def party_core(name: str) -> str:
    """A party's name without legal forms and spaces; with them where nothing else is left."""
    every = normalise_name(name).split()
    return "".join(word for word in every if word not in legal_forms()) or " ".join(every)


@lru_cache(maxsize=100_000)
def personal_words(name: str) -> tuple[str, ...]:
    """Sorted words of a personal name, without particles unless fewer than two would be left."""
    # Sorted, as for persons, so that no surname ("Sa", "Co") is read as a legal form. "I.P."
    # would become one word.
    every = tuple(normalise_name(name.replace(".", ". "), person=True).split())
    kept = tuple(word for word in every if word not in words().particles)
    return kept if len(kept) >= _FEWEST_WORDS else every


def _fit(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    if left == right:
        return True
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) < _FEWEST_WORDS:
        return len(longer) == len(shorter) == 1 and _alike(shorter[0], longer[0])
    rest, missing, full = list(longer), [], 0
    for word in sorted(shorter, key=len, reverse=True):
        match = next((w for w in rest if w == word), None)
        match = match or next((w for w in rest if _alike(w, word)), None)
        if match is None:
            missing.append(word)
        else:
            rest.remove(match)
            full += 1
    initials = 0
    for word in missing:
        match = next((w for w in rest if 1 in (len(w), len(word)) and w[0] == word[0]), None)
        if match is not None:
            rest.remove(match)
            initials += 1
    fitting = full + initials
    return full > 0 and fitting >= _FEWEST_WORDS and 2 * fitting > len(shorter)


def _alike(left: str, right: str) -> bool:
    """Whether two words are transliterations of one: Mohammed and Muhammad, Sergei and Sergey."""
    sound = _sound(left)
    return left == right or (len(sound[0]) >= _FEWEST_WORDS and sound == _sound(right))


@lru_cache(maxsize=100_000)
def _sound(word: str) -> tuple[str, bool]:
    """The consonants of a word, its first letter kept, and whether its first vowel is o or u.

    The vowel tells Hassan from Hussein, which spellings of either do not mix up.
    """
    for pattern, sound in SAME_SOUND:
        word = pattern.sub(sound, word)
    start = "a" if word[:1] in "aeiou" else word[:1]
    consonants = re.sub(r"(.)\1+", r"\1", start + re.sub("[aeiouy]", "", word[1:]))
    vowel = re.search("[aeiou]|(?<=.)y", word)
    return consonants, vowel is not None and vowel[0] in "ou"
