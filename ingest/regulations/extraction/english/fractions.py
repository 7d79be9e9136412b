"""Fractions in words that set a share: "a two-thirds majority", "at least one half of the votes".

A share that is no exact percentage is counted in its own parts: two thirds are (2, "thirds").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingest.regulations.extraction.statements import Operator, Threshold

_COUNTS = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6}
_PLURALS = {3: "thirds", 6: "sixths"}
_FRACTION = (
    r"(?P<count>one|a|two|three|four|five)[\s-](?P<part>half|third|quarter|fourth|fifth|sixth)s?"
)
_ENGLISH = re.compile(
    rf"\b(?:(?P<comparison>at\sleast|not\sless\sthan|no\sless\sthan|more\sthan|(?<!or\s)less\sthan|"
    rf"not\smore\sthan|no\smore\sthan|exceed(?:s|ing)?)\s{_FRACTION}\s(?:of|in)\b"
    r"|(?:a\s)?majority\sof\s(?:at\sleast\s)?"
    rf"{_FRACTION.replace('?P<', '?P<of_')}(?:\s(?:of|in)\b)?"
    rf"|{_FRACTION.replace('?P<', '?P<by_')}\smajority\b)",
    re.IGNORECASE,
)
_PART = re.compile("half|third|quarter|fourth|fifth|sixth", re.IGNORECASE)
_MEANS = re.compile(r"[’”\"']\smeans\b")
_OPERATORS: dict[str, Operator] = {
    "at least": ">=", "not less than": ">=", "no less than": ">=", "more than": ">",
    "exceed": ">", "exceeds": ">", "exceeding": ">", "less than": "<", "not more than": "<=",
    "no more than": "<=",
}  # fmt: skip


def find_fractions(text: str, taken: Sequence[tuple[int, int]] = ()) -> Iterator[Threshold]:
    """Shares that an English text sets in words, in its order.

    Args:
        taken: spans in which no words are a share, such as citations.
    """
    if not _PART.search(text):
        return
    for match in _ENGLISH.finditer(text):
        start, end = match.span()
        # The share by which a term is defined is no limit that a rule sets.
        if _MEANS.search(text, text.rfind("\n", 0, start) + 1, start):
            continue
        if any(low < end and start < high for low, high in taken):
            continue
        lead = next(lead for lead in ("", "of_", "by_") if match[f"{lead}part"])
        words = " ".join((match["comparison"] or "at least").lower().split())
        value, unit = share(
            _COUNTS[match[f"{lead}count"].lower()], _PARTS[match[f"{lead}part"].lower()]
        )
        # "Of" is no part of what is quoted.
        end = match.end(f"{lead}part") if lead != "by_" else end
        end += lead != "by_" and text[end : end + 1] == "s"
        yield Threshold(start, end, text[start:end], _OPERATORS[words], value, unit)


def share(count: int, parts: int) -> tuple[Decimal, str]:
    """A fraction as an exact value and its unit: 50 percent, 2 thirds."""
    if parts in _PLURALS:
        return Decimal(count), _PLURALS[parts]
    return Decimal(count * 100) / parts, "percent"
