"""Proxy statements (DEF 14A): directors, nominees, executive officers and holdings.

Regulation S-K, Items 401 (age, positions, terms), 402 (named executive officers), 403
(beneficial ownership) and 407 (independence). There is no set layout: profiles with lines such
as "Age: 65", tables with a column of ages, and biographies that begin with name and age are
read, and the sentences that name nominees, officers and who is independent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.reports.layout.markup import read_markup
from ingest.reports.layout.plain_text import PlainText, plain_text
from ingest.reports.layout.typewriter import document_rows
from ingest.reports.people.holdings import Holding, read_holdings, shares_outstanding
from ingest.reports.people.officers import officer_titles
from ingest.reports.people.person_names import names_in, person_key
from ingest.reports.people.profiles import Profile, read_profiles

if TYPE_CHECKING:
    from collections.abc import Sequence

_ELECTION = re.compile(
    r"(?:\belection of|\belect|\bnominated|"
    r"\bnominees?(?: for (?:election as )?directors?)?(?: named below)?(?: are|,| is|:))\s+"
)
_NAMED = r"(?P<names>(?:[^.]|(?<=Mr|Ms|Dr)\.|(?<=Mrs)\.|(?<=\s[A-Z])\.){3,200}"
_ALL_DIRECTORS = r"\b(?:all|each|every)\b[^.]{0,120}\bdirectors?\b"
_BUT = r"\b(?:other than|except(?: for)?|with the exception of)\s+"
_EXCEPT = re.compile(
    rf"{_ALL_DIRECTORS}[^.]{{0,160}}\bindependent\b[^.]{{0,200}}?{_BUT}{_NAMED})", re.IGNORECASE
)
_EXCEPT_FIRST = re.compile(
    rf"{_ALL_DIRECTORS}[^.]{{0,60}}{_BUT}{_NAMED}?)\b(?:is|are|qualif\w*)\b[^.]{{0,80}}\bindependent",
    re.IGNORECASE,
)
_INDEPENDENT_ARE = re.compile(
    r"determined that (?:each of )?(?P<names>.{5,900}?) (?:is|are|qualif\w+|was|were)\b"
    r"[^.]{0,60}\bindependent",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9][a-z0-9)])(?<!Mrs)[.;](?=\s|$)")
_SURNAME = re.compile(
    r"(?:Mr|Ms|Mrs|Dr|Messrs|Mses)\.?\s+(?P<name>[A-ZÀ-Þ][\w’'-]+(?:\s[A-Z][\w’'-]+)?)"
)
_LONGEST_SENTENCE_BLOCK = 6_000
_LONGEST_LIST = 800


@dataclass(frozen=True, slots=True)
class Person:
    """A director, nominee or executive officer.

    `titles` are positions at the registrant as written. `age` is in years, `since` the year of
    becoming a director, `term_expires` the year of its end; `independent` is as the statement
    says. Each is None where not given. `evidence` maps what is known to where it is said:
    pairs of an attribute's name and a span of the plain text.
    """

    name: str
    director: bool
    nominee: bool
    officer: bool
    titles: tuple[str, ...] = ()
    age: int | None = None
    since: int | None = None
    term_expires: int | None = None
    independent: bool | None = None
    committees: tuple[str, ...] = ()
    evidence: tuple[tuple[str, tuple[int, int]], ...] = ()


@dataclass(frozen=True)
class Proxy:
    """People in the order in which the statement first describes them, and holdings."""

    people: tuple[Person, ...]
    holdings: tuple[Holding, ...]
    shares_outstanding: int | None
    text: PlainText

    @property
    def directors(self) -> tuple[Person, ...]:
        """Directors now in office, and nominees."""
        return tuple(person for person in self.people if person.director or person.nominee)

    @property
    def officers(self) -> tuple[Person, ...]:
        """Executive officers."""
        return tuple(person for person in self.people if person.officer)


def read_proxy(source: Path | bytes, name: str | None = None) -> Proxy:
    """Read a proxy statement.

    Raises:
        BadFile: the file is too large, empty, truncated, or neither HTML nor text.
    """
    return proxy_of(plain_text(read_markup(source, name).root))


def proxy_of(text: PlainText) -> Proxy:
    """The same of a document that was read already."""
    found = document_rows(text)
    holdings = read_holdings(found, text)
    gathering = _Gathering()
    for profile in read_profiles(found, text):
        gathering.add_profile(profile)
    sentences = [text.of(block) for block in text.blocks]
    starts = [block.start for block in text.blocks]
    _add_nominees(gathering, sentences, starts)
    for officer in officer_titles(found, text):
        known = gathering.person(officer.name, officer.span)
        known.officer = True
        known.evidence.append(("officer", officer.span))
        for title in officer.titles:
            if title not in known.titles:
                known.titles.append(title)
    _add_independence(gathering, sentences, starts)
    outstanding = next(filter(None, map(shares_outstanding, sentences)), None)
    return Proxy(gathering.people(), holdings, outstanding, text)


class _Known:
    def __init__(self, name: str) -> None:
        self.name = name
        self.director = self.nominee = self.officer = False
        self.titles: list[str] = []
        self.age: int | None = None
        self.since: int | None = None
        self.term_expires: int | None = None
        self.independent: bool | None = None
        self.committees: tuple[str, ...] = ()
        self.evidence: list[tuple[str, tuple[int, int]]] = []


class _Gathering:
    def __init__(self) -> None:
        self.known: dict[tuple[str, str], _Known] = {}

    def person(self, name: str, span: tuple[int, int]) -> _Known:
        key = person_key(name)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = _Known(name)
            found.evidence.append(("name", span))
        elif found.name.isupper() and not name.isupper():
            found.name = name
        return found

    def add_profile(self, profile: Profile) -> None:
        known = self.person(profile.name, profile.span)
        known.director = known.director or profile.director
        known.nominee = known.nominee or profile.nominee
        known.officer = known.officer or profile.officer
        known.age = known.age if known.age is not None else profile.age
        known.since = known.since if known.since is not None else profile.since
        known.term_expires = known.term_expires or profile.term_expires
        known.committees = known.committees or profile.committees
        if profile.independent is not None:
            known.independent = profile.independent
        for title in profile.titles:
            if title not in known.titles:
                known.titles.append(title)
        known.evidence.extend(profile.evidence)

    def people(self) -> tuple[Person, ...]:
        return tuple(
            Person(
                name=known.name,
                director=known.director,
                nominee=known.nominee,
                officer=known.officer,
                titles=tuple(known.titles),
                age=known.age,
                since=known.since,
                term_expires=known.term_expires,
                independent=known.independent,
                committees=known.committees,
                evidence=tuple(dict.fromkeys(known.evidence)),
            )
            for known in self.known.values()
            if known.director or known.nominee or known.officer
        )


def _add_nominees(gathering: _Gathering, sentences: Sequence[str], starts: Sequence[int]) -> None:
    """Nominees that a sentence names. They count where a profile knows one of them, or three
    are named together: a sentence may also tell of elections long ago."""
    for sentence, start in zip(sentences, starts, strict=True):
        for match in _ELECTION.finditer(sentence[:_LONGEST_SENTENCE_BLOCK]):
            rest = sentence[match.end() : match.end() + _LONGEST_LIST]
            stop = _SENTENCE_END.search(rest)
            names = names_in(rest[: stop.start()] if stop else rest)
            named = [
                (name, (start + match.end() + a, start + match.end() + b)) for name, (a, b) in names
            ]
            if _is_of_the_past(sentence, match.start()) or not _are_nominees(gathering, named):
                continue
            for name, span in named:
                person = gathering.person(name, span)
                person.nominee = True
                person.evidence.append(("nominee", span))


def _are_nominees(gathering: _Gathering, named: Sequence[tuple[str, tuple[int, int]]]) -> bool:
    """At least half have a profile; without any profile, three are named together."""
    if not gathering.known:
        return len(named) >= 3
    known = sum(1 for name, _ in named if person_key(name) in gathering.known)
    return known > 0 and known * 2 >= len(named)


def _is_of_the_past(sentence: str, position: int) -> bool:
    before = sentence[max(0, position - 60) : position].casefold()
    return (
        re.search(r"\b(?:was|were|since|following|upon|previous|prior|after)\b[^,]*$", before)
        is not None
    )


def _add_independence(
    gathering: _Gathering, sentences: Sequence[str], starts: Sequence[int]
) -> None:
    for sentence, start in zip(sentences, starts, strict=True):
        if "independent" not in sentence.casefold():
            continue
        short = sentence[:_LONGEST_SENTENCE_BLOCK]
        for pattern in (_EXCEPT, _EXCEPT_FIRST):
            match = pattern.search(short)
            if match:
                others = _keys_named(match["names"], gathering)
                span = (start + match.start(), start + match.end())
                if others:
                    _mark(gathering, others, span)
                break
        else:
            match = _INDEPENDENT_ARE.search(short)
            if match:
                named = _keys_named(match["names"], gathering)
                for key in named:
                    known = gathering.known[key]
                    if known.independent is None:
                        known.independent = True
                        known.evidence.append(("independent", (start, start + len(short))))


def _mark(gathering: _Gathering, others: set[tuple[str, str]], span: tuple[int, int]) -> None:
    for key, known in gathering.known.items():
        if (known.director or known.nominee) and known.independent is None:
            known.independent = key not in others
            known.evidence.append(("independent", span))


def _keys_named(text: str, gathering: _Gathering) -> set[tuple[str, str]]:
    """Keys of known people that a text names in full or as "Mr. Keohane"."""
    keys = {person_key(name) for name, _ in names_in(text)} & gathering.known.keys()
    for match in _SURNAME.finditer(text):
        last = person_key(f"X. {match['name']}")[1]
        keys |= {key for key in gathering.known if key[1] == last}
    for match in re.finditer(r"(?:Messrs|Mses)\.?\s+(?P<names>[^.;]+)", text):
        for word in re.findall(r"[A-ZÀ-Þ][\w’'-]+", match["names"]):
            keys |= {key for key in gathering.known if key[1] == word.casefold()}
    return keys
