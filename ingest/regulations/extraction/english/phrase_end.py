"""Where what is to be done ends: behind its last object and adverbial, before another clause.

Parsers lose the later members of long lists ("monitor user activity, the occurrence of anomalies
and incidents") and adverbials behind a comma, so the end is looked for by the order of words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_STOPS = frozenset([";", ":", "."])
_TURNS = frozenset(["however", "therefore", "nor", "then", "thus"])
_CONDITIONS = frozenset(
    ["if", "unless", "where", "when", "because", "while", "whereas", "although", "though",
     "except", "provided", "whenever", "wherever"]
)  # fmt: skip
_ASIDES = frozenset(
    ["applicable", "appropriate", "relevant", "necessary", "possible", "available", "required",
     "needed", "so", "feasible"]
)  # fmt: skip
_CONDITION_PAIRS = frozenset(
    [("subject", "to"), ("without", "prejudice"), ("in", "case"), ("as", "long"), ("so", "long"),
     ("in", "which")]
)  # fmt: skip
_CONDITION_TRIPLES = frozenset(
    [("to", "the", "extent"), ("in", "the", "event"), ("in", "the", "case"), ("in", "that", "case")]
)
_RELATIVES = frozenset(
    ["which", "who", "whom", "whose", "whereby", "that", "what", "how", "whether"]
)
_MAIN = frozenset(["ROOT", "conj", "ccomp", "advcl", "parataxis"])
_FINITE_TAGS = frozenset(["VBZ", "VBP", "VBD"])
_SUBJECTS = frozenset(["nsubj", "nsubjpass"])
_DUTIES = frozenset(["shall", "must"])


def end_of_phrase(verb: Token, last: int, stops: frozenset[int]) -> int:
    """Number of the last word of a verb phrase.

    Args:
        last: its last word as it was parsed.
        stops: other verbs under the same modal, each of which starts a phrase of its own.
    """
    doc, boundary, clause = verb.doc, last, _in_clause(verb, last)
    for at in range(last + 1, len(doc)):
        token = doc[at]
        if token.text in _STOPS or at in stops or _is_condition(doc, at):
            return _before(doc, at, last)
        if token.lower_ in _RELATIVES:
            if doc[at - 1].text == "," and token.lower_ in {"which", "who", "whose"}:
                return _before(doc, at, last)
            clause = True
        elif token.text == "," or token.tag_ == "CC":
            if _opens_verb(doc, at):
                return _before(doc, at, last)
            if boundary == last or doc[at - 1].text != ",":
                boundary = at
            if token.text == ",":
                clause = clause and doc[at - 1].tag_ not in _FINITE_TAGS
        elif token.tag_ == "MD":
            if not clause or (token.lower_ in _DUTIES and boundary > last):
                return _before(doc, _start_of_clause(token, last, boundary), last)
        elif token.tag_ in _FINITE_TAGS and token.dep_ in _MAIN and not clause:
            return _before(doc, boundary, last)
    return len(doc) - 1


def _start_of_clause(modal: Token, last: int, boundary: int) -> int:
    """Where the subject of a modal starts; the comma or "and" before it where it has none."""
    subject = next((one for one in modal.head.lefts if one.dep_ in _SUBJECTS), None)
    if subject is None or not last < subject.left_edge.i < modal.i:
        return boundary
    return subject.left_edge.i


def _in_clause(verb: Token, last: int) -> bool:
    """Whether the words so far end in a relative or content clause."""
    return any(token.lower_ in _RELATIVES for token in verb.doc[verb.i + 1 : last + 1])


def _is_condition(doc: Doc, at: int) -> bool:
    word = doc[at].lower_
    words = tuple(token.lower_ for token in doc[at : at + 3])
    if word in _CONDITIONS:
        return len(words) > 1 and words[1] not in _ASIDES and doc[at].tag_ != "VBN"
    return words[:2] in _CONDITION_PAIRS or words in _CONDITION_TRIPLES


def _opens_verb(doc: Doc, at: int) -> bool:
    """Whether a comma or "and" is followed by another verb under the modal: ", and keep"."""
    place = at + 1
    while place < len(doc) and (doc[place].tag_ in {"RB", "CC"} or doc[place].text == ","):
        place += 1
    if place >= len(doc) or doc[place].tag_ != "VB":
        return False
    # "To monitor and report" is one purpose.
    return doc[at - 1].dep_ != "xcomp" and not _under_to(doc, place)


def _under_to(doc: Doc, place: int) -> bool:
    head = doc[place]
    for _ in range(4):
        if any(child.tag_ == "TO" for child in head.lefts):
            return True
        if head.dep_ != "conj":
            return False
        head = head.head
    return False


def _before(doc: Doc, at: int, last: int) -> int:
    """The last word before a place, commas and "and" left out, but not before `last`."""
    at -= 1
    while at > last and (doc[at].text == "," or doc[at].tag_ == "CC" or doc[at].lower_ in _TURNS):
        at -= 1
    return max(at, last)
