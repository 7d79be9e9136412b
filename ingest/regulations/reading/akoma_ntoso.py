"""Acts as Akoma Ntoso 3 (OASIS LegalDocML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.act import Act, Provision, with_unique_keys
from ingest.regulations.extraction import LANGUAGES, language_of
from ingest.regulations.reading.celex import celex_in
from ingest.regulations.reading.files import day, local_name, read_xml, text_of
from kg.errors import BadFile

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS = {
    "book": "Part", "tome": "Part", "part": "Part", "title": "Title", "subtitle": "Title",
    "chapter": "Chapter",
    "subchapter": "Chapter", "section": "Section", "subsection": "Paragraph", "subpart": "Subpart",
    "division": "Part", "article": "Article", "rule": "Article", "clause": "Article",
    "level": "Paragraph",
    "paragraph": "Paragraph", "subparagraph": "Subparagraph", "alinea": "Subparagraph",
    "point": "Point",
    "indent": "Point", "item": "Point", "recital": "Recital", "transitional": "Article",
    "proviso": "Point",
    "hcontainer": "Section",
}  # fmt: skip
_SHORT = {
    "Article": "art", "Paragraph": "par", "Subparagraph": "subpar", "Point": "pt", "Recital": "rct",
}  # fmt: skip
_DIVISIONS = frozenset({"Part", "Title", "Chapter", "Section", "Subpart"})
_DOCUMENTS = frozenset(
    ["act", "bill", "doc", "statement", "judgment", "amendment", "documentCollection"]
)
_LEFT_OUT = frozenset(
    ["meta", "num", "heading", "subheading", "authorialNote", "remark", "components", "attachments"]
)


def read(path: Path) -> Act:
    """The act in a file.

    Raises:
        BadFile: it is no Akoma Ntoso, holds no text, or is in another language.
    """
    root = read_xml(path)
    document = next((one for one in root if local_name(one) in _DOCUMENTS), None)
    if local_name(root) != "akomaNtoso" or document is None:
        raise BadFile("no Akoma Ntoso: the root holds no act", file=path)
    body = [one for one in document if local_name(one) not in _LEFT_OUT]
    provisions = [made for one in body for made in _below(one, ())]
    text = "\n".join(one.text for top in provisions for one in top.walk())
    language = _language(document) or language_of(text)
    if language not in LANGUAGES:
        raise BadFile("neither English nor Chinese, the languages there are rules for", file=path)
    title = next(
        (
            text_of(one)
            for one in document.iter()
            if local_name(one) in {"docTitle", "longTitle", "shortTitle"}
        ),
        "",
    )
    uri = _work(document, "FRBRthis") or _work(document, "FRBRuri") or ""
    celex = celex_in(f"{title}\n{text[:500]}") if "/eu" in uri or not uri else None
    dates = _dates(document)
    country = re.match(r"/?(?:akn/)?([a-z]{2})\b", uri)
    return Act(
        id=f"celex:{celex}" if celex else f"akn:{uri.strip('/') or path.stem}",
        title=title or uri or path.stem,
        short_title=next(
            (text_of(one) for one in document.iter() if local_name(one) == "shortTitle"), None
        ),
        type=(document.get("name") or local_name(document)).capitalize(),
        authority=None,
        jurisdiction=country[1] if country else ("eu" if celex else None),
        language=str(language),
        adopted=dates.get("adoption") or dates.get("enactment") or dates.get("generation"),
        effective=dates.get("entryIntoForce") or dates.get("in-force"),
        repealed=None,
        url=None,
        identifiers=tuple(
            filter(None, [("celex", celex) if celex else None, ("akn", uri) if uri else None])
        ),
        provisions=with_unique_keys(tuple(provisions)),
    )


def _work(document: _Element, name: str) -> str | None:
    for work in document.iter():
        if local_name(work) == "FRBRWork":
            return next((one.get("value") for one in work if local_name(one) == name), None)
    return None


def _dates(document: _Element) -> dict[str, date]:
    found: dict[str, date] = {}
    for one in document.iter():
        if local_name(one) in {"FRBRdate", "eventRef"}:
            value = day(one.get("date"))
            name = one.get("name") or one.get("type") or ""
            if value and name:
                found.setdefault(name, value)
    return found


def _language(document: _Element) -> str | None:
    code = next(
        (one.get("language") for one in document.iter() if local_name(one) == "FRBRlanguage"), None
    )
    return {"eng": "en", "en": "en", "zho": "zh", "chi": "zh", "zh": "zh"}.get(code or "", code)


def _below(element: _Element, above: tuple[str, ...]) -> list[Provision]:
    """Provisions of an element, of those inside where it only wraps, and its loose words."""
    name = local_name(element)
    if not name or name in _LEFT_OUT:
        return []
    if name in _KINDS:
        return [_provision(element, above)]
    if any(local_name(one) in _KINDS for one in element.iterdescendants()):
        made = []
        for child in element:
            made += _below(child, above)
        return made
    words = "\n".join(_blocks(element))
    kind = {"preface": "Preamble", "preamble": "Preamble", "recitals": "Preamble"}.get(
        name, "Paragraph"
    )
    key = ("preamble",) if kind == "Preamble" else (*above, name)
    return [Provision(key, kind, None, None, words)] if words else []


def _provision(element: _Element, above: tuple[str, ...]) -> Provision:
    kind = _KINDS[local_name(element)]
    number = _child_text(element, "num")
    key = (*(() if kind in {"Article", "Recital"} else above), _own(element, kind, number))
    heading = ". ".join(
        filter(None, (_child_text(element, "heading"), _child_text(element, "subheading")))
    )
    text, children = list[str](), list[Provision]()
    for child in element:
        name = local_name(child)
        if not name or name in _LEFT_OUT:
            continue
        if name in _KINDS or any(local_name(one) in _KINDS for one in child.iterdescendants()):
            children += _mixed(child, key, text)
        else:
            text += _blocks(child)
    return Provision(key, kind, number, heading or None, "\n".join(text), tuple(children))


def _mixed(element: _Element, key: tuple[str, ...], text: list[str]) -> list[Provision]:
    """Provisions in a list or content; its introduction goes to the words of the parent."""
    if local_name(element) in _KINDS:
        return [_provision(element, key)]
    made = []
    for child in element:
        name = local_name(child)
        if name in _KINDS or any(local_name(one) in _KINDS for one in child.iterdescendants()):
            made += _mixed(child, key, text)
        elif name and name not in _LEFT_OUT:
            text += _blocks(child)
    return made


def _own(element: _Element, kind: str, number: str | None) -> str:
    """Last part of a key: by the number, else by the eId, else by the place."""
    found = re.search(r"[0-9A-Za-z]{1,12}(?=[^0-9A-Za-z]*$)", number or "")
    own = found[0] if found else (element.get("eId") or "").rpartition("_")[2]
    if not own:
        own = str(1 + sum(1 for _ in element.itersiblings(element.tag, preceding=True)))
    prefix = kind.lower() if kind in _DIVISIONS else _SHORT[kind]
    return f"{prefix}_{own}"


def _child_text(element: _Element, name: str) -> str | None:
    return next((text_of(one) or None for one in element if local_name(one) == name), None)


def _blocks(element: _Element) -> Iterator[str]:
    inner = [one for one in element.iter() if local_name(one) in {"p", "td", "th"}]
    if not inner:
        words = text_of(element)
        if words:
            yield words
        return
    for one in inner:
        if not any(up in inner for up in one.iterancestors()):
            words = text_of(one)
            if words:
                yield words
