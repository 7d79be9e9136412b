"""Dates as sources write them: often only a year, sometimes "circa"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_MONTHS = {
    name: str(number)
    for number, names in enumerate(
        (
            "jan january janv janvier ene enero januar",
            "feb february fev février fevrier febrero februar",
            "mar march mars marzo märz",
            "apr april avr avril abr abril",
            "may mai mayo",
            "jun june juin junio juni",
            "jul july juil juillet julio juli",
            "aug august août aout ago agosto",
            "sep sept september septembre septiembre setiembre",
            "oct october octobre octubre okt oktober",
            "nov november novembre noviembre",
            "dec december déc décembre dic diciembre dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}

# Words that say the date is not exact, and those of them that stay within the month or year named.
APPROXIMATE = re.compile(
    r"^(?:circa|approximately|approx|about|around|ca|c|(?P<within>early|mid|late))\b[.\s-]*",
    re.IGNORECASE,
)

_TIME = r"(?:[T ]\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?"
# XML Schema dates may have a zone too: 2001-01-25-05:00.
_ZONE = r"(?:Z|[+-]\d{2}:\d{2})?"
_YEAR, _MONTH, _DAY = r"(?P<year>\d{4})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_NAME = r"(?P<month>[^\W\d_]+)"
_PATTERNS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{_YEAR}(?:[-/.]{_MONTH}(?:[-/.]{_DAY}{_TIME})?)?{_ZONE}",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"{_MONTH}[/.]{_YEAR}",
    )
) + tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DAY}(?:st|nd|rd|th)?[\s./-]+{_NAME}[\s.,/-]+{_YEAR}",
        rf"{_NAME}[\s.]+{_DAY}(?:st|nd|rd|th)?\s*,?\s+{_YEAR}",
        rf"{_NAME}[\s.,/-]+{_YEAR}",
    )
)
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)


_LISTED = re.compile(r"\(?\d{1,2}\)\s*")
_CHOICES = re.compile(r"\s*(?:\bor\b|[;|])\s*|(?<=\d{4})\s*/\s*(?=\d{4}$)", re.IGNORECASE)
_BETWEEN = re.compile(r"^(?:between|from|the)\s+", re.IGNORECASE)
_TO = re.compile(r"\s*(?:\bto\b|\band\b|[-–])\s*", re.IGNORECASE)
_DECADE = re.compile(r"(\d{3})0'?s")
_LONGEST_RANGE_YEARS = 10
_LONGEST_SEVERAL = 200


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """The date; a month or day of 0 is one that is not known."""
    if not 1000 <= year <= 9999 or (month is not None and not 0 <= month <= 12):
        return None
    if not month:
        return f"{year:04d}"
    if not day:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


@lru_cache(maxsize=20_000)
def partial_date(text: str, *, day_first: bool | None = None) -> str | None:
    """Return an ISO date as exact as the text: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    Accepted: ISO dates and date-times (the time is dropped), `19 Mar 1957`,
    `Mar 1957`, `March 19, 1957`, `19.03.1957`, `20060318`, month names in English,
    French, Spanish and German, and a leading "circa", "approximately" or "early". A date
    that is not exact loses what it cannot vouch for: "circa 19 Mar 1957" is 1957, "early Mar
    1957" is 1957-03, and so are 1957-03-00 and 00/03/1957, 00/00/1957 being 1957.

    Args:
        text: the date as the source has it.
        day_first: how to read `03/04/2019`; None reads it only where one of the two
            numbers cannot be a month, or where dots separate them (day first).

    Returns:
        None where the text is no date, names a day that does not exist, or can be
        read in two ways.
    """
    if len(text) > 60:
        return None
    text = text.strip()
    rough = APPROXIMATE.match(text)
    if rough is not None:
        exact = partial_date(text[rough.end() :], day_first=day_first)
        return None if exact is None else approximate_date(exact, within=bool(rough["within"]))
    if match := _NUMBERS.fullmatch(text):
        return _numeric(int(match[1]), int(match[3]), int(match[4]), match[2], day_first)
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            month = parts.get("month")
            if month is not None and not month.isdecimal():
                month = _MONTHS.get(month.casefold())
                if month is None:
                    return None
            return _iso(int(parts["year"]), *(int(p) for p in (month, parts.get("day")) if p))
    return None


@lru_cache(maxsize=20_000)
def possible_dates(text: str, *, day_first: bool | None = None) -> tuple[str, ...]:
    """Return the ISO partial dates that a text may mean, in its order; none where it is no date.

    What `partial_date` reads is one. Of "1976 or 1977", "12 May 1960; 1961" and "(1) 04/05/1971.
    (2) 05/05/1972." each is, if all can be read. A range ("between 1960 and 1963", "1960-1963",
    "the 1960s") is the year or month that it fills, else each of its years, or the first and the
    last where it is longer than ten.

    Args:
        day_first: as for `partial_date`.
    """
    text = text.strip(" .")
    if len(text) > _LONGEST_SEVERAL:
        return ()
    single = partial_date(text, day_first=day_first)
    if single:
        return (single,)
    parts = _LISTED.split(text)[1:] if _LISTED.match(text) else _CHOICES.split(text)
    if parts != [text]:
        found = [possible_dates(part, day_first=day_first) for part in parts]
        return tuple(dict.fromkeys(each for dates in found for each in dates)) if all(found) else ()
    return _of_range(_BETWEEN.sub("", APPROXIMATE.sub("", text)), day_first)


def _of_range(text: str, day_first: bool | None) -> tuple[str, ...]:
    if decade := _DECADE.fullmatch(text):
        return tuple(f"{decade[1]}{year}" for year in range(10)) if decade[1] >= "100" else ()
    for between in _TO.finditer(text):
        halves = text[: between.start()], text[between.end() :]
        one, other = (partial_date(half, day_first=day_first) for half in halves)
        if not one or not other:
            continue
        first, last = date_bounds(one)[0], date_bounds(other)[1]
        if first > last:
            return ()
        for whole in (f"{first:%Y}", f"{first:%Y-%m}"):
            if date_bounds(whole) == (first, last):
                return (whole,)
        years = range(first.year, last.year + 1)
        kept = years if len(years) <= _LONGEST_RANGE_YEARS else (first.year, last.year)
        return tuple(map(str, kept))
    return ()


def approximate_date(partial: str, *, within: bool = False) -> str:
    """What is left of an ISO partial date that is not exact: its year.

    Args:
        within: it is sure to be in the month that it names, which is then kept.
    """
    return partial[: len("1957-03" if within else "1957")]


def _numeric(a: int, b: int, year: int, separator: str, day_first: bool | None) -> str | None:
    if 0 in (a, b):
        # 00/05/1957 is May; of 05/00/1957 only the year is sure, wherever the day stands.
        return _iso(year, a if day_first is False else b)
    if day_first is None and separator == ".":
        day_first = True
    if day_first is None and (a > 12) != (b > 12):
        day_first = a > 12
    if day_first is None:
        # 05/05/2019 reads the same both ways.
        return _iso(year, a, b) if a == b else None
    return _iso(year, b, a) if day_first else _iso(year, a, b)


def date_bounds(partial: str) -> tuple[date, date]:
    """Return the first and the last day that an ISO partial date may mean.

    Raises:
        ValueError: the text is not an ISO partial date.
    """
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", partial) or partial_date(partial) != partial:
        raise ValueError(f"not an ISO partial date: {partial!r}")
    parts = [int(part) for part in partial.split("-")]
    year, month, day = (*parts, None, None)[:3]
    assert year is not None
    first = date(year, month or 1, day or 1)
    last_month = month or 12
    return first, date(year, last_month, day or monthrange(year, last_month)[1])
