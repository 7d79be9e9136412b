"""The clause around a verb that is to be done: who, what kind of clause, and where it ends.

What hangs on what is taken from the parse. By the order of words goes only what small models of
newspaper English get wrong in law: where what is to be done ends (they lose the later members of
long lists and adverbials behind commas), and a subject that they hung on nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.regulations.extraction.english.duties.cues import Cue, first_of, subject_of
from ingest.regulations.extraction.english.duties.nouns import is_actor, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_RELATIVE = frozenset(["which", "that", "who", "whom"])
_NOUNS = frozenset(["NN", "NNS", "NNP", "NNPS", "PRP", "CD"])
_NO_ENDS = frozenset([",", "CC", "RB", ":", "MD", "IN", "TO", "WP", "WDT"])
_FINITE = frozenset(["VBZ", "VBP", "VBD", "MD"])
_TURNS = frozenset(["however", "therefore", "nor", "then", "thus", "that"])
_STOPS = frozenset([";", ":", "."])
_CONDITIONS = frozenset(
    ["if", "unless", "where", "when", "because", "while", "whereas", "although", "though",
     "except", "provided", "whenever", "wherever"]
)  # fmt: skip
_CONDITIONS_OF_SEVERAL = (
    ("subject", "to"), ("without", "prejudice"), ("in", "case"), ("as", "long"), ("so", "long"),
    ("in", "which"), ("to", "the", "extent"), ("in", "the", "event"), ("in", "the", "case"),
)  # fmt: skip
_ASIDES = frozenset(
    ["applicable", "appropriate", "relevant", "necessary", "possible", "available", "required",
     "needed", "so", "feasible"]
)  # fmt: skip
_LONGEST_ACTION = 120
"""Words of what is to be done."""


def who_of(cue: Cue) -> tuple[Token | None, bool]:
    """Head of the noun phrase that is under a modality, and whether the parse is sure of it."""
    if cue.who is not None:
        return cue.who, True
    misread = _misread_subject(cue)
    if misread is not None:
        return misread, True
    subject = subject_of(cue.head)
    first = first_of(cue.head)
    if cue.plain and first != cue.head and (earlier := _same_modal_above(cue, first)) is not None:
        return earlier, True
    if subject is not None and subject.lower_ in _RELATIVE and subject.tag_ in {"WDT", "WP", "IN"}:
        return (first.head, True) if first.dep_ == "relcl" else (None, False)
    if subject is not None and subject.tag_ != "EX":
        return subject, True
    return _chunk_before(cue), False


def _same_modal_above(cue: Cue, first: Token) -> Token | None:
    """Subject of "shall verify that it has a system and shall check it": who verifies, checks.

    Parsers join the second verb to "has"; two verbs under the same modal word belong together.
    """
    if any(one.dep_ in {"aux", "nsubj"} for one in cue.head.lefts if one != cue.modal):
        return None
    if any(one.tag_ == "MD" for one in first.lefts) or first.dep_ not in {"ccomp", "advcl"}:
        return None
    above = first.head
    modals = {one.lower_ for one in above.lefts if one.tag_ == "MD"}
    return subject_of(above) if modals == {cue.modal.lower_} else None


def _misread_subject(cue: Cue) -> Token | None:
    """Subject of a main clause that the parser hung on what stands within its subject.

    "A copy filed under § 5 shall be retained", with "filed" for the verb; "the right of appeal
    before a tribunal shall apply", with "before" for a conjunction; "an institution that shares it
    must", with "shares" for a noun.
    """
    if cue.plain and cue.verb.doc[0].lower_ in words().any_person:
        # "Whoever …, with intent to defraud, shall be fined": a clause is the subject.
        return cue.verb.doc[0]
    first = first_of(cue.head)
    above = first.head
    while above.dep_ in {"conj", "ccomp", "advcl", "relcl", "acl"} and above.i < cue.modal.i:
        above = above.head
    root = above if above.dep_ == "ROOT" and above.i < cue.modal.i else None
    if root is not None and root.tag_ in _NOUNS:
        relative = _relative_word(first)
        if relative is None or any(
            one.tag_ in {"VBZ", "VBP", "VBD"} for one in first.doc[relative.i + 1 : cue.modal.i]
        ):
            return root
    own = subject_of(cue.head)
    if own is not None and own.i > first.head.i:
        return None
    over = first.head
    while over.tag_ == "VBN" and over.dep_ in {"advcl", "acl", "conj"} and not _has_subject(over):
        over = over.head
    if over.tag_ in {"VBD", "VB", "VBN"} and over != first and over.i < cue.modal.i:
        if over.tag_ == "VB" and first.head == over and first.dep_ != "conj":
            return None
        return subject_of(over)
    return None


def _has_subject(verb: Token) -> bool:
    return any(one.dep_ in {"nsubj", "nsubjpass"} for one in verb.lefts)


def _relative_word(verb: Token) -> Token | None:
    found = verb.doc[verb.left_edge.i : verb.i]
    return next((one for one in found if one.lower_ in words().relative), None)


def _chunk_before(cue: Cue) -> Token | None:
    """The last noun phrase before a modal that no preposition governs."""
    before = cue.modal.doc[: cue.modal.i]
    for chunk in reversed(list(before.noun_chunks)) if len(before) else ():
        if chunk.root.dep_ not in {"pobj", "dobj"} and chunk.root.tag_ in _NOUNS:
            return chunk.root
    return None


def agent_of(verb: Token) -> Token | None:
    """Head of the agent of a passive, None where "by" names a means, a law or a day."""
    said = [one for one in verb.rights if one.dep_ == "agent"]
    for child in (*(one for by in said for one in by.subtree), *verb.subtree):
        if child.i < verb.i:
            continue
        if child.text == "," and child.nbor().lower_ == "by":
            continue
        if child.i > verb.i and (child.tag_ in _FINITE or child.tag_ in {"VBN", "TO", "WDT", ","}):
            break
        # Parsers hang "in writing by the bank" on the writing.
        if child.lower_ == "by" and child.dep_ in {"agent", "prep"}:
            for noun in child.rights:
                if noun.dep_ == "pobj" and noun.tag_ != "VBG" and is_actor(noun.text):
                    return noun
    return None


def describes(cue: Cue, who: Token | None, verb: str) -> bool:
    """Whether a verb is only told of, so that nobody is obliged or allowed anything.

    Args:
        verb: its base form.
    """
    first = first_of(cue.head)
    if verb in words().defining or _is_naming(cue, verb) or _is_as_clause(cue, first):
        return True
    possible = cue.modality == "may" and cue.plain and _is_possible(cue, who, verb)
    return possible or (_misread_subject(cue) is None and _is_told_of(cue, first))


def _is_told_of(cue: Cue, first: Token) -> bool:
    """Whether a clause asks, describes or supposes: "how he must", "a paper that he must sign"."""
    may = cue.modal.lower_ == "may" or not cue.plain or cue.modality == "should"
    kind = first.dep_
    marker = next((one for one in first.lefts if one.lower_ in words().question), None)
    if kind in {"ccomp", "pcomp", "csubj"} and marker is not None and marker.lower_ != "that":
        return True
    if kind == "relcl" and _relative_word(first) is not None:
        # ", who shall report" demands something new.
        opening = first.left_edge.i
        return may or opening == 0 or cue.verb.doc[opening - 1].text != ","
    supposed = may and kind in {"advcl", "ccomp", "pcomp", "relcl"} and _is_conditional(first, cue)
    return kind == "acl" or supposed


def _is_naming(cue: Cue, verb: str) -> bool:
    """Whether an act is given its name, or its first day: "may be cited as", "come into force"."""
    if cue.passive:
        return cue.modality == "may" and verb in words().naming
    into = (one for one in cue.verb.rights if one.lower_ == "into")
    return any(one.lower_ in words().in_force for by in into for one in by.rights)


def _is_as_clause(cue: Cue, first: Token) -> bool:
    """Whether a clause compares: "in such form as may be prescribed", "as it may deem fit"."""
    opening = first.left_edge
    before = cue.modal.nbor(-1) if cue.modal.i else cue.modal
    if before.lower_ == "as":
        return True
    return cue.modality == "may" and opening.lower_ == "as" and cue.head == first and opening.i > 0


def _is_conditional(verb: Token, cue: Cue) -> bool:
    for child in verb.lefts:
        if child.dep_ in {"mark", "advmod"} and child.lower_ in words().conditional:
            between = verb.doc[child.i : cue.modal.i]
            return all(one.text != "," for one in between)
    return False


def _is_possible(cue: Cue, who: Token | None, verb: str) -> bool:
    """Whether "may" is about what can happen: "may be affected", "risks may arise"."""
    if verb in words().befallings:
        return True
    acts = who is not None and is_actor(who.text)
    if cue.passive:
        return verb in words().happenings
    return not acts and verb in words().happenings | {"apply", "be", "have"}


def noun_phrase(head: Token) -> tuple[Token, Token]:
    """First and last word of what names a noun: its own adjectives, and an "of" phrase behind it.

    Possessors, relative clauses, participles and what "or" adds are left out.
    """
    first = head
    for token in reversed(head.doc[head.left_edge.i : head.i]):
        apart = token.tag_ in {"POS", "CC", "IN", ",", ":", "WP$"} or token.dep_ in {"poss", "case"}
        # "Loan-to-value ratio" is one name.
        hyphened = "-" in {token.text, token.nbor().text}
        if apart and token.tag_ != "PRP$" and not hyphened:
            break
        first = token
    last = head
    for child in head.rights:
        if child.lower_ == "of" and child.i == head.i + 1:
            last = next((one for one in child.rights if one.dep_ == "pobj"), head)
        break
    return first, last


def party_of(head: Token, cue: Cue) -> tuple[Token, Token]:
    """First and last word of all that is under a modality, with what "and" and "or" add.

    A relative clause stays where it reaches up to the modal, and is cut off otherwise.
    """
    doc, limit = head.doc, cue.modal.i if head.i < cue.modal.i else cue.verb.i
    first, last = head.left_edge.i, min(head.right_edge.i, limit - 1)
    between = doc[last + 1 : limit]
    if len(between) and all(one.tag_ in _NOUNS | {"CC", "JJ", "DT"} for one in between):
        # A member of the list that the parser hung elsewhere.
        last = limit - 1
    if last < limit - 1:
        relative = next(
            (one.i for one in doc[head.i + 1 : last + 1] if one.tag_ in {"WDT", "WP", "WP$"}), None
        )
        last = relative - 1 if relative else last
    while last > head.i and doc[last].tag_ in _NO_ENDS:
        last -= 1
    return doc[first], doc[max(last, head.i)]


def conjoined(cue: Cue) -> Iterator[Token]:
    """The verb and those that "and" and "or" join to it under the same modality.

    Of a passive these may be base forms ("shall be signed and include").
    """
    yield cue.verb
    wanted = (
        {"VBN", "VBD", "VB"}
        if cue.passive
        else {cue.verb.tag_, "VB"} | ({"VBP"} if cue.verb.tag_ == "VB" else set())
    )
    pending = [cue.verb]
    while pending:
        for child in pending.pop(0).rights:
            passive = any(one.dep_ == "auxpass" and one.tag_ == "VB" for one in child.lefts)
            if child.dep_ != "conj" or (child.tag_ not in wanted and not passive):
                continue
            bearing = {one.dep_ for one in child.lefts}
            marked = {one.tag_ for one in child.lefts if one.dep_ == "aux"}
            if bearing & {"nsubj", "nsubjpass", "csubj", "expl", "mark"} or "MD" in marked:
                continue
            if "TO" in marked and not any(one.tag_ == "TO" for one in cue.verb.lefts):
                continue
            if marked & {"VBZ", "VBP", "VBD"}:
                continue
            if any(
                one.lower_ in {"as", "if", "unless"} for one in child.doc[child.i - 2 : child.i]
            ):
                continue
            pending.append(child)
            # "Shall define, oversee and be accountable for": a verb with something of its own.
            if child.lower_ != "be" or any(one.dep_ in {"acomp", "attr"} for one in child.rights):
                yield child


def object_of(verb: Token) -> tuple[Token, Token] | None:
    """First and last word of a verb's object, with all that belongs to it."""
    for child in verb.rights:
        if child.dep_ in {"dobj", "attr", "ccomp", "acomp"}:
            return verb.doc[max(child.left_edge.i, verb.i + 1)], child.right_edge
    return None


def end_of_action(verb: Token, others: frozenset[Token]) -> Token:
    """Last word of what is to be done: up to a condition, another duty, or the end.

    Args:
        others: verbs with a modality, before whose clauses it stops.
    """
    doc = verb.doc
    starts = {
        _clause_start(one, verb) for one in others if one.i > verb.i and not _is_within(one, verb)
    }
    starts |= {
        _clause_start(one, verb)
        for one in verb.rights
        if one.dep_ == "conj" and subject_of(one) != subject_of(verb)
    }
    # "Shall ensure that the payee shall not": nothing is said before the second clause.
    starts.discard(verb.i + 1)
    last = verb.i
    for at in range(verb.i + 1, min(len(doc), verb.i + _LONGEST_ACTION)):
        token = doc[at]
        if (
            at in starts
            or token.text in _STOPS
            or ((at > verb.i + 1 or token.lower_ == "unless") and _is_condition(doc, at))
        ):
            break
        if token.tag_ == "WDT" and doc[at - 1].text == ",":
            break
        if token.tag_ in _FINITE and not _belongs(token, verb):
            start = subject_of(token.head if token.dep_ in {"aux", "auxpass"} else token)
            last = (
                min(last, start.left_edge.i - 1) if start and start.left_edge.i > verb.i else last
            )
            break
        last = at
    while last > verb.i and (
        doc[last].text == "," or doc[last].tag_ in {"CC", "MD"} or doc[last].lower_ in _TURNS
    ):
        last -= 1
    return doc[last]


def _is_within(other: Token, verb: Token) -> bool:
    """Whether an infinitive hangs on what a verb says: "ensure that he has the right to use it"."""
    infinitive = any(one.tag_ == "TO" for one in other.lefts)
    return infinitive and other.dep_ != "conj" and verb in other.ancestors


def _clause_start(other: Token, verb: Token) -> int:
    """Where the clause of another verb starts, with the "and" before it."""
    start = max(min(one.left_edge.i for one in (other, *other.lefts)), verb.i + 1)
    doc = verb.doc
    while start - 1 > verb.i and (doc[start - 1].text == "," or doc[start - 1].tag_ == "CC"):
        start -= 1
    return start


def _belongs(finite: Token, verb: Token) -> bool:
    """Whether a finite verb stands in a clause that hangs on another verb or its object."""
    return finite != verb and verb in finite.ancestors


def _is_condition(doc: Doc, at: int) -> bool:
    word = doc[at].lower_
    if word in _CONDITIONS:
        following = doc[at + 1].lower_ if at + 1 < len(doc) else "so"
        return following not in _ASIDES and doc[at].tag_ != "VBN"
    if word == "subject" and doc[at - 1].text != ",":
        # "Services subject to the charge" are of a kind, ", subject to the charge" is a condition.
        return False
    ahead = tuple(one.lower_ for one in doc[at : at + 3])
    return any(ahead[: len(one)] == one for one in _CONDITIONS_OF_SEVERAL)
