"""Values whose claim's text takes Python to find: worked out once for each distinct text."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from ingest.tables.mapping import DateStyle, PropertyMap
from kg.values.types import Notation, as_text, value_type

_ROWS_AT_ONCE = 100_000
_PLAIN = Notation()


@dataclass(frozen=True, slots=True)
class Cleaner:
    """The claim's text of a text, as its type of value has it.

    Attributes:
        kind: name of the type. form: format of identifiers, None for any.
        how: how the column writes values.
        vocabulary: the only values there are, in order; empty where any may stand.
    """

    kind: str
    form: str | None = None
    how: Notation = _PLAIN
    vocabulary: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """Name of the table of its normal forms."""
        return f"normal_{self.kind}_{zlib.crc32(repr(self).encode()):08x}"

    def __call__(self, text: str) -> str | None:
        """The claim's text, None where the text is no such value."""
        kind = value_type(self.kind)
        bare = as_text(kind, text)
        value = kind.clean(bare, self.form, self.how) if bare is not None else None
        return None if self.vocabulary and value not in self.vocabulary else value


def cleaner_of(prop: PropertyMap) -> Cleaner | None:
    """The cleaner of a property's values; None where SQL reads them.

    Of money it reads the amount, whose currency stands elsewhere.
    """
    if prop.text is None:
        return None
    kind, form = prop.prop.type, prop.prop.format
    if kind == "date":
        return None if prop.date.formats or prop.date.with_time else date_cleaner(prop.date)
    if value_type(kind).sql is not None and form is None and not prop.vocabulary:
        return None
    how = Notation(prop.decimal, prop.thousands)
    return Cleaner("number" if kind == "money" else kind, form, how, prop.vocabulary)


def date_cleaner(style: DateStyle) -> Cleaner:
    """The cleaner of free dates."""
    return Cleaner("date", how=Notation(day_first=style.day_first))


class NormalForms:
    """The cleaners' tables (text, value) on a connection; value NULL where there is none."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._known: set[Cleaner] = set()

    def learn(self, cleaner: Cleaner, texts: str) -> None:
        """Add the normal forms of the texts that a SELECT of one column yields."""
        if cleaner not in self._known:
            self._con.execute(f"CREATE TEMP TABLE {cleaner.table} (text VARCHAR, value VARCHAR)")
            self._known.add(cleaner)
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE new_texts AS SELECT DISTINCT t FROM ({texts}) q(t)"
            f" WHERE t IS NOT NULL AND t NOT IN (SELECT text FROM {cleaner.table})"
        )
        start = 0
        while rows := self._con.execute(
            "SELECT t FROM new_texts WHERE rowid >= ? AND rowid < ?", [start, start + _ROWS_AT_ONCE]
        ).fetchall():
            new = pa.table(
                {
                    "text": [row[0] for row in rows],
                    "value": pa.array([cleaner(row[0]) for row in rows], pa.string()),
                }
            )
            self._con.register("new_forms", new)
            self._con.execute(f"INSERT INTO {cleaner.table} SELECT * FROM new_forms")
            self._con.unregister("new_forms")
            start += _ROWS_AT_ONCE
        self._con.execute("DROP TABLE new_texts")
