"""Lists and ranges of numbers in citations: "Articles 4(1) and 6 to 8", "points (a) to (c)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

GROUPS = r"(?:\((?:\d{1,3}[a-z]?|[a-zA-Z]{1,5})\)){0,8}"
"""Expression for the brackets behind a number, as in 4(1)(a); it captures nothing."""
GROUP_BODY = re.compile(r"\(([^()]{1,6})\)")
"""One bracket, with what stands in it."""
_ITEM = re.compile(
    rf"(?P<head>\d{{1,5}}[A-Za-z]{{0,2}}|[IVXL]{{1,7}}[a-z]?\b|[A-Z]\b)?(?P<groups>{GROUPS})"
)
_DOTTED_ITEM = re.compile(
    rf"(?P<head>\d{{1,5}}(?:\.\d{{1,4}})?[A-Za-z]{{0,2}}(?:-\d{{1,3}})?)(?P<groups>{GROUPS})"
)
_RANGE = re.compile(r"\s{1,3}(?:to|through)\s{1,3}|\s?[–-]\s?")
_MOST_IN_RANGE = 200
_ROMAN_NUMERALS = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv",
    "xv", "xvi", "xvii", "xviii", "xix", "xx",
]  # fmt: skip


def path_below(prefix: str, item: list[str]) -> str:
    """art_4/par_1/pt_a from ["4", "1", "a"]; figures below an article are paragraphs."""
    parts = [f"{prefix}_{item[0]}"]
    for own in item[1:]:
        kind = "par" if own[0].isdigit() and len(parts) == 1 and prefix == "art" else "pt"
        parts.append(f"{kind}_{own}")
    return "/".join(parts)


def items_of(text: str, *, dotted: bool = False, roman: bool = False) -> list[list[str]]:
    """Members of a list of numbers, ranges filled up: "Articles 4(1) and 6 to 8" has four."""
    noun = re.match(r"\w+\.?\s+", text)
    body = text[noun.end() :] if noun else text
    items: list[list[str]] = []
    end_of_last = 0
    pattern = _DOTTED_ITEM if dotted else _ITEM
    for found in pattern.finditer(body):
        if not found[0]:
            continue
        gap = body[end_of_last : found.start()]
        head, groups = found["head"], GROUP_BODY.findall(found["groups"])
        if head is None:
            own = (
                groups
                if not items
                else [*items[-1][: max(len(items[-1]) - len(groups), 0)], *groups]
            )
        else:
            own = [head, *groups]
        if items and _RANGE.fullmatch(gap):
            items.extend(_between(items[-1], own, roman=roman))
        items.append(own)
        end_of_last = found.end()
    return items


def _between(first: list[str], last: list[str], *, roman: bool) -> Iterator[list[str]]:
    """What lies between the ends of a range; nothing where they are of different kinds."""
    *stem, low = first
    high = last[-1]
    if len(first) != len(last) or last[:-1] != stem:
        return
    if low.isdigit() and high.isdigit() and int(high) - int(low) <= _MOST_IN_RANGE:
        for number in range(int(low) + 1, int(high)):
            yield [*stem, str(number)]
        return
    numerals = _ROMAN_NUMERALS
    if low.lower() in numerals and high.lower() in numerals and (roman or len(low + high) > 2):
        for number in range(numerals.index(low.lower()) + 1, numerals.index(high.lower())):
            yield [*stem, numerals[number].upper() if low.isupper() else numerals[number]]
    elif len(low) == len(high) == 1 and low.isalpha() and high.isalpha():
        for code in range(ord(low) + 1, ord(high)):
            yield [*stem, chr(code)]
