"""Files from outside, read with bounds and without trust."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import BadFile

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST_JSON = 64 * 1024 * 1024
LARGEST_XML = 100 * 1024 * 1024
LARGEST_HTML = 24 * 1024 * 1024
LARGEST_TEXT = 24 * 1024 * 1024
LARGEST_PDF = 100 * 1024 * 1024
"""Bytes; the largest acts that are published have about a tenth to a half of it. What is below is
read in less than 1.5 GB of memory."""
DEEPEST = 200
"""Levels that elements may nest."""
_HEAD = 65_536
_XML_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s")
_NAMED_ENTITY = re.compile(rb"&[A-Za-z]\w{0,31};")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def content_of(path: Path, largest: int) -> bytes:
    """The bytes of a file.

    Raises:
        BadFile: it cannot be read, is empty, or is larger than `largest` bytes.
    """
    try:
        size = path.stat().st_size
        if size > largest:
            raise BadFile(
                f"larger than {largest // 2**20} MB, the most that is read of this format",
                file=path,
                hint="Split it, or give a smaller edition",
            )
        content = path.read_bytes()
    except OSError as fault:
        raise BadFile(f"cannot be read: {fault.strerror}", file=path) from fault
    if not content.strip():
        raise BadFile("the file is empty", file=path)
    return content


def is_utf16(content: bytes) -> bool:
    """Whether bytes start with the mark of UTF-16."""
    return content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file that holds one object.

    Raises:
        BadFile: it holds something else, or cannot be read.
    """
    try:
        content = content_of(path, LARGEST_JSON)
        found = json.loads(content.decode("utf-16" if is_utf16(content) else "utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise BadFile("is no JSON", file=path, line=getattr(fault, "lineno", None)) from fault
    if not isinstance(found, dict):
        raise BadFile("a JSON object is expected", file=path)
    return found


def read_xml(path: Path) -> _Element:
    """Root element of an XML file; no entity is expanded and nothing is fetched.

    Raises:
        BadFile: it is not well-formed, declares entities, nests too deep, or is too large.
    """
    from lxml import etree

    content = content_of(path, LARGEST_XML)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise BadFile(
            f"is no well-formed XML: {str(fault).partition(', line')[0]}",
            file=path,
            line=fault.lineno or None,
        ) from fault
    if root is None:
        raise BadFile("is no well-formed XML", file=path)
    # Whatever the encoding, and however far down the declaration stands.
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise BadFile("declares entities, which are not read", file=path)
    _check_depth(root, path)
    return root


def read_html(path: Path) -> _Element:
    """Root element of an HTML file; scripts and styles are left out by `block_texts`.

    Raises:
        BadFile: it is too large, declares entities, nests too deep, is cut short, or holds no HTML;
            or it says that it is XML and is not well-formed.
    """
    from lxml import etree

    content = content_of(path, LARGEST_HTML)
    if is_utf16(content):
        content = content.decode("utf-16", "replace").encode()
    if b"<!ENTITY" in content[:_HEAD]:
        raise BadFile("declares entities, which are not read", file=path)
    _check_whole(content, path)
    encoding = None
    with suppress(UnicodeDecodeError):
        content.decode("utf-8-sig")
        encoding = "utf-8"
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding=encoding)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise BadFile("is no HTML", file=path, line=fault.lineno or None) from fault
    if root is None:
        raise BadFile("is no HTML", file=path)
    _check_depth(root, path)
    return root


def _check_whole(content: bytes, path: Path) -> None:
    """Refuse a page that was cut short, as what is left of an act would replace the whole."""
    from lxml import etree

    if _XML_PROLOG.match(content):
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            # Names such as "&nbsp;" are declared by the document type, which is not fetched.
            etree.fromstring(_NAMED_ENTITY.sub(b" ", content), parser)
        except etree.XMLSyntaxError as fault:
            raise BadFile(
                f"is no well-formed XHTML: {str(fault).partition(', line')[0]}",
                file=path,
                line=fault.lineno or None,
                hint="It may be cut short: get the whole file",
            ) from fault
    lower = content.lower()
    if re.search(rb"<html[\s>]", lower) and b"</html" not in lower:
        raise BadFile(
            "'<html>' is opened and never closed",
            file=path,
            line=content.count(b"\n") + 1,
            hint="It is cut short: get the whole file",
        )


def _check_depth(root: _Element, path: Path) -> None:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise BadFile(f"elements nest deeper than {DEEPEST} levels", file=path)


def local_name(element: _Element) -> str:
    """Name of an element without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: _Element) -> str:
    """All words in an element on one line."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: _Element) -> Iterator[str]:
    if element.text and isinstance(element.tag, str):
        yield element.text
    for child in element:
        yield from _pieces(child)
        if child.tail:
            yield child.tail


def day(value: object) -> date | None:
    """A date written YYYY-MM-DD at the start of a text; None for anything else."""
    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def words(value: object) -> str:
    """A text on one line; "" for anything else than text."""
    return " ".join(value.split()) if isinstance(value, str) else ""
