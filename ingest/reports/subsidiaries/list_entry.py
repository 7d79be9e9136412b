"""One line of a list of companies: name, place, share, number, bullet and note marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ingest.reports.layout.grid import trailing_marks
from ingest.reports.subsidiaries.percentages import NUMBER, percentage
from ingest.reports.subsidiaries.places import jurisdiction_place, place
from kg.text.names import legal_forms, normalise_name

_NUMBERED = re.compile(r"^(?P<number>\d{1,3}(?:\.\d{1,3})*)(?P<end>[.)]?)\s+(?=\S)")
_LETTERED = re.compile(
    r"^(?:\((?:[a-z]{1,2}|\d{1,3}|[ivx]{1,5})\)|[a-z]\.|[ivx]{2,5}[.)])\s+(?=[A-Z\d])"
)
_BULLET = re.compile(
    r"^(?P<bullet>(?:[•·○●▪■□◦➢‣⁃>*]|[-–—](?=[\s-]|[A-Z])|o(?=\s))(?:\s*[-–—•·>])*)\s*"
)
_SHARE = re.compile(
    r"(?<!than)(?<!least)(?<!approximately)(?<!about)(?<!over)(?<!to)(?<!or)(?<!minimum)[\s,;:–—-]*[(\[]?\s*(?:owned\s+)?"
    rf"(?<![\d./])(?P<share>{NUMBER})\s?%"
    r"(?:[-\s]*(?:owned|interest|ownership|equity|voting|held|of shares|directly|indirectly|"
    r"subsidiary|stake)\b)*\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_WHOLLY = re.compile(r"[\s,;:–—-]*\(?\s*wholly[- ]owned(?: subsidiary)?\s*\)?$", re.IGNORECASE)
_KIND = (
    r"(?:(?:limited|general|public|private|close(?:d|ly held)?|professional|statutory|business|"
    r"(?:(?:state|federally|nationally)[- ])?chartered|commercial|savings|"
    r"non-?profit|exempted|stock|liability|joint|national|trust|banking|insurance|holding)\s+)*"
    r"(?:corporation|company|partnership|trust|bank|association|entity|subsidiary|llc|lp|l\.p\.)"
)
_FORMED = re.compile(rf"\s*[,(–—-]\s*an?\s+(?P<place>.+?)\s+{_KIND}\s*\)?$", re.IGNORECASE)
_ORGANISED = re.compile(
    r",?\s+(?:(?:and\s+)?(?:is\s+)?an?\s+[^,]{0,60}?\s)?(?:duly\s+)?"
    r"(?:(?:organi[sz]ed|incorporated|formed|established|existing|chartered)(?:\s+and\s+)?)+"
    r"\s+(?:in|under)\s+(?:the\s+)?(?:laws\s+of\s+)?(?P<place>.+?)\.?$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{2,80})[)\]]$")
_BEHIND_DASH = re.compile(r"\s*(?:\s[-–—]+\s|[–—]|:)\s*(?P<place>[^–—:]{2,80})$")
_ALIAS = re.compile(
    r"\s*[,(]?\s*(?:\b(?:d/?b/?a|f/?k/?a|a/?k/?a|t/a)|doing business as|trading as|"
    r"formerly(?: known as)?|also known as|commonly (?:referred to|known) as)\s+"
    r"(?P<alias>[^()]+?)\)?$",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(r"\s*\(\s*(?:the\s+)?[\"“”](?P<alias>[^\"“”()]{2,60})[\"“”]\s*\)$")
_STATUS = re.compile(
    r"\s*[(\[](?P<status>inactive|dormant|in (?:liquidation|dissolution)|dissolved|"
    r"non-operating)[)\]]$",
    re.IGNORECASE,
)
_WITH_ITS_OWN = re.compile(
    r"\s+(?P<others>(?:and|&) (?:(?:its|their) )?(?:(?:\d+|wholly[- ]owned|direct|indirect|"
    r"domestic|foreign|and) )*subsidiar(?:y|ies))$",
    re.IGNORECASE,
)
_SEE_NOTE = re.compile(r"\s*\(?see (?:foot)?note\s*\(?(?P<mark>\d{1,2})\)?\s*\)?$", re.IGNORECASE)
_MARK_AHEAD = re.compile(
    r"^(?:\((\d{1,2}|[a-z])\)|\[(\d{1,2})\]|([*†‡§#]+|[¹²³⁴⁵⁶⁷⁸⁹]+)|(\d{1,2})(?=\s*[A-Z]))\s*"
)
_SIGNS_AHEAD = re.compile(r"(?P<signs>[*†‡§#]{1,3})\s*(?=\w)")
_FORMS_IN_FRONT = re.compile(r"^(?:PT|CV|OOO|ООО|ZAO|OAO|AO|TOO|UAB|SIA|AB)\s+\S", re.IGNORECASE)
_TRUST_WORDS = re.compile(
    r"\b(?:bank|trust|fund|partners|partnership|holdings?|group|company|co|association|"
    r"foundation|insurance|capital|ventures?|international|services|corp|plc|hf)\b\.?",
    re.IGNORECASE,
)
_FURTHER_FORMS = frozenset({
    "bsc", "bvba", "cic", "cjsc", "ehf", "eurl", "fsb", "gie", "gk", "kgaa", "lda", "lllp", "ltee",
    "ojsc", "pllc", "psc", "pte", "sac", "sae", "sapi", "sca", "scs", "sdn", "sdnbhd", "slu",
    "snc", "sprl", "tbk", "ug", "ulc", "vof", "wll",
})  # fmt: skip
"""Forms that tell a company from a place in a list, though not two names from one another."""
_SHARE_LIMIT = 100
_LONGEST_NAME = 160
QUOTES = " \"'“”‘’„«»"
"""Signs around a short name, which are no part of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`depth` is how many numbers a numbered line has ("2.1" has 2), None without a number
    that tells a level; `bullet` is its bullet. `remarks` are words that are no part of the name:
    "inactive", "and subsidiaries", a share that has no end as a decimal."""

    name: str
    jurisdiction: str | None = None
    share: Decimal | None = None
    alias: str | None = None
    depth: int | None = None
    bullet: str | None = None
    marks: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_entry(line: str, *, places: bool, marks_ahead: frozenset[str] = frozenset()) -> Entry:
    """Take a line apart; what is left is the name.

    Args:
        line: "1.2 Foo (Thailand) Limited, a Thai company – 51%", "Bar GmbH (Germany)*".
        places: whether a place behind the name is its jurisdiction. Where a column has that,
            brackets belong to the name.
        marks_ahead: signs such as "*" that the exhibit explains in a note; before a name they
            are marks, and no bullets.
    """
    plain = " ".join(line.split())
    ahead = _SIGNS_AHEAD.match(plain)
    if ahead and not ({*ahead["signs"]} <= marks_ahead or ahead["signs"].startswith("#")):
        ahead = None
    text, depth, bullet = _lead(plain[ahead.end() :] if ahead else plain)
    remarks: tuple[str, ...] = ()
    share: Decimal | None = None
    jurisdiction: str | None = None
    alias: str | None = None
    marks = [ahead["signs"]] if ahead else []
    changed = True
    while changed:
        changed = False
        text, more = trailing_marks(text.rstrip(" ,;"))
        marks = [*more, *marks]
        if share is None and (match := _SHARE.search(text)) and match.start() > 0:
            number = percentage(match["share"])
            if number is not None:
                # "(Wales; 100%)": the bracket that closes behind the share opened before it.
                shut = ")" if match[0].rstrip().endswith(")") and "(" not in match[0] else ""
                share, text, changed = number[0], text[: match.start()] + shut, True
                remarks += () if number[1] else (share_as_listed(f"{match['share']}%"),)
        if share is None and (match := _WHOLLY.search(text)) and match.start() > 0:
            share, text, changed = Decimal(_SHARE_LIMIT), text[: match.start()], True
        if places and jurisdiction is None:
            jurisdiction, text = _jurisdiction(text)
            changed = changed or jurisdiction is not None
        if alias is None and (match := _ALIAS.search(text)) and match.start() > 0:
            alias, text, changed = match["alias"].strip(), text[: match.start()], True
        if (match := _SHORT_NAME.search(text)) and match.start() > 0:
            alias, text, changed = alias or match["alias"].strip(), text[: match.start()], True
        if (match := _STATUS.search(text)) and match.start() > 0:
            remarks, text, changed = (*remarks, match["status"]), text[: match.start()], True
        if (match := _SEE_NOTE.search(text)) and match.start() > 0:
            marks, text, changed = [match["mark"], *marks], text[: match.start()], True
    name = text.strip(" ,;")
    if match := _WITH_ITS_OWN.search(name):
        name, remarks = name[: match.start()].rstrip(" ,"), (*remarks, match["others"])
    alias = alias.strip(QUOTES) if alias else None
    return Entry(name, jurisdiction, share, alias, depth, bullet, tuple(marks), remarks)


def share_as_listed(words: str) -> str:
    """A remark with the words of a share that are more, or less, than a percentage."""
    return f"share as listed: {words}"


def _lead(text: str) -> tuple[str, int | None, str | None]:
    """The line without its number or bullet, and what they say of its depth."""
    if match := _NUMBERED.match(text):
        steps = match["number"].split(".")
        # "3 Com": a number alone, without a point behind it, may begin the name.
        if len(steps) > 1 or match["end"]:
            return text[match.end() :], len(steps), None
    if match := _LETTERED.match(text):
        return text[match.end() :], None, None
    if match := _BULLET.match(text):
        bullet = "".join(match["bullet"].split())
        dashes = set(bullet) <= set("-–—")
        depth = len(bullet) if dashes and len(bullet) > 1 else None
        return text[match.end() :], depth, bullet
    return text, None, None


def _jurisdiction(text: str) -> tuple[str | None, str]:
    if (
        (match := _ORGANISED.search(text))
        and match.start() > 0
        and jurisdiction_place(match["place"]) is not None
    ):
        return match["place"].strip(), text[: match.start()]
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
    return (
        any(_is_form(word) for word in words[-3:])
        or _FORMS_IN_FRONT.match(text) is not None
        or _TRUST_WORDS.search(text) is not None
    )


def is_form_alone(text: str) -> bool:
    """Whether there is nothing but a legal form: "Limited", the end of a name that was cut."""
    words = normalise_name(text).split()
    return bool(words) and all(word in legal_forms() for word in words)


def has_legal_form(text: str) -> bool:
    """Whether one of the last words of a name is a legal form: "Fir Trading GmbH"."""
    if len(text) > _LONGEST_NAME:
        return False
    words = normalise_name(text).split()
    return len(words) > 1 and any(_is_form(word) for word in words[-3:])


def _is_form(word: str) -> bool:
    return word in legal_forms() or word in _FURTHER_FORMS


def starts_with_mark(line: str) -> tuple[str, int] | None:
    """The note mark at the beginning of a line, and where the words behind it begin."""
    match = _MARK_AHEAD.match(line)
    if match is None:
        return None
    return next(group for group in match.groups() if group), match.end()
