"""Defined terms that stand for a party: "Epic Games, Inc. (“Epic”)", "the Company", "Borrower"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.reports.narrative.party_words import party_words
from ingest.reports.people.person_names import person_key, person_name
from kg.text.names import legal_forms, normalise_name

if TYPE_CHECKING:
    from ingest.reports.layout.plain_text import PlainText

_QUOTED = re.compile(r"[“\"](?P<term>[^“”\"]{1,60}?)[,.]?[”\"]")
_BRACKETS = re.compile(r"\((?P<inside>[^()]{2,300})\)")
_FORMED = re.compile(r",\s+(?:an?\s+|the\s+(?=[a-z]))[^,()]{3,80}$")
_TOGETHER = re.compile(
    r",?\s+(?:together with|collectively with|and|including)\s+(?:its|their|our)\s+"
    r"(?:[\w-]+\s){0,4}?(?:subsidiaries|affiliates)[\w\s-]*,?$"
)
_NAME_BEFORE = re.compile(
    r"(?P<name>(?:The\s)?(?:[A-Z0-9À-Þ][\w.’'&/-]*|[a-z]\.[A-Z]\w*)"
    r"(?:,?\s(?:(?:of|the|and|for|de|van|von|und|y|&|in)\s)*[A-Z0-9À-Þ(][\w.’'&/)-]*)*)\s*$"
)
_REFER = re.compile(
    r"(?:terms?|references?(?: in this [\w\s-]+)? to|when we refer to|"
    r"as used (?:herein|in this [\w\s-]+),)(?P<terms>[^.;]{3,300}?)"
    r"\b(?:refers?(?: collectively)? to|means?|are to|is to)\s+(?P<party>[^.;]{3,160})",
    re.IGNORECASE,
)
_END_OF_PARTY = re.compile(
    r"\s+(?:and|together|including|unless|as|on)\s+(?:its|their|with|the|a|all)\b"
    r"|,\s+(?:and|a|an|together)\b"
)
_ROLES = frozenset({
    "borrower", "lender", "lenders", "guarantor", "guarantors", "issuer", "company", "registrant",
    "parent", "seller", "buyer", "purchaser", "agent", "trustee", "holdings", "landlord", "tenant",
    "licensor", "licensee", "employer", "executive", "consultant", "administrative agent",
    "corporation", "partnership", "bank", "firm", "group", "we", "us", "our", "ours",
})  # fmt: skip
_OWN_TERMS = frozenset({"company", "registrant", "we", "us", "our", "ours"})
_REGISTRANT_TERMS = ("the Company", "the Registrant", "we", "us", "our")
_TITLED = re.compile(
    r"\b(?:Mr|Ms|Mrs|Dr)\.\s+(?:[A-Z]\w+\s+)?(?P<last>[A-Z][\w’'-]+?)(?=[’']s\b|[^\w’'-]|$)"
)
_NATIONAL_BANK = re.compile(r",?\s+N\.\s?A\.?$")
_LONGEST_BLOCK = 20_000
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term and the party that it stands for.

    `start` and `end` are the definition's place in the plain text, None for a term that every
    filing uses for its registrant without defining it. `block` is the key of its block.
    """

    term: str
    party: str
    registrant: bool
    start: int | None
    end: int | None
    block: str | None


class Terms:
    """Looks a name up: a term gives its party, a party itself, anything else None."""

    def __init__(
        self,
        defined: Iterable[DefinedTerm],
        registrant: str | None,
        titled: Iterable[str] = (),
    ) -> None:
        """`titled` are last names that the filing writes behind "Mr." and the like."""
        self.defined = tuple(defined)
        self.registrant = registrant
        self._titled = frozenset(titled)
        known: dict[str, str] = {}
        for term in self.defined:
            known.setdefault(_key(term.term), term.party)
        self._known: Mapping[str, str] = known

    def resolve(self, words: str) -> str | None:
        """The party that words stand for, with or without "the"; None where unknown."""
        if self.registrant is not None and _same(words, self.registrant):
            return self.registrant
        return self._known.get(_key(words))

    def is_role(self, words: str) -> bool:
        """Whether words are a role such as "the Borrower", which is never a party's name.

        So are "our Chairman" and "the Company’s former directors".
        """
        plain = " ".join(words.split()).strip(" ,.")
        return _key(words) in _ROLES or (
            len(plain) <= _LONGEST_NAME and party_words().role.fullmatch(plain) is not None
        )

    def speaks_of(self, person: str) -> bool:
        """Whether the filing calls somebody of this last name "Mr." or "Ms."."""
        return person.rsplit(maxsplit=1)[-1] in self._titled

    def party_spans(self, words: str) -> list[tuple[int, int]]:
        """Places of defined parties with a comma or an "and" in their names."""
        return [
            (found.start(), found.end())
            for party in {term.party for term in self.defined}
            if re.search(r",\s|\sand\s", party)
            for found in re.finditer(re.escape(party), words.replace("․", "."))
        ]


def find_terms(text: PlainText, registrant: str | None) -> Terms:
    """Defined terms in the order of the document; the first definition of a term holds.

    Args:
        text: of the filing.
        registrant: its name as the cover page or the filing's data has it; None where unknown.
    """
    found: list[DefinedTerm] = []
    seen: set[str] = set()

    def add(term: str, party: str, start: int, end: int, block: str) -> None:
        term = " ".join(term.split()).strip(" ,.")
        key = _key(term)
        if not key or key in seen or len(term) > 60:
            return
        seen.add(key)
        own = registrant is not None and _same(party, registrant)
        if not own and registrant is not None and key in _OWN_TERMS:
            return
        name = registrant if own and registrant is not None else party
        found.append(DefinedTerm(term, name, own, start, end, block))

    for block in text.blocks:
        words = text.of(block)[:_LONGEST_BLOCK]
        if "(" in words and ("“" in words or '"' in words or "(" in words):
            for match in _BRACKETS.finditer(words):
                party = _party_before(words[: match.start()])
                if party is None:
                    continue
                for term in _terms_in(match["inside"], party):
                    add(
                        term,
                        party,
                        block.start + match.start(),
                        block.start + match.end(),
                        block.key,
                    )
        for match in _REFER.finditer(words):
            party = _party_of(match["party"], registrant)
            if party is not None:
                for quoted in _QUOTED.finditer(match["terms"]):
                    add(
                        quoted["term"],
                        party,
                        block.start + match.start(),
                        block.start + match.end(),
                        block.key,
                    )
    if registrant is not None:
        for term in _REGISTRANT_TERMS:
            if _key(term) not in seen:
                found.append(DefinedTerm(term, registrant, True, None, None, None))
    titled = {match["last"] for match in _TITLED.finditer(text.text)}
    return Terms(found, registrant, titled)


def _terms_in(inside: str, party: str) -> list[str]:
    quoted = [match["term"] for match in _QUOTED.finditer(inside)]
    if quoted:
        return [term for term in quoted if _may_stand_for(term, party)]
    bare = inside.strip()
    if not _is_party(party):
        return []
    # "Spirit AeroSystems Holdings, Inc. (Spirit)": the first word, or the initials.
    initials = "".join(word[0] for word in re.findall(r"[A-Z][\w’]*", party))
    if re.fullmatch(r"[A-Z][\w&.’-]*(?: [A-Z][\w&.’-]*)?", bare) and (
        party.startswith(f"{bare} ")
        or (bare.isupper() and len(bare) > 1 and initials.startswith(bare))
    ):
        return [bare]
    return []


def _may_stand_for(term: str, party: str) -> bool:
    key = _key(term)
    if not _is_party(party):
        # A person: "Elon Musk (“Mr. Musk”)". Two capital words are more often a thing's name.
        return person_key(f"X. {term}")[1] == person_key(party)[1]
    if key in _ROLES:
        return True
    words = set(normalise_name(party).split())
    initials = "".join(word[0] for word in re.findall(r"[A-Z][\w’]*", party))
    folded = normalise_name(term).split()
    return (
        any(word in words for word in folded)
        or term.replace(".", "").upper() in initials
        or (term.isupper() and len(term) <= 6)
    )


def _party_before(words: str) -> str | None:
    """The name of a company or person that ends right before a bracket."""
    tail = words[-300:].rstrip(" ,")
    tail = _TOGETHER.sub("", tail)
    tail = _FORMED.sub("", tail)
    match = _NAME_BEFORE.search(tail)
    if match is None:
        return None
    name = match["name"].strip(" ,(")
    # "On June 1 the Equal Employment …", "the Department … and the Agency": the last one.
    name = re.split(r"(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\bby)\s(?:and\s)?the\s", name)[-1]
    if len(name) > _LONGEST_NAME or re.search(r"[’']s\b", name):
        return None
    return name if _is_party(name) or person_name(name) is not None else None


def _party_of(words: str, registrant: str | None) -> str | None:
    """The party at the beginning of "Apple Inc. and its wholly owned subsidiaries"."""
    head = _END_OF_PARTY.split(words)[0]
    name = head.strip(' ,“”"')
    if registrant is not None and _same(name, registrant):
        return registrant
    return name if _is_party(name) and len(name) < _LONGEST_NAME else None


def _is_party(name: str) -> bool:
    """A company by its legal form or last word, or an authority."""
    name = _NATIONAL_BANK.sub("", name)
    words = name.split()
    if _key(name) in _ROLES or len(words) < 2 or not name[0].isupper():
        return False
    forms = set(normalise_name(name).split()[-3:]) & legal_forms()
    return bool(forms) or _LAST_WORD.search(name) is not None or _AGENCY.search(name) is not None


_LAST_WORD = re.compile(
    r"\b(?:Bank|Trust|Fund|Holdings?|Company|Association|University|Partners|Group|Foundation|"
    r"Enterprises?|Partnership)$|&"
)
_AGENCY = re.compile(
    r"\b(?:Department|Commission|Agency|Bureau|Board|Court|Authority|Administration|Ministry|"
    r"Reserve|Office|Council|Parliament)\b"
)


def _same(party: str, registrant: str) -> bool:
    """Whether two spellings name the registrant: "BOEING CO" and "The Boeing Company"."""

    def core(name: str) -> list[str]:
        name = re.sub(r"/\w+/?$", "", name)
        words = [word for word in normalise_name(name).split() if word != "the"]
        return [word for word in words if word not in _FORM_WORDS] or words

    own = core(registrant)
    # "Visa" is short for "VISA INC.", "Wells Fargo" for "WELLS FARGO & COMPANY/MN".
    return bool(own) and core(party) == own


_FORM_WORDS = frozenset({
    "ag", "and", "co", "company", "corp", "corporation", "inc", "llc", "lp", "ltd", "nv", "plc",
    "sa",
})  # fmt: skip


def _key(term: str) -> str:
    words = re.sub(r"[^\w&’' -]+", " ", term.casefold()).split()
    return " ".join(word for word in words if word != "the")
