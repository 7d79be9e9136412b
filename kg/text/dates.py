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


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    if not 1000 <= year <= 9999 or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return f"{year:04d}"
    if day is None:
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
    that is not exact loses what it cannot vouch for: "circa 19 Mar 1957" is 1957, and
    "early Mar 1957" is 1957-03.

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
                month = _MONTHS.get(month.casefold(), "0")
            return _iso(int(parts["year"]), *(int(p) for p in (month, parts.get("day")) if p))
    return None


def approximate_date(partial: str, *, within: bool = False) -> str:
    """What is left of an ISO partial date that is not exact: its year.

    Args:
        within: it is sure to be in the month that it names, which is then kept.
    """
    return partial[: len("1957-03" if within else "1957")]


def _numeric(a: int, b: int, year: int, separator: str, day_first: bool | None) -> str | None:
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
