"""Words that an EU act puts into another one, where the file marks them by no more than words.

"Article 3 is replaced by the following:" introduces them. They end with the quotation mark that
was opened; where none was, or the end is missing, with the next instruction to amend, else with
the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.regulations.structure.outline import QUOTATION

_INTRODUCTION = re.compile(
    r"(?:\b(?:is|are|shall be) (?:hereby )?(?:replaced|substituted) (?:by|with) the following\b.*|"
    r"\bthe following\b.*\b(?:is|are|shall be) (?:hereby )?(?:inserted|added|replaced)\b.*):$",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"\b(?:is|are) (?:hereby )?(?:amended|replaced|inserted|added|deleted|substituted)\b"
    r".*(?:[:;.,]|as follows:)$",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\([0-9a-z]{1,4}\)")
_MARKS = {"‘": "’", "“": "”", "«": "»", '"': '"'}


def with_amendments_marked(lines: Sequence[str]) -> Iterator[str]:
    """The lines of an article; those put into another act are one block after QUOTATION."""
    plain = [" ".join(line.split()) for line in lines]
    plain = [line for line in plain if line]
    place = 0
    while place < len(plain):
        line = plain[place]
        yield line
        place += 1
        if place < len(plain) and _INTRODUCTION.search(line):
            end = _end(plain, place)
            yield QUOTATION + "\n".join(plain[place:end])
            place = end


def _end(lines: Sequence[str], start: int) -> int:
    """The line behind the words that start at a line."""
    closing = _MARKS.get(lines[start][0])
    if closing:
        closed = re.compile(rf"{re.escape(closing)}[.;,]{{0,2}}\s?\"?(?: (?:and|or))?$")
        for place in range(start, len(lines)):
            # A mark that stands alone opens, and a term in quotation marks is not all of it.
            if closed.search(lines[place]) and (place > start or len(lines[place]) > 1):
                return place + 1
    for place in range(start + 1, len(lines)):
        if _INSTRUCTION.search(lines[place]):
            return place - 1 if _MARKER.fullmatch(lines[place - 1]) else place
    return len(lines)
