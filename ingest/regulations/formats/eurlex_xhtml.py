"""EU acts as the XHTML of EUR-Lex: of the Official Journal, old ("ti-art") and new ("oj-ti-art",
"eli-subdivision"), and consolidated ("title-article-norm").

What is of the journal and not of the act is left out and counted: its head, footnotes, and the
marks of consolidation ("▼M2").
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.formats.html import lines_of
from ingest.regulations.structure.act import Act, counted
from ingest.regulations.structure.lines import Line, act_of_lines
from kg.text.markup import local_name, read_html, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROLES = {
    "ti-art": "article",
    "title-article-norm": "article",
    "sti-art": "heading",
    "stitle-article-norm": "heading",
    "ti-section-1": "division",
    "ti-section-2": "heading",
    "title-division-1": "division",
    "title-division-2": "heading",
    "doc-ti": "title",
    "title-doc-first": "title",
    "title-doc-last": "title",
    "ti-annex": "title",
    "title-annex-1": "title",
    "title-annex-2": "title",
    "signatory": "conclusion",
    "final": "conclusion",
}
_LEFT_OUT = re.compile(
    r"(?P<footnotes>note|note-.*|footnote)|(?P<marks>modref|arrow)|"
    r"(?P<head>hd-.*|reference|disclaimer|toc-\d|title-fam-member.*|title-doc-oj-reference|"
    r"normal-number)"
)
_CALLED = {
    "footnotes": "footnotes",
    "marks": "marks of consolidation",
    "head": "lines around the act",
}
_IDENTIFIED = re.compile(r"(?P<part>art|anx|fnp|tit|rct|pbl|enc|cpt|sct|prt|tis)_[\w.]*")
_ANNEX = re.compile(r"\W*(?:ANNEX|APPENDIX|Annex|Appendix)\b")
_NOTE_CALL = "\ue001"
_MARK = re.compile(rf"\s*\(?\s*{_NOTE_CALL}\s*\)?|►\w{{1,3}}\s?|\s?◄")
_REFERENCE = re.compile(r"0?(\d{4}[A-Z]{1,2}\d{4})\s+—\s+\w\w\s+—\s+(\d{2})\.(\d{2})\.(\d{4})")
_JOURNAL_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def read(path: Path) -> Act:
    """The act in a page.

    Raises:
        BadFile: it is no HTML, has no text, or is in another language.
    """
    root = read_html(path)
    _mark_note_calls(root)
    left_out = Counter[str]()
    framed = any("eli-container" in _classes(one) for one in root.iter("div"))
    identified = any((one.get("id") or "").startswith("art_") for one in root.iter("div"))
    lines, titles, heads = list[Line](), list[str](), list[str]()
    seen: set[str] = set()
    begun = False
    for element, raw in lines_of(root):
        words = _MARK.sub("", raw).strip()
        if not words:
            continue
        what = _left_out(element)
        if what is None and framed and not _inside(element, "eli-container"):
            what = "head"
        if what:
            left_out[_CALLED[what]] += 1
            heads += [words] if what == "head" else []
            continue
        role = _role(element, words, identified=identified, seen=seen, begun=begun)
        if role == "title":
            titles.append(words)
            role = "text"
        begun = begun or role in {"article", "division"}
        lines.append(Line(words, role))
    celex, wording = _wording(heads)
    return act_of_lines(
        lines,
        path,
        title=" ".join(titles),
        celex=celex,
        wording=wording,
        published=_published(root),
        left_out=counted(left_out),
    )


def _mark_note_calls(root: _Element) -> None:
    """Put a sign in the place of the calls of footnotes, "(1)" after a word."""
    for one in root.iter("a"):
        target, own = one.get("href") or "", one.get("id") or ""
        if re.match(r"#(?:ntr|E\d)", target) or re.match(r"ntc|src\.", own):
            for child in list(one):
                one.remove(child)
            one.text = _NOTE_CALL
    for one in root.iter("span"):
        if "note-tag" in _classes(one) and "super" in _classes(one) and one.text != _NOTE_CALL:
            one.text = _NOTE_CALL


def _classes(element: _Element) -> set[str]:
    names = (element.get("class") or "").split()
    return {re.sub(r"^oj-", "", name) for name in names}


def _left_out(element: _Element) -> str | None:
    for one in (element, *element.iterancestors()):
        for name in _classes(one):
            found = _LEFT_OUT.fullmatch(name)
            if found:
                return found.lastgroup
        if local_name(one) == "div":
            break
    return None


def _inside(element: _Element, name: str) -> bool:
    return any(name in _classes(one) for one in (element, *element.iterancestors()))


def _role(element: _Element, words: str, *, identified: bool, seen: set[str], begun: bool) -> str:
    """What a block is, by its class and by the part of the act that it stands in."""
    part = _part(element)
    if part.startswith("fnp_"):
        return "conclusion"
    role = next((_ROLES[name] for name in sorted(_classes(element)) if name in _ROLES), "")
    if not role and begun and _inside(element, "eli-title"):
        return "heading"
    if role == "article" and identified:
        # A second one in the same article is quoted there, as amending acts do.
        quoted = not part.startswith("art_") or part in seen
        seen.add(part)
        return "text" if quoted else role
    if role == "title":
        if _ANNEX.match(words):
            return "division"
        return "heading" if begun else "title"
    return role or "text"


def _part(element: _Element) -> str:
    """Identifier of the innermost part of the act around a block; "" where none is marked."""
    for one in (element, *element.iterancestors()):
        found = _IDENTIFIED.match(one.get("id") or "")
        if found and local_name(one) == "div":
            return found[0].partition(".")[0]
    return ""


def _wording(heads: list[str]) -> tuple[str | None, date | None]:
    """CELEX number and day of a consolidated wording, from the line above its title."""
    for words in heads:
        found = _REFERENCE.search(words)
        if found:
            day, month, year = int(found[2]), int(found[3]), int(found[4])
            return f"3{found[1]}", date(year, month, day)
    return None, None


def _published(root: _Element) -> date | None:
    for one in root.iter("p"):
        if "hd-date" in _classes(one):
            found = _JOURNAL_DAY.search(text_of(one))
            if found:
                return date(int(found[3]), int(found[2]), int(found[1]))
    return None
