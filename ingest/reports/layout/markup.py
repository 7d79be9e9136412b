"""Documents of filings, parsed: HTML, inline XBRL, and text as HTML of its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.reports.layout.text_document import as_html, is_text
from kg.errors import BadFile
from kg.text import files, markup
from kg.text.files import LARGEST_FILING
from kg.text.markup import html_encoding, parse_html, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

INLINE_NAMESPACES = (
    "http://www.xbrl.org/2013/inlineXBRL",
    "http://www.xbrl.org/2008/inlineXBRL",
)
"""Inline XBRL 1.1 and 1.0."""

_HTML_TAG = re.compile(
    rb"<\s*(?:html|body|div|p|table|font|span|br|pre|h[1-6]|td)\b", re.IGNORECASE
)
# The header that EDGAR puts before each document of a submission.
_EDGAR_TEXT = re.compile(rb"\A\s*(?:<DOCUMENT>|<TYPE>)[\s\S]{0,4000}?<TEXT>\s*", re.IGNORECASE)
_EDGAR_WRAP = re.compile(rb"\A\s*<(XBRL|XML)>\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Markup:
    """A parsed document. `inline` says whether it holds inline XBRL."""

    root: _Element
    name: str
    inline: bool


def read_bytes(source: Path | bytes, name: str | None = None) -> tuple[bytes, str]:
    """The bytes of a document of a filing, and its name for messages.

    Raises:
        BadFile: it is empty, larger than `LARGEST_FILING`, or cannot be read.
    """
    shown = name or (source.name if isinstance(source, Path) else "document")
    return files.read_bytes(source, LARGEST_FILING, shown), shown


def read_markup(source: Path | bytes, name: str | None = None) -> Markup:
    """Parse an HTML or XHTML document, with or without inline XBRL.

    An EDGAR header around the document is taken off. Inline XBRL must be well-formed XML;
    other HTML is read as a browser would, and text as HTML of its lines.

    Raises:
        BadFile: too large, empty, truncated, not markup, with entities of its own, or inline
            XBRL that is not well-formed.
    """
    data, shown = read_bytes(source, name)
    data = _unwrap(data)
    if any(namespace.encode() in data for namespace in INLINE_NAMESPACES):
        return Markup(parse_xml(data, shown), shown, inline=True)
    if is_text(data):
        data = as_html(data.decode(html_encoding(data), "replace")).encode()
    if not _HTML_TAG.search(data):
        raise BadFile("the file is not HTML", file=shown)
    return Markup(parse_html(data, shown), shown, inline=False)


def _unwrap(data: bytes) -> bytes:
    """Take EDGAR's `<DOCUMENT>… <TEXT>` off a document that was cut out of a submission."""
    header = _EDGAR_TEXT.match(data)
    if header is None:
        return data
    end = data.lower().find(b"</text>", header.end())
    inner = data[header.end() : end if end >= 0 else len(data)]
    if wrap := _EDGAR_WRAP.match(inner):
        close = inner.upper().rfind(b"</" + wrap[1].upper())
        inner = inner[wrap.end() : close if close >= 0 else len(inner)]
    return inner.strip()


def local_name(element: _Element) -> str:
    """Name of an element without its namespace, in lower case; '' for comments and the like."""
    return markup.local_name(element).lower()


class Places:
    """Places of elements in trees that nobody changes meanwhile."""

    def __init__(self) -> None:
        self._steps: dict[_Element, dict[_Element, str]] = {}

    def of(self, element: _Element) -> str:
        """`#id` of an element, else its path such as `/html/body/div[3]/p[2]`."""
        identifier = element.get("id")
        if identifier:
            return f"#{identifier}"
        steps: list[str] = []
        current: _Element | None = element
        while current is not None:
            parent = current.getparent()
            if parent is None:
                steps.append(str(current.tag).rpartition("}")[2])
            else:
                # Counted once for all children: a row may hold thousands.
                if parent not in self._steps:
                    self._steps[parent] = dict(_numbered(parent))
                steps.append(self._steps[parent][current])
            current = parent
        return "/" + "/".join(reversed(steps))


def _numbered(parent: _Element) -> Iterator[tuple[_Element, str]]:
    counts: dict[Any, int] = {}
    for child in parent:
        tag: Any = child.tag
        if isinstance(tag, str):
            counts[tag] = counts.get(tag, 0) + 1
            yield child, f"{tag.rpartition('}')[2]}[{counts[tag]}]"
