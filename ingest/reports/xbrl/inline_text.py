"""What an inline XBRL element says: its own words, those of its continuations, as XHTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from ingest.reports.layout.markup import INLINE_NAMESPACES
from kg.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

_EXCLUDED = frozenset(f"{{{namespace}}}exclude" for namespace in INLINE_NAMESPACES)
_INLINE = tuple(f"{{{namespace}}}" for namespace in INLINE_NAMESPACES)
_LARGEST_FACTOR = 32
_ALWAYS_ALLOWED = 2**20
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})  # fmt: skip
_PARTS = frozenset({
    "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "table", "td",
    "th", "tr",
})  # fmt: skip


class Content:
    """Reads the content of inline elements, within a bound for the whole report.

    Text blocks hold one another, so that all values together are larger than the document;
    32 times as large is more than any honest one.
    """

    def __init__(self, continuations: Mapping[str, _Element], size: int, name: str) -> None:
        self._continuations = continuations
        self._left = max(_ALWAYS_ALLOWED, size * _LARGEST_FACTOR)
        self._name = name

    def plain(self, element: _Element) -> str:
        """The text as written, of the element and its continuations, without exclusions."""
        return self._bounded("".join(part for e in self._chain(element) for part in _texts(e)))

    def shown(self, element: _Element) -> str:
        """What a reader sees on one line: paragraphs and cells are parted by a space."""
        parts = (part for e in self._chain(element) for part in _texts(e, parted=True))
        return self._bounded(" ".join("".join(parts).split()))

    def xhtml(self, element: _Element) -> str:
        """The content as XHTML, as `escape="true"` asks (Inline XBRL 1.1, §11.1.2)."""
        return self._bounded("".join(part for e in self._chain(element) for part in _markup(e)))

    def _chain(self, element: _Element) -> Iterator[_Element]:
        """The element and its continuations in order.

        Raises:
            ValueError: a continuation is missing, or the chain runs in a circle.
        """
        seen: set[str] = set()
        current = element
        while True:
            yield current
            following = current.get("continuedAt")
            if following is None:
                return
            if following in seen:
                raise ValueError(f"the continuation '{following}' continues itself")
            seen.add(following)
            found = self._continuations.get(following)
            if found is None:
                raise ValueError(f"the continuation '{following}' is missing")
            current = found

    def _bounded(self, text: str) -> str:
        self._left -= len(text)
        if self._left < 0:
            raise BadFile("the values together are far larger than the document", file=self._name)
        return text


def _texts(element: _Element, *, parted: bool = False) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        tag: Any = child.tag
        if isinstance(tag, str) and tag not in _EXCLUDED:
            apart = parted and tag.rpartition("}")[2].lower() in _PARTS
            if apart:
                yield " "
            yield from _texts(child, parted=parted)
            if apart:
                yield " "
        if child.tail:
            yield child.tail


def _markup(element: _Element) -> Iterator[str]:
    """The content of an element; inline XBRL elements give their content alone."""
    if element.text:
        yield escape(element.text)
    for child in element:
        tag: Any = child.tag
        if isinstance(tag, str) and tag not in _EXCLUDED:
            if tag.startswith(_INLINE):
                yield from _markup(child)
            else:
                name = tag.rpartition("}")[2]
                attributes = "".join(
                    f" {key.rpartition('}')[2]}={quoteattr(value)}"
                    for key, value in sorted(_items(child))
                )
                if len(child) == 0 and not child.text and name in _VOID:
                    yield f"<{name}{attributes}/>"
                else:
                    yield f"<{name}{attributes}>"
                    yield from _markup(child)
                    yield f"</{name}>"
        if child.tail:
            yield escape(child.tail)


def _items(element: _Element) -> Iterator[tuple[str, str]]:
    for key, value in element.items():
        yield str(key), str(value)
