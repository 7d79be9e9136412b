"""Passages of a 10-K on related parties, guarantees and going concern, and its risk factors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reports.layout.plain_text import Block, PlainText
    from ingest.reports.narrative.amounts import Amounts
    from ingest.reports.narrative.money_text import Money
    from ingest.reports.narrative.sections import Section

_HEADINGS = {
    "related_party": re.compile(
        r"related[- ](?:part(?:y|ies)|persons?)|certain relationships|affiliate transactions", re.I
    ),
    "guarantee": re.compile(r"guarantees?\b|guaranties|indemnification", re.I),
    "going_concern": re.compile(r"going concern", re.I),
    "legal_proceeding": re.compile(
        r"legal (?:proceedings|matters)|litigation|contingenc|lawsuit|investigations?\b", re.I
    ),
}
_WORDS = {
    "related_party": re.compile(
        r"\brelated[- ](?:part(?:y|ies)|person) "
        r"(?:transactions?|agreements?|loans?|receivables?|payables?)"
        r"|\b(?:is|are|was|were) (?:considered )?(?:a )?related part(?:y|ies)\b",
        re.I,
    ),
    "guarantee": re.compile(
        r"\b(?:we|company|registrant|parent|subsidiar\w+|bank|corporation|[A-Z]\w+)\b[^.]{0,80}"
        r"\b(?:guarantee[sd]?|indemnif(?:y|ies|ied)|"
        r"(?:provides?|provided|issued?|entered into) [^.]{0,40}guarantees?)\b",
        re.I,
    ),
    "going_concern": re.compile(
        r"\bsubstantial doubt about\b|\b(?:continue|continuing) as a going concern\b"
        r"|\bgoing concern (?:basis|assumption|doubt|qualification|opinion)",
        re.I,
    ),
}
_NO_GUARANTEE = re.compile(
    r"\b(?:no|not a|cannot|can not|not|neither|without any) (?:\w+ )?guarantee"
    r"|there (?:can be|is) no guarantee|not guarantees? of|guarantee that",
    re.IGNORECASE,
)
_NO_DOUBT = re.compile(
    r"\b(?:no|not|without|alleviat\w+)\b[^.]{0,80}(?:substantial doubt|going concern)", re.I
)
_LONGEST_HEADING = 150
_SHORTEST_PASSAGE = 40
_MOST_BLOCKS = 60
# Nobody writes such words; patterns that try each of their letters would take for ever.
NO_PROSE = re.compile(r"\S{300}")
"""Finds what is no prose."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of text on a subject. `how` is "heading" where it stands under a heading of that
    subject, "words" where its own words tell; `heading` is the nearest heading above it.
    `negated` says that it denies the thing, as in "no substantial doubt"."""

    kind: str
    block: str
    start: int
    end: int
    words: str
    heading: str | None
    how: str
    item: str | None
    negated: bool = False
    amounts: tuple[Money, ...] = ()


def find_passages(
    text: PlainText, sections: Sequence[Section], amounts: Amounts
) -> tuple[Passage, ...]:
    """Passages on related parties, guarantees and going concern, in the document's order."""
    found: list[Passage] = []
    for block, heading, kind in under_headings(text):
        words = text.of(block)
        item = item_at(sections, block.start)
        if (heading is None and item is None) or NO_PROSE.search(words):
            continue
        for subject, pattern in _WORDS.items():
            by_heading = kind == subject and item != "1A"
            match = pattern.search(words) if block.kind != "row" else None
            if subject == "guarantee" and match and _NO_GUARANTEE.search(words):
                match = None
            in_risks = item in {"1A", None} and subject != "going_concern"
            if len(words) < _SHORTEST_PASSAGE or not (by_heading or (match and not in_risks)):
                continue
            found.append(
                Passage(
                    kind=subject,
                    block=block.key,
                    start=block.start,
                    end=block.end,
                    words=words,
                    heading=heading,
                    how="heading" if by_heading else "words",
                    item=item,
                    negated=subject == "going_concern" and _NO_DOUBT.search(words) is not None,
                    amounts=amounts.within(block.start, block.end),
                )
            )
    return tuple(found)


def risk_factors(text: PlainText, sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Headings of Item 1A as the titles of risks, each with the text to the next heading."""
    section = next((found for found in sections if found.item == "1A"), None)
    if section is None:
        return ()
    found: list[Passage] = []
    title: Block | None = None
    body: list[Block] = []

    def close() -> None:
        if title is not None and body:
            words = text.text[body[0].start : body[-1].end]
            found.append(
                Passage(
                    kind="risk_factor",
                    block=title.key,
                    start=title.start,
                    end=body[-1].end,
                    words=words,
                    heading=" ".join(text.of(title).split()),
                    how="heading",
                    item="1A",
                )
            )

    for block in section.blocks:
        words = text.of(block)
        if (block.bold or block.kind == "heading") and block.kind != "row" and len(words) > 15:
            if title is not None and not body and words[:1].islower():
                # A page break parts a heading that goes on.
                continue
            close()
            title, body = block, []
        elif len(words) > _SHORTEST_PASSAGE:
            body.append(block)
    close()
    return tuple(found)


def under_headings(text: PlainText) -> Iterator[tuple[Block, str | None, str | None]]:
    """Each block with the nearest heading, and the subject that a heading above it opened.

    A subject lasts until a heading of another subject or the next numbered note; lower
    headings inside it, such as the name of a case, do not end it.
    """
    heading: str | None = None
    kind: str | None = None
    since = 0
    for block in text.blocks:
        words = text.of(block)
        if _is_heading(block, words):
            subject = next((k for k, pattern in _HEADINGS.items() if pattern.search(words)), None)
            major = re.match(r"(?:note\s+\d+|\d{1,2}\.\s|item\s+\d|part\s+[iv]+\b)", words, re.I)
            if subject is not None or major:
                kind, since = subject, 0
            elif kind != "legal_proceeding":
                kind = None
            heading = " ".join(words.split())
            continue
        since += 1
        if since > _MOST_BLOCKS:
            kind = None
        yield block, heading, kind


def _is_heading(block: Block, words: str) -> bool:
    if len(words) > _LONGEST_HEADING or not re.search(r"[A-Za-z]{3}", words):
        return False
    if block.kind == "heading":
        return True
    if re.match(r"(?:note\s+\d+\s*[-–—.:]|item\s+\d+[abc]?\b)", words, re.IGNORECASE):
        return "\t" not in words or not re.search(r"\t\d+$", words)
    return block.bold and block.kind != "row" and not words.rstrip().endswith((",", ";"))


def item_at(sections: Sequence[Section], position: int) -> str | None:
    """The Item that a place stands in; None before the first."""
    return next((s.item for s in sections if s.start <= position < s.end), None)
