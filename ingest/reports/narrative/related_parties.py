"""Business with related parties: with whom, how they are related, what and for how much.

Only passages on related parties are read, and only what a sentence says of a named party.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.reports.layout.sentences import sentences, without_points
from ingest.reports.narrative.name_lists import LEGAL_FORM_BEHIND_COMMA
from ingest.reports.narrative.party_names import parties_in, proper_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reports.narrative.amounts import Amounts
    from ingest.reports.narrative.defined_parties import Terms
    from ingest.reports.narrative.money_text import Money
    from ingest.reports.narrative.passages import Passage

# A passage that only says where it is told.
_ELSEWHERE = re.compile(
    r"incorporated (?:herein |into this \w+ )?by reference|will be (?:included|in)\b", re.IGNORECASE
)
_NO = re.compile(
    r"\b(?:no|not|never|neither|none)\b(?:\W+\w+){0,8}?\W+(?:transactions?|related|party|parties)\b",
    re.IGNORECASE,
)
_DEALT = (
    r"(?:leas(?:es|ed)|rent(?:s|ed)|purchas(?:es|ed)|bought|buys|sold|sells|paid|pays|received|"
    r"receives|borrow(?:s|ed)|lent|lends|loaned|licens(?:es|ed)|engag(?:es|ed)|acquir(?:es|ed)|"
    r"provid(?:es|ed)|entered into|made|issued|owes?|owed|contract(?:s|ed)|transact(?:s|ed)|"
    r"(?:(?<=\b[Ww]e\s)|(?<=\balso\s))(?:lease|rent|purchase|buy|sell|pay|receive|borrow|license|engage))"
)
_WITH = re.compile(
    rf"\b(?P<what>{_DEALT}\b[^.;]{{0,160}}?)\s(?:from|to|with|by)\s(?P<party>[^.;]{{2,120}}?)"
    r"(?=\s+(?:for|in|at|under|pursuant|of|on|during|totall?ing|aggregating|which|who|through|as)\b"
    rf"|\s+\$|,(?!\s+{LEGAL_FORM_BEHIND_COMMA})|[.;]|$)"
)
_SUCH_AS = re.compile(
    r"\b(?P<relation>(?:certain\s+)?(?:related parties|entities|companies|parties|persons)\b"
    r"[^.;]{0,160}?),?\s+(?:such as|including|namely)\s+(?P<parties>[^.;]{2,240}?)"
    r"(?=,\s+(?:in accordance|under|pursuant|for|on|each|all)\b|[.;]|$)"
)
_APPOSITION = re.compile(
    r"\s*,\s+(?P<relation>(?:an?|the|our|its|who|which|one of)\s+(?:[^.;,]{0,140}?\b)?"
    r"(?i:director|officer|shareholder|stockholder|affiliate|subsidiary|spouse|brother|sister|son|"
    r"daughter|father|mother|chair\w*|chief executive|president|founder|family|owned|controlled|"
    r"husband|wife|joint venture|investee)\b[^.;,]{0,80}?"
    r"(?=[.;,]|\s+(?:at|for|under|pursuant)\s|$))"
)
_RELATION = re.compile(
    r"\b(?:affiliat|director|officer|owned|controlled|shareholder|stockholder|family|related|spouse)",
    re.IGNORECASE,
)


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


def find_dealings(
    passages: Sequence[Passage], terms: Terms, amounts: Amounts
) -> tuple[RelatedDealing, ...]:
    """Business with related parties, by party once a sentence, in the document's order."""
    found: list[RelatedDealing] = []
    left: list[tuple[int, str]] = []
    for passage in passages:
        if passage.kind != "related_party" or _ELSEWHERE.search(passage.words):
            continue
        for start, end in sentences(passage.words):
            sentence = passage.words[start:end]
            place = passage.start + start
            if _NO.search(sentence):
                continue
            told = list(_read(sentence, place, terms, amounts))
            found.extend(told)
            if not told and re.search(rf"\b{_DEALT}\b", sentence):
                left.append((place, sentence))
    found.extend(_by_model(left, terms, amounts))
    return tuple(sorted(found, key=lambda one: one.start))


def _read(sentence: str, start: int, terms: Terms, amounts: Amounts) -> Iterator[RelatedDealing]:
    plain = without_points(sentence)
    seen: set[str] = set()
    listed = _SUCH_AS.search(plain)
    told: list[tuple[str, str | None, str | None]] = []
    if listed and _RELATION.search(listed["relation"]):
        names = [
            proper_name(name, terms) for name in parties_in([listed["parties"]], terms, listed=True)
        ]
        if all(names):
            told.extend((name, listed["relation"], None) for name in names if name)
    else:
        for match in _WITH.finditer(plain):
            apposition = _APPOSITION.match(plain, match.end("party"))
            relation = apposition["relation"] if apposition else None
            named = [proper_name(name, terms) for name in parties_in([match["party"]], terms)]
            if named and all(named):
                told.extend((name, relation, match["what"]) for name in named if name)
    money = amounts.within(start, start + len(sentence))
    for name, relation, what in told:
        if name == terms.registrant or name in seen:
            continue
        seen.add(name)
        yield _dealing(sentence, start, name, relation, what, money)


def _dealing(
    sentence: str, start: int, name: str, relation: str | None, what: str | None,
    money: Sequence[Money], *, by_model: bool = False,
) -> RelatedDealing:  # fmt: skip
    return RelatedDealing(
        start=start,
        end=start + len(sentence),
        words=sentence,
        party=name,
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
    """Sentences that speak of business, and of which no pattern found the party."""
    if not left:
        return
    from ingest.reports.narrative.ner import organisations

    for (start, sentence), names in zip(
        left, organisations([words for _, words in left]), strict=True
    ):
        money = amounts.within(start, start + len(sentence))
        for name in names:
            known = proper_name(name, terms)
            if known is not None and known != terms.registrant:
                yield _dealing(sentence, start, known, None, None, money, by_model=True)
