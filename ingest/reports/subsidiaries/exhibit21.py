"""Exhibit 21 of a 10-K: the registrant's subsidiaries (Regulation S-K, Item 601(b)(21)).

There is no set layout. Read are tables with or without a header, with one or two sets of columns,
indented or numbered trees, bullets, paragraphs, sentences and typewriter text, in four steps: the
rows of the document; which column holds what; the entry that each row makes; who owns whom.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from ingest.reports.layout.grid import Cell, Row
from ingest.reports.layout.markup import read_markup
from ingest.reports.layout.typewriter import document_rows
from ingest.reports.subsidiaries.columns import (
    Columns,
    Share,
    is_titles,
    lists_in,
    read_share,
    table_columns,
)
from ingest.reports.subsidiaries.entry import (
    LONGEST_NAME,
    QUOTES,
    Entry,
    has_legal_form,
    is_company,
    is_form_alone,
    read_entry,
    share_as_listed,
)
from ingest.reports.subsidiaries.list_titles import (
    Group,
    group_of,
    note_of,
    registrant_beside,
    registrant_of_title,
)
from ingest.reports.subsidiaries.places import Place, jurisdiction_place, place
from ingest.reports.subsidiaries.tree import Nesting, owners_in_list
from ingest.reports.subsidiaries.wrapped_rows import with_whole_rows
from kg.text.blocks import PlainText, plain_text
from kg.text.names import normalise_name

_WORDS_OF_NAME = 8
_LEAD = re.compile(r"(?:\d+(?:\.\d+)*[.)]?|[-–—•·○▪■*>#oO]+|\([a-z0-9]+\))")
_STATEMENT = re.compile(
    r"(?P<subject>[A-Z][^;]{2,200}?),?\s+is\s+(?:an?\s+)?(?:(?:and|or|(?:in)?direct(?:ly)?),?\s+)*"
    r"(?:(?:wholly|(?P<share>[\d.,]{1,8})\s?%)[\s-]owned\s+)?(?:(?:in)?direct\s+)?"
    r"subsidiary\s+of\s+(?P<owner>.{3,160}?)\.?",
    re.IGNORECASE,
)
_SPEAKS_OF_SUBSIDIARY = re.compile(r"\bsubsidiary of\b", re.IGNORECASE)
_NO_NAME = re.compile(
    r"^(?:each|all|both|none|neither|such|this|these|it|which|every)\b|^the\s+\w+$"
    r"|\b(?:is|are|was|were|following|listed|above|below|subsidiaries)\b",
    re.IGNORECASE,
)
_FORMED_IN = re.compile(
    r"\(?(?:an?\s+)?(?:incorporated|organi[sz]ed|formed|chartered|registered)\b.{0,20}"
    r"\b(?:in|under|of) (?:the )?(?:laws of )?(?:the )?(?P<place>[^()]{2,80}?)\.?\)?",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"\(?(?:also )?(?:does business as|doing business as|d/?b/?a|formerly(?: known as)?)[: ]+"
    r"(?P<alias>[^()]{2,80})\)?",
    re.IGNORECASE,
)
_CUT_NAME = re.compile(r"(?:\s(?:and|und|et)|&)$|^(?:its )?subsidiar(?:y|ies)$", re.IGNORECASE)
_DITTO = frozenset({'"', "''", "″", "”", "“", "ditto", "do", "same", '" "'})
_NOTHING = frozenset({"", "-", "–", "—", "none", "n/a", "na", "same", "not applicable"})
_FURNITURE = re.compile(r"(?:page|exhibit)?\W*(?:[a-z]{1,3}-)?[\divx.\-]+(?: of \d+)?\W*", re.I)
_THE_REGISTRANT = frozenset({"registrant", "the company", "parent"})
_NO_ENTRY = "neither a place nor a share, nor the name of a company"


@dataclass(frozen=True, slots=True)
class Subsidiary:
    """A subsidiary as the exhibit lists it.

    `jurisdiction` is as written, `place` what it means, each None where not given. `share` is
    the percentage owned (0 to 100), None where not given. `level` is 1 for a subsidiary right
    under the registrant; `parent` is the index, in the exhibit's list, of the one above, None
    at level 1. `owner` is a parent that the exhibit names in words. Where that is another
    subsidiary of the list, `parent` says which; where it is neither that nor the registrant,
    `owner_elsewhere` is true, and `share` is that owner's. `notes` are the texts of its
    footnotes. `span` is the name's place in the plain text, `row_span` that of its row.
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
    span: tuple[int, int]
    row_span: tuple[int, int]
    owner_elsewhere: bool = False


@dataclass(frozen=True)
class Exhibit21:
    """The list. `registrant` is None where no title names it; `notes` maps marks to notes.

    `set_aside` has the lines inside the list that were not read, each with the reason.
    """

    registrant: str | None
    subsidiaries: tuple[Subsidiary, ...]
    notes: tuple[tuple[str, str], ...]
    text: PlainText
    set_aside: tuple[tuple[str, str], ...] = ()


def read_exhibit21(source: Path | bytes, name: str | None = None) -> Exhibit21:
    """Read a list of subsidiaries from HTML or text.

    Raises:
        BadFile: the file is too large, empty, truncated, or neither HTML nor text.
    """
    text = plain_text(read_markup(source, name).root)
    reading = _Reading(with_whole_rows(document_rows(text)), text)
    reading.read()
    owners = owners_in_list(
        [one.name for one in reading.found],
        [one.owner for one in reading.found],
        [one.parent for one in reading.found],
        reading.registrant,
    )
    return Exhibit21(
        reading.registrant,
        tuple(
            replace(
                one,
                level=owner.level,
                parent=owner.parent,
                owner_elsewhere=owner.elsewhere,
                notes=(*one.notes, *(reading.notes[m] for m in marks if m in reading.notes)),
            )
            for one, owner, marks in zip(reading.found, owners, reading.marks, strict=True)
        ),
        tuple(reading.notes.items()),
        text,
        (*reading.set_aside[: reading.set_aside_before_last], *reading.unread_sentences),
    )


class _Reading:
    """The rows of a document one after another.

    What is set aside behind the last subsidiary (`set_aside_before_last`) is no part of the list;
    `unread_sentences` speak of a subsidiary, wherever they stand.
    """

    def __init__(self, rows: Sequence[Row], text: PlainText) -> None:
        self.text = text
        self.registrant: str | None = None
        self.found: list[Subsidiary] = []
        self.marks: list[tuple[str, ...]] = []
        self.notes: dict[str, str] = {}
        self.set_aside: list[tuple[str, str]] = []
        self.set_aside_before_last = 0
        self.unread_sentences: list[tuple[str, str]] = []
        self._begun = False
        self._group = Group()
        self._nesting = Nesting()
        # A sign before a name is a mark, and no bullet, where a note explains it.
        noted = [note for row in rows if (note := note_of(row, {"*", "**", "†", "‡", "#"}))]
        self._marks_ahead = frozenset(sign for mark, _ in noted for sign in mark)
        self._rows = _with_numbers_of_names(rows, {mark for mark, _ in noted})

    def read(self) -> None:
        """Every row, by what it is."""
        in_tables = any(row.table is not None and len(row.cells) > 1 for row in self._rows)
        seen_marks: set[str] = set()
        columns, titles = Columns(), list[Row]()
        table: int | None = None
        for index, row in enumerate(self._rows):
            seen_marks.update(mark for cell in row.cells if cell.line for mark in cell.marks)
            if (note := note_of(row, seen_marks)) is not None:
                self.notes.setdefault(*note)
            elif self._is_title(row, index):
                pass
            elif row.table is None:
                if not in_tables:
                    self._line(row)
            elif is_titles(row):
                titles = [*titles, row] if row.table == table and titles else [row]
                table, columns = row.table, Columns()
            else:
                goes_on = table is not None and table < 0 and row.is_typewriter and not titles
                if (row.table != table and not goes_on) or titles or not columns.of:
                    over = titles if row.table == table else ()
                    columns = table_columns(over, self._body(index))
                    table, titles = row.table, []
                self._table_row(row, columns)

    def _body(self, start: int) -> list[Row]:
        """The rows of a table from one on, up to the next titles."""
        body: list[Row] = []
        for row in self._rows[start:]:
            if row.table is not None:
                if row.table != self._rows[start].table or is_titles(row):
                    break
                body.append(row)
        return body

    def _is_title(self, row: Row, index: int) -> bool:
        if row.titles or (row.table is not None and len(row.cells) > 1):
            return False
        line = row.cells[0].line
        is_title, registrant = registrant_of_title(line)
        if not is_title and not self.found and self.registrant is None and has_legal_form(line):
            # A company over the titles of the columns.
            below = self._rows[index + 1 : index + 3]
            is_title = any(len(other.cells) > 1 and is_titles(other) for other in below)
            registrant = line
        if not is_title:
            return line == self.registrant
        if not self.found or registrant is None:
            self._begun = self._begun or "subsidiar" in line.lower()
            if registrant is None and self.registrant is None and self._begun:
                registrant = registrant_beside(self._rows, index)
            self.registrant = self.registrant or registrant
        # "Wholly-owned subsidiaries of Oak Bank" is the title of a list, or of a part of it.
        group = group_of(line) or self._group
        self._group = group if self.found else replace(group, owner=None)
        return True

    def _table_row(self, row: Row, columns: Columns) -> None:
        for base, group in lists_in(row, columns):
            parts: dict[str, Cell] = {}
            lead = ""
            for cell in group:
                role = columns.role(cell) or "name"
                if role in {"name", "number"} and "name" not in parts:
                    if _LEAD.fullmatch(cell.line):
                        lead = f"{cell.line} "
                    else:
                        parts["name"] = cell
                elif role not in parts:
                    parts[role] = cell
            if "name" in parts:
                self._entry(row, parts, lead, base, columns)

    def _entry(
        self, row: Row, parts: dict[str, Cell], lead: str, base: int, columns: Columns
    ) -> None:
        cell = parts["name"]
        above, words = _path(cell.line)
        jurisdiction = parts["jurisdiction"].line if "jurisdiction" in parts else None
        if jurisdiction is not None:
            if jurisdiction.casefold().strip(" .") in _DITTO and self.found:
                jurisdiction = self.found[-1].jurisdiction
            elif jurisdiction.casefold() in _NOTHING:
                jurisdiction = None
        elif not columns.has("jurisdiction"):
            words, jurisdiction = _place_on_line_of_its_own(cell, words)
        entry = read_entry(
            f"{lead}{words}",
            places=jurisdiction is None and not columns.has("jurisdiction"),
            marks_ahead=self._marks_ahead,
        )
        share = read_share(parts["share"].line) if "share" in parts else Share()
        remarks = entry.remarks
        if share.as_listed is not None and share.as_listed.casefold() not in _NOTHING:
            remarks = (*remarks, share_as_listed(share.as_listed))
        entry = replace(
            entry,
            jurisdiction=jurisdiction or entry.jurisdiction,
            share=share.percent if share.percent is not None else entry.share,
            alias=entry.alias or _given(parts.get("alias")),
            owner=_given(parts.get("parent")) or share.owner or entry.owner or above,
            marks=tuple(mark for found in parts.values() for mark in found.marks) + entry.marks,
            remarks=remarks,
        )
        alone = len(row.cells) == 1 and entry.jurisdiction is None
        if alone and self._is_heading(cell):
            self._nesting.heading(cell, base)
        elif self._is_known(entry) or is_company(entry.name) or self._is_under_place(entry):
            self._add(row, cell, entry, base)
        else:
            if len(row.cells) == 1 and not _FURNITURE.fullmatch(cell.line):
                self._nesting.heading(cell, base)
            self._leave(cell.line, _NO_ENTRY)

    def _is_under_place(self, entry: Entry) -> bool:
        return self._group.place is not None and len(entry.name.split()) <= _WORDS_OF_NAME

    @staticmethod
    def _is_known(entry: Entry) -> bool:
        return entry.share is not None or (
            entry.jurisdiction is not None and jurisdiction_place(entry.jurisdiction) is not None
        )

    def _line(self, row: Row) -> None:
        """A line outside tables: an entry, a sentence, a heading, or what is said of the last."""
        cell = row.cells[0]
        last = self.found[-1] if self.found else None
        if last and (formed := _FORMED_IN.fullmatch(cell.line)) and last.jurisdiction is None:
            where = jurisdiction_place(formed["place"])
            if where is not None:
                self.found[-1] = replace(last, jurisdiction=formed["place"], place=where)
                return
        if last and (also := _ALSO.fullmatch(cell.line)):
            self.found[-1] = replace(last, alias=last.alias or also["alias"])
            return
        pieces = [piece.strip() for piece in cell.line.split(";") if piece.strip()]
        if len(pieces) > 1 and all(read_entry(piece, places=True).jurisdiction for piece in pieces):
            for piece in pieces:
                self._line_entry(row, replace(cell, text=piece))
            return
        if (stated := _read_statement(cell.line)) is not None:
            self._add(row, cell, stated, 0)
            return
        if _SPEAKS_OF_SUBSIDIARY.search(cell.line):
            self.unread_sentences.append(
                (cell.line[:LONGEST_NAME], "a sentence on a subsidiary that cannot be read")
            )
        else:
            self._line_entry(row, cell)

    def _line_entry(self, row: Row, cell: Cell) -> None:
        above, words = _path(cell.line)
        entry = read_entry(words, places=True, marks_ahead=self._marks_ahead)
        known = entry.jurisdiction is not None or entry.share is not None
        if entry.jurisdiction is None and self._is_heading(cell):
            return
        if not (known or is_company(entry.name)) or (not self._begun and not known):
            self._leave(cell.line, _NO_ENTRY)
        elif not re.search(r"\b(?:following|listed|below|subsidiaries)\b", entry.name, re.I):
            marks = (*cell.marks, *entry.marks)
            self._add(row, cell, replace(entry, owner=above or entry.owner, marks=marks), 0)

    def _is_heading(self, cell: Cell) -> bool:
        """A line that is no company: the name of a place, or of a group, before its members."""
        text = read_entry(cell.line, places=False).name if _LEAD.match(cell.line) else cell.line
        group = group_of(cell.line) or group_of(text)
        if group is not None:
            self._group = group
        return group is not None

    def _leave(self, line: str, reason: str) -> None:
        if self.found and not _FURNITURE.fullmatch(line[:LONGEST_NAME]):
            self.set_aside.append((line[:LONGEST_NAME], reason))

    def _add(self, row: Row, cell: Cell, entry: Entry, base: int) -> None:
        if len(entry.name) > LONGEST_NAME:
            self._leave(entry.name, f"a name of more than {LONGEST_NAME} characters")
            return
        if not re.search(r"[^\W\d_]", entry.name):
            return
        if is_form_alone(entry.name) or _CUT_NAME.search(entry.name):
            cut = "a legal form without a name" if is_form_alone(entry.name) else "a part of a name"
            self._leave(entry.name, cut)
            return
        if not self.found and self._is_registrant(entry):
            # The tree begins with the registrant, who is no subsidiary of itself.
            self.registrant = self.registrant or entry.name
            return
        group = self._group
        jurisdiction = entry.jurisdiction or group.jurisdiction
        alias = entry.alias.strip(QUOTES) if entry.alias else None
        level, parent = self._nesting.nest(entry, cell, base, len(self.found))
        self.marks.append(entry.marks)
        self.found.append(
            Subsidiary(
                name=entry.name,
                jurisdiction=jurisdiction,
                place=jurisdiction_place(jurisdiction) if entry.jurisdiction else group.place,
                share=entry.share if entry.share is not None else group.share,
                level=level,
                parent=parent,
                owner=entry.owner or group.owner,
                alias=None if alias == entry.name else alias,
                notes=entry.remarks,
                span=self.text.find(entry.name, row.span) or row.span,
                row_span=row.span,
            )
        )
        self.set_aside_before_last = len(self.set_aside)

    def _is_registrant(self, entry: Entry) -> bool:
        if any(remark.casefold() in _THE_REGISTRANT for remark in entry.remarks):
            return True
        return self.registrant is not None and (
            normalise_name(entry.name) == normalise_name(self.registrant)
        )


def _with_numbers_of_names(rows: Sequence[Row], noted: set[str]) -> list[Row]:
    """Rows in which "(3)" behind a name is a part of it, where it marks no note.

    No note has that number, or without it two names of the list would be one: "Train (3)".
    """
    names = Counter(row.cells[0].line for row in rows)
    return [
        replace(row, cells=(row.cells[0].with_inline_marks(), *row.cells[1:]))
        if (inline := row.cells[0].inline_marks)
        and row.cells[0].line
        and (not noted & set(inline) or (names[row.cells[0].line] > 1 and inline[0].isdigit()))
        and inline[0].isdigit()
        else row
        for row in rows
    ]


def _read_statement(line: str) -> Entry | None:
    """The subsidiary that a sentence states, with its owner; None where it states none.

    "Oak Bank, an Ohio bank, is a wholly-owned subsidiary of Oak Holdings, Inc."
    """
    match = _STATEMENT.fullmatch(line.strip()) if len(line) < 600 else None
    if match is None:
        return None
    entry = read_entry(match["subject"], places=True)
    placed = entry.jurisdiction is not None and jurisdiction_place(entry.jurisdiction) is not None
    if _NO_NAME.search(entry.name) or not (placed or is_company(entry.name)):
        return None
    words = f"{match['share']}%" if match["share"] else ""
    whole = re.search(r"\bwholly[\s-]owned\b", line[match.end("subject") :], re.IGNORECASE)
    percent = Decimal(100) if whole else read_share(words).percent
    owner = read_entry(match["owner"], places=True).name
    return replace(entry, share=percent if percent is not None else entry.share, owner=owner)


def _path(line: str) -> tuple[str | None, str]:
    """The owner and the rest of "Alder Holdings B.V. > Alder France SAS"."""
    *above, last = re.split(r"(?<=\S)\s+(?:>|»|→)\s+(?=\S)", line)
    return (read_entry(above[-1], places=True).name if above else None), last


def _place_on_line_of_its_own(cell: Cell, words: str) -> tuple[str, str | None]:
    """ "Alder GmbH / Germany" on two lines of a cell: the name, and the place."""
    lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
    if len(lines) > 1 and place(lines[-1]) is not None and is_company(" ".join(lines[:-1])):
        return " ".join(lines[:-1]), lines[-1]
    return words, None


def _given(cell: Cell | None) -> str | None:
    return None if cell is None or cell.line.casefold() in _NOTHING else cell.line
