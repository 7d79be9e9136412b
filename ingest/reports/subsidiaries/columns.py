"""Columns of a table of subsidiaries: which holds names, jurisdictions, shares, owners, aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.reports.layout.grid import Cell, Row, merged_titles, trailing_marks
from ingest.reports.subsidiaries.list_entry import has_legal_form, is_company
from ingest.reports.subsidiaries.percentages import NUMBER, percentage
from ingest.reports.subsidiaries.places import is_bare_place, jurisdiction_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_ROLES = {
    "other": re.compile(
        r"\bdates?\b|\bcapital\b|\btax\b|\bein\b|number|activit|^no\.?$|"
        r"^(?:nature of |principal |type of |line of )?business(?:es)?$",
        re.I,
    ),
    "share": re.compile(r"percent|%|\bownership(?! structure)\b", re.I),
    "alias": re.compile(
        r"d/?b/?a|doing business|trade name|business name|other name|which.*business|"
        r"assumed name|former name|also known",
        re.I,
    ),
    "jurisdiction": re.compile(r"jurisdiction|incorporat|organi[sz]|formation|formed|laws", re.I),
    "parent": re.compile(r"parent|owned by|held by|owner|holder", re.I),
    "weak share": re.compile(r"voting|owned$|interest|equity|held$", re.I),
    "weak jurisdiction": re.compile(r"\bstate\b|country|domicile|province|place", re.I),
    "location": re.compile(r"location|address|office|city", re.I),
    "name": re.compile(r"name|subsidiar|entity|entities|compan|legal|affiliate", re.I),
    "described": re.compile(
        r"background|description|status|relationship|notes?$|type|class|function|industry|"
        r"segment|footnote|entity form|security|securities|shares|stock",
        re.I,
    ),
}
"""What a title speaks of; the first that fits counts."""

_MEANS = {"weak share": "share", "described": "other"}
_WORD = re.compile(r"[^\W\d_]+")
_TITLE_WORDS = frozenset({
    "a", "activities", "activity", "address", "affiliate", "affiliates", "all", "and", "as", "at",
    "assumed", "b", "background", "beneficial", "business", "businesses", "by", "capital", "city",
    "class", "companies", "company", "conducted", "conducts", "corporate", "corporation",
    "country", "d", "date", "dba", "description", "direct", "directly", "does", "doing",
    "domicile", "effective", "ein", "entities", "entity", "equity", "filing", "form",
    "formation", "formed", "former", "full", "function", "group", "held", "holder", "immediate",
    "in", "incorporated", "incorporation", "indirect", "indirectly", "industry", "interest",
    "interests", "is", "it", "its", "jurisdiction", "jurisdictions", "kind", "laws", "legal",
    "line", "location", "name", "names", "nature", "no", "note", "notes", "number", "of", "or",
    "office", "organisation", "organised", "organization", "organized", "other", "outstanding",
    "owned", "owner", "ownership", "parent", "part", "percent", "percentage", "place",
    "principal", "province", "registrant", "registration", "relationship", "s", "securities",
    "segment", "shareholder", "shareholders", "shares", "state", "status", "stock",
    "subsidiaries", "subsidiary", "the", "their", "they", "to", "trade", "type", "u", "under",
    "us", "used", "voting", "was", "were", "where", "which",
})  # fmt: skip
_MOST_OF_COLUMN = 0.6
_MARGIN = 40
"""Columns that the last column of typewriter text may reach beyond its title."""
_NEAR = 2
"""Columns that a cell may stand beside its title."""
_LONGEST_TITLE = 90
_SIGNS = frozenset({"%", ")%", "$", "(%)"})
_NUMBER = re.compile(rf"(?P<number>{NUMBER})\s*(?P<sign>%|percent|per\s?cent)?", re.I)
_BEHIND_SHARE = re.compile(
    r"\s*[(,-]?\s*(?:directly|indirectly|direct|indirect|voting|interest|equity|ownership)?"
    r"(?:\s*(?:owned|held))?(?:\s*by\s+(?P<owner>.+?))?\s*\)?"
    # "50% (JV)" is half; "50% (or less)" is no share.
    r"|\s*\((?P<remark>(?![^)]*\b(?:or|than|least|most|about|approx\w*|up|over|under|min\w*|max\w*)\b)"
    r"[^()\d%<>]{1,40})\)",
    re.IGNORECASE,
)
_WHOLLY = re.compile(
    r"(?:indirect(?:ly)?,? |direct(?:ly)?,? )?wholly[- ]owned(?: subsidiary)?"
    r"(?: (?:of|by) (?P<owner>.+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Ranges of columns by what they hold; several of a kind where lists stand side by side."""

    of: tuple[tuple[str, int, int], ...]

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
    match = _NUMBER.match(plain)
    behind = _BEHIND_SHARE.fullmatch(plain, match.end()) if match else None
    found = percentage(match["number"]) if match else None
    if found is None or behind is None:
        return Share(as_listed=plain if re.search(r"\d", plain) else None)
    percent, exact = found
    return Share(percent, behind["owner"], None if exact and not behind["remark"] else plain)


def share_and_owner(text: str) -> tuple[Decimal | None, str | None]:
    """The percentage that a cell gives, and who holds it, each None where it does not say."""
    found = read_share(text)
    return found.percent, found.owner


def is_titles(row: Row) -> bool:
    """Every cell is a column's title, or most are and none is a company, a place or a share."""
    cells = [cell for cell in row.cells if cell.line]
    if row.titles or not cells:
        return row.titles
    titles = [_is_title(cell) for cell in cells]
    if all(titles):
        return True
    return (
        len(cells) > 1
        and sum(titles) * 2 >= len(cells)
        and any(titles[1:])
        and not any(
            has_legal_form(cell.line)
            or jurisdiction_place(cell.line) is not None
            or share_and_owner(cell.line)[0] is not None
            for cell in cells
        )
    )


def _is_title(cell: Cell) -> bool:
    words = {word.casefold() for word in _WORD.findall(cell.line)}
    return _title_role(cell.line) is not None and words <= _TITLE_WORDS


def _title_role(line: str) -> str | None:
    if len(line) > _LONGEST_TITLE:
        return None
    return next((role for role, words in _ROLES.items() if words.search(line)), None)


def table_columns(titles: Sequence[Row], body: Sequence[Row]) -> Columns:
    """Columns by the rows of titles over them, else by what most of their cells are.

    Args:
        titles: the rows of titles, from the top; often none or one.
        body: the rows that the titles stand over.
    """
    heads = merged_titles(titles)
    named = [head for head in heads if _title_role(head.line) is not None]
    if not named or (len(heads) == 1 and _title_role(heads[0].line) == "name"):
        return _by_content(body)
    roles = [(_title_role(head.line) or "unknown", head.column, head.end_column) for head in heads]
    if all(role != "name" for role, _, _ in roles) and _ROLES["name"].search(heads[0].line):
        roles[0] = ("name", *roles[0][1:])
    if all(role != "name" for role, _, _ in roles):
        first = min(range(len(roles)), key=lambda index: roles[index][1])
        if roles[first][0] == "unknown":
            roles[first] = ("name", *roles[first][1:])
        else:
            roles.append(("name", 0, max(1, roles[first][1])))
    if body and body[0].table is not None and body[0].table < 0:
        roles = _meeting(roles)
    return Columns(tuple(_checked(roles, body)))


def _meeting(roles: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Columns of typewriter text, each up to the middle of the gap between it and the next."""
    ordered = sorted(roles, key=lambda found: found[1])
    middles = [(one[2] + two[1]) // 2 for one, two in pairwise(ordered)]
    starts, ends = [0, *middles], [*middles, max(end for _, _, end in ordered) + _MARGIN]
    return [
        (role, start, end) for (role, _, _), start, end in zip(ordered, starts, ends, strict=True)
    ]


def _checked(
    roles: Sequence[tuple[str, int, int]], body: Sequence[Row]
) -> Iterator[tuple[str, int, int]]:
    """Roles as the cells below bear them out."""
    kinds = [role for role, _, _ in roles]
    for role, start, end in roles:
        cells = [
            cell
            for row in body
            for cell in row.cells
            if cell.line and min(end, cell.end_column) > max(start, cell.column)
        ]
        shares = _share_of(cells, lambda line: share_and_owner(line)[0] is not None)
        found = _MEANS.get(role, role)
        if role == "parent" and shares >= _MOST_OF_COLUMN:
            found = "share"
        elif role in {"share", "weak share"} and shares == 0 and _share_of(cells, is_company) > 0.5:
            found = "parent"
        elif role in {"location", "weak jurisdiction"}:
            # An office is no jurisdiction: "Delaware" may be one, "Dallas, TX" is an address.
            bare = _share_of(cells, is_bare_place)
            known = "jurisdiction" in kinds
            found = "jurisdiction" if bare >= _MOST_OF_COLUMN and not known else "other"
        elif role == "unknown":
            found = "other"
        yield found, start, end


def _share_of(cells: Sequence[Cell], test: Callable[[str], object]) -> float:
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
        values = [share_and_owner(cell.line)[0] for cell in cells]
        role = "name"
        if _share_of(cells, is_bare_place) >= _MOST_OF_COLUMN:
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
    kinds = [role for role, _, _ in sorted(columns.of, key=lambda found: found[1])]
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
