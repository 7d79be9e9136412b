"""The order in which the provisions of a law are read.

Ids of provisions are paths (`celex:32015L2366/art_96/par_1/pt_a`) and say nothing of the chapter
around an article: what holds what is told by the parents.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

Rank = tuple[tuple[int, int, str], ...]

_CHINESE_DIGITS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")}
_CHINESE_DIGITS |= {"零": 0, "两": 2}
_CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(r"([0-9]+|[〇零一二两三四五六七八九十百千]+)")
_LONGEST_NUMBER = 9
_ROMAN = re.compile(r"(?=.)(x{0,4})(ix|iv|v?i{0,4})", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]+")
_OPENING = re.compile(r"(?:p|cmt_)[0-9]+")
"""Paragraphs without a mark, and comments on the whole of what the letters divide."""

# The law itself stands between what comes before it and what comes after it.
_BODY = 2
_PLACES = {
    "Preamble": 0,
    "Recital": 1,
    "Conclusion": 3,
    "Annex": 4,
    "Appendix": 4,
    "Interpretation": 5,
    "Analysis": 6,
}


class Place(NamedTuple):
    """Where a provision stands.

    Attributes:
        parent: id of the provision that holds it; None where it stands in the act itself.
        kind: Article, Chapter, Recital and so on; None where it is unknown.
    """

    parent: str | None
    kind: str | None


def reading_order(places: Mapping[str, Place]) -> list[str]:
    """Ids of provisions as a reader meets them: a chapter, then its articles, in their order.

    A provision whose parent is none of them stands at the top. A preamble and recitals come
    first, annexes, official interpretations and analyses last.
    """
    children: dict[str | None, list[str]] = defaultdict(list)
    for one, place in places.items():
        above = place.parent if place.parent is not None else _path_above(one, places)
        children[above if above in places else None].append(one)
    found = list(_walk(places, children))
    left = places.keys() - set(found)
    return [*found, *sorted(left, key=natural_rank)]


def natural_rank(path: str) -> tuple[Rank, ...]:
    """Sorts paths by their parts, numbers as numbers: article 9 before 10, 第九条 before 第十条."""
    return tuple(_rank(part) for part in path.split("/"))


def _path_above(path: str, places: Collection[str]) -> str | None:
    """The nearest provision above by the path alone."""
    while "/" in path:
        path = path.rpartition("/")[0]
        if path in places:
            return path
    return None


def _walk(places: Mapping[str, Place], children: Mapping[str | None, list[str]]) -> Iterator[str]:
    firsts = _first_units(places, children)
    pending = _ordered(children.get(None, ()), places, firsts)[::-1]
    while pending:
        one = pending.pop()
        yield one
        pending += _ordered(children.get(one, ()), places, firsts)[::-1]


def _first_units(
    places: Mapping[str, Place], children: Mapping[str | None, list[str]]
) -> dict[str, Rank]:
    """By what holds articles that are not cited with it: the rank of the first of them.

    A chapter and an article beside it can be compared by that.
    """
    found: dict[str, Rank] = {}
    ordered: list[str] = []
    pending = list(children.get(None, ()))
    while pending:
        one = pending.pop()
        ordered.append(one)
        pending += children.get(one, ())
    for one in reversed(ordered):
        firsts = [
            found.get(child) or _last_rank(child)
            for child in children.get(one, ())
            if _place(child, places) == _BODY
            and (child in found or not child.startswith(f"{one}/"))
        ]
        if firsts:
            found[one] = min(firsts)
    return found


def _ordered(
    siblings: Collection[str], places: Mapping[str, Place], firsts: Mapping[str, Rank]
) -> list[str]:
    roman = _numbered_in_roman(siblings)

    def own(one: str) -> Rank:
        return _roman_rank(one) if one in roman else _last_rank(one)

    units = {one: firsts[one] for one in siblings if one in firsts}
    holders = sorted(units, key=own)
    ranks = [own(other) for other in holders]
    kinds = {places[other].kind for other in holders}
    # A chapter without articles stands behind the one before it.
    for one in siblings:
        if one not in units and places[one].kind in kinds:
            units[one] = firsts[holders[max(bisect_left(ranks, own(one)) - 1, 0)]]
    return sorted(
        siblings, key=lambda one: (_place(one, places), units.get(one, own(one)), own(one), one)
    )


def _place(one: str, places: Mapping[str, Place]) -> int:
    return _PLACES.get(places[one].kind or "", _BODY)


def _numbered_in_roman(siblings: Collection[str]) -> frozenset[str]:
    """Those counted i, ii, iii; c and d are letters where no i counts with them."""
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for one in siblings:
        prefix, _, label = one.rpartition("/")[2].rpartition("_")
        if _ROMAN.fullmatch(label):
            by_prefix[prefix].append(one)
    return frozenset(
        one
        for prefix, counted in by_prefix.items()
        if any(re.search(r"(?:^|_)i$", other, re.IGNORECASE) for other in _last_parts(counted))
        and len(counted) == sum(_counts_as(prefix, other) for other in _last_parts(siblings))
        for one in counted
    )


def _last_parts(paths: Collection[str]) -> list[str]:
    return [path.rpartition("/")[2] for path in paths]


def _counts_as(prefix: str, part: str) -> bool:
    own, _, label = part.rpartition("_")
    return own == prefix and _LETTERS.fullmatch(label) is not None


def _roman_rank(path: str) -> Rank:
    prefix, _, label = path.rpartition("/")[2].rpartition("_")
    values = {"i": 1, "v": 5, "x": 10}
    numbers = [values[sign] for sign in label.casefold()]
    total = sum(
        -one if later > one else one for one, later in zip(numbers, [*numbers[1:], 0], strict=True)
    )
    return ((0, 0, f"{prefix}_" if prefix else ""), (1, total, ""))


def _last_rank(path: str) -> Rank:
    return _rank(path.rpartition("/")[2])


def _rank(part: str) -> Rank:
    if _OPENING.fullmatch(part):
        return ((0, -1, ""), (1, _number(part.lstrip("pcmt_")), ""))
    found: list[tuple[int, int, str]] = []
    for piece in _NUMBER.split(part):
        if not piece:
            continue
        if _NUMBER.fullmatch(piece):
            found.append((1, _number(piece), ""))
        else:
            # "aa" follows "z".
            head, _, label = piece.rpartition("_")
            lettered = _LETTERS.fullmatch(label) is not None
            found.append((0, 0, f"{head}_" if head else ""))
            found.append((0, len(label) if lettered else 0, label))
    return tuple(found)


def _number(digits: str) -> int:
    if digits[0].isascii():
        return int(digits[:_LONGEST_NUMBER])
    total = number = 0
    for sign in digits[:_LONGEST_NUMBER]:
        if sign in _CHINESE_SCALES:
            total += (number or 1) * _CHINESE_SCALES[sign]
            number = 0
        else:
            number = _CHINESE_DIGITS[sign]
    return total + number
