"""The clause around a modal: what kind it is, its verbs, object, recipient and condition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.regulations.extraction.english.actors import clause_start
from ingest.regulations.extraction.english.modality import Cue
from ingest.regulations.extraction.english.subjects import SUBJECTS, word_before

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CONDITION = re.compile(
    r"\b(?:unless|except\b|if|where|when|provided\s+that|in\s+the\s+event|in\s+case|"
    r"to\s+the\s+extent|as\s+long\s+as|subject\s+to|without\s+prejudice)\b",
    re.IGNORECASE,
)

_NOUN_TAGS = frozenset(["NN", "NNS", "NNP", "NNPS"])


def noun_phrase(head: Token, *, article: bool = True) -> tuple[Token, Token]:
    """First and last word of a noun phrase, cut to what names its head.

    Possessors ("the institution's"), relative clauses, participles and what "or" adds are left
    out; an "of" phrase stays in.

    Args:
        article: a leading "the" or "a" stays in.
    """
    doc, first = head.doc, head.i
    left = min(head.left_edge.i, head.i)
    for at in range(head.i - 1, left - 1, -1):
        token = doc[at]
        if token.tag_ in {"POS", ",", ":", "CC", "IN", "WP$", "VBZ", "MD"} or (
            token.dep_ in {"poss", "case"} and token.tag_ != "PRP$"
        ):
            break
        first = at
    if not article and first < head.i and doc[first].lower_ in {"the", "a", "an"}:
        first += 1
    last = head
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == last.i + 1:
            noun = next((one for one in child.children if one.dep_ == "pobj"), None)
            if noun is not None:
                last = noun
            break
    return doc[first], last


def clause_kind(doc: Doc, cue: Cue, subject: Token | None) -> str | None:
    """ "relative", "conditional", "question" or "content" for a clause that hangs on another.

    None for a main clause.
    """
    first = subject.left_edge.i if subject is not None and subject.i < cue.place else cue.place
    for at in (first - 1, first):
        if not 0 <= at < cue.place:
            continue
        word = doc[at].lower_
        if word == "that":
            return "content" if doc[at].tag_ == "IN" and doc[at].dep_ == "mark" else "relative"
        if word == "as" and at == first and subject is not None:
            continue
        kind = clause_start(word)
        if kind:
            return kind
    verb = doc[cue.verb]
    before = word_before(doc, cue.place)
    if before is not None and before.lower_ in {"which", "who", "that", "as", "whom"}:
        return "relative"
    if verb.dep_ == "relcl":
        return "relative"
    if verb.dep_ == "advcl":
        for child in verb.children:
            if child.dep_ in {"mark", "advmod"} and child.i < cue.place:
                kind = clause_start(child.lower_)
                if kind:
                    return kind
    return None


def restrictive(cue: Cue, subject: Token | None) -> bool:
    """Whether a relative clause tells which thing is meant: "a contract that he must sign".

    ", who shall report" is none: it demands something new.
    """
    if subject is None or subject.i >= cue.place:
        return False
    doc = subject.doc
    for at in range(cue.place - 1, max(cue.place - 15, 0), -1):
        if doc[at].tag_ in {"WDT", "WP", "WP$"} or (
            doc[at].lower_ == "that" and doc[at].dep_ != "mark"
        ):
            before = doc[at - 2 if doc[at - 1].tag_ in {"IN", "TO"} else at - 1]
            return before.i < at and before.tag_ in _NOUN_TAGS
        if doc[at].tag_ in {"MD", ","}:
            return False
    return False


def conjoined(verb: Token, cue: Cue) -> Iterator[Token]:
    """The verb and those that "and" and "or" join to it under the same modal.

    Of a passive these may be base forms ("shall be signed and include").
    """
    yield verb
    pending, seen = [verb], {verb.i}
    wanted = {"VBN", "VBD"} if cue.passive else {"VB", "VBP"}
    if not cue.passive and verb.tag_ == "VBG":
        wanted = {"VBG"}
        yield from _further_gerunds(verb, seen)
    while pending:
        one = pending.pop(0)
        for child in one.children:
            if child.dep_ != "conj" or child.i in seen or child.i < cue.place:
                continue
            if not (child.tag_ in wanted or (cue.passive and child.tag_ == "VB")):
                continue
            if any(
                one.lower_ in {"as", "if", "unless"} for one in child.doc[child.i - 2 : child.i]
            ):
                continue
            if any(one.lower_ in {"does", "do", "did"} for one in child.lefts):
                continue
            barred = {"MD"} if cue.infinitive else {"MD", "TO"}
            if any(one.dep_ in SUBJECTS or one.tag_ in barred for one in child.children):
                continue
            seen.add(child.i)
            pending.append(child)
            if child.lower_ == "be":
                continue
            yield child
    yield from _adjacent(verb, cue, seen)


def _further_gerunds(verb: Token, seen: set[int]) -> Iterator[Token]:
    """ "Granting" of "prohibited from holding deposits and from granting credit"."""
    doc = verb.doc
    for at in range(verb.i + 1, len(doc) - 2):
        if doc[at].lower_ in {"and", "or"} and doc[at + 1].lower_ == "from":
            gerund = doc[at + 2]
            if gerund.tag_ == "VBG" and gerund.i not in seen:
                seen.add(gerund.i)
                yield gerund


def _adjacent(verb: Token, cue: Cue, seen: set[int]) -> Iterator[Token]:
    """Verbs right behind, as in "shall monitor and report on", that the parser took for nouns."""
    doc, at = verb.doc, verb.i + 1
    tags = {"VBN", "VBD"} if cue.passive else {"VB", "VBP", "NN"}
    while at + 1 < len(doc) and doc[at].text.lower() in {"and", "or", ",", "and/or"}:
        at += 1
        while at < len(doc) and (doc[at].tag_ == "RB" or doc[at].lower_ in {"and", "or"}):
            at += 1
        if at + 1 >= len(doc):
            return
        token = doc[at]
        followed = doc[at + 1].tag_ in {
            "DT",
            "PRP$",
            "IN",
            "TO",
            "JJ",
            "NNS",
            ",",
            "CC",
            "PRP",
            "RB",
            "NN",
        }
        if token.tag_ not in tags or (
            token.tag_ == "NN"
            and not (followed and doc[at + 1].tag_ in {"DT", "PRP$", "PRP", "TO"})
        ):
            return
        if token.i not in seen:
            seen.add(token.i)
            yield token
        at += 1


def object_of(verb: Token) -> tuple[Token, Token] | None:
    """First and last word of a verb's object, with all that belongs to it."""
    for child in verb.children:
        if child.dep_ in {"dobj", "attr", "ccomp", "acomp"} and child.i > verb.i:
            return verb.doc[max(child.left_edge.i, verb.i + 1)], child.right_edge
    return None


def condition_span(text: str) -> tuple[int, int] | None:
    """Where the first condition of a sentence stands: up to a comma, or the end."""
    found = _CONDITION.search(text)
    if not found:
        return None
    stop = re.compile(r"[,;.](?=\s|$)").search(text, found.end() + 3)
    end = stop.start() if stop else len(text)
    return found.start(), end
