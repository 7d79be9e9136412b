"""What must hold of a row so that an entity of a mapping can be made of it."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.tables.mapping import DateText, EntityMap, PropertyMap, Text
from ingest.tables.staging.expressions import Columns, conditions_sql, key_sql, plain_sql, text_sql
from ingest.tables.staging.levels import NOT_YET, Levels
from ingest.tables.staging.money_sql import currency_sql
from ingest.tables.staging.normal_forms import (
    DateSql,
    LateCheck,
    PeriodCheck,
    bounds_text,
    cleaner_of,
    date_cleaner,
    outside,
)
from ingest.tables.staging.time_sql import calendar_day, date_text

_BAD_DATE = "not a date of the format expected"
_UNCLEAR_DATE = "not a date, or one that can be read in two ways"


def applies_sql(entity: EntityMap, row: Columns) -> str:
    """Whether a row speaks of the entity."""
    on = conditions_sql(entity.when, row)
    filled = f"{key_sql(entity.id, row)} IS NOT NULL"
    return filled if on == "TRUE" else f"{on} AND {filled}"


def add_entity(
    levels: Levels, entity: EntityMap, cells: Columns, *, is_end: bool
) -> Iterator[LateCheck | PeriodCheck]:
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
    yield from _periods(levels, entity, later, cells)


def _strict(
    levels: Levels, prop: PropertyMap, text: Text, applies: str, later: str, cells: Columns
) -> Iterator[LateCheck]:
    """A property whose value must be readable."""
    kind, cleaner = prop.prop.type, cleaner_of(prop)
    if cleaner is not None:
        what = {"money": "not a number", "date": _UNCLEAR_DATE}.get(kind, f"not a {kind}")
        number = levels.fault(NOT_YET, what, text)
        shown = text_sql(text, cells)
        normal = f"CASE WHEN {later} THEN {shown} END"
        yield LateCheck(cleaner, number, normal, shown)
        beyond = outside(prop)
        if beyond is not None:
            number = levels.fault(NOT_YET, bounds_text(prop), text)
            yield LateCheck(cleaner, number, normal, shown, beyond)
        if prop.currency is not None:
            _currency(levels, prop.currency, text, applies)
    elif kind == "date":
        plain = text_sql(text, levels.columns)
        levels.fault(
            f"{applies}{plain} IS NOT NULL AND {date_text(prop.date, plain)} IS NULL",
            _BAD_DATE,
            text,
            plain_sql(text, levels.columns),
        )


def _currency(levels: Levels, currency: Text, amount: Text, applies: str) -> None:
    """The currency of an amount that is there must be known."""
    if currency.constant is not None:
        return
    code = currency_sql(currency, levels.columns)
    filled = f"{applies}{text_sql(amount, levels.columns)} IS NOT NULL"
    levels.fault(f"{filled} AND {code} IS NULL", "the currency is empty", currency)
    stated = text_sql(currency, levels.columns)
    levels.fault(
        f"{filled} AND {code} IS NOT NULL AND places({code}) IS NULL",
        "unknown currency",
        currency,
        stated,
    )


def _periods(
    levels: Levels, entity: EntityMap, later: str, cells: Columns
) -> Iterator[PeriodCheck]:
    """No date may lie before the one that it follows."""
    start, end = entity.valid_from, entity.valid_to
    if start is not None and end is not None:
        number = levels.fault(NOT_YET, "the period ends before it begins", end.text)
        days = [
            DateSql(
                f"CASE WHEN {later} THEN {text_sql(day.text, cells)} END", day.style, whole=True
            )
            for day in (start, end)
        ]
        yield PeriodCheck(number, days[0], days[1])
    for prop in entity.properties:
        for other in entity.properties:
            if prop.text is None or other.text is None or prop.split or other.split:
                continue
            if other.prop.name != prop.prop.not_before:
                continue
            first, last = (
                DateSql(_narrowed(each, text, later, cells), each.date)
                for each, text in ((other, other.text), (prop, prop.text))
            )
            reason = f"{prop.prop.name} lies before {other.prop.name}"
            if prop.ordered:
                number = levels.fault(NOT_YET, reason, prop.text)
                yield PeriodCheck(number, first, last)
            else:
                subject = f"{entity.schema.name}.{reason}, kept as it stands"
                yield PeriodCheck(None, first, last, subject)


def _narrowed(prop: PropertyMap, text: Text, later: str, cells: Columns) -> str:
    on = f"{later} AND {conditions_sql(prop.when, cells)}"
    return f"CASE WHEN {on} THEN {text_sql(text, cells)} END"


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
        normal = f"CASE WHEN {later} THEN {text} END"
        yield LateCheck(date_cleaner(period.style), number, normal, text)
