"""References to provisions and acts in English law texts.

A reference is a chain of parts. Downwards it is joined by commas ("Article 4(1), first
subparagraph, point (a)"), upwards by "of" ("point (a) of Article 4(1) of Regulation (EU)
No 575/2013"). `citation_parts` finds the parts; here they are joined, and their targets made.

"This section" or "that Article" alone is no citation. The members of a list after "§§" are a
citation each; those after "Articles", "paragraphs" or "points" are one citation with several
targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.regulations.extraction.english.citation_parts import Level, Part, find_parts
from ingest.regulations.extraction.statements import Citation

_DOWN = re.compile(r",?\s{1,3}")
_UP_BY_OF = re.compile(r",?\s{1,3}of\s{1,3}(?:the\s{1,3})?(?:said\s{1,3})?")
_UP_BY_TO = re.compile(r"\s{1,3}(?:to|of)\s{1,3}(?:the\s{1,3})?")
_BLANK = re.compile(r"\s{1,3}")


def find_citations(text: str) -> tuple[Citation, ...]:
    """All citations of a text in their order; none overlaps another."""
    found = []
    seen = _Seen()
    for chain in _chains(text, find_parts(text)):
        if all(part.relative or part.named_by_its_articles for part in chain):
            continue
        targets = _targets(chain, seen)
        start, end = chain[0].start, chain[-1].end
        found.append(Citation(start, end, text[start:end], targets))
    return tuple(found)


def _chains(text: str, parts: Iterator[Part]) -> Iterator[tuple[Part, ...]]:
    chain: list[Part] = []
    rising = False
    for part in parts:
        if chain:
            gap = text[chain[-1].end : part.start]
            if _rises(chain[-1], part, gap):
                rising = True
            elif rising or not _falls(chain[-1], part, gap):
                yield tuple(chain)
                chain, rising = [], False
        chain.append(part)
    if chain:
        yield tuple(chain)


def _rises(last: Part, part: Part, gap: str) -> bool:
    """Whether `part` is what `last` lies in."""
    if last.annex and part.relative and _UP_BY_TO.fullmatch(gap):
        return True
    if part.level <= last.level:
        # A chapter of a title and a subpart of a part stand on one level.
        of_points = part.level == Level.POINT and " of " in gap
        nested = part.level == last.level and not last.relative
        nested &= part.level == Level.DIVISION or of_points
        if not nested:
            return False
    if last.level >= Level.ACT or last.complete:
        return False
    if _UP_BY_OF.fullmatch(gap):
        return True
    if last.annex and _UP_BY_TO.fullmatch(gap):
        return True
    # "Articles 107 and 108 TFEU"; "point (17) Article 4(1)".
    bare = part.treaty or (last.level <= Level.POINT and part.level == Level.ARTICLE)
    return bare and _BLANK.fullmatch(gap) is not None


def _falls(last: Part, part: Part, gap: str) -> bool:
    """Whether `part` lies in `last`."""
    if part.relative or part.level >= last.level or last.complete:
        return False
    # "Directive 2013/36/EU, Title VII"; "Article 4(1), point (a)".
    nested = (last.level, part.level) == (Level.ACT, Level.DIVISION) and not part.annex
    nested |= (last.level, part.level) == (Level.DIVISION, Level.ARTICLE)
    small = last.level <= Level.DIVISION and part.level <= Level.PARAGRAPH
    return (nested or small) and _DOWN.fullmatch(gap) is not None


@dataclass(slots=True)
class _Seen:
    """What "that Regulation" and "that Article" mean so far."""

    act: str | None = None
    target: str | None = None


def _targets(chain: Sequence[Part], seen: _Seen) -> tuple[str, ...]:
    # Of two parts of one level the later holds the earlier: "Chapter 2 of Title V".
    last_first = chain[::-1]
    ordered = sorted(last_first, key=lambda part: -part.level)
    if chain[-1].relative:
        # An appendix is one of a section, though it stands higher in an act.
        ordered.remove(chain[-1])
        ordered.insert(0, chain[-1])
    fixed = next((part for part in ordered if part.absolute), None)
    if fixed:
        ordered = [fixed, *(part for part in ordered if part.level < fixed.level)]
        roots: tuple[str, ...] = ("",)
        if fixed.level == Level.ACT:
            seen.act = fixed.paths[0] if fixed.paths else None
    else:
        root = _root(ordered[0], seen)
        if root is None:
            return ()
        roots = (root,)
    for part in ordered:
        if part.relative:
            continue
        if not part.paths:
            return ()
        roots = tuple(f"{root}/{own}" if root else own for root in roots for own in part.paths)
    if roots and roots[0]:
        seen.target = roots[0]
    return tuple(dict.fromkeys(roots))


def _root(top: Part, seen: _Seen) -> str | None:
    if top.relative != "that":
        return top.root
    if top.level == Level.ACT:
        return seen.act
    prefix = {Level.ARTICLE: "art_", Level.PARAGRAPH: "par_"}.get(top.level)
    parts = (seen.target or "").split("/")
    places = [place for place, part in enumerate(parts) if prefix and part.startswith(prefix)]
    return "/".join(parts[: places[0] + 1]) if places else None
