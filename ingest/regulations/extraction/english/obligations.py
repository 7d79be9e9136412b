"""Who must, must not, may, need not or should do what, in English, by parsing.

Rules of reading:

- "shall" and "must" and "is required to" are must; with "not", and where the subject starts
  with "no", they are mustnot, as are "may not", "is prohibited from" and "should not".
- "need not", "is not required to" and "shall not be required to" are neednot.
- Each verb that "and" or "or" joins under a modal is an obligation of its own.
- "May" in relative and conditional clauses allows nothing, nor does "may arise"; "are required
  to" in a relative clause describes and requires nothing new.
- The items of a list after "shall:" are read with the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.regulations.extraction.english.actors import happens, is_actor
from ingest.regulations.extraction.english.citations import find_citations
from ingest.regulations.extraction.english.clause import (
    clause_kind,
    condition_span,
    conjoined,
    noun_phrase,
    object_of,
    restrictive,
)
from ingest.regulations.extraction.english.modality import MODAL_WORDS, Cue, find_cues
from ingest.regulations.extraction.english.parsing import (
    Simplified,
    base_form,
    parse,
    simplified,
    span_of,
)
from ingest.regulations.extraction.english.points import JoinedPoint, joined, of_point
from ingest.regulations.extraction.english.recipients import recipient_of
from ingest.regulations.extraction.english.subjects import agent_of, subject_of
from ingest.regulations.extraction.english.wording import (
    complement_of,
    lowered,
    obliges_nobody,
    particle_of,
    party_of,
)
from ingest.regulations.extraction.statements import Modality, Obligation
from kg.text.sentences import sentence_spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Span = tuple[int, int]

_STEM = re.compile(
    r"\b(?:shall|must|should|may)(?:\s+not)?(?:,[^,:]{1,160},|\s+at\s+least|\s+also)?\s*:$"
)
_ITEM_MARKER = re.compile(r"\(?(?:[0-9]{1,3}|[a-zA-Z]{1,5})[).]|[—–-]|\d{1,3}\.")
_LIST_OPENING = re.compile(r":\s+(?=\((?:a|1|i|A)\)\s)")
_NEW_PARAGRAPH = re.compile(r"\d{1,3}\.\s|[A-Z]")
_NO = re.compile(r"(?:no|neither|none)\b", re.IGNORECASE)
_NO_DETERMINER = re.compile(r"^(?:no|neither)\s+", re.IGNORECASE)
_EXCEPTION = re.compile(
    r",?\s{1,3}(?:other\s{1,3}than|except(?:ing)?(?:\s{1,3}for)?|excluding|with\s{1,3}the\s{1,3}exception\s{1,3}of)"
    r"\s{1,3}(?!(?:as|where|when|if|that|in|under|by|with|pursuant|to|for)\b)[^,;:.]{1,200}?(?=,|\s{1,3}(?:shall|must|may|should)\b)"
)
_BEFORE_COMMA = re.compile(r"\s+,")
_NEGATIVE: dict[Modality, Modality] = {
    "must": "mustnot",
    "may": "mustnot",
    "should": "mustnot",
    "neednot": "neednot",
    "mustnot": "must",
}


def find_obligations(text: str, citations: Sequence[Span] = ()) -> tuple[Obligation, ...]:
    """All obligations of a text in their order.

    Args:
        citations: spans of the citations, which are read as one word each.

    Raises:
        MissingExtra: the parser is not installed.
    """
    return find_in_texts([(text, citations)])[0]


def find_in_texts(
    texts: Sequence[tuple[str, Sequence[Span]]], above: Sequence[Sequence[str]] = ()
) -> tuple[tuple[Obligation, ...], ...]:
    """Obligations of many texts, parsed in batches; arguments as of `find_obligations`.

    Args:
        above: for each text those above it whose sentence it may end, the outermost first.
    """
    sentences: list[Simplified] = []
    owners: list[tuple[int, JoinedPoint | None]] = []
    for owner, (text, citations) in enumerate(texts):
        point = joined(text, above[owner]) if above else None
        if point:
            cited = tuple((one.start, one.end) for one in find_citations(point.text))
            sentences.append(simplified(point.text, point.spans, cited))
            owners.append((owner, point))
        for spans in _units(text):
            sentences.append(simplified(text, spans, citations))
            owners.append((owner, None))
    found: list[list[Obligation]] = [[] for _ in texts]
    for (owner, point), (doc, sentence) in zip(owners, parse(sentences), strict=True):
        if point:
            found[owner].extend(of_point(point, list(_read(point.text, doc, sentence))))
        else:
            found[owner].extend(one for _, _, one in _read(texts[owner][0], doc, sentence))
    return tuple(tuple(_unique(one)) for one in found)


def _unique(found: list[Obligation]) -> list[Obligation]:
    seen: dict[tuple[str, str, str, int], Obligation] = {}
    for one in sorted(found, key=lambda one: (one.start, one.end)):
        seen.setdefault((one.subject, one.modality, one.verb, one.start), one)
    return list(seen.values())


def _units(text: str) -> Iterator[tuple[Span, ...]]:
    """What to parse together: sentences with a modal, and items with the words before the list."""
    stem: Span | None = None
    marked = False
    for start, end in _with_lists_split(text):
        words = text[start:end]
        if _ITEM_MARKER.fullmatch(words):
            marked = True
            continue
        if stem and not marked and not _ITEM_MARKER.match(words) and _NEW_PARAGRAPH.match(words):
            stem = None
        if _STEM.search(words):
            stem, marked = (start, end - 1), False
            yield from _inline(text, start, end)
            continue
        if stem and (marked or _ITEM_MARKER.match(words)):
            yield (stem, (start, end))
        elif MODAL_WORDS.search(words):
            yield ((start, end),)
        marked = False


def _with_lists_split(text: str) -> Iterator[Span]:
    """Sentences, cut behind the colon that opens a list: "shall: (a) notify"."""
    for start, end in sentence_spans(text):
        opening = _LIST_OPENING.search(text, start, end)
        if opening:
            yield start, opening.start() + 1
        yield opening.end() if opening else start, end


def _inline(_text: str, _start: int, _end: int) -> Iterator[tuple[Span, ...]]:
    """A sentence that ends in "shall:" may hold other modals before it."""
    if len(MODAL_WORDS.findall(_text, _start, _end)) > 1:
        yield ((_start, _end),)


def _read(text: str, doc: Doc, sentence: Simplified) -> Iterator[tuple[Span, int, Obligation]]:
    """Each obligation with the place of its verb and the number of its modal."""
    place, end = sentence.places[0], sentence.places[-1]
    span = condition_span(text[place:end])
    condition = (place + span[0], place + span[1]) if span else None
    earlier: Token | None = None
    active: tuple[Cue, Token | None, Modality] | None = None
    for cue in find_cues(doc):
        head = subject_of(doc, cue, earlier)
        verb = doc[cue.verb]
        kind = clause_kind(doc, cue, head)
        # "May not always be in force" forbids nothing.
        if cue.place + 2 < len(doc) and doc[cue.place + 2].lower_ in {"always", "necessarily"}:
            continue
        if _describes(cue, kind, base_form(verb.text, verb.tag_), head):
            continue
        earlier = head
        modality = cue.modality
        if head is not None and _negative(head):
            modality = _NEGATIVE.get(modality, modality)
        joined_verbs = tuple(conjoined(verb, cue))
        stops = frozenset(one.i for one in joined_verbs)
        for one in joined_verbs:
            # "Must provide a notice that it may be processed, and obtain": the provider obtains.
            if cue.passive and one.tag_ == "VB" and one.i != cue.verb and active:
                made = _made(
                    text, sentence, active[0], one, active[1], None, active[2], condition, stops
                )
            else:
                agent = (agent_of(one) or agent_of(verb)) if cue.passive else None
                made = _made(text, sentence, cue, one, head, agent, modality, condition, stops)
            if made:
                yield span_of(one, one, sentence), cue.place, made
        if not cue.passive:
            active = cue, head, modality


def _describes(cue: Cue, kind: str | None, verb: str, head: Token | None) -> bool:
    """Whether a modal only describes, and obliges and allows nothing."""
    if kind == "question" or (kind == "relative" and restrictive(cue, head)):
        return True
    if not cue.plain:
        return kind in {"relative", "conditional"}
    if cue.modality == "may":
        if kind in {"relative", "conditional"}:
            return True
        # "The remedy may be unavailable" allows nothing either.
        told = happens(verb) or (verb == "be" and not cue.passive)
        return told and not (head is not None and is_actor(head.text))
    if cue.modality == "mustnot" and cue.plain and kind == "conditional":
        return cue.place > 0 and head is not None and head.doc[cue.place].lower_ == "may"
    return cue.modality == "should" and kind == "conditional"


def _negative(head: Token) -> bool:
    first = head.doc[head.left_edge.i]
    return any(
        token.lower_ in {"no", "neither", "none", "nothing", "nobody"} for token in (first, head)
    ) or any(child.lower_ in {"no", "neither"} for child in head.lefts)


def _made(
    text: str,
    sentence: Simplified,
    cue: Cue,
    verb: Token,
    head: Token | None,
    agent: Token | None,
    modality: Modality,
    condition: Span | None,
    stops: frozenset[int],
) -> Obligation | None:
    actor = agent or head
    if actor is None:
        return None
    first, last = noun_phrase(actor, article=agent is None)
    subject = _words(text, *span_of(first, last, sentence))
    subject = _NO_DETERMINER.sub("", subject)
    party = (
        actor.doc[actor.left_edge.i],
        actor.doc[max(min(actor.right_edge.i, cue.place - 1), last.i)],
    )
    if agent is not None:
        party = actor.doc[actor.left_edge.i], actor.right_edge
    things = None if cue.passive else object_of(verb)
    if cue.passive and agent is not None and head is not None:
        things = noun_phrase(head)
    left, right = (first, verb) if first.i <= verb.i else (verb, first)
    start, end = span_of(left, right, sentence)
    whole = party_of(actor, cue) if agent is None else party
    obliged = _words(text, *_with_exception(text, *span_of(*whole, sentence)))
    obliged = _NO_DETERMINER.sub("", obliged)
    base = base_form(verb.text, verb.tag_)
    done = [base]
    behind = complement_of(verb, stops) if agent is None else None
    recipient = recipient_of(verb, base, behind[1].i if behind else verb.i)
    particle = particle_of(verb)
    # "Checks shall be carried out" is "carry out checks", and not "carry checks out".
    if cue.passive and particle is not None:
        done.append(particle.text)
        end = max(end, span_of(particle, particle, sentence)[1])
        if behind is not None:
            behind = (behind[0].nbor(), behind[1]) if behind[1].i > particle.i else None
    if cue.passive and head is not None and (agent is not None or verb.tag_ != "VB"):
        thing = noun_phrase(head) if agent is not None else whole
        words = _NO_DETERMINER.sub("", _words(text, *span_of(*thing, sentence)))
        done.append(lowered(words, thing[0]))
    if behind is not None:
        done.append(_words(text, *span_of(*behind, sentence)))
        end = max(end, span_of(*behind, sentence)[1])
    if things is not None and things[1].i > verb.i:
        end = max(end, span_of(*things, sentence)[1])
    end = max(end, span_of(last, last, sentence)[1])
    return Obligation(
        start,
        end,
        subject,
        modality,
        base,
        _words(text, *span_of(*things, sentence)) if things else None,
        _words(text, *span_of(*recipient, sentence)) if recipient else None,
        _words(text, *condition) if condition else None,
        _words(text, *span_of(*party, sentence)),
        None if (cue.passive and agent is None) or obliges_nobody(actor, verb) else obliged,
        _BEFORE_COMMA.sub(",", " ".join(done)),
    )


def _with_exception(text: str, start: int, end: int) -> Span:
    """A party with the ", other than microenterprises," that says whom it leaves out."""
    if text.endswith(" other", start, end):
        end -= len(" other")
    found = _EXCEPTION.match(text, end)
    return start, found.end() if found else end


def _words(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())
