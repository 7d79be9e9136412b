"""Extraction from Chinese law, by rules alone."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.regulations.extraction.chinese.authorities import find_chinese_authorities
from ingest.regulations.extraction.chinese.citations import find_chinese_citations
from ingest.regulations.extraction.chinese.deadlines import find_chinese_deadlines
from ingest.regulations.extraction.chinese.defined_terms import find_chinese_terms
from ingest.regulations.extraction.chinese.lists import (
    find_chinese_inline_points,
    find_chinese_points,
)
from ingest.regulations.extraction.chinese.obligations import find_chinese_obligations
from ingest.regulations.extraction.chinese.thresholds import find_chinese_thresholds
from ingest.regulations.extraction.commencement import find_chinese_commencements
from ingest.regulations.extraction.statements import Statements

__all__ = ["extract_chinese"]


def extract_chinese(text: str, above: Sequence[str] = ()) -> Statements:
    """All statements of a Chinese text; `above` are the texts whose sentence it ends."""
    citations = find_chinese_citations(text)
    taken = tuple((one.start, one.end) for one in citations)
    return Statements(
        citations=citations,
        thresholds=find_chinese_thresholds(text, taken),
        deadlines=find_chinese_deadlines(text, taken),
        defined_terms=find_chinese_terms(text),
        authorities=find_chinese_authorities(text, taken),
        commencements=find_chinese_commencements(text),
        obligations=(
            *find_chinese_points(text, above),
            *find_chinese_inline_points(text),
            *find_chinese_obligations(text),
        ),
    )
