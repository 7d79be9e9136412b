"""Near names: spellings that one name may have, told with what sets them apart.

For people to look at: what only a near name joins is never merged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA, Indel

from kg.declarations import Declared, shipped
from kg.identity.name_keys import names_nobody
from kg.identity.names import SAME_SOUND, party_core, personal_words
from kg.identity.words import words
from kg.text.names import legal_forms, name_letters, normalise_name

if TYPE_CHECKING:
    import pyarrow as pa

_FEWEST_WORDS = 2
_FEWEST_LETTERS = 8
"""Of an organisation's name, when its words are run together."""

_SHORT_WORD, _LONG_WORD = 6, 9
"""Letters from which a word may differ by a replaced letter, and by two edits."""

_FEWEST_CONSONANTS = 3
"""That words must share to sound the same; names of fewer (Wen, Wan) are different names."""

_LEAST_SAME_LETTERS = 0.65
"""Share of letters that words which sound the same must have in common: not Patel and Pitalua."""

_ENDING = re.compile(r"(?:ij|iy|yj|yi|ii|y)$")
_KEY_LENGTH = 6
_FEW_NAMES = 50
_INITIALS = {"a": "aeiouy", "k": "kcqx", "h": "hk", "s": "szxc", "f": "fp", "j": "jdy", "y": "yij"}
_ARTICLE = "ال"


class _Letters(Declared, frozen=True):
    """Latin letters by those of scripts that write their vowels, and of those that do not."""

    vowelled: dict[str, str]
    unvowelled: dict[str, str]


@lru_cache(maxsize=1)
def _letters() -> tuple[dict[int, str], dict[int, str]]:
    told = shipped("kg.text", "transliteration.yaml", _Letters)
    return str.maketrans(told.vowelled), str.maketrans(told.unvowelled)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in Latin letters; `vowels` is False where its script leaves them out."""

    written: str
    latin: str
    vowels: bool

    @property
    def sound(self) -> str:
        return _consonants(self.latin)


@lru_cache(maxsize=200_000)
def _word(written: str) -> _Word:
    if written.isascii():
        return _Word(written, written, True)
    vowelled, unvowelled = _letters()
    latin = written.translate(vowelled)
    if latin.translate(unvowelled) == latin:
        return _Word(written, latin, True)
    # The article is written together with its word.
    stem = latin.removeprefix(_ARTICLE) if len(latin) > len(_ARTICLE) + 2 else latin
    return _Word(written, "a".join(char.translate(unvowelled) for char in stem), False)


@lru_cache(maxsize=200_000)
def _consonants(latin: str) -> str:
    """How a word sounds without its vowels: "tms" for Thomas, "mhmd" for Mohammed."""
    text = _ENDING.sub("i", latin)
    for pattern, sound in SAME_SOUND:
        text = pattern.sub(sound, text)
    start = "a" if text[:1] in "aeiou" else text[:1]
    return re.sub(r"(.)\1+", r"\1", start + re.sub("[aeiouyw]", "", text[1:]))


def _first_vowel(latin: str) -> bool:
    """Whether the first vowel is o or u, which tells Hussein from Hassan."""
    vowel = re.search("[aeiou]|(?<=.)y", latin)
    return vowel is not None and vowel[0] in "ou"


@lru_cache(maxsize=100_000)
def _alike(one: _Word, other: _Word) -> bool:
    """Whether two words may be spellings of one name."""
    left, right = one.latin, other.latin
    if left == right:
        return True
    if not (one.vowels and other.vowels):
        # Arabic writes the consonants alone: as many as there are must agree.
        return len(one.sound) >= _FEWEST_WORDS and one.sound == other.sound
    shorter = min(len(left), len(right))
    if (
        one.sound[:1] != other.sound[:1]
        or shorter < len("Jon")
        or any(character.isdecimal() for character in left + right)
    ):
        return False
    same_ending = _ENDING.sub("i", left) == _ENDING.sub("i", right)
    return same_ending or _sound_alike(one, other) or _misspelt(left, right, shorter)


def _sound_alike(one: _Word, other: _Word) -> bool:
    same = one.sound == other.sound and len(one.sound) >= _FEWEST_CONSONANTS
    return (
        same
        and _first_vowel(one.latin) == _first_vowel(other.latin)
        and Indel.normalized_similarity(one.latin, other.latin) >= _LEAST_SAME_LETTERS
    )


def _misspelt(left: str, right: str, shorter: int) -> bool:
    edits = OSA.distance(left, right, score_cutoff=2)
    if edits == 1 and shorter < _SHORT_WORD:
        # A letter more or fewer, or two changed about; a replaced letter makes another name.
        return len(left) != len(right) or sorted(left) == sorted(right)
    return edits <= (2 if shorter >= _LONG_WORD else 1)


def nearness(one: str, other: str, *, person: bool) -> str | None:
    """What sets two near names apart, in words; None where they are not near.

    People: every word of the shorter name stands in the longer one, spelled the same, alike
    or as an initial, and the longer has few more. Organisations and things: the same words, of
    which one may be spelled alike, and no two different legal forms. Equal names are near.
    """
    return _people(one, other) if person else _parties(one, other)


def _people(one: str, other: str) -> str | None:
    shorter, longer = sorted((personal_words(one), personal_words(other)), key=len)
    extra = len(longer) - len(shorter)
    if len(shorter) < _FEWEST_WORDS or extra > max(1, len(shorter) - 1):
        return None
    rest = [_word(word) for word in longer]
    open_words = [_word(word) for word in sorted(shorter, key=len, reverse=True)]
    _paired(open_words, rest, lambda a, b: a == b)
    alike = _paired(open_words, rest, _alike)
    initials = _paired(open_words, rest, _is_initial)
    full = [word for word in shorter if word not in {a for a, _ in initials} and len(word) > 1]
    if (
        open_words
        or not full
        or (initials and (extra or max(map(len, full)) < len("Ross")))
        or (alike and len(full) < _FEWEST_WORDS)
        or (alike and extra and len(shorter) == _FEWEST_WORDS)
    ):
        return None
    told = [f"'{a}' and '{b}' are spelled alike" for a, b in alike]
    told += [f"'{min(pair, key=len)}' is an initial" for pair in initials]
    if extra:
        told.append(f"one leaves out {', '.join(repr(word.written) for word in rest)}")
    return "; ".join(told) or "the same words"


def _paired(
    ones: list[_Word], others: list[_Word], fits: Callable[[_Word, _Word], bool]
) -> list[tuple[str, str]]:
    """Words of both that fit, one to one; takes them out of both lists."""
    pairs = []
    for one in list(ones):
        match = next((other for other in others if fits(one, other)), None)
        if match is not None:
            ones.remove(one)
            others.remove(match)
            pairs.append((one.written, match.written))
    return pairs


def _is_initial(one: _Word, other: _Word) -> bool:
    return 1 in (len(one.latin), len(other.latin)) and one.latin[:1] == other.latin[:1]


def _parties(one: str, other: str) -> str | None:
    forms, other_forms = ({*normalise_name(n).split()} & legal_forms() for n in (one, other))
    letters = name_letters(one)
    mine, others = _telling(one), _telling(other)
    told = None
    if forms and other_forms and forms != other_forms:
        pass
    elif letters == name_letters(other) and len(letters) >= _FEWEST_LETTERS:
        told = "the same letters, with other spaces"
    elif mine and party_core(one) == party_core(other):
        told = "the same but for the legal form"
    elif mine and len(mine) == len(others):
        apart = [(a, b) for a, b in zip(mine, others, strict=True) if a.latin != b.latin]
        if not apart:
            told = "the same in another script"
        elif len(apart) == 1 and _telling_alike(*apart[0]):
            ((a, b),) = apart
            told = f"'{a.written}' and '{b.written}' are spelled alike"
    return told


def _telling_alike(one: _Word, other: _Word) -> bool:
    """Whether two words that tell one firm from another may be one, misspelt."""
    return (
        min(len(one.latin), len(other.latin)) >= _SHORT_WORD
        and words().generic.isdisjoint({one.latin, other.latin})
        and _alike(one, other)
    )


def _telling(name: str) -> list[_Word]:
    return [_word(word) for word in normalise_name(name).split() if word not in legal_forms()]


class NearNames:
    """An index of names, asked for those near another one."""

    def __init__(self, names: Iterable[tuple[str, bool]]) -> None:
        """Index names, each with whether it is a person's."""
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for name, person in sorted(set(names)):
            for key in set(_keys(name, person=person)):
                self._by_key[key].append(name)

    def of(self, name: str, *, person: bool) -> Iterator[tuple[str, str]]:
        """Names near this one, with what sets them apart; those equal to it are not among them."""
        keys = set(_keys(name, person=person))
        found = {other for key in keys for other in self._by_key.get(key, ())}
        own = normalise_name(name, person=person)
        for other in sorted(found):
            if normalise_name(other, person=person) == own:
                continue
            if (how := nearness(name, other, person=person)) is not None:
                yield other, how


def near_names(own: Iterable[tuple[str, bool]], listed: Iterable[tuple[str, bool]]) -> pa.Table:
    """Own names with the listed ones near them (value, person, listed_value, how).

    Each name comes with whether it is a person's.
    """
    import pyarrow as pa

    index = NearNames(listed)
    rows = [
        {"value": name, "person": person, "listed_value": other, "how": how}
        for name, person in sorted(set(own))
        if not names_nobody(name)
        for other, how in index.of(name, person=person)
    ]
    text = pa.string()
    fields = [("value", text), ("person", pa.bool_()), ("listed_value", text), ("how", text)]
    return pa.Table.from_pylist(rows, pa.schema(fields))


def likely_near(own: Collection[str] | None) -> str:
    """A pattern that every plain lower-case name near one of `own` has in it; None is any name.

    It looks at the initials alone: of two words, and of the whole.
    """
    if own is None or len(own) > _FEW_NAMES:
        return ""
    patterns = set()
    for name in own:
        first = _word(name_letters(name)).sound[:1]
        starts = {_word(word).sound[:1] for word in personal_words(name)} - {""}
        patterns.add(f"^[^a-z0-9]*{_spelt(first)}" if first else "$^")
        patterns |= {f"\\b{_spelt(a)}.*\\b{_spelt(b)}" for a in starts for b in starts}
    return "|".join(sorted(patterns)) or "$^"


def _spelt(sound: str) -> str:
    """Letters that a word which begins with this sound may begin with."""
    return f"[{_INITIALS.get(sound, re.escape(sound))}]"


def _keys(name: str, *, person: bool) -> Iterator[str]:
    """What near names have in common: the sound of one word and the initial of another; of
    organisations, how the whole begins or ends."""
    if person:
        sounds = [_word(word).sound for word in personal_words(name)]
        for at, sound in enumerate(sounds):
            for other in sounds[:at] + sounds[at + 1 :]:
                if sound and other:
                    # Without h, which spellings leave out and put in.
                    yield f"p:{sound[0]}{sound[1:].replace('h', '')} {other[0]}"
        return
    for text in (party_core(name), name_letters(name)):
        sound = _word(text).sound
        if len(sound) > 1:
            yield f"<:{sound[:_KEY_LENGTH]}"
            yield f">:{sound[-_KEY_LENGTH:]}"


def similarity(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1, case, accents and script apart.

    The share of letters that stay when one becomes the other (Indel distance, as `ratio` of
    rapidfuzz has it), the words of both as they stand or sorted, whichever is more.
    """
    return max(
        float(Indel.normalized_similarity(" ".join(left), " ".join(right)))
        for left, right in (
            (latin_words(one), latin_words(other)),
            (_spoken_words(one), _spoken_words(other)),
        )
    )


def _spoken_words(text: str) -> list[str]:
    return [_word(word).latin for word in normalise_name(text).split()]


def latin_words(text: str) -> list[str]:
    """The words of a text, sorted, in small Latin letters without accents."""
    return sorted(_word(word).latin for word in normalise_name(text, person=True).split())
