"""Which lines are titles of acts, and the id of an act that has a title and no number."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from kg.declarations import Declared, Filled, Words, shipped

_LONGEST_TITLE = 300
_LONGEST_ID = 80
_CHINESE = re.compile("[一-鿿]")
_EDITION = re.compile(r"[（(][^（）()]*[）)]$")
_HEADING = re.compile(
    r"(?:Article|Section|Sec\.|Part|Chapter|Title|Annex|Schedule|§)\s*[\dIVXLCA-Z]{1,5}\b|第\w{1,8}[条章节编]",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\b(?:shall|must|may|is|are|was|were|has|have)\b|[;；。，]|[.:：,]$", re.I)


class _Words(Declared, frozen=True):
    kinds: frozenset[Filled]
    endings: Words
    unnamed: frozenset[Filled]


def names_an_act(words: str) -> bool:
    """Whether a line is the title of an act: "Payments Act 2030", but not "Official Journal"."""
    title = " ".join(words.split())
    if len(title) > _LONGEST_TITLE or _HEADING.match(title) or _SENTENCE.search(title):
        return False
    known = _words()
    if _CHINESE.search(title):
        plain = _EDITION.sub("", "".join(title.split()))
        return any(plain.endswith(one) and len(plain) > len(one) + 1 for one in known.endings)
    parts = re.findall(r"[^\W\d_]+", title.casefold())
    return not known.kinds.isdisjoint(parts) and any(
        part not in known.kinds and part not in known.unnamed for part in parts
    )


def id_by_title(title: str, path: Path) -> str:
    """Id of an act without a number: by its title, else by the name of its file.

    It does not depend on the text, so that a new wording takes the place of the old one.
    """
    name = title if names_an_act(title) else path.stem
    plain = "-".join(re.findall(r"[^\W_]+", name.casefold()))
    if len(plain) > _LONGEST_ID:
        # Long titles of one series differ at their ends.
        digest = hashlib.sha256(plain.encode()).hexdigest()[:8]
        plain = f"{plain[:_LONGEST_ID].rstrip('-')}-{digest}"
    return f"doc:{plain or 'act'}"


@cache
def _words() -> _Words:
    return shipped("ingest.regulations.structure", "act_titles.yaml", _Words)
