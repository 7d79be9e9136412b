"""Which nouns act, which are abstractions, and other lists of words by what they mean."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ingest.regulations.extraction.english.authorities import find_authorities
from kg.declarations import Declared, read
from kg.errors import MappingError

_ACTING = re.compile(r"(?:[^e]er|[^o]or|ant|[^m]ent|ee|ist|ian)$")
_ABSTRACT = re.compile(r"(?:[ts]ion|ness|ance|ence|ity|ment|ing|ism|ure)$")
_ACRONYM = re.compile(r"(?:[A-Z]-)?[A-Z][A-Za-z]{0,3}[A-Z]{1,5}s?")


class Words(Declared, frozen=True):
    """The lists of `nouns.yaml`."""

    actors: frozenset[str]
    not_actors: frozenset[str]
    abstract: frozenset[str]
    things: frozenset[str]
    happenings: frozenset[str]
    befallings: frozenset[str]
    defining: frozenset[str]
    naming: frozenset[str]
    in_force: frozenset[str]
    any_person: frozenset[str]
    completed_by_points: frozenset[str]
    stands_for_points: frozenset[str]
    conditional: frozenset[str]
    question: frozenset[str]
    relative: frozenset[str]
    telling: frozenset[str]
    giving: frozenset[str]
    filing: frozenset[str]
    own_to: frozenset[str]
    not_told: frozenset[str]
    told: frozenset[str]
    plain: dict[str, str]


@cache
def words() -> Words:
    """The lists, read once."""
    return read(Path(__file__).parent / "nouns.yaml", Words, MappingError).value


@cache
def is_actor(noun: str) -> bool:
    """Whether a noun, in the singular or plural, is a person, body or undertaking."""
    if is_acronym(noun):
        return True
    forms = singulars(noun.lower())
    for form in forms:
        if form in words().actors:
            return True
        if form in words().not_actors or form in words().abstract:
            return False
    return bool(_ACTING.search(forms[-1]))


@cache
def is_abstract(noun: str) -> bool:
    """Whether a noun is a provision, a statement or an abstraction, and so never a party."""
    forms = singulars(noun.lower())
    if any(form in words().abstract for form in forms):
        return True
    return not is_actor(noun) and bool(_ABSTRACT.search(forms[-1]))


@cache
def is_thing(noun: str) -> bool:
    """Whether a noun is an abstraction, a document or an amount: nobody that can be obliged."""
    return is_abstract(noun) or any(form in words().things for form in singulars(noun.lower()))


@cache
def is_told(noun: str, before: str) -> bool:
    """Whether one can tell or give the noun something; `before` is the word before it."""
    if noun.lower() in {"them", "him", "her"}:
        return True
    if is_acronym(noun):
        return bool(find_authorities(noun)) or noun.endswith("s")
    for form in singulars(noun.lower()):
        if form in words().told or f"{before.lower()} {form}" in words().told:
            return True
        if form in words().not_told:
            return False
    return is_actor(noun)


def is_acronym(word: str) -> bool:
    """ "ESMA", "CCPs", "G-SII"; not "I" or a figure."""
    return _ACRONYM.fullmatch(word) is not None


def singulars(word: str) -> tuple[str, ...]:
    """A lower-case noun, and its singular where it looks like a plural."""
    if word.endswith("ies"):
        return word, word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word, word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us")):
        return word, word[:-1]
    return (word,)
