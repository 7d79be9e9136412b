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
from ingest.reports.layout.typewriter import document_rows
from ingest.reports.people.holdings import Holding, read_holdings, shares_outstanding
from ingest.reports.people.person import People, Person, names_in, person_key
from ingest.reports.people.profiles import named_officers, profiles
from kg.text.blocks import PlainText, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
_OF_THE_PAST = re.compile(r"\b(?:was|were|since|following|upon|previous|prior|after)\b[^,]*$")
_LONGEST_BLOCK = 6_000
_LONGEST_LIST = 800


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
    rows = document_rows(text)
    people = People()
    for person in profiles(rows, text):
        people.add(person)
    blocks = [(block.start, text.of(block)) for block in text.blocks]
    for person in _nominees(people, blocks):
        people.add(person)
    for person in named_officers(rows, text):
        people.add(person)
    _add_independence(people, blocks)
    outstanding = next(filter(None, (shares_outstanding(words) for _, words in blocks)), None)
    return Proxy(tuple(people), read_holdings(rows, text), outstanding, text)


def _nominees(people: People, blocks: Sequence[tuple[int, str]]) -> Iterator[Person]:
    """Nominees that a sentence names. They count where a profile knows one of them, or three
    are named together: a sentence may also tell of elections long ago."""
    for start, words in blocks:
        for match in _ELECTION.finditer(words[:_LONGEST_BLOCK]):
            rest = words[match.end() : match.end() + _LONGEST_LIST]
            stop = _SENTENCE_END.search(rest)
            named = list(names_in(rest[: stop.start()] if stop else rest))
            past = _OF_THE_PAST.search(words[max(0, match.start() - 60) : match.start()].casefold())
            if past is None and _are_nominees(people, [name for name, _ in named]):
                for name, (a, b) in named:
                    at = (start + match.end() + a, start + match.end() + b)
                    yield Person(name).told("nominee", at, nominee=True)


def _are_nominees(people: People, named: Sequence[str]) -> bool:
    """At least half have a profile; without any profile, three are named together."""
    if not people.known:
        return len(named) >= 3
    known = sum(1 for name in named if person_key(name) in people.known)
    return known > 0 and known * 2 >= len(named)


def _add_independence(people: People, blocks: Sequence[tuple[int, str]]) -> None:
    """Who is independent, from "each director, other than Ms. Roe, is independent"."""
    for start, words in blocks:
        short = words[:_LONGEST_BLOCK]
        if "independent" not in short.casefold():
            continue
        if match := _EXCEPT.search(short) or _EXCEPT_FIRST.search(short):
            at = (start + match.start(), start + match.end())
            others = _keys_named(match["names"], people)
            named = (
                [k for k, p in people.known.items() if p.director or p.nominee] if others else []
            )
        elif match := _INDEPENDENT_ARE.search(short):
            at, others = (start, start + len(short)), set()
            named = list(_keys_named(match["names"], people))
        else:
            continue
        for key in named:
            if people.known[key].independent is None:
                people.known[key] = people.known[key].told(
                    "independent", at, independent=key not in others
                )


def _keys_named(text: str, people: People) -> set[tuple[str, str]]:
    """Keys of known people that a text names in full or as "Mr. Keohane"."""
    keys = {person_key(name) for name, _ in names_in(text)} & people.known.keys()
    lasts = {person_key(f"X. {match['name']}")[1] for match in _SURNAME.finditer(text)}
    for match in re.finditer(r"(?:Messrs|Mses)\.?\s+(?P<names>[^.;]+)", text):
        lasts |= {word.casefold() for word in re.findall(r"[A-ZÀ-Þ][\w’'-]+", match["names"])}
    return keys | {key for key in people.known if key[1] in lasts}
