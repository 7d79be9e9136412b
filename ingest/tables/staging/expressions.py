"""DuckDB expressions for the cells, texts and conditions of a mapping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.tables.mapping import Column, Condition, Text
from kg.lake.sql import sql_string

# Space, tab, line ends, no-break space, byte order mark.
_BLANKS = sql_string(" \t\r\n\u00a0\ufeff")
# Cheap tests first: few cells need trimming, and trimming by a set of characters is slow.
_NEEDS_TRIM = (
    "({0} < '!' OR suffix({0}, ' ') OR suffix({0}, chr(9)) OR suffix({0}, chr(160))"
    " OR prefix({0}, chr(160)) OR prefix({0}, chr(39)) OR prefix({0}, '=' || chr(34)))"
)
# A spreadsheet keeps a number as text behind an apostrophe, or as ="…".
_SPREADSHEET_TEXT = sql_string('^(?:\'([0-9][^\']*)|="([^"]*)")$')
_FILTERS = {
    "upper": "upper({})",
    "lower": "lower({})",
    "digits": "nullif(regexp_replace({}, '[^0-9]', '', 'g'), '')",
    "alnum": "nullif(upper(regexp_replace({}, '[^\\p{{L}}\\p{{N}}]', '', 'g')), '')",
    "whole": "regexp_replace({}, '^([0-9]+)[.]0$', '\\1')",
    "strip_zeros": (
        "CASE WHEN prefix({0}, '0') THEN coalesce(nullif(ltrim({0}, '0'), ''), '0') ELSE {0} END"
    ),
}
EMPTYING = frozenset({"digits", "alnum"})
"""Filters that may leave nothing of a text."""

_JOINTS = "' ,;/-'"


def folded(name: str) -> str:
    """A column name as names are compared: without regard to case and spacing."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells `c0`, `c1`… of a relation, found by column name.

    Attributes:
        header: names of all columns, in the order of the cells.
        nulls: texts that mean "no value".
        padded: there may be blanks, or a spreadsheet's marks of text, around the text of a cell.
        prepared: the trimmed text of cell `c1` is there as `t1`.
        notations: decimal sign and separator of thousands by the folded names of columns.
    """

    header: tuple[str, ...]
    nulls: Sequence[str] = ()
    padded: bool = True
    prepared: bool = False
    notations: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """The text of each cell is the cell as it stands."""
        return not self.padded and not self.nulls

    def index(self, column: str) -> int | None:
        """Number of the cell, None where the file lacks the (optional) column."""
        wanted = folded(column)
        return next((i for i, name in enumerate(self.header) if folded(name) == wanted), None)

    def raw(self, column: str) -> str:
        """The cell as it stands, NULL when empty."""
        index = self.index(column)
        return "NULL::VARCHAR" if index is None else f"c{index}"

    def text(self, column: str) -> str:
        """The cell without blanks around it, NULL when empty or a null token."""
        index = self.index(column)
        if index is None:
            return "NULL::VARCHAR"
        return f"t{index}" if self.prepared else self.trimmed(index)

    def trimmed(self, index: int) -> str:
        """The text of the cell of that number, worked out from `c0`…"""
        return trimmed(f"c{index}", self.nulls, padded=self.padded)


def trimmed(cell: str, nulls: Sequence[str] = (), *, padded: bool = True) -> str:
    """`cell`, an SQL expression, without blanks around it; NULL for nothing.

    Args:
        padded: False where it is known that there are no blanks around any cell.
    """
    text = cell
    if padded:
        bare = f"regexp_replace(trim({cell}, {_BLANKS}), {_SPREADSHEET_TEXT}, '\\1\\2')"
        bare = f"nullif({bare}, '')"
        text = f"CASE WHEN {_NEEDS_TRIM.format(cell)} THEN {bare} ELSE {cell} END"
    return f"CASE WHEN {text} NOT IN ({literals(nulls)}) THEN {text} END" if nulls else text


def literals(texts: Iterable[str]) -> str:
    """SQL string literals, separated by commas."""
    return ", ".join(sql_string(text) for text in texts)


def key_sql(text: Text, row: Columns) -> str:
    """The text where every column in it must be filled; NULL when one is empty."""
    return _looked_up(text, _joined(text, row) if not text.first_of else _first(text, row))


def text_sql(text: Text, row: Columns) -> str:
    """The text where empty columns are left out; NULL when all are empty."""
    return _looked_up(text, plain_sql(text, row))


def plain_sql(text: Text, row: Columns) -> str:
    """`text_sql` before its lookup."""
    if text.first_of:
        return _first(text, row)
    columns = [part for part in text.parts if isinstance(part, Column)]
    if not columns or len(text.parts) == 1:
        return _joined(text, row)
    # concat() passes over NULLs, and with an empty column goes the literal before it.
    pieces: list[str] = []
    literal = ""
    for part in text.parts:
        if isinstance(part, str):
            literal += part
        else:
            cell = _part(part, row)
            pieces.append(f"{sql_string(literal)} || {cell}" if literal else cell)
            literal = ""
    if literal:
        pieces[-1] += f" || {sql_string(literal)}"
    some = f"nullif(trim(concat({', '.join(pieces)}), {_JOINTS}), '')"
    return f"coalesce({_joined(text, row)}, {some})"


def misses_sql(text: Text, row: Columns) -> str | None:
    """Whether the row's text is one the lookup refuses; None where it refuses none."""
    if text.lookup is None or text.otherwise != "reject":
        return None
    plain = plain_sql(text, row)
    return f"({plain} IS NOT NULL AND {plain} NOT IN ({literals(text.lookup)}))"


def conditions_sql(tests: Sequence[Condition], row: Columns) -> str:
    """Whether all hold: never NULL, TRUE for none."""
    return " AND ".join(_condition(test, row) for test in tests) or "TRUE"


def _condition(test: Condition, row: Columns) -> str:
    cell = row.text(test.column)
    if test.test == "empty":
        return f"({cell} IS NULL)"
    if test.test == "filled":
        return f"({cell} IS NOT NULL)"
    if test.test == "not_in":
        return f"coalesce({cell} NOT IN ({literals(test.values)}), TRUE)"
    if test.test == "not_matches":
        return f"coalesce(NOT regexp_matches({cell}, {sql_string(test.values[0])}), TRUE)"
    if test.test == "matches":
        found = f"regexp_matches({cell}, {sql_string(test.values[0])})"
    elif test.test in ("above", "below"):
        sign = ">" if test.test == "above" else "<"
        plain = plain_number("n", *row.notations.get(folded(test.column), (".", "")))
        number = f"list_transform([tidied({cell}, NULL)], lambda n: {plain})[1]"
        found = f"try_cast({number} AS DECIMAL(38, 9)) {sign} {test.values[0]}"
    else:
        found = f"{cell} IN ({literals(test.values)})"
    return f"coalesce({found}, FALSE)"


def plain_number(text: str, decimal: str, thousands: str) -> str:
    """A number's text with a decimal point and no thousands separators, as SQL.

    Separators that do not part thousands make it no number: `1,80` with "," is rather a
    decimal comma than a hundred and eighty. Indian groups of two (`12,34,567`) are allowed.

    Args:
        text: SQL of the text as the source has it.
        decimal, thousands: the signs; no thousands sign is "".
    """
    if thousands:
        sign = re.escape(thousands)
        grouped = f"\\s*[-+]?[0-9]{{1,3}}({sign}[0-9]{{2,3}})*{sign}[0-9]{{3}}([^0-9{sign}].*)?"
        text = (
            f"CASE WHEN regexp_full_match({text}, {sql_string(grouped)})"
            f" THEN replace({text}, {sql_string(thousands)}, '')"
            f" ELSE replace({text}, {sql_string(thousands)}, '?') END"
        )
    if decimal != ".":
        # A point is then no part of a number.
        text = f"translate({text}, '.,', '?.')"
    return text


def _joined(text: Text, row: Columns) -> str:
    return "(" + " || ".join(_part(part, row) for part in text.parts) + ")"


def _first(text: Text, row: Columns) -> str:
    return "coalesce(" + ", ".join(_part(part, row) for part in text.parts) + ")"


def _part(part: str | Column, row: Columns) -> str:
    if isinstance(part, str):
        return sql_string(part)
    cell = row.text(part.name)
    for name in part.filters:
        cell = f"({_FILTERS[name].format(cell)})"
    return cell


def _looked_up(text: Text, plain: str) -> str:
    if text.lookup is None:
        return plain
    cases = "".join(
        f" WHEN {sql_string(name)} THEN {'NULL' if to is None else sql_string(to)}"
        for name, to in text.lookup.items()
        if name
    )
    rest = {"keep": plain, "default": sql_string(text.default or "")}.get(text.otherwise, "NULL")
    found = f"CASE {plain}{cases} ELSE {rest} END" if cases else rest
    empty = text.lookup.get("")
    if empty is None and text.otherwise != "default":
        return found
    return (
        f"CASE WHEN {plain} IS NULL THEN {'NULL' if empty is None else sql_string(empty)}"
        f" ELSE {found} END"
    )
