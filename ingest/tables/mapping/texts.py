"""The small expressions of the mapping language: texts, dates, amounts, moments, conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, cast

import duckdb

from ingest.tables.mapping.date_formats import parse_formats
from ingest.tables.mapping.language import (
    Amount,
    Column,
    Condition,
    DateStyle,
    DateText,
    Instant,
    Test,
    Text,
)
from ingest.tables.mapping.source import Value, suggestion
from kg.values.instants import is_zone
from kg.values.money import is_currency

FILTERS: Mapping[str, str] = {
    "upper": "in capitals",
    "lower": "in small letters",
    "digits": "its digits alone",
    "alnum": "its letters and digits alone, in capitals",
    "strip_zeros": "without leading zeros",
}
"""What may stand behind a column name in a template: `{Bank ID|strip_zeros}`."""

UNITS = ("microsecond", "millisecond", "second", "minute", "hour", "day", "week")

TEXT_KEYS = frozenset({"column", "constant", "first_of", "lookup", "otherwise", "default"})
DATE_KEYS = frozenset({"format", "century", "day_first", "with_time", "timezone"})
_AMOUNT_KEYS = frozenset({"column", "currency", "decimal", "thousands", "decimals", "negative"})
_INSTANT_KEYS = frozenset(
    {"column", "format", "century", "timezone", "epoch", "step", "base", "first"}
)
_CONDITION_KEYS = frozenset(
    {"column", "equals", "in", "not_in", "matches", "not_matches", "empty", "above", "below"}
)
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")


def parse_text(value: Value) -> Text:
    """A column name, a template with `{columns}`, or a mapping with one of `column`,
    `constant` and `first_of`."""
    if value.is_scalar:
        return Text(parts=_parts(value), line=value.line)
    return text_from(value, value.mapping("a value", TEXT_KEYS))


def text_from(value: Value, keys: Mapping[str, Value]) -> Text:
    """The text that the TEXT_KEYS among `keys` describe."""
    sources = [name for name in ("column", "constant", "first_of") if name in keys]
    if len(sources) != 1:
        raise value.error("say where the value comes from with one of column, constant, first_of")
    source = keys[sources[0]]
    first_of = sources[0] == "first_of"
    parts: tuple[str | Column, ...]
    if first_of:
        parts = tuple(part for item in source.items() for part in _parts(item))
        if not all(isinstance(part, Column) for part in parts):
            raise source.error("first_of takes columns alone")
    elif sources[0] == "constant":
        parts = (source.text(),)
    else:
        parts = _parts(source)
    lookup = None
    if "lookup" in keys:
        lookup = {
            name: None if item.is_null else item.text()
            for name, item in keys["lookup"].mapping("lookup").items()
        }
    elif "otherwise" in keys or "default" in keys:
        raise value.error("otherwise and default go with a lookup")
    otherwise: Any = "reject"
    if "otherwise" in keys:
        otherwise = keys["otherwise"].one_of(("keep", "drop", "reject"))
    default = None
    if "default" in keys:
        if "otherwise" in keys:
            raise keys["default"].error("otherwise and default exclude each other")
        otherwise, default = "default", keys["default"].text()
    return Text(
        parts=parts,
        line=value.line,
        first_of=first_of,
        lookup=lookup,
        otherwise=otherwise,
        default=default,
    )


def _parts(value: Value) -> tuple[str | Column, ...]:
    text = value.text()
    if "{" not in text and "}" not in text:
        if not text.strip():
            raise value.error("a column name or a template is expected here")
        return (Column(text.strip()),)
    parts: list[str | Column] = []
    literal, position = "", 0
    for match in _PIECE.finditer(text):
        literal += text[position : match.start()]
        position = match.end()
        if match[0] in ("{{", "}}"):
            literal += match[0][0]
        elif match[1] is None:
            raise value.error("a brace stands alone; write {{ or }} for the sign", value=text)
        else:
            if literal:
                parts.append(literal)
                literal = ""
            parts.append(_column(value, match[1]))
    literal += text[position:]
    if literal:
        parts.append(literal)
    if not any(isinstance(part, Column) for part in parts):
        raise value.error("a template without a column; use constant", value=text)
    return tuple(parts)


def _column(value: Value, text: str) -> Column:
    name, *filters = (piece.strip() for piece in text.split("|"))
    if not name:
        raise value.error("a column name is missing between the braces")
    for item in filters:
        if item not in FILTERS:
            raise value.error("no such filter", value=item, hint=suggestion(item, FILTERS))
    return Column(name, tuple(filters))


def parse_currency(value: Value) -> Text:
    """A currency code, or a mapping with the column it stands in."""
    if not value.is_scalar:
        return parse_text(value)
    code = value.text().upper()
    if not is_currency(code):
        raise value.error(
            "not a currency code",
            value=value.text(),
            hint="Write an ISO 4217 code, or {column: NAME} for the column it stands in",
        )
    return Text(parts=(code,), line=value.line)


def parse_date_style(keys: Mapping[str, Value]) -> DateStyle:
    """The date style that the DATE_KEYS among `keys` describe."""
    return DateStyle(
        formats=parse_formats(keys),
        day_first=keys["day_first"].flag() if "day_first" in keys else None,
        with_time=keys["with_time"].flag() if "with_time" in keys else False,
        timezone=parse_timezone(keys["timezone"]) if "timezone" in keys else "",
    )


def parse_date(value: Value) -> DateText:
    """A column or template with a date, or a mapping with TEXT_KEYS and DATE_KEYS."""
    if value.is_scalar:
        return DateText(parse_text(value), DateStyle())
    keys = value.mapping("a date", TEXT_KEYS | DATE_KEYS)
    return DateText(text_from(value, keys), parse_date_style(keys))


def _is_pattern(text: str) -> bool:
    with duckdb.connect() as con:
        try:
            con.execute("SELECT regexp_matches('', ?)", [text])
        except duckdb.Error:
            return False
    return True


def parse_timezone(value: Value) -> str:
    """A time zone by its IANA name; an empty text is the workspace's."""
    name = value.text()
    if not name:
        return name
    with duckdb.connect() as con:
        known = [row[0] for row in con.execute("SELECT name FROM pg_timezone_names()").fetchall()]
    if name not in known or not is_zone(name):
        raise value.error("no such time zone", value=name, hint=suggestion(name, known))
    return name


def parse_amount_map(value: Value) -> Amount:
    """An amount: mapping with `column` and `currency`."""
    keys = value.mapping("an amount", _AMOUNT_KEYS)
    for name in ("column", "currency"):
        if name not in keys:
            raise value.error(f"an amount needs a {name}")
    decimal, thousands = parse_number_style(keys)
    rounding = keys["decimals"].one_of(("exact", "round")) if "decimals" in keys else "exact"
    negative = keys["negative"].one_of(("reject", "flip")) if "negative" in keys else "reject"
    return Amount(
        text=parse_text(keys["column"]),
        currency=parse_currency(keys["currency"]),
        decimal=decimal,
        thousands=thousands,
        round=rounding == "round",
        negative=cast("Literal['reject', 'flip']", negative),
    )


def parse_number_style(keys: Mapping[str, Value]) -> tuple[str, str]:
    """Decimal and thousands separators, as `decimal` and `thousands` of `keys` say."""
    decimal = keys["decimal"].one_of((".", ",")) if "decimal" in keys else "."
    thousands = keys["thousands"].text() if "thousands" in keys else ""
    if thousands == decimal or len(thousands) > 1:
        raise keys["thousands"].error("must be one character other than the decimal sign")
    return decimal, thousands


def parse_number(value: Value) -> Decimal:
    """A number, written with a point and up to nine decimals."""
    text = value.text()
    if not _NUMBER.fullmatch(text):
        raise value.error("a number is expected here", value=text)
    return Decimal(text)


def parse_instant(value: Value) -> Instant:
    """A moment: a column or template with ISO 8601 texts, or a mapping that says more."""
    if value.is_scalar:
        return Instant(parse_text(value))
    keys = value.mapping("a moment", _INSTANT_KEYS)
    if "column" not in keys:
        raise value.error("a moment needs a column")
    text = parse_text(keys["column"])
    kinds = [name for name in ("format", "epoch", "step") if name in keys]
    if len(kinds) > 1:
        raise keys[kinds[1]].error(f"{kinds[0]} and {kinds[1]} exclude each other")
    timezone = parse_timezone(keys["timezone"]) if "timezone" in keys else ""
    if "step" in keys:
        if "base" not in keys:
            raise value.error("steps need a base, the date of the first one")
        return Instant(
            text,
            kind="step",
            unit=keys["step"].one_of(UNITS[2:]),
            base=_iso(keys["base"]),
            first=keys["first"].integer() if "first" in keys else 0,
            timezone=timezone,
        )
    for name in ("base", "first"):
        if name in keys:
            raise keys[name].error(f"{name} goes with step")
    if "epoch" in keys:
        return Instant(text, kind="epoch", unit=keys["epoch"].one_of(UNITS[:3]))
    return Instant(text, formats=parse_formats(keys), timezone=timezone)


def _iso(value: Value) -> str:
    text = value.text()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise value.error("not an ISO date", value=text, hint="Write it like 2022-01-31") from None
    if moment.tzinfo is not None or not 1900 <= moment.year < 2200:
        raise value.error("not a date without an offset between 1900 and 2199", value=text)
    return moment.isoformat(sep=" ")


def parse_conditions(value: Value) -> tuple[Condition, ...]:
    """One condition, or a list of conditions that must all hold."""
    return tuple(_condition(item) for item in value.items())


def _condition(value: Value) -> Condition:
    keys = value.mapping("a condition", _CONDITION_KEYS)
    tests = [name for name in keys if name != "column"]
    if "column" not in keys or len(tests) != 1:
        raise value.error("a condition has a column and one test", hint="Such as equals or in")
    name, operand = tests[0], keys[tests[0]]
    column = keys["column"].text()
    if name == "empty":
        return Condition(column, "empty" if operand.flag() else "filled", ())
    if name in ("matches", "not_matches"):
        pattern = operand.text()
        if not _is_pattern(pattern):
            raise operand.error("not a regular expression as RE2 takes it", value=pattern)
        return Condition(column, cast("Test", name), (pattern,))
    if name in ("above", "below"):
        parse_number(operand)
        return Condition(column, cast("Test", name), (operand.text(),))
    return Condition(column, "not_in" if name == "not_in" else "in", operand.texts())
