"""The words in elements of Formex 4: with quotation marks, without footnotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.text.markup import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

METADATA = frozenset(
    ["BIB.INSTANCE", "BIB.DOC", "BIB.DATA", "INFO.CONSLEG", "INFO.PROD", "FAM.COMP", "PROLOG"]
)
"""Elements about the file and its publication."""
LEFT_OUT = {
    "NOTE": "footnotes", "TOC": "tables of contents", "GR.ANNOTATION": "annotations",
    "INCL.ELEMENT": "images and other files",
}  # fmt: skip
"""Elements that are no words of the law, and what they are called."""
NUMBERS = frozenset(["NO.P", "NO.PARAG", "NO.SUBDIV", "NO.ITEM"])
_BLOCKS = frozenset(
    [
        "P", "LIST", "ITEM", "NP", "ALINEA", "PARAG", "TXT", "TBL", "CORPUS", "GR.SEQ", "QUOT.S",
        "CONTENTS", "DLIST", "DLIST.ITEM", "SUBDIV", "ARTICLE", "DIVISION", "TITLE", "TI", "STI",
        "TI.ART", "STI.ART", "SUBTITLE", "ANNEX", "CONS.ANNEX", "VISA", "CONSID", "GR.CONSID",
        "GR.VISA", "PREAMBLE.INIT", "PREAMBLE.FINAL", "GR.CONSID.INIT", "SIGNATURE", "SIGNATORY",
        "PL.DATE", "GR.TBL", "ENACTING.TERMS", "BLK", "GR.NOTES",
    ]
)  # fmt: skip


def is_block(element: _Element) -> bool:
    """Whether an element stands on lines of its own."""
    return local_name(element) in _BLOCKS


def is_left_out(element: _Element, left_out: Counter[str]) -> bool:
    """Whether an element is no words of the law; counts it where it is not about the file."""
    name = local_name(element)
    if name in LEFT_OUT:
        left_out[LEFT_OUT[name]] += 1
        return True
    return not name or name in METADATA


def words_in(element: _Element, left_out: Counter[str]) -> str:
    """All words of an element on one line."""
    return " ".join("".join(_pieces(element, left_out)).split())


def inline(element: _Element, left_out: Counter[str]) -> Iterator[str]:
    """Pieces of text of an element that stands in a line, without what follows it."""
    name = local_name(element)
    if name in {"QUOT.START", "QUOT.END"}:
        yield _quotation_mark(element)
    elif not is_left_out(element, left_out):
        yield from _pieces(element, left_out)


def _pieces(element: _Element, left_out: Counter[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        block = is_block(child)
        if block:
            yield " "
        yield from inline(child, left_out)
        yield (" " if block else "") + (child.tail or "")


def _quotation_mark(element: _Element) -> str:
    """The sign whose number CODE gives; single marks where it gives none."""
    try:
        return chr(int(element.get("CODE") or "", 16))
    except (ValueError, OverflowError):
        return "‘" if local_name(element) == "QUOT.START" else "’"


def flat_blocks(element: _Element, left_out: Counter[str]) -> list[str]:
    """Blocks of an element without its structure, markers before their words."""
    found: list[str] = []
    _flatten(element, left_out, found)
    return found


def _flatten(element: _Element, left_out: Counter[str], found: list[str]) -> None:
    if local_name(element) == "TBL":
        found += table_rows(element, left_out)
        return
    buffer = [element.text or ""]
    marker = ""

    def flush() -> None:
        nonlocal marker
        words = " ".join("".join(buffer).split())
        if words:
            found.append(f"{marker} {words}".strip())
            marker = ""
        buffer.clear()

    for child in element:
        name = local_name(child)
        if name in NUMBERS:
            flush()
            marker = words_in(child, left_out)
        elif is_block(child):
            flush()
            start = len(found)
            _flatten(child, left_out, found)
            if marker and len(found) > start:
                found[start], marker = f"{marker} {found[start]}", ""
        else:
            buffer += inline(child, left_out)
        buffer.append(child.tail or "")
    flush()
    if marker:
        found.append(marker)


def table_rows(table: _Element, left_out: Counter[str]) -> list[str]:
    """Title and rows of a table, the cells of a row divided by bars."""
    found = []
    for one in table.iter():
        name = local_name(one)
        if name == "TITLE":
            found.append(words_in(one, left_out))
        elif name in {"ROW", "BLK"}:
            cells = [words_in(cell, left_out) for cell in one if local_name(cell) == "CELL"]
            found.append(" | ".join(cells).strip())
    return [row for row in found if row.strip(" |")]
