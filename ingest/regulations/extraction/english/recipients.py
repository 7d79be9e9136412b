"""To whom something is told, sent or given: "notify ESMA", "submit the report to the Commission".

Only verbs that are known to take one have a recipient, and only persons, bodies and institutions
are one: in "provide services to clients" the clients belong to the services.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.extraction.english.actors import is_actor, singulars
from ingest.regulations.extraction.english.authorities import find_authorities
from ingest.regulations.extraction.english.clause import noun_phrase
from kg.errors import MappingError
from kg.yaml_file import Value

if TYPE_CHECKING:
    from spacy.tokens import Token

_KEYS = {
    "telling": "verbs",
    "giving": "verbs",
    "filing": "verbs",
    "own_to": "nouns",
    "not_parties": "nouns",
    "parties": "nouns",
    "acronyms": "nouns",
}
_NOUN_TAGS = frozenset(["NN", "NNS", "NNP", "NNPS"])
_NAMING_TAGS = _NOUN_TAGS | {"DT", "PRP$", "JJ"}
_OF_A_BODY = frozenset(
    ["member", "members", "representative", "representatives", "holders", "chair"]
)
_FINITE_TAGS = frozenset(["MD", "VBZ", "VBP", "VBD", "WDT", "WP", "WRB", "WP$"])
_STOPS = frozenset([";", ":", "."])
_AVAILABLE = "available"


@cache
def _list(section: str) -> frozenset[str]:
    root = Value.read(Path(__file__).parent / "recipients.yaml", MappingError)
    lists = root.record("the recipients", required=tuple(_KEYS))
    key = _KEYS[section]
    return frozenset(lists[section].record("a list", required=(key,))[key].texts(empty=False))


def recipient_of(verb: Token, base: str, last: int) -> tuple[Token, Token] | None:
    """First and last word of the one to whom something is told or given; None where not said.

    Args:
        base: base form of the verb.
        last: number of the last word of what is to be done.
    """
    found = _told(verb, last) if base in _list("telling") else None
    if found is None and base in _list("giving"):
        found = _given(verb, last)
    return found or _behind_preposition(verb, base, last)


def _behind_preposition(verb: Token, base: str, last: int) -> tuple[Token, Token] | None:
    wanted = set()
    if base in _list("giving"):
        wanted.add("to")
    if base in _list("filing"):
        wanted.add("with")
    if not wanted:
        return None
    words = verb.doc[verb.i + 1 : last + 1]
    if base == "make" and not any(token.lower_ == _AVAILABLE for token in words[:8]):
        return None
    for token in words:
        if token.text in _STOPS or token.tag_ in _FINITE_TAGS:
            return None
        if token.lower_ in wanted and _is_of(token, verb):
            noun = _noun_behind(token, last)
            if noun is not None and is_party(noun):
                return _with_further(_with_joined(noun, last), token.lower_, last)
    return None


def is_party(noun: Token) -> bool:
    """Whether a noun stands for a person, a body or an institution, as far as words tell."""
    text = noun.text
    if noun.tag_ == "PRP":
        return noun.lower_ in {"them", "him", "her"}
    if _is_acronym(text):
        return text in _list("acronyms") or bool(find_authorities(text))
    before = noun.nbor(-1).lower_ if noun.i else ""
    if noun.tag_ not in _NOUN_TAGS and before != "data":
        return False
    for form in singulars(noun.lower_):
        if form in _list("parties") or f"{before} {form}" in _list("parties"):
            return True
        if form in _list("not_parties"):
            return False
    following = noun.nbor().tag_ if noun.i + 1 < len(noun.doc) else ""
    return is_actor(text) and following not in _NOUN_TAGS


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and (word.isupper() or (word[:-1].isupper() and word.endswith("s")))


def _told(verb: Token, last: int) -> tuple[Token, Token] | None:
    for child in verb.rights:
        if child.dep_ in {"dobj", "dative", "ccomp", "nsubj"} and child.i <= last:
            noun = child
            if noun.tag_ in _NOUN_TAGS | {"PRP"} and is_party(noun) and _right_behind(verb, noun):
                return _with_joined(noun, last, told=True)
            break
    # Parsers take "notify" for a noun, and what stands behind it for another.
    noun_at = _noun_behind(verb, last)
    if noun_at is None or not is_party(noun_at):
        return None
    return _with_joined(noun_at, last, told=True)


def _given(verb: Token, last: int) -> tuple[Token, Token] | None:
    """The consumer of "give the consumer a receipt" and "provide the consumer with a receipt"."""
    for child in verb.rights:
        if child.i > last or child.tag_ not in _NOUN_TAGS | {"PRP"}:
            continue
        behind = child.doc[child.right_edge.i + 1 : child.right_edge.i + 2]
        followed = bool(behind) and behind[0].lower_ == "with" and behind[0].head == verb
        if (child.dep_ == "dative" or (child.dep_ == "dobj" and followed)) and is_party(child):
            return _with_joined(child, last)
    return None


def _right_behind(verb: Token, noun: Token) -> bool:
    """Whether only words of the noun phrase, adverbs and asides stand between the two."""
    return all(
        token.tag_ not in {"IN", "TO"} and token.text not in _STOPS
        for token in verb.doc[verb.i + 1 : noun.i]
    )


def _noun_behind(word: Token, last: int) -> Token | None:
    """Head of the noun phrase that starts right behind a word."""
    doc, found = word.doc, None
    for token in doc[word.i + 1 : min(word.i + 12, last + 1)]:
        subject = token.lower_ == "subject" and token.nbor(-1).lower_ == "data"
        if token.tag_ in _NOUN_TAGS or token.tag_ == "PRP" or subject or _is_acronym(token.text):
            found = token
            if token.tag_ == "PRP":
                return token
        elif token.tag_ == "POS":
            found = None
        elif (found is not None and token.tag_ in {"DT", "PRP$", "RB"}) or token.tag_ not in {
            "DT",
            "JJ",
            "JJR",
            "JJS",
            "PRP$",
            "VBN",
            "VBG",
            "CD",
            "HYPH",
            "AFX",
            "RB",
        }:
            break
    return found


def _is_of(word: Token, verb: Token) -> bool:
    """Whether "to" belongs to the verb, and not to a noun or participle between."""
    before = word.nbor(-1)
    if before.tag_ in _NOUN_TAGS and any(
        one in _list("own_to") for one in singulars(before.lower_)
    ):
        return False
    head = word.head
    if head == verb or word.i == verb.i + 1 or (head.lower_ == _AVAILABLE and head.i > verb.i):
        return True
    if head.tag_ in _NOUN_TAGS and head.i > verb.i:
        return not any(one in _list("own_to") for one in singulars(head.lower_)) and not any(
            token.tag_ in {"VBN", "VBG", "JJ", "IN"} and token.i == word.i - 1
            for token in word.doc[verb.i + 1 : word.i]
        )
    return head.dep_ == "conj" and head.head == verb and head.i > verb.i


def _with_further(party: tuple[Token, Token], word: str, last: int) -> tuple[Token, Token]:
    """The same with the ", to the Council and to the Commission" behind it."""
    first, end = party
    doc, at = end.doc, end.i + 1
    while at < last and (doc[at].text == "," or doc[at].tag_ == "CC"):
        while at < last and (doc[at].text == "," or doc[at].tag_ == "CC"):
            at += 1
        noun = _noun_behind(doc[at], last) if doc[at].lower_ == word else None
        if noun is None or not is_party(noun):
            break
        end = _with_joined(noun, last)[1]
        at = end.i + 1
    return first, end


def _with_joined(noun: Token, last: int, *, told: bool = False) -> tuple[Token, Token]:
    """A party with those that "and" and "or" add to it."""
    first, end = _named(noun, last, told)
    for other in _joined(noun):
        if other.i <= last and is_party(other):
            end = _named(other, last, told)[1]
    return first, end if end.i <= last else noun


def _named(noun: Token, last: int, told: bool) -> tuple[Token, Token]:
    """A party with the words that name it.

    Args:
        told: an "of" behind it may say what it is told of: "inform the payer of the fee".
    """
    doc = noun.doc
    first, end = noun_phrase(noun)
    if told and end != noun and noun.lower_ not in _OF_A_BODY:
        proper = noun.tag_ in {"NNP", "NNPS"}
        if not is_party(end) or (proper and end.tag_ not in {"NNP", "NNPS"}):
            end = noun
    while first.i and first.nbor(-1).tag_ in _NAMING_TAGS and noun.i - first.i < 6:
        first = first.nbor(-1)
    while end.i < last and doc[end.i + 1].tag_ in _NOUN_TAGS | {"HYPH"}:
        end = doc[end.i + 1]
    return first, end


def _joined(noun: Token) -> Iterator[Token]:
    for child in noun.rights:
        if child.dep_ == "conj":
            yield child
            yield from _joined(child)
