"""Who signed an annual report, and as what: the principal officers and the board.

Form 10-K, General Instruction D: beside the registrant's own, the report bears the signatures of
its principal executive, financial and accounting officers and of at least the majority of the
board. A capacity stands beside the signature, behind the printed name, or below it. Directors who
sign by power of attorney are listed by their names alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.reports.layout.typewriter import document_rows
from ingest.reports.people.officers import is_title
from ingest.reports.people.person_names import person_key, person_name
from ingest.reports.people.proxy import Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reports.layout.grid import Cell, Row
    from ingest.reports.layout.plain_text import PlainText

_INDIVIDUALS = re.compile(r"signed (?:below )?by the following persons", re.IGNORECASE)
_BY_ATTORNEY = re.compile(
    r"\bdirectors\b.{0,120}?\blisted below\b.{0,60}?\bexecuted\b.{0,30}?\bpowers? of attorney\b",
    re.IGNORECASE | re.DOTALL,
)
_SIGNED = re.compile(r"^(?:By:?\s*)?(?:/s/\s*(?P<name>.*)|\*+)$", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"^(?:name|title|by|date|its)\s*:\s*", re.IGNORECASE)
_DATE = re.compile(r"^(?:dated?:?\s*)?[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}$")
_BEHIND_NAME = re.compile(r"\s*(?:\s[–—-]\s|,(?!\s*(?:Jr|Sr|II|III|IV)\b))\s*")
_PART = re.compile(r",|;|/|\n|\(|\)|\band\b", re.IGNORECASE)
_CHAIR = (
    r"(?:(?:executive|non-?executive|vice|co|independent|lead)[\s-]*)*chair(?:man|woman|person)?"
)
_ON_THE_BOARD = re.compile(
    r"(?:(?:lead|independent|presiding|non-?executive|executive)\s+)*director"
    rf"|{_CHAIR}(?:\s+of\s+the\s+board(?:\s+of\s+directors)?)?|board\s+{_CHAIR}"
    r"|(?:member\s+of\s+the\s+)?board(?:\s+of\s+directors)?",
    re.IGNORECASE,
)
_ROWS_BELOW = 6


def find_signers(text: PlainText) -> tuple[Person, ...]:
    """Those who signed as individuals and whose capacity is told, each once, in their order."""
    found = document_rows(text)
    starts = [
        n for n, row in enumerate(found) if any(_INDIVIDUALS.search(c.text) for c in row.cells)
    ]
    if not starts:
        return ()
    behind = found[starts[-1] + 1 :]
    by_person: dict[tuple[str, str], Person] = {}
    for index, row in enumerate(behind):
        below = _until_next_signature(behind[index + 1 :], row)
        for place, cell in enumerate(row.cells):
            if _SIGNED.match(cell.line) and (signer := _signer(row, place, below)):
                by_person.setdefault(person_key(signer.name), signer)
        if any(_BY_ATTORNEY.search(cell.line) for cell in row.cells):
            for name, span in _names_alone(behind[index + 1 :]):
                key = person_key(name)
                # "titles" is what a signer's other claims point at; it stands first.
                signer = by_person.get(key) or Person(name, True, False, False)
                evidence = (*signer.evidence, ("director", span))
                by_person[key] = replace(signer, director=True, evidence=evidence)
    return tuple(by_person.values())


def _names_alone(behind: Sequence[Row]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The names of the first rows, up to one that holds anything else."""
    for row in behind:
        names = [person_name(cell.line) for cell in row.cells]
        if not all(names):
            return
        for name, cell in zip(names, row.cells, strict=True):
            if name is not None:
                yield name, cell.span


def _until_next_signature(behind: Sequence[Row], row: Row) -> list[Row]:
    below: list[Row] = []
    for follower in behind[:_ROWS_BELOW]:
        if follower.table != row.table or any(_SIGNED.match(c.line) for c in follower.cells):
            break
        below.append(follower)
    return below


def _signer(row: Row, place: int, below: Sequence[Row]) -> Person | None:
    signature = row.cells[place]
    later = [cell.column for cell in row.cells[place + 1 :] if _SIGNED.match(cell.line)]
    end = min(later, default=None)
    beside = [c for c in row.cells[place + 1 :] if end is None or c.column < end]
    under = [
        cell
        for follower in below
        for cell in follower.cells
        if cell.column >= signature.column and (end is None or cell.column < end)
    ]
    match = _SIGNED.match(signature.line)
    name = person_name((match["name"] if match else None) or "")
    capacity: list[str] = []
    span: tuple[int, int] | None = None
    for words, cell in _lines([*beside, *under]):
        printed, told = _printed_name(words)
        if printed is not None and (name is None or person_key(printed) == person_key(name)):
            # Capitals hide how a name is spelled.
            name = printed if name is None or not printed.isupper() else name
        else:
            told = words
        if _is_capacity(told):
            capacity.append(_bare(told))
            span = span or cell.span
    if name is None or span is None:
        return None
    parts = [part for words in capacity for part in _parts(words)]
    offices = [part for part in parts if not _ON_THE_BOARD.fullmatch(part)]
    return Person(
        name=name,
        director=len(offices) < len(parts),
        nominee=False,
        officer=any(_is_office(part) for part in offices),
        titles=tuple(capacity),
        evidence=(("titles", span),),
    )


def _printed_name(words: str) -> tuple[str | None, str]:
    """The name with which words begin, None where they do not, and what stands behind it."""
    head, *tail = _BEHIND_NAME.split(words, maxsplit=1)
    return person_name(head), tail[0] if tail else ""


def _lines(cells: Sequence[Cell]) -> Iterator[tuple[str, Cell]]:
    for cell in cells:
        for line in cell.text.split("\n"):
            words = _LABEL.sub("", " ".join(line.split()))
            if words and not _DATE.match(words):
                yield words, cell


def _bare(capacity: str) -> str:
    words = capacity.strip(" ,;")
    return words[1:-1] if words.startswith("(") and words.endswith(")") else words


def _is_capacity(words: str) -> bool:
    return any(_is_office(part) or _ON_THE_BOARD.fullmatch(part) for part in _parts(words))


def _is_office(words: str) -> bool:
    # A "Director of Accounting" is an officer, and no member of the board.
    return is_title(words) or "director of " in words.lower()


def _parts(capacity: str) -> list[str]:
    return [words for part in _PART.split(capacity) if (words := " ".join(part.split()))]
