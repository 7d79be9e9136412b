"""Obligations, thresholds, deadlines, defined terms and citations out of texts of law.

No lake and no files are needed: text goes in, statements with their places come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from ingest.regulations.extraction.statements import (
    Citation,
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

__all__ = [
    "LANGUAGES",
    "LONGEST_TEXT",
    "Citation",
    "Deadline",
    "DefinedTerm",
    "Modality",
    "Obligation",
    "Operator",
    "Statements",
    "Threshold",
    "extract",
    "extract_all",
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
    code = language.lower().partition("-")[0]
    if code not in LANGUAGES:
        raise UsageError(
            "no rules for this language", value=language, hint=f"Known: {', '.join(LANGUAGES)}"
        )
    waiting = iter(texts)
    while batch := list(islice(waiting, _TEXTS_AT_A_TIME)):
        for text in batch:
            if len(text) > LONGEST_TEXT:
                raise UsageError(f"text is longer than {LONGEST_TEXT} characters", value=len(text))
        yield from _chinese(batch) if code == "zh" else _english(batch, parse)


def _chinese(texts: Sequence[str]) -> Iterator[Statements]:
    from ingest.regulations.extraction.chinese import extract_chinese

    yield from map(extract_chinese, texts)


def _english(texts: Sequence[str], parse: bool) -> Iterator[Statements]:
    found = [_by_rules(text) for text in texts]
    if not parse:
        yield from found
        return
    from ingest.regulations.extraction.obligations import find_in_texts

    places = [tuple((one.start, one.end) for one in each.citations) for each in found]
    obligations = find_in_texts(list(zip(texts, places, strict=True)))
    for each, own in zip(found, obligations, strict=True):
        yield replace(each, obligations=own)


def _by_rules(text: str) -> Statements:
    from ingest.regulations.extraction.citations import find_citations
    from ingest.regulations.extraction.deadlines import find_deadlines
    from ingest.regulations.extraction.defined_terms import find_defined_terms
    from ingest.regulations.extraction.thresholds import find_thresholds

    citations = find_citations(text)
    taken = tuple((one.start, one.end) for one in citations)
    return Statements(
        citations=citations,
        thresholds=find_thresholds(text, taken),
        deadlines=find_deadlines(text, taken),
        defined_terms=find_defined_terms(text),
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
