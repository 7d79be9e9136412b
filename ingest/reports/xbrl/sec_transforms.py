"""The SEC's own transformations (`ixt-sec`): numbers and durations in words, codes, boxes."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kg.text.numbers import SPELLED, parse_spelled
from kg.values.countries import country_code

Rule = Callable[[str, Mapping[str, Any]], str]

_HYPHENS = "-\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63\uff0d"
_SPACES = re.compile(rf"[{_HYPHENS}\s]+")
_SPELLED = re.compile(SPELLED, re.IGNORECASE)
_DAYS_A_MONTH = Decimal("30.4375")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?|-?\.\d{1,9}")
_QUARTER_WORDS = {
    "first": 1, "1st": 1, "one": 1, "second": 2, "2nd": 2, "two": 2, "third": 3, "3rd": 3,
    "three": 3, "fourth": 4, "4th": 4, "four": 4, "last": 4, "q1": 1, "q2": 2, "q3": 3, "q4": 4,
    "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip


def number_of_words(text: str) -> int:
    """The number that English words name; "no" and "none" are 0.

    Raises:
        ValueError: they name none.
    """
    words = " ".join(_SPACES.sub(" ", text.casefold().replace(",", " ")).split())
    if words in {"no", "none"}:
        return 0
    end, value = parse_spelled(words) if _SPELLED.fullmatch(words) else (0, None)
    if value is None or end < len(words):
        raise ValueError("not a number in words")
    return int(value)


def _numwordsen(text: str, _: Mapping[str, Any]) -> str:
    return str(number_of_words(text))


def _durwordsen(text: str, _: Mapping[str, Any]) -> str:
    plain = " ".join(_SPACES.sub(" ", text).split())
    pattern = re.compile(r"(?P<count>.+?)\s(?P<unit>year|month|day)s?(?:,?\s(?:and\s)?|$)", re.I)
    result, position, order = "P", 0, "ymd"
    while position < len(plain):
        match = pattern.match(plain, position)
        unit = match["unit"][0].lower() if match else ""
        if match is None or unit not in order:
            raise ValueError("not a duration in words")
        order = order[order.index(unit) + 1 :]
        count = match["count"]
        value = int(count) if re.fullmatch(r"[0-9]{1,4}", count) else number_of_words(count)
        if value:
            result += f"{value}{unit.upper()}"
        position = match.end()
    if plain == "":
        raise ValueError("not a duration in words")
    return result if len(result) > 1 else "P0D"


def _duration(designators: str, factors: tuple[Decimal, ...], text: str) -> str:
    """A count of the first designator, whose fraction spills into the next ones, truncated."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        raise ValueError("not a number")
    try:
        rest = Decimal(plain)
    except InvalidOperation:
        raise ValueError("not a number") from None
    sign = "-" if rest < 0 else ""
    rest = abs(rest)
    parts: list[str] = []
    for index, designator in enumerate(designators):
        count = int(rest)
        if count or (index == 0 and rest == 0):
            parts.append(("T" if designator == "H" else "") + f"{count}{designator}")
        rest = (rest - count) * (factors[index] if index < len(factors) else 0)
    if not parts:
        return "PT0H" if designators == "H" else f"P0{designators[0]}"
    return f"{sign}P{''.join(parts)}"


def _duryear(text: str, _: Mapping[str, Any]) -> str:
    return _duration("YMD", (Decimal(12), _DAYS_A_MONTH), text)


def _durmonth(text: str, _: Mapping[str, Any]) -> str:
    return _duration("MD", (_DAYS_A_MONTH,), text)


def _durweek(text: str, _: Mapping[str, Any]) -> str:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError("not a number")
    days = int(Decimal(text.strip()) * 7)
    return f"-P{-days}D" if days < 0 else f"P{days}D"


def _durday(text: str, _: Mapping[str, Any]) -> str:
    return _duration("DH", (Decimal(24),), text)


def _durhour(text: str, _: Mapping[str, Any]) -> str:
    return _duration("H", (), text)


def _box(checked: str, empty: str) -> Rule:
    def rule(text: str, _: Mapping[str, Any]) -> str:
        if text in {"☑", "☒", "🗹", "🗷"}:
            return checked
        if text == "☐":
            return empty
        raise ValueError("not a ballot box")

    return rule


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _from_names(table: str) -> Rule:
    def rule(text: str, tables: Mapping[str, Any]) -> str:
        name = _fold(text)
        for code, names in tables[table].items():
            if name in names or name == code.casefold():
                return str(code)
        raise ValueError("not in the registry's list")

    return rule


def _stateprovnameen(text: str, tables: Mapping[str, Any]) -> str:
    name = _fold(text)
    aliases = {
        "the district of columbia": "DC",
        "washington, d.c.": "DC",
        "us virgin islands": "VI",
    }
    if name in aliases:
        return aliases[name]
    for code, full in tables["provinces"].items():
        if name == full or text.strip() == code:
            return str(code)
    raise ValueError("no state or province")


def _countrynameen(text: str, _: Mapping[str, Any]) -> str:
    code = country_code(" ".join(text.split()))
    if code is None or len(code) != 2:
        raise ValueError("no country")
    return code.upper()


def _edgarprovcountryen(text: str, tables: Mapping[str, Any]) -> str:
    name = _fold(text)
    if name in tables["edgar_provinces"]:
        return str(tables["edgar_provinces"][name])
    for code, full in tables["provinces"].items():
        if name == full and country_code(name) is None:
            return str(code)
    code = tables["edgar_countries"].get(country_code(" ".join(text.split())) or "")
    if code is None:
        raise ValueError("no province or country")
    return str(code)


def _datequarterend(text: str, _: Mapping[str, Any]) -> str:
    words = [word for word in re.split(r"[\s,'’.]+|(?<=r)-(?=e)", text.casefold()) if word]
    years = [word for word in words if re.fullmatch(r"\d{4}", word)]
    quarters = [_QUARTER_WORDS[word] for word in words if word in _QUARTER_WORDS]
    known = {"the", "quarter", "end", "ended", "ending", "of", *years, *_QUARTER_WORDS}
    if len(years) != 1 or len(quarters) != 1 or set(words) - known:
        raise ValueError("not the end of a quarter")
    month = quarters[0] * 3
    day = calendar.monthrange(int(years[0]), month)[1]
    return f"{years[0]}-{month:02}-{day:02}"


SEC_RULES: Mapping[str, Rule] = {
    "boolballotbox": _box("true", "false"),
    "yesnoballotbox": _box("Yes", "No"),
    "countrynameen": _countrynameen,
    "stateprovnameen": _stateprovnameen,
    "edgarprovcountryen": _edgarprovcountryen,
    "exchnameen": _from_names("exchanges"),
    "entityfilercategoryen": _from_names("filer_categories"),
    "duryear": _duryear,
    "durmonth": _durmonth,
    "durweek": _durweek,
    "durday": _durday,
    "durhour": _durhour,
    "durwordsen": _durwordsen,
    "numwordsen": _numwordsen,
    "datequarterend": _datequarterend,
}
"""Local names of the registry and what they do; fixed values are in `transforms.yaml`."""
