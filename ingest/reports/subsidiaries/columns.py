"""Columns of a table of subsidiaries: which holds names, jurisdictions, shares, owners, aliases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from ingest.reports.layout.grid import Cell, Row, merged_titles, trailing_marks
from ingest.reports.subsidiaries.entry import NUMBER, has_legal_form, is_company, percentage
from ingest.reports.subsidiaries.places import is_bare_place, jurisdiction_place

_TITLES = {
    "other": r"\bdates?\b|\bcapital\b|\btax\b|\bein\b|number|activit|^no\.?$|"
    r"^(?:nature of |principal |type of |line of )?business(?:es)?$",
    "share": r"percent|%|\bownership(?! structure)\b",
    "alias": r"d/?b/?a|doing business|trade name|business name|other name|which.*business|"
    r"assumed name|former name|also known",
    "jurisdiction": r"jurisdiction|incorporat|organi[sz]|formation|formed|laws",
    "parent": r"parent|owned by|held by|owner|holder",
    "weak share": r"voting|owned$|interest|equity|held$",
    "weak jurisdiction": r"\bstate\b|country|domicile|province|place",
    "location": r"location|address|office|city",
    "name": r"name|subsidiar|entity|entities|compan|legal|affiliate",
    "described": r"background|description|status|relationship|notes?$|type|class|function|industry|"
    r"segment|securit|shares|stock",
}
"""What a title speaks of, as patterns; the first that fits counts."""
_SPEAKS_OF = {role: re.compile(pattern, re.IGNORECASE) for role, pattern in _TITLES.items()}
_OF_NAMES = re.compile(r"\b(?:names?|subsidiar\w+|entit\w+|legal)\b", re.IGNORECASE)
_MEANS = {"weak share": "share", "described": "other", "unknown": "other"}
_LONGEST_TITLE = 90
_MOST_OF_COLUMN = 0.6
_TYPEWRITER_MARGIN = 40
"""Columns that the last column of typewriter text may reach beyond its title."""
_NEAR = 2
"""Columns that a cell may stand beside its title."""
_SIGNS = frozenset({"%", ")%", "$", "(%)"})
_NUMBER = re.compile(rf"(?P<number>{NUMBER})\s*(?P<sign>%|percent|per\s?cent)?", re.I)
_HELD = re.compile(r"^(?:in)?direct(?:ly)?(?: owned| held)?:?\s+(?=\d)", re.IGNORECASE)
_BEHIND_SHARE = re.compile(
    r"\s*[(,-]?\s*(?:directly|indirectly|direct|indirect|voting|interest|equity|ownership)?"
    r"(?:\s*(?:owned|held))?(?:\s*by\s+(?P<owner>.+?))?\s*\)?"
    # "50% (JV)" is half; "50% (or less)" is no share.
    r"|\s*\((?P<remark>(?![^)]*\b(?:or|than|least|most|about|approx\w*|up|over|under|min\w*|max\w*)\b)"
    r"[^()\d%<>]{1,40})\)",
    re.IGNORECASE,
)
_WHOLLY = re.compile(
    r"(?:(?:in)?direct(?:ly)?,? )?wholly[- ]owned(?: subsidiary)?(?: (?:of|by) (?P<owner>.+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Ranges of columns by what they hold; several of a kind where lists stand side by side."""

    of: tuple[tuple[str, int, int], ...] = ()

    def role(self, cell: Cell) -> str | None:
        """What the column of a cell holds; None where no column is near."""
        best, most = None, -_NEAR - 1
        for role, start, end in self.of:
            # Below zero it is the gap: a cell may stand beside its title.
            overlap = min(end, cell.end_column) - max(start, cell.column)
            if overlap > most:
                best, most = role, overlap
        return best

    def has(self, role: str) -> bool:
        return any(found == role for found, _, _ in self.of)


@dataclass(frozen=True, slots=True)
class Share:
    """What a cell of a column of shares says.

    `percent` is None where the cell does not give one; `owner` is who holds it, where it says
    so. `as_listed` has the words themselves where they say more than the other two.
    """

    percent: Decimal | None = None
    owner: str | None = None
    as_listed: str | None = None


def read_share(text: str) -> Share:
    """The share that a cell gives; "more than 50%" and "50% – 100%" give no percentage."""
    plain = trailing_marks(" ".join(text.split()))[0]
    if match := _WHOLLY.fullmatch(plain):
        return Share(Decimal(100), match["owner"])
    plain = _HELD.sub("", plain)
    match = _NUMBER.match(plain)
    behind = _BEHIND_SHARE.fullmatch(plain, match.end()) if match else None
    found = percentage(match["number"]) if match else None
    if found is None or behind is None:
        return Share(as_listed=plain if re.search(r"\d", plain) else None)
    percent, exact = found
    return Share(percent, behind["owner"], None if exact and not behind["remark"] else plain)


def is_titles(row: Row) -> bool:
    """Whether most cells of a row are titles of columns, and none is what stands below titles."""
    cells = [cell for cell in row.cells if cell.line]
    if row.titles or not cells:
        return row.titles
    titles = sum(_title_role(cell.line) is not None for cell in cells)
    return titles * 2 >= len(cells) and not any(_is_content(cell.line) for cell in cells)


def _is_content(line: str) -> bool:
    role = _title_role(line)
    named = role is None or (role == "name" and not _OF_NAMES.search(line))
    return (
        (named and has_legal_form(line))
        or jurisdiction_place(line) is not None
        or read_share(line).percent is not None
    )


def _title_role(line: str) -> str | None:
    if len(line) > _LONGEST_TITLE:
        return None
    return next((role for role, words in _SPEAKS_OF.items() if words.search(line)), None)


def table_columns(titles: Sequence[Row], body: Sequence[Row]) -> Columns:
    """Columns by the rows of titles over them, else by what most of their cells are.

    Args:
        titles: the rows of titles, from the top; often none or one.
        body: the rows that the titles stand over.
    """
    heads = merged_titles(titles)
    roles = [(_title_role(head.line) or "unknown", head.column, head.end_column) for head in heads]
    named = [role for role, _, _ in roles if role != "unknown"]
    if not named or [role for role, _, _ in roles] == ["name"]:
        return _by_content(body)
    if "name" not in named:
        first = roles[0]
        if first[0] == "unknown" or _SPEAKS_OF["name"].search(heads[0].line):
            roles[0] = ("name", *first[1:])
        else:
            roles.insert(0, ("name", 0, max(1, first[1])))
    if body and body[0].is_typewriter:
        # Each column goes up to the middle of the gap between it and the next.
        middles = [(one[2] + two[1]) // 2 for one, two in pairwise(roles)]
        ends = [*middles, max(end for _, _, end in roles) + _TYPEWRITER_MARGIN]
        roles = [
            (role, start, end)
            for (role, _, _), start, end in zip(roles, [0, *middles], ends, strict=True)
        ]
    return Columns(tuple(_as_cells_show(roles, body)))


def _as_cells_show(
    roles: Sequence[tuple[str, int, int]], body: Sequence[Row]
) -> Iterator[tuple[str, int, int]]:
    """Roles as the cells below bear them out."""
    jurisdiction_known = any(role == "jurisdiction" for role, _, _ in roles)
    for role, start, end in roles:
        cells = [
            cell
            for row in body
            for cell in row.cells
            if cell.line and min(end, cell.end_column) > max(start, cell.column)
        ]
        shares = _part_of(cells, lambda line: read_share(line).percent is not None)
        found = _MEANS.get(role, role)
        if role == "parent" and shares >= _MOST_OF_COLUMN:
            found = "share"
        elif found == "share" and shares == 0 and _part_of(cells, is_company) > 0.5:
            found = "parent"
        elif role in {"location", "weak jurisdiction"}:
            # An office is no jurisdiction: "Delaware" may be one, "Dallas, TX" is an address.
            bare = _part_of(cells, is_bare_place) >= _MOST_OF_COLUMN
            found = "jurisdiction" if bare and not jurisdiction_known else "other"
        yield found, start, end


def _part_of(cells: Sequence[Cell], test: Callable[[str], object]) -> float:
    return sum(1 for cell in cells if test(cell.line)) / len(cells) if cells else 0.0


def _by_content(body: Sequence[Row]) -> Columns:
    cells_of: dict[int, list[Cell]] = {}
    for row in body:
        for cell in row.cells:
            if cell.line:
                cells_of.setdefault(cell.column, []).append(cell)
    roles: list[tuple[str, int, int]] = []
    for column, cells in sorted(cells_of.items()):
        if all(cell.line in _SIGNS for cell in cells):
            continue
        values = [read_share(cell.line).percent for cell in cells]
        role = "name"
        if _part_of(cells, is_bare_place) >= _MOST_OF_COLUMN:
            role = "jurisdiction"
        elif sum(value is not None for value in values) >= _MOST_OF_COLUMN * len(cells):
            # Whole numbers that count up from 1 number the rows.
            counting = values[:3] == [Decimal(n) for n in range(1, len(values[:3]) + 1)]
            role = "number" if counting and not any("%" in cell.line for cell in cells) else "share"
        roles.append((role, column, max(cell.end_column for cell in cells)))
    return Columns(tuple(roles))


def lists_in(row: Row, columns: Columns) -> Iterator[tuple[int, list[Cell]]]:
    """The cells of each list where two lists stand side by side, else all of them.

    Each comes with the column that its names begin in, from which indents count.
    """
    cells = [cell for cell in row.cells if cell.line and cell.line not in _SIGNS]
    kinds = [role for role, _, _ in columns.of]
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
