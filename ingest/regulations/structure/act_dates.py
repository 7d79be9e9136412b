"""Days that the words of an act tell: when it was adopted, and from when it is in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ingest.regulations.structure.act import Provision

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = r"(?P<month>[A-Z][a-z]{2,8})\.?"
_DAY_FIRST = rf"(?P<day>\d{{1,2}}) {_MONTH} (?P<year>\d{{4}})"
_MONTH_FIRST = re.compile(rf"{_MONTH} (?P<day>\d{{1,2}}), (?P<year>\d{{4}})")
_COMPACT = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_ACT = r"(?:It|This (?:Regulation|Directive|Decision|Act|Law|Ordinance))"
_APPLIES = re.compile(rf"(?:^|[.\n] ?){_ACT} shall apply (?:as )?from {_DAY_FIRST}")
_BEGINS = re.compile(
    rf"(?:^|[.\n] ?){_ACT} shall (?:enter into force|come into force|come into operation|"
    rf"take effect)(?: and apply)? on {_DAY_FIRST}"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "tenth": 10, "twentieth": 20}
_AFTER_PUBLICATION = re.compile(
    rf"(?:^|[.\n] ?){_ACT} shall enter into force (?:and apply )?on the "
    rf"(?:(?P<same>day of its publication)|(?:(?P<ordinal>{'|'.join(_ORDINALS)}) )?day following "
    r"that of its publication)"
)
_CHINESE_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_CHINESE_BEGINS = re.compile(rf"本[一-鿿]{{1,6}}自{_CHINESE_DAY}起(?:施行|实施|生效)")
_CHINESE_ADOPTED = re.compile(rf"{_CHINESE_DAY}[^（）()\n]{{0,60}}?(?:通过|修订|修正)")
_NOT_ITS_OWN = frozenset({"Recital", "Preamble", "Amendment", "Note", "Analysis"})


def adopted_from_title(title: str) -> date | None:
    """The day in the title of an EU act ("… of 27 April 2016 on …"), None where there is none."""
    found = re.search(rf"\bof {_DAY_FIRST}", title)
    return _day(found) if found else None


def american_day(text: str) -> date | None:
    """The first day written as "Dec. 29, 2024" or "2024-12-29"; None where there is none."""
    found = _MONTH_FIRST.search(text)
    return _day(found) if found else compact_day(text)


def compact_day(text: str | None) -> date | None:
    """A day written 20240517 or 2024-05-17 at the start of a text; None for anything else."""
    found = _COMPACT.match((text or "").strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def effective_from(provisions: Iterable[Provision]) -> date | None:
    """From when an act says that it applies or is in force as a whole.

    "It shall apply from 17 January 2025" goes before the day of its entry into force. None where
    it says neither, or only counts from its publication.
    """
    texts = list(_own_texts(provisions))
    for pattern in (_APPLIES, _BEGINS):
        for text in texts:
            found = pattern.search(text)
            if found:
                return _day(found)
    return None


def days_after_publication(provisions: Iterable[Provision]) -> int | None:
    """How many days after its publication an act says that it enters into force.

    "On the twentieth day following that of its publication" is 20, "on the day of its
    publication" 0; None where it says something else.
    """
    for text in _own_texts(provisions):
        found = _AFTER_PUBLICATION.search(text)
        if found:
            ordinal = found["ordinal"]
            return 0 if found["same"] else _ORDINALS[ordinal.lower()] if ordinal else 1
    return None


def chinese_effective_from(provisions: Iterable[Provision]) -> date | None:
    """From when a Chinese law says that it is in force; None where it does not say."""
    for text in reversed(list(_own_texts(provisions))):
        found = _CHINESE_BEGINS.search(text)
        if found:
            return _chinese_day(found)
    return None


def chinese_adopted(opening: str) -> date | None:
    """The last day of adoption or revision that stands before the first article."""
    days = [_chinese_day(found) for found in _CHINESE_ADOPTED.finditer(opening)]
    return max((one for one in days if one), default=None)


def _own_texts(provisions: Iterable[Provision]) -> Iterator[str]:
    for provision in provisions:
        if provision.kind in _NOT_ITS_OWN:
            continue
        yield provision.text
        yield from _own_texts(provision.children)


def _day(found: re.Match[str]) -> date | None:
    name = found["month"].lower()
    month = next((at for at, one in enumerate(_MONTHS, 1) if one.startswith(name)), None)
    if name == "sept":
        month = 9
    try:
        return date(int(found["year"]), month, int(found["day"])) if month else None
    except ValueError:
        return None


def _chinese_day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
