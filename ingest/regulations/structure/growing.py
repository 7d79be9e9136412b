"""A provision while its words and parts are still being gathered."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ingest.regulations.structure.act import Provision


@dataclass(slots=True)
class Growing:
    """A provision to which words and parts are added in the order of the text.

    Attributes:
        prefix: the key under which its parts stand; the key of the article for a subdivision of
            one, as nobody cites the subdivision.
    """

    key: tuple[str, ...]
    kind: str
    number: str | None = None
    heading: str | None = None
    blocks: list[str] = field(default_factory=list)
    parts: list[Growing] = field(default_factory=list)
    prefix: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.prefix = self.prefix or self.key

    def add(self, words: str) -> None:
        """Add a block of its own words; white space alone is none."""
        line = " ".join(words.split())
        if line:
            self.blocks.append(line)

    def part(
        self, own: str, kind: str, number: str | None = None, heading: str | None = None
    ) -> Growing:
        """A new part under the last piece of its key."""
        made = Growing((*self.prefix, own), kind, number, heading)
        self.parts.append(made)
        return made

    def count(self, kind: str) -> int:
        """How many parts of a kind it has."""
        return sum(part.kind == kind for part in self.parts)

    def point(self, number: str | None) -> Growing:
        """A new point under its marker: "(a)" is pt_a, a dash or none is counted, ind_1."""
        own = re.sub(r"[^0-9A-Za-z]", "", number or "")
        if own:
            return self.part(f"pt_{own}", "Point", number)
        return self.part(f"ind_{1 + self.count('Point')}", "Point", number or "—")

    def amendment(self, blocks: list[str]) -> None:
        """Words that the act puts into another one, apart from its own."""
        if blocks:
            made = self.part(f"amendment_{1 + self.count('Amendment')}", "Amendment")
            made.blocks += blocks

    def provision(self) -> Provision:
        """The provision as it stands, with all its parts."""
        below = tuple(part.provision() for part in self.parts)
        return Provision(
            self.key, self.kind, self.number, self.heading or None, "\n".join(self.blocks), below
        )


def counted(left_out: Counter[str]) -> tuple[tuple[str, int], ...]:
    """What was left out, as an act tells it."""
    return tuple(sorted(left_out.items()))
