"""One line of a list of companies: name, place, share, number, bullet and note marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ingest.reports.grid import trailing_marks
from ingest.reports.places import place
from kg.model.names import legal_forms, normalise_name

_NUMBERED = re.compile(r"^(?P<number>\d{1,3}(?:\.\d{1,3})*)(?P<end>[.)]?)\s+(?=\S)")
_BULLET = re.compile(
    r"^(?P<bullet>(?:[•·○●▪■□◦➢‣⁃>*]|[-–—](?=[\s-]|[A-Z])|o(?=\s))(?:\s*[-–—•·>])*)\s*"
)
_SHARE = re.compile(
    r"[\s,;:–—-]*[(\[]?\s*(?:owned\s+)?(?P<share>\d{1,3}(?:\.\d{1,4})?)\s?%"
    r"(?:[-\s]*(?:owned|interest|ownership|equity|voting|held|of shares|directly|indirectly|"
    r"subsidiary|stake)\b)*\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_WHOLLY = re.compile(r"[\s,;:–—-]*\(?\s*wholly[- ]owned(?: subsidiary)?\s*\)?$", re.IGNORECASE)
_KIND = (
    r"(?:(?:limited|general|public|private|close(?:d|ly held)?|professional|statutory|business|"
    r"non-?profit|exempted|stock|liability|joint|national|trust|banking|insurance|holding)\s+)*"
    r"(?:corporation|company|partnership|trust|bank|association|entity|subsidiary|llc|lp|l\.p\.)"
)
_FORMED = re.compile(rf"\s*[,(–—-]\s*an?\s+(?P<place>.+?)\s+{_KIND}\s*\)?$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{2,80})[)\]]$")
_BEHIND_DASH = re.compile(r"\s*(?:\s[-–—]+\s|[–—]|:)\s*(?P<place>[^–—:]{2,80})$")
_ALIAS = re.compile(
    r"\s*[,(]?\s*(?:d/?b/?a|doing business as|formerly(?: known as)?|f/?k/?a|a/?k/?a)\s+"
    r"(?P<alias>[^()]+?)\)?$",
    re.IGNORECASE,
)
_MARK_AHEAD = re.compile(
    r"^(?:\((\d{1,2}|[a-z])\)|\[(\d{1,2})\]|([*†‡§]+|[¹²³⁴⁵⁶⁷⁸⁹]+)|(\d{1,2})(?=\s*[A-Z]))\s*"
)
_FORMS_IN_FRONT = re.compile(r"^(?:PT|CV|OOO|ООО|ZAO|OAO|AO|TOO|UAB|SIA|AB)\s+\S", re.IGNORECASE)
_TRUST_WORDS = re.compile(
    r"\b(?:bank|trust|fund|partners|partnership|holdings?|group|company|co|association|"
    r"foundation|insurance|capital|ventures?|international|services|corp|plc|hf)\b\.?",
    re.IGNORECASE,
)
_SHARE_LIMIT = 100
_LONGEST_NAME = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """`depth` is how many numbers a numbered line has ("2.1" has 2), None without a number
    that tells a level; `bullet` is its bullet."""

    name: str
    jurisdiction: str | None = None
    share: Decimal | None = None
    alias: str | None = None
    depth: int | None = None
    bullet: str | None = None
    marks: tuple[str, ...] = ()


def read_entry(line: str, *, places: bool) -> Entry:
    """Take a line apart; what is left is the name.

    Args:
        line: "1.2 Foo (Thailand) Limited, a Thai company – 51%", "Bar GmbH (Germany)*".
        places: whether a place behind the name is its jurisdiction. Where a column has that,
            brackets belong to the name.
    """
    text, depth, bullet = _lead(" ".join(line.split()))
    share: Decimal | None = None
    jurisdiction: str | None = None
    alias: str | None = None
    marks: list[str] = []
    changed = True
    while changed:
        changed = False
        text, more = trailing_marks(text.rstrip(" ,;"))
        marks = [*more, *marks]
        if share is None and (match := _SHARE.search(text)) and match.start() > 0:
            number = Decimal(match["share"])
            if number <= _SHARE_LIMIT:
                # "(Wales; 100%)": the bracket that closes behind the share opened before it.
                shut = ")" if match[0].rstrip().endswith(")") and "(" not in match[0] else ""
                share, text, changed = number, text[: match.start()] + shut, True
        if share is None and (match := _WHOLLY.search(text)) and match.start() > 0:
            share, text, changed = Decimal(_SHARE_LIMIT), text[: match.start()], True
        if alias is None and (match := _ALIAS.search(text)) and match.start() > 0:
            alias, text, changed = match["alias"].strip(), text[: match.start()], True
        if places and jurisdiction is None:
            jurisdiction, text = _jurisdiction(text)
            changed = changed or jurisdiction is not None
    return Entry(text.strip(" ,;"), jurisdiction, share, alias, depth, bullet, tuple(marks))


def _lead(text: str) -> tuple[str, int | None, str | None]:
    """The line without its number or bullet, and what they say of its depth."""
    if match := _NUMBERED.match(text):
        steps = match["number"].split(".")
        # "3 Com": a number alone, without a point behind it, may begin the name.
        if len(steps) > 1 or match["end"]:
            return text[match.end() :], len(steps), None
    if match := _BULLET.match(text):
        bullet = "".join(match["bullet"].split())
        dashes = set(bullet) <= set("-–—")
        depth = len(bullet) if dashes and len(bullet) > 1 else None
        return text[match.end() :], depth, bullet
    return text, None, None


def _jurisdiction(text: str) -> tuple[str | None, str]:
    if (match := _FORMED.search(text)) and match.start() > 0:
        found = match["place"].strip()
        return found, text[: match.start()]
    if (match := _IN_BRACKETS.search(text)) and match.start() > 0:
        inside = re.sub(r"^(?:incorporated|organized|formed) in ", "", match["inside"].strip())
        pieces = [piece.strip() for piece in re.split(r"[;,]", inside)]
        shares = [piece for piece in pieces if piece.endswith("%")]
        where = ", ".join(piece for piece in pieces if piece not in shares)
        if place(where) is not None:
            rest = text[: match.start()]
            return where, f"{rest} – {shares[0]}" if shares else rest
    if (match := _BEHIND_DASH.search(text)) and match.start() > 0 and place(match["place"]):
        return match["place"].strip(), text[: match.start()]
    pieces = text.split(", ")
    for count in (3, 2, 1):
        if len(pieces) > count:
            where = ", ".join(pieces[-count:])
            if place(where) is not None:
                return where, ", ".join(pieces[:-count])
    return None, text


def is_company(text: str) -> bool:
    """Whether a line reads like the name of a company: a legal form, or a word they use."""
    if len(text) > _LONGEST_NAME:
        return False
    words = normalise_name(text).split()
    if not words:
        return False
    forms = legal_forms()
    return (
        any(word in forms for word in words[-3:])
        or _FORMS_IN_FRONT.match(text) is not None
        or _TRUST_WORDS.search(text) is not None
    )


def starts_with_mark(line: str) -> tuple[str, int] | None:
    """The note mark at the beginning of a line, and where the words behind it begin."""
    match = _MARK_AHEAD.match(line)
    if match is None:
        return None
    return next(group for group in match.groups() if group), match.end()
