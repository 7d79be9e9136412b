"""Paragraphs, points and subparagraphs out of the blocks of an article.

A block is a numbered paragraph ("1.   …"), a marker with its words ("(a) …"), a marker alone
whose words are the next block, or words that go on. Which level a marker belongs to is told by
what it could follow: "(i)" after "(h)" is a letter, after "(a)" a Roman numeral one level down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.regulations.structure.act import Provision

_PARAGRAPH = re.compile(r"(?P<number>\d{1,3}[a-z]{0,2})\.(?=\s|$)\s*")
_POINT = re.compile(r"(?P<number>\((?:\d{1,3}[a-z]?|[a-zA-Z]{1,6})\)|[—–•](?=\s|$))\s*")
_ITEM = re.compile(r"(?P<number>[（(][一二三四五六七八九十百]{1,4}[）)])\s*")
_SUBITEM = re.compile(r"(?P<number>\d{1,3}[.．、])\s*")
QUOTATION = "\ue000"
"""Starts a block of words that an act puts into another one; no text of a law holds this sign."""
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(slots=True)
class _Node:
    key: str
    kind: str
    number: str | None
    style: str
    rank: int
    blocks: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    held: dict[str, list[int]] = field(default_factory=dict)
    """Ranks of the children by their style, in order."""
    known: set[tuple[str, int]] = field(default_factory=set)

    def hold(self, child: _Node) -> None:
        """Add a child."""
        self.children.append(child)
        self.held.setdefault(child.style, []).append(child.rank)
        self.known.add((child.style, child.rank))

    def count(self, style: str) -> int:
        """How many children of a style it has."""
        return len(self.held.get(style, ()))

    def provision(self, above: tuple[str, ...]) -> Provision:
        key = (*above, self.key)
        below = tuple(child.provision(key) for child in self.children)
        return Provision(key, self.kind, self.number, None, "\n".join(self.blocks), below)


def outlined(
    blocks: Iterable[str], key: tuple[str, ...], *, points: bool = False
) -> tuple[str, tuple[Provision, ...]]:
    """Own text of an article and its paragraphs and points.

    Args:
        blocks: in order; white space at their ends does not matter, empty ones are passed over.
        key: of the article.
        points: "1." numbers a point, as in annexes, and not a paragraph.
    """
    root = _Node("", "Annex" if points else "Article", None, "root", 0)
    path = [root]
    waiting = False
    for block in blocks:
        if block.startswith(QUOTATION):
            _quote(block.removeprefix(QUOTATION), path)
            waiting = False
            continue
        words = " ".join(block.split())
        if not words:
            continue
        words, opened = _open_all(words, path)
        if opened:
            waiting = not words
            if words:
                path[-1].blocks.append(words)
        elif waiting:
            path[-1].blocks.append(words)
            waiting = False
        else:
            _continue(words, path)
    return "\n".join(root.blocks), tuple(child.provision(key) for child in root.children)


def _quote(words: str, path: list[_Node]) -> None:
    """Words put into another act hang on what introduces them."""
    rank = 1 + path[-1].count("quote")
    path[-1].hold(_Node(f"amendment_{rank}", "Amendment", None, "quote", rank, [words]))


def _open_all(words: str, path: list[_Node]) -> tuple[str, bool]:
    """Open the markers that a block starts with ("1. (a) …"), and give back what is left."""
    opened = False
    for _ in range(4):
        paragraph = _PARAGRAPH.match(words) if not opened else None
        if paragraph and _expected(paragraph["number"], path):
            _open_paragraph(paragraph["number"], path)
            words, opened = words[paragraph.end() :], True
            continue
        point = _POINT.match(words)
        if not point or (opened and path[-1].style != "par" and not path[-1].key.startswith("pt_")):
            break
        if opened and path[-1].style == "dash":
            break
        _open_point(point["number"], path)
        words, opened = words[point.end() :], True
    return words, opened


def _expected(number: str, path: list[_Node]) -> bool:
    """Whether a paragraph number goes on where the last one stopped: "2018. " starts none."""
    ranks = path[0].held.get("par")
    value = int(re.match(r"\d+", number)[0])  # type: ignore[index]
    if not ranks:
        return value == 1 or (value <= 3 and not path[0].blocks)
    return ranks[-1] <= value <= ranks[-1] + 3


def _open_paragraph(number: str, path: list[_Node]) -> None:
    rank = int(re.match(r"\d+", number)[0])  # type: ignore[index]
    prefix, kind = ("pt", "Point") if path[0].kind == "Annex" else ("par", "Paragraph")
    node = _Node(f"{prefix}_{number}", kind, f"{number}.", "par", rank)
    del path[1:]
    path[0].hold(node)
    path.append(node)


def _open_point(number: str, path: list[_Node]) -> None:
    readings = _readings(number)
    inserted = _inserted_at(number, path)
    if inserted is not None:
        return _push(number, path[inserted].style, path[inserted].rank, path, inserted)
    for depth in range(len(path) - 1, 0, -1):
        for style, rank in readings:
            if path[depth].style == style and (rank == path[depth].rank + 1 or style == "dash"):
                return _push(number, style, rank, path, depth)
    resumed = _resumed_at(readings, path)
    if resumed is not None:
        style, rank, depth = resumed
        return _push(number, style, rank, path, depth)
    starts = any(rank == 1 for _, rank in readings)
    for depth in range(len(path) - 1, 0 if not starts else len(path), -1):
        for style, rank in readings:
            # Points that were repealed leave gaps, and "(1a)" has the rank of "(1)".
            if path[depth].style == style and path[depth].rank <= rank != 1:
                return _push(number, style, rank, path, depth)
    style, rank = next((one for one in reversed(readings) if one[1] == 1), readings[0])
    return _push(number, style, rank, path, len(path))


def _resumed_at(readings: list[tuple[str, int]], path: list[_Node]) -> tuple[str, int, int] | None:
    """Style, rank and depth of a point that goes on with a list which a sentence had broken off."""
    for depth in range(len(path), 0, -1):
        for style, rank in readings:
            if rank > 1 and (style, rank - 1) in path[depth - 1].known:
                return style, rank, depth
    return None


def _inserted_at(number: str, path: list[_Node]) -> int | None:
    """Depth of the point (a) behind which an amendment put (aa); None for any other marker."""
    inner = number.strip("()")
    if len(inner) != 2 or not inner.isalpha() or inner[0].lower() in _ROMAN:
        return None
    for depth in range(len(path) - 1, 0, -1):
        last = (path[depth].number or "").strip("()")
        if last[:1] == inner[0] and (last < inner) and path[depth].rank <= 26:
            return depth
    return None


def _push(number: str, style: str, rank: int, path: list[_Node], depth: int) -> None:
    del path[depth:]
    parent = path[-1]
    if style == "dash":
        count = 1 + parent.count("dash")
        node = _Node(f"ind_{count}", "Point", number, style, count)
    else:
        node = _Node(f"pt_{number.strip('()')}", "Point", number, style, rank)
    parent.hold(node)
    path.append(node)


def _readings(number: str) -> list[tuple[str, int]]:
    """Styles and ranks a marker may have, a letter before a Roman numeral."""
    inner = number.strip("()")
    if not inner.isalnum():
        return [("dash", 1)]
    if inner[0].isdigit():
        return [("digit", int(re.match(r"\d+", inner)[0]))]  # type: ignore[index]
    case = "upper" if inner.isupper() else "lower"
    readings = []
    if len(inner) == 1:
        readings.append((case, ord(inner.lower()) - 96))
    elif len(inner) == 2 and not set(inner.lower()) <= set("ivx"):
        # (aa), (ab) … follow (z).
        first, second = (ord(sign) - 96 for sign in inner.lower())
        readings.append((case, 26 * first + second))
    roman = _roman(inner.lower())
    if roman:
        readings.append((f"{case}-roman", roman))
    return readings or [(case, 1)]


def _roman(number: str) -> int | None:
    if not number or any(sign not in _ROMAN for sign in number):
        return None
    total = 0
    for sign, following in zip(number, [*number[1:], ""], strict=True):
        value = _ROMAN[sign]
        total += -value if following and _ROMAN[following] > value else value
    return total


def _continue(words: str, path: list[_Node]) -> None:
    """Words without a marker: a further subparagraph, or the article's own."""
    holder = next((node for node in reversed(path) if node.style in {"par", "root"}), path[0])
    if holder.style == "root" and not holder.children:
        holder.blocks.append(words)
        return
    last = path[-1]
    if last.style not in {"par", "root", "subpar"} and _goes_on(last):
        last.blocks.append(words)
        return
    if not holder.blocks and not holder.children:
        holder.blocks.append(words)
        return
    rank = 1 + holder.count("subpar") + bool(holder.blocks)
    node = _Node(f"subpar_{rank}", "Subparagraph", None, "subpar", rank, [words])
    holder.hold(node)
    del path[path.index(holder) + 1 :]
    path.append(node)


def _goes_on(node: _Node) -> bool:
    """Whether a point is unfinished, so that words without a marker belong to it."""
    return bool(node.blocks) and not node.blocks[-1].endswith(
        (".", "；", ";", "。", "; and", "; or", ":")
    )


def outlined_chinese(text: str, key: tuple[str, ...]) -> tuple[str, tuple[Provision, ...]]:
    """Own text of a Chinese article and its 款 (paragraphs) and 项 (items).

    An article of one paragraph holds its words itself, and its items hang on it; one of several
    has a provision for each.
    """
    from kg.text.chinese_numbers import to_numeral

    paragraphs: list[_Node] = []
    for line in text.split("\n"):
        words = line.strip("　 \t\r").removeprefix(QUOTATION)
        if not words:
            continue
        item = _ITEM.match(words)
        if item and paragraphs:
            number = item["number"]
            node = _Node(f"第{number[1:-1]}项", "Point", number, "item", 0, [words[item.end() :]])
            paragraphs[-1].children.append(node)
            continue
        subitem = _SUBITEM.match(words)
        if subitem and paragraphs and paragraphs[-1].children:
            item_above = paragraphs[-1].children[-1]
            rank = len(item_above.children) + 1
            own = _Node(f"第{to_numeral(rank)}目", "Point", subitem["number"], "sub", rank)
            own.blocks.append(words[subitem.end() :])
            item_above.children.append(own)
            continue
        above = paragraphs[-1].children[-1:] if paragraphs else []
        if above and above[0].blocks[-1].endswith(("，", "、")):
            above[0].blocks[-1] += words
            continue
        rank = len(paragraphs) + 1
        paragraphs.append(_Node(f"第{to_numeral(rank)}款", "Paragraph", None, "par", rank, [words]))
    if len(paragraphs) == 1:
        only = paragraphs[0]
        return "\n".join(only.blocks), tuple(child.provision(key) for child in only.children)
    return "", tuple(node.provision(key) for node in paragraphs)
