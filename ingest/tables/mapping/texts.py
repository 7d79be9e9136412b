"""The small expressions of the mapping language: texts, dates, amounts, moments, conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import cast

import duckdb
from msgspec import UNSET, UnsetType

from ingest.tables.mapping.date_formats import date_formats
from ingest.tables.mapping.keys import (
    AmountKeys,
    ConditionKeys,
    Conditions,
    DateKeys,
    Expression,
    InstantKeys,
    SignKeys,
    listed,
)
from ingest.tables.mapping.language import (
    Amount,
    Column,
    Condition,
    DateStyle,
    DateText,
    Instant,
    Sign,
    Test,
    Text,
)
from kg.declarations import Spot
from kg.errors import suggestion
from kg.values.instants import is_zone
from kg.values.money import is_currency

FILTERS: Mapping[str, str] = {
    "upper": "in capitals",
    "lower": "in small letters",
    "digits": "its digits alone",
    "alnum": "its letters and digits alone, in capitals",
    "strip_zeros": "without leading zeros",
    "whole": "without the .0 behind a whole number",
}
"""What may stand behind a column name in a template: `{Bank ID|strip_zeros}`."""

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def text_of(keys: Expression, spot: Spot) -> Text:
    """How a text is made from a row."""
    if isinstance(keys, str):
        return Text(_parts(keys, spot))
    sources = {"column": keys.column, "constant": keys.constant, "first_of": keys.first_of}
    given = [name for name, value in sources.items() if value is not UNSET]
    if len(given) != 1:
        raise spot.error("say where the value comes from with one of column, constant, first_of")
    parts: tuple[str | Column, ...] = ()
    if keys.constant is not UNSET:
        parts = (keys.constant,)
    elif keys.column is not UNSET:
        parts = _parts(keys.column, spot.below("column"))
    for text, place in spot.below("first_of").each(keys.first_of):
        (part, *others) = _parts(text, place)
        if others or not isinstance(part, Column):
            raise place.error("first_of takes columns alone")
        parts += (part,)
    default = None if keys.default is UNSET else keys.default
    return Text(
        parts=parts,
        first_of=keys.first_of is not UNSET,
        lookup=None if keys.lookup is UNSET else keys.lookup,
        otherwise="default" if default is not None else keys.otherwise or "reject",
        default=default,
    )


def optional_text(keys: Expression | UnsetType, spot: Spot) -> Text | None:
    """The same where it may be left out."""
    return None if isinstance(keys, UnsetType) else text_of(keys, spot)


def _parts(text: str, spot: Spot) -> tuple[str | Column, ...]:
    if "{" not in text and "}" not in text:
        if not text.strip():
            raise spot.error("a column name or a template is expected here")
        return (Column(text.strip()),)
    parts: list[str | Column] = []
    literal, position = "", 0
    for match in _PIECE.finditer(text):
        literal += text[position : match.start()]
        position = match.end()
        if match[0] in ("{{", "}}"):
            literal += match[0][0]
        elif match[1] is None:
            raise spot.error("a brace stands alone; write {{ or }} for the sign")
        else:
            if literal:
                parts.append(literal)
                literal = ""
            parts.append(_column(match[1], spot))
    literal += text[position:]
    if literal:
        parts.append(literal)
    if not any(isinstance(part, Column) for part in parts):
        raise spot.error("a template without a column; use constant")
    return tuple(parts)


def _column(text: str, spot: Spot) -> Column:
    name, *filters = (piece.strip() for piece in text.split("|"))
    if not name:
        raise spot.error("a column name is missing between the braces")
    for item in filters:
        if item not in FILTERS:
            raise spot.error("no such filter", value=item, hint=suggestion(item, FILTERS))
    return Column(name, tuple(filters))


def currency_of(keys: Expression, spot: Spot) -> Text:
    """A currency code, or keys with the column it stands in."""
    if not isinstance(keys, str):
        return text_of(keys, spot)
    if not is_currency(keys.upper()):
        raise spot.error(
            "not a currency code",
            hint="Write an ISO 4217 code, or {column: NAME} for the column it stands in",
        )
    return Text(parts=(keys.upper(),))


def date_style(keys: DateKeys, spot: Spot) -> DateStyle:
    """How a date is written."""
    return DateStyle(
        formats=date_formats(keys.format, keys.century, spot),
        day_first=keys.day_first,
        with_time=keys.with_time,
        timezone=_timezone(keys.timezone, spot.below("timezone")),
    )


def optional_date(keys: str | DateKeys | UnsetType, spot: Spot) -> DateText | None:
    """A date made from a row, where there is to be one."""
    if isinstance(keys, UnsetType):
        return None
    style = DateStyle() if isinstance(keys, str) else date_style(keys, spot)
    return DateText(text_of(keys, spot), style)


def _timezone(name: str, spot: Spot) -> str:
    """A time zone by its IANA name; an empty text is the workspace's."""
    if name and not (name in _zones() and is_zone(name)):
        raise spot.error("no such time zone", hint=suggestion(name, _zones()))
    return name


@cache
def _zones() -> Collection[str]:
    with duckdb.connect() as con:
        return {row[0] for row in con.execute("SELECT name FROM pg_timezone_names()").fetchall()}


def amount_of(keys: AmountKeys, spot: Spot) -> Amount:
    """An amount of money."""
    check_number_style(keys.decimal, keys.thousands, spot)
    return Amount(
        text=text_of(keys.column, spot.below("column")),
        currency=currency_of(keys.currency, spot.below("currency")),
        decimal=keys.decimal,
        thousands=keys.thousands,
        round=keys.decimals == "round",
        negative=keys.negative or ("reject" if keys.sign is UNSET else "flip"),
        sign=None if keys.sign is UNSET else _sign(keys.sign, spot.below("sign")),
    )


def _sign(keys: SignKeys, spot: Spot) -> Sign:
    minus, plus = (tuple(each.upper() for each in listed(m)) for m in (keys.minus, keys.plus))
    if both := set(minus) & set(plus):
        raise spot.error("a mark stands for both directions", value=min(both))
    return Sign(minus, plus, keys.column or None)


def check_number_style(decimal: str, thousands: str, spot: Spot) -> None:
    """Refuse a separator of thousands that is none."""
    if thousands == decimal or len(thousands) > 1:
        raise spot.below("thousands").error("must be one character other than the decimal sign")


def instant_of(keys: str | InstantKeys, spot: Spot) -> Instant:
    """A moment: a column or template with ISO 8601 texts, or keys that say more."""
    if isinstance(keys, str):
        return Instant(text_of(keys, spot))
    text = text_of(keys.column, spot.below("column"))
    timezone = _timezone(keys.timezone, spot.below("timezone"))
    kinds = [name for name in ("format", "epoch", "step") if name in spot.keys]
    if len(kinds) > 1:
        raise spot.below(kinds[1]).error(f"{kinds[0]} and {kinds[1]} exclude each other")
    if keys.step is not UNSET:
        if keys.base is UNSET:
            raise spot.error("steps need a base, the date of the first one")
        return Instant(
            text,
            kind="step",
            unit=keys.step,
            base=_iso(keys.base, spot.below("base")),
            first=keys.first or 0,
            timezone=timezone,
        )
    for name in ("base", "first"):
        if name in spot.keys:
            raise spot.below(name).error(f"{name} goes with step")
    if keys.epoch is not UNSET:
        return Instant(text, kind="epoch", unit=keys.epoch)
    return Instant(text, formats=date_formats(keys.format, keys.century, spot), timezone=timezone)


def _iso(text: str, spot: Spot) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise spot.error("not an ISO date", hint="Write it like 2022-01-31") from None
    if moment.tzinfo is not None or not 1900 <= moment.year < 2200:
        raise spot.error("not a date without an offset between 1900 and 2199")
    return moment.isoformat(sep=" ")


def conditions_of(keys: Conditions | UnsetType, spot: Spot) -> tuple[Condition, ...]:
    """Conditions that must all hold; none where none is written."""
    return tuple(_condition(each, place) for each, place in spot.each(keys))


def _condition(keys: ConditionKeys, spot: Spot) -> Condition:
    tests = [name for name in spot.keys if name != "column"]
    if len(tests) != 1:
        raise spot.error("a condition has a column and one test", hint="Such as equals or in")
    (name,) = tests
    if keys.empty is not UNSET:
        return Condition(keys.column, "empty" if keys.empty else "filled", ())
    for pattern in (keys.matches, keys.not_matches):
        if pattern is not UNSET and not _is_pattern(pattern):
            raise spot.below(name).error("not a regular expression as RE2 takes it")
    test = "in" if name == "equals" else name
    operand = getattr(keys, "in_" if name == "in" else name)
    return Condition(keys.column, cast("Test", test), listed(operand))


def _is_pattern(text: str) -> bool:
    with duckdb.connect() as con:
        try:
            con.execute("SELECT regexp_matches('', ?)", [text])
        except duckdb.Error:
            return False
    return True
