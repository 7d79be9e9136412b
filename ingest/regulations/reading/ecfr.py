"""Parts of the Code of Federal Regulations as the XML of ecfr.gov and of the GPO's bulk data.

DIV5 is a part, DIV6 a subpart, DIV7 a subject group, DIV8 a section, DIV9 an appendix; HEAD is a
heading, P and FP are paragraphs. A file with several parts is read as one act of its title.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.act import Act, Provision, with_unique_keys
from ingest.regulations.reading.cfr_paragraphs import nested_paragraphs
from ingest.regulations.reading.files import day, local_name, read_xml, text_of
from kg.errors import BadFile

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS = {
    "TITLE": "Title", "SUBTITLE": "Title", "CHAPTER": "Chapter", "SUBCHAP": "Chapter",
    "PART": "Part",
    "SUBPART": "Subpart", "SUBJGRP": "Subpart", "SECTION": "Section", "APPENDIX": "Appendix",
}  # fmt: skip
_BLOCKS = frozenset(["P", "FP", "HD1", "HD2", "HD3", "HED", "TR"])
_HEADERS = frozenset(["FDSYS", "HEADER", "TEIHEADER", "IDNO"])


def read(path: Path) -> Act:
    """The part in a file, or the title where it holds several parts.

    Raises:
        BadFile: it is no eCFR XML, or holds no section.
    """
    root = read_xml(path)
    divisions = [one for one in root.iter() if _kind(one)]
    parts = [one for one in divisions if _kind(one) == "Part"]
    if not divisions or not any(_kind(one) == "Section" for one in divisions):
        raise BadFile("no eCFR XML: it holds no DIV8 of the type SECTION", file=path)
    title = _title_number(root, divisions) or _from_name(path)
    if title is None:
        raise BadFile(
            "names no title of the CFR", file=path, hint="Name the file like 'title-12.xml'"
        )
    part = parts[0].get("N", "") if len(parts) == 1 else None
    tops = parts if part else [one for one in divisions if _kind(one.getparent()) is None]
    provisions = [made for one in tops for made in _provisions(one, whole=part is None)]
    head = next((one for one in (tops[0] if tops else root) if local_name(one) == "HEAD"), None)
    name = text_of(head) if head is not None else f"{title} CFR"
    return Act(
        id=f"ecfr:{title}/{part}" if part else f"ecfr:{title}",
        title=name,
        short_title=_short(name),
        type="Regulation",
        authority=None,
        jurisdiction="us",
        language="en",
        adopted=None,
        effective=_amended(root),
        repealed=None,
        url=None,
        identifiers=(("cfr", f"{title} CFR {part}" if part else f"{title} CFR"),),
        provisions=with_unique_keys(tuple(provisions)),
    )


def _kind(element: _Element | None) -> str | None:
    if element is None or not re.fullmatch(r"DIV\d", local_name(element)):
        return None
    return _KINDS.get((element.get("TYPE") or "").upper())


def _from_name(path: Path) -> str | None:
    found = re.search(r"title-?_?(\d{1,2})", path.stem, re.IGNORECASE)
    return found[1] if found else None


def _title_number(root: _Element, divisions: list[_Element]) -> str | None:
    for one in divisions:
        if _kind(one) == "Title" and (one.get("N") or "").isdigit():
            return one.get("N")
        node = one.get("NODE") or ""
        if re.match(r"\d{1,2}:", node):
            return node.partition(":")[0]
    for one in root.iter():
        if local_name(one) in {"CFRTITLE", "TITLENUM"}:
            found = re.search(r"\d{1,2}", text_of(one))
            if found:
                return found[0]
    return None


def _short(name: str) -> str | None:
    found = re.search(r"\((REGULATION [A-Z]{1,2})\)", name, re.IGNORECASE)
    return found[1].title() if found else None


def _amended(root: _Element) -> date | None:
    for one in root.iter():
        if local_name(one) in {"AMDDATE", "DATE"}:
            return day(text_of(one))
    return None


def _provisions(element: _Element, *, whole: bool, above: tuple[str, ...] = ()) -> list[Provision]:
    kind = _kind(element)
    if kind is None:
        return []
    number = (element.get("N") or "").replace("§", "").strip()
    key = _key(kind, number, above)
    heading, blocks, children = None, list[str](), list[Provision]()
    inside = key if whole and kind == "Part" else above
    for child in element:
        name = local_name(child)
        if name == "HEAD" and heading is None:
            heading = text_of(child) or None
        elif _kind(child):
            children += _provisions(child, whole=whole, above=inside)
        elif name and name not in _HEADERS:
            blocks += _blocks(child)
    if kind == "Section":
        text, below = nested_paragraphs(blocks, key)
    else:
        text, below = "\n".join(blocks), ()
    if kind == "Part" and not whole:
        lead = (
            [Provision(("preamble",), "Preamble", None, heading, text)] if text or heading else []
        )
        return lead + children
    shown = f"§ {number}" if kind == "Section" else f"{kind} {number}".strip()
    return [Provision(key, kind, shown, heading, text, (*below, *children))]


def _key(kind: str, number: str, above: tuple[str, ...]) -> tuple[str, ...]:
    if kind == "Section":
        return (*above, number.rpartition(".")[2] or number)
    if kind == "Part":
        return (number,)
    return (*above, f"{kind.lower()}_{'-'.join(number.split()) or '1'}")


def _blocks(element: _Element) -> list[str]:
    """Texts of an element by paragraph: a table or extract holds several."""
    inner = [
        one
        for one in element.iter()
        if local_name(one) in {"P", "FP", "HD1", "HD2", "HD3", "HED", "TR"}
    ]
    if not inner or inner == [element]:
        words = text_of(element)
        return [words] if words else []
    covered = [text_of(one) for one in inner if not any(up in inner for up in one.iterancestors())]
    whole = "".join(text_of(element).split())
    if "".join("".join(covered).split()) != whole:
        return [text_of(element)]
    return [words for words in covered if words]
