"""EU acts as Formex 4, the XML of the Publications Office: as published, or consolidated.

Footnotes, which only say where an act was published, are left out and counted. What an amending
act puts into another (QUOT.S) becomes provisions of the kind Amendment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.extraction import language_of
from ingest.regulations.formats.xml_words import Vocabulary, Words
from ingest.regulations.structure.act import (
    ANNEXED,
    Act,
    Growing,
    Provision,
    counted,
    with_unique_keys,
)
from ingest.regulations.structure.act_dates import compact_day, effective_from
from ingest.regulations.structure.act_names import TYPES, celex_of_title
from kg.errors import BadFile
from kg.text.markup import local_name, read_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_ACTS = frozenset(["ACT", "CONS.ACT"])
_ANNEXES = frozenset(["ANNEX", "CONS.ANNEX"])
_STRUCTURE = frozenset(["ARTICLE", "DIVISION", "CONSID"]) | _ANNEXES
_DIVISION = re.compile(
    r"(?P<kind>part|book|title|chapter|section|sub-?section)\s+(?P<number>\w{1,8})", re.IGNORECASE
)
_LETTERS = {"regulation": "R", "directive": "L", "decision": "D"}
_NUMBERS = frozenset(["NO.P", "NO.PARAG", "NO.SUBDIV", "NO.ITEM"])
_LINES = frozenset(
    [
        "P", "LIST", "ITEM", "NP", "ALINEA", "PARAG", "TXT", "TBL", "CORPUS", "GR.SEQ", "QUOT.S",
        "CONTENTS", "DLIST", "DLIST.ITEM", "SUBDIV", "ARTICLE", "DIVISION", "TITLE", "TI", "STI",
        "TI.ART", "STI.ART", "SUBTITLE", "ANNEX", "CONS.ANNEX", "VISA", "CONSID", "GR.CONSID",
        "GR.VISA", "PREAMBLE.INIT", "PREAMBLE.FINAL", "GR.CONSID.INIT", "SIGNATURE", "SIGNATORY",
        "PL.DATE", "GR.TBL", "ENACTING.TERMS", "BLK", "TI.BLK", "STI.BLK", "ROW", "GR.NOTES",
    ]
)  # fmt: skip


def _quotation_mark(element: _Element) -> str | None:
    """The sign whose number CODE gives; single marks where it gives none."""
    name = local_name(element)
    if name not in {"QUOT.START", "QUOT.END"}:
        return None
    try:
        return chr(int(element.get("CODE") or "", 16))
    except (ValueError, OverflowError):
        return "‘" if name == "QUOT.START" else "’"


_VOCABULARY = Vocabulary(
    line=_LINES.__contains__,
    numbers=_NUMBERS,
    rows=frozenset(["ROW"]),
    left_out={
        "NOTE": "footnotes", "TOC": "tables of contents", "GR.ANNOTATION": "annotations",
        "INCL.ELEMENT": "images and other files",
    },
    unread=frozenset(
        ["BIB.INSTANCE", "BIB.DOC", "BIB.DATA", "INFO.CONSLEG", "INFO.PROD", "FAM.COMP", "PROLOG"]
    ),
    sign=_quotation_mark,
)  # fmt: skip
_ASIDE = Words(_VOCABULARY)
"""For words of which nobody counts what they leave out."""


def read(path: Path) -> Act:
    """The act in a file.

    Raises:
        BadFile: it is no Formex, names no number, holds no article, or is in another language.
    """
    root = read_xml(path)
    act = next((one for one in root.iter() if local_name(one) in _ACTS), None)
    if act is None:
        raise _no_act(root, path)
    words = Words(_VOCABULARY)
    heading = _first(act, "TITLE", ("CONS.DOC",))
    title = _ASIDE.line(heading)
    provisions = list(_provisions(act, words))
    # Editions that hold an act with its annexes in one file set them beside it.
    for one in root if root is not act else ():
        if local_name(one) in _ANNEXES:
            provisions.append(_annex(one, words))
    text = "\n".join(one.text for top in provisions for one in top.walk())
    if text.strip():
        _check_language(act, text, path)
    celex = _celex(act, title)
    if celex is None:
        raise BadFile("names no number of an EU act", file=path, field="TITLE")
    if not any(one.kind == "Article" for top in provisions for one in top.walk()):
        raise BadFile("holds no article", file=path)
    start = _start_of_wording(act)
    return Act(
        id=f"celex:{celex}@{start.isoformat()}" if start else f"celex:{celex}",
        title=title,
        short_title=None,
        type=TYPES.get(celex[5], "Document"),
        authority=None,
        jurisdiction="eu",
        language="en",
        adopted=_adopted(act),
        effective=start or effective_from(provisions),
        repealed=None,
        url=None,
        identifiers=(("celex", celex),),
        provisions=with_unique_keys(tuple(provisions)),
        left_out=counted(words.left_out),
    )


def _check_language(act: _Element, text: str, path: Path) -> None:
    named = next((one for one in act.iter() if local_name(one) == "LG.DOC"), None)
    language = _ASIDE.line(named).lower() if named is not None else language_of(text)
    if language != "en":
        raise BadFile(
            "neither English nor Chinese, the languages there are rules for",
            file=path,
            value=language,
            hint="Give the English edition",
        )


def _no_act(root: _Element, path: Path) -> BadFile:
    name = local_name(root)
    if name in _ANNEXES:
        return BadFile(
            "a Formex annex alone, which does not say to which act it belongs",
            file=path,
            hint="Give the file whose root is ACT or CONS.ACT",
        )
    if name in {"DOC", "PUBLICATION"}:
        return BadFile(
            "a Formex index, which only names the files of an act",
            file=path,
            hint="Give the file whose root is ACT or CONS.ACT",
        )
    return BadFile("no Formex: it holds no ACT", file=path, value=name)


def _first(act: _Element, name: str, inside: tuple[str, ...]) -> _Element | None:
    """The first child of that name, in an act or in the wrappers named."""
    for one in act:
        if local_name(one) == name:
            return one
        if local_name(one) in inside:
            found = _first(one, name, ())
            if found is not None:
                return found
    return None


def _celex(act: _Element, title: str) -> str | None:
    """By the number in the metadata, else by the one in the title."""
    for one in act.iter():
        name = local_name(one)
        if name == "NO.CELEX":
            found = re.match(r"3\d{4}[A-Z]{1,2}\d{4}", _ASIDE.line(one))
            if found:
                return found[0]
        if name == "ENACTING.TERMS":
            break
        if name == "NO.DOC":
            parts = {local_name(part): _ASIDE.line(part) for part in one}
            kind = re.search(r"regulation|directive|decision", title, re.IGNORECASE)
            year, number = parts.get("YEAR", ""), parts.get("NO.CURRENT", "")
            if kind and len(year) == 4 and year.isdigit() and number.isdigit():
                return f"3{year}{_LETTERS[kind[0].lower()]}{int(number):04d}"
    return celex_of_title(title)


def _start_of_wording(act: _Element) -> date | None:
    info = next((one for one in act if local_name(one) == "INFO.CONSLEG"), None)
    return compact_day(info.get("START.DATE")) if info is not None else None


def _adopted(act: _Element) -> date | None:
    inside = ("CONS.DOC", "FAM.COMP", "BIB.DATA")
    for holder in ("BIB.DATA", "BIB.INSTANCE"):
        found = next((one for one in act.iter() if local_name(one) == holder), None)
        if found is None or (holder == "BIB.INSTANCE" and local_name(act) == "CONS.ACT"):
            continue
        day = _first(found, "DATE", inside)
        if day is not None:
            return compact_day(day.get("ISO"))
    return None


def _provisions(act: _Element, words: Words) -> Iterator[Provision]:
    preamble = Growing(("preamble",), "Preamble")
    conclusions = Growing(("conclusions",), "Conclusion")
    found: list[Provision] = []
    _gather(act, (), found, preamble, conclusions, words)
    if preamble.blocks:
        yield preamble.provision()
    yield from found
    if conclusions.blocks:
        yield conclusions.provision()


def _gather(
    element: _Element,
    above: tuple[str, ...],
    found: list[Provision],
    preamble: Growing,
    conclusions: Growing,
    words: Words,
) -> None:
    divisions = 0
    for child in element:
        name = local_name(child)
        if name == "TITLE" or words.is_left_out(child):
            continue
        if name == "ARTICLE":
            found.append(_article(child, words).provision())
        elif name == "DIVISION":
            divisions += 1
            found.append(_division(child, above, divisions, words))
        elif name == "CONSID":
            found.append(_recital(child, found, words))
        elif name in _ANNEXES:
            found.append(_annex(child, words))
        elif any(local_name(one) in _STRUCTURE for one in child.iter()):
            _gather(child, above, found, preamble, conclusions, words)
        else:
            begun = any(one.kind not in {"Recital", "Preamble"} for one in found)
            (conclusions if begun else preamble).blocks += words.blocks(child)


def _article(element: _Element, words: Words, annex: tuple[str, ...] = ()) -> Growing:
    head = {local_name(one): words.line(one) for one in element if _is_heading(one)}
    named = re.search(r"\d{1,4}[a-z]{0,2}", head.get("TI.ART", ""))
    own = named[0] if named else (element.get("IDENTIFIER") or "").lstrip("0").lower() or "1"
    heading = " ".join(filter(None, (head.get("STI.ART"), head.get("SUBTITLE"))))
    made = Growing((*annex, f"art_{own}"), "Article", f"Article {own}", heading or None)
    _fill(made, element, words)
    return made


def _is_heading(element: _Element) -> bool:
    return local_name(element) in {"TI.ART", "STI.ART", "SUBTITLE"}


def _division(element: _Element, above: tuple[str, ...], place: int, words: Words) -> Provision:
    title = _first(element, "TITLE", ())
    parts = {local_name(one): words.line(one) for one in title} if title is not None else {}
    number = parts.get("TI") or words.line(title)
    named = _DIVISION.match(number)
    kind = named["kind"].replace("-", "").capitalize() if named else "Division"
    key = (*above, f"{kind.lower()}_{named['number'] if named else place}")
    heading = " ".join(filter(None, (number[named.end() :] if named else "", parts.get("STI"))))
    made = Growing(key, kind, named[0] if named else number or None, heading.strip(" –—-") or None)
    below: list[Provision] = []
    _gather(element, key, below, made, made, words)
    whole = made.provision()
    return Provision(key, whole.kind, whole.number, whole.heading, whole.text, tuple(below))


def _recital(element: _Element, found: list[Provision], words: Words) -> Provision:
    blocks = words.blocks(element)
    number = re.match(r"\((\d{1,3}[a-z]?)\)\s*", blocks[0]) if blocks else None
    own = number[1] if number else str(1 + sum(one.kind == "Recital" for one in found))
    if number:
        blocks[0] = blocks[0][number.end() :]
    text = "\n".join(block for block in blocks if block)
    return Provision((f"rct_{own}",), "Recital", f"({own})", None, text)


def _annex(element: _Element, words: Words) -> Provision:
    title = _first(element, "TITLE", ())
    caption = words.line(title)
    number = re.match(r"\W*(?:ANNEX|APPENDIX)\s+([IVXLC]{1,7}|\d{1,3}|[A-Z])\b", caption, re.I)
    rest = caption[number.end() :] if number else re.sub(r"^\W*ANNEX\b", "", caption, flags=re.I)
    own = f"annex_{number[1]}" if number else "annex"
    made = Growing((own,), "Annex", f"Annex {number[1]}" if number else "Annex")
    contents = _first(element, "CONTENTS", ())
    body = contents if contents is not None else element
    groups = [one for one in body if local_name(one) == "GR.SEQ"]
    if len(groups) == 1 and len([one for one in body if local_name(one)]) == 1:
        inner = _first(groups[0], "TITLE", ())
        rest += " " + (words.line(inner))
        body = groups[0]
    made.heading = rest.strip(" –—-:.") or None
    _fill(made, body, words, skip=("TITLE",))
    return made.provision()


def _fill(made: Growing, element: _Element, words: Words, skip: tuple[str, ...] = ()) -> None:
    """Add the words and parts of an element to a provision."""
    buffer = [element.text or ""]
    alineas = 0

    def flush() -> None:
        made.add("".join(buffer))
        buffer.clear()

    for child in element:
        name = local_name(child)
        if name in _NUMBERS or name in skip or (name and _is_heading(child)):
            buffer.append(child.tail or "")
            continue
        if words.is_block(child):
            flush()
        if name == "ALINEA":
            alineas += 1
            target = made if alineas == 1 else made.part(f"subpar_{alineas}", "Subparagraph")
            _fill(target, child, words)
        elif not _part(made, child, words):
            if words.is_block(child):
                _fill(made, child, words)
            else:
                buffer += words.pieces(child)
        buffer.append(child.tail or "")
    flush()


def _part(made: Growing, child: _Element, words: Words) -> bool:
    """Make a part of an element that is one; False for what is words of the provision."""
    name = local_name(child)
    if name == "QUOT.S":
        made.amendment(words.blocks(child))
    elif name == "TBL":
        made.blocks += words.blocks(child)
    elif name == "PARAG":
        number = _number(child, words)
        own = re.sub(r"[^0-9A-Za-z]", "", number) or str(1 + made.kinds["Paragraph"])
        _fill(made.part(f"par_{own}", "Paragraph", number or None), child, words)
    elif name in {"SUBDIV", "GR.SEQ"}:
        _fill(_group(made, child, words), child, words, skip=("TITLE",))
    elif name == "ITEM":
        inner = [one for one in child if local_name(one)]
        holder = inner[0] if len(inner) == 1 and local_name(inner[0]) == "NP" else child
        _fill(made.point(_number(holder, words) or None), holder, words)
    elif name == "NP":
        number = _number(child, words)
        if made.kind == "Article" and re.fullmatch(r"\d{1,3}[a-z]?\.", number):
            target = made.part(f"par_{number[:-1]}", "Paragraph", number)
        else:
            target = made.point(number or None)
        _fill(target, child, words)
    elif name == "ARTICLE":
        annex = made.prefix[:1] if made.prefix[0].startswith(ANNEXED) else ()
        made.hold(_article(child, words, annex))
    else:
        return False
    return True


def _group(made: Growing, element: _Element, words: Words) -> Growing:
    """A subdivision: nobody cites the one of an article, so its paragraphs stand below that."""
    title = _first(element, "TITLE", ())
    heading = words.line(title) or None
    named = _DIVISION.match(heading or "")
    place = 1 + made.kinds["Division"]
    own = f"{named['kind'].lower()}_{named['number']}" if named else f"division_{place}"
    group = made.part(own, "Division", None, heading)
    if made.key[0].startswith("art_"):
        group.prefix = made.prefix
    return group


def _number(element: _Element, words: Words) -> str:
    found = next((one for one in element if local_name(one) in _NUMBERS), None)
    return words.line(found)
