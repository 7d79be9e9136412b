"""What stands around a list of subsidiaries: its title with the registrant, headings, notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.reports.subsidiaries.list_entry import (
    has_legal_form,
    is_company,
    read_entry,
    starts_with_mark,
)
from ingest.reports.subsidiaries.places import is_bare_place, jurisdiction_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reports.layout.grid import Row

_KINDS_OF_LIST = (
    r"(?:significant|principal|material|certain|active|direct|indirect|consolidated|"
    r"wholly[- ]owned|majority[- ]owned|subsidiary|all|the|and|list|schedule|of|&)"
)
_TITLE = re.compile(
    rf"(?:{_KINDS_OF_LIST} )*subsidiar(?:ies|y)(?: (?:companies|entities|listing))?"
    r"(?: and (?:affiliates|(?:consolidated )?(?:affiliated )?entities|joint ventures))?"
    r"(?:/affiliates)? of (?:the )?(?P<name>.+)",
    re.IGNORECASE,
)
_PLAIN_TITLE = re.compile(
    rf"(?:{_KINDS_OF_LIST} )*subsidiar(?:ies|y)(?: (?:companies|entities|listing|list))?"
    r"(?: of(?: the)?(?: registrant| company| corporation)?)?",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"[\s,;(]+(?:as (?:of|at)|at|effective|dated|year ended|\(?as (?:of|at))\s+"
    r"(?:[A-Z][a-z]+\.? \d{1,2}|\d{1,2}|fiscal|year).{0,40}$|[\s(]+\d{1,2}/\d{1,2}/\d{2,4}\)?$|"
    r"\s*\((?:a|an) [^()]+ (?:corporation|company|limited partnership|trust)\)$",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"(?:registrant|company|corporation|issuer|parent)s?\b[\s,:.]*$", re.IGNORECASE
)
_ABBREVIATED = re.compile(r"\b(?:Inc|Corp|Co|Ltd|Cos|[A-Z])\.$", re.IGNORECASE)
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|owned|owns|held|holds|pursuant|under|does|indicates?|denotes?|"
    r"represents?|rounded|excludes?|includes?|beginning|formerly|sold|merged|remaining|through)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"subsidiar|compan|domestic|foreign|international\b|operations$|entities|affiliate|"
    r"joint ventures?$|partnerships$|^(?:the )?(?:americas|(?:north|south|latin|central) america|"
    r"(?:continental |western |eastern )?europe|asia(?:[ -/&]*pacific)?|africa|middle east|emea|"
    r"apac|rest of (?:the )?world|oceania|u\.?s\.?|united states|other)$",
    re.IGNORECASE,
)
_COMPANY_IN_MARK = 60


def registrant_of_title(line: str) -> tuple[bool, str | None]:
    """Whether a line is the title of the list, and the registrant that it names."""
    line = _DATED.sub("", line.strip(" :*"))
    if re.match(r"exhibit\b|ex-?\s?21", line, re.IGNORECASE):
        rest = re.sub(r"^(?:exhibit|ex-?)\s*[\d.]*\s*[-–—:]?\s*", "", line, flags=re.IGNORECASE)
        match = _TITLE.fullmatch(rest)
        if match is None:
            return len(line) < _COMPANY_IN_MARK or _PLAIN_TITLE.match(rest) is not None, None
        line = rest
    match = _TITLE.fullmatch(line)
    if match:
        named = match["name"].strip(" ,:")
        named = named if _ABBREVIATED.search(named) else named.rstrip(".")
        return True, None if _UNNAMED.match(named) else named
    return _PLAIN_TITLE.fullmatch(line.rstrip(".")) is not None, None


def registrant_beside(found: Sequence[Row], index: int) -> str | None:
    """The registrant over a title that names none: a company on a line of its own.

    Where the title ends in "of" it stands below; so it does where the list speaks of the line
    below as of an owner ("a subsidiary of Granite Peak Bancorp").
    """
    title = found[index].cells[0].line.lower()
    if title.endswith(" of") and index + 1 < len(found) and len(found[index + 1].cells) == 1:
        return found[index + 1].cells[0].line.rstrip("*")
    for row in reversed(found[max(0, index - 3) : index]):
        line = row.cells[0].line
        if len(row.cells) == 1 and has_legal_form(line) and not registrant_of_title(line)[0]:
            return line
    if index + 1 < len(found) and len(found[index + 1].cells) == 1:
        below = found[index + 1].cells[0].line
        owner = re.compile(rf"\bsubsidiary of {re.escape(below)}(?!\w)")
        if any(owner.search(cell.line) for row in found[index + 2 :] for cell in row.cells):
            return below
    return None


def is_heading(text: str) -> bool:
    """A line over a group of subsidiaries that is no place: "Foreign subsidiaries", "Europe"."""
    return text.endswith(":") or (not has_legal_form(text) and _HEADING.search(text) is not None)


def note_of(row: Row, marks: set[str]) -> tuple[str, str] | None:
    """Mark and text where a row is a note of the list; None otherwise.

    Args:
        marks: those that stand at names, shares and titles so far.
    """
    if len(row.cells) == 1 or row.cells[0].line == "":
        line = " ".join(cell.line for cell in row.cells).strip()
    else:
        line = " ".join(cell.line for cell in row.cells)
    if not row.cells[0].line and row.cells[0].marks:
        line = f"({row.cells[0].marks[0]}) {line}"
    if match := re.match(r"note\s+(\d{1,2})\s*[:.)-]\s*(.+)", line, re.IGNORECASE):
        return match[1], match[2]
    mark = starts_with_mark(line)
    if mark is None:
        return None
    body = line[mark[1] :].strip()
    if any(is_bare_place(cell.line) for cell in row.cells[1:]):
        return None
    entry = read_entry(body, places=True)
    if entry.jurisdiction is not None and is_company(entry.name):
        return None
    sign = not mark[0].isalnum() and jurisdiction_place(body) is None
    known = (mark[0] in marks or sign) and not has_legal_form(body)
    long = len(line) >= _COMPANY_IN_MARK or re.search(r"[a-z]\.$|%", line) is not None
    if known or (long and _SENTENCE.search(body)):
        return mark[0], body
    return None
