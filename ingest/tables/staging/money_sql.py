"""Amounts as text to integer minor units, in DuckDB and without passing through floats."""

from __future__ import annotations

import re
from collections.abc import Callable

import duckdb

from ingest.tables.mapping import Amount, Column, Sign, Text
from ingest.tables.staging.expressions import (
    Columns,
    literals,
    plain_number,
    plain_sql,
    text_sql,
)
from ingest.tables.staging.levels import Levels
from kg.lake.sql import sql_string
from kg.values.money import (
    BLANKS,
    GROUPED,
    NOTATION_PARTS,
    ODD_SIGNS,
    PLAIN_SIGNS,
    currencies,
    currency_signs,
    notation,
    offence,
)

_COMMONEST = ("USD", "EUR", "GBP", "JPY", "CNY")

# A decimal number in parts: minor units are the digits of whole and fraction, moved by the
# exponent. RE2 matches in linear time, whatever the text.
_MACROS = r"""
CREATE TEMP MACRO amount_parts(t) AS regexp_extract(
    t, '^([+-]?)([0-9]{0,60})[.]?([0-9]{0,60})(?:[eE]([+-]?[0-9]{1,2}))?$',
    ['sign', 'whole', 'part', 'exponent']);

CREATE TEMP MACRO moved_digits(d, kept, rounding) AS CASE
    WHEN d = '' OR kept IS NULL THEN NULL
    WHEN kept >= length(d) THEN d || repeat('0', kept - length(d))
    WHEN rounding THEN
        (try_cast(CASE WHEN kept > 0 THEN left(d, kept) ELSE '0' END AS HUGEINT)
         + CASE WHEN kept >= 0 AND substr(d, kept + 1, 1) >= '5' THEN 1 ELSE 0 END)::VARCHAR
    WHEN ltrim(CASE WHEN kept > 0 THEN substr(d, kept + 1) ELSE d END, '0') <> '' THEN NULL
    WHEN kept > 0 THEN left(d, kept)
    ELSE '0' END;

CREATE TEMP MACRO minor_of(p, places, rounding) AS try_cast(
    CASE WHEN p.sign = '-' THEN '-' ELSE '' END
    || moved_digits(p.whole || p.part,
                    length(p.whole) + coalesce(try_cast(p.exponent AS INTEGER), 0) + places,
                    rounding)
    AS BIGINT);

CREATE TEMP MACRO number_parts(t) AS regexp_extract(
    translate(regexp_replace(t, {blanks}, ' ', 'g'), {odd}, {plain}), {notation}, [{parts}]);

CREATE TEMP MACRO is_sign_of(sign, code) AS sign = '' OR code IS NULL OR sign = code
    OR coalesce(CASE sign {signs} END, FALSE);

CREATE TEMP MACRO ungrouped(body) AS CASE
    WHEN NOT regexp_matches(body, '[ '']') THEN body
    WHEN regexp_full_match(body, {grouped}) THEN regexp_replace(body, '[ '']', '', 'g') END;

CREATE TEMP MACRO tidied_parts(p, t, code) AS CASE
    WHEN length(p.open1) + length(p.open2) <> length(p.close1) + length(p.close2)
        OR length(p.sign1) + length(p.sign2) + length(p.sign3) + length(p.sign4) + length(p.sign5)
           + length(p.open1) + length(p.open2) > 1
        OR NOT is_sign_of(p.unit1, code) OR NOT is_sign_of(p.unit2, code) THEN t
    ELSE CASE WHEN p.open1 || p.open2 <> ''
                OR contains(p.sign1 || p.sign2 || p.sign3 || p.sign4 || p.sign5, '-')
              THEN '-' ELSE '' END || ungrouped(nullif(p.body, '')) END;

CREATE TEMP MACRO tidied(t, code) AS CASE
    WHEN regexp_full_match(t, '[-+]?[0-9]+[.,]?[0-9]*') THEN t
    ELSE coalesce(list_transform([number_parts(t)], lambda p: tidied_parts(p, t, code))[1], t) END;
"""
"""As `kg.values.money` reads numbers: `tidied` is the function of that name there. Macros put their
arguments wherever they use them; those of a lambda are worked out once."""


def create_money(con: duckdb.DuckDBPyConnection) -> None:
    """Put the macros, and `places(code)`, on a connection.

    The decimals of a currency are looked up in a list, by way of an enumeration. A join would
    do the same, but joins do not keep rows in the order of their file. The commonest currencies
    are told by comparison, which is quicker.
    """
    codes = list(currencies())
    places = ", ".join(str(currencies()[code]) for code in codes)
    usual = " ".join(f"WHEN {sql_string(c)} THEN {currencies()[c]}" for c in _COMMONEST)
    fits = " ".join(
        f"WHEN {sql_string(sign)} THEN code IN ({literals(sorted(codes))})"
        for sign, codes in currency_signs().items()
    )
    con.execute(
        _MACROS.replace("{blanks}", sql_string(BLANKS))
        .replace("{odd}", sql_string(ODD_SIGNS))
        .replace("{plain}", sql_string(PLAIN_SIGNS))
        .replace("{notation}", sql_string(f"^{notation()}$"))
        .replace("{parts}", literals(NOTATION_PARTS))
        .replace("{grouped}", sql_string(GROUPED))
        .replace("{signs}", fits)
    )
    con.execute(f"CREATE TYPE currency_code AS ENUM ({literals(codes)})")
    con.execute(
        f"CREATE TEMP MACRO places(code) AS CASE code {usual} ELSE"
        f" ([{places}])[enum_code(try_cast(code AS currency_code)) + 1] END"
    )


def currency_sql(currency: Text, row: Columns) -> str:
    """The code of a currency, in capitals whatever the source has; NULL when there is none."""
    stated = text_sql(currency, row)
    return stated if currency.constant is not None else f"upper({stated})"


def minor_units(text: str, places: str | int, *, rounding: bool) -> str:
    """Minor units of the number in `text` as BIGINT; NULL where it is none, has more
    decimals than `places` or is too large.

    Args:
        text: an SQL expression; evaluated several times, so best a column.
        places: decimals of the currency, or the name of a column with them.
        rounding: round half away from zero where there are more decimals.
    """
    if isinstance(places, int):
        plain = _plain(text, places)
    else:
        cases = " ".join(
            f"WHEN {number} THEN {_plain(text, number)}"
            for number in sorted(set(currencies().values()))
        )
        plain = f"CASE {places} {cases} END"
    exact = f"minor_of(amount_parts({text}), {places}, {str(rounding).upper()})"
    return f"coalesce({plain}, CASE WHEN {text} IS NOT NULL THEN {exact} END)"


def _plain(text: str, places: int) -> str:
    """The quick way for most amounts: no exponent, no more decimals than `places`.

    The cast alone would round the rest, and accept underscores. Its width is such that the
    product fits 64 bits; larger amounts go the exact way.
    """
    decimals = f"([.][0-9]{{0,{places}}})?" if places else "[.]?"
    return (
        f"CASE WHEN regexp_full_match({text}, '-?[0-9]+{decimals}')"
        f" THEN (try_cast({text} AS DECIMAL({18 - places}, {places})) * {10**places})::BIGINT END"
    )


def not_a_number(text: str) -> str:
    """Whether `text` is no decimal number at all."""
    return f"coalesce(amount_parts({text}).whole || amount_parts({text}).part, '') = ''"


def too_many_decimals(text: str, places: str | int) -> str:
    """Whether `text` is a number with more decimals than `places`, given that it does not fit."""
    return f"minor_of(amount_parts({text}), {places}, TRUE) IS NOT NULL"


def add_amount(levels: Levels, x: str, amount: Amount, applies: str) -> None:
    text, minor, code = f"{x}_text", f"{x}_minor", f"{x}_code"
    levels.define(code, currency_sql(amount.currency, levels.columns))
    _number(levels, text, amount, code)
    places = _places(levels, amount, f"{x}_places", code)
    levels.define(minor, minor_units(text, places, rounding=amount.round), text, places)
    guard = f"{minor} >= 0" if amount.negative == "reject" else f"{minor} IS NOT NULL"
    names = (text, minor, code, places)
    _money_problems(levels, amount, "amount", names, applies, levels.unless(applies, guard))


def add_received(levels: Levels, x: str, paid: Amount, amount: Amount, applies: str) -> None:
    """The payee's side: worked out only where its cells differ from the payer's."""
    row = levels.columns
    text, found, code = f"{x}_rtext", f"{x}_rfound", f"{x}_rcode"
    stated = currency_sql(amount.currency, row)
    _number(levels, text, amount, stated)
    compared, with_ = stated, f"{x}_code"
    if _equal_lookups(paid.currency, amount.currency):
        compared, with_ = plain_sql(amount.currency, row), plain_sql(paid.currency, row)
    differs = f"({text} <> {x}_text OR {compared} IS DISTINCT FROM {with_})"
    converted = levels.define(
        f"{x}_converted",
        f"coalesce({text} IS NOT NULL AND {differs}, FALSE)",
        text,
        f"{x}_text",
        f"{x}_code",
    )
    levels.define(code, f"CASE WHEN {converted} THEN {stated} END", converted)
    places = _places(levels, amount, f"{x}_rplaces", code)
    exact = minor_units(text, places, rounding=amount.round)
    levels.define(found, f"CASE WHEN {converted} THEN {exact} END", converted, text, places)
    # "5.0" received for "5.00" paid is no conversion.
    same = f"(abs({found}) = abs({x}_minor) AND {code} = {x}_code)"
    levels.define(
        f"{x}_rminor", f"CASE WHEN NOT {same} THEN {found} END", found, f"{x}_minor", code
    )
    guard = f"(NOT {x}_converted OR {found} >= 0)"
    names = (text, found, code, places)
    applies = f"{applies}{x}_converted AND "
    _money_problems(levels, amount, "received amount", names, applies, guard)


def _number(levels: Levels, name: str, amount: Amount, code: str) -> None:
    """Define the amount's text, in plain notation where it is a number of that currency."""
    text, mark = plain_sql(amount.text, levels.columns), ""
    if amount.sign is not None:
        text, mark = _marked(levels, name, amount.sign, text)
    levels.define(f"{name}_tidy", f"tidied({text}, {code})", code, text)
    plain = plain_number(f"{name}_tidy", amount.decimal, amount.thousands)
    if amount.sign is None:
        levels.define(name, plain, f"{name}_tidy")
        return
    levels.define(f"{name}_bare", plain, f"{name}_tidy")
    # A mark and a minus are two signs, and what they mean together nobody knows.
    levels.define(
        name,
        f"CASE WHEN NOT {mark} IN ({literals((*amount.sign.minus, *amount.sign.plus))})"
        f" THEN {name}_bare WHEN prefix({name}_bare, '-') THEN {name}_bare || '?'"
        f" WHEN {mark} IN ({literals(amount.sign.minus)}) THEN '-' || ltrim({name}_bare, '+')"
        f" ELSE {name}_bare END",
        f"{name}_bare",
        mark,
    )


def _marked(levels: Levels, name: str, sign: Sign, text: str) -> tuple[str, str]:
    """The columns of an amount without its mark, and of the mark, in capitals and never NULL."""
    mark, row = f"{name}_mark", levels.columns
    if sign.column is not None:
        return text, levels.define(mark, f"coalesce(upper({row.text(sign.column)}), '')")
    marks = "|".join(re.escape(each) for each in sorted(sign.marks, key=len, reverse=True) if each)
    pattern = sql_string(rf"(?i)^({marks})?[ .]*(.*?)[ .]*({marks})?[.]?$")
    parts = f"regexp_extract({text}, {pattern}, ['before', 'number', 'behind'])"
    levels.define(f"{name}_parts", parts)
    levels.define(mark, f"upper({name}_parts.before || {name}_parts.behind)", f"{name}_parts")
    bare = f"nullif({name}_parts.number, '')"
    return levels.define(f"{name}_number", bare, f"{name}_parts"), mark


def _equal_lookups(one: Text, other: Text) -> bool:
    return (one.lookup, one.otherwise, one.default) == (
        other.lookup,
        other.otherwise,
        other.default,
    )


def _places(levels: Levels, amount: Amount, name: str, code: str) -> str | int:
    if amount.currency.constant is not None:
        return currencies()[amount.currency.constant]
    return levels.define(name, f"places({code})", code)


def _money_problems(
    levels: Levels,
    amount: Amount,
    what: str,
    names: tuple[str, str, str, str | int],
    applies: str,
    guard: str,
) -> None:
    text, minor, code, places = names
    column = amount.text.column
    stated = levels.columns.raw(column) if column else text
    levels.misses(amount.currency, applies)
    if not isinstance(places, int):
        of = amount.currency
        levels.fault(f"{applies}{code} IS NULL", "the currency is empty", of, guard=guard)
        unknown = text_sql(of, levels.columns)
        levels.fault(f"{applies}{places} IS NULL", "unknown currency", of, unknown, guard=guard)
    if amount.sign is not None:
        known = f"{text}_mark IN ({literals(amount.sign.marks)})"
        of = Text((Column(amount.sign.column),)) if amount.sign.column else amount.text
        shown = levels.columns.raw(of.columns[0]) if of.columns else stated
        levels.fault(f"{applies}NOT {known}", f"no mark of the {what}'s direction", of, shown)
    missing = f"{applies}{minor} IS NULL"
    for condition, reason, explained in (
        (f"{missing} AND {text} IS NULL", "is empty", None),
        (f"{missing} AND {not_a_number(text)}", "is not a number", _offence_in(amount)),
        (
            f"{missing} AND {too_many_decimals(text, places)}",
            "has more decimals than its currency",
            None,
        ),
        (missing, "is too large", None),
    ):
        levels.fault(
            condition, f"the {what} {reason}", amount.text, stated, guard=guard, explained=explained
        )
    if amount.negative == "reject":
        levels.fault(
            f"{applies}{minor} < 0", f"the {what} is negative", amount.text, stated, guard=guard
        )


def _offence_in(amount: Amount) -> Callable[[str], str]:
    """Tells what in an amount's text makes it no number."""

    def explained(value: str) -> str:
        found = offence(value, amount.decimal, amount.thousands)
        return f": {found} in it" if found else ""

    return explained
