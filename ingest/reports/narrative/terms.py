"""Defined terms that stand for a party: "Epic Games, Inc. (“Epic”)", "the Company", "Borrower"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ingest.reports.narrative.party_words import party_words
from ingest.reports.people.person import person_key, person_name
from kg.text.blocks import PlainText
from kg.text.names import legal_forms, normalise_name

_QUOTED = re.compile(r"[“\"](?P<term>[^“”\"]{1,60}?)[,.]?[”\"]")
_BRACKETS = re.compile(r"\((?P<inside>[^()]{2,300})\)")
_FORMED = re.compile(r",\s+(?:an?\s+|the\s+(?=[a-z]))[^,()]{3,80}$")
_TOGETHER = re.compile(
    r",?\s+(?:together with|collectively with|and|including)\s+(?:its|their|our)\s+"
    r"(?:[\w-]+\s){0,4}?(?:subsidiaries|affiliates)[\w\s-]{0,60},?$"
)
_NAME_BEFORE = re.compile(
    r"(?P<name>(?:The\s)?(?:[A-Z0-9À-Þ][\w.’'&/-]*|[a-z]\.[A-Z]\w*)"
    r"(?:,?\s(?:(?:of|the|and|for|de|van|von|und|y|&|in)\s)*[A-Z0-9À-Þ(][\w.’'&/)-]*)*)\s*$"
)
_REFER = re.compile(
    r"(?:terms?|references?(?: in this [\w\s-]{1,60})? to|when we refer to|"
    r"as used (?:herein|in this [\w\s-]{1,60}),)(?P<terms>[^.;]{3,300}?)"
    r"\b(?:refers?(?: collectively)? to|means?|are to|is to)\s+(?P<party>[^.;]{3,160})",
    re.IGNORECASE,
)
_END_OF_PARTY = re.compile(
    r"\s+(?:and|together|including|unless|as|on)\s+(?:its|their|with|the|a|all)\b"
    r"|,\s+(?:and|a|an|together)\b"
)
_OWN = frozenset({"company", "registrant", "we", "us", "our", "ours"})
_ROLES = _OWN | {
    "borrower", "lender", "lenders", "guarantor", "guarantors", "issuer", "parent", "seller",
    "buyer", "purchaser", "agent", "trustee", "holdings", "landlord", "tenant", "licensor",
    "licensee", "employer", "executive", "consultant", "administrative agent", "corporation",
    "partnership", "bank", "firm", "group",
}  # fmt: skip
_REGISTRANT_TERMS = ("the Company", "the Registrant", "we", "us", "our")
_TITLED = re.compile(
    r"\b(?:Mr|Ms|Mrs|Dr)\.\s+(?:[A-Z]\w+\s+)?(?P<last>[A-Z][\w’'-]+?)(?=[’']s\b|[^\w’'-]|$)"
)
_NATIONAL_BANK = re.compile(r",?\s+N\.\s?A\.?$")
_LAST_WORD = re.compile(
    r"\b(?:Bank|Trust|Fund|Holdings?|Company|Association|University|Partners|Group|Foundation|"
    r"Enterprises?|Partnership)$|&"
)
_AGENCY = re.compile(
    r"\b(?:Department|Commission|Agency|Bureau|Board|Court|Authority|Administration|Ministry|"
    r"Reserve|Office|Council|Parliament)\b"
)
_FORM_WORDS = frozenset({
    "ag", "and", "co", "company", "corp", "corporation", "inc", "llc", "lp", "ltd", "nv", "plc",
    "sa",
})  # fmt: skip
_LONGEST_BLOCK = 20_000
_LONGEST_NAME = 120
_LOOK_BACK = 300


class DefinedTerm(NamedTuple):
    """A term and the party that it stands for; `registrant` where that is the filer itself."""

    term: str
    party: str
    registrant: bool


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
        self._known: dict[str, str] = {}
        for term in self.defined:
            self._known.setdefault(_key(term.term), term.party)
        self._lists = {one.party for one in self.defined if re.search(r",\s|\sand\s", one.party)}

    def resolve(self, words: str) -> str | None:
        """The party that words stand for, with or without "the"; None where unknown."""
        if len(words) > _LONGEST_NAME:
            return None
        if self.registrant is not None and _same(words, self.registrant):
            return self.registrant
        return self._known.get(_key(words))

    def is_role(self, words: str) -> bool:
        """Whether words are a role such as "the Borrower", which is never a party's name.

        So are "our Chairman" and "the Company’s former directors".
        """
        if len(words) > _LONGEST_NAME:
            return False
        plain = " ".join(words.split()).strip(" ,.")
        return _key(words) in _ROLES or party_words().role.fullmatch(plain) is not None

    def speaks_of(self, person: str) -> bool:
        """Whether the filing calls somebody of this last name "Mr." or "Ms."."""
        return person.rsplit(maxsplit=1)[-1] in self._titled

    def party_spans(self, words: str) -> list[tuple[int, int]]:
        """Places of defined parties with a comma or an "and" in their names."""
        plain = words.replace("․", ".")
        return [
            match.span()
            for party in self._lists
            if party in plain
            for match in re.finditer(re.escape(party), plain)
        ]


def find_terms(text: PlainText, registrant: str | None) -> Terms:
    """Defined terms in the order of the document; the first definition of a term holds.

    Args:
        text: of the filing.
        registrant: its name as the cover page or the filing's data has it; None where unknown.
    """
    found: dict[str, DefinedTerm] = {}
    for block in text.blocks:
        for written, party in _definitions(text.of(block)[:_LONGEST_BLOCK], registrant):
            term = " ".join(written.split()).strip(" ,.")
            key = _key(term)
            own = registrant is not None and _same(party, registrant)
            others_own = not own and registrant is not None and key in _OWN
            if key and len(term) <= 60 and not others_own:
                name = registrant if own and registrant is not None else party
                found.setdefault(key, DefinedTerm(term, name, own))
    if registrant is not None:
        # Every filing uses these for its registrant, without defining them.
        for term in _REGISTRANT_TERMS:
            found.setdefault(_key(term), DefinedTerm(term, registrant, True))
    titled = {match["last"] for match in _TITLED.finditer(text.text)}
    return Terms(found.values(), registrant, titled)


def _definitions(words: str, registrant: str | None) -> Iterator[tuple[str, str]]:
    """Terms with their parties, in a block."""
    for match in _BRACKETS.finditer(words):
        before = words[max(0, match.start() - _LOOK_BACK) : match.start()]
        if (party := _party_before(before)) is not None:
            for term in _terms_in(match["inside"], party):
                yield term, party
    for match in _REFER.finditer(words):
        if (party := _party_of(match["party"], registrant)) is not None:
            for quoted in _QUOTED.finditer(match["terms"]):
                yield quoted["term"], party


def _terms_in(inside: str, party: str) -> list[str]:
    quoted = [match["term"] for match in _QUOTED.finditer(inside)]
    if quoted:
        return [term for term in quoted if _may_stand_for(term, party)]
    bare = inside.strip()
    # "Spirit AeroSystems Holdings, Inc. (Spirit)": the first word, or the initials.
    short = re.fullmatch(r"[A-Z][\w&.’-]*(?: [A-Z][\w&.’-]*)?", bare) is not None
    initials = bare.isupper() and len(bare) > 1 and _initials(party).startswith(bare)
    return (
        [bare] if short and is_party(party) and (party.startswith(f"{bare} ") or initials) else []
    )


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Z][\w’]*", name))


def _may_stand_for(term: str, party: str) -> bool:
    if not is_party(party):
        # A person: "Elon Musk (“Mr. Musk”)". Two capital words are more often a thing's name.
        return person_key(f"X. {term}")[1] == person_key(party)[1]
    if _key(term) in _ROLES or (term.isupper() and len(term) <= 6):
        return True
    words = set(normalise_name(party).split())
    return term.replace(".", "").upper() in _initials(party) or any(
        word in words for word in normalise_name(term).split()
    )


def _party_before(words: str) -> str | None:
    """The name of a company or person that ends right before a bracket."""
    tail = _FORMED.sub("", _TOGETHER.sub("", words.rstrip(" ,")))
    match = _NAME_BEFORE.search(tail)
    if match is None:
        return None
    # "On June 1 the Equal Employment …", "the Department … and the Agency": the last one.
    name = match["name"].strip(" ,(")
    name = re.split(r"(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\bby)\s(?:and\s)?the\s", name)[-1]
    if len(name) > _LONGEST_NAME or re.search(r"[’']s\b", name):
        return None
    return name if is_party(name) or person_name(name) is not None else None


def _party_of(words: str, registrant: str | None) -> str | None:
    """The party at the beginning of "Apple Inc. and its wholly owned subsidiaries"."""
    name = _END_OF_PARTY.split(words)[0].strip(' ,“”"')
    if registrant is not None and _same(name, registrant):
        return registrant
    return name if is_party(name) and len(name) < _LONGEST_NAME else None


def is_party(name: str) -> bool:
    """A company by its legal form or last word, or an authority."""
    name = _NATIONAL_BANK.sub("", name)
    if _key(name) in _ROLES or len(name.split()) < 2 or not name[0].isupper():
        return False
    forms = set(normalise_name(name).split()[-3:]) & legal_forms()
    return bool(forms) or _LAST_WORD.search(name) is not None or _AGENCY.search(name) is not None


def _same(party: str, registrant: str) -> bool:
    """Whether two spellings name the registrant: "BOEING CO" and "The Boeing Company"."""

    def core(name: str) -> list[str]:
        words = [w for w in normalise_name(re.sub(r"/\w+/?$", "", name)).split() if w != "the"]
        return [word for word in words if word not in _FORM_WORDS] or words

    # "Visa" is short for "VISA INC.", "Wells Fargo" for "WELLS FARGO & COMPANY/MN".
    own = core(registrant)
    return bool(own) and core(party) == own


def _key(term: str) -> str:
    words = re.sub(r"[^\w&’' -]+", " ", term.casefold()).split()
    return " ".join(word for word in words if word != "the")
