"""Names of parties in running text: lists of them, and what is a name at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.reports.narrative.authorities import authority
from ingest.reports.narrative.name_lists import LEGAL_FORM_BEHIND_COMMA, has_legal_form, split_names
from ingest.reports.narrative.party_words import party_words
from ingest.reports.people.person_names import person_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.reports.narrative.defined_parties import Terms

_OPENING = re.compile(
    r"^(?:(?:On|In|Between|During|Since|Beginning|After|Following|Additionally|Also|Separately)\b"
    r"(?:(?!\bthe\b)[^,]){0,60}(?:,\s+\d{4})?,?\s+)+|^(?:[A-Z][a-z]+ \d{1,2}, )?\d{4},?\s+"
)
_UNNAMED = re.compile(
    r"(?:these |the |all |both |after )*(?:plaintiffs?|defendants?|parties|complaints?|lawsuits?|"
    r"actions?|mr|ms|et al|class actions?|case)\b",
    re.IGNORECASE,
)
_OTHERS_UNNAMED = re.compile(r",?\s+et al\b[․.]?.*$")
# "the Company on May 5" is a party and a day.
_WITH_DAY = re.compile(
    r"\s(?:on|in|dated)\s(?:or about )?(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b"
)
_POSSESSIVE = re.compile(r"(?:our|its|their|his|her|your|my)\s", re.IGNORECASE)
_MANY = re.compile(r"(?:State )?Attorneys General\b", re.IGNORECASE)
_AND_OTHERS = re.compile(
    r"\s+and(?:/or)?\s+(?:other|others|certain|various|several|related|thirteen|the members|"
    r"members|its (?:current|former|directors))\b.*$"
)
_PROPER = re.compile(
    r"(?:[A-Z][\w․.&’'+-]*|[a-z]\.[A-Z][\w]*|&|\+)"
    r"(?:,?\s(?:of|the|and|for|de|van|von|in|&|\+|[A-Z][\w․.&’'+-]*|[a-z]\.[A-Z][\w]*))*"
)
_NO_PARTY = re.compile(
    r"\b(?:issued|court|judgment|order|ruled|granted|denied|d/b/a|plaintiffs?|defendants?|"
    r"stockholders?|shareholders?|merchants?|executives|directors|officers|committee|"
    r"individuals|entities|customers|consumers)\b|^(?:These|Those|This|That|Such|Several|Certain|"
    r"Two|Three|Four|Five|All|Both|Each|Any|Some|Many|A|An|Item|Note|Part|Section|January|"
    r"February|March|April|May|June|July|August|September|October|November|December)$|[’']s$",
    re.IGNORECASE,
)
# The article is part of "The Boring Company", not of "The Department of Justice".
_ARTICLE = re.compile(r"^(?:the|The(?!\s+\w+\s+(?:Company|Group|Foundation|Trust)$))\s+")
FULL_STOP = re.compile(
    r"(?<!\bInc)(?<!\bCorp)(?<!\bCo)(?<!\bLtd)(?<!\bBros)(?<!\bJr)(?<!\bal)(?<!\b[A-Z])\.$"
)
"""A point at the end, behind a word that is not shortened."""
_LONGEST_NAME = 100


def without_opening(words: str) -> str:
    """Words without the day or occasion that a sentence begins with."""
    return _OPENING.sub("", " ".join(words.split()))


def parties_in(texts: Iterable[str], terms: Terms, *, listed: bool = False) -> tuple[str, ...]:
    """Parties in "Tesla, Inc., Elon Musk and certain current and former executives", as written.

    Defined terms are replaced by their party. What is a description, no name, is kept; a role is
    not. `listed` says that the texts are lists for certain.
    """
    found: list[str] = []
    for text in texts:
        for part in split_names(without_opening(text), terms, listed=listed):
            name = _OTHERS_UNNAMED.sub("", part)
            name = re.sub(r",?\s+(?:and|or)\s*$", "", name.replace("․", ".")).strip(" ,")
            name = re.sub(r"^(?:and|both|[Ee]ach of|defendants?)\s+", "", name)
            name = FULL_STOP.sub("", name)
            name = _AND_OTHERS.sub("", name)
            if re.match(r"(?:on|in|at|acting|including|alleging|as|d/b/a)\s", name):
                continue
            if re.search(r"\b(?:issued|court|judgment|order|ruled|granted|denied)\b", name):
                continue
            resolved = terms.resolve(name)
            if resolved is None and (
                len(name) > _LONGEST_NAME
                or not re.search(r"[A-Z]", name)
                or _UNNAMED.match(name)
                or terms.is_role(name)
            ):
                continue
            found.append(resolved or name)
    return tuple(dict.fromkeys(found))


def proper_name(words: str, terms: Terms) -> str | None:
    """The party that words name; None for a description such as "a purported stockholder".

    A defined term gives its party, an authority the name under which it is kept. "the" before a
    name is dropped. A role such as "our Chairman" names nobody.
    """
    name = _ARTICLE.sub("", " ".join(words.replace("․", ".").split())).strip(" ,")
    if (resolved := terms.resolve(name)) is not None:
        return authority(resolved) or resolved
    if (known := authority(name)) is not None:
        return known
    if not name or len(name) > _LONGEST_NAME or terms.is_role(name) or _NO_PARTY.search(name):
        return None
    if _WITH_DAY.search(name) or _MANY.match(name):
        return None
    if _POSSESSIVE.match(name) and not has_legal_form(name):
        return None
    return name if _PROPER.fullmatch(name) and re.search(r"[A-Z][\w]", name) else None


def is_person(name: str, text: str) -> bool:
    """Whether a document speaks of a name as of a person.

    It does by "Mr. Musk" for "Elon Musk", by an initial in the midst ("Harold P. Quince"), by what
    somebody is ("Maria Delgado, a former driver", "our director Jane Roe"). Two capital words
    alone do not tell: "American Express" could be a person by its form.
    """
    if person_name(name) is None or has_legal_form(name):
        return False
    whole, last = re.escape(name), re.escape(name.rsplit(maxsplit=1)[-1])
    if re.search(rf"\b{whole},?\s+(?:&|and\s+(?:Co|Sons)\b|{LEGAL_FORM_BEHIND_COMMA})", text):
        return False
    if re.search(r"\w\s[A-Z]\.\s", name):
        return True
    if re.search(rf"\b(?:Mr|Ms|Mrs|Dr)\.\s+(?:\w+\s+)?{last}\b", text):
        return True
    words = party_words().natural_person
    behind = (
        rf"\b{whole},\s+(?:an?|the|our|its|who (?:is|was)(?: an?| the| our)?)\s+"
        r"(?P<what>[^.;,]{2,60})"
    )
    for match in re.finditer(behind, text):
        head = re.split(r"\s(?:of|at|in|for|by|with|who|owned|controlled)\s", match["what"])[0]
        if words.search(head):
            return True
    before = rf"(?P<what>\b(?:our|its|the Company[’']s)\s[^.;,]{{2,50}}?),?\s+{whole}\b"
    return any(words.search(match["what"]) for match in re.finditer(before, text))
