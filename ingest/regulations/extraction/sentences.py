"""Where sentences start and end in a text of law."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BREAK = re.compile(
    r"(?<=[.!?])[”’\"')\]]?\s+(?=[A-Z“‘\"(§\d])|(?<=;)\s+(?:(?:and|or)\s)?(?=\(|\n|[A-Z])|\n\s*\n\s*"
)
# After these a full stop ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Art|Arts|para|paras|pt|Sec|Secs|e\.g|i\.e|cf|Inc|Corp|Ltd|Co|U\.S|U\.S\.C|C\.F\.R|Pub|"
    r"Stat|Fed|Reg|Dept|St|Mr|Ms|Mrs|Dr|vs|etc|approx|seq|[A-Z])\.)$"
)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences and of the items of lists, in order, none empty."""
    start = 0
    for found in _BREAK.finditer(text):
        if text[found.start() - 1 : found.start()] == "." and _ABBREVIATION.search(
            text, max(start, found.start() - 12), found.start()
        ):
            continue
        yield from _trimmed(text, start, found.start())
        start = found.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
