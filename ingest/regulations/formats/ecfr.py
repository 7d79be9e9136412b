"""Parts of the Code of Federal Regulations as the XML of ecfr.gov and of the GPO's bulk data.

DIV5 is a part, DIV6 a subpart, DIV7 a subject group, DIV8 a section, DIV9 an appendix; HEAD is a
heading, P and FP are paragraphs. A file with several parts is read as one act of its title; one
with a subpart, section or appendix alone as the part to which it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.formats.xml_words import Vocabulary, Words
from ingest.regulations.structure.act import Act, Provision, counted, with_unique_keys
from ingest.regulations.structure.act_dates import american_day
from ingest.regulations.structure.sections import nested_paragraphs
from kg.errors import BadFile
from kg.text.markup import local_name, read_xml, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS = {
    "TITLE": "Title", "SUBTITLE": "Title", "CHAPTER": "Chapter", "SUBCHAP": "Chapter",
    "PART": "Part", "SUBPART": "Subpart", "SUBJGRP": "Division", "SECTION": "Section",
    "APPENDIX": "Appendix",
}  # fmt: skip
_LEVELS = {
    "TITLE": "title", "SUBTITLE": "subtitle", "CHAPTER": "chapter", "SUBCHAP": "subchapter",
    "SUBPART": "subpart", "SUBJGRP": "subject_group",
}  # fmt: skip
_HEADERS = frozenset(["FDSYS", "HEADER", "TEIHEADER", "IDNO", "AMDDATE", "VOLUME"])
_NOTES = frozenset(["EDNOTE", "EFFDNOT", "CROSSREF", "NOTE", "EFFDNOTP"])
_VOCABULARY = Vocabulary(
    line=lambda name: re.fullmatch(r"P|FP.*|FRP|HD\d|HED|PSPACE|LDRWK|TR|STARS", name) is not None,
    numbers=frozenset(),
    rows=frozenset(["TR"]),
    left_out={
        "CITA": "source notes", "SECAUTH": "source notes", "FTNT": "footnotes",
        "CFRTOC": "tables of contents", "IMG": "images",
    },
    named=lambda element: local_name(element).upper(),
)  # fmt: skip


def read(path: Path) -> Act:
    """The part in a file, or the title where it holds several parts.

    Raises:
        BadFile: it is no eCFR XML, or holds no section or appendix.
    """
    root = read_xml(path)
    divisions = [one for one in root.iter() if _kind(one)]
    parts = [one for one in divisions if _kind(one) == "Part"]
    if not any(_kind(one) in {"Section", "Appendix"} for one in divisions):
        raise BadFile("no eCFR XML: it holds no DIV8 of the type SECTION", file=path)
    title = _title_number(root, divisions) or _from_name(path)
    if title is None:
        raise BadFile(
            "names no title of the CFR", file=path, hint="Name the file like 'title-12.xml'"
        )
    part = parts[0].get("N", "") if len(parts) == 1 else None if parts else _part_of(divisions)
    if part is None and not parts:
        raise BadFile(
            "does not say to which part of the CFR it belongs", file=path, hint="Give a whole part"
        )
    tops = parts if part and parts else [o for o in divisions if _kind(o.getparent()) is None]
    words = Words(_VOCABULARY)
    made = _Reading(part, words)
    provisions = [one for top in tops for one in made.provisions(top, ())]
    head = next((one for one in (tops[0] if tops else root) if local_name(one) == "HEAD"), None)
    name = text_of(head) if head is not None and (parts or not part) else f"{title} CFR Part {part}"
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
        left_out=counted(words.left_out),
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
        placed = re.search(r"/title-(\d{1,2})\b", one.get("hierarchy_metadata") or "")
        if placed:
            return placed[1]
    for one in root.iter():
        if local_name(one) in {"CFRTITLE", "TITLENUM", "IDNO"}:
            found = re.search(r"\d{1,2}", text_of(one))
            if found:
                return found[0]
    return None


def _part_of(divisions: list[_Element]) -> str | None:
    """The part of a file that holds less than one; None where it names none, or several."""
    parts = set()
    for one in divisions:
        placed = re.search(r"/part-(\w+)", one.get("hierarchy_metadata") or "")
        number = re.match(r"(?:§\s*)?(\d{1,5}\w?)\.", one.get("N") or "")
        named = re.search(r"\bto Part (\w+)", one.get("N") or "")
        found = placed or (number if _kind(one) == "Section" else None) or named
        if found:
            parts.add(found[1])
    return parts.pop() if len(parts) == 1 else None


def _short(name: str) -> str | None:
    found = re.search(r"\((REGULATION [A-Z]{1,2})\)", name, re.IGNORECASE)
    return found[1].title() if found else None


def _amended(root: _Element) -> date | None:
    """The last day of amendment that the file tells, from which this wording holds."""
    days = []
    for one in root.iter():
        if local_name(one) == "AMDDATE":
            days.append(american_day(text_of(one)))
        elif local_name(one) == "VOLUME":
            days.append(american_day(one.get("AMDDATE") or ""))
    return max((day for day in days if day), default=None)


class _Reading:
    """The provisions of a file; `part` is None where they are those of a whole title."""

    def __init__(self, part: str | None, words: Words) -> None:
        self._part = part
        self._words = words

    def provisions(self, element: _Element, above: tuple[str, ...]) -> Iterator[Provision]:
        kind = _kind(element)
        if kind is None:
            return
        number = (element.get("N") or "").replace("§", "").strip()
        key = self._key(element, kind, number, above)
        heading, blocks, notes, children = None, list[str](), list[str](), list[Provision]()
        inside = key if kind == "Part" and self._part is None else above
        for child in element:
            name = local_name(child)
            if name == "HEAD" and heading is None:
                heading = text_of(child) or None
            elif _kind(child):
                children += self.provisions(child, inside)
            elif name in _NOTES:
                notes.append("\n".join(self._words.blocks(child)))
            elif name and name not in _HEADERS:
                blocks += self._words.blocks(child)
        below: tuple[Provision, ...] = ()
        text = "\n".join(blocks)
        if kind == "Section":
            text, below = nested_paragraphs(blocks, key)
        added = [
            Provision((*key, f"note_{place}"), "Note", None, None, note)
            for place, note in enumerate(notes, 1)
        ]
        if kind == "Part" and self._part is not None:
            if text or heading:
                yield Provision(("preamble",), "Preamble", None, heading, text)
            yield from added
            yield from children
            return
        yield Provision(
            key, kind, _shown(element, kind, number), heading, text, (*below, *added, *children)
        )

    def _key(
        self, element: _Element, kind: str, number: str, above: tuple[str, ...]
    ) -> tuple[str, ...]:
        if kind == "Section":
            part = self._part or (above[-1] if above else "")
            # A range of reserved sections is "820.20-820.30".
            own = re.sub(rf"(?:^|(?<=-)){re.escape(part)}\.", "", number.replace(" ", ""))
            return (*above, own or "section")
        if kind == "Part":
            return (number,) if self._part is None else ("preamble",)
        if kind == "Appendix":
            named = re.match(r"(Appendix|Supplement)\s+(\S+)\s+(?:to|of)\b", number, re.IGNORECASE)
            own = f"{named[1].lower()}_{named[2]}" if named else f"appendix_{_joined(number)}"
            return (*above, own)
        level = _LEVELS[(element.get("TYPE") or "").upper()]
        return (*above, f"{level}_{_joined(number)}")


def _joined(number: str) -> str:
    return "-".join(number.split()) or "1"


def _shown(element: _Element, kind: str, number: str) -> str | None:
    if kind == "Section":
        return f"§ {number}"
    if kind in {"Appendix", "Division"}:
        return number or None
    level = _LEVELS.get((element.get("TYPE") or "").upper(), kind)
    return f"{level.capitalize()} {number}".strip()
