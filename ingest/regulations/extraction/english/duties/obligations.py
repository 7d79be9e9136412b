"""Who must, must not, may, need not or should do what, in English, by parsing.

Rules of reading:

- Each verb that "and" or "or" joins under a modality is an obligation of its own.
- "May" in relative and conditional clauses allows nothing, nor does "may arise"; "are required
  to" in a relative clause describes and requires nothing new.
- Provisions, statements and abstractions are under no duty: of them the action tells all.
- The points of a list are read with the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.regulations.extraction.english.duties.clauses import (
    agent_of,
    conjoined,
    describes,
    end_of_action,
    noun_phrase,
    object_of,
    party_of,
    who_of,
)
from ingest.regulations.extraction.english.duties.cues import (
    Cue,
    find_cues,
    is_passive,
    is_refrained,
    refrained,
    says_must_or_may,
)
from ingest.regulations.extraction.english.duties.nouns import is_actor, is_thing, words
from ingest.regulations.extraction.english.duties.parser import base_form, parse
from ingest.regulations.extraction.english.duties.recipients import recipient_of
from ingest.regulations.extraction.english.duties.sentences import (
    Piece,
    Sentence,
    Span,
    simplified,
)
from ingest.regulations.extraction.english.duties.units import DutyText, Unit, units
from ingest.regulations.extraction.statements import Lead, Obligation

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SURE, UNSURE = 0.9, 0.5
_NO = re.compile(r"^(?:no|neither|none\sof)\s+", re.IGNORECASE)
_EXCEPTION = re.compile(
    r",?\s{1,3}(?:other\s{1,3}than|except(?:ing)?(?:\s{1,3}for)?|excluding|with\s{1,3}the\s{1,3}exception\s{1,3}of)"
    r"\s{1,3}(?!(?:as|where|when|if|that|in|under|by|with|pursuant|to|for)\b)[^,;:.]{1,200}?(?=,|\s{1,3}(?:shall|must|may|should)\b)"
)
_CONDITION = re.compile(
    r"\b(?:unless|except\b|if|where|when|provided\s+that|in\s+the\s+event|in\s+case|"
    r"to\s+the\s+extent|as\s+long\s+as|(?<![a-z)]\s)subject\s+to|without\s+prejudice)\b",
    re.IGNORECASE,
)
_END_OF_CONDITION = re.compile(r"[,;.](?=\s|$)")

_STANDS_FOR_ANOTHER = frozenset({"PRP", "WDT", "WP"})
"""Tags (Penn Treebank) of words that are no object: personal, relative and asking pronouns."""
_OBJECTIVE = {"they": "them", "he": "him", "she": "her", "it": "it"}


def find_obligations(texts: Sequence[DutyText]) -> tuple[tuple[Obligation, ...], ...]:
    """Obligations of each text in their order, the texts parsed in batches.

    Raises:
        MissingExtra: the parser is not installed.
    """
    asked = [(owner, unit) for owner, text in enumerate(texts) for unit in units(text)]
    found: list[list[Obligation]] = [[] for _ in texts]
    parsed = parse([simplified(unit.pieces) for _, unit in asked])
    for (owner, unit), (doc, sentence) in zip(asked, parsed, strict=True):
        found[owner] += _of_unit(unit, doc, sentence)
    return tuple(tuple(_unique(one)) for one in found)


def opens_points(text: str, obligation: Obligation) -> bool:
    """Whether an obligation is but the opening of a list that completes its verb."""
    if obligation.verb not in words().completed_by_points:
        return False
    verb = re.escape(obligation.verb)
    found = re.search(rf"\b{verb}(?:\s+that\b[^:;.]{{0,200}})?\s*:\s*$", text)
    return found is not None and obligation.start < found.start() <= obligation.end


def _unique(found: list[Obligation]) -> list[Obligation]:
    seen: dict[tuple[str, int], Obligation] = {}
    for one in sorted(found, key=lambda one: (one.start, one.end)):
        seen.setdefault((one.verb, one.end), one)
    return list(seen.values())


def _of_unit(unit: Unit, doc: Doc, sentence: Sentence) -> Iterator[Obligation]:
    cues = find_cues(doc)
    verbs = [(cue, tuple(conjoined(cue))) for cue in cues]
    others = frozenset(verb for _, joined in verbs for verb in joined)
    opening = _first_of_point(unit, doc, sentence)
    active: Cue | None = None
    done: set[int] = set()
    for cue, joined in verbs:
        who, sure = who_of(cue)
        if describes(cue, who, base_form(cue.verb.text, cue.verb.tag_)):
            continue
        for verb in joined:
            if verb.i in done or (not unit.point and _is_left_open(verb)):
                continue
            if unit.point and not _is_points(cue, verb, opening):
                continue
            done.add(verb.i)
            # "Must provide a notice that it may be processed, and obtain": the provider obtains.
            bearer = active if cue.passive and verb.tag_ == "VB" and active else cue
            subject = who if bearer == cue else who_of(bearer)[0]
            sure = sure and cue.sure and not _may_be_chance(bearer, subject)
            if verb != cue.verb and is_refrained(verb):
                bearer, sure = replace(bearer, modality=refrained(bearer.modality, verb)), False
            made = _made(unit, sentence, bearer, verb, subject, others, sure)
            if made:
                yield made
        if not cue.passive:
            active = cue


def _may_be_chance(cue: Cue, who: Token | None) -> bool:
    """Whether "may" can be told of what happens as well: "such arrangements may specify"."""
    if cue.modality != "may" or not cue.plain or cue.passive or who is None:
        return False
    return who.tag_ in {"NN", "NNS"} and not is_actor(who.text)


def _is_left_open(verb: Token) -> bool:
    """Whether a verb's sense lies in a list: "shall not be required to:" bans no requiring."""
    if verb.lower_ not in says_must_or_may():
        return False
    behind = [one.lower_ for one in verb.doc[verb.i + 1 :] if not one.is_punct]
    return behind[-1:] in (["to"], ["from"])


def _first_of_point(unit: Unit, doc: Doc, sentence: Sentence) -> int:
    """Number of the first word of the point, 0 for a sentence."""
    if not unit.point:
        return 0
    piece = unit.pieces[-1]
    for token in doc:
        source, start, _ = sentence.place(token)
        if source == piece.source and start >= piece.start:
            return token.i
    return len(doc)


def _is_points(cue: Cue, verb: Token, opening: int) -> bool:
    """Whether a verb is the point's by the words above it, and not by words of its own."""
    if cue.modal.i > opening or (cue.modal.i == opening and not cue.plain):
        return False
    if cue.verb.i >= opening:
        between = cue.verb.doc[opening : cue.verb.i]
        return all(one.tag_ in {"RB", "TO", ","} for one in between) or (
            len(between) > 0 and between[-1].text == ","
        )
    rest = [one.lower_ for one in verb.doc[verb.i + 1 : opening]]
    base = base_form(verb.text, verb.tag_)
    finite = any(one.tag_ in {"MD", "VBZ", "VBP"} for one in verb.doc[verb.i + 1 : opening])
    return rest[:1] in ([], ["that"]) and not finite and base in words().completed_by_points


def _made(
    unit: Unit,
    sentence: Sentence,
    cue: Cue,
    verb: Token,
    who: Token | None,
    others: frozenset[Token],
    sure: bool,
) -> Obligation | None:
    passive = is_passive(verb) and verb.tag_ != "VB"
    agent = (agent_of(verb) or agent_of(cue.verb)) if passive else None
    actor = agent or who
    if actor is None:
        return None
    base = base_form(verb.text, verb.tag_)
    subject = _NO.sub("", sentence.words(*noun_phrase(actor)))
    if agent is not None:
        subject = re.sub(r"^(?:the|an?)\s+", "", subject, flags=re.IGNORECASE)
        first, last = actor.left_edge, actor.right_edge
    else:
        first, last = party_of(actor, cue)
    party = sentence.words(first, last)
    end = end_of_action(verb, others - {verb})
    action = _action(sentence, cue, verb, base, who, agent, passive, end)
    thing = agent is None and is_thing(actor.text)
    nobody = _is_nobody(actor, verb)
    obliged: str | None = _NO.sub("", _with_exception(sentence, first, last))
    if thing and not passive and not nobody:
        action = _of_thing(_lowered(_NO.sub("", party), first), action)
    if thing or nobody or (passive and agent is None):
        obliged = None
    things = noun_phrase(who) if agent and who else None if passive else object_of(verb)
    recipient = recipient_of(verb, base, end.i, sentence)
    place = _placed(unit, sentence, noun_phrase(actor)[0], verb, max(end, last, key=lambda t: t.i))
    return Obligation(
        *place[:2],
        subject,
        cue.modality,
        base,
        sentence.words(*things) if things else None,
        sentence.words(*recipient) if recipient else None,
        _condition(unit, sentence, verb, others),
        party,
        obliged,
        action,
        place[2],
        confidence=SURE if sure else UNSURE,
    )


def _action(
    sentence: Sentence,
    cue: Cue,
    verb: Token,
    base: str,
    who: Token | None,
    agent: Token | None,
    passive: bool,
    end: Token,
) -> str:
    """What is to be done in the active voice: "file the report within 5 days"."""
    done = [base]
    behind = verb.doc[verb.i + 1] if end.i > verb.i else None
    if passive and who is not None:
        # "Checks shall be carried out" is "carry out checks".
        if behind is not None and behind.dep_ == "prt" and behind.head == verb:
            done.append(behind.text)
            behind = verb.doc[behind.i + 1] if end.i > behind.i else None
        first, last = noun_phrase(who) if agent is not None else party_of(who, cue)
        if first.tag_ == "WDT" and first.i < last.i:
            first = first.nbor()  # "which measures shall be taken" is "take measures"
        if first.tag_ not in _STANDS_FOR_ANOTHER:
            done.append(_lowered(_NO.sub("", sentence.words(first, last)), first))
        elif agent is None:
            # "They shall be kept apart": turned round, "keep they apart" would be no law's words.
            done[:1] = ["be", verb.text]
        elif first.lower_ in _OBJECTIVE:
            done.append(_OBJECTIVE[first.lower_])
        if agent is not None and behind is not None:
            behind = _behind_agent(verb, agent, end)
    elif end == verb or (end == behind and end.dep_ == "prt"):
        # "Engage or attempt to engage in insider dealing": both share what follows.
        shared = [one for one in verb.rights if one.dep_ == "conj" and one.tag_ == verb.tag_]
        if shared:
            behind, end = verb.doc[verb.i + 1], end_of_action(shared[-1], frozenset())
    if behind is not None:
        done.append(sentence.words(behind, end))
    return " ".join(done).replace(" ,", ",")


def _of_thing(party: str, action: str) -> str:
    """What somebody, whom the law does not name, has to do: "have the plan include a budget"."""
    verb, _, rest = action.partition(" ")
    return f"apply {party} {rest}".rstrip() if verb == "apply" else f"have {party} {action}"


def _behind_agent(verb: Token, agent: Token, end: Token) -> Token | None:
    """What follows the agent of a passive, "within 5 days" of "filed by the bank within 5 days"."""
    following = agent.right_edge.i + 1
    return verb.doc[following] if following <= end.i else None


def _lowered(said: str, first: Token) -> str:
    """A noun phrase as it reads inside a sentence: "the report" for "The report"."""
    if first.tag_ in {"NNP", "NNPS"} or not first.is_title or not said.startswith(first.text):
        return said
    return said[0].lower() + said[1:]


def _is_nobody(actor: Token, verb: Token) -> bool:
    """Whether the subject is the "it" of "it shall be possible to", which stands for nobody."""
    tells = verb.head if verb.dep_ == "xcomp" else verb
    impersonal = tells != verb and not is_passive(tells)
    return actor.lower_ in {"it", "there"} and (
        impersonal or any(one.dep_ == "acomp" for one in verb.rights)
    )


def _with_exception(sentence: Sentence, first: Token, last: Token) -> str:
    """A party with the ", other than branches," that says whom it leaves out."""
    source, start, _ = sentence.place(first)
    other, _, end = sentence.place(last)
    if source != other:
        return sentence.words(first, last)
    text = sentence.piece(source).text
    if text.endswith(" other", start, end):
        end -= len(" other")
    found = _EXCEPTION.match(text, end)
    return " ".join(text[start : found.end() if found else end].split())


def _placed(
    unit: Unit, sentence: Sentence, first: Token, verb: Token, last: Token
) -> tuple[int, int, Lead | None]:
    """Start and end in the text itself, and the words above it that say who must."""
    source, start, _ = sentence.place(first)
    other, begin, end = sentence.place(verb)
    final, _, stop = sentence.place(last)
    end = max(end, stop) if final == other else end
    own = unit.pieces[-1]
    if unit.point and other != own.source:
        # The point completes the verb above it, and is all of what is to be done.
        begin, end, other = own.start, own.end, own.source
    elif unit.point and own.source != unit.pieces[0].source:
        end = own.end
    if source == other:
        return min(start, begin), end, None
    lead = sentence.piece(source)
    return begin, end, Lead(source, start, lead.end)


def _condition(unit: Unit, sentence: Sentence, verb: Token, others: frozenset[Token]) -> str | None:
    """The condition behind a verb and before the next one, else one before its subject."""
    source, begin, _ = sentence.place(verb)
    later = [sentence.place(one) for one in others if one.i > verb.i]
    until = min((start for other, start, _ in later if other == source), default=None)
    fallback = None
    for piece in reversed(unit.pieces):
        for span in _conditions(piece):
            said = " ".join(piece.text[slice(*span)].split())
            if piece.source != source or (unit.point and span[0] < begin):
                fallback = fallback or said
            elif span[0] > begin and (until is None or span[0] < until):
                return said
            elif span[0] < begin:
                fallback = said
    return fallback


def _conditions(piece: Piece) -> Iterator[Span]:
    for found in _CONDITION.finditer(piece.text, piece.start, piece.end):
        stop = _END_OF_CONDITION.search(piece.text, found.end() + 3, piece.end)
        yield found.start(), stop.start() if stop else piece.end
