"""A law or regulation as a tree of provisions.

Every piece of an act's text stands in exactly one provision: a provision's `text` is its own
words, without those of its children.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

ANNEXED = ("annex", "appendix", "schedule")
"""How the key of what is attached to an act starts."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A part of an act.

    Attributes:
        key: path under which it is cited, such as ("art_4", "par_1", "pt_a"), ("7", "b", "3")
            below part 1005 of the CFR, or ("第三条", "第一款"). Chapters and titles are no part
            of the path of an article, as nobody cites them with it.
        kind: Part, Title, Chapter, Section, Subpart, Division, Article, Paragraph, Subparagraph,
            Point, Annex, Appendix, Recital, Preamble, Conclusion, Interpretation, Analysis, Note
            (an editor's) or Amendment (words that the act puts into another one).
        number: as it is written ("Article 4", "(a)", "第三条"); None where it has none.
        heading: None where it has none.
        text: own words with "\n" between blocks; "" for what only holds others.
        effective: None where it is not told apart from the act's.
    """

    key: tuple[str, ...]
    kind: str
    number: str | None = None
    heading: str | None = None
    text: str = ""
    children: tuple[Provision, ...] = ()
    effective: date | None = None

    def walk(self) -> Iterator[Provision]:
        """The provision and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Act:
    """A law or regulation in one version.

    Attributes:
        id: "celex:32015L2366", "ecfr:12/1005", "prc:反洗钱法@2025-01-01" or "doc:…" for a
            document that names no number, by its title or else the name of its file. What follows
            "@" names the wording where an act has several: its day, and the document that brought
            it about where that is known.
        short_title: None where it has none.
        type: "Regulation", "Directive", "Decision", "Statute" or "Document".
        authority: who issued it, None where the source does not say.
        jurisdiction: "eu", "us" or "cn", None where unknown.
        language: "en" or "zh".
        adopted, effective, repealed: None where the source does not say.
        identifiers: pairs of scheme and value, such as ("celex", "32015L2366").
        left_out: what the file holds besides and is no part of the law, such as footnotes, each
            with its number.
    """

    id: str
    title: str
    short_title: str | None
    type: str
    authority: str | None
    jurisdiction: str | None
    language: str
    adopted: date | None
    effective: date | None
    repealed: date | None
    url: str | None
    identifiers: tuple[tuple[str, str], ...]
    provisions: tuple[Provision, ...]
    left_out: tuple[tuple[str, int], ...] = ()

    def walk(self) -> Iterator[Provision]:
        """All provisions in the order of the text, those that hold others first."""
        for provision in self.provisions:
            yield from provision.walk()

    def find(self, key: tuple[str, ...]) -> Provision | None:
        """The provision under a key; None where there is none.

        "First subparagraph" names the words of the paragraph itself, and a recital of the key's
        form is found the same way.
        """
        plain = tuple(part for part in key if part != "subpar_1")
        found = None
        for provision in self.walk():
            if provision.key == key:
                return provision
            if provision.key == plain:
                found = provision
        return found


def with_unique_keys(provisions: tuple[Provision, ...]) -> tuple[Provision, ...]:
    """The same tree with "-2", "-3"… on keys that stand twice, which misprints bring about."""
    return _unique(provisions, set(), Counter(), (), ())


def _unique(
    provisions: tuple[Provision, ...],
    seen: set[tuple[str, ...]],
    given: Counter[tuple[str, ...]],
    old: tuple[str, ...],
    new: tuple[str, ...],
) -> tuple[Provision, ...]:
    made = []
    for provision in provisions:
        key = provision.key
        if old and key[: len(old)] == old:
            key = (*new, *key[len(old) :])
        fresh = key
        while fresh in seen:
            given[key] += 1
            fresh = (*key[:-1], f"{key[-1]}-{given[key] + 1}")
        seen.add(fresh)
        below = _unique(provision.children, seen, given, provision.key, fresh)
        made.append(replace(provision, key=fresh, children=below))
    return tuple(made)


@dataclass(slots=True)
class Growing:
    """A provision to which words and parts are added in the order of the text.

    Attributes:
        prefix: the key under which its parts stand; the key of the article for a subdivision of
            one, as nobody cites the subdivision.
        kinds: how many parts of each kind it has.
    """

    key: tuple[str, ...]
    kind: str
    number: str | None = None
    heading: str | None = None
    blocks: list[str] = field(default_factory=list)
    parts: list[Growing] = field(default_factory=list)
    prefix: tuple[str, ...] = ()
    kinds: Counter[str] = field(default_factory=Counter)

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
        self.hold(made)
        return made

    def hold(self, part: Growing) -> None:
        """Add a part whose key is not made of the key of this one."""
        self.parts.append(part)
        self.kinds[part.kind] += 1

    def point(self, number: str | None) -> Growing:
        """A new point under its marker: "(a)" is pt_a, a dash or none is counted, ind_1."""
        own = re.sub(r"[^0-9A-Za-z]", "", number or "")
        if own:
            return self.part(f"pt_{own}", "Point", number)
        return self.part(f"ind_{1 + self.kinds['Point']}", "Point", number or "—")

    def amendment(self, blocks: list[str]) -> None:
        """Words that the act puts into another one, apart from its own."""
        if blocks:
            made = self.part(f"amendment_{1 + self.kinds['Amendment']}", "Amendment")
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
