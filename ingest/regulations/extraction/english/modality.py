"""Where a sentence says must, must not, may, need not or should, and which verb that is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.regulations.extraction.statements import Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc

MODAL_WORDS = re.compile(
    r"\b(?:shall|must|should|may|need(?:s)?|required\s+(?:to|by|under|pursuant)|prohibited|forbidden|"
    r"unlawful|permitted\s+to|allowed\s+to|oblig(?:at)?ed\s+to|ha(?:s|ve)\s+to)\b"
)
"""Where none of these stands, there is no obligation."""

_MODALS: dict[str, Modality] = {
    "shall": "must",
    "must": "must",
    "should": "should",
    "may": "may",
}
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being"])
_VERB_TAGS = frozenset(["VB", "VBP", "VBN", "VBD", "VBZ"])
_SKIPPED_TAGS = frozenset(["RB", "RBR", "RBS", "CC", "DT", "PDT", "EX"])
_NOUN_TAGS = frozenset(["NN", "NNS", "NNP", "NNPS", "PRP"])
_FURTHEST = 45
_NEGATION = frozenset(["not", "never", "neither", "n't"])
_DEONTIC: dict[str, tuple[Modality, Modality]] = {
    "required": ("must", "neednot"),
    "obliged": ("must", "neednot"),
    "obligated": ("must", "neednot"),
    "permitted": ("may", "mustnot"),
    "allowed": ("may", "mustnot"),
}


@dataclass(frozen=True, slots=True)
class Cue:
    """A modal with its verb, by token numbers.

    Attributes:
        place: the modal, or the "is" of "is required to".
        verb: the verb it is about.
        passive: the verb is a participle after "be".
        plain: it is a modal verb; False for "is required to" and the like.
        infinitive: the verb stands after "to".
        only_of: the subject stands after "for" ("unlawful for any person to"), at this token.
    """

    place: int
    verb: int
    modality: Modality
    passive: bool
    plain: bool
    infinitive: bool = False
    only_of: int | None = None


def find_cues(doc: Doc) -> Iterator[Cue]:
    """All modals of a parsed sentence with a verb, from left to right."""
    done = -1
    for token in doc:
        if token.i <= done:
            continue
        cue = _cue_at(doc, token.i)
        if cue:
            done = cue.verb if cue.plain else max(cue.place, cue.verb)
            yield cue


def _cue_at(doc: Doc, place: int) -> Cue | None:
    word = doc[place].lower_
    if word in _MODALS:
        # The month is no modal, a sentence may start with one.
        month = doc[place].text in {"May", "MAY"} and place > 0
        return None if month else _modal(doc, place, _MODALS[word])
    if word == "need" and _next_word(doc, place) == "not":
        return _modal(doc, place, "neednot")
    if word in {"need", "needs", "has", "have"} and _next_word(doc, place) == "to":
        before = doc[place - 1] if place else None
        if before is not None and before.tag_ in {"MD", "TO"}:
            return None
        negated = before is not None and before.lower_ in {"not", "n't"}
        return _infinitive(doc, place, place + 1, "neednot" if negated else "must")
    if word in {"is", "are"}:
        return _forbidden_for(doc, place) or _deontic(doc, place)
    return None


def _modal(doc: Doc, place: int, modality: Modality) -> Cue | None:
    inverted = _inverted_subject(doc, place)
    negated = inverted is not None or _negated(doc, place)
    found = _verb_after(doc, place if inverted is None else inverted)
    if found is None:
        return None
    verb, passive = found
    if negated:
        modality = {"may": "mustnot", "must": "mustnot", "should": "mustnot"}.get(
            modality, modality
        )  # type: ignore[assignment]
    cue = Cue(place, verb, modality, passive, plain=True, only_of=inverted)
    forbidden = _forbidden_for(doc, verb) if doc[verb].lower_ == "be" else None
    if forbidden and not negated:
        return forbidden
    return _through(doc, cue, negated)


def _inverted_subject(doc: Doc, place: int) -> int | None:
    """Place of the subject of "in no case shall reporting be delayed"; None in the usual order."""
    before = " ".join(token.lower_ for token in doc[max(place - 3, 0) : place])
    if not re.search(r"(?:\bno (?:case|event|circumstances?)|\bat no time|(?:^|, )nor)$", before):
        return None
    if doc[max(place - 4, 0)].tag_ == "MD":
        return None
    noun = None
    for token in doc[place + 1 : place + 15]:
        if token.tag_ in _NOUN_TAGS or (token.tag_ == "VBG" and noun is None):
            noun = token.i
        elif token.tag_ in {"VB", "VBN"} or (noun is not None and token.tag_ in {"IN", "CC"}):
            break
    return noun


def _through(doc: Doc, cue: Cue, negated: bool) -> Cue:
    """The cue of "shall be required to file", which is that of "shall file"."""
    word = doc[cue.verb].lower_
    if word == "have" and _next_word(doc, cue.verb) == "to" and cue.modality == "must":
        inner = _infinitive(doc, cue.place, cue.verb + 1, cue.modality)
        return inner or cue
    if not cue.passive or cue.modality not in {"must", "mustnot", "should"}:
        return cue
    if word == "prohibited" and _next_word(doc, cue.verb) == "from":
        gerund = _gerund(doc, cue.verb + 1)
        if gerund:
            return replace(cue, verb=gerund[0], passive=gerund[1], modality="mustnot")
    if word in _DEONTIC:
        to = _infinitive_sign(doc, cue.verb)
        if to is not None:
            modality = _DEONTIC[word][negated]
            if doc[cue.place].lower_ == "should" and modality == "must":
                modality = "should"
            inner = _infinitive(doc, cue.place, to, modality)
            return replace(inner, plain=True) if inner else cue
    return cue


def _deontic(doc: Doc, place: int) -> Cue | None:
    """Cue of "is required to", "is not prohibited from" and their like at an "is"."""
    negated, at = False, place + 1
    while at < len(doc) and (doc[at].tag_ in {"RB", "RBR"} or doc[at].lower_ in _NEGATION):
        negated = negated or doc[at].lower_ in _NEGATION
        at += 1
    if at >= len(doc):
        return None
    word = doc[at].lower_
    if word in _DEONTIC:
        to = _infinitive_sign(doc, at)
        return _infinitive(doc, place, to, _DEONTIC[word][negated]) if to is not None else None
    if word in {"prohibited", "forbidden", "unlawful"} and not negated:
        following = _next_word(doc, at)
        if following == "from":
            gerund = _gerund(doc, at + 1)
            return Cue(place, gerund[0], "mustnot", gerund[1], plain=False) if gerund else None
        if following == "to":
            return _infinitive(doc, place, at + 1, "mustnot")
    return None


def _forbidden_for(doc: Doc, be: int) -> Cue | None:
    """Cue of "unlawful for any person to transmit" behind a "be" or "is"."""
    if _next_word(doc, be) not in {"unlawful", "prohibited", "forbidden"}:
        return None
    if _next_word(doc, be + 1) != "for":
        return None
    for token in doc[be + 3 : be + 20]:
        if token.lower_ == "to" and token.tag_ == "TO":
            inner = _infinitive(doc, be, token.i, "mustnot")
            nouns = [one.i for one in doc[be + 3 : token.i] if one.tag_ in _NOUN_TAGS]
            return replace(inner, only_of=nouns[0]) if inner and nouns else None
    return None


def _infinitive_sign(doc: Doc, start: int) -> int | None:
    """Place of the "to" of "required (under Article 5) to file", None where there is none."""
    if _next_word(doc, start) == "to":
        return start + 1
    if _next_word(doc, start) in {"by", "under", "pursuant", "in", ",", "for", "only", "also"}:
        for token in doc[start + 1 : start + 16]:
            if token.lower_ == "to" and token.tag_ == "TO" and token.i + 1 < len(doc):
                return token.i
            if token.tag_ in {"MD", "VBZ", "VBP"}:
                return None
    return None


def _infinitive(doc: Doc, place: int, to: int, modality: Modality) -> Cue | None:
    found = _verb_after(doc, to)
    if found is None:
        return None
    return Cue(place, found[0], modality, found[1], plain=False, infinitive=True)


def _gerund(doc: Doc, start: int) -> tuple[int, bool] | None:
    """The verb of "from lending" or "from being used", and whether it is passive."""
    for token in doc[start + 1 : start + 6]:
        if token.lower_ == "being" and token.i + 1 < len(doc):
            return token.i + 1, True
        if token.tag_ == "VBG" or token.lower_.endswith("ing"):
            return token.i, False
    return None


def _negated(doc: Doc, place: int) -> bool:
    """Whether "not" or "neither" follows a modal, or "no … " is its subject's determiner."""
    for token in doc[place + 1 : place + 5]:
        if token.lower_ in _NEGATION:
            return _next_word(doc, token.i) not in {"only", "merely", "solely"}
        if token.tag_ in _VERB_TAGS and token.lower_ not in {"be", "have"}:
            return False
    return False


def _verb_after(doc: Doc, place: int) -> tuple[int, bool] | None:
    """The main verb after a modal or "to", and whether it is passive.

    Asides between commas and prepositional phrases before the verb are passed over:
    "shall, in accordance with paragraph 2, be subject to".
    """
    end = min(len(doc), place + 1 + _FURTHEST)
    at = place + 1
    while at < end:
        token = doc[at]
        if token.text in {",", "–", "—", "-"} and at - place <= 3:
            at = _behind_aside(doc, at, end)
            continue
        if token.text in {":", ";", "."} or token.tag_ == "MD":
            return None
        if token.tag_ in _VERB_TAGS or (at == place + 1 and _may_be_verb(token.tag_, token.text)):
            return _main(doc, at, end)
        at += 1
    return None


def _may_be_verb(tag: str, word: str) -> bool:
    """Nouns and adjectives right after a modal are verbs that the tagger mistook."""
    return (
        tag in {"NN", "JJ", "NNP", "UH", "IN"}
        and word.isalpha()
        and word.lower()
        not in {
            "in",
            "on",
            "at",
            "by",
            "for",
            "with",
            "under",
            "pursuant",
            "within",
            "of",
            "without",
            "upon",
            "from",
            "as",
            "if",
            "where",
            "after",
            "before",
            "subject",
            "prior",
            "to",
        }
    )


def _behind_aside(doc: Doc, comma: int, end: int) -> int:
    """Place behind the comma that closes an aside; where several do, before the first verb."""
    for token in doc[comma + 1 : end]:
        if token.text in {",", "–", "—", "-"}:
            following = token.i + 1
            while following < end and doc[following].tag_ in {"RB", "CC"}:
                following += 1
            if following < end and doc[following].tag_ in {"VB", "VBP", "VBN", "NN"}:
                return token.i + 1
    return end


def _main(doc: Doc, at: int, end: int) -> tuple[int, bool]:
    """The main verb of "be filed", "have been filed" or "file", at the first verb."""
    word = doc[at].lower_
    if word not in {"be", "have", "been"}:
        return at, False
    following = at + 1
    while following < end and (
        doc[following].tag_ in _SKIPPED_TAGS and doc[following].lower_ not in {"a", "an", "the"}
    ):
        following += 1
    if following < end and doc[following].text == ",":
        behind = _behind_aside(doc, following, min(end, following + 25))
        if behind < end and doc[behind].tag_ in {"VBN", "VBD", "RB"} and word == "be":
            following = behind
            while following < end and doc[following].tag_ == "RB":
                following += 1
    if following >= end:
        return at, False
    token = doc[following]
    if word == "have":
        if token.lower_ == "been":
            return _main(doc, following, end)
        return (following, False) if token.tag_ in {"VBN", "VBD"} else (at, False)
    participle = token.tag_ in {"VBN", "VBD"} or (
        token.tag_ in {"JJ", "VB", "NN"} and token.lower_.endswith("ed") and len(token) > 4
    )
    if participle:
        return following, True
    return at, False


def _next_word(doc: Doc, place: int) -> str:
    return doc[place + 1].lower_ if place + 1 < len(doc) else ""
