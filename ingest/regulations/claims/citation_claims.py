"""Claims from what a provision cites: provisions of its own act, and other acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.regulations.extraction import extract, resolve
from ingest.regulations.structure.act import ANNEXED

if TYPE_CHECKING:
    from ingest.regulations.claims.document import Document
    from ingest.regulations.extraction import Citation, Statements
    from kg.lake import Place

_BY_RULES = "rules"
_CONFIDENCE = 0.97
_GUESSED_NAME = 0.5
"""For what a citation is called: the act itself, once read, knows better."""
_NAMED_HERE = re.compile(
    r"\bthis\s+(?:act|law|code|statute|ordinance|regulation|order|part|title|subtitle|chapter)"
    r"\s+(?:may|shall|is\s+to)\s+be\s+(?:known\s+and\s+)?(?:cited|known|referred\s+to)"
    r"\s+(?:for\s+all\s+purposes\s+)?as\s+(?:the\s+)?[“‘\"']?(?:the\s+)?$",
    re.IGNORECASE,
)
_LONGEST_OPENING = 120
_YEAR = re.compile(r"-of-\d{4}$")
_NAME_ALONE = re.compile(r"(?:the)?|,?\s*(?:of\s+)?(?:\d{4})?", re.IGNORECASE)
_RELATIVE = ("this-", "previous-", "ecfr:*")
_OF_THE_ACT = re.compile(r"\b(?:of|to)\s+this\s+(?!Annex|Appendix|Schedule)[A-Z]")


@dataclass(frozen=True, slots=True)
class CitingAct:
    """An act, as far as its citations need it.

    Attributes:
        version: id of the wording. work: id of the act as such.
        names: `act:` targets that mean the act itself.
        ids: of its provisions, by their keys.
        numbered_annexes: first parts of the keys of annexes that have articles.
    """

    version: str
    work: str
    names: frozenset[str]
    ids: Mapping[tuple[str, ...], str]
    numbered_annexes: frozenset[str]

    def cited(self, key: tuple[str, ...], target: str, text: str) -> str | None:
        """Absolute id of what a provision cites; None where that is no known place.

        In an annex, "point 3" and "Part A" are its own where it has them, and so are articles
        where it is numbered like an act, as agreements and statutes are.

        Args:
            key: of the provision. target: of the citation. text: its words.
        """
        found = resolve(target, self.version, key)
        head, _, rest = target.partition("/")
        if rest and key[0].startswith(ANNEXED) and not _OF_THE_ACT.search(text):
            if head in {"this-act", "this-part"} or (head.startswith("this-") and found is None):
                levels = (key[:at] for at in range(max(len(key) - 1, 1), 0, -1))
                places = ((*level, *rest.split("/")) for level in levels)
                own = next((place for place in places if place in self.ids), None)
                if own:
                    return self.ids[own]
            if rest.startswith("art_") and key[0] in self.numbered_annexes:
                return None
        return None if found is None else self.in_this_wording(found)

    def in_this_wording(self, cited: str) -> str:
        """The same place in this wording, where it is one of the act itself."""
        for own in (self.work, *self.names):
            if cited == own or cited.startswith(f"{own}/"):
                return self.version + cited[len(own) :]
        return cited


def own_names(
    titles: Iterable[str | None], texts: Iterable[tuple[str, Statements]]
) -> frozenset[str]:
    """What an act is cited as by its title, and by "This Act may be cited as …" in its texts.

    A year behind the name may be left out.
    """
    found: set[str] = set()
    for title in filter(None, titles):
        for one in extract(title, parse=False).citations:
            around = (title[: one.start].strip(), title[one.end :].strip())
            if one.targets and all(_NAME_ALONE.fullmatch(words) for words in around):
                found.add(one.targets[0])
    for text, statements in texts:
        for one in statements.citations:
            opening = text[max(0, one.start - _LONGEST_OPENING) : one.start]
            if one.targets and _NAMED_HERE.search(opening):
                found.add(one.targets[0])
    names = {one for one in found if one.startswith("act:")}
    return frozenset(names | {_YEAR.sub("", one) for one in names})


def say_citations(
    document: Document,
    act: CitingAct,
    key: tuple[str, ...],
    citation: Citation,
    words: Place,
    *,
    quoted: bool,
) -> None:
    """Link a provision to what it cites; what lies in another act is named by its citation.

    Args:
        quoted: the words are those of another act, where "paragraph 2" is none of this one.
    """
    for target in citation.targets:
        if quoted and target.startswith(_RELATIVE):
            continue
        cited = act.cited(key, target, citation.text)
        if cited is not None and cited != act.version:
            _say_cited(document, act, key, cited, words)


def _say_cited(
    document: Document, act: CitingAct, key: tuple[str, ...], cited: str, words: Place
) -> None:
    entity = act.ids[key]

    def link(prop: str, to: str, who: str = entity) -> None:
        document.entity("Provision", who).say(
            prop, to, at=words, method=_BY_RULES, confidence=_CONFIDENCE
        )

    own = f"{act.version}/"
    if cited.startswith(own):
        parts = tuple(cited[len(own) :].split("/"))
        while parts and parts not in act.ids:
            parts = parts[:-1]
        if parts and act.ids[parts] != entity:
            link("cites", act.ids[parts])
        return
    work, provision = _divided(cited)
    guessed: Any = {"at": words, "method": _BY_RULES, "confidence": _GUESSED_NAME}
    document.entity("Regulation", work).say("name", _act_name(work), **guessed)
    link("citesRegulation", work)
    if provision:
        document.entity("Provision", cited).say("number", provision, **guessed)
        link("regulation", work, cited)
        link("cites", cited)


def _divided(cited: str) -> tuple[str, str]:
    """An absolute id as that of the act and the path below it: a CFR part is an act."""
    depth = 2 if cited.startswith(("ecfr:", "usc:")) else 1
    parts = cited.split("/")
    return "/".join(parts[:depth]), "/".join(parts[depth:])


def _act_name(work: str) -> str:
    scheme, _, rest = work.partition(":")
    if scheme == "ecfr":
        title, _, part = rest.partition("/")
        return f"{title} CFR {part}".strip()
    if scheme == "usc":
        title, _, section = rest.partition("/")
        return f"{title} U.S.C. {section}".strip()
    return rest.replace("-", " ").title() if scheme == "act" else rest
