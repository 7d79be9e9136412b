"""One line of a list of companies: its name, and what stands before and behind that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ingest.reports.layout.grid import trailing_marks
from ingest.reports.subsidiaries.places import jurisdiction_place, place
from kg.text.names import legal_forms, normalise_name
from kg.text.numbers import MIXED, parse_mixed

NUMBER = rf"(?:{MIXED}|\d{{1,3}}(?:\.\d+|,\d{{1,2}}(?!\d))?)"
"""A pattern of the number, without its sign."""

_DECIMALS = Decimal("0.0001")


def percentage(words: str) -> tuple[Decimal, bool] | None:
    """The number that `NUMBER` matched, and whether it is exact.

    "33 1/3" has no end as a decimal: it is rounded to four decimals, 33.3333, and not exact.
    None where it is no number (a fraction over 0) or more than 100.
    """
    value = parse_mixed(words)
    if value is None or value > 100:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value:
        return Decimal(f"{exact:f}"), True
    return Decimal(f"{exact.quantize(_DECIMALS).normalize():f}"), False


LONGEST_NAME = 200
QUOTES = " \"'“”‘’„«»"
"""Signs around a short name, which are no part of it."""
_LONGEST_LINE = 600
_NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3})*)(?P<end>[.)]?)\s+(?=\S)")
_LETTERED = re.compile(
    r"(?:\((?:[a-z]{1,2}|\d{1,3}|[ivx]{1,5})\)|[a-z]\.|[ivx]{2,5}[.)])\s+(?=[A-Z\d])"
)
_BULLET = re.compile(
    r"(?P<bullet>(?:[•·○●▪■□◦➢‣⁃>*]|[-–—](?=[\s-]|[A-Z])|o(?=\s))(?:\s*[-–—•·>])*)\s*"
)
_SIGNS_AHEAD = re.compile(r"(?P<signs>[*†‡§#]{1,3})\s*(?=\w)")
_ABOUT = re.compile(
    r"(?:than|least|approximately|about|over|to|or|minimum|up|under|[<>~])\s*$", re.IGNORECASE
)
_TAILS = {
    "share": re.compile(
        rf"[\s,;:–—-]*[(\[]?\s*(?:owned\s+)?(?<![\d./])(?P<said>{NUMBER})\s?%"
        r"(?:[-\s]*(?:owned|interest|ownership|equity|voting|held|of shares|directly|indirectly|"
        r"subsidiary|stake)\b)*\s*(?P<shut>[)\]])?$",
        re.IGNORECASE,
    ),
    "wholly": re.compile(
        r"[\s,;:–—-]*\(?\s*wholly[- ]owned(?: subsidiary)?(?: (?:of|by) (?P<said>[^()]+))?\s*\)?$",
        re.IGNORECASE,
    ),
    "place": re.compile(r"(?!)"),
    "alias": re.compile(
        r"\s*[,(]?\s*(?:\b(?:d/?b/?a|f/?k/?a|a/?k/?a|t/a)|(?:also )?do(?:ing|es) business as|"
        r"trading as|formerly(?: known as)?|also known as|commonly (?:referred to|known) as)\s+"
        r"(?P<said>[^()]+?)\)?$",
        re.IGNORECASE,
    ),
    "short": re.compile(
        r"\s*\(\s*(?:the\s+)?[\"“”](?P<said>[^\"“”()]{2,60})[\"“”]\s*\)$", re.IGNORECASE
    ),
    "status": re.compile(
        r"\s*[(\[](?P<said>inactive|dormant|in (?:liquidation|dissolution)|dissolved|"
        r"non-operating|registrant|the company|parent)[)\]]$",
        re.IGNORECASE,
    ),
    "note": re.compile(r"\s*\(?see (?:foot)?note\s*\(?(?P<said>\d{1,2})\)?\s*\)?$", re.IGNORECASE),
}
"""What may stand behind a name, in the order in which it is tried; `_place_behind` finds places."""
_KIND = (
    r"(?:corporation|company|partnership|trust|bank|association|entity|subsidiary|llc|l\.l\.c\.|lp|"
    r"l\.p\.)"
)
_FORMED = re.compile(rf"\s*[,(–—-]\s*an?\s+(?P<place>[^,;()]+?)\s+{_KIND}\s*\)?$", re.IGNORECASE)
_ORGANISED = re.compile(
    r",?\s+(?:(?:and\s+)?(?:is\s+)?an?\s+[^,]{0,60}?\s)?(?:duly\s+)?"
    r"(?:(?:organi[sz]ed|incorporated|formed|established|existing|chartered)(?:\s+and\s+)?)+"
    r"\s+(?:in|under)\s+(?:the\s+)?(?:laws\s+of\s+)?(?P<place>.+?)\.?$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{2,80})[)\]]$")
_FORMED_IN = re.compile(
    r"(?:incorporated|organi[sz]ed|formed)\s+(?:in|under)\s+(?:the\s+laws\s+of\s+)?", re.IGNORECASE
)
_BEHIND_DASH = re.compile(r"\s*(?:\s[-–—]+\s|[–—]|:)\s*(?P<place>[^–—:]{2,80})$")
_WITH_ITS_OWN = re.compile(
    r"\s+(?P<others>(?:and|&) (?:(?:its|their|\d+|wholly[- ]owned|direct|indirect|domestic|foreign|"
    r"and) )*subsidiar(?:y|ies))$",
    re.IGNORECASE,
)
_FORMS_IN_FRONT = re.compile(r"(?:PT|CV|OOO|ООО|ZAO|OAO|AO|TOO|UAB|SIA|AB)\s+\S", re.IGNORECASE)
_COMPANY_WORDS = re.compile(
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


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says.

    `depth` is how many numbers a numbered line has ("2.1" has 2), None without a number that
    tells a level; `bullet` is its bullet. `owner` holds all of it. `remarks` are words that are no
    part of the name: "inactive", "and subsidiaries", a share that has no end as a decimal.
    """

    name: str
    jurisdiction: str | None = None
    share: Decimal | None = None
    alias: str | None = None
    owner: str | None = None
    depth: int | None = None
    bullet: str | None = None
    marks: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_entry(line: str, *, places: bool, marks_ahead: frozenset[str] = frozenset()) -> Entry:
    """Take a line apart; what is left is the name.

    Args:
        line: "1.2 Foo (Thailand) Limited, a Thai company – 51%", "Bar GmbH (Germany)*". One of
            more than 600 characters is a name as it stands.
        places: whether a place behind the name is its jurisdiction. Where a column has that,
            brackets belong to the name.
        marks_ahead: signs such as "*" that the exhibit explains in a note; before a name they
            are marks, and no bullets.
    """
    plain = " ".join(line.split())
    if len(plain) > _LONGEST_LINE:
        return Entry(plain)
    marks: tuple[str, ...] = ()
    ahead = _SIGNS_AHEAD.match(plain)
    if ahead and ({*ahead["signs"]} <= marks_ahead or ahead["signs"].startswith("#")):
        marks, plain = (ahead["signs"],), plain[ahead.end() :]
    text, depth, bullet = _without_lead(plain)
    said: dict[str, str | None] = {} if places else {"place": None}
    while (tail := _tail(text, said)) is not None:
        text, said = tail
        text, more = trailing_marks(text.rstrip(" ,;"))
        marks = (*marks, *more)
    name, remarks = text.strip(" ,;"), tuple(filter(None, [said.get("status")]))
    if match := _WITH_ITS_OWN.search(name):
        name, remarks = name[: match.start()].rstrip(" ,"), (*remarks, match["others"])
    share = Decimal(100) if "wholly" in said else None
    if (listed := said.get("share")) and (number := percentage(listed)):
        share = number[0]
        remarks += () if number[1] else (share_as_listed(f"{listed}%"),)
    if said.get("note"):
        marks = (*marks, str(said["note"]))
    alias = said.get("alias") or said.get("short")
    alias = alias.strip(QUOTES) if alias else None
    return Entry(name, said.get("place"), share, alias, said.get("wholly"), depth, bullet, marks,
                 remarks)  # fmt: skip


def _tail(text: str, said: dict[str, str | None]) -> tuple[str, dict[str, str | None]] | None:
    """The text without what stands behind it, and that with what was said before; None where
    nothing does."""
    for what, pattern in _TAILS.items():
        if what in said:
            continue
        if what == "place":
            where, rest = _place_behind(text)
            if where is not None:
                return rest, {**said, what: where}
            continue
        match = pattern.search(text)
        if match is None or match.start() == 0:
            continue
        rest = text[: match.start()]
        if what == "share":
            if _ABOUT.search(rest) or "wholly" in said:
                continue
            # "(Wales; 100%)": the bracket that closes behind the share opened before it.
            rest += ")" if match["shut"] and "(" not in match[0] else ""
        return rest, {**said, what: match["said"]}
    return None


def share_as_listed(words: str) -> str:
    """A remark with the words of a share that are more, or less, than a percentage."""
    return f"share as listed: {words}"


def _without_lead(text: str) -> tuple[str, int | None, str | None]:
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
        dashes = len(bullet) > 1 and set(bullet) <= set("-–—")
        return text[match.end() :], len(bullet) if dashes else None, bullet
    return text, None, None


def _place_behind(text: str) -> tuple[str | None, str]:
    """The jurisdiction at the end of a line, and the line without it."""
    if (
        (match := _ORGANISED.search(text))
        and match.start() > 0
        and jurisdiction_place(match["place"]) is not None
    ):
        return match["place"].strip(), text[: match.start()]
    if (match := _FORMED.search(text)) and match.start() > 0:
        return _place_before_kind(match["place"]), text[: match.start()]
    if (match := _IN_BRACKETS.search(text)) and match.start() > 0:
        pieces = [piece.strip() for piece in re.split(r"[;,]", match["inside"])]
        shares = [piece for piece in pieces if piece.endswith("%")]
        where = _FORMED_IN.sub("", ", ".join(piece for piece in pieces if piece not in shares))
        if place(where) is not None:
            rest = text[: match.start()]
            return where, f"{rest} – {shares[0]}" if shares else rest
    if (match := _BEHIND_DASH.search(text)) and match.start() > 0 and place(match["place"]):
        return match["place"].strip(), text[: match.start()]
    pieces = text.split(", ")
    for count in (3, 2, 1):
        where = ", ".join(pieces[-count:])
        if len(pieces) > count and place(where) is not None:
            return where, ", ".join(pieces[:-count])
    return None, text


def _place_before_kind(words: str) -> str:
    """ "New York" of "a New York chartered savings (bank)"; all of it where it begins with none."""
    parts = words.split()
    for count in range(min(len(parts), 5), 0, -1):
        if place(" ".join(parts[:count])) is not None:
            return " ".join(parts[:count])
    return words.strip()


def is_company(text: str) -> bool:
    """Whether a line reads like the name of a company: a legal form, or a word they use."""
    if len(text) > LONGEST_NAME:
        return False
    words = normalise_name(text).split()
    return bool(words) and (
        any(_is_form(word) for word in words[-3:])
        or _FORMS_IN_FRONT.match(text) is not None
        or _COMPANY_WORDS.search(text) is not None
    )


def is_form_alone(text: str) -> bool:
    """Whether there is nothing but a legal form: "Limited", the end of a name that was cut."""
    words = normalise_name(text[:LONGEST_NAME]).split()
    return bool(words) and all(word in legal_forms() for word in words)


def has_legal_form(text: str) -> bool:
    """Whether one of the last words of a name is a legal form: "Fir Trading GmbH"."""
    if len(text) > LONGEST_NAME:
        return False
    words = normalise_name(text).split()
    return len(words) > 1 and any(_is_form(word) for word in words[-3:])


def _is_form(word: str) -> bool:
    return word in legal_forms() or word in _FURTHER_FORMS
