"""Where sentences start and end, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.declarations import Declared, Filled, shipped

_BREAK = re.compile(
    r"(?<=[.!?])[”’\"')\]]?\s+(?=[A-Z“‘\"(\[<§\d])"
    r"|(?<=;)\s+(?:(?:and|or)\s)?(?=\(|\n|[A-Z])"
    r"|(?<=[。！？；])[”’」』）]?"
    r"|\n\s*"
)
_LAST_WORD = re.compile(r"(?<!\w)(?:[^\W\d_]\.)*[^\W\d_]+\.$")
_POINT = re.compile(r"(?<=\w)\.(?:(?P<inner>(?=\w))|\s*)")
_NEXT_WORD = re.compile(r"\w+")
_LONGEST_ABBREVIATION = 12
_CLOSING = "”’\"')]」』）"


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, lines and items of lists, in order, none empty.

    "No. 575" and "12 U.S.C. 1831" are not cut; "Visa Inc. The court" is.
    """
    start = 0
    for found in _BREAK.finditer(text):
        stop = found.start()
        pointed = text[stop - 1 : stop] == "." and "\n" not in found[0]
        if pointed and _abbreviated(text, start, stop, found.end()):
            continue
        closed = found[0][:1] in _CLOSING and found[0] != ""
        yield from _trimmed(text, start, stop + closed)
        start = found.end()
    yield from _trimmed(text, start, len(text))


def points_within(text: str) -> Iterator[int]:
    """Places of the full stops that end no sentence: in "U.S.", "No. 5" and "3.5"."""
    for found in _POINT.finditer(text):
        if found["inner"] is not None or _abbreviated(text, 0, found.start() + 1, found.end()):
            yield found.start()


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence, or sentences, that hold `text[start:end]` begin and end.

    The place itself where it lies outside all sentences, as in white space.
    """
    first, last = start, end
    for low, high in sentence_spans(text):
        if high > start and low < max(end, start + 1):
            first, last = min(first, low), max(last, high)
        if low >= end:
            break
    return first, last


class _Words(Declared, frozen=True):
    """Words before a full stop that belongs to them, and words that open a sentence."""

    abbreviations: frozenset[Filled]
    always_followed: frozenset[Filled]
    openings: frozenset[Filled]


@cache
def _words() -> _Words:
    return shipped("kg.text", "sentences.yaml", _Words)


def _abbreviated(text: str, start: int, stop: int, following: int) -> bool:
    """Whether the full stop that ends at `stop` belongs to the word before it."""
    # A word that is cut off here is longer than any abbreviation.
    before = _LAST_WORD.search(text, max(start, stop - _LONGEST_ABBREVIATION), stop)
    if before is None:
        return False
    word, known = before[0][:-1], _words()
    if word.casefold() in known.always_followed:
        return True
    pointed = "." in word or (len(word) == 1 and "A" <= word <= "Z")
    if not pointed and word.casefold() not in known.abbreviations:
        return False
    opening = _NEXT_WORD.match(text, following)
    return opening is None or opening[0] not in known.openings


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
