"""What must hold of a row so that an entity of a mapping can be made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.mapping import DateText, EntityMap, PropertyMap, Text
from ingest.tables.columns import Columns
from ingest.tables.expressions import conditions_sql, key_sql, plain_sql, text_sql
from ingest.tables.levels import NOT_YET, Levels
from ingest.tables.money_sql import plain_number
from ingest.tables.normal import date_name, normaliser_name
from ingest.tables.time_sql import calendar_day, date_text

_BAD_DATE = "not a date of the format expected"
_UNCLEAR_DATE = "not a date, or one that can be read in two ways"


@dataclass(frozen=True, slots=True)
class LateCheck:
    """A check that needs the normal forms of the values: done after the stage.

    Attributes:
        normaliser: the normaliser's name. problem: number of the problem it finds.
        text: SQL of the text to be normalised, over cells; NULL where it does not apply.
    """

    normaliser: str
    problem: int
    text: str


def applies_sql(entity: EntityMap, row: Columns) -> str:
    """Whether a row speaks of the entity."""
    on = conditions_sql(entity.when, row)
    filled = f"{key_sql(entity.id, row)} IS NOT NULL"
    return filled if on == "TRUE" else f"{on} AND {filled}"


def add_entity(
    levels: Levels, entity: EntityMap, cells: Columns, *, is_end: bool
) -> Iterator[LateCheck]:
    """Add the problems an entity may have to a stage.

    Args:
        cells: the columns as a later pass sees them.
        is_end: a transfer starts or ends here, and answers for the key.
    """
    row = levels.columns
    on = conditions_sql(entity.when, row)
    applies = "" if on == "TRUE" else f"{on} AND "
    identifier = key_sql(entity.id, row)
    if not is_end:
        levels.key(entity.name, entity.id, identifier, applies, optional=entity.optional)
    applies = f"{applies_sql(entity, row)} AND "
    later = applies_sql(entity, cells)
    for period in (entity.valid_from, entity.valid_to):
        if period is not None:
            yield from _period(levels, period, applies, later, cells)
    for prop in entity.properties:
        narrowed, narrowed_later = applies, later
        if prop.when:
            narrowed += f"{conditions_sql(prop.when, row)} AND "
            narrowed_later += f" AND {conditions_sql(prop.when, cells)}"
        for text in prop.texts:
            levels.misses(text, narrowed)
        for period in (prop.valid_from, prop.valid_to):
            if period is not None:
                yield from _period(levels, period, narrowed, narrowed_later, cells)
        if prop.text is not None and prop.bad == "reject":
            yield from _strict(levels, prop, prop.text, narrowed, narrowed_later, cells)


def _strict(
    levels: Levels, prop: PropertyMap, text: Text, applies: str, later: str, cells: Columns
) -> Iterator[LateCheck]:
    """A property whose value must be readable."""
    kind = prop.prop.type
    name = normaliser_name(prop)
    if name is not None:
        what = {"money": "not a number", "date": _UNCLEAR_DATE}.get(kind, f"not a {kind}")
        number = levels.fault(NOT_YET, what, text)
        plain = text_sql(text, cells)
        if name == "number":
            plain = plain_number(plain, prop.decimal, prop.thousands)
        yield LateCheck(name, number, f"CASE WHEN {later} THEN {plain} END")
    elif kind == "date":
        plain = text_sql(text, levels.columns)
        levels.fault(
            f"{applies}{plain} IS NOT NULL AND {date_text(prop.date, plain)} IS NULL",
            _BAD_DATE,
            text,
            plain_sql(text, levels.columns),
        )


def _period(
    levels: Levels, period: DateText, applies: str, later: str, cells: Columns
) -> Iterator[LateCheck]:
    if period.style.formats:
        text = text_sql(period.text, levels.columns)
        levels.fault(
            f"{applies}{text} IS NOT NULL AND {calendar_day(period.style, text)} IS NULL",
            _BAD_DATE,
            period.text,
            text,
        )
    else:
        number = levels.fault(NOT_YET, _UNCLEAR_DATE, period.text)
        text = text_sql(period.text, cells)
        yield LateCheck(date_name(period.style), number, f"CASE WHEN {later} THEN {text} END")
