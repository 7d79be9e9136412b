"""How an English obligation reads: who is obliged, and what is to be done, in the active voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.regulations.extraction.english.clause import noun_phrase, object_of
from ingest.regulations.extraction.english.phrase_end import end_of_phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from ingest.regulations.extraction.english.modality import Cue

_RELATIVE_TAGS = frozenset(["WDT", "WP", "WP$", "WRB"])
_NOMINAL_TAGS = frozenset(
    ["NN", "NNS", "NNP", "NNPS", "DT", "PRP", "PRP$", "JJ", "CC", ",", "CD", "HYPH", "POS"]
)
_COMPLEMENTS = frozenset(["prep", "xcomp", "prt", "acomp", "attr", "agent", "advmod", "oprd"])
_CLAUSES = frozenset(["advcl", "ccomp", "conj", "cc", "mark", "punct", "relcl"])
_UNFINISHED = frozenset(["MD", "VB", "VBP", "VBZ", "NN", "NNS"])
_STOPS = frozenset([",", ";", ":", "."])
_LONGEST = 60
"""Words of a party."""
_LONGEST_ACTION = 120


def party_of(head: Token, cue: Cue) -> tuple[Token, Token]:
    """First and last word of all that is under a modal, with what "and" and "or" add.

    A relative clause stays where it reaches up to the modal, and is cut off otherwise.
    """
    doc = head.doc
    first, last = head.left_edge.i, min(head.right_edge.i, cue.place - 1)
    if last < head.i:
        return doc[head.left_edge.i], head
    first = _start_of_list(doc, first)
    gap = [token for token in doc[last + 1 : cue.place] if token.tag_ != "RB"]
    if gap and len(gap) <= _LONGEST:
        joins = any(token.tag_ == "CC" for token in gap)
        if all(token.tag_ in _NOMINAL_TAGS for token in gap) and (
            joins or not any(token.text == "," for token in gap)
        ):
            last = gap[-1].i
    if last < cue.place - 1 and any(token.tag_ != "RB" for token in doc[last + 1 : cue.place]):
        for token in doc[head.i + 1 : last + 1]:
            if token.tag_ in _RELATIVE_TAGS or (token.lower_ == "that" and token.dep_ != "det"):
                last = max(head.i, token.i - 1)
                break
    if any(token.tag_ in {"VBZ", "VBP", "VBD"} for token in doc[first : head.i]):
        first = noun_phrase(head)[0].i
    # "Providers giving advice on" goes on up to the modal.
    behind = doc[last + 1 : cue.place]
    if doc[last].tag_ == "IN" and all(token.tag_ in _NOMINAL_TAGS | {"IN"} for token in behind):
        last = cue.place - 1
    while last > head.i and doc[last].tag_ in {",", "CC", "RB", ":", "WDT", "WP"}:
        last -= 1
    return doc[first], doc[max(last, head.i)]


def _start_of_list(doc: Doc, first: int) -> int:
    """Where "Banks, issuers and agents" starts if the parser took "agents" for the subject.

    Only a list that opens the sentence is taken in: in "Where it applies to banks, issuers and
    agents shall" nobody can tell.
    """
    if first < 2 or doc[first - 1].tag_ not in {"CC", ","}:
        return first
    before = doc[:first]
    if any(token.tag_ not in _NOMINAL_TAGS for token in before) or len(before) > _LONGEST:
        return first
    return 0 if any(token.tag_ == "CC" for token in before) else first


def complement_of(verb: Token, stops: frozenset[int] = frozenset()) -> tuple[Token, Token] | None:
    """First and last word of what completes a verb: its object, with what stands right behind.

    "Take account of the risk", "be without prejudice to Article 5"; clauses stay out.

    Args:
        stops: numbers of the other verbs under the same modal, which it does not reach.
    """
    doc = verb.doc
    things = object_of(verb)
    last = things[1].i if things else verb.i
    if things and verb.lower_ == "be" and _stands_for_nothing(verb):
        last = max(verb.right_edge.i, last)
    for child in verb.rights:
        if child.dep_ in _CLAUSES or child.right_edge.i <= last:
            continue
        if child.dep_ not in _COMPLEMENTS or child.left_edge.i != last + 1:
            break
        last = child.right_edge.i
    particle = particle_of(verb)
    if last == verb.i or (particle is not None and last == particle.i and verb.tag_ != "VBN"):
        last = max(last, _shared_with(verb))
    elif last + 1 < len(doc) and doc[last + 1].tag_ in _UNFINISHED:
        last = next((one.i for one in doc[last + 1 :] if one.text in _STOPS), len(doc)) - 1
    last = end_of_phrase(verb, last, stops)
    last = min(last, verb.i + 1 + _LONGEST_ACTION)
    while last > verb.i and (doc[last].tag_ in {",", "CC", ":", "."} or doc[last].lower_ == "that"):
        last -= 1
    return (doc[verb.i + 1], doc[last]) if last > verb.i else None


def particle_of(verb: Token) -> Token | None:
    """The "out" right behind "carried", without which the verb says another thing."""
    behind = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else None
    if behind is None or behind.head != verb:
        return None
    return behind if behind.dep_ == "prt" or behind.tag_ == "RP" else None


def _shared_with(verb: Token) -> int:
    """Last word of what "engage or attempt to engage in insider dealing" says after "engage"."""
    for child in verb.rights:
        if child.dep_ == "conj" and child.tag_ == verb.tag_:
            shared = complement_of(child)
            return shared[1].i if shared else child.i
    return verb.i


def lowered(words: str, first: Token) -> str:
    """A noun phrase as it reads inside a sentence: "the report" for "The report"."""
    if first.tag_ in {"NNP", "NNPS"} or not words.startswith(first.text) or not first.is_title:
        return words
    return words[0].lower() + words[1:]


def obliges_nobody(head: Token, verb: Token) -> bool:
    """Whether the subject is the "it" of "it shall be possible to", which stands for nobody."""
    return head.lower_ == "it" and verb.lower_ == "be" and _stands_for_nothing(verb)


def _stands_for_nothing(verb: Token) -> bool:
    return any(child.lower_ == "it" for child in verb.lefts) and any(
        child.dep_ == "acomp" for child in verb.rights
    )
