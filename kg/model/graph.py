"""What stores hand out: plain nodes, relations and rows, never a driver's types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtra

if TYPE_CHECKING:
    import pyarrow as pa

_SHOWN = 50
"""Rows in a notebook's table."""


@dataclass(frozen=True, slots=True)
class Node:
    """An entity of the graph.

    `properties` holds the ontology's properties only, as claims tell them: one text, or a list
    of all where several may be true. A user's own query gives them as the graph stores them.
    """

    id: str
    schema: str
    labels: tuple[str, ...]
    caption: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed relation; `source` and `target` are node ids, `type` e.g. `OWNS`.

    `properties` are as for a node; those of a transfer are the ledger's.
    """

    id: str
    type: str
    source: str
    target: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Result of a query: column names, and a tuple for each row."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """One dictionary a row, by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table; nodes and relations are their ids.

        A column whose values have no type in common is text.
        """
        import pyarrow as pa

        columns = []
        for at in range(len(self.columns)):
            values = [_plain(row[at]) for row in self.rows]
            try:
                columns.append(pa.array(values))
            except (pa.ArrowInvalid, pa.ArrowTypeError):
                columns.append(pa.array([None if v is None else str(v) for v in values]))
        return pa.Table.from_arrays(columns, names=list(self.columns))

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame; raises MissingExtra where pandas is not installed."""
        if find_spec("pandas") is None:
            raise MissingExtra("pandas is not installed", hint="Install it, or use to_arrow()")
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        """A table for notebooks, of the first 50 rows; all text is escaped."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(str(_plain(value)))}</td>' for value in row)}</tr>"
            for row in self.rows[:_SHOWN]
        )
        more = len(self.rows) - _SHOWN
        rest = f"<p>and {more:,} more rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _plain(value: Any) -> Any:
    """A value that Arrow can hold: a node or a relation is its id."""
    if isinstance(value, Node | Relation):
        return value.id
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
