"""Beneficial ownership tables of proxy statements and 10-Ks (Regulation S-K, Item 403)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.reports.layout.grid import Cell, Row, trailing_marks
from ingest.reports.people.person import person_name
from ingest.reports.subsidiaries.entry import is_company
from kg.text.blocks import PlainText

_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_PERCENT = re.compile(r"(?P<number>\d{1,3}(?:\.\d+)?)\s*%?")
_SMALL = re.compile(r"\*+|less than (?:1|one)\s*(?:%|percent)|<\s*1(?:\.0)?\s*%|—\*", re.I)
_MARKS = re.compile(r"\(?\[?((?:\d{1,2}|[a-z])(?:\)?,?\s?\(?(?:\d{1,2}|[a-z])){0,12})\]?\)")
_NONE = frozenset({"-", "–", "—", "0", "none", "-0-", "nil"})
_OWNERSHIP = re.compile(
    r"beneficial(?:ly)?|stock ownership|share ownership|security ownership", re.I
)
_HEADER = tuple(
    re.compile(words)
    for words in (
        r"shares|number|amount|stock|units",
        r"percent|%|class",
        r"name|owner|holder|stockholder|shareholder|director",
    )
)
"""What the titles of such a table speak of, each of them."""
_FIVE_PERCENT = re.compile(r"(?:5|five)\s*(?:%|per\s?cent)|principal (?:stock|share)holders", re.I)
_INSIDERS = re.compile(r"directors|nominees|executive officers|management", re.I)
_GROUP = re.compile(
    r"as a group|group \(|all (?:current )?(?:executive officers|directors)", re.IGNORECASE
)
_NO_HOLDER = re.compile(r"(?:total|name|title|shares|percent)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\d|c/o|[A-Z][a-z]+, [A-Z]")
_NOTE = re.compile(
    r"^(?:\((?P<a>\d{1,2}|[a-z])\)|(?P<b>\d{1,2})\.|\[(?P<c>\d{1,2})\]|(?P<d>\*+))\s+(?P<text>\S.*)"
)
_AS_OF = re.compile(r"as of (?:the close of business on )?([A-Z][a-z]+ \d{1,2}, \d{4})")
_OUTSTANDING = re.compile(
    r"(\d{1,3}(?:,\d{3})+) shares of (?:[\w’']+ ){0,6}(?:common|ordinary|capital|class \w)",
    re.I,
)
_ROWS_OF_CONTEXT = 12
_ROWS_OF_NOTES = 80
_LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of the table.

    `kind` is "owner" (a holder of more than five per cent), "insider" (a director or officer)
    or "group" (all of them together). `shares` is None where the table gives none. `percent`
    is None where it is not given, or only as less than one: then `under_one` is true.
    `address` has the lines under the name; `notes` the texts of the footnotes.
    """

    holder: str
    kind: str
    shares: int | None
    percent: Decimal | None
    under_one: bool
    address: str | None
    notes: tuple[str, ...]
    as_of: str | None
    block: str
    span: tuple[int, int]
    row_span: tuple[int, int]


def read_holdings(rows: Sequence[Row], text: PlainText) -> tuple[Holding, ...]:
    """The holdings of every beneficial ownership table among the rows of a document.

    A holder may stand in two tables; the first line with the same shares stays.
    """
    found: dict[tuple[str, int | None], Holding] = {}
    as_of: str | None = None
    index = 0
    while index < len(rows):
        if not _begins_table(rows, index):
            index += 1
            continue
        end = index + 1
        while end < len(rows) and rows[end].table == rows[index].table:
            end += 1
        context = rows[max(0, index - _ROWS_OF_CONTEXT) : index]
        dates = _AS_OF.findall(_words(context))
        as_of = dates[-1] if dates else as_of
        notes = _notes(rows[end : end + _ROWS_OF_NOTES])
        section = _section(_words(context[-2:]))
        for holding in _table(rows[index:end], section, text):
            marks = dict.fromkeys(mark for mark in holding.notes if mark in notes)
            whole = replace(holding, as_of=as_of, notes=tuple(notes[mark] for mark in marks))
            found.setdefault((whole.holder.casefold(), whole.shares), whole)
        index = end
    return tuple(found.values())


def _words(rows: Sequence[Row]) -> str:
    return " ".join(cell.line[:_LONGEST_LINE] for row in rows for cell in row.cells)


def _begins_table(rows: Sequence[Row], index: int) -> bool:
    """A header with shares and a percentage, under words that speak of beneficial ownership."""
    row = rows[index]
    if row.table is None or not 2 <= len(row.cells) <= 12:
        return False
    header: list[Row] = []
    for one in rows[index : index + 4]:
        if one.table != row.table or any(_shares(cell) is not None for cell in one.cells):
            break
        header.append(one)
    words = _words(header).casefold()
    if not all(pattern.search(words) for pattern in _HEADER):
        return False
    before = _words(rows[max(0, index - _ROWS_OF_CONTEXT) : index + 2])
    return _OWNERSHIP.search(words + before) is not None


def _table(rows: Sequence[Row], section: str | None, text: PlainText) -> Iterator[Holding]:
    """The lines of a table; `notes` are the marks of its footnotes still."""
    last: Holding | None = None
    for row in rows:
        first = row.cells[0]
        numbers = [cell for cell in row.cells[1:] if _shares(cell) is not None]
        if not numbers and not any(cell.line.casefold() in _NONE for cell in row.cells[1:]):
            if len(row.cells) == 1:
                heading = _section(first.line)
                section = heading or section
                if last is not None and heading is None and _ADDRESS.search(first.line):
                    address = " ".join(filter(None, (last.address, first.line)))
                    last = replace(last, address=address)
            continue
        name, _, below = first.text.partition("\n")
        if not re.search(r"[^\W\d_]", name) or _NO_HOLDER.match(name):
            continue
        if below and not re.search(r"\d", below) and not person_name(name) and not is_company(name):
            name, below = first.line, ""
        if last is not None:
            yield last
        last = _holding(row, " ".join(name.split()), below, numbers, section, text)
    if last is not None:
        yield last


def _holding(
    row: Row, name: str, below: str, numbers: Sequence[Cell], section: str | None, text: PlainText
) -> Holding:
    name, marks = trailing_marks(name)
    kind = section or ("insider" if person_name(name) else "owner")
    if _GROUP.search(name):
        kind = "group"
    elif kind == "insider" and not person_name(name) and is_company(name):
        kind = "owner"
    all_marks = [*marks]
    for cell in row.cells:
        match = _MARKS.fullmatch(cell.line)
        all_marks += [*cell.marks, *(re.findall(r"\d{1,2}|[a-z]", match[1]) if match else ())]
    percent = _percent(row)
    small = any(_SMALL.fullmatch(c.line) or "*" in c.marks for c in row.cells[1:])
    block = text.block_at(row.span[0])
    return Holding(
        holder=name,
        kind=kind,
        shares=_shares(numbers[0]) if numbers else 0,
        percent=percent,
        under_one=percent is None and small,
        address=" ".join(below.split("\n")) or None,
        notes=tuple(all_marks),
        as_of=None,
        block=block.key if block else "",
        span=text.find(name, row.span) or row.span,
        row_span=row.span,
    )


def _section(line: str) -> str | None:
    """Whose lines come under a heading: those of owners of 5 %, of insiders, or not said."""
    if _FIVE_PERCENT.search(line) and not _INSIDERS.search(line):
        return "owner"
    insiders = _INSIDERS.search(line) and not _FIVE_PERCENT.search(line)
    other = len(line) >= 120 or re.match(r"c/o\b", line) or is_company(line)
    return "insider" if insiders and not other else None


def _shares(cell: Cell) -> int | None:
    line = cell.line.removesuffix(" shares")
    if not _COUNT.fullmatch(line):
        return None
    number = int(line.replace(",", "")) if len(line) < 20 else 0
    # Small whole numbers are percentages or numbers of notes.
    return number if "," in line or number > 100 else None


def _percent(row: Row) -> Decimal | None:
    """The first number behind the shares that is a percentage."""
    seen_shares = False
    for cell, following in zip(row.cells[1:], (*row.cells[2:], None), strict=False):
        if _shares(cell) is not None:
            seen_shares = True
            continue
        match = _PERCENT.fullmatch(cell.line)
        sign = "%" in cell.line or "." in cell.line or (following and following.line == "%")
        if match and seen_shares and sign and (number := Decimal(match["number"])) <= 100:
            return number
    return None


def _notes(rows: Sequence[Row]) -> Mapping[str, str]:
    """Notes behind the table: a mark and its text, in two cells or on one line."""
    notes: dict[str, str] = {}
    for row in rows:
        line = " ".join(
            cell.line + (f"({cell.marks[0]})" if not cell.line and cell.marks else "")
            for cell in row.cells
        )
        if match := _NOTE.match(line):
            notes.setdefault(next(match[group] for group in "abcd" if match[group]), match["text"])
    return notes


def shares_outstanding(text: str) -> int | None:
    """Shares outstanding on the record date, from "55,429,217 shares of common stock"."""
    match = _OUTSTANDING.search(text)
    return int(match[1].replace(",", "")) if match else None
