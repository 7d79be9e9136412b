"""What stands around a list of subsidiaries: its title with the registrant, headings, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.reports.layout.grid import Row
from ingest.reports.subsidiaries.entry import has_legal_form, is_company, read_entry
from ingest.reports.subsidiaries.places import Place, is_bare_place, jurisdiction_place, place

_LONGEST_TITLE = 300
_KINDS = (
    r"(?:(?:significant|principal|material|certain|active|direct|indirect|consolidated|"
    r"(?:wholly|majority)[- ]owned|subsidiary|all|the|and|list|schedule|of|its|&)[\s,]+)*"
)
_SUBSIDIARIES = (
    r"subsidiar(?:ies|y)(?: (?:companies|entities|listing|list))?"
    r"(?:(?:/| and )(?:(?:consolidated )?(?:affiliated )?entities|affiliates|joint ventures))?"
)
_OF = re.compile(rf"(?P<before>.*?\b|){_SUBSIDIARIES} of (?:the )?(?P<name>.+)", re.IGNORECASE)
_ANNOUNCES = re.compile(r"\b(?:following|lists?|listed|table|below|sets? forth)\b", re.IGNORECASE)
_PLAIN = re.compile(rf"{_KINDS}{_SUBSIDIARIES}(?: of(?: the)?)?", re.IGNORECASE)
_BEHIND_NAME = re.compile(
    rf"(?P<name>.+?)(?:\s*[-–—:,]+\s*|\s+)(?:and\s+)?{_KINDS}{_SUBSIDIARIES}", re.IGNORECASE
)
_EXHIBIT = re.compile(r"(?:exhibit|ex)[-\s]*(?:no\.?\s*)?[\d.]*\s*[-–—:]?\s*", re.IGNORECASE)
_DATED = re.compile(
    r"[\s,;(–—-]+(?:as (?:of|at)|at|effective|dated|on|(?:fiscal )?year ended)\s+"
    r"(?:[A-Z][a-z]+\.? \d{1,2}|\d{1,2}|fiscal|year|the date).{0,40}$"
    r"|[\s(]+\d{1,2}/\d{1,2}/\d{2,4}\)?$"
    r"|\s*\((?:a|an) [^()]+ (?:corporation|company|limited partnership|trust)\)$",
    re.IGNORECASE,
)
_NOTE_MARKS = re.compile(r"\s*\((?:\d{1,2}|[a-z]|\*)\)(?:\s*(?:,|and|&)(?=\s*\())?")
_UNNAMED = re.compile(
    r"(?:the\s+)?(?:registrant|company|corporation|issuer|parent)s?\b[\s,:.;–—-]*$", re.IGNORECASE
)
_END_OF_NAME = re.compile(
    r",?\s+(?:as (?:of|at)|at|and (?:its|the)|which|that|is|are|was|were|in which|together)\s"
    r"|,\s+an?\s|[:;]"
)
_ABBREVIATED = re.compile(r"\b(?:Inc|Corp|Co|Ltd|Cos|[A-Z])\.$", re.IGNORECASE)
_SHORTEST_NOTE = 60
_MARK_AHEAD = re.compile(
    r"(?:\((?P<a>\d{1,2}|[a-z])\)|\[(?P<b>\d{1,2})\]|(?P<c>[*†‡§#]+|[¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<d>\d{1,2})(?=\s*[A-Z])|note\s+(?P<e>\d{1,2})\s*[:.)-])\s*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|did|owns?|owned|holds?|held|omits?|omitted|pursuant|"
    r"under|indicates?|denotes?|represents?|excludes?|includes?|formerly|beginning)\b",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"subsidiar|compan|domestic|foreign|international\b|operations$|entities|affiliate|"
    r"joint ventures?$|partnerships$|^(?:the )?(?:americas|(?:north|south|latin|central) america|"
    r"(?:continental |western |eastern )?europe|asia(?:[ -/&]*pacific)?|africa|middle east|emea|"
    r"apac|rest of (?:the )?world|oceania|other)$",
    re.IGNORECASE,
)
_GROUP_OF_KIND = re.compile(rf"{_KINDS}subsidiar(?:ies|y)(?: of (?P<of>.+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """What a heading says of all that stands under it."""

    jurisdiction: str | None = None
    place: Place | None = None
    share: Decimal | None = None
    owner: str | None = None


def registrant_of_title(line: str) -> tuple[bool, str | None]:
    """Whether a line is the title of the list, and the registrant that it names."""
    if len(line) > _LONGEST_TITLE:
        return False, None
    plain = _NOTE_MARKS.sub("", line.strip(" :*"))
    plain = _DATED.sub("", plain).strip(" –—-")
    if exhibit := _EXHIBIT.match(plain):
        plain = plain[exhibit.end() :]
        if not re.search(r"subsidiar", plain, re.IGNORECASE):
            return len(plain) < _SHORTEST_NOTE, None
    if match := _OF.fullmatch(plain):
        before, named = match["before"], _END_OF_NAME.split(match["name"])[0].strip(" ,:–—-")
        kinds = not before or re.fullmatch(_KINDS, f"{before.strip()} ") is not None
        named = named if _ABBREVIATED.search(named) else named.rstrip(".")
        is_title = kinds or _ANNOUNCES.search(before) is not None
        return is_title, named if is_title and not _UNNAMED.match(named) else None
    match = _BEHIND_NAME.fullmatch(plain)
    if match and has_legal_form(match["name"]) and len(match["name"]) < _SHORTEST_NOTE:
        return True, match["name"].strip(" ,–—-")
    return _PLAIN.fullmatch(plain.rstrip(".")) is not None, None


def registrant_beside(found: Sequence[Row], index: int) -> str | None:
    """The registrant over a title that names none: a company on a line of its own.

    Where the title ends in "of" it stands below; so it does where the list speaks of the line
    below as of an owner ("a subsidiary of Granite Peak Bancorp").
    """
    below = found[index + 1] if index + 1 < len(found) else None
    beneath = below.cells[0].line if below is not None and len(below.cells) == 1 else None
    if found[index].cells[0].line.lower().endswith(" of"):
        return beneath.rstrip("*") if beneath else None
    for row in reversed(found[max(0, index - 3) : index]):
        line = row.cells[0].line
        if len(row.cells) == 1 and has_legal_form(line) and not registrant_of_title(line)[0]:
            return line
    if beneath is not None and len(beneath) <= _SHORTEST_NOTE:
        owner = re.compile(rf"\bsubsidiary of {re.escape(beneath)}(?!\w)")
        if any(owner.search(cell.line) for row in found[index + 2 :] for cell in row.cells):
            return beneath
    return None


def group_of(line: str) -> Group | None:
    """What a line says of those below it, where it is a heading and no company; else None.

    "Delaware", "Europe", "Foreign subsidiaries:", "Subsidiary (wholly-owned by Elm, Inc.)",
    "Subsidiaries of Oak Bank".
    """
    if len(line) > _LONGEST_TITLE:
        return None
    text = line.rstrip(": ")
    if is_bare_place(text) and (where := place(text)) is not None:
        return Group(text, where)
    entry = read_entry(text, places=False)
    if kind := _GROUP_OF_KIND.fullmatch(entry.name):
        owner = entry.owner or kind["of"]
        owner = None if owner is None or _UNNAMED.match(owner) else owner
        whole = re.search(r"wholly[- ]owned", entry.name, re.IGNORECASE)
        return Group(share=entry.share or (Decimal(100) if whole else None), owner=owner)
    heading = line.endswith(":") or (not has_legal_form(text) and _GROUP.search(text))
    return Group() if heading else None


def note_of(row: Row, marks: set[str]) -> tuple[str, str] | None:
    """Mark and text where a row is a note of the list; None otherwise.

    Args:
        marks: those that stand at names, shares and titles so far.
    """
    first = row.cells[0]
    line = " ".join(cell.line for cell in row.cells).strip()
    if not first.line and first.marks:
        line = f"({first.marks[0]}) {line}"
    match = _MARK_AHEAD.match(line)
    if match is None:
        return None
    mark = next(mark for mark in match.groups() if mark)
    body = line[match.end() :].strip()
    if match["e"]:
        return mark, body
    if not body or any(is_bare_place(cell.line) for cell in row.cells[1:]):
        return None
    entry = read_entry(body, places=True)
    if entry.jurisdiction is not None and is_company(entry.name):
        return None
    sign = not mark[0].isalnum() and jurisdiction_place(body) is None
    if (mark in marks or sign) and not has_legal_form(body) and group_of(body) is None:
        return mark, body
    long = len(line) >= _SHORTEST_NOTE or re.search(r"[a-z]\.$|%", line) is not None
    return (mark, body) if long and _SENTENCE.search(body) else None
