"""Who a modal is about: the subject of its clause, or the agent of a passive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.regulations.extraction.english.actors import clause_start, is_actor
from ingest.regulations.extraction.english.modality import Cue

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass", "expl"])
"""Relations of a subject to its verb."""
_PRONOUNS = frozenset(["which", "that", "who", "whom"])
_PHRASE_TAGS = frozenset(
    [
        "DT",
        "PDT",
        "JJ",
        "JJR",
        "JJS",
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "CD",
        "VBN",
        "VBG",
        "PRP",
        "PRP$",
        "HYPH",
        "WP$",
        "POS",
        "AFX",
        "FW",
        "RB",
    ]
)
_HEAD_TAGS = frozenset(["NN", "NNS", "NNP", "NNPS", "PRP", "CD"])
_FURTHEST = 80


def subject_of(doc: Doc, cue: Cue, earlier: Token | None = None) -> Token | None:
    """Head of the subject's noun phrase; a relative pronoun gives the noun it stands for.

    Args:
        earlier: subject of the modal before, taken over by "and shall" and "but need not".
    """
    if cue.only_of is not None:
        return doc[cue.only_of]
    before = word_before(doc, cue.place)
    if earlier is not None and before is not None and before.tag_ == "CC":
        return earlier
    head = _parsed_subject(doc, cue)
    if (
        head is None
        or (not _names(head) and head.lower_ not in _PRONOUNS)
        or _governed(head)
        or _in_opening_clause(head, cue)
    ):
        head = _nearest_subject(doc, cue.place) or head
    if head is None:
        return None
    if head.lower_ in _PRONOUNS and head.tag_ in {"WDT", "WP", "IN", "DT"}:
        return _antecedent(doc, head)
    return _first_of_list(_owner_of_relative(head, cue))


def _in_opening_clause(head: Token, cue: Cue) -> bool:
    """Whether a noun belongs to the "When …, " before the clause of the modal."""
    doc, left = head.doc, head.left_edge.i
    return doc[left].tag_ == "WRB" and "," in {token.text for token in doc[head.i : cue.place]}


def _governed(head: Token) -> bool:
    """Whether a preposition stands before a noun phrase, which then is no subject."""
    left = head.left_edge.i
    if left == 0 or head.dep_.startswith("csubj"):
        return False
    before = head.doc[left - 1]
    return (
        (before.tag_ in {"IN", "TO"} and before.dep_ in {"prep", "agent", "pcomp"})
        or (before.i == 0 and before.lower_ == "as")
        or (head.doc[left].i == 0 and head.doc[left].lower_ == "as")
    )


def _owner_of_relative(head: Token, cue: Cue) -> Token:
    """The institution of "an institution that requires confirmation shall"."""
    doc, left = head.doc, head.left_edge.i
    if head.i + 1 < cue.place and any(token.text == "," for token in doc[head.i : cue.place]):
        return head
    at = left - 1
    while at > 0 and doc[at].tag_ in {"RB", "IN"}:
        at -= 1
    if at < 2 or doc[at].tag_ not in {"VBZ", "VBP", "VBD"}:
        return head
    start = at - 1
    while start > 0 and doc[start].tag_ in {"RB", "MD", "VBZ", "VBP"}:
        start -= 1
    if doc[start].lower_ in {"that", "which", "who"} and start > 0:
        owner = next((one for one in reversed(doc[:start]) if one.tag_ in _HEAD_TAGS), None)
        if owner is not None and start - owner.i <= 2 and doc[start].dep_ != "mark":
            while (
                owner.dep_ == "pobj" and owner.head.lower_ == "of" and owner.head.head.i < owner.i
            ):
                owner = owner.head.head
            return owner
    return head


def _first_of_list(head: Token) -> Token:
    """EBA of "EBA, ESMA or EIOPA", where the parser took a later one for the subject."""
    doc, at = head.doc, head.i
    while at >= 2 and doc[at].text.isupper() and doc[at - 1].lower_ in {",", "or", "and"}:
        if not (doc[at - 2].text.isupper() and len(doc[at - 2]) >= 2):
            break
        at -= 2
    return doc[at]


def _parsed_subject(doc: Doc, cue: Cue) -> Token | None:
    seen = 0
    verbs = [doc[cue.verb], doc[cue.place].head]
    if cue.infinitive or not cue.plain:
        verbs = [doc[cue.place], doc[cue.place].head, doc[cue.verb].head, doc[cue.verb]]
    for start in verbs:
        verb = start
        while seen < 6:
            seen += 1
            for child in verb.children:
                if child.dep_ in SUBJECTS and child.i < cue.place:
                    return child
            if (
                verb.dep_ not in {"conj", "xcomp"}
                or verb.head.i > cue.place
                or _own_clause(doc, verb, cue)
            ):
                break
            verb = verb.head
        seen = 0
    return None


def _own_clause(doc: Doc, verb: Token, cue: Cue) -> bool:
    """Whether a noun stands right before the modal, which then is its subject."""
    before = word_before(doc, cue.place)
    return (
        before is not None
        and before.tag_ in _HEAD_TAGS
        and verb.head.i < before.i
        and (
            before.i > 0
            and any(t.lower_ in {"and", "or", ";", ","} for t in doc[verb.head.i : before.i])
        )
    )


def word_before(doc: Doc, place: int) -> Token | None:
    """The word before a place, adverbs and commas passed over; None at the start."""
    at = place - 1
    while at >= 0 and doc[at].tag_ in {"RB", ","}:
        at -= 1
    return doc[at] if at >= 0 else None


def _names(token: Token) -> bool:
    """Whether a word can be the head of a subject; a year or an amount is none."""
    if token.tag_ not in _HEAD_TAGS or token.text[0].isdigit():
        return False
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return not (len(token) == 3 and token.is_upper and following is not None and following.is_digit)


def _nearest_subject(doc: Doc, place: int) -> Token | None:
    """First noun phrase of the clause that a modal stands in, by the order of words.

    Used where the parser found no subject. The clause starts after "if", "that", a semicolon,
    or a comma with a noun phrase behind it; the first phrase that no preposition governs is it.
    """
    start = max(place - _FURTHEST, 0)
    for at in range(place - 1, start - 1, -1):
        if doc[at].text in {";", ":"} or (doc[at].tag_ == "MD" and at < place - 1):
            start = at + 1
            break
    best: Token | None = None
    at = start
    while at < place:
        token = doc[at]
        if token.tag_ in _PHRASE_TAGS and token.tag_ not in {"RB", "VBG", "POS"}:
            end = at
            while (
                end + 1 < place and doc[end + 1].tag_ in _PHRASE_TAGS and doc[end + 1].text != ","
            ):
                end += 1
            head = next((doc[i] for i in range(end, at - 1, -1) if _names(doc[i])), None)
            governed = (
                at > 0
                and doc[at - 1].tag_ in {"IN", "TO", "VBG", "VBN", "VB"}
                and (
                    doc[at - 1].lower_
                    not in {"that", "if", "whether", "where", "because", "while", "and"}
                )
            )
            if head is not None and not governed:
                fresh = best is None or doc[at - 1].text == "," or clause_start(doc[at - 1].lower_)
                if fresh:
                    best = head
            at = end + 1
            continue
        at += 1
    return best


def _antecedent(doc: Doc, pronoun: Token) -> Token | None:
    """The noun that "which" or "that" stands for."""
    verb = pronoun.head
    for _ in range(4):
        if verb.dep_ == "relcl":
            return verb.head if verb.head.i < pronoun.i else None
        if verb.dep_ not in {"conj", "aux", "auxpass", "xcomp"}:
            break
        verb = verb.head
    for at in range(pronoun.i - 1, max(pronoun.i - 8, -1), -1):
        if doc[at].tag_ in _HEAD_TAGS:
            return doc[at]
    return None


def agent_of(verb: Token) -> Token | None:
    """Head of the agent of a passive, None where "by" names a means, a law or a day."""
    for child in verb.children:
        if child.lower_ != "by" or child.dep_ not in {"agent", "prep"}:
            continue
        for noun in child.children:
            if noun.dep_ == "pobj" and is_actor(noun.text) and noun.tag_ != "VBG":
                return noun
    return _agent_in_order(verb)


def _agent_in_order(verb: Token) -> Token | None:
    """The same by the order of words: "prepared in writing by the financial institution"."""
    doc = verb.doc
    for token in doc[verb.i + 1 : verb.i + 12]:
        if token.text in {",", ";", ":", "."} or token.tag_ in {
            "VBN",
            "VBD",
            "VBZ",
            "VBP",
            "WDT",
            "TO",
        }:
            return None
        if token.lower_ == "by":
            noun = next((one for one in token.children if one.dep_ == "pobj"), None)
            return noun if noun is not None and is_actor(noun.text) else None
    return None
