"""Transformations of inline XBRL: from what a reader sees to the value that is reported.

Transformation Rules Registries 1 to 5 of XBRL International, and the registry of the SEC.
Where a registry forbids a spelling that can mean one thing only, it is read all the same.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ingest.reports.xbrl.sec_transforms import SEC_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUPING = " \u00a0\u2009\u202f"
_APOSTROPHES = "'`´’′＇"
_DASHES = frozenset("-\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
_XML_SPACE = " \t\r\n"
_LONGEST = 10_000
_UNIT_NUMBER = re.compile(
    r"(?P<major>[\d.,，．]+)\s*[^\d.,，．\s][^\d]*?(?P<minor>\d{1,2})[^\d]*",
)
_ERA = re.compile(
    r"\s*(?P<era>[^\W\d_]{1,2})\s*(?P<year>\d{1,2}|元)\s*年\s*(?P<month>\d{1,2})\s*月"
    r"(?:\s*(?P<day>\d{1,2})\s*日)?\s*"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_DATE_FORMAT = re.compile(
    r"date((?:-(?:day|monthname|monthroman|month|year))+)(?:-(?P<language>[a-z]{2}))?"
)


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Any]:
    """The data of `transforms.yaml`."""
    import yaml

    text = (files("ingest.reports.xbrl") / "transforms.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.safe_load(text))


def registry_prefix(namespace: str) -> str | None:
    """`ixt` or `ixt-sec`; None where the namespace is no known registry."""
    prefix: str | None = tables()["registries"].get(namespace)
    return prefix


def transform(namespace: str, name: str, text: str) -> str:
    """The value that `text` stands for under a format, as XML Schema writes it.

    Args:
        namespace: of the registry.
        name: local name of the format.
        text: as displayed; white space around it does not count.

    Raises:
        ValueError: the format is unknown, or the text does not follow it.
    """
    prefix = registry_prefix(namespace)
    if prefix is None:
        raise ValueError(f"unknown transformation registry {namespace}")
    fixed = tables()["fixed"]
    rule = tables()["same_as"].get(name, name)
    shown = f"{prefix}:{name}"
    if rule in fixed and (prefix == "ixt-sec") == rule.startswith("num"):
        return str(fixed[rule])
    text = text.strip(_XML_SPACE)
    if len(text) > _LONGEST:
        raise ValueError(f"{shown} on a text of {len(text)} characters")
    try:
        if prefix == "ixt-sec":
            return SEC_RULES[name](text, tables())
        return _ixt(rule, text)
    except KeyError:
        raise ValueError(f"unknown format {shown}") from None
    except (ValueError, OverflowError) as error:
        raise ValueError(f"'{text[:60]}' does not follow {shown}: {error}") from None


def _ixt(rule: str, text: str) -> str:
    apostrophes = rule.endswith("-apos")
    match rule.removesuffix("-apos"):
        case "num-dot-decimal":
            value = _number(text, ".", "," + _GROUPING, apostrophes=apostrophes)
        case "num-comma-decimal":
            value = _number(text, ",", "." + _GROUPING, apostrophes=apostrophes)
        case "num-unit-decimal":
            value = _unit_number(text, apostrophes=apostrophes)
        case "zerodash":
            value = _dash(text)
        case "date-jpn-era-year-month-day" | "date-jpn-era-year-month":
            value = _era_date(text, with_day=rule.endswith("day"))
        case "date-ind-day-monthname-year-hi":
            value = _indian_date(text)
        case _:
            parts = _DATE_FORMAT.fullmatch(rule)
            if parts is None:
                raise KeyError(rule)
            value = _date(parts[1].strip("-").split("-"), parts["language"], text)
    return value


def _dash(text: str) -> str:
    if text not in _DASHES:
        raise ValueError("not a dash")
    return "0"


def _number(text: str, point: str, grouping: str, *, apostrophes: bool) -> str:
    whole, dot, part = text.partition(point)
    drop = grouping + (_APOSTROPHES if apostrophes else "")
    whole = whole.translate({ord(sign): None for sign in drop})
    # Nothing but spaces groups the digits after the point: "1.234,5" is no number here.
    part = part.translate({ord(sign): None for sign in _GROUPING})
    if not re.fullmatch(r"\d*", whole + part) or not whole + part:
        raise ValueError("not a number")
    return _canonical(f"{whole}{'.' if dot else ''}{part}")


def _canonical(digits: str) -> str:
    whole, dot, part = _ascii_digits(digits).partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if dot and part else "")


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


def _unit_number(text: str, *, apostrophes: bool) -> str:
    if apostrophes:
        text = text.translate({ord(sign): None for sign in _APOSTROPHES})
    match = _UNIT_NUMBER.fullmatch(text)
    if match is None:
        raise ValueError("not an amount in two units")
    whole = re.sub(r"\D", "", match["major"])
    if not whole:
        raise ValueError("not an amount in two units")
    return _canonical(f"{whole}.{match['minor'].zfill(2)}")


def _date(parts: list[str], language: str | None, text: str) -> str:
    numbers = [_ascii_digits(number) for number in re.findall(r"\d+", text)]
    values: dict[str, int] = {}
    for part in parts:
        if part == "monthname":
            values["month"] = _month_by_name(text, tables()["months"][language or ""])
        elif part == "monthroman":
            values["month"] = _month_by_name(text, [[name] for name in _ROMAN], whole=True)
        elif not numbers:
            raise ValueError(f"no {part}")
        else:
            number = numbers.pop(0)
            values[part] = _year(number) if part == "year" else _two_digits(number)
    if numbers:
        raise ValueError("more numbers than the date has")
    return _iso(values)


def _iso(values: dict[str, int]) -> str:
    """xs:date, xs:gYearMonth or xs:gMonthDay, by what there is."""
    year, month, day = values.get("year"), values["month"], values.get("day")
    # 2000 was a leap year: a day without a year may be 29 February.
    checked = date(year if year is not None else 2000, month, day if day is not None else 1)
    if year is None:
        return f"--{month:02}-{day:02}"
    return checked.isoformat() if day is not None else f"{year:04}-{month:02}"


def _year(number: str) -> int:
    if len(number) not in {1, 2, 4}:
        raise ValueError(f"'{number}' is no year")
    return int(number) + (2000 if len(number) <= 2 else 0)


def _two_digits(number: str) -> int:
    if len(number) > 2:
        raise ValueError(f"'{number}' has too many digits")
    return int(number)


def _month_by_name(text: str, months: list[list[str]], *, whole: bool = False) -> int:
    """The month whose longest beginning starts a word of the text."""
    best, longest = 0, 0
    for word in re.split(r"[\d\s.,;/()\-–'’]+", text.casefold()):
        plain = _without_accents(word)
        for number, names in enumerate(months, start=1):
            for name in names:
                fits = word == name if whole else word.startswith(name) or plain.startswith(name)
                if fits and len(name) > longest:
                    best, longest = number, len(name)
    if not best:
        raise ValueError("no month")
    return best


def _without_accents(word: str) -> str:
    """Greek and Latin letters bare; the vowel signs of other scripts are no accents."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(c for c in parts if not "\u0300" <= c <= "\u036f")


def _era_date(text: str, *, with_day: bool) -> str:
    match = _ERA.fullmatch(text)
    if match is None or match["era"] not in tables()["eras"] or (match["day"] is None) == with_day:
        raise ValueError("no date of a Japanese era")
    count = 1 if match["year"] == "元" else int(match["year"])
    values = {"year": tables()["eras"][match["era"]] + count, "month": int(match["month"])}
    return _iso(values | ({"day": int(match["day"])} if with_day else {}))


def _indian_date(text: str) -> str:
    """A date of the Indian national calendar (Saka era), whose year begins on 22 March.

    In leap years it begins on 21 March, and the first month has 31 days instead of 30. The
    next five have 31, the others 30.
    """
    numbers = [_ascii_digits(number) for number in re.findall(r"\d+", text)]
    if len(numbers) != 2:
        raise ValueError("not a day and a year")
    day, month = int(numbers[0]), _month_by_name(text, tables()["months"]["ind"])
    saka = int(numbers[1])
    if len(numbers[1]) <= 2:
        # Two digits mean 2000 to 2099 of the Gregorian calendar.
        saka += 1900 if saka > 21 or (saka == 21 and month >= 10 and day >= 11) else 2000
    year = saka + 78
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = [30 + leap] + [31] * 5 + [30] * 6
    if not 1 <= day <= lengths[month - 1]:
        raise ValueError(f"no day {day} in that month")
    first = date(year, 3, 21 if leap else 22)
    return (first + timedelta(days=sum(lengths[: month - 1]) + day - 1)).isoformat()
