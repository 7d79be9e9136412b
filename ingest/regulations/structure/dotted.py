"""Rulebooks and contracts numbered 1, 1.1, 1.1.1.

Each number is a provision of its own and is cited by it ("Rule 1.1.1"), so that it is the key; what
it is a part of is told by its digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.regulations.structure.act import Provision
from ingest.regulations.structure.outline import outlined

_NUMBERED = re.compile(
    r"(?:(?:Rule|Section|Clause|Chapter|Part|Article)\s+)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,5}[A-Z]?)\.?\s+(?P<rest>\S.*)"
)
_ALONE = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,5}[A-Z]?\.?")
_FEWEST = 3
"""Dotted numbers that make a rulebook."""


@dataclass(slots=True)
class _Rule:
    number: str
    first: str
    blocks: list[str] = field(default_factory=list)
    children: list[_Rule] = field(default_factory=list)

    def provision(self) -> Provision:
        is_text = bool(re.search(r"[.;:,]$", self.first)) or len(self.first.split()) > 15
        heading = None if is_text else self.first
        blocks = [self.first, *self.blocks] if is_text else self.blocks
        key = (self.number,)
        text, points = outlined(blocks, key)
        below = tuple(child.provision() for child in self.children)
        kind = "Rule" if "." in self.number else "Chapter"
        return Provision(key, kind, self.number, heading, text, (*points, *below))


def with_numbers_joined(lines: Sequence[str]) -> list[str]:
    """The lines with numbers that stand in a line or cell of their own before their words."""
    joined: list[str] = []
    for line in lines:
        if joined and _ALONE.fullmatch(joined[-1]) and not _ALONE.fullmatch(line):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined


def is_dotted(lines: Sequence[str]) -> bool:
    """Whether lines are numbered 1.1, 1.2, 2.1, each behind the one before.

    Each is below another, or, in a part of a rulebook, each but a few goes on from the last.
    """
    numbers = [found["number"] for line in lines if (found := _NUMBERED.fullmatch(line))]
    dotted = [one for one in numbers if "." in one]
    if len(dotted) < _FEWEST or any(re.match(r"(?:Article|§)\s*\d+$", line) for line in lines):
        return False
    ranks = [_rank(one) for one in dotted]
    known = set(numbers)
    below = sum(one.rpartition(".")[0] in known for one in dotted)
    on = sum(_follows(last, own) for last, own in pairwise(ranks))
    return ranks == sorted(set(ranks)) and (
        below >= len(dotted) / 2 or on >= (len(dotted) - 1) * 0.8
    )


def dotted_rules(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[Provision, ...]]:
    """What stands before the first rule, and the rules."""
    before: list[str] = []
    top: list[_Rule] = []
    path: list[_Rule] = []
    for line in lines:
        found = _NUMBERED.fullmatch(line)
        if found and _goes_on(found["number"], path):
            rule = _Rule(found["number"], found["rest"])
            while path and not rule.number.startswith(f"{path[-1].number}."):
                path.pop()
            (path[-1].children if path else top).append(rule)
            path.append(rule)
        elif path:
            path[-1].blocks.append(line)
        else:
            before.append(line)
    return tuple(before), tuple(rule.provision() for rule in top)


def _goes_on(number: str, path: Sequence[_Rule]) -> bool:
    """Whether a number follows the last one: "5 days" in a rule opens none."""
    own = _rank(number)
    if not path:
        # A part of a rulebook may start at 6.1.1.
        return len(own) > 1 or own[0] <= (1, "")
    return _follows(_rank(path[-1].number), own)


def _follows(last: tuple[tuple[int, str], ...], own: tuple[tuple[int, str], ...]) -> bool:
    if own <= last:
        return False
    shared = next((at for at, (a, b) in enumerate(zip(last, own, strict=False)) if a != b), None)
    if shared is None:
        return len(own) == len(last) + 1 and own[-1][0] <= 1
    return own[shared][0] - last[shared][0] <= 1 and all(one[0] <= 1 for one in own[shared + 1 :])


def _rank(number: str) -> tuple[tuple[int, str], ...]:
    parts = (re.fullmatch(r"(\d+)([A-Z]?)", part) for part in number.split("."))
    return tuple((int(part[1]), part[2]) for part in parts if part)
