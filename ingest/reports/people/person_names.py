"""Names of people in filings: what looks like one, and when two are the same person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.text.names import normalise_name

_CAPITAL = "A-ZÀ-ÖØ-Þ" + "".join(chr(n) for n in range(0x100, 0x250) if chr(n).isupper())
_INITIAL = r"(?:[A-Z]\.(?:\s?[A-Z]\.){0,2})"
_WORD = (
    rf"(?:(?:Mc|Mac|O['’]|D['’]|de|De|Le|La|Di|Van|Von|Fitz)?[{_CAPITAL}][\w’']+"
    rf"(?:-[{_CAPITAL}][\w’']+)*)"
)
_PARTICLE = r"(?:de|da|di|del|der|den|van|von|la|le|du|dos|al|el|bin|ibn|ter|ten|y)\b"
_NICKNAME = r"(?:[(“\"]{1,2}[A-Z][\w.-]+[)”\"]{1,2})"
_SUFFIX = (
    r"(?:,?\s(?:Jr\.?|Sr\.?|II|III|IV|V|Ph\.?\s?D\.?|M\.?D\.?|CPA|Esq\.?|CFA|J\.D\.|D\.?Sc\.?|"
    r"[CKDMO]BE|[QK]\.?C\.?|FCA|P\.?Eng\.?|\(?(?:Ret\.|Retired)\)?)(?![\w’'-]))"
)
NAME = (
    rf"(?:(?:Dr\.|Sir|Dame|(?:The )?Hon(?:\.|orable)|(?:Lt\. |Maj\. |Brig\. )?Gen\.|Adm\.|Lord|"
    rf"Prof\.|Col\.|Capt\.|Amb\.|Rev\.)\s)?(?:{_WORD}|{_INITIAL})"
    rf"(?:\s(?:{_INITIAL}|{_NICKNAME}|{_PARTICLE}|{_WORD})){{1,5}}{_SUFFIX}*"
)
"""A pattern of a person's name as filings print it; capitals alone are possible too."""

_NAME = re.compile(NAME)
_NOT_NAMES = frozenset({
    "age", "agreement", "amount", "annual", "april", "asia", "audit", "august", "award", "awards",
    "bank", "base", "beneficial", "board", "boards", "business", "capital", "certain", "chair",
    "chairman", "chairperson", "chairwoman", "chief", "class", "code", "committee", "committees",
    "common", "company", "compensation", "corporate", "corporation", "counsel", "december",
    "director", "directors", "election", "equity", "ethics", "executive", "experience",
    "february", "fees", "finance", "financial", "fiscal", "form", "former", "fund", "general",
    "global", "governance", "group", "holdings", "incentive", "inc", "independent",
    "information", "interim", "january", "july", "june", "key", "lead", "llc", "llp", "lp",
    "ltd", "management", "march", "marketing", "may", "meeting", "member", "memberships",
    "named", "new", "nominating", "nominee", "nominees", "non", "note", "notice", "november",
    "number", "october", "of", "office", "officer", "officers", "operating", "operations",
    "other", "ownership", "partner", "partners", "pay", "percent", "performance", "plan",
    "policies", "policy", "position", "present", "president", "principal", "proposal", "proxy",
    "public", "qualifications", "related", "retired", "role", "salary", "sec", "secretary",
    "section", "securities", "security", "senior", "september", "series", "service", "services",
    "share", "shareholder", "shareholders", "shares", "since", "skills", "standing", "statement",
    "stock", "stockholder", "stockholders", "street", "summary", "table", "technology", "term",
    "the", "title", "total", "transactions", "treasurer", "trust", "trustee", "united",
    "university", "vice", "vote", "voting", "year", "york", "our", "we", "an", "how", "what",
    "all", "each", "investors", "advisors", "association", "international", "industries",
    "name", "names", "career", "highlights", "education", "current", "past", "attributes",
})  # fmt: skip
_TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "lord", "hon",
    "honorable", "gen", "general", "adm", "admiral", "lt", "lieutenant", "maj", "major", "brig",
    "col", "colonel", "capt", "captain", "amb", "ambassador", "senator", "governor", "judge", "rev",
})  # fmt: skip
_SUFFIXES = frozenset({
    "jr", "sr", "ii", "iii", "iv", "phd", "md", "cpa", "esq", "cfa", "jd", "dsc", "cbe", "kbe",
    "dbe", "mbe", "obe", "qc", "kc", "fca", "ret", "retired",
})  # fmt: skip
_ROLE_BEHIND = re.compile(
    r"\s+(?:Non-Executive|Independent|Lead|Chair(?:man|woman|person)?|Director|President|Chief|"
    r"Vice|Executive|Senior|Former|CEO|CFO|Nominee|Age)\b.*$",
    re.DOTALL,
)


def person_name(text: str) -> str | None:
    """The name where a text is the name of a person and nothing else, perhaps a role behind it."""
    line = " ".join(text.split()).strip(" *†‡,;:•")
    line = re.sub(r"\s*\((?:\d+|[a-z]|Nominee[^)]*|Chair[^)]*)\)\s*", " ", line).strip()
    line = _ROLE_BEHIND.sub("", line).strip(" ,")
    if not 5 <= len(line) <= 60 or not _NAME.fullmatch(line):
        return None
    words = re.findall(r"[^\W\d_]+", line.removeprefix("The ").casefold())
    long_words = [word for word in words if len(word) > 1]
    if any(word in _NOT_NAMES for word in words) or not long_words or len(words) < 2:
        return None
    return line


def names_in(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Names of people in a list such as "A. Smith, B. de Vries and C. Wu", with their places."""
    for match in _NAME.finditer(text):
        found = person_name(match[0])
        if found is not None:
            start = match.start() + match[0].find(found)
            yield found, (start, start + len(found))


def person_key(name: str) -> tuple[str, str]:
    """First and last name, folded: the same for "SEAN D. KEOHANE" and "Sean Keohane, Jr."."""
    words = [
        word for word in normalise_plain(name) if word not in _TITLES and word not in _SUFFIXES
    ]
    whole = [word for word in words if len(word) > 1] or words
    return (whole[0], whole[-1]) if whole else ("", "")


def normalise_plain(name: str) -> list[str]:
    """The words of a name in their order, folded; nicknames in quotes or brackets left out."""
    name = re.sub(rf"{_SUFFIX}+$", "", name.strip())
    bare = re.sub(r"[“\"(][^”\")]*[”\")]", " ", name).replace(".", ". ").replace("’", "'")
    words = []
    for word in bare.replace(",", " ").split():
        folded = normalise_name(word, person=True).replace(" ", "")
        if folded:
            words.append(folded)
    return words
