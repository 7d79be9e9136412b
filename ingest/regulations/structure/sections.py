"""Paragraphs of a section: of the CFR (a)(1)(i)(A), then (1) and (i) in italics; of acts under
common law (1)(a)(i)(A)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.regulations.structure.act import Provision
from ingest.regulations.structure.outline import QUOTATION

_MARKER = re.compile(r"\((?P<own>[a-z]{1,5}|\d{1,3}|[A-Z]{1,5})\)\s*")
# "(a) General. (1) …" and "(c) Time limits—(1) …".
_HEADING = re.compile(
    r"(?P<heading>[A-Z][^.;:(—–]{1,150}(?:\.(?=[\s—–])|(?=\s?[—–])))[\s—–]+(?=\()"
)
CFR_LEVELS = ("letter", "digit", "roman", "capital", "digit", "roman")
_COMMON_LAW_LEVELS = ("digit", "letter", "roman", "capital")
_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")


@dataclass(slots=True)
class _Paragraph:
    own: str
    rank: int
    blocks: list[str] = field(default_factory=list)
    children: list[_Paragraph] = field(default_factory=list)

    def provision(self, above: tuple[str, ...]) -> Provision:
        key = (*above, self.own)
        children = tuple(child.provision(key) for child in self.children)
        return Provision(key, "Paragraph", f"({self.own})", None, "\n".join(self.blocks), children)


def levels_of(blocks: Iterable[str]) -> tuple[str, ...]:
    """How the paragraphs of a section are numbered, told by the first marker in it."""
    first = next(filter(None, map(_MARKER.match, blocks)), None)
    return _COMMON_LAW_LEVELS if first and first["own"] == "1" else CFR_LEVELS


def nested_paragraphs(
    blocks: Iterable[str], key: tuple[str, ...], levels: tuple[str, ...] = CFR_LEVELS
) -> tuple[str, tuple[Provision, ...]]:
    """Own text of a section and its paragraphs, from the blocks of its text.

    A block may open several levels at once ("(a) General. (1) …"). The level of a marker is the
    deepest at which it goes on counting, else the one below where it starts to count.
    """
    root = _Paragraph("", 0)
    path = [root]
    for block in blocks:
        words = " ".join(block.replace(QUOTATION, "").split())
        heading = ""
        opened = False
        for _ in range(6):
            found = _MARKER.match(words)
            if not found or not _open(found["own"], path, levels):
                break
            opened = True
            if heading:
                path[-2].blocks.append(heading)
            words, heading = words[found.end() :], ""
            lead = _HEADING.match(words)
            if lead and _MARKER.match(words, lead.end()):
                heading, words = lead["heading"], words[lead.end() :]
        if heading:
            words = f"{heading} {words}".strip()
        if words or not opened:
            path[-1].blocks.append(words)
    return "\n".join(root.blocks), tuple(child.provision(key) for child in root.children)


def _open(own: str, path: list[_Paragraph], levels: tuple[str, ...]) -> bool:
    """Open a paragraph; False where the marker counts nowhere, as in "(see below)"."""
    for depth in range(len(path) - 1, 0, -1):
        rank = _rank(own, levels[min(depth, len(levels)) - 1])
        if rank is not None and rank == path[depth].rank + 1:
            return _push(own, rank, path, depth)
    if len(path) <= len(levels):
        rank = _rank(own, levels[len(path) - 1])
        if rank == 1:
            return _push(own, rank, path, len(path))
    for depth in range(len(path) - 1, 0, -1):
        rank = _rank(own, levels[min(depth, len(levels)) - 1])
        # Repealed paragraphs leave gaps.
        if rank is not None and path[depth].rank < rank <= path[depth].rank + 8:
            return _push(own, rank, path, depth)
    return False


def _push(own: str, rank: int, path: list[_Paragraph], depth: int) -> bool:
    del path[depth:]
    paragraph = _Paragraph(own, rank)
    path[-1].children.append(paragraph)
    path.append(paragraph)
    return True


def _rank(own: str, level: str) -> int | None:
    if level == "digit":
        return int(own) if own.isdigit() else None
    if level == "roman":
        return _roman(own) if own.islower() and own and _ROMAN.fullmatch(own) else None
    if own.isdigit() or (level == "capital") != own.isupper():
        return None
    if len(own) == 1:
        return ord(own.lower()) - 96
    if len(set(own)) == 1 and len(own) == 2:
        return 26 + ord(own[0].lower()) - 96
    return None


def _roman(own: str) -> int:
    values = {"i": 1, "v": 5, "x": 10}
    total = 0
    for sign, following in zip(own, [*own[1:], ""], strict=True):
        total += -values[sign] if following and values[following] > values[sign] else values[sign]
    return total
