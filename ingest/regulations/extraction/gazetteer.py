"""Word lists that lie as YAML beside the code, checked when they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from kg.declarations import Words, read
from kg.errors import MappingError

_HERE = Path(__file__).parent


@cache
def word_lists(name: str, *keys: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of the file `name`, relative to this folder, by key.

    Raises:
        MappingError: the keys are others, or something else than texts stands there.
    """
    file = read(_HERE / name, dict[str, Words], MappingError)
    if set(file.value) != set(keys):
        raise file.error(f"needs the keys {', '.join(keys)}, and no other")
    return file.value


@cache
def word_map(name: str, key: str, *, fold: bool = True) -> Mapping[str, str]:
    """Key `key` of the file `name`: code to list of words, turned into word to code.

    Args:
        fold: words are casefolded.

    Raises:
        MappingError: a word stands under two codes, or something else than texts stands there.
    """
    file = read(_HERE / name, dict[str, dict[str, Words]], MappingError)
    turned: dict[str, str] = {}
    if key not in file.value:
        raise file.error(f"needs '{key}'")
    for code, words in file.value[key].items():
        for word in words:
            if turned.setdefault(word.casefold() if fold else word, code) != code:
                raise file.error("this word stands under two codes", key, code, value=word)
    return turned


def alternatives(words: Iterable[str]) -> str:
    """A regular expression that takes the longest of the words; white space in them is free."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(r"\s{1,3}".join(map(re.escape, word.split())) for word in longest_first)
