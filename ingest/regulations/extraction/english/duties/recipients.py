"""To whom something is told, sent or given: "notify ESMA", "submit the report to the Commission".

Only verbs that are known to take one have a recipient, and only persons, bodies and institutions
are one: in "provide services to clients" the clients belong to the services.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.regulations.extraction.english.duties.clauses import noun_phrase
from ingest.regulations.extraction.english.duties.nouns import is_told, singulars, words
from ingest.regulations.extraction.english.duties.sentences import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOUNS = frozenset(["NN", "NNS", "NNP", "NNPS", "PRP"])


def recipient_of(
    verb: Token, base: str, last: int, sentence: Sentence
) -> tuple[Token, Token] | None:
    """First and last word of the one to whom something is told or given; None where not said.

    Args:
        base: base form of the verb.
        last: number of the last word of what is to be done.
    """
    for noun in _candidates(verb, base):
        if noun.i <= last and noun.tag_ in _NOUNS and _is_party(noun, sentence):
            return _with_joined(noun, last, sentence, told=base in words().telling)
    return None


def _candidates(verb: Token, base: str) -> Iterator[Token]:
    """Nouns that can be it by where they hang."""
    objects = [one for one in verb.rights if one.dep_ in {"dobj", "dative", "ccomp", "nsubj"}]
    if base in words().telling:
        yield from (one for one in objects[:1] if one.lower_ not in {"to"})
    if base in words().giving:
        followed = any(one.lower_ == "with" for one in verb.rights)
        yield from (
            one for one in objects if one.dep_ == "dative" or (followed and one.dep_ == "dobj")
        )
        if base == "make" and not any(one.lower_ == "available" for one in verb.subtree):
            return
        yield from _behind("to", verb, objects)
    if base in words().filing:
        yield from _behind("with", verb, objects)


def _behind(word: str, verb: Token, objects: list[Token]) -> Iterator[Token]:
    """What stands behind a preposition of the verb, or of an object that has none of its own."""
    complements = [one for one in verb.rights if one.dep_ in {"acomp", "oprd", "xcomp", "ccomp"}]
    holders = [verb, *complements]
    holders += [
        one for one in objects if not any(form in words().own_to for form in singulars(one.lower_))
    ]
    for holder in holders:
        for child in holder.rights:
            before = child.nbor(-1)
            if before != holder and any(one in words().own_to for one in singulars(before.lower_)):
                continue
            if child.lower_ == word and child.dep_ in {"prep", "dative"}:
                yield from (one for one in child.rights if one.dep_ == "pobj")


def _is_party(noun: Token, sentence: Sentence) -> bool:
    before = noun.nbor(-1).text if noun.i else ""
    return is_told(sentence.written(noun), before)


def _with_joined(noun: Token, last: int, sentence: Sentence, *, told: bool) -> tuple[Token, Token]:
    """A party with those that "and" and "or" add to it, and their "of" phrases.

    Args:
        told: an "of" behind it may say what it is told of: "inform the payer of the fee".
    """
    first, end = noun_phrase(noun)
    proper = noun.tag_ in {"NNP", "NNPS"} and end.tag_ not in {"NNP", "NNPS"}
    if told and end != noun and (proper or not _is_party(end, sentence)):
        end = noun
    for other in _joined(noun):
        if other.i <= last and _is_party(other, sentence):
            end = noun_phrase(other)[1]
    # "To the Council and to the Commission".
    for other in _further(noun, end):
        if _is_party(other, sentence):
            end = _with_joined(other, last, sentence, told=False)[1]
    return first, end if end.i <= last else noun


def _joined(noun: Token) -> Iterator[Token]:
    for child in noun.rights:
        if child.dep_ == "conj":
            yield child
            yield from _joined(child)


def _further(noun: Token, end: Token) -> Iterator[Token]:
    """Nouns behind the same preposition said again: ", to the Council and to the Commission"."""
    if noun.dep_ != "pobj":
        return
    word, doc = noun.head.lower_, noun.doc
    at = end.i + 1
    while at < len(doc) and (doc[at].text == "," or doc[at].tag_ == "CC"):
        at += 1
    if end.i + 1 < at < len(doc) and doc[at].lower_ == word:
        yield from (one for one in doc[at].rights if one.dep_ == "pobj")
