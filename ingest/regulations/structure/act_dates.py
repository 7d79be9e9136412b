"""Days that the words of an act tell: when it was adopted, and from when it is in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ingest.regulations.structure.act import Provision
from kg.text.written_dates import CHINESE_DAY, FULL_DAY, find_days, written_day

_COMPACT = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_ACT = r"(?:It|This (?:Regulation|Directive|Decision|Act|Law|Ordinance))"
_APPLIES = re.compile(rf"(?:^|[.\n] ?){_ACT} shall apply (?:as )?from (?P<day>{FULL_DAY})")
_BEGINS = re.compile(
    rf"(?:^|[.\n] ?){_ACT} shall (?:enter into force|come into force|come into operation|"
    rf"take effect)(?: and apply)? on (?P<day>{FULL_DAY})"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "tenth": 10, "twentieth": 20}
_AFTER_PUBLICATION = re.compile(
    rf"(?:^|[.\n] ?){_ACT} shall enter into force (?:and apply )?on the "
    rf"(?:(?P<same>day of its publication)|(?:(?P<ordinal>{'|'.join(_ORDINALS)}) )?day following "
    r"that of its publication)"
)
_CHINESE_BEGINS = re.compile(rf"本[一-鿿]{{1,6}}自(?P<day>{CHINESE_DAY})起(?:施行|实施|生效)")
_CHINESE_ADOPTED = re.compile(rf"(?P<day>{CHINESE_DAY})[^（）()\n]{{0,60}}?(?:通过|修订|修正)")
_NOT_ITS_OWN = frozenset({"Recital", "Preamble", "Amendment", "Note", "Analysis"})


def adopted_from_title(title: str) -> date | None:
    """The day in the title of an EU act ("… of 27 April 2016 on …"), None where there is none."""
    found = re.search(rf"\bof (?P<day>{FULL_DAY})", title)
    return written_day(found["day"]) if found else None


def american_day(text: str) -> date | None:
    """The first day written as "Dec. 29, 2024" or "2024-12-29"; None where there is none."""
    found = next((one.day for one in find_days(text) if one.day), None)
    return found or compact_day(text)


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
                return written_day(found["day"])
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
            return written_day(found["day"])
    return None


def chinese_adopted(opening: str) -> date | None:
    """The last day of adoption or revision that stands before the first article."""
    days = [written_day(found["day"]) for found in _CHINESE_ADOPTED.finditer(opening)]
    return max((one for one in days if one), default=None)


def _own_texts(provisions: Iterable[Provision]) -> Iterator[str]:
    for provision in provisions:
        if provision.kind in _NOT_ITS_OWN:
            continue
        yield provision.text
        yield from _own_texts(provision.children)
