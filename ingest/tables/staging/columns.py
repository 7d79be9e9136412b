"""The columns of one file, as the mapping of its table names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ingest.tables.mapping import TableMap
from ingest.tables.staging.expressions import trimmed


def folded(name: str) -> str:
    """A column name as names are compared: without regard to case and spacing."""
    return " ".join(name.split()).casefold()


def missing_columns(table: TableMap, header: Iterable[str]) -> tuple[str, ...]:
    """Columns the table needs that the file does not have."""
    present = {folded(name) for name in header}
    optional = {folded(name) for name in table.optional}
    return tuple(
        name
        for name in table.used_columns()
        if folded(name) not in present and folded(name) not in optional
    )


def unknown_columns(table: TableMap, header: Iterable[str]) -> tuple[str, ...]:
    """Columns of the file that the mapping neither uses nor ignores."""
    used = {folded(name) for name in (*table.used_columns(), *table.optional)}
    return tuple(
        name
        for name in header
        if folded(name) not in used
        and not any(fnmatchcase(folded(name), folded(pattern)) for pattern in table.ignored)
    )


def ambiguous_column(table: TableMap, header: Iterable[str]) -> str | None:
    """A column that is used, stands twice in the file, and whose second the mapping forgets."""
    unknown = {folded(name) for name in unknown_columns(table, header)}
    for name in table.used_columns():
        if folded(f"{name}#2") in unknown:
            return name
    return None


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells `c0`, `c1`… of a relation, found by column name.

    Attributes:
        header: names of all columns, in the order of the cells.
        nulls: texts that mean "no value".
        padded: there may be blanks around the text of a cell.
        prepared: the trimmed text of cell `c1` is there as `t1`.
    """

    header: tuple[str, ...]
    nulls: Sequence[str] = ()
    padded: bool = True
    prepared: bool = False

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
