"""Beneficial ownership tables of proxy statements and 10-Ks (Regulation S-K, Item 403)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ingest.reports.layout.grid import trailing_marks
from ingest.reports.people.person_names import person_name
from ingest.reports.subsidiaries.list_entry import is_company

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reports.layout.grid import Cell, Row
    from ingest.reports.layout.plain_text import PlainText

_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_PERCENT = re.compile(r"(?P<number>\d{1,3}(?:\.\d+)?)\s*%?")
_SMALL = re.compile(r"\*+|less than (?:1|one)\s*(?:%|percent)|<\s*1(?:\.0)?\s*%|\*\*|—\*", re.I)
_MARK_ONLY = re.compile(r"\(?\[?((?:\d{1,2}|[a-z])(?:\)?,?\s?\(?(?:\d{1,2}|[a-z]))*)\]?\)")
_NONE = frozenset({"-", "–", "—", "0", "none", "-0-", "— ", "nil"})
_OWNERSHIP = re.compile(
    r"beneficial(?:ly)?|stock ownership|share ownership|security ownership", re.I
)
_FIVE_PERCENT = re.compile(r"(?:5|five)\s*(?:%|per\s?cent)|principal (?:stock|share)holders", re.I)
_INSIDERS = re.compile(r"directors|nominees|executive officers|management", re.I)
_NOTE = re.compile(
    r"^(?:\((?P<a>\d{1,2}|[a-z])\)|(?P<b>\d{1,2})\.|\[(?P<c>\d{1,2})\]|(?P<d>\*+))\s+(?P<text>\S.*)"
)
_AS_OF = re.compile(r"as of (?:the close of business on )?([A-Z][a-z]+ \d{1,2}, \d{4})")
_OUTSTANDING = re.compile(
    r"(\d{1,3}(?:,\d{3})+) shares of (?:[\w’' ]+ )?(?:common|ordinary|capital|class \w)",
    re.I,
)
_ROWS_OF_CONTEXT = 12
_ROWS_OF_NOTES = 80


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


def read_holdings(found: Sequence[Row], text: PlainText) -> tuple[Holding, ...]:
    """The holdings of every beneficial ownership table among the rows of a document."""
    holdings: list[Holding] = []
    taken: set[int] = set()
    index = 0
    while index < len(found):
        if index not in taken and _begins_table(found, index):
            table, end = _table(found, index)
            notes = _notes(found[end : end + _ROWS_OF_NOTES])
            context = found[max(0, index - _ROWS_OF_CONTEXT) : index]
            as_of = holdings[-1].as_of if holdings else None
            holdings.extend(_holdings(table, notes, context, text, as_of))
            taken.update(range(index, end))
            index = end
        else:
            index += 1
    return _without_repeats(holdings)


def _begins_table(found: Sequence[Row], index: int) -> bool:
    """A header with shares and a percentage, under words that speak of beneficial ownership."""
    row = found[index]
    if row.table is None or not 2 <= len(row.cells) <= 12:
        return False
    header = _header_words(found, index)
    if not re.search(r"shares|number|amount|stock|units", header) or not re.search(
        r"percent|%|class", header
    ):
        return False
    if not re.search(r"name|owner|holder|stockholder|shareholder|director", header):
        return False
    before = " ".join(
        cell.line[:2_000]
        for other in found[max(0, index - _ROWS_OF_CONTEXT) : index + 2]
        for cell in other.cells
    )
    return _OWNERSHIP.search(header + before) is not None


def _header_words(found: Sequence[Row], index: int) -> str:
    """Words of the first rows of a table, up to the first that has a count of shares."""
    words: list[str] = []
    for row in found[index : index + 4]:
        if row.table != found[index].table or any(_shares(cell) is not None for cell in row.cells):
            break
        words.extend(cell.line for cell in row.cells)
    return " ".join(words).casefold()


def _table(found: Sequence[Row], index: int) -> tuple[list[Row], int]:
    """The rows of the table, and of what goes on of it behind page furniture."""
    table = [found[index]]
    end = index + 1
    number = found[index].table
    while end < len(found) and found[end].table == number:
        table.append(found[end])
        end += 1
    return table, end


def _holdings(
    table: Sequence[Row],
    notes: dict[str, str],
    context: Sequence[Row],
    text: PlainText,
    as_of: str | None,
) -> list[Holding]:
    around = " ".join(cell.line for row in context for cell in row.cells)
    dates = _AS_OF.findall(around)
    as_of = dates[-1] if dates else as_of
    section = _section(" ".join(cell.line for row in context[-2:] for cell in row.cells))
    holdings: list[Holding] = []
    for row in table:
        first = row.cells[0]
        numbers = [cell for cell in row.cells[1:] if _shares(cell) is not None]
        if not numbers and not any(cell.line.casefold() in _NONE for cell in row.cells[1:]):
            if len(row.cells) == 1:
                section = _section(first.line) or section
                if holdings and not _section(first.line) and not first.bold:
                    holdings[-1] = _with_address(holdings[-1], first)
            continue
        name, _, below = first.text.partition("\n")
        if not re.search(r"[^\W\d_]", name) or _is_total_of_other_things(name):
            continue
        if below and not re.search(r"\d", below) and not person_name(name) and not is_company(name):
            name, below = first.line, ""
        holdings.append(
            _holding(row, " ".join(name.split()), below, numbers, section, notes, as_of, text)
        )
    return holdings


def _holding(
    row: Row,
    name: str,
    below: str,
    numbers: Sequence[Cell],
    section: str | None,
    notes: dict[str, str],
    as_of: str | None,
    text: PlainText,
) -> Holding:
    name, marks = trailing_marks(name)
    percent = _percent(row)
    kind = section or ("insider" if person_name(name) else "owner")
    if re.search(
        r"as a group|group \(|all (?:current )?(?:executive officers|directors)", name, re.I
    ):
        kind = "group"
    elif kind == "insider" and not person_name(name) and is_company(name):
        kind = "owner"
    all_marks = [*marks]
    for cell in row.cells:
        all_marks.extend(cell.marks)
        match = _MARK_ONLY.fullmatch(cell.line)
        if match:
            all_marks.extend(re.findall(r"\d{1,2}|[a-z]", match[1]))
    at = re.compile(r"\s+".join(map(re.escape, name.split()))).search(text.text, *row.span)
    block = text.block_at(row.span[0])
    return Holding(
        holder=name,
        kind=kind,
        shares=_shares(numbers[0]) if numbers else 0,
        percent=percent,
        under_one=percent is None
        and any(_SMALL.fullmatch(c.line) or "*" in c.marks for c in row.cells[1:]),
        address=" ".join(below.split("\n")) or None,
        notes=tuple(notes[mark] for mark in dict.fromkeys(all_marks) if mark in notes),
        as_of=as_of,
        block=block.key if block else "",
        span=at.span() if at else row.span,
        row_span=row.span,
    )


def _with_address(holding: Holding, line: Cell) -> Holding:
    from dataclasses import replace

    if not re.search(r"\d|c/o|[A-Z][a-z]+, [A-Z]", line.line):
        return holding
    words = " ".join(filter(None, (holding.address, line.line)))
    return replace(holding, address=words)


def _section(line: str) -> str | None:
    if _FIVE_PERCENT.search(line) and not _INSIDERS.search(line):
        return "owner"
    if (
        len(line) < 120
        and not re.match(r"c/o\b", line)
        and not is_company(line)
        and _INSIDERS.search(line)
        and not _FIVE_PERCENT.search(line)
    ):
        return "insider"
    return None


def _is_total_of_other_things(name: str) -> bool:
    return re.match(r"(?:total|name|title|shares|percent)\b", name, re.I) is not None


def _shares(cell: Cell) -> int | None:
    line = cell.line.removesuffix(" shares")
    if not _COUNT.fullmatch(line):
        return None
    number = int(line.replace(",", ""))
    # Small whole numbers are percentages or numbers of notes.
    return number if number >= 1000 or "," in line or number > 100 else None


def _percent(row: Row) -> Decimal | None:
    """The first number behind the shares that is a percentage."""
    seen_shares = False
    for position, cell in enumerate(row.cells[1:], start=1):
        if _shares(cell) is not None:
            seen_shares = True
            continue
        match = _PERCENT.fullmatch(cell.line)
        follows = row.cells[position + 1].line if position + 1 < len(row.cells) else ""
        if match and seen_shares and ("%" in cell.line or follows == "%" or "." in cell.line):
            number = Decimal(match["number"])
            if number <= 100:
                return number
    return None


def _notes(found: Sequence[Row]) -> dict[str, str]:
    """Notes behind the table: a mark and its text, in two cells or on one line."""
    notes: dict[str, str] = {}
    for row in found:
        line = " ".join(
            cell.line + (f"({cell.marks[0]})" if not cell.line and cell.marks else "")
            for cell in row.cells
        )
        match = _NOTE.match(line)
        if match:
            mark = next(match[group] for group in "abcd" if match[group])
            notes.setdefault(mark, match["text"])
    return notes


def _without_repeats(holdings: Sequence[Holding]) -> tuple[Holding, ...]:
    """A holder may stand in two tables; the first line with the same shares stays."""
    kept: dict[tuple[str, int | None], Holding] = {}
    for holding in holdings:
        kept.setdefault((holding.holder.casefold(), holding.shares), holding)
    return tuple(kept.values())


def shares_outstanding(text: str) -> int | None:
    """Shares outstanding on the record date, from "55,429,217 shares of common stock"."""
    match = _OUTSTANDING.search(text)
    return int(match[1].replace(",", "")) if match else None
