"""Passages of a 10-K on related parties, guarantees and going concern, and its risk factors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.reports.narrative.money_text import Amounts, Money
from ingest.reports.narrative.patterns import names, search
from ingest.reports.narrative.sections import Section
from kg.text.blocks import Block, PlainText

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_HEADING = 150
_SHORTEST_PASSAGE = 40
_MOST_BLOCKS = 60
_NOTE_OR_ITEM = re.compile(r"(?:note\s+\d+\s*[-–—.:]|item\s+\d+[abc]?\b)", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:note\s+\d+|\d{1,2}\.\s|item\s+\d|part\s+[iv]+\b)", re.IGNORECASE)
# Nobody writes such words; patterns that try each of their letters would take for ever.
NO_PROSE = re.compile(r"\S{300}")
"""Finds what is no prose."""
_SHORTEST_RISK = 16
# A risk factor is headed by a sentence, a group of them by words without a verb (Item 105).
_VERB = re.compile(
    r"[.!?]$|\b(?:may|might|can|cannot|could|will|would|should|must|is|are|was|were|be|been|has|have|"
    r"had|do|does|did|depends?|faces?|fail|fails|fluctuates?|relies|rely|requires?|operates?|incur)\b",
    re.IGNORECASE,
)
# "Our International Operations Expose Us to Risks" has a verb that no list has, and says "us".
_TOLD_OF_US = re.compile(
    r"(?!risks?\b)(?=(?:\S+\s+){4}).*\b(?:we|us|our|its?|they)\b.*", re.IGNORECASE | re.DOTALL
)
_ITALIC = re.compile(
    r"font-style\s*:\s*(?:italic|oblique)|text-decoration[\w-]*\s*:[^;]*underline", re.IGNORECASE
)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_PAGE_HEAD = re.compile(
    r"(?:back to )?(?:table of )?contents|.{0,80}\bform\s+(?:10-k|20-f|40-f)\b.{0,40}"
    r"|(?:page\s*)?\W*\d+\W*|part\s+[iv]+|.{0,80}\bannual report\b.{0,20}",
    re.IGNORECASE,
)
_MOST_REPEATED = 2
"""Times that a heading may stand in a document; page heads stand there more often."""


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
        if (
            (heading is None and item is None)
            or len(words) < _SHORTEST_PASSAGE
            or NO_PROSE.search(words)
        ):
            continue
        for subject in names("passage "):
            by_heading = kind == subject and item != "1A"
            in_risks = item in {"1A", None} and subject != "going_concern"
            if not by_heading and (in_risks or block.kind == "row"):
                continue
            if not by_heading and (
                not search(f"passage {subject}", words)
                or (subject == "guarantee" and search("no guarantee", words))
            ):
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
                    negated=subject == "going_concern" and search("no doubt", words) is not None,
                    amounts=amounts.within(block.start, block.end),
                )
            )
    return tuple(found)


def risk_factors(text: PlainText, sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Headings of Item 1A as the titles of risks, each with the text to the next heading.

    Page heads and the headings of groups ("Risks Related to Our Business") are none. Where no
    heading is bold, those that are italic or underlined count, and where there is none of its own
    line, those with which a paragraph begins.
    """
    section = next((found for found in sections if found.item == "1A"), None)
    if section is None:
        return ()
    bold = {block.key for block in section.blocks if block.bold or block.kind == "heading"}
    italic = {block.key for block in section.blocks if _is_italic(text.elements.get(block.key))}
    return (
        _headed(text, section, bold)
        or _headed(text, section, bold | italic)
        or tuple(_run_in(text, section))
    )


def _run_in(text: PlainText, section: Section) -> Iterator[Passage]:
    """Risks whose heading is set off at the beginning of their paragraph."""
    for block in section.blocks:
        words = text.of(block)
        heading = _set_off(text.elements.get(block.key)).rstrip(" :—–-")
        known = _SHORTEST_RISK <= len(heading) < len(words) / 2 and _is_risk(heading)
        if known and block.kind != "row" and " ".join(words.split()).startswith(heading):
            yield Passage("risk_factor", block.key, block.start, block.end, words, heading,
                          "heading", "1A")  # fmt: skip


def _set_off(element: _Element | None) -> str:
    """The words in bold, italics or underlined with which an element begins, on one line."""
    while element is not None and not (element.text or "").strip():
        runs: list[str] = []
        for child in element:
            if not (_is_italic(child) or _is_bold(child)):
                break
            runs += (str(part) for part in child.itertext())
            if (child.tail or "").strip():
                break
        if "".join(runs).strip():
            return " ".join("".join(runs).split())
        element = next((child for child in element if isinstance(child.tag, str)), None)
    return ""


def _is_bold(element: _Element) -> bool:
    name = str(element.tag).rpartition("}")[2].lower()
    return name in {"b", "strong"} or _BOLD.search(element.get("style") or "") is not None


def _is_risk(heading: str) -> bool:
    """Whether a heading tells of a risk, as a sentence does; that of a group does not."""
    return bool(_VERB.search(heading.strip()) or _TOLD_OF_US.fullmatch(heading))


def _is_italic(element: _Element | None) -> bool:
    """Whether all words of an element are set italic or underlined."""
    waiting = [] if element is None else [element]
    while waiting:
        one = waiting.pop()
        name = str(one.tag).rpartition("}")[2].lower()
        if name in {"i", "em", "u"} or _ITALIC.search(one.get("style") or ""):
            continue
        if (one.text or "").strip() or any((child.tail or "").strip() for child in one):
            return False
        waiting.extend(child for child in one if isinstance(child.tag, str))
    return element is not None


def _headed(text: PlainText, section: Section, headings: Set[str]) -> tuple[Passage, ...]:
    """Risks under those blocks of a section, by their keys, that are headings of risks."""
    repeated = Counter(_same_on_each_page(text.of(block)) for block in text.blocks)
    found: list[Passage] = []
    title: Block | None = None
    body: list[Block] = []

    def close() -> None:
        if title is not None and body:
            heading = " ".join(text.of(title).split())
            words = text.text[body[0].start : body[-1].end]
            found.append(Passage("risk_factor", title.key, title.start, body[-1].end, words,
                                 heading, "heading", "1A"))  # fmt: skip

    for block, following in zip(section.blocks, (*section.blocks[1:], None), strict=False):
        words = text.of(block)
        if block.key not in headings or block.kind == "row":
            if len(words) > _SHORTEST_PASSAGE:
                body.append(block)
            continue
        # A page break parts a heading that goes on, or a paragraph around a page head.
        goes_on = title is not None and not body and words[:1].islower()
        broken = (
            bool(body)
            and not re.search(r"[.!?:;”\")]\s*$", text.of(body[-1]))
            and (following is not None and text.of(following)[:1].islower())
        )
        if goes_on or broken or len(words) < _SHORTEST_RISK or _PAGE_HEAD.fullmatch(words):
            continue
        if repeated[_same_on_each_page(words)] > _MOST_REPEATED:
            continue
        close()
        title, body = (block if _is_risk(words) else None), []
    close()
    return tuple(found)


def _same_on_each_page(words: str) -> str:
    return re.sub(r"[\d\s|]+", " ", words[:_LONGEST_HEADING]).strip().casefold()


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
            opened = (
                subject for subject in names("heading ") if search(f"heading {subject}", words)
            )
            subject = next(opened, None)
            if subject is not None or _NUMBERED.match(words):
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
    if _NOTE_OR_ITEM.match(words):
        return "\t" not in words or not re.search(r"\t\d+$", words)
    return block.bold and block.kind != "row" and not words.rstrip().endswith((",", ";"))


def item_at(sections: Sequence[Section], position: int) -> str | None:
    """The Item that a place stands in; None before the first."""
    return next((s.item for s in sections if s.start <= position < s.end), None)
