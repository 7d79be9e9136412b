"""Parsing XML and HTML that nobody vouches for.

Nothing outside the file is fetched, no entity is expanded, and the size is bounded before
the first byte is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import name2codepoint
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.reports.layout.text_document import as_html, is_text
from kg.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

LARGEST = 64 * 2**20
"""Bytes of the largest document that is read. The largest filings have about 50 MB."""

INLINE_NAMESPACES = (
    "http://www.xbrl.org/2013/inlineXBRL",
    "http://www.xbrl.org/2008/inlineXBRL",
)
"""Inline XBRL 1.1 and 1.0."""

_XML_ENTITIES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.-]+)["']""")
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
    """The bytes of a file, and its name for messages.

    Raises:
        BadFile: it is empty, larger than `LARGEST`, or cannot be read.
    """
    shown = name or (source.name if isinstance(source, Path) else "document")
    try:
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        if size > LARGEST:
            raise BadFile(
                f"{size / 2**20:.0f} MB is more than the {LARGEST // 2**20} MB that are read",
                file=shown,
                hint="Split the document, or give the filing's main document alone",
            )
        data = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise BadFile(f"cannot be read: {error.strerror}", file=shown) from None
    if not data.strip():
        raise BadFile("the document is empty", file=shown)
    return data, shown


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
    inline = any(namespace.encode() in data for namespace in INLINE_NAMESPACES)
    if inline:
        return Markup(parse_xml(data, shown), shown, inline=True)
    return Markup(_parse_html(data, shown), shown, inline=False)


def parse_xml(data: bytes, name: str) -> _Element:
    """The root of a well-formed XML document.

    The named characters of HTML (`&nbsp;`) are read although no DTD is; comments and
    processing instructions are left out.

    Raises:
        BadFile: not well-formed, deeper than 256 elements, or with entities of its own.
    """
    from lxml import etree

    _refuse_entities(data, name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_without_named_entities(data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        # The exception may speak of a consequence; the parser's own log of the cause.
        cause = next(iter(parser.error_log), None)
        raise BadFile(
            f"not well-formed XML: {cause.message if cause else error}",
            file=name,
            line=(cause.line if cause else None) or None,
            hint="Download the file again",
        ) from None
    return root


def _parse_html(data: bytes, name: str) -> _Element:
    from lxml import etree

    if is_text(data):
        html = as_html(data.decode(_encoding(data), "replace"))
        return _parse_html(html.encode("utf-8"), name)
    if not _HTML_TAG.search(data):
        raise BadFile("the file is not HTML", file=name)
    _refuse_entities(data, name)
    _refuse_truncated(data, name)
    parser = etree.HTMLParser(
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding=_encoding(data),
    )
    root: Any = etree.fromstring(data, parser)
    limits = [entry for entry in parser.error_log if "xcessive depth" in entry.message]
    if root is None or limits:
        raise BadFile(
            "the HTML is nested too deeply" if limits else "the HTML holds no element",
            file=name,
            line=limits[0].line if limits else None,
        )
    element: _Element = root
    return element


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


def _refuse_entities(data: bytes, name: str) -> None:
    """Entities are how a small file becomes a large one, or reads other files."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]:
        plain = data.replace(b"\x00", b"")
    else:
        plain = data
    at = plain.find(b"<!ENTITY")
    if at >= 0:
        raise BadFile(
            "the document declares entities, which are not expanded",
            file=name,
            line=plain.count(b"\n", 0, at) + 1,
            hint="Take the <!ENTITY …> out",
        )


def _refuse_truncated(data: bytes, name: str) -> None:
    """A document that opens <html> or <table> and stops before its end was cut off."""
    lower = data.lower()
    tail = lower[-4096:]
    if tail.rfind(b"<") > tail.rfind(b">"):
        raise BadFile("the HTML ends inside a tag", file=name, hint="Download the file again")
    opened = re.search(rb"<html[\s>]", lower[:20_000])
    if opened and b"</html" not in lower[-20_000:]:
        raise BadFile("the HTML ends before </html>", file=name, hint="Download the file again")


def _without_named_entities(data: bytes) -> bytes:
    def as_number(match: re.Match[bytes]) -> bytes:
        if match[1] in _XML_ENTITIES:
            return match[0]
        code = name2codepoint.get(match[1].decode())
        return match[0] if code is None else b"&#%d;" % code

    return _NAMED_ENTITY.sub(as_number, data) if b"&" in data else data


def _encoding(data: bytes) -> str:
    """Encoding of an HTML document; Windows-1252 where nothing else fits."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declared = _XML_ENCODING.search(data[:1000]) or _CHARSET.search(data[:4096])
    if declared and declared[1].lower() not in {b"ascii", b"us-ascii", b"iso-8859-1", b"latin1"}:
        try:
            codec = declared[1].decode()
            data[:2000].decode(codec, "ignore")
        except LookupError:
            pass
        else:
            return codec
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def local_name(element: _Element) -> str:
    """Name of an element without its namespace, in lower case; '' for comments and the like."""
    tag: Any = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


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
