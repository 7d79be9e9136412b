"""Believing of an answer only what the passage itself says, word for word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from ingest.language_models.answers import (
    Answer,
    SaidGuarantee,
    SaidObligation,
    SaidParty,
    SaidRelation,
)
from kg.declarations import read
from kg.errors import MappingError
from kg.text.quantities import find_quantities
from kg.text.sentences import sentence_spans

Modality = Literal["must", "mustnot", "may", "neednot", "should"]
Span = tuple[int, int]
_Said = TypeVar("_Said", SaidObligation, SaidParty, SaidGuarantee, SaidRelation)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as our own reading of the quoted words has it."""

    value: Decimal
    currency: str
    span: Span


@dataclass(frozen=True, slots=True)
class Checked:
    """What of an answer stands, each with the place of its quote, and what was dropped by reason.

    `amounts` are by place in `guarantees`.
    """

    obligations: tuple[tuple[SaidObligation, Span], ...]
    parties: tuple[tuple[SaidParty, Span], ...]
    guarantees: tuple[tuple[SaidGuarantee, Span], ...]
    relations: tuple[tuple[SaidRelation, Span], ...]
    amounts: dict[int, Amount]
    dropped: Counter[str]


def check(answer: Answer, passage: str) -> Checked:
    """The statements of an answer that quote the passage and agree with what they quote."""
    dropped: Counter[str] = Counter()
    obligations = [
        (said, span)
        for said, span in _quoted(answer.obligations, passage, dropped)
        if _agrees(said, span, passage, dropped)
    ]
    parties = list(_quoted(answer.parties, passage, dropped))
    relations = [
        (said, span)
        for said, span in _quoted(answer.relations, passage, dropped)
        if _holds(said.source != said.target, "relation of a party to itself", dropped)
    ]
    guarantees: list[tuple[SaidGuarantee, Span]] = []
    amounts: dict[int, Amount] = {}
    for said, span in _quoted(answer.guarantees, passage, dropped):
        if said.amount is not None:
            amount = _amount(said.amount, span, passage)
            if not _holds(amount is not None, "amount that cannot be read", dropped):
                continue
            assert amount is not None
            amounts[len(guarantees)] = amount
        guarantees.append((said, span))
    return Checked(
        tuple(obligations), tuple(parties), tuple(guarantees), tuple(relations), amounts, dropped
    )


def modalities(text: str, within: Span | None = None) -> set[str]:
    """The modalities that the words of a text state, those that touch a span of it alone."""
    start, end = within or (0, len(text))
    taken = [False] * len(text)
    found: set[str] = set()
    for modality, pattern in _modal_words():
        for match in pattern.finditer(text):
            low, high = match.span()
            if any(taken[low:high]):
                continue
            taken[low:high] = [True] * (high - low)
            if low < end and start < high:
                found.add(modality)
    return found


def place_of(quote: str, passage: str) -> Span | None:
    """Where words stand in a passage, white space aside; None where they do not."""
    words = quote.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), passage)
    return found.span() if found else None


def _quoted(
    statements: Sequence[_Said], passage: str, dropped: Counter[str]
) -> Iterator[tuple[_Said, Span]]:
    """Statements whose quote stands in the passage and holds all the words they give."""
    for said in statements:
        span = place_of(said.quote, passage)
        if not _holds(span is not None, "quote that is not in the passage", dropped):
            continue
        assert span is not None
        inside = passage[span[0] : span[1]]
        texts = [getattr(said, name) for name in _WORDS[type(said)]]
        whole = all(text is None or place_of(text, inside) for text in texts)
        if _holds(whole, "words that are not in the quote", dropped):
            yield said, span


def _agrees(said: SaidObligation, span: Span, passage: str, dropped: Counter[str]) -> bool:
    # Read in the whole sentence: a quote cut behind a "No" would turn the law into its opposite.
    around = next(
        ((s, e) for s, e in sentence_spans(passage) if s <= span[0] < e), (0, len(passage))
    )
    end = max(around[1], span[1])
    sentence = passage[around[0] : end]
    stated = modalities(sentence, (span[0] - around[0], span[1] - around[0]))
    return _holds(said.modality in stated, "modality that the words do not state", dropped)


def _amount(text: str, span: Span, passage: str) -> Amount | None:
    inside = place_of(text, passage[span[0] : span[1]])
    if inside is None:
        return None
    start, end = span[0] + inside[0], span[0] + inside[1]
    found = [one for one in find_quantities(passage) if start <= one.start and one.end <= end]
    if len(found) != 1 or found[0].unit is None or not found[0].is_money or found[0].value < 0:
        return None
    return Amount(found[0].value, found[0].unit, (found[0].start, found[0].end))


def _holds(right: bool, reason: str, dropped: Counter[str]) -> bool:
    if not right:
        dropped[reason] += 1
    return right


@cache
def _modal_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    path = Path(__file__).parent / "modal_words.yaml"
    rules = read(path, tuple[dict[Modality, str], ...], MappingError).value
    return tuple(
        (modality, re.compile(pattern, re.IGNORECASE))
        for rule in rules
        for modality, pattern in rule.items()
    )


_WORDS: dict[type, tuple[str, ...]] = {
    SaidObligation: ("obliged", "action", "recipient", "condition"),
    SaidParty: ("name",),
    SaidGuarantee: ("guarantor", "debtor", "beneficiary", "amount"),
    SaidRelation: ("source", "target", "role"),
}
"""Fields of each kind of statement that must stand in its quote."""
