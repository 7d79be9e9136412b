"""The lines of a list of subsidiaries, one after another: which are entries, and what they say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.reports.layout.grid import Cell, Row
from ingest.reports.subsidiaries.columns import (
    Columns,
    Share,
    is_titles,
    lists_in,
    read_share,
    table_columns,
)
from ingest.reports.subsidiaries.exhibit_titles import (
    is_heading,
    note_of,
    registrant_beside,
    registrant_of_title,
)
from ingest.reports.subsidiaries.list_entry import (
    QUOTES,
    Entry,
    is_company,
    is_form_alone,
    read_entry,
    share_as_listed,
)
from ingest.reports.subsidiaries.places import Place, is_bare_place, jurisdiction_place, place
from ingest.reports.subsidiaries.sentences import read_sentence, speaks_of_a_subsidiary
from ingest.reports.subsidiaries.subsidiary import Subsidiary
from ingest.reports.subsidiaries.tree import Nesting
from kg.text.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reports.layout.plain_text import PlainText

_LONGEST_NAME = 200
_WORDS_OF_NAME = 8
_LEAD = re.compile(r"(?:\d+(?:\.\d+)*[.)]?|[-–—•·○▪■*>#oO]+|\([a-z0-9]+\))")
_FORMED_IN = re.compile(
    r"\(?(?:an?\s+)?(?:incorporated|organi[sz]ed|formed|chartered|registered)\b.{0,20}"
    r"\b(?:in|under|of) (?:the )?(?:laws of )?(?:the )?(?P<place>.+)",
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


class SubsidiaryList:
    """What the rows of a document list; `set_aside` has lines with the reason.

    `set_aside_before_last` counts those before the last subsidiary: what comes behind the list
    is no part of it. `unread_sentences` speak of a subsidiary, wherever they stand.
    """

    def __init__(self, found: Sequence[Row], text: PlainText) -> None:
        self.text = text
        self.registrant: str | None = None
        self.subsidiaries: list[Subsidiary] = []
        self.notes: dict[str, str] = {}
        self.set_aside: list[tuple[str, str]] = []
        self.set_aside_before_last = 0
        self.unread_sentences: list[tuple[str, str]] = []
        self._marks: list[tuple[str, ...]] = []
        self._seen_marks: set[str] = set()
        self._nesting = Nesting()
        self._section: tuple[str, Place] | None = None
        # A sign before a name is a mark, and no bullet, where a note explains it.
        noted = (note_of(row, {"*", "**", "†", "‡", "#"}) for row in found)
        self._marks_ahead = frozenset(sign for note in noted if note for sign in note[0])
        self._read(found)
        self._add_notes()

    def _read(self, found: Sequence[Row]) -> None:
        in_tables = any(row.table is not None and len(row.cells) > 1 for row in found)
        columns = Columns(())
        table: int | None = None
        titles: list[Row] = []
        begun = False
        for index, row in enumerate(found):
            line = " ".join(cell.line for cell in row.cells)
            self._seen_marks.update(mark for cell in row.cells if cell.line for mark in cell.marks)
            note = note_of(row, self._seen_marks)
            if note is not None:
                self.notes.setdefault(*note)
                continue
            if (row.table is None or len(row.cells) == 1) and not row.titles:
                is_title, registrant = registrant_of_title(line)
                if is_title:
                    begun = begun or "subsidiar" in line.lower()
                    if registrant is None and self.registrant is None and begun:
                        registrant = registrant_beside(found, index)
                    self.registrant = self.registrant or registrant
                    continue
                if line == self.registrant:
                    continue
            if row.table is None:
                if not in_tables:
                    self._line(row, begun)
                continue
            if is_titles(row):
                titles = [*titles, row] if row.table == table and titles else [row]
                table, columns = row.table, Columns(())
                continue
            goes_on = table is not None and table < 0 and row.table < 0 and not titles
            if (row.table != table and not goes_on) or titles or not columns.of:
                body = _body(found, index)
                columns = table_columns(titles if row.table == table else (), body)
                table, titles = row.table, []
            self._table_row(row, columns)

    def _add_notes(self) -> None:
        for index, marks in enumerate(self._marks):
            notes = tuple(self.notes[mark] for mark in marks if mark in self.notes)
            if notes:
                found = self.subsidiaries[index]
                self.subsidiaries[index] = replace(found, notes=(*found.notes, *notes))

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
        jurisdiction = None
        if "jurisdiction" in parts:
            jurisdiction = parts["jurisdiction"].line
            if jurisdiction.casefold().strip(" .") in _DITTO and self.subsidiaries:
                jurisdiction = self.subsidiaries[-1].jurisdiction
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
        entry = replace(
            entry,
            jurisdiction=jurisdiction or entry.jurisdiction,
            share=share.percent if share.percent is not None else entry.share,
        )
        if share.as_listed is not None and share.as_listed.casefold() not in _NOTHING:
            remarks = (*entry.remarks, share_as_listed(share.as_listed))
            entry = replace(entry, remarks=remarks)
        alone = len(row.cells) == 1 and entry.jurisdiction is None and entry.share is None
        if alone and self._is_section(entry, cell):
            self._nesting.heading(cell, base)
            return
        known = entry.share is not None or (
            entry.jurisdiction is not None and jurisdiction_place(entry.jurisdiction) is not None
        )
        under_place = self._section is not None and len(entry.name.split()) <= _WORDS_OF_NAME
        if not known and not is_company(entry.name) and not under_place:
            if len(row.cells) == 1 and not _FURNITURE.fullmatch(cell.line):
                self._nesting.heading(cell, base)
            self._leave(cell.line, "neither a place nor a share, nor the name of a company")
            return
        marks = tuple(mark for found in parts.values() for mark in found.marks)
        named = {role: _given(parts.get(role)) for role in ("parent", "alias")}
        self._add(
            row, cell, entry, marks, named["parent"] or share.owner or above, named["alias"], base
        )

    def _line(self, row: Row, begun: bool) -> None:
        cell = row.cells[0]
        if _FORMED_IN.fullmatch(cell.line) and self._place_of_last(cell.line):
            return
        alias = _ALSO.fullmatch(cell.line)
        if alias and self.subsidiaries:
            last = self.subsidiaries[-1]
            self.subsidiaries[-1] = replace(last, alias=last.alias or alias["alias"])
            return
        pieces = [piece.strip() for piece in cell.line.split(";") if piece.strip()]
        if len(pieces) > 1 and all(read_entry(piece, places=True).jurisdiction for piece in pieces):
            for piece in pieces:
                self._line_entry(row, replace(cell, text=piece), begun)
            return
        if stated := read_sentence(cell.line):
            entry, owner = stated
            self._add(row, cell, entry, cell.marks, owner, None, 0)
            return
        before = len(self.subsidiaries)
        self._line_entry(row, cell, begun)
        if len(self.subsidiaries) == before and speaks_of_a_subsidiary(cell.line):
            reason = "a sentence on a subsidiary that cannot be read"
            self.set_aside = [one for one in self.set_aside if one[0] != cell.line[:_LONGEST_NAME]]
            self.unread_sentences.append((cell.line[:_LONGEST_NAME], reason))

    def _line_entry(self, row: Row, cell: Cell, begun: bool) -> None:
        above, words = _path(cell.line)
        entry = read_entry(words, places=True, marks_ahead=self._marks_ahead)
        known = entry.jurisdiction is not None or entry.share is not None
        if not known and self._is_section(entry, cell):
            return
        if not (known or is_company(entry.name)) or (not begun and not known):
            self._leave(cell.line, "neither a place nor a share, nor the name of a company")
            return
        if re.search(r"\b(?:following|listed|below|subsidiaries)\b", entry.name, re.I):
            return
        self._add(row, cell, entry, cell.marks, above, None, 0)

    def _place_of_last(self, line: str) -> bool:
        """ "Incorporated in the State of Ohio" under a name says where that was formed."""
        words = _FORMED_IN.fullmatch(line.strip(" ()."))
        where = jurisdiction_place(words["place"]) if words else None
        last = self.subsidiaries[-1] if self.subsidiaries else None
        if words is None or where is None or last is None or last.jurisdiction:
            return False
        self.subsidiaries[-1] = replace(last, jurisdiction=words["place"], place=where)
        return True

    def _is_section(self, entry: Entry, cell: Cell) -> bool:
        """A line that is no company: the name of a place, or of a group, before its members."""
        text = entry.name.rstrip(":")
        found = place(text) if is_bare_place(text) else None
        if found is not None or is_heading(cell.line):
            self._section = (text, found) if found is not None else None
            return True
        return False

    def _leave(self, line: str, reason: str) -> None:
        if self.subsidiaries and not _FURNITURE.fullmatch(line):
            self.set_aside.append((line[:_LONGEST_NAME], reason))

    def _add(
        self,
        row: Row,
        cell: Cell,
        entry: Entry,
        marks: tuple[str, ...],
        owner: str | None,
        alias: str | None,
        base: int,
    ) -> None:
        if len(entry.name) > _LONGEST_NAME:
            self._leave(entry.name, f"a name of more than {_LONGEST_NAME} characters")
            return
        if not re.search(r"[^\W\d_]", entry.name):
            return
        if is_form_alone(entry.name):
            self._leave(entry.name, "a legal form without a name")
            return
        if _CUT_NAME.search(entry.name):
            self._leave(entry.name, "a part of a name")
            return
        itself = self.registrant is not None and normalise_name(entry.name) == normalise_name(
            self.registrant
        )
        if itself and not self.subsidiaries:
            # The tree begins with the registrant, who is no subsidiary of itself.
            return
        jurisdiction, where = entry.jurisdiction, None
        if jurisdiction is None and self._section is not None:
            jurisdiction, where = self._section
        elif jurisdiction is not None:
            where = jurisdiction_place(jurisdiction)
        level, parent = self._nesting.nest(entry, cell, base, len(self.subsidiaries))
        block = self.text.block_at(row.span[0])
        alias = entry.alias or (alias.strip(QUOTES) if alias else None)
        self._marks.append((*marks, *entry.marks))
        self._seen_marks.update(entry.marks)
        self.subsidiaries.append(
            Subsidiary(
                name=entry.name,
                jurisdiction=jurisdiction,
                place=where,
                share=entry.share,
                level=level,
                parent=parent,
                owner=owner,
                alias=None if alias == entry.name else alias,
                notes=entry.remarks,
                block=block.key if block else "",
                span=self._span(entry.name, row.span),
                row_span=row.span,
            )
        )
        self.set_aside_before_last = len(self.set_aside)

    def _span(self, name: str, within: tuple[int, int]) -> tuple[int, int]:
        pattern = r"\s+".join(re.escape(word) for word in name.split())
        match = re.compile(pattern).search(self.text.text, *within)
        return match.span() if match else within


def _body(found: Sequence[Row], start: int) -> list[Row]:
    """The rows of a table from one on, up to the next titles."""
    body: list[Row] = []
    for row in found[start:]:
        if row.table is None:
            continue
        if row.table != found[start].table or is_titles(row):
            break
        body.append(row)
    return body


def _path(line: str) -> tuple[str | None, str]:
    """The owner and the rest of "Alder Holdings B.V. > Alder France SAS"."""
    *above, last = re.split(r"(?<=\S)\s+(?:>|»|→)\s+(?=\S)", line)
    return (read_entry(above[-1], places=True).name if above else None), last


def _place_on_line_of_its_own(cell: Cell, words: str) -> tuple[str, str | None]:
    """ "Alder GmbH / Germany" on two lines of a cell: the name, and the place."""
    lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
    for index, line in enumerate(lines[1:], start=1):
        if place(line) is not None and is_company(" ".join(lines[:index])):
            return " ".join(lines[:index]), line
    return words, None


def _given(cell: Cell | None) -> str | None:
    return None if cell is None or cell.line.casefold() in _NOTHING else cell.line
