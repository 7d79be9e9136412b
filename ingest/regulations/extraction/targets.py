"""What a citation points at, as a path, and how such a path becomes an id in the graph.

A target is one of

- absolute: ``celex:32013R0575/art_4/par_1/pt_a``, ``usc:31/5318/h``, ``ecfr:31/1010/311/b``,
  ``act:bank-secrecy-act`` (an act known by name alone);
- ``ecfr:*/1010/311``: a section of the CFR whose title the citation leaves out;
- ``prc:反洗钱法/第三条``: a Chinese law by its name, whichever version is in force;
- relative to where the words stand: ``this-act/art_5``, ``this-article/par_2/pt_a``,
  ``this-paragraph/subpar_1``, ``this-section/b/1``, ``this-part/subpart_C``,
  ``previous-article``, ``previous-paragraph-1`` (the paragraph before, 前款; -2 the one before it).
"""

from __future__ import annotations

import re

_CELEX = re.compile(r"celex:[0-9A-Z()]+")
_EU_KINDS = {
    "Regulation": "R", "Directive": "L", "Decision": "D", "Framework Decision": "F",
    "Recommendation": "H",
}  # fmt: skip
_OLD_DIRECTIVE = re.compile(r"(\d{1,4})/(\d{1,4})")


def celex_of(kind: str, numbers: str, numbered: bool) -> str | None:
    """CELEX number of an EU act ("32013R0575"); None where the numbers make no sense.

    Args:
        kind: "Regulation", "Directive", "Decision", "Framework Decision" or "Recommendation".
        numbers: the two numbers, "575/2013" or "2015/2366".
        numbered: "No" stands before them, so that the year comes second.
    """
    found = _OLD_DIRECTIVE.fullmatch(numbers)
    if not found:
        return None
    first, second = found.groups()
    year, number = (second, first) if numbered else (first, second)
    # Regulations before 2015 have the year second even where "No" is left out.
    if kind == "Regulation" and not numbered and not 2015 <= int(first) <= 2099:
        year, number = second, first
    if len(year) == 2:
        year = "19" + year
    if not 1952 <= int(year) <= 2099:
        return None
    return f"3{year}{_EU_KINDS[kind]}{int(number):04d}"


def resolve(target: str, act: str, key: tuple[str, ...] = ()) -> str | None:
    """Absolute id of a target that was cited in the provision `key` of the act `act`.

    Args:
        target: as in `Citation.targets`.
        act: id of the act the words stand in, "celex:32015L2366" or "ecfr:12/1005".
        key: key of the provision the words stand in.

    Returns:
        An id such as "celex:32015L2366/art_5/par_2"; None where the place lacks the level that
        the target is relative to.
    """
    head, _, rest = target.partition("/")
    if head == "ecfr:*":
        title = re.match(r"ecfr:(\d+)", act)
        return f"ecfr:{title[1]}/{rest}" if title else None
    if head.startswith("previous-"):
        above = _previous(head, key)
        return "/".join((act, *above, *filter(None, rest.split("/")))) if above else None
    levels = {
        "this-act": 0,
        "this-part": 0,
        "this-article": _depth(key, "art_") or _chinese_depth(key, "条"),
        "this-section": 1 if key else None,
        "this-paragraph": _depth(key, "par_") or _chinese_depth(key, "款"),
    }
    if head not in levels:
        return target
    depth = levels[head]
    if depth is None:
        return None
    return "/".join((act, *key[:depth], *(part for part in rest.split("/") if part)))


def _depth(key: tuple[str, ...], prefix: str) -> int | None:
    """How many parts of a key lead down to the level that starts with `prefix`."""
    for place, part in enumerate(key):
        if part.startswith(prefix):
            return place + 1
    return None


def _chinese_depth(key: tuple[str, ...], sign: str) -> int | None:
    """The same for 第…条 and 第…款."""
    return next((place + 1 for place, part in enumerate(key) if part.endswith(sign)), None)


def _previous(head: str, key: tuple[str, ...]) -> tuple[str, ...] | None:
    """Key of the article or paragraph before, None where the key has none before it."""
    from kg.text.chinese_numbers import parse_numeral, to_numeral

    sign, back = ("条", 1) if head == "previous-article" else ("款", int(head.rpartition("-")[2]))
    depth = _chinese_depth(key, sign)
    if depth is None:
        return None
    number = parse_numeral(key[depth - 1][1:-1])
    if number is None or number - back < 1:
        return None
    return (*key[: depth - 1], f"第{to_numeral(int(number) - back)}{sign}")
