"""Names of parties in running text: lists of them, and what is a name at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.reports.people import person_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.reports.terms import Terms

_OPENING = re.compile(
    r"^(?:(?:On|In|Between|During|Since|Beginning|After|Following|Additionally|Also|Separately)\b"
    r"(?:(?!\bthe\b)[^,]){0,60}(?:,\s+\d{4})?,?\s+)+|^(?:[A-Z][a-z]+ \d{1,2}, )?\d{4},?\s+"
)
_UNNAMED = re.compile(
    r"(?:these |the |all |both |after )*(?:plaintiffs?|defendants?|parties|complaints?|lawsuits?|"
    r"actions?|mr|ms|et al|class actions?|case)\b",
    re.IGNORECASE,
)
_AND_OTHERS = re.compile(
    r"\s+and(?:/or)?\s+(?:other|others|certain|various|several|related|thirteen|the members|"
    r"members|its (?:current|former|directors))\b.*$"
)
_NEXT_NAME = re.compile(
    r",\s+(?!(?:Inc|LLC|L․L․C|Ltd|L․P|LP|N․A|Corp|Co|S․A)\b)"
    r"|\s+and(?:/or)?\s+(?=[A-Z]|the [A-Z]|certain|a )|\s+or\s+(?=[A-Z])"
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
# A point behind a word that is not shortened ends the sentence.
_FULL_STOP = re.compile(
    r"(?<!\bInc)(?<!\bCorp)(?<!\bCo)(?<!\bLtd)(?<!\bBros)(?<!\bJr)(?<!\bal)(?<!\b[A-Z])\.$"
)
_LONGEST_NAME = 100


def without_opening(words: str) -> str:
    """Words without the day or occasion that a sentence begins with."""
    return _OPENING.sub("", " ".join(words.split()))


def parties_in(texts: Iterable[str], terms: Terms) -> tuple[str, ...]:
    """Parties in "Tesla, Inc., Elon Musk and certain current and former executives", as written.

    Defined terms are replaced by their party. What is a description, no name, is kept.
    """
    found: list[str] = []
    for text in texts:
        for part in _NEXT_NAME.split(without_opening(text)):
            name = part.replace("․", ".").strip(" ,")
            name = re.sub(r"^(?:and|both|[Ee]ach of|defendants?)\s+", "", name)
            name = _FULL_STOP.sub("", name)
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

    A defined term gives its party. "the" before a name is dropped.
    """
    name = _ARTICLE.sub("", " ".join(words.replace("․", ".").split())).strip(" ,")
    if (resolved := terms.resolve(name)) is not None:
        return resolved
    if not name or len(name) > _LONGEST_NAME or terms.is_role(name) or _NO_PARTY.search(name):
        return None
    return name if _PROPER.fullmatch(name) and re.search(r"[A-Z][\w]", name) else None


def is_person(name: str, text: str) -> bool:
    """Whether a document speaks of a name as of a person, as "Mr. Musk" does of "Elon Musk".

    The form of a name does not tell: "American Express" could be one.
    """
    if person_name(name) is None:
        return False
    last = re.escape(name.rsplit(maxsplit=1)[-1])
    return re.search(rf"\b(?:Mr|Ms|Mrs|Dr)\.\s+(?:\w+\s+)?{last}\b", text) is not None
