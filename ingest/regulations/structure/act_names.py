"""What acts are called: CELEX numbers of the Union, short names of Chinese laws."""

from __future__ import annotations

import re
from datetime import date

from ingest.regulations.extraction.english.citation_parts import Level, find_parts

TYPES = {"R": "Regulation", "L": "Directive", "D": "Decision", "F": "Decision"}
"""Type of act by the letter of its CELEX number."""
_CELEX = re.compile(r"3\d{4}[A-Z]{1,2}\d{1,4}(?:\(\d+\))?")
_CONSOLIDATED = re.compile(r"0(\d{4}[A-Z]{1,2}\d{1,4}(?:\(\d+\))?)-(\d{4})(\d{2})(\d{2})")
_CAPITALS = re.compile(
    r"\b(?:REGULATION|DIRECTIVE|DECISION|FRAMEWORK|COMMISSION|COUNCIL|DELEGATED|IMPLEMENTING)\b"
)
_TITLE = re.compile(
    r"\W*(?:(?:council|commission|european|parliament|and|of|the|delegated|implementing|framework|"
    r"consolidated text:?|consolidated version of)\s+){0,6}(?:regulation|directive|decision)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 300
_COUNTRY = "中华人民共和国"
_STATUTE = re.compile(
    rf"{_COUNTRY}[一-鿿、（）()]{{1,40}}?(?:法|法典|条例)(?:[（(][^（）()]*[）)])?"
)


def act_and_wording(number: str) -> tuple[str, date | None] | None:
    """CELEX number of an act, and the day of the wording where it is consolidated.

    "02015L2366-20240117" is the wording of 2024-01-17 of 32015L2366. None for no number of an act.
    """
    if _CELEX.fullmatch(number):
        return number, None
    found = _CONSOLIDATED.fullmatch(number)
    try:
        return (f"3{found[1]}", date(*map(int, found.groups()[1:]))) if found else None
    except ValueError:
        return None


def celex_of_title(title: str) -> str | None:
    """CELEX number of the EU act of that title, None where it is none's; in capitals or not.

    "Proposal for a Regulation amending Directive 2009/65/EC" is the title of another act.
    """
    kind = _TITLE.match(title)
    text = _CAPITALS.sub(lambda found: found[0].capitalize(), title)
    for part in find_parts(text[:_LONGEST_TITLE]) if kind else ():
        own = part.level == Level.ACT and part.paths and part.paths[0].startswith("celex:3")
        if own and kind and part.start < kind.end():
            return part.paths[0].removeprefix("celex:")
    return None


def is_statute(title: str) -> bool:
    """Whether a title is the full name of a Chinese law: 中华人民共和国反洗钱法."""
    return bool(_STATUTE.fullmatch("".join(title.split())))


def short_name(title: str) -> str:
    """The name of a Chinese law without its country and edition: 反洗钱法."""
    plain = "".join(title.split()).removeprefix(_COUNTRY)
    return re.sub(r"[（(][^（）()]*[）)]$", "", plain).strip()
