"""Tables of text, as they are written to CSV files."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns of text, all of one length; an empty text is a missing value."""

    columns: Mapping[str, Sequence[str]]

    def __post_init__(self) -> None:
        lengths = {name: len(values) for name, values in self.columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns of different length: {lengths}")

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> Sequence[str]:
        return self.columns[name]

    def dicts(self) -> list[dict[str, str]]:
        """One dictionary a row, by column name."""
        names = tuple(self.columns)
        rows = zip(*self.columns.values(), strict=True)
        return [dict(zip(names, row, strict=True)) for row in rows]


def table(**columns: Sequence[str]) -> Table:
    """A table from its columns."""
    return Table(columns)


def from_rows(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table from its rows."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return Table(dict(zip(names, columns, strict=True)))


def amounts(cents: Sequence[int]) -> list[str]:
    """Cents as decimal text: 1234 is `12.34`."""
    return [f"{c // 100}.{c % 100:02d}" for c in cents]


def write_tables(tables: Mapping[str, Table], folder: Path) -> None:
    """Write each table as `folder/NAME.csv`, UTF-8, quoted where needed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(content.columns)
            writer.writerows(zip(*content.columns.values(), strict=True))
