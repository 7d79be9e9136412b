"""Obligations, thresholds, deadlines, defined terms and citations out of texts of law.

No lake and no files are needed: text goes in, statements with their places come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from ingest.regulations.extraction.statements import (
    Authority,
    Citation,
    Commencement,
    Deadline,
    DefinedTerm,
    Modality,
    Obligation,
    Operator,
    Statements,
    Threshold,
)
from ingest.regulations.extraction.targets import resolve
from kg.errors import UsageError

if TYPE_CHECKING:
    from ingest.regulations.extraction.english.duties.units import DutyText

__all__ = [
    "LANGUAGES",
    "LONGEST_TEXT",
    "Authority",
    "Citation",
    "Commencement",
    "Deadline",
    "DefinedTerm",
    "Modality",
    "Obligation",
    "Operator",
    "Passage",
    "Statements",
    "Threshold",
    "extract",
    "extract_all",
    "extract_passages",
    "language_of",
    "resolve",
]

LANGUAGES = ("en", "zh")
"""Languages there are rules for."""
LONGEST_TEXT = 2_000_000
"""Characters of one text; provisions are far shorter."""
_TEXTS_AT_A_TIME = 256
_CHINESE = re.compile("[一-鿿]")
_LATIN = re.compile(r"[A-Za-z]")
_ENGLISH_WORDS = re.compile(
    r"\b(?:the|of|and|to|in|shall|for|or|any|that|is|by|this|means)\b", re.I
)
_FEW_WORDS = 12


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of an act, and how it hangs on others.

    Attributes:
        above: texts above whose last sentence it may go on with, the outermost first.
        opens_list: texts below may go on with its own last sentence.
        obliges: obligations are looked for; a preamble or a commentary makes none.
    """

    text: str
    above: tuple[str, ...] = ()
    opens_list: bool = False
    obliges: bool = True


def extract(text: str, language: str = "en", *, parse: bool = True) -> Statements:
    """All statements of one text.

    Args:
        text: a provision, sentence or page, of at most LONGEST_TEXT characters.
        language: "en" or "zh"; regional forms such as "en-US" are taken too.
        parse: find English obligations, which needs the parser; Chinese ones need none.

    Raises:
        UsageError: there are no rules for the language, or the text is too long.
        MissingExtra: the parser is wanted and not installed.
    """
    return next(extract_all([text], language, parse=parse))


def extract_all(
    texts: Iterable[str], language: str = "en", *, parse: bool = True
) -> Iterator[Statements]:
    """Statements of many texts, in their order; parsing them together is faster.

    Raises:
        As `extract`.
    """
    yield from extract_passages(map(Passage, texts), language, parse=parse)


def extract_passages(
    passages: Iterable[Passage], language: str = "en", *, parse: bool = True
) -> Iterator[Statements]:
    """Statements of the texts of an act, in their order, where one may end another's sentence.

    "The bank shall:" with "(a) notify the authority;" below it gives the point an obligation of
    the bank, and the text above none.

    Raises:
        As `extract`.
    """
    code = language.lower().partition("-")[0]
    if code not in LANGUAGES:
        raise UsageError(
            "no rules for this language", value=language, hint=f"Known: {', '.join(LANGUAGES)}"
        )
    waiting = iter(passages)
    while batch := list(islice(waiting, _TEXTS_AT_A_TIME)):
        for passage in batch:
            if len(passage.text) > LONGEST_TEXT:
                raise UsageError(
                    f"text is longer than {LONGEST_TEXT} characters", value=len(passage.text)
                )
        found = _chinese(batch) if code == "zh" else _english(batch, parse)
        yield from map(_without_commencement, found)


def _chinese(passages: Sequence[Passage]) -> Iterator[Statements]:
    from ingest.regulations.extraction.chinese import extract_chinese

    for passage in passages:
        found = extract_chinese(passage.text, passage.above)
        yield found if passage.obliges else replace(found, obligations=())


def _english(passages: Sequence[Passage], parse: bool) -> Iterator[Statements]:
    found = [_by_rules(passage.text) for passage in passages]
    if not parse:
        yield from found
        return
    from ingest.regulations.extraction.english.duties.obligations import (
        find_obligations,
        opens_points,
    )

    obligations = find_obligations([_duty_text(*one) for one in zip(passages, found, strict=True)])
    for passage, each, own in zip(passages, found, obligations, strict=True):
        opening = passage.opens_list
        kept = tuple(one for one in own if not (opening and opens_points(passage.text, one)))
        yield replace(each, obligations=kept)


def _duty_text(passage: Passage, found: Statements) -> DutyText:
    """A passage as duties are looked for in it, and the texts above it."""
    from ingest.regulations.extraction.english.duties.units import DutyText

    if not passage.obliges:
        return DutyText("")
    above = [DutyText(text, *_spans(_by_rules(text))) for text in passage.above]
    return DutyText(passage.text, *_spans(found), above)


def _spans(found: Statements) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    return (
        [(one.start, one.end) for one in found.citations],
        [(one.start, one.end) for one in found.deadlines],
    )


def _without_commencement(found: Statements) -> Statements:
    """The same without "This Regulation shall apply from", which obliges nobody."""
    if not found.commencements:
        return found
    return replace(
        found,
        obligations=tuple(
            one
            for one in found.obligations
            if not any(own.start < one.end and one.start < own.end for own in found.commencements)
        ),
    )


def _by_rules(text: str) -> Statements:
    from ingest.regulations.extraction.commencement import find_commencements
    from ingest.regulations.extraction.english.authorities import find_authorities
    from ingest.regulations.extraction.english.citations import find_citations
    from ingest.regulations.extraction.english.deadlines import find_deadlines
    from ingest.regulations.extraction.english.defined_terms import find_defined_terms
    from ingest.regulations.extraction.english.thresholds import find_thresholds

    citations = find_citations(text)
    taken = tuple((one.start, one.end) for one in citations)
    return Statements(
        citations=citations,
        thresholds=find_thresholds(text, taken),
        deadlines=find_deadlines(text, taken),
        defined_terms=find_defined_terms(text),
        authorities=find_authorities(text, taken),
        commencements=find_commencements(text),
    )


def language_of(text: str) -> str | None:
    """ "zh" or "en" by the signs and words of a text; None for another language, or too little."""
    sample = text[:20_000]
    chinese, latin = len(_CHINESE.findall(sample)), len(_LATIN.findall(sample))
    if chinese > latin / 4 and chinese >= 4:
        return "zh"
    words = len(sample.split())
    english = len(_ENGLISH_WORDS.findall(sample))
    if words < _FEW_WORDS:
        return "en" if english else None
    return "en" if english >= words * 0.08 else None
