"""Words that an act puts into another one, where no more than words and marks show them.

"Article 3 is replaced by the following:" introduces them, or they look like articles of the act
itself but for the quotation mark before them. They end with the mark that was opened; where the
format tells articles apart and none was, or the end is missing, with the next instruction to
amend, else with the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from ingest.regulations.structure.headings import Line

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
_HEADING = re.compile(
    r".\s*(?:(?:Article|ARTICLE|ANNEX|CHAPTER|TITLE|SECTION|Section|§)\s|\(?\w{1,4}[.)]\s|"
    r"\(\w{1,4}\)$|\w{1,3}\.$|第.{1,8}条|$)"
)
_LONGEST = 2_000
"""Lines of a quotation."""
_OPENERS = frozenset({"article", "division", "conclusion"})
"""Roles of lines at which an article ends."""


class Quotations:
    """Where quotations end in a run of lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._words = [" ".join(line.words.split()) for line in lines]
        self._closings = {
            mark: [at for at, words in enumerate(self._words) if closed.search(words)]
            for mark, closing in _MARKS.items()
            for closed in (re.compile(rf"{closing}\s*[.;,。；，]{{0,2}}\s?\"?(?: (?:and|or))?$"),)
        }
        self._bounds = [at for at, line in enumerate(lines) if line.role in _OPENERS]

    def end(self, start: int) -> int | None:
        """The line behind the quotation that starts at a line; None where none starts there."""
        words = self._words[start]
        closings = self._closings.get(words[:1])
        introduced = start > 0 and _INTRODUCTION.search(self._words[start - 1])
        if closings is None and not (introduced and self._lines[start].role == "text"):
            return None
        if not introduced and not _HEADING.match(words):
            return None
        bound = self._from(self._bounds, start) if introduced else len(self._lines)
        if closings is not None:
            # A mark that stands alone opens, and a term in quotation marks is not all of it.
            found = self._from(closings, start if len(words) > 3 else start + 1)
            if found < min(bound, start + _LONGEST):
                return found + 1
        if not introduced or self._lines[start].role != "text":
            return None
        return self._next_instruction(start + 1, bound)

    def _next_instruction(self, start: int, bound: int) -> int:
        for place in range(start, bound):
            if _INSTRUCTION.search(self._words[place]):
                marked = _MARKER.fullmatch(self._words[place - 1])
                return place - 1 if marked and place > start else place
        return bound

    def _from(self, places: Sequence[int], start: int) -> int:
        """The first of some lines from one on; the end of all where there is none."""
        at = bisect_left(places, start)
        return places[at] if at < len(places) else len(self._lines)
