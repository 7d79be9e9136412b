"""Values whose claim's text takes Python: worked out once for each distinct text, then checked."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from ingest.tables.mapping import DateStyle, PropertyMap
from ingest.tables.staging.time_sql import calendar_day, date_text
from kg.text.dates import possible_dates
from kg.values.types import Notation, as_text, value_type

_ROWS_AT_ONCE = 100_000
_PLAIN = Notation()

SEVERAL = "\x1f"
"""Stands between the dates that one text may mean."""


@dataclass(frozen=True, slots=True)
class Cleaner:
    """The claim's text of a text, as its type of value has it.

    Attributes:
        kind: name of the type. form: format of identifiers, None for any.
        how: how the column writes values.
        vocabulary: the only values there are, in order; empty where any may stand.
        several: of a date, all that it may mean, with SEVERAL between them.
    """

    kind: str
    form: str | None = None
    how: Notation = _PLAIN
    vocabulary: tuple[str, ...] = ()
    several: bool = False

    @property
    def table(self) -> str:
        """Name of the table of its normal forms."""
        return f"normal_{self.kind}_{zlib.crc32(repr(self).encode()):08x}"

    def __call__(self, text: str) -> str | None:
        """The claim's text, None where the text is no such value."""
        kind = value_type(self.kind)
        bare = as_text(kind, text)
        if self.several:
            dates = possible_dates(bare, day_first=self.how.day_first) if bare else ()
            return SEVERAL.join(dates) or None
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
        if prop.date.formats or prop.date.with_time:
            return None
        return replace(date_cleaner(prop.date), several=prop.prop.uncertain)
    if value_type(kind).sql is not None and form is None and not prop.vocabulary:
        return None
    known = prop.currency.constant if prop.currency is not None else None
    how = Notation(prop.decimal, prop.thousands, currency=known or "")
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


@dataclass(frozen=True, slots=True)
class LateCheck:
    """A value must have a normal form, and one that will do.

    Attributes:
        cleaner: makes the normal forms. problem: number of the problem it finds.
        text: SQL of the text to be normalised, over cells; NULL where it does not apply.
        shown: SQL of the text as the source has it.
        wrong: SQL over `n`, the text's normal form, of what must not be.
    """

    cleaner: Cleaner
    problem: int
    text: str
    shown: str
    wrong: str = "n.value IS NULL"

    @property
    def normal_texts(self) -> list[tuple[Cleaner, str]]:
        """(cleaner, SQL of texts) that must have been learnt."""
        return [(self.cleaner, self.text)]

    @property
    def update(self) -> str:
        """UPDATE of `stage` that marks the records at fault."""
        return f"""
            UPDATE stage SET problem = {self.problem}, bad_value = {self.shown}
            FROM {self.cleaner.table} n
            WHERE problem IS NULL AND {self.wrong} AND n.text = {self.text}"""


@dataclass(frozen=True, slots=True)
class DateSql:
    """A date of a row: `text` is SQL over cells, NULL where it does not apply.

    Attributes:
        whole: the style gives whole days alone, as `calendar_day` reads them.
    """

    text: str
    style: DateStyle
    whole: bool = False

    @property
    def cleaner(self) -> Cleaner | None:
        """Makes the normal forms; None where the style's formats say it all."""
        if self.style.formats or (self.style.with_time and not self.whole):
            return None
        return date_cleaner(self.style)

    def value(self, normal: str) -> str:
        """SQL of the date as ISO text, perhaps partial; `normal` is its table of normal forms."""
        if self.cleaner is not None:
            return f"{normal}.value"
        if self.whole:
            return f"strftime({calendar_day(self.style, self.text)}, '%Y-%m-%d')"
        return date_text(self.style, self.text)


@dataclass(frozen=True, slots=True)
class PeriodCheck:
    """A date must not lie before another one; partial dates are compared as far as they go.

    Attributes:
        problem: number of the problem it finds; None where it is only counted.
        subject: what is counted then.
    """

    problem: int | None
    first: DateSql
    last: DateSql
    subject: str = ""

    @property
    def normal_texts(self) -> list[tuple[Cleaner, str]]:
        """(cleaner, SQL of texts) that must have been learnt."""
        dates = (self.first, self.last)
        return [(d.cleaner, d.text) for d in dates if d.cleaner is not None]

    @property
    def update(self) -> str:
        """UPDATE of `stage` that marks the records at fault."""
        return f"""
            UPDATE stage SET problem = {self.problem}, bad_value = q.shown
            FROM ({self.faults}) q WHERE stage.rowid = q.i"""

    @property
    def count(self) -> str:
        """SELECT of the number of records at fault, and of the least number of a row among them."""
        return f"SELECT count(*), min(i) FROM ({self.faults})"

    @property
    def faults(self) -> str:
        """SELECT of the rows at fault, with the later date as it stands."""
        joins = "".join(
            f" LEFT JOIN {date.cleaner.table} {name} ON {name}.text = ({date.text})"
            for name, date in (("first", self.first), ("last", self.last))
            if date.cleaner is not None
        )
        return f"""
            SELECT i, shown FROM (
                SELECT g.i, {self.last.text} AS shown,
                       {self.first.value("first")} AS a, {self.last.value("last")} AS b
                FROM good g{joins})
            WHERE left(b, least(length(a), length(b))) < left(a, least(length(a), length(b)))"""


def outside(prop: PropertyMap) -> str | None:
    """SQL of whether `n.value`, the normal form of a number, is outside the property's bounds.

    It is never NULL itself. Returns None where the property has no bounds.
    """
    if prop.minimum is None and prop.maximum is None:
        return None
    # Rounding to the nearest double keeps the order, so nothing within bounds falls outside.
    number = "try_cast(n.value AS DOUBLE)"
    tests = []
    if prop.minimum is not None:
        tests.append(f"{number} < {prop.minimum:f}")
    if prop.maximum is not None:
        tests.append(f"{number} > {prop.maximum:f}")
    return f"coalesce({' OR '.join(tests)}, FALSE)"


def bounds_text(prop: PropertyMap) -> str:
    """What a value outside the bounds is, in words."""
    if prop.minimum is None:
        return f"above {prop.maximum:f}"
    if prop.maximum is None:
        return "negative" if not prop.minimum else f"below {prop.minimum:f}"
    return f"not from {prop.minimum:f} to {prop.maximum:f}"
