"""EU acts as Formex 4, the XML of the Publications Office.

Footnotes, which only say where an act was published, and bibliographic data are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.act import Act, Provision, with_unique_keys
from ingest.regulations.reading.celex import TYPES, celex_in
from ingest.regulations.reading.files import local_name, read_xml, text_of
from ingest.regulations.reading.outline import outlined
from kg.errors import BadFile

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOTS = frozenset(["ACT", "CONS.ACT", "CONS.DOC", "ANNEX", "DOC", "GENERAL"])
"""Names of the root elements that are read."""
_NUMBERS = frozenset(["NO.P", "NO.PARAG", "TI.ART", "STI.ART"])
_LEFT_OUT = frozenset(["BIB.INSTANCE", "BIB.DOC", "NOTE", "TOC", "INFO.CONSLEG"])


def read(path: Path) -> Act:
    """The act in a file.

    Raises:
        BadFile: it is no Formex, names no number, or holds no article.
    """
    root = read_xml(path)
    if local_name(root) not in ROOTS:
        raise BadFile("no Formex: the root is no ACT", file=path, value=local_name(root))
    title = next((text_of(one) for one in root.iter() if local_name(one) == "TITLE"), "")
    celex = celex_in(title)
    if celex is None:
        raise BadFile("names no number of an EU act", file=path, field="TITLE")
    provisions = list(_provisions(root, ()))
    if not any(one.kind == "Article" for top in provisions for one in top.walk()):
        raise BadFile("holds no article", file=path)
    return Act(
        id=f"celex:{celex}",
        title=title,
        short_title=None,
        type=TYPES.get(celex[5], "Document"),
        authority=None,
        jurisdiction="eu",
        language="en",
        adopted=None,
        effective=None,
        repealed=None,
        url=None,
        identifiers=(("celex", celex),),
        provisions=with_unique_keys(tuple(provisions)),
    )


def _provisions(element: _Element, above: tuple[str, ...]) -> Iterator[Provision]:
    for child in element:
        name = local_name(child)
        if not name or name in _LEFT_OUT:
            continue
        if name == "ARTICLE":
            yield _article(child)
        elif name == "DIVISION":
            yield _division(child, above)
        elif name == "CONSID":
            yield _recital(child)
        elif name in {"ANNEX", "CONS.ANNEX"}:
            yield _annex(child)
        elif any(local_name(one) in {"ARTICLE", "DIVISION", "CONSID"} for one in child.iter()):
            yield from _provisions(child, above)
        elif name != "TITLE" and text_of(child):
            yield Provision(("preamble",), "Preamble", None, None, "\n".join(_blocks(child)))


def _article(element: _Element) -> Provision:
    head = {local_name(one): text_of(one) for one in element if local_name(one) in _NUMBERS}
    number = re.search(r"\d{1,4}[a-z]{0,2}", head.get("TI.ART", ""))
    identifier = (element.get("IDENTIFIER") or "").lstrip("0")
    own = number[0] if number else identifier or "1"
    key = (f"art_{own}",)
    subtitle = head.get("STI.ART") or next(
        (text_of(one) for one in element.iter() if local_name(one) == "STI.ART"), None
    )
    blocks = [
        block
        for one in element
        if local_name(one) not in {"TI.ART", "STI.ART", "SUBTITLE"}
        for block in _blocks(one)
    ]
    text, children = outlined(blocks, key)
    return Provision(key, "Article", f"Article {own}", subtitle or None, text, children)


def _division(element: _Element, above: tuple[str, ...]) -> Provision:
    title = next((one for one in element if local_name(one) == "TITLE"), None)
    number = heading = None
    if title is not None:
        parts = {local_name(one): text_of(one) for one in title}
        number, heading = parts.get("TI") or text_of(title), parts.get("STI")
    words = (number or "Division 1").split()
    own = f"{words[0].lower()}_{words[-1]}"
    kind = words[0].capitalize()
    key = (*above, own)
    loose = [
        block
        for one in element
        if local_name(one) not in {"TITLE", "ARTICLE", "DIVISION"}
        for block in _blocks(one)
    ]
    return Provision(key, kind, number, heading, "\n".join(loose), tuple(_divided(element, key)))


def _divided(element: _Element, above: tuple[str, ...]) -> Iterator[Provision]:
    for child in element:
        if local_name(child) == "ARTICLE":
            yield _article(child)
        elif local_name(child) == "DIVISION":
            yield _division(child, above)


def _recital(element: _Element) -> Provision:
    blocks = list(_blocks(element))
    number = re.match(r"\((\d{1,3})\)\s*", blocks[0]) if blocks else None
    own = number[1] if number else "1"
    if number:
        blocks[0] = blocks[0][number.end() :]
    text = "\n".join(block for block in blocks if block)
    return Provision((f"rct_{own}",), "Recital", f"({own})", None, text)


def _annex(element: _Element) -> Provision:
    title = next((text_of(one) for one in element if local_name(one) == "TITLE"), "")
    number = re.search(r"\b([IVXL]{1,7}|\d{1,3})\b", title)
    key = (f"annex_{number[1]}",) if number else ("annex",)
    blocks = [
        block
        for one in element
        if local_name(one) not in {"TITLE", *_LEFT_OUT}
        for block in _blocks(one)
    ]
    return Provision(
        key, "Annex", f"Annex {number[1]}" if number else "Annex", title or None, "\n".join(blocks)
    )


def _blocks(element: _Element) -> Iterator[str]:
    """Texts in order, a number and its words as one block, so that points can be told."""
    name = local_name(element)
    if not name or name in _LEFT_OUT:
        return
    if name in {"NP", "PARAG"}:
        number = next((one for one in element if local_name(one) in {"NO.P", "NO.PARAG"}), None)
        rest = [one for one in element if one is not number]
        below = [block for one in rest for block in _blocks(one)]
        lead = text_of(number) if number is not None else ""
        if lead and below:
            below[0] = f"{lead} {below[0]}"
        elif lead:
            below = [lead]
        yield from below
        return
    inner = [one for one in element if _holds_blocks(one)]
    if not inner:
        words = " ".join("".join(_own_text(element)).split())
        if words:
            yield words
        return
    buffer = [element.text or ""]
    for child in element:
        if _holds_blocks(child):
            words = " ".join("".join(buffer).split())
            if words:
                yield words
            buffer = []
            yield from _blocks(child)
        elif local_name(child) not in _LEFT_OUT:
            buffer.extend(_own_text(child))
        buffer.append(child.tail or "")
    words = " ".join("".join(buffer).split())
    if words:
        yield words


def _own_text(element: _Element) -> Iterator[str]:
    """Text of an element without its footnotes."""
    yield element.text or ""
    for child in element:
        if local_name(child) and local_name(child) not in _LEFT_OUT:
            yield from _own_text(child)
        yield child.tail or ""


def _holds_blocks(element: _Element) -> bool:
    return local_name(element) in {
        "P", "LIST", "ITEM", "NP", "ALINEA", "PARAG", "TXT", "TBL", "ROW", "CELL",
        "CORPUS", "GR.SEQ",
        "QUOT.S", "CONTENTS", "DLIST", "DLIST.ITEM", "SUBDIV",
    }  # fmt: skip
