"""Which nouns act: those that can be under a duty, or do what a passive says was done."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kg.errors import MappingError
from kg.yaml_file import Value

_ACTING = re.compile(r"(?:[^e]er|[^o]or|ant|ee|ist|ian)$")
_CLAUSES = ("relative", "conditional", "question")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,3}[A-Z]{1,5}s?")


@cache
def _list(section: str, key: str) -> frozenset[str]:
    root = Value.read(Path(__file__).parent / "obligations.yaml", MappingError).mapping("the lists")
    return frozenset(root[section].record("a list", (key,), _CLAUSES)[key].texts())


def is_actor(noun: str) -> bool:
    """Whether a noun, in the singular or plural, is a person, body or undertaking."""
    if _ACRONYM.fullmatch(noun):
        return True
    word = noun.lower()
    actors, others = _list("actors", "nouns"), _list("not_actors", "nouns")
    for form in singulars(word):
        if form in actors:
            return True
        if form in others:
            return False
    return any(_ACTING.search(form) for form in singulars(word)[-1:])


def happens(verb: str) -> bool:
    """Whether a verb says what can happen ("may arise") rather than what is done."""
    return verb in _list("happenings", "verbs")


def takes_points(verb: str) -> bool:
    """Whether the points of a list can complete a verb at its opening: "ensure that: (a)"."""
    return verb in _list("completed_by_points", "verbs")


def clause_start(word: str) -> str | None:
    """ "relative", "conditional" or "question" for a word that starts such a clause, else None."""
    for kind in _CLAUSES:
        if word in _clause_words(kind):
            return kind
    return None


@cache
def _clause_words(kind: str) -> frozenset[str]:
    root = Value.read(Path(__file__).parent / "obligations.yaml", MappingError).mapping("the lists")
    lists = root["clause_starts"].record("the lists", _CLAUSES)
    return frozenset(lists[kind].texts())


def singulars(word: str) -> tuple[str, ...]:
    """A lower-case noun, and its singular where it looks like a plural."""
    if word.endswith("ies"):
        return word, word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word, word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word, word[:-1]
    return (word,)
