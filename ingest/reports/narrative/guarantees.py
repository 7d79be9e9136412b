"""Guarantees that a sentence tells of: who answers for whose debt, up to what amount.

A guarantee of a product, a yield or an outcome is none, nor is one without a named debtor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.reports.layout.sentences import sentences, without_points
from ingest.reports.narrative.party_names import parties_in, proper_name
from ingest.reports.narrative.passages import NO_PROSE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.reports.layout.plain_text import PlainText
    from ingest.reports.narrative.amounts import Amounts
    from ingest.reports.narrative.defined_parties import Terms
    from ingest.reports.narrative.money_text import Money

_GUARANTEE = re.compile(r"\bguarant(?:ee[sd]?|eeing|y|ies|ied)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|no|never|neither|nor|without|cannot|may|might|could|would|if|will|unless|"
    r"expects? to)\b(?:\W+\w+){0,6}?\W+guarant",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\bguarant\w+\b[^.;]{0,80}\b(?:was|were|has been|have been) (?:released|terminated|discharged)"
    r"|\b(?:formerly|previously)\s+guarant",
    re.IGNORECASE,
)
_HOW = (
    r"(?:(?:also|has|have|had|agreed to|fully|absolutely|irrevocably|unconditionally|"
    r"jointly|severally|personally|and|is|are)\s+){0,8}"
)
_SUM = (
    r"(?:up to |approximately |about |an aggregate of )?[A-Z]{0,3}\s?[$€£¥]\s?\d[\d,.․]*"
    r"(?:\s(?:thousand|million|billion))?"
)
_DEBT = (
    rf"(?:{_SUM}\s+(?:of|in)\s+)?"
    r"(?:all\s+(?:of\s+)?)?(?:the\s+)?(?:prompt\s+)?(?:(?:full|due|punctual)\s+)?"
    r"(?:and\s+punctual\s+)?(?:payment\s+(?:and\s+performance\s+)?of\s+)?(?:all\s+)?(?:the\s+)?"
    r"(?:\w+\s+){0,3}?(?:obligations?|debts?|indebtedness|liabilities|borrowings|loans?|notes|"
    r"bonds|debentures|securities|lease|credit facility|performance)"
)
_NAME = r"[^;:]{2,140}?"
_STOP = (
    r"(?=\s+(?:up to|under|in (?:the|an) (?:aggregate |maximum )?amount|in favou?r of|to|towards|"
    r"pursuant|with respect|for|which|that|in respect|on a|by|until|through|owed|due|of up to|"
    r"totall?ing|aggregating|as of|at)\b|\s+\$|[,;.]|$)"
)
_ACTIVE = re.compile(
    rf"^(?P<who>{_NAME})\s+{_HOW}guarantee(?:s|d)?\s+"
    rf"(?:{_DEBT}\s+(?:of|issued by|owed by|incurred by|made to)\s+(?P<debtor>{_NAME}){_STOP}"
    rf"|(?:an?|the)\s+(?:{_SUM}\s+)?(?:[\w-]+\s+){{0,4}}?"
    r"(?:loans?|credit facility|advance|notes?)\s+"
    rf"(?:made|extended|provided|granted|issued)\s+by\s+(?P<lender>{_NAME})\s+to\s+"
    rf"(?P<lent_to>{_NAME}){_STOP}"
    rf"|(?P<owner>[A-Z][^;:]{{1,80}}?)[’']s?\s+{_DEBT})"
)
_PASSIVE = re.compile(
    r"\b(?i:obligations?|debts?|indebtedness|liabilities|borrowings|loans?|notes|bonds|debentures|"
    rf"securities)\s+(?:of|issued by|owed by|incurred by)\s+(?P<debtor>{_NAME})\s+"
    r"(?:is|are|was|were|has been|have been)\s+(?:(?:also|fully|absolutely|irrevocably|jointly|"
    r"unconditionally|severally|and)[,\s]+){0,8}guaranteed,?\s+"
    rf"(?:on an? [\w\s,-]{{3,60}} basis,?\s+)?by\s+(?P<who>{_NAME}){_STOP}"
)
_ARE_GUARANTEED = (
    r"(?:is|are|was|were|has been|have been)\s+(?:(?:also|fully|absolutely|irrevocably|jointly|"
    r"unconditionally|severally|personally|and)[,\s]+){0,8}guaranteed,?\s+"
    r"(?:on an? [\w\s,-]{3,60} basis,?\s+)?by\s+"
)
_OWNER_PASSIVE = re.compile(
    rf"^(?P<owner>[A-Z][^;:]{{1,80}}?)[’']s?\s+{_DEBT}(?:\s+under\s+[^.;,]{{3,80}}?)?\s+"
    rf"{_ARE_GUARANTEED}(?P<who>{_NAME}){_STOP}"
)
# Notes that a report calls just "the Notes" are the registrant's, unless it names another issuer.
_OWN_NOTES = re.compile(
    rf"^(?:The|Our|These)\s+(?:[\w.%-]+\s+){{0,3}}?(?:Notes|notes|Debentures|debentures|Bonds|bonds)\s+"
    rf"{_ARE_GUARANTEED}(?P<who>{_NAME}){_STOP}"
)
_ISSUED = re.compile(r"\b(?:co-issued|issued|sold)\b")
_NOTES = re.compile(r"\b(?:notes|debentures|bonds)\b", re.IGNORECASE)
_TO_HOLDER = re.compile(
    rf"\s+to\s+(?P<holder>{_NAME})"
    r"(?=\s+(?:up to|under|in|pursuant|which|that|of|for|with|on)\b|\s+\$|[,;.]|$)"
)
_GIVEN = re.compile(
    rf"^(?P<who>{_NAME})\s+(?:has\s+|have\s+|had\s+)?(?:provided|provides|issued|gave|given|granted|"
    r"entered into|executed)\s+(?:an?\s+)?(?:[\w-]+\s+){0,3}?guarant(?:ee|y)\s+"
    rf"(?:(?:in favou?r of|to|for the benefit of)\s+(?P<holder>{_NAME})\s+)?"
    rf"(?:of|for|covering|with respect to|in respect of)\s+{_DEBT}\s+(?:of|owed by)\s+"
    rf"(?P<debtor>{_NAME}){_STOP}"
)
_HOLDER = re.compile(
    rf"\b(?:in favou?r of|for the benefit of|owed to|due to|to its lenders?,?)\s+"
    rf"(?P<holder>{_NAME})"
    r"(?=\s+(?:up to|under|in|pursuant|which|that|of|for|with)\b|\s+\$|[,;.]|$)"
)
_LIMIT = re.compile(
    r"\b(?:up to|maximum|aggregate|amount|totall?ing|limited to|of)\b[^.;$€£]{0,60}$"
    r"|\bguaranteed?\s+(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
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
        if block.kind != "row" and _GUARANTEE.search(words := text.of(block))
        if not NO_PROSE.search(words)
        for start, end in sentences(words)
        if _GUARANTEE.search(words, start, end)
        for found in _read(words[start:end], block.start + start, text, terms, amounts)
    )


def _read(
    sentence: str, start: int, text: PlainText, terms: Terms, amounts: Amounts
) -> Iterator[GuaranteeStatement]:
    if _DENIED.search(sentence) or _ENDED.search(sentence):
        return
    plain = without_points(sentence)
    match = (
        _PASSIVE.search(plain)
        or _OWNER_PASSIVE.search(plain)
        or _GIVEN.search(plain)
        or _ACTIVE.search(plain)
    )
    own_notes = _OWN_NOTES.search(plain) if match is None else None
    match = match or own_notes
    if match is None:
        return
    parts = match.groupdict()
    guarantors = _names(_after_clause(parts["who"]), terms)
    debtors = _names(parts.get("debtor") or parts.get("owner") or parts.get("lent_to"), terms)
    if own_notes and terms.registrant and terms.registrant not in guarantors:
        debtors = (terms.registrant,) if _issues_its_notes(text, terms) else ()
    holder = parts.get("holder") or parts.get("lender")
    if holder is None:
        found = _TO_HOLDER.match(plain, match.end()) or _HOLDER.search(plain, match.end())
        holder = found["holder"] if found else None
    holders = _names(holder, terms)
    end = start + len(sentence)
    limits = [
        money
        for money in amounts.within(start, end)
        if _LIMIT.search(sentence[max(0, money.start - start - _LOOK_BACK) : money.start - start])
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


def _issues_its_notes(text: PlainText, terms: Terms) -> bool:
    """Whether no sentence of a filing names another issuer of notes than the registrant."""
    assert terms.registrant is not None
    own = re.compile(
        rf"\b(?:[Ww]e|(?:[Tt]he\s)?(?:Company|Registrant|Issuer)|{re.escape(terms.registrant)})"
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
    named = parties_in([words], terms)
    proper = [proper_name(name, terms) for name in named]
    # One of them that is no name may be the head of what the others only describe.
    return tuple(name for name in proper if name) if all(proper) else ()
