"""Guarantees that a sentence tells of: who answers for whose debt, up to what amount.

A guarantee of a product, a yield or an outcome is none, nor is one without a named debtor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.reports.layout.sentences import sentences, without_points
from ingest.reports.narrative.money_text import Amounts, Money
from ingest.reports.narrative.parties import parties_in, proper_name
from ingest.reports.narrative.passages import NO_PROSE
from ingest.reports.narrative.patterns import search
from ingest.reports.narrative.terms import Terms
from kg.text.blocks import PlainText

_ISSUED = re.compile(r"\b(?:co-issued|issued|sold)\b")
_NOTES = re.compile(r"\b(?:notes|debentures|bonds)\b", re.IGNORECASE)
_LOOK_BACK = 100


@dataclass(frozen=True, slots=True)
class GuaranteeStatement:
    """A sentence of a filing that states a guarantee.

    Attributes:
        start, end: the sentence, in code points of the document's text.
        guarantor, debtor, beneficiary: names, defined terms replaced by their party; only the
            beneficiary may be None.
        amount: up to which it goes; None where the sentence gives none, or several.
    """

    start: int
    end: int
    words: str
    guarantor: str
    debtor: str
    beneficiary: str | None
    amount: Money | None


def find_guarantees(
    text: PlainText, terms: Terms, amounts: Amounts
) -> tuple[GuaranteeStatement, ...]:
    """Guarantees in the order of the document, each of guarantor and debtor once a sentence."""
    return tuple(
        found
        for block in text.blocks
        if block.kind != "row" and search("guarantee", words := text.of(block))
        if not NO_PROSE.search(words)
        for start, end in sentences(words)
        if search("guarantee", words, start, end)
        for found in _read(words[start:end], block.start + start, text, terms, amounts)
    )


def _read(
    sentence: str, start: int, text: PlainText, terms: Terms, amounts: Amounts
) -> Iterator[GuaranteeStatement]:
    if search("guarantee denied", sentence) or search("guarantee ended", sentence):
        return
    plain = " ".join(without_points(sentence).split())
    match = search("guarantee stated", plain)
    own_notes = search("guarantee of own notes", plain) if match is None else None
    match = match or own_notes
    if match is None:
        return
    parts = match.groupdict()
    guarantors, debtors = (
        _names(_after_clause(parts["who"]), terms),
        _names(parts.get("debtor"), terms),
    )
    if own_notes and terms.registrant and terms.registrant not in guarantors:
        debtors = (terms.registrant,) if _issues_its_notes(text, terms.registrant) else ()
    holder = parts.get("holder")
    if holder is None and (behind := search("guarantee holder", plain[match.end() :])):
        holder = behind["holder"]
    holders = _names(holder, terms)
    end = start + len(sentence)
    limits = [
        money
        for money in amounts.within(start, end)
        if search(
            "guarantee limit",
            sentence[max(0, money.start - start - _LOOK_BACK) : money.start - start],
        )
    ]
    for guarantor in guarantors:
        for debtor in debtors:
            if guarantor != debtor:
                yield GuaranteeStatement(
                    start=start,
                    end=end,
                    words=sentence,
                    guarantor=guarantor,
                    debtor=debtor,
                    beneficiary=holders[0] if len(holders) == 1 else None,
                    amount=limits[0] if len(limits) == 1 else None,
                )


def _issues_its_notes(text: PlainText, registrant: str) -> bool:
    """Whether no sentence of a filing names another issuer of notes than the registrant."""
    own = re.compile(
        rf"\b(?:[Ww]e|(?:[Tt]he\s)?(?:Company|Registrant|Issuer)|{re.escape(registrant)})"
    )
    for match in _ISSUED.finditer(text.text):
        before = re.split(r"[.;\n]\s", text.text[max(0, match.start() - 150) : match.start()])[-1]
        behind = re.split(r"[.;\n]\s", text.text[match.end() : match.end() + 150])[0]
        by = re.match(r"\s+by\s+", behind)
        notes = _NOTES.search(before if by else behind)
        if notes is None or (_NOTES.search(before) and not by):
            continue
        if not own.search(behind[:80] if by else before):
            return False
    return True


def _after_clause(words: str) -> str:
    """The subject behind "In connection with the sale, "."""
    head, _, tail = words.rpartition(", ")
    return tail if head and re.match(r"(?:In|As|On|Pursuant|Under|For|At|With)\b", head) else words


def _names(words: str | None, terms: Terms) -> tuple[str, ...]:
    if words is None:
        return ()
    proper = [proper_name(name, terms) for name in parties_in([words], terms)]
    # One of them that is no name may be the head of what the others only describe.
    return tuple(name for name in proper if name) if all(proper) else ()
