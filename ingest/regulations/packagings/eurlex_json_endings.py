"""What follows the last article of an EU act and is none of it: signatures, footnotes, annexes.

Files with one object for each article have all of it in the text of the last one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.regulations.structure.act import Provision
from ingest.regulations.structure.outline import outlined

_FORMULA = re.compile(
    r"(?:This (?:Regulation|Decision) shall be binding in its entirety\b|"
    r"Done at [A-Z][\w’' -]{1,40}, (?:this )?\d)"
)
_SIGNED = re.compile(r"Done at [A-Z]")
_ANNEX = re.compile(r"(?:ANNEX|APPENDIX)(?: (?P<number>[IVXL]{1,7}|\d{1,3}|[A-Z]))?")
_PART = re.compile(
    r"(?P<kind>Part|PART|Section|SECTION) (?P<number>[A-Z]|[IVX]{1,5}|\d{1,2})"
    r"(?:[:.] ?(?P<heading>.+))?"
)
_FOOTNOTE = re.compile(r"\(\d{1,3}\)(?:\s+(?P<words>.+))?")
_SCRIPT = re.compile(r"/{8,}.*|.*\$\(document\)\.ready\(.*")


@dataclass(frozen=True, slots=True)
class Ending:
    """The text of a last article, taken apart.

    Attributes:
        article: its own lines.
        provisions: the conclusion and the annexes.
        footnotes: how many there were; they are left out.
    """

    article: tuple[str, ...]
    provisions: tuple[Provision, ...]
    footnotes: int


def ending_of(lines: Sequence[str]) -> Ending:
    """The last article apart from what follows it."""
    plain = [" ".join(line.split()) for line in lines]
    plain = [line for line in plain if line and not _SCRIPT.fullmatch(line)]
    annexes = [n for n, line in enumerate(plain) if _ANNEX.fullmatch(line)]
    signed = next((n for n, line in enumerate(plain) if _SIGNED.match(line)), None)
    if signed is None:
        # "ANNEX" may be a word of the article where nothing shows that it has ended.
        return Ending(tuple(plain), (), 0)
    start = next(n for n, line in enumerate(plain) if n == signed or _FORMULA.match(line))
    annexes = [n for n in annexes if n > signed]
    conclusion, footnotes = _without_footnotes(plain[start : annexes[0] if annexes else None])
    made = [Provision(("conclusions",), "Conclusion", None, None, "\n".join(conclusion))]
    for place, following in pairwise([*annexes, len(plain)]):
        made.append(_annex(plain[place:following]))
    return Ending(tuple(plain[:start]), tuple(made), footnotes)


def _without_footnotes(lines: Sequence[str]) -> tuple[list[str], int]:
    kept, count, open_note = list[str](), 0, False
    for line in lines:
        found = _FOOTNOTE.fullmatch(line)
        if found:
            count += 1
            open_note = not found["words"]
        elif open_note:
            open_note = False
        elif count == 0:
            kept.append(line)
    return kept, count


def _annex(lines: Sequence[str]) -> Provision:
    named = _ANNEX.fullmatch(lines[0])
    number = named["number"] if named else None
    key = (f"annex_{number}" if number else "annex",)
    shown = f"Annex {number}" if number else "Annex"
    rest = list(lines[1:])
    heading = rest.pop(0) if rest and _is_heading(rest[0]) else None
    starts = [n for n, line in enumerate(rest) if _PART.fullmatch(line)]
    own = rest[: starts[0]] if starts else rest
    text, points = outlined(own, key, points=True)
    parts = [
        _part(rest[place:following], key) for place, following in pairwise([*starts, len(rest)])
    ]
    return Provision(key, "Annex", shown, heading, text, (*points, *parts))


def _is_heading(line: str) -> bool:
    return len(line) > 3 and line.upper() == line and not line.startswith("(")


def _part(lines: Sequence[str], above: tuple[str, ...]) -> Provision:
    named = _PART.fullmatch(lines[0])
    assert named is not None
    kind = named["kind"].capitalize()
    key = (*above, f"{kind.lower()}_{named['number']}")
    text, points = outlined(lines[1:], key, points=True)
    return Provision(key, kind, f"{kind} {named['number']}", named["heading"], text, points)
