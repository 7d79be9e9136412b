"""The signatures under an annual report: the day, who signed, and as what.

Form 10-K, General Instruction D: beside the registrant's own, the report bears the signatures of
its principal executive, financial and accounting officers and of at least the majority of the
board. There is no set layout. Read are signatures in tables of one or several columns and in
paragraphs; a capacity stands beside the signature, behind the printed name, below it, or in a
heading over several. Whoever signs by power of attorney is listed by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.reports.layout.grid import Cell, Row
from ingest.reports.layout.typewriter import document_rows
from ingest.reports.people.person import Person, Span, is_capacity, person_key, person_name
from kg.text.blocks import PlainText
from kg.text.dates import partial_date

_CAUSED = re.compile(
    r"has\s+duly\s+caused\s+this\b.{0,80}?\bto\s+be\s+signed\s+on\s+its\s+behalf", re.I | re.DOTALL
)
_INDIVIDUALS = re.compile(r"signed (?:below )?(?:[\w,]+ ){0,8}?by the following", re.IGNORECASE)
_POWERS = re.compile(r"know all (?:persons|men|by these)", re.IGNORECASE)
_ATTORNEY = re.compile(r"attorney[-\s]in[-\s]fact", re.IGNORECASE)
_DAY = r"(?P<day>[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}|\d{1,2}\s+[A-Z][a-z]{2,8}\s+\d{4})"
_DATED = re.compile(rf"(?:(?:Dated?|On)(?:\s+as\s+of)?\s*:?\s*)?{_DAY}\.?", re.IGNORECASE)
_ON = re.compile(
    rf"\b(?:duly\s+authorized|on\s+its\s+behalf),?\s+(?:in\s+[^,]{{2,40}},\s+[^,]{{2,40}},\s+)?"
    rf"(?:(?:on|as\s+of)\s+(?:this\s+)?)?{_DAY}"
)
_BLOCKS_BEHIND = 16
_BY_ATTORNEY = re.compile(
    r"\bdirectors\b.{0,120}?\blisted below\b.{0,60}?\bexecuted\b.{0,30}?\bpowers? of attorney\b",
    re.IGNORECASE | re.DOTALL,
)
_SIGNED = re.compile(r"(?:By:?\s*)?(?:\*?\s*/s/\s*(?P<name>.*)|\*+)", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"^(?:name|title|by|date|its)\s*:\s*", re.IGNORECASE)
_BEHIND_NAME = re.compile(r"\s*(?:\s[–—-]\s|,(?!\s*(?:Jr|Sr|II|III|IV|M\.?D|Ph\.?\s?D)\b))\s*")
_HEADING = re.compile(
    r"(?:(?:a\s+)?majority\s+of\s+the\s+)?(?:board\s+of\s+)?directors:?|[^:]{4,80}:", re.IGNORECASE
)
_END = re.compile(
    r"\s*(?:exhibit\s+index|(?:index\s+to\s+)?exhibits?\b(?!.*:)|certifications?|schedule\s+[iv]+\b|"
    r"reports?\s+of\s+independent|consents?\s+of)",
    re.IGNORECASE,
)
_LONGEST_LINE = 200
_MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class Signature:
    """The day beside the registrant's signature, and its place in the plain text."""

    day: date
    span: Span


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
        if not (
            re.fullmatch(r"signatures?\s*", above, re.I) or "pursuant to" in words[:200].lower()
        ):
            continue
        if match := _ON.search(words):
            return _signature(match, block.start)
        for behind in text.blocks[index + 1 : index + 1 + _BLOCKS_BEHIND]:
            line = text.of(behind)
            if _INDIVIDUALS.search(line) or _POWERS.search(line):
                break
            for piece in re.finditer(r"[^\t\n]+", line):
                if match := _DATED.fullmatch(line, *piece.span()):
                    return _signature(match, behind.start)
    return None


def _signature(match: re.Match[str], start: int) -> Signature | None:
    found = partial_date(" ".join(match["day"].split()))
    if found is None or len(found) != 10:
        return None
    return Signature(
        date.fromisoformat(found), (start + match.start("day"), start + match.end("day"))
    )


@dataclass(slots=True)
class _Signer:
    """Somebody whose signature or name opened a place on the page, with what stands there."""

    name: str | None
    signed: bool
    span: Span
    heading: tuple[str, Span] | None
    capacity: list[tuple[str, Span]] = field(default_factory=list)
    is_attorney: bool = False

    def is_called(self, name: str) -> bool:
        return self.name is None or person_key(self.name) == person_key(name)

    def person(self) -> Person | None:
        """None where no name, or no capacity is told."""
        heading, at = self.heading or ("", self.span)
        if self.name is None or (self.is_attorney and not self.capacity):
            return None
        by_attorney = _BY_ATTORNEY.search(heading) is not None
        titles = [words.strip(" ,") for words, _ in self.capacity]
        person = Person(self.name, titles=tuple(titles))
        for words in [*titles, *([] if by_attorney else [heading])]:
            person = person.with_roles(words)
        if by_attorney:
            return person.told("director", self.span, director=True)
        if not (person.director or person.officer):
            return None
        if not titles and person.officer:
            person = replace(person, titles=(heading,))
        return person.told("titles", self.capacity[0][1] if self.capacity else at)


def find_signers(text: PlainText) -> tuple[Person, ...]:
    """Those who signed as individuals and whose capacity is told, each once, in their order."""
    rows = document_rows(text)
    starts = [
        n for n, row in enumerate(rows) if any(_INDIVIDUALS.search(c.text) for c in row.cells)
    ]
    if not starts:
        return ()
    found: dict[tuple[str, str], Person] = {}
    for signer in _signers(rows[starts[-1] + 1 :][:_MOST_ROWS]):
        if (person := signer.person()) is None:
            continue
        known = found.setdefault(person_key(person.name), person)
        found[person_key(person.name)] = replace(
            known,
            director=known.director or person.director,
            officer=known.officer or person.officer,
            evidence=tuple(dict.fromkeys((*known.evidence, *person.evidence))),
        )
    return tuple(found.values())


def _signers(rows: Sequence[Row]) -> Iterator[_Signer]:
    """Everybody on the page, table by table; those who only have a name where others signed."""
    heading: tuple[str, Span] | None = None
    group: list[_Signer] = []
    open_at: dict[int, _Signer] = {}
    table: int | None = None
    for row in rows:
        first = row.cells[0]
        if row.table is None and _END.match(first.line) and len(first.line) < _LONGEST_LINE:
            break
        if row.table != table:
            yield from _of_group(group)
            heading = None if group else heading
            table, group, open_at = row.table, [], {}
        if any(_BY_ATTORNEY.search(cell.text) for cell in row.cells):
            heading = (first.text, row.span)
        elif (
            len(row.cells) == 1
            and _HEADING.fullmatch(first.line)
            and is_capacity(first.line.rstrip(": "))
        ):
            heading = (first.line.rstrip(": "), first.span)
            # What comes next is nobody's but the next one's.
            open_at = {}
        else:
            for cell in row.cells:
                group.extend(_read_cell(cell, open_at, heading))
    yield from _of_group(group)


def _of_group(group: Sequence[_Signer]) -> Iterator[_Signer]:
    signed = any(signer.signed for signer in group)
    return (
        one
        for one in group
        if one.signed or signed or (one.heading and _BY_ATTORNEY.search(one.heading[0]))
    )


def _read_cell(
    cell: Cell, open_at: dict[int, _Signer], heading: tuple[str, Span] | None
) -> Iterator[_Signer]:
    """The signers that a cell opens; what else it says goes to the one whose column it is in."""
    for words in _lines(cell):
        left = max((column for column in open_at if column <= cell.column), default=None)
        owner = open_at[left] if left is not None else None
        signature = _SIGNED.fullmatch(words)
        name, told = _printed_name((signature["name"] or "") if signature else words)
        if signature is None and owner is not None and (name is None or owner.is_called(name)):
            if name is not None and (owner.name is None or not name.isupper()):
                owner.name = name
            capacity = (told if name is not None else words).strip(" ;").removeprefix(",")
        elif signature is not None or name is not None:
            owner = _Signer(name, signature is not None, cell.span, heading)
            for column in [one for one in open_at if signature and one > cell.column]:
                del open_at[column]
            open_at[cell.column] = owner
            yield owner
            capacity = told
        else:
            continue
        if owner.capacity and _is_wrapped(owner.capacity[-1][0], capacity):
            above, at = owner.capacity[-1]
            owner.capacity[-1] = (f"{above} {capacity}", at)
            continue
        capacity = capacity[1:-1] if re.fullmatch(r"\([^()]*\)", capacity) else capacity
        owner.is_attorney = owner.is_attorney or _ATTORNEY.search(capacity) is not None
        if is_capacity(capacity):
            owner.capacity.append((capacity, cell.span))


def _is_wrapped(above: str, below: str) -> bool:
    """Whether two lines are one title: "President, Chief Executive" and "Officer and Director"."""
    if re.match(r"(?:officer|and|&)\b", below, re.IGNORECASE):
        return True
    open_end = re.search(r"(?:,|\band|&)$", above) is not None
    return open_end and is_capacity(below) and not below.startswith("(")


def _lines(cell: Cell) -> Iterator[str]:
    """The lines of a cell without labels and dates; a title that was wrapped is one."""
    whole: list[str] = []
    for line in cell.text.split("\n"):
        words = _LABEL.sub("", " ".join(line.split()))
        if whole and (re.match(r"(?:and|&)\s", words) or re.search(r"(?:,|\band|&)$", whole[-1])):
            whole[-1] += f" {words}"
        elif words:
            whole.append(words)
    return (words for words in whole if len(words) < _LONGEST_LINE and not _DATED.fullmatch(words))


def _printed_name(words: str) -> tuple[str | None, str]:
    """The name with which words begin, None where they do not, and what stands behind it."""
    bare = words.strip()
    bare = bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare
    head, *tail = _BEHIND_NAME.split(bare, maxsplit=1)
    name = person_name(head)
    if name is not None and tail and is_capacity(tail[0]):
        return name, tail[0]
    whole = person_name(bare)
    return whole or name, tail[0] if whole is None and name and tail else ""
