"""Sentences of English prose, at their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Points that end no sentence; behind a company's name only where none begins.
_ABBREVIATION = re.compile(
    r"(?<=\w)\.(?=\w)|\b(?:U\.S\.A?\.?|L\.P\.|N\.A\.|S\.A\.|Mr\.|Ms\.|Mrs\.|Dr\.|No\.|Nos\.|vs?\.|al\.|[A-Z]\.)"
    r"|\b(?:Inc|Corp|Co|Ltd|LLC)\.(?!\s+(?:The|This|On|In|At|We|It|An?|These|Both|After|Plaintiffs?)\b)"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_END = re.compile(r"[.;?!][”\"’)]*\s+(?=[A-Z“\"(]|[a-z]\.[A-Z])")


def without_points(words: str) -> str:
    """The same words at the same places, without brackets and the points of abbreviations.

    A point that ends no sentence becomes a one dot leader (U+2024).
    """
    words = _BRACKETS.sub(lambda match: " " * len(match[0]), words)
    return _ABBREVIATION.sub(lambda match: match[0].replace(".", "․"), words)


def sentences(words: str) -> Iterator[tuple[int, int]]:
    """First and last place of each sentence; clauses behind a semicolon count as such."""
    plain = without_points(words)
    start = 0
    for match in _END.finditer(plain):
        yield start, match.start() + 1
        start = match.end()
    if start < len(plain):
        yield start, len(plain)
