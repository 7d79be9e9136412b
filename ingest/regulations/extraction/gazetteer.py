"""Word lists that lie as YAML beside the code, checked when they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from kg.errors import MappingError
from kg.yaml_file import Value

_HERE = Path(__file__).parent


@cache
def word_lists(name: str, *keys: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of the file `name`, relative to this folder, by key.

    Raises:
        MappingError: a key is missing or unknown, or something else than texts stands there.
    """
    found = Value.read(_HERE / name, MappingError).record("the word lists", required=keys)
    return {key: found[key].texts(empty=False) for key in keys}


@cache
def word_map(name: str, key: str, *, fold: bool = True) -> Mapping[str, str]:
    """Key `key` of the file `name`: code to list of words, turned into word to code.

    Args:
        fold: words are casefolded.

    Raises:
        MappingError: a word stands under two codes, or something else than texts stands there.
    """
    root = Value.read(_HERE / name, MappingError).mapping("the word lists")
    turned: dict[str, str] = {}
    if key not in root:
        raise MappingError(f"needs '{key}'", file=_HERE / name)
    for code, words in root[key].mapping(key).items():
        for word in words.texts(empty=False):
            if turned.setdefault(word.casefold() if fold else word, code) != code:
                raise words.error("this word stands under two codes", value=word)
    return turned


def alternatives(words: Iterable[str]) -> str:
    """A regular expression that takes the longest of the words; white space in them is free."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(r"\s{1,3}".join(map(re.escape, word.split())) for word in longest_first)
