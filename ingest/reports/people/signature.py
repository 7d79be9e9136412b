"""The day on which a report was signed: beside the registrant's signature, which is no filing date.

Form 10-K, General Instruction D, has the registrant sign, and the principal officers and the
majority of the board. The first block is the registrant's; its date is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.text.dates import partial_date

if TYPE_CHECKING:
    from ingest.reports.layout.plain_text import PlainText

_HEADING = re.compile(r"signatures?\s*", re.IGNORECASE)
_CAUSED = re.compile(
    r"has\s+duly\s+caused\s+this\b.{0,80}?\bto\s+be\s+signed\s+on\s+its\s+behalf", re.I | re.DOTALL
)
_DAY = r"(?P<day>[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}|\d{1,2}\s+[A-Z][a-z]{2,8}\s+\d{4})"
_DATED = re.compile(rf"\bDated?(?:\s+as\s+of)?\s*:?\s*{_DAY}")
_ON = re.compile(rf"\bduly\s+authorized,?\s+(?:in\s+[^,]{{2,40}},\s+[^,]{{2,40}},\s+)?on\s+{_DAY}")
_INDIVIDUALS = re.compile(r"signed below by the following|know all (?:persons|men)", re.I)
_BLOCKS_BEHIND = 12


@dataclass(frozen=True, slots=True)
class Signature:
    """The day beside the registrant's signature, and its place in the plain text."""

    day: date
    span: tuple[int, int]


def find_signature(text: PlainText) -> Signature | None:
    """The last signature of a registrant that is dated; None where there is none.

    A report with exhibits in one file may hold signatures of others above its own.
    """
    for index in range(len(text.blocks) - 1, -1, -1):
        block = text.blocks[index]
        words = text.of(block)
        if not _CAUSED.search(words):
            continue
        above = text.of(text.blocks[index - 1]) if index else ""
        if not (_HEADING.fullmatch(above) or "pursuant to" in words[:200].lower()):
            continue
        if match := _ON.search(words):
            return _signature(match, block.start)
        for behind in text.blocks[index + 1 : index + 1 + _BLOCKS_BEHIND]:
            line = text.of(behind)
            if _INDIVIDUALS.search(line):
                break
            if match := _DATED.search(line):
                return _signature(match, behind.start)
    return None


def _signature(match: re.Match[str], start: int) -> Signature | None:
    found = partial_date(" ".join(match["day"].split()))
    if found is None or len(found) != 10:
        return None
    return Signature(
        date.fromisoformat(found), (start + match.start("day"), start + match.end("day"))
    )
