"""Reading the records of an XML file one by one, without trusting it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import BadFile

if TYPE_CHECKING:
    from lxml.etree import _Element

_HIGHEST_EXACT_LINE = 65_534
"""libxml2 keeps line numbers in 16 bits."""

_LONGEST_TEXT = 10
"""Million bytes of the longest text that libxml2 takes unless told to take any."""


def local_name(element: _Element) -> str:
    """Name of an element without its namespace; '' for comments and the like."""
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
    """All text in an element, on one line."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def read_records(
    path: Path, root: str, records: frozenset[str], advance: Callable[[int], None]
) -> Iterator[_Element]:
    """Yield the elements named `records`, in the order of the file.

    The file is read in a stream and a record is emptied after it was used. Nothing
    outside the file is fetched, no entity is expanded, and one text may not be longer
    than libxml2's limit of 10 MB. `advance` is told the bytes read, after each record.

    Raises:
        BadFile: the root is not `root`, the file has a document type declaration (which
            is where entities come from), or it is not well-formed.
    """
    from lxml import etree

    options: dict[str, Any] = {
        "events": ("start", "end"),
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "dtd_validation": False,
        "huge_tree": False,
        "recover": False,
        "remove_comments": True,
        "remove_pis": True,
    }
    depth = 0
    with path.open("rb") as stream:
        parsing = etree.iterparse(stream, **options)
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
        except etree.XMLSyntaxError as error:
            # The exception may speak of a consequence; the parser's own log of the cause.
            cause = next(iter(parsing.error_log), None)
            line = (cause.line if cause else error.lineno) or None
            message = cause.message if cause else str(error.msg)
            # libxml2's own hint is to a setting of programmers.
            if "huge" in message.lower():
                deep = "depth" in message.lower()
                raise BadFile(
                    "elements are nested too deeply"
                    if deep
                    else f"a text is longer than {_LONGEST_TEXT} MB",
                    file=path.name,
                    line=line,
                    hint="No list is like that: get it from its publisher again",
                ) from None
            raise BadFile(
                f"not well-formed XML: {message}",
                file=path.name,
                line=line,
                hint="Download the file again",
            ) from None


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
