"""Sentences of English prose, at their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.text.sentences import points_within, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACKETS = re.compile(r"\([^()]*\)")


def without_points(words: str) -> str:
    """The same words at the same places, without brackets and the points of abbreviations.

    A point that ends no sentence becomes a one dot leader (U+2024).
    """
    signs = list(_BRACKETS.sub(lambda match: " " * len(match[0]), words))
    for place in points_within("".join(signs)):
        signs[place] = "․"
    return "".join(signs)


def sentences(words: str) -> Iterator[tuple[int, int]]:
    """First and last place of each sentence; no bracket and no end of a line cuts one."""
    plain = _BRACKETS.sub(lambda match: " " * len(match[0]), words).replace("\n", " ")
    last = len(plain.rstrip())
    for start, end in sentence_spans(plain):
        # A bracket that closes the words belongs to their last sentence.
        yield start, len(words.rstrip()) if end == last else end
