"""Exhibit 21 of a 10-K: the registrant's subsidiaries (Regulation S-K, Item 601(b)(21)).

There is no set layout. Read are tables with or without a header, with one or two sets of
columns, indented or numbered trees, bullets, paragraphs and typewriter text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.reports.entries import Entry, is_company, read_entry, starts_with_mark
from ingest.reports.grid import Cell, Row, rows, typewriter_rows
from ingest.reports.markup import read_markup
from ingest.reports.places import Place, place
from ingest.reports.plain_text import PlainText, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEADERS = {
    "jurisdiction": re.compile(
        r"jurisdiction|state|country|incorporat|organi[sz]|domicile|formation|place", re.I
    ),
    "share": re.compile(r"percent|%|voting|owned$|ownership(?! structure)|interest|equity", re.I),
    "parent": re.compile(r"parent|owned by|held by|owner|shareholder", re.I),
    "alias": re.compile(r"d/?b/?a|doing business|trade name|business name|other name", re.I),
    "name": re.compile(r"name|subsidiar|entity|entities|compan|legal", re.I),
}
_TITLE = re.compile(
    r"(?:significant |principal |list of |consolidated )*subsidiaries of (?:the )?(?P<name>.+)",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+")
_TITLE_WORDS = frozenset({
    "a", "and", "as", "at", "b", "business", "by", "companies", "company", "corporate",
    "corporation", "country", "d", "date", "dba", "direct", "directly", "doing", "domicile",
    "effective", "entities", "entity", "equity", "formation", "full", "held", "immediate",
    "in", "incorporated", "incorporation", "indirect", "indirectly", "interest",
    "interests", "is", "its", "jurisdiction", "laws", "legal", "location", "name", "names",
    "no", "number", "of", "or", "organisation", "organised", "organization", "organized",
    "other", "owned", "owner", "ownership", "parent", "percent", "percentage", "place",
    "province", "registrant", "s", "securities", "shareholder", "shares", "state", "stock",
    "subsidiaries", "subsidiary", "the", "their", "trade", "type", "u", "under", "us",
    "voting", "was", "were", "where", "which",
})  # fmt: skip
_MORE_INDENT = 2.0
_SHARE_OF_COLUMN = 0.6
_LONGEST_NAME = 200
_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:\.\d+)?)\s*%?")


@dataclass(frozen=True, slots=True)
class Subsidiary:
    """A subsidiary as the exhibit lists it.

    `jurisdiction` is as written, `place` what it means, each None where not given. `share` is
    the percentage owned (0 to 100), None where not given. `level` is 1 for a subsidiary right
    under the registrant; `parent` is the index, in the exhibit's list, of the one above, None
    at level 1. `owner` is a parent that the exhibit names in words. `notes` are the texts of
    its footnotes. `span` is the name's place in the plain text, `block` the key of the block.
    """

    name: str
    jurisdiction: str | None
    place: Place | None
    share: Decimal | None
    level: int
    parent: int | None
    owner: str | None
    alias: str | None
    notes: tuple[str, ...]
    block: str
    span: tuple[int, int]
    row_span: tuple[int, int]


@dataclass(frozen=True)
class Exhibit21:
    """The list. `registrant` is None where no title names it; `notes` maps marks to notes."""

    registrant: str | None
    subsidiaries: tuple[Subsidiary, ...]
    notes: tuple[tuple[str, str], ...]
    text: PlainText


def read_exhibit21(source: Path | bytes, name: str | None = None) -> Exhibit21:
    """Read a list of subsidiaries from HTML.

    Raises:
        BadFile: the file is too large, empty, truncated or no HTML.
    """
    markup = read_markup(source, name)
    text = plain_text(markup.root)
    found = typewriter_rows(markup.root, text)
    if not any(len(row.cells) > 1 for row in found):
        found = rows(text)
    reading = _Reading(found, text)
    return Exhibit21(
        reading.registrant, tuple(reading.subsidiaries), tuple(reading.notes.items()), text
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Ranges of columns by what they hold; several of a kind where lists stand side by side."""

    of: tuple[tuple[str, int, int], ...]

    def role(self, cell: Cell) -> str | None:
        best, overlap = None, 0
        for role, start, end in self.of:
            common = min(end, cell.end_column) - max(start, cell.column)
            if common > overlap:
                best, overlap = role, common
        return best


class _Reading:
    def __init__(self, found: Sequence[Row], text: PlainText) -> None:
        self.text = text
        self.registrant: str | None = None
        self.subsidiaries: list[Subsidiary] = []
        self.notes: dict[str, str] = {}
        self._marks: list[tuple[str, ...]] = []
        self._stack: list[tuple[float, int]] = []
        self._section: tuple[str, Place] | None = None
        self._bullets: dict[str, int] = {}
        self._read(found)
        self._add_notes()

    def _read(self, found: Sequence[Row]) -> None:
        in_tables = sum(1 for row in found if row.table is not None and len(row.cells) > 1)
        columns_of: dict[int, _Columns] = {}
        for table in {row.table for row in found if row.table is not None}:
            columns_of[table] = _columns([row for row in found if row.table == table])
        begun = False
        for index, row in enumerate(found):
            line = " ".join(cell.line for cell in row.cells)
            if self._is_note(row, line):
                continue
            alone = row.table is None or len(row.cells) == 1
            if alone and self._is_title(line, found, index):
                begun = begun or "subsidiar" in line.lower()
                continue
            if row.table is not None:
                if not _is_header(row):
                    self._table_row(row, columns_of[row.table])
            elif in_tables == 0:
                self._line(row, begun)

    # Titles and notes

    def _is_title(self, line: str, found: Sequence[Row], index: int) -> bool:
        lower = line.lower()
        if re.match(r"exhibit\b|ex-?\s?21", lower):
            return True
        match = _TITLE.fullmatch(line.rstrip(".:"))
        if match:
            named = match["name"].strip(" ,")
            if not re.match(r"registrant|company|corporation$", named, re.I):
                self.registrant = self.registrant or named
            return True
        if re.fullmatch(
            r"(?:list of |significant |principal |the )*subsidiaries(?: of(?: the)?"
            r"(?: registrant| company)?)?[:.]?(?: .{0,40}20\d\d\)?)?",
            lower,
        ):
            following = found[index + 1] if index + 1 < len(found) else None
            if following is not None and len(following.cells) == 1 and lower.endswith(" of"):
                self.registrant = self.registrant or following.cells[0].line.rstrip("*")
            return True
        return self.registrant is not None and line == self.registrant

    def _is_note(self, row: Row, line: str) -> bool:
        """A note begins with its mark and is a sentence."""
        mark = starts_with_mark(line)
        if mark is None or (len(line) < 60 and not re.search(r"[a-z]\.$|%", line)):
            return False
        body = line[mark[1] :].strip()
        if is_company(body) and len(row.cells) > 1 and place(row.cells[-1].line) is not None:
            return False
        if not re.search(
            r"\b(?:is|are|was|were|owned|owns|held|holds|pursuant|under|does)\b", body
        ):
            return False
        self.notes[mark[0]] = body
        return True

    def _add_notes(self) -> None:
        for index, marks in enumerate(self._marks):
            notes = tuple(self.notes[mark] for mark in marks if mark in self.notes)
            if notes:
                found = replace(self.subsidiaries[index], notes=notes)
                self.subsidiaries[index] = found

    # Entries

    def _table_row(self, row: Row, columns: _Columns) -> None:
        for base, group in _groups(row, columns):
            parts: dict[str, Cell] = {}
            lead = ""
            for cell in group:
                role = columns.role(cell) or "name"
                if role in {"name", "number"} and "name" not in parts:
                    if re.fullmatch(
                        r"(?:\d+(?:\.\d+)*[.)]?|[-–—•·○▪■*>oO]+|\([a-z0-9]+\))", cell.line
                    ):
                        lead = f"{cell.line} "
                    else:
                        parts["name"] = cell
                elif role not in parts:
                    parts[role] = cell
            if "name" in parts:
                self._entry(row, parts, lead, base)

    def _entry(self, row: Row, parts: dict[str, Cell], lead: str, base: int) -> None:
        cell = parts["name"]
        entry = read_entry(f"{lead}{cell.line}", places="jurisdiction" not in parts)
        jurisdiction = parts["jurisdiction"].line if "jurisdiction" in parts else None
        share = _share(parts["share"].line) if "share" in parts else None
        alone = jurisdiction is None and entry.jurisdiction is None and share is None
        if alone and self._is_section(entry, cell):
            return
        entry = replace(
            entry,
            jurisdiction=jurisdiction or entry.jurisdiction,
            share=share if share is not None else entry.share,
        )
        marks = tuple(mark for found in parts.values() for mark in found.marks)
        self._add(
            row,
            cell,
            entry,
            marks,
            owner=parts["parent"].line if "parent" in parts else None,
            alias=parts["alias"].line if "alias" in parts else None,
            base=base,
        )

    def _line(self, row: Row, begun: bool) -> None:
        cell = row.cells[0]
        entry = read_entry(cell.line, places=True)
        known = entry.jurisdiction is not None or entry.share is not None
        if not known and self._is_section(entry, cell):
            return
        if not (known or is_company(entry.name)) or (not begun and not known):
            return
        if re.search(r"\b(?:following|listed|below|subsidiaries)\b", entry.name, re.I):
            return
        self._add(row, cell, entry, cell.marks, owner=None, alias=None)

    def _is_section(self, entry: Entry, cell: Cell) -> bool:
        """A line that is no company: the name of a place, or of a group, before its members."""
        text = entry.name.rstrip(":")
        found = place(text)
        if found is not None:
            self._section = (text, found)
            return True
        return cell.line.endswith(":") or (
            not is_company(text)
            and re.search(
                r"subsidiar|compan|domestic|foreign|international\b|operations$", text, re.I
            )
            is not None
        )

    def _add(
        self,
        row: Row,
        cell: Cell,
        entry: Entry,
        marks: tuple[str, ...],
        *,
        owner: str | None,
        alias: str | None,
        base: int = 0,
    ) -> None:
        if len(entry.name) > _LONGEST_NAME or not re.search(r"[^\W\d_]", entry.name):
            return
        jurisdiction, where = entry.jurisdiction, None
        if jurisdiction is None and self._section is not None:
            jurisdiction, where = self._section
        elif jurisdiction is not None:
            where = place(jurisdiction)
        level, parent = self._nest(entry, cell, base)
        if parent is not None and len(self.subsidiaries) <= parent:
            parent = None
        block = self.text.block_at(row.span[0])
        self._marks.append((*marks, *entry.marks))
        self.subsidiaries.append(
            Subsidiary(
                name=entry.name,
                jurisdiction=jurisdiction,
                place=where,
                share=entry.share,
                level=level,
                parent=parent,
                owner=owner,
                alias=entry.alias or alias,
                notes=(),
                block=block.key if block else "",
                span=self._span(entry.name, row.span),
                row_span=row.span,
            )
        )

    def _nest(self, entry: Entry, cell: Cell, base: int) -> tuple[int, int | None]:
        """Level and parent, from the number, the bullet or the indent of a line."""
        if entry.depth is not None:
            position = float(entry.depth) * 1000
        else:
            position = cell.indent + 12.0 * (cell.column - base)
            if entry.bullet:
                order = self._bullets.setdefault(entry.bullet, len(self._bullets) + 1)
                position += order * _MORE_INDENT
        while self._stack and position <= self._stack[-1][0] + _MORE_INDENT - 0.001:
            if position >= self._stack[-1][0] - _MORE_INDENT:
                self._stack.pop()
                break
            self._stack.pop()
        parent = self._stack[-1][1] if self._stack else None
        self._stack.append((position, len(self.subsidiaries)))
        return len(self._stack), parent

    def _span(self, name: str, within: tuple[int, int]) -> tuple[int, int]:
        pattern = r"\s+".join(re.escape(word) for word in name.split())
        match = re.compile(pattern).search(self.text.text, *within)
        return match.span() if match else within


def _share(text: str) -> Decimal | None:
    match = _NUMBER.fullmatch(text.strip().lstrip("~<> "))
    if match:
        number = Decimal(match["number"])
        return number if 0 <= number <= 100 else None
    return (
        Decimal(100)
        if re.fullmatch(r"(?:indirectly |directly )?wholly[- ]owned", text, re.I)
        else None
    )


def _is_header(row: Row) -> bool:
    """Every cell is a column's title: it has no word but those that titles have."""
    cells = [cell for cell in row.cells if cell.line]
    return bool(cells) and all(
        _title_role(cell) is not None
        and {word.casefold() for word in _WORD.findall(cell.line)} <= _TITLE_WORDS
        for cell in cells
    )


def _title_role(cell: Cell) -> str | None:
    if len(cell.line) > 90:
        return None
    return next((role for role, words in _HEADERS.items() if words.search(cell.line)), None)


def _columns(table: Sequence[Row]) -> _Columns:
    """Columns by the table's header, else by what most of their cells are."""
    for row in table[:6]:
        if _is_header(row) and (len(row.cells) > 1 or _title_role(row.cells[0]) != "name"):
            roles = [(_title_role(c) or "name", c.column, c.end_column) for c in row.cells]
            if all(role != "name" for role, _, _ in roles):
                roles.append(("name", 0, min(start for _, start, _ in roles)))
            return _Columns(tuple(roles))
    cells_of: dict[int, list[Cell]] = {}
    for row in table:
        for cell in row.cells:
            if cell.line:
                cells_of.setdefault(cell.column, []).append(cell)
    roles = []
    for column, cells in sorted(cells_of.items()):
        places = sum(1 for cell in cells if place(cell.line) is not None)
        shares = sum(1 for cell in cells if _share(cell.line) is not None)
        role = "name"
        if places >= _SHARE_OF_COLUMN * len(cells):
            role = "jurisdiction"
        elif shares >= _SHARE_OF_COLUMN * len(cells):
            # Whole numbers that count up from 1 number the rows.
            values = [_share(cell.line) for cell in cells]
            counting = values[:3] == [Decimal(n) for n in range(1, len(values[:3]) + 1)]
            role = "number" if counting and not any("%" in cell.line for cell in cells) else "share"
        elif all(cell.line in {"%", ")%", "$"} for cell in cells):
            continue
        roles.append((role, column, max(cell.end_column for cell in cells)))
    return _Columns(tuple(roles))


def _groups(row: Row, columns: _Columns) -> Iterator[tuple[int, list[Cell]]]:
    """The cells of each list where two lists stand side by side, else all of them.

    Each comes with the column that its names begin in, from which indents count.
    """
    cells = [cell for cell in row.cells if cell.line and cell.line not in {"%", ")%", "$"}]
    ordered = sorted(columns.of, key=lambda found: found[1])
    kinds = [role for role, _, _ in ordered]
    if kinds.count("jurisdiction") < 2 or kinds.count("name") < 2:
        yield 0, cells
        return
    group: list[Cell] = []
    complete = False
    for cell in cells:
        role = columns.role(cell)
        if role == "name" and complete:
            yield group[0].column, group
            group, complete = [], False
        group.append(cell)
        complete = complete or role == "jurisdiction"
    if group:
        yield group[0].column, group
