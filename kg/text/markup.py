"""The one parser of XML and HTML that nobody vouches for.

Nothing outside the file is fetched and no entity is expanded: a document that declares entities is
refused, as they are how a small file becomes a large one or reads other files. Named characters
of HTML (`&eacute;`, `&sect;`, `&nbsp;`) keep their meaning in XML too, with a document type
declaration or without; a name that is no character is refused, never dropped. Elements nest at
most 256 deep and one text has at most 10 MB, libxml2's own bounds. How large a file may be is
said in `kg.text.files`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from html.entities import html5
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import BadFile
from kg.text.files import LARGEST_HTML, LARGEST_XML, is_utf16, read_bytes

if TYPE_CHECKING:
    from lxml.etree import XMLSyntaxError, _Element

_HIGHEST_EXACT_LINE = 65_534
"""libxml2 keeps line numbers in 16 bits."""
_DECLARED = "declares entities, which are not read"
_AGAIN = "Get the file again from its publisher"
_XML_NAMES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
# Within CDATA and comments an ampersand is itself; one that is not closed runs to the end.
_NAMED = re.compile(
    rb"<!\[CDATA\[[\s\S]*?(?:\]\]>|\Z)|<!--[\s\S]*?(?:-->|\Z)|&([A-Za-z][A-Za-z0-9]{1,31});"
)
_XML_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s")
_XML_ENCODING = re.compile(
    rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.-]+)["']"""
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HTML_OPENED = re.compile(rb"<html[\s>]")
# Pages that name these mean Windows-1252, of which they are a part, or have become UTF-8 since.
_NAMED_FOR_ANOTHER = frozenset({"ascii", "iso8859-1"})
_OPTIONS: dict[str, Any] = {
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_XML_OPTIONS: dict[str, Any] = {
    **_OPTIONS,
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "recover": False,
}


def read_xml(path: Path) -> _Element:
    """The root of an XML file of at most `LARGEST_XML` bytes, else as `parse_xml`."""
    return parse_xml(read_bytes(path, LARGEST_XML), path)


def read_html(path: Path) -> _Element:
    """The root of a page of at most `LARGEST_HTML` bytes, else as `parse_html` when strict."""
    return parse_html(read_bytes(path, LARGEST_HTML), path, strict=True)


def parse_xml(content: bytes, file: str | Path) -> _Element:
    """The root of a well-formed XML document; comments and instructions are left out.

    Raises:
        BadFile: it is not well-formed, declares entities, names a character that there is none
            of, or nests too deep.
    """
    from lxml import etree

    options = dict(_XML_OPTIONS)
    if is_utf16(content):
        content, options["encoding"] = _utf8(content, file), "utf-8"
    _refuse_entities(content, file)
    parser = etree.XMLParser(**options)
    try:
        root = etree.fromstring(_without_named_characters(content), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise _malformed(fault, parser.error_log, file) from None
    if root is None:
        raise BadFile("not well-formed XML: it holds no element", file=file)
    # Whatever the encoding, and however far down the declaration stands.
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise BadFile(_DECLARED, file=file)
    unknown: Any = next(root.iter(etree.Entity), None)
    if unknown is not None:
        raise BadFile(
            "a character is named that HTML does not know, and its declaration is not fetched",
            file=file,
            line=line_of(unknown),
            value=unknown.text,
        )
    return root


def parse_html(content: bytes, file: str | Path, *, strict: bool = False) -> _Element:
    """The root of an HTML document, read as a browser would.

    Args:
        strict: where the page says that it is XML, it must be well-formed.

    Raises:
        BadFile: it declares entities, is cut short, nests too deep, or holds no element.
    """
    from lxml import etree

    if is_utf16(content):
        content = _utf8(content, file)
    _refuse_entities(content, file)
    if strict and _XML_PROLOG.match(content):
        try:
            parse_xml(content, file)
        except BadFile as fault:
            raise BadFile(fault.message, file=file, line=fault.line, hint=_AGAIN) from None
    _refuse_cut(content, file)
    parser = etree.HTMLParser(**_OPTIONS, encoding=html_encoding(content))
    root: Any = etree.fromstring(content, parser)
    too_deep = [entry for entry in parser.error_log if "xcessive depth" in entry.message]
    if root is None or too_deep:
        raise BadFile(
            "the HTML is nested too deeply" if too_deep else "the HTML holds no element",
            file=file,
            line=too_deep[0].line if too_deep else None,
        )
    element: _Element = root
    return element


def read_records(
    path: Path, root: str, records: frozenset[str], advance: Callable[[int], None]
) -> Iterator[_Element]:
    """Yield the elements of an XML file that are named `records`, in its order.

    The file is read in a stream and a record is emptied after it was used. `advance` is told the
    bytes read, after each record.

    Raises:
        BadFile: the root is not `root`, the file has a document type declaration (which
            is where entities come from), or it is not well-formed.
    """
    from lxml import etree

    depth = 0
    with path.open("rb") as stream:
        parsing = etree.iterparse(stream, events=("start", "end"), **_XML_OPTIONS)
        try:
            for event, element in parsing:
                if event == "start":
                    if depth == 0:
                        _check_root(element, root, path)
                    depth += 1
                    continue
                depth -= 1
                if local_name(element) in records:
                    yield element
                    _forget(element)
                    advance(stream.tell())
        except etree.XMLSyntaxError as fault:
            raise _malformed(fault, parsing.error_log, path.name) from None


def local_name(element: _Element) -> str:
    """Name of an element without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line_of(element: _Element) -> int | None:
    """Line on which an element starts, None where the parser no longer counts."""
    line = element.sourceline
    return line if isinstance(line, int) and 0 < line <= _HIGHEST_EXACT_LINE else None


def children(element: _Element) -> Iterator[tuple[str, _Element]]:
    """Child elements with their local names, comments and instructions left out."""
    for child in element:
        name = local_name(child)
        if name:
            yield name, child


def text_of(element: _Element) -> str:
    """All words in an element, on one line."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def html_encoding(content: bytes) -> str:
    """Encoding of an HTML document; Windows-1252 where nothing else fits."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if is_utf16(content):
        return "utf-16"
    declared = _XML_ENCODING.search(content[:1000]) or _CHARSET.search(content[:4096])
    if declared:
        try:
            codec = codecs.lookup(declared[1].decode()).name
            content[:2000].decode(codec, "ignore")
        except LookupError:
            codec = "ascii"
        if codec not in _NAMED_FOR_ANOTHER:
            return codec
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _utf8(content: bytes, file: str | Path) -> bytes:
    try:
        return content.decode("utf-16").encode()
    except UnicodeDecodeError as fault:
        raise BadFile("is no well-formed UTF-16", file=file, hint=_AGAIN) from fault


def _refuse_entities(content: bytes, file: str | Path) -> None:
    # UTF-16 and UTF-32 without their marks are ASCII between zeros.
    plain = content.replace(b"\x00", b"") if b"\x00" in content[:4] else content
    at = plain.find(b"<!ENTITY")
    if at >= 0:
        line = plain.count(b"\n", 0, at) + 1
        raise BadFile(_DECLARED, file=file, line=line, hint="Take the <!ENTITY …> out")


def _without_named_characters(content: bytes) -> bytes:
    """The same XML with numbers in the place of the names that only HTML knows."""

    def as_number(match: re.Match[bytes]) -> bytes:
        name = match[1]
        if name is None or name in _XML_NAMES:
            return match[0]
        signs = html5.get(f"{name.decode()};")
        return match[0] if signs is None else b"".join(b"&#%d;" % ord(sign) for sign in signs)

    return _NAMED.sub(as_number, content) if b"&" in content else content


def _refuse_cut(content: bytes, file: str | Path) -> None:
    """Refuse a page that was cut short, as what is left would take the place of the whole."""
    lower = content.lower()
    tail = lower[-4096:]
    if tail.rfind(b"<") > tail.rfind(b">"):
        raise BadFile("cut short: the HTML ends inside a tag", file=file, hint=_AGAIN)
    if _HTML_OPENED.search(lower) and b"</html" not in lower:
        raise BadFile(
            "cut short: the HTML ends before </html>",
            file=file,
            line=content.count(b"\n") + 1,
            hint=_AGAIN,
        )


def _malformed(fault: XMLSyntaxError | ValueError, log: Any, file: str | Path) -> BadFile:
    """What to tell of XML that libxml2 refuses."""
    # The exception may speak of a consequence; the parser's own log of the cause.
    cause = next((entry for entry in log if entry.level_name != "WARNING"), None)
    message = cause.message if cause else str(fault)
    line = (cause.line if cause else getattr(fault, "lineno", None)) or None
    # libxml2's own hint is to a setting of programmers.
    if "huge" in message.lower():
        deep = "depth" in message.lower()
        message = "elements are nested too deeply" if deep else "a text is longer than 10 MB"
        return BadFile(message, file=file, line=line, hint=_AGAIN)
    return BadFile(f"not well-formed XML: {message}", file=file, line=line, hint=_AGAIN)


def _check_root(element: _Element, root: str, path: Path) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise BadFile(
            "the XML has a document type declaration, which may hold entities",
            file=path.name,
            line=_declaration_line(path),
            hint="Take the <!DOCTYPE …> out",
        )
    if local_name(element) != root:
        raise BadFile(
            f"the XML is not a {root}",
            file=path.name,
            line=line_of(element),
            value=local_name(element),
        )


def _declaration_line(path: Path) -> int | None:
    """Line of the document type declaration, None where its bytes are not ASCII's."""
    with path.open("rb") as stream:
        head = stream.read(1 << 20)
    before, found, _ = head.partition(b"<!DOCTYPE")
    return before.count(b"\n") + 1 if found else None


def _forget(element: _Element) -> None:
    element.clear()
    previous = element.getprevious()
    parent = element.getparent()
    while previous is not None and parent is not None:
        parent.remove(previous)
        previous = element.getprevious()
