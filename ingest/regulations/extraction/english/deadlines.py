"""Limits in time, in English: lengths with their anchor, days, and words such as "promptly".

A length of time counts only where words before it make it a limit ("within", "no later than",
"for a period of", "at least"): "the preceding three years" is none. The place and the anchor
reach to the end of the anchor's clause or phrase.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

from ingest.regulations.extraction.gazetteer import alternatives, word_map
from ingest.regulations.extraction.statements import Deadline
from kg.text.numbers import NUMBER, parse_number
from kg.text.written_dates import DAY, FULL_DAY, written_day, written_month_day

_FILE = "english/deadlines.yaml"
_DAY_KIND = r"(?:calendar|business|working|banking|trading|clear|consecutive|full)"
_QUANTITY = (
    rf"(?P<number>{NUMBER})(?:\s{{1,3}}\(\d{{1,4}}\))?(?:\s{{1,3}}|-)(?:(?:full|further|"
    rf"additional|consecutive|other|or\s{{1,3}}more|more)\s{{1,3}})?(?:(?P<days>{_DAY_KIND})\s{{1,3}})?(?P<unit>{{units}})"
    r"(?![\w’'])"
)
_ANCHOR_WORD = (
    r"(?:of|after|from|following|before|prior\s{1,3}to|preceding|as\s{1,3}of|as\s{1,3}from|"
    r"starting\s{1,3}(?:from|on)|beginning\s{1,3}(?:from|on|with)|in\s{1,3}advance(?:\s{1,3}of)?|"
    r"counting\s{1,3}from|running\s{1,3}from|since|thereafter|afterwards|upon|subsequent\s{1,3}to)\b"
)
_STOP = re.compile(
    r"[,;:.()\n—]|\b(?:unless|except|if|where|whereas|provided|with\s{1,3}respect|and|or|but|in\s{1,3}order|"
    r"in\s{1,3}accordance|shall|must|should|including|taking|without|whichever|whether|so\s{1,3}that|"
    r"may|(?<!\bwho\s)(?<!\bwhich\s)has\s{1,3}to)\b(?!\d)"
)
_LONGEST_ANCHOR = 220
_POINT_IN_TIME = (
    rf"{DAY}|(?:the\s{{1,3}})?(?:end|close|expiry|expiration|start|beginning|day|date|time|moment|discharge|"
    r"termination|completion|deadline|first|last|next|following|same|opening)\b"
)


# A time that other words set: "within the period specified in the request", "upon written request".
_TOLD_ELSEWHERE = (
    r"within\s(?:an?|the|such|any)\s(?:specified|prescribed|agreed|given)\s(?:time|period|deadline)(?:\s(?:limit|period))?"
    r"|within\s(?:the|such|any)\s(?:time|period|deadline)(?:\s(?:limits?|period|frame))?"
    r"\s(?:specified|prescribed|set|laid\sdown|fixed|agreed|stated|as\smay\sbe\s\w+)"
    r"|on\s(?:(?:an?|the|its|their|duly|reasoned|justified|written)\s){1,3}request\b(?!\sfor\b)"
    r"|upon\s(?:[a-z]+\s){1,5}requests?\b"
)
# "It regularly furnishes" tells what is done, "shall regularly review" what must be.
_HABITS = frozenset({"regularly", "periodically"})
_DEMANDED = re.compile(r"\b(?:shall|must|should|to)\s(?:\w+,?\s){0,4}$")
_PAST = re.compile(r"\b(?:was|were|been)\s(?:\w+\s){1,10}$")


@cache
def _pattern() -> re.Pattern[str]:
    quantity = _QUANTITY.replace("{units}", alternatives(word_map(_FILE, "units")))
    lead = alternatives(word_map(_FILE, "lead"))
    vague = alternatives(word_map(_FILE, "vague"))
    recurring = alternatives(word_map(_FILE, "recurring"))
    return re.compile(
        rf"\b(?:"
        rf"(?P<vague>{vague})\b(?!\s{{1,3}}(?:preceding|before|available|prior|"
        r"accessible|adjacent|apparent|above|below|surrounding))"
        r"|(?P<every>(?:at\s{1,3}least\s{1,3})?(?:once\s{1,3})?every\s{1,3})"
        rf"{quantity.replace('?P<', '?P<e')}"
        # "Daily" before a noun is no repetition: "daily withdrawal limitations".
        rf"|(?P<recurring>{recurring})\b(?<!\bdaily)(?<!\bweekly)(?<!monthly)(?<!quarterly)(?<!yearly)"
        r"|(?P<adverb>(?:at\s{1,3}least\s{1,3})?(?:daily|weekly|monthly|quarterly|(?:half-)?yearly))"
        r"(?=\s{0,2}(?:[,.;:)]|$|and\b|or\b|by\b|to\b|in\b|on\b))"
        rf"|(?P<told>{_TOLD_ELSEWHERE})"
        r"|(?P<soon>as\s{1,3}soon\s{1,3}as\s{1,3}(?:it|they|he|she|the|an?|any|such|this|that|these)\s)"
        rf"|(?P<lead>{lead})\s{{1,3}}(?:the\s{{1,3}}(?:end|expiry)\s{{1,3}}of\s{{1,3}})?{quantity}"
        rf"|(?:on\s{{1,3}}or\s{{1,3}}before|(?:by\s{{1,3}})?(?:no|not)\s{{1,3}}later\s{{1,3}}than|"
        r"(?:by|at|on)\s{1,3}(?:or\s{1,3}before|the\s{1,3}latest(?:\s{1,3}(?:on|by|at))?)|by|until|before|"
        r"prior\s{1,3}to|up\s{1,3}to)"
        rf"\s{{1,3}}(?:at\s{{1,3}})?(?P<point>{_POINT_IN_TIME})"
        r"|(?P<time>at\s{1,3}the\s{1,3}(?:latest\s{1,3}at\s{1,3}the\s{1,3})?time)\s{1,3}"
        r"(?!being\b|limit|period|frame|zone|stamp)"
        rf"|(?P<sameday>(?:on|by)\s{{1,3}}(?:the\s{{1,3}})?(?:end\s{{1,3}}of\s{{1,3}}the\s{{1,3}})?"
        r"(?:same|next|following|first|second)\s{1,3}(?:(?:business|working|banking|calendar)\s{1,3})?day)"
        rf"|(?P<ago>(?<![\d.,]){quantity.replace('?P<', '?P<a')})"
        r"(?=\s{1,3}(?:after|before|prior\s{1,3}to|following|from\s{1,3}the|in\s{1,3}advance)\b)"
        r")",
        re.IGNORECASE,
    )


_DAY_AFTER = re.compile(
    r"\b(?P<which>same|next|following)\s{1,3}(?:(?:business|working|banking|calendar)\s{1,3})?day\b",
    re.IGNORECASE,
)
_DAY_AFTER_LENGTH = {"same": "P0D", "next": "P1D", "following": "P1D"}
_AFTER_VAGUE = re.compile(r"\s{1,3}(?:after|upon|following)\b")
_YEARLY = re.compile(r"\s{1,3}(?:of|in)\s{1,3}(?:each|every)\s{1,3}(?:calendar\s{1,3})?year")
_END = re.compile(r"(?:the\s+)?(?:end|close|expiry|expiration)\b", re.IGNORECASE)
_ORDER = frozenset({"first", "last", "next", "following", "same", "opening"})
_ORDERED = re.compile(r"\s{1,3}(?:\w+\s{1,3}){0,2}(?:day|month|quarter|year|week|occasion)s?\b")
_NOT_AFTER_BY = frozenset({"time", "start", "beginning", "date", "day", "moment", "last", "first"})
_EARLIER = re.compile(
    r"\b(?:previous|preceding|last|past|prior|current|first|imprisonment|age|aged|sentence|old|than|"
    r"whichever|every|each)\W{1,3}$",
    re.IGNORECASE,
)
_AGE_BEHIND = re.compile(r"\s{1,3}(?:of\s{1,3}age|old)\b", re.IGNORECASE)
_MINIMUM = re.compile(r"\b(?:at least|(?:not|no) (?:less|fewer) than|minimum)\b")
# "More than 60 days after receipt" is when another rule holds, and no time to act in.
_LONGER = frozenset({"exceed", "exceeding", "exceeds", "more than", "longer than"})
# What a court may impose is no time to act in.
_SENTENCED = re.compile(r"\bimprison(?:ed|ment)\b[^.;]{0,40}$", re.IGNORECASE)
_DEEMED = re.compile(r"\bdeemed\s{1,3}(?:to\s{1,3})?[^.;,]{0,40}$", re.IGNORECASE)
_WEAK_LEADS = frozenset(
    ["in", "by", "for", "within the", "within a", "exceed", "exceeding", "exceeds", "more than",
     "longer than", "shorter than", "less than", "fewer than", "a period of", "periods of"]
)  # fmt: skip


def find_deadlines(text: str, taken: tuple[tuple[int, int], ...] = ()) -> tuple[Deadline, ...]:
    """All deadlines of a text in their order; none overlaps another.

    Args:
        taken: spans in which no number is a length of time, such as citations.
    """
    found: list[Deadline] = []
    pattern, place = _pattern(), 0
    while match := pattern.search(text, place):
        deadline = _deadline(text, match)
        if deadline is None:
            place = match.start() + 1 if match["ago"] is None else match.end()
            continue
        place = max(deadline.end, match.start() + 1)
        if found and (merged := _merged(text, found[-1], deadline)):
            found[-1] = merged
        else:
            found.append(deadline)
    return tuple(
        one for one in found if not any(low <= one.start and one.end <= high for low, high in taken)
    )


def _deadline(text: str, match: re.Match[str]) -> Deadline | None:
    start, end = match.span()
    if match["recurring"] or match["adverb"]:
        code = word_map(_FILE, "recurring")[_folded(match["recurring"] or match["adverb"])]
        return _made(text, start, end, recurring=code)
    if match["every"]:
        every = _duration(match["enumber"], match["eunit"])
        return _made(text, start, end, recurring=every, days=_days(match["edays"]))
    if match["point"]:
        return _point(text, match)
    if match["number"] or match["anumber"]:
        return _length(text, match)
    return _moment(text, match)


def _moment(text: str, match: re.Match[str]) -> Deadline | None:
    start, end = match.span()
    if match["time"] or match["soon"]:
        end = end if match["time"] else start
        stop = _anchor_end(text, end)
        return _made(text, start, stop, anchor=(end, stop)) if stop > end else None
    if match["sameday"]:
        # "Deemed to have been received on the following business day" says when, not by when.
        if _DEEMED.search(text[max(start - 60, 0) : start]):
            return None
        stop = _anchored(text, end)[1]
        days = _days(_kind_in(match["sameday"]))
        return _made(text, start, stop, duration=_day_after(match["sameday"]), days=days)
    if _folded(match["vague"] or "") in _HABITS and not _DEMANDED.search(
        text[max(start - 80, 0) : start]
    ):
        return None
    # "Immediately after receipt of the order".
    anchor, stop = _anchored(text, end) if _AFTER_VAGUE.match(text, end) else (None, end)
    return _made(text, start, stop, anchor=anchor)


def _day_after(words: str) -> str | None:
    """ "P1D" for "the next business day", "P0D" for "the same day"."""
    found = _DAY_AFTER.search(words)
    return _DAY_AFTER_LENGTH[found["which"].lower()] if found else None


def _length(text: str, match: re.Match[str]) -> Deadline | None:
    start, end = match.span()
    prefix = "a" if match["ago"] else ""
    before = text[max(start - 50, 0) : start]
    earlier = _EARLIER.search(before) if match["ago"] else _earlier_inside(match)
    code = _duration(match[f"{prefix}number"], match[f"{prefix}unit"])
    if earlier or code is None or _AGE_BEHIND.match(text, end) or _SENTENCED.search(before):
        return None
    anchor, stop = _anchored(text, end)
    lead = _folded(match["lead"] or "")
    behind = text[end : end + 12]
    if lead in _WEAK_LEADS and not _limits(before, lead, anchor is not None, behind):
        return None
    days = _days(match[f"{prefix}days"])
    minimum = _MINIMUM.search(lead) is not None or "or more" in _folded(match[0])
    return _made(text, start, stop, duration=code, anchor=anchor, days=days, minimum=minimum)


def _earlier_inside(match: re.Match[str]) -> bool:
    return bool(re.search(r"\b(?:preceding|previous|last|past)\b", match[0], re.IGNORECASE))


def _limits(before: str, lead: str, anchored: bool, behind: str) -> bool:
    """Whether a lead that often is none sets a limit here."""
    if lead in {"in", "by", "within the", "within a"}:
        return (
            anchored
            or lead.startswith("within")
            or (
                lead == "by"
                and re.search(r"\b(?:extend|prolong|postpon|renew)\w*[^.;]{0,25}$", before)
                is not None
            )
        )
    if lead == "for":
        return True
    if lead in {"a period of", "periods of"}:
        return re.match(r"\s{1,3}(?:in|of)\s{1,3}time|\s{1,3}(?:each|during)", behind) is None
    # "Where the period exceeds three months" is a condition, "shall not exceed" a limit.
    return bool(
        re.search(r"\b(?:not|no|never|cannot)\s{1,3}(?:be\s{1,3})?$", before, re.IGNORECASE)
    ) or (anchored and lead not in _LONGER)


def _point(text: str, match: re.Match[str]) -> Deadline | None:
    start, end = match.span()
    words = _folded(text[start : match.start("point")])
    if re.fullmatch(DAY, match["point"]):
        return _dated(text, match, words)
    if not _is_limit(words, match["point"], text[end : end + 60]):
        return None
    stop = _anchor_end(text, end)
    anchor_words = text[match.start("point") : stop]
    return _made(
        text,
        start,
        stop,
        duration=_day_after(anchor_words),
        anchor=(match.start("point"), stop),
        days=_days(_kind_in(anchor_words)),
    )


def _dated(text: str, match: re.Match[str], words: str) -> Deadline | None:
    start, end = match.span()
    value, month_day = _day(match["point"])
    # "Goods that were produced before 29 June 2023".
    if words.strip() == "before" and _PAST.search(text[max(start - 80, 0) : start]):
        return None
    if (value is None and month_day is None) or (words.startswith("at ") and "latest" not in words):
        return None
    yearly = _YEARLY.match(text, end)
    stop = yearly.end() if yearly else end
    recurring = "P1Y" if yearly else None
    return _made(text, start, stop, date=value, month_day=month_day, recurring=recurring)


def _is_limit(words: str, point: str, behind: str) -> bool:
    """Whether "by the end of" and its like set a limit: "before the court" does not."""
    if words in {"prior to", "before", "up to"} and not _END.match(point):
        return False
    noun = _folded(point).split()[-1]
    if noun in _ORDER and not _ORDERED.match(behind):
        return False
    return words != "by" or noun not in _NOT_AFTER_BY or point.lower().startswith("the ")


def _merged(text: str, first: Deadline, second: Deadline) -> Deadline | None:
    """ "By 30 June" and "each calendar year" are one deadline where nothing is between them."""
    if second.recurring is None or second.duration or text[first.end : second.start].strip():
        return None
    if not (first.date or first.month_day or first.anchor):
        return None
    return Deadline(
        first.start,
        second.end,
        text[first.start : second.end],
        first.duration,
        first.date,
        first.anchor,
        second.recurring,
        first.days,
        first.month_day,
        first.minimum,
    )


def _anchored(text: str, end: int) -> tuple[tuple[int, int] | None, int]:
    """Place of the anchor that follows a length of time, and where the deadline ends."""
    word = re.compile(rf"\s{{1,3}}(?:,\s{{1,3}})?(?P<word>{_ANCHOR_WORD})", re.IGNORECASE).match(
        text, end
    )
    if not word:
        return None, end
    if _folded(word["word"]) in {"thereafter", "afterwards", "in advance"}:
        return (word.start("word"), word.end()), word.end()
    stop = _anchor_end(text, word.end())
    if stop <= word.end():
        return None, end
    return (word.start("word"), stop), stop


def _anchor_end(text: str, start: int) -> int:
    """Where the phrase or clause that starts here ends."""
    limit = min(len(text), start + _LONGEST_ANCHOR)
    place = start
    while stop := _STOP.search(text, place, limit):
        # "12.5" and "No. 4" do not end a clause, nor does "(EU)" or "(b)(1)" inside a citation.
        if stop[0] == "." and stop.end() < len(text) and not text[stop.end()].isspace():
            place = stop.end()
            continue
        if stop[0] in "()" and re.match(r"\([\w]{1,6}\)", text[stop.start() : stop.start() + 8]):
            place = text.index(")", stop.start()) + 1
            continue
        limit = stop.start()
        break
    return start + len(text[start:limit].rstrip())


def _made(
    text: str,
    start: int,
    end: int,
    *,
    duration: str | None = None,
    date: date | None = None,
    anchor: tuple[int, int] | None = None,
    recurring: str | None = None,
    days: str | None = None,
    month_day: str | None = None,
    minimum: bool = False,
) -> Deadline:
    words = text[slice(*anchor)].strip() if anchor else None
    return Deadline(
        start, end, text[start:end], duration, date, words, recurring, days, month_day, minimum
    )


def _duration(number: str, unit: str) -> str | None:
    value = parse_number(number)
    if value is None:
        return None
    form = word_map(_FILE, "units")[_folded(unit)]
    if form == "P{}Q":
        form, value = "P{}M", value * 3
    return form.format(_plain(value))


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _day(words: str) -> tuple[date | None, str | None]:
    """A day, or a month and day where no year is given; both None for 31 February."""
    if re.fullmatch(FULL_DAY, words):
        return written_day(words), None
    return None, written_month_day(words)


def _days(kind: str | None) -> str | None:
    if kind is None:
        return None
    kind = kind.lower()
    return {"clear": "calendar", "consecutive": "calendar", "full": None}.get(kind, kind)


def _kind_in(words: str) -> str | None:
    found = re.search(r"\b(?:business|working|banking|calendar|trading)\b", words, re.IGNORECASE)
    return found[0] if found else None


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()
