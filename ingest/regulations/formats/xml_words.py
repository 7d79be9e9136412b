"""The words in elements of an XML format of laws: as one line, and as blocks in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.text.markup import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the elements of a format are, by their names without namespaces.

    Attributes:
        line: whether an element stands on lines of its own, as does what holds such a one.
        numbers: markers, set before the words that follow them.
        rows: rows of tables; the cells of one are divided by bars.
        left_out: what is no words of the law, and what it is called where it is counted.
        unread: what is about the file, and is left out without being counted.
        apart: what the layout sets apart within a line, with or without white space.
        sign: what an element stands for, as a quotation mark; None for most.
        named: name of an element.
    """

    line: Callable[[str], bool]
    numbers: frozenset[str]
    rows: frozenset[str]
    left_out: Mapping[str, str]
    unread: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    sign: Callable[[_Element], str | None] = lambda _: None
    named: Callable[[_Element], str] = local_name


@dataclass(slots=True)
class Words:
    """Words of one file; `left_out` counts what was passed over."""

    vocabulary: Vocabulary
    left_out: Counter[str] = field(default_factory=Counter)
    _holders: set[_Element] = field(default_factory=set)

    def is_left_out(self, element: _Element) -> bool:
        """Whether an element is no words of the law; counts it where it is not about the file."""
        name = self.vocabulary.named(element)
        if name in self.vocabulary.left_out:
            self.left_out[self.vocabulary.left_out[name]] += 1
        return not self._is_read(name)

    def _is_read(self, name: str) -> bool:
        known = self.vocabulary
        return bool(name) and name not in known.left_out and name not in known.unread

    def is_block(self, element: _Element) -> bool:
        """Whether an element stands on lines of its own, or holds one that does."""
        if not self._holders:
            # Each element is walked up to once, however deep they nest.
            named = self.vocabulary.named
            for one in element.getroottree().iter("*"):
                above: _Element | None = one if self.vocabulary.line(named(one)) else None
                while above is not None and above not in self._holders:
                    if not self._is_read(named(above)):
                        break
                    self._holders.add(above)
                    above = above.getparent()
        return element in self._holders

    def line(self, element: _Element | None) -> str:
        """All words of an element on one line; "" for None."""
        return "" if element is None else " ".join("".join(self.pieces(element)).split())

    def pieces(self, element: _Element) -> Iterator[str]:
        """Pieces of text of an element, without what follows it."""
        sign = self.vocabulary.sign(element)
        if sign is not None:
            yield sign
        if sign is not None or self.is_left_out(element):
            return
        name = self.vocabulary.named(element)
        apart = " " if name in self.vocabulary.apart or self.vocabulary.line(name) else ""
        yield apart + (element.text or "")
        for child in element:
            yield from self.pieces(child)
            yield child.tail or ""
        yield apart

    def blocks(self, element: _Element) -> list[str]:
        """Blocks of an element without its structure, markers before their words."""
        found: list[str] = []
        if not self.is_left_out(element):
            self._gather(element, found)
        return found

    def _gather(self, element: _Element, found: list[str]) -> None:
        if self.vocabulary.named(element) in self.vocabulary.rows:
            row = " | ".join(self.line(cell) for cell in element if self.vocabulary.named(cell))
            found += [row.strip()] if row.strip(" |") else []
            return
        marker, buffer = "", [element.text or ""]

        def flush() -> None:
            nonlocal marker
            words = " ".join("".join(buffer).split())
            if words:
                found.append(f"{marker} {words}".strip())
                marker = ""
            buffer.clear()

        for child in element:
            if self.vocabulary.named(child) in self.vocabulary.numbers:
                flush()
                marker = self.line(child)
            elif self.is_block(child):
                flush()
                start = len(found)
                found += self.blocks(child)
                if marker and len(found) > start:
                    found[start], marker = f"{marker} {found[start]}", ""
            else:
                buffer += self.pieces(child)
            buffer.append(child.tail or "")
        flush()
        found += [marker] if marker else []
