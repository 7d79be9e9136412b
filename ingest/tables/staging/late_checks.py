"""Checks that need the normal forms of values: done when a batch is staged."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.tables.mapping import DateStyle, PropertyMap
from ingest.tables.staging.normal_forms import Cleaner, date_cleaner
from ingest.tables.staging.time_sql import calendar_day, date_text


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
