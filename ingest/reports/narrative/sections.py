"""Sections of a 10-K by its Item headings (Form 10-K, General Instructions)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.text.blocks import Block, PlainText

TITLES = {
    "1": "Business",
    "1A": "Risk Factors",
    "1B": "Unresolved Staff Comments",
    "1C": "Cybersecurity",
    "2": "Properties",
    "3": "Legal Proceedings",
    "4": "Mine Safety Disclosures",
    "5": "Market for Registrant’s Common Equity",
    "6": "[Reserved]",
    "7": "Management’s Discussion and Analysis",
    "7A": "Quantitative and Qualitative Disclosures about Market Risk",
    "8": "Financial Statements and Supplementary Data",
    "9": "Changes in and Disagreements with Accountants",
    "9A": "Controls and Procedures",
    "9B": "Other Information",
    "9C": "Disclosure Regarding Foreign Jurisdictions that Prevent Inspections",
    "10": "Directors, Executive Officers and Corporate Governance",
    "11": "Executive Compensation",
    "12": "Security Ownership",
    "13": "Certain Relationships and Related Transactions",
    "14": "Principal Accountant Fees and Services",
    "15": "Exhibits and Financial Statement Schedules",
    "16": "Form 10-K Summary",
}
"""Items of Form 10-K in their order, with the beginnings of their titles."""

_ORDER = {item: number for number, item in enumerate(TITLES)}
_ITEM = re.compile(
    r"^(?:part\s+[iv]+\W{0,3}\s*)?items?\s*(?P<item>\d{1,2}[ABC]?)(?!\d)\s*(?:[.:)]|[-–—])?\s*"
    r"(?:[-–—:]\s*)?(?P<title>[^\n]*)",
    re.IGNORECASE,
)
_PAGE_BEHIND = re.compile(
    r"(?:\t|\s\.{2,}\s*|\s{2,})(?:\d{1,3}|[ivx]+|N/A|None|\*|[-–—])(?:\s*[-–—]\s*\d+)?\s*$"
)
_LONGEST_HEADING = 220
_SMALL_CAPS = re.compile(r"\bI TEM\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """An Item, from its heading to the next. `start` and `end` are code points of the text;
    `body` is where the text behind the heading begins."""

    item: str
    title: str
    start: int
    body: int
    end: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    item: str
    title: str
    index: int
    block: Block


def find_sections(text: PlainText) -> tuple[Section, ...]:
    """The Items in the order of the document.

    A table of contents, page headings that repeat an Item and references to Items are no
    sections. Where an Item is headed twice, the longer text counts.
    """
    headings = _headings(text)
    best: dict[str, Section] = {}
    for heading, last in zip(headings, _ends(headings, len(text.blocks)), strict=True):
        previous = best.get(heading.item)
        if previous is not None and previous.start < heading.block.start < previous.end:
            continue
        end = text.blocks[last - 1].end if last > heading.index else heading.block.end
        section = Section(
            item=heading.item,
            title=heading.title,
            start=heading.block.start,
            body=text.blocks[heading.index + 1].start if heading.index + 1 < last else end,
            end=end,
            blocks=text.blocks[heading.index + 1 : last],
        )
        if previous is None or section.end - section.start > previous.end - previous.start:
            best[heading.item] = section
    ordered = sorted(best.values(), key=lambda section: section.start)
    return tuple(ordered)


def _ends(headings: Sequence[_Heading], blocks: int) -> list[int]:
    """The block before which each section ends: the next heading of another Item."""
    ends: list[int] = []
    for place in range(len(headings) - 1, -1, -1):
        heading = headings[place]
        following = headings[place + 1] if place + 1 < len(headings) else None
        if following is None:
            ends.append(blocks)
        else:
            ends.append(ends[-1] if following.item == heading.item else following.index)
    return ends[::-1]


def _headings(text: PlainText) -> list[_Heading]:
    found: list[_Heading] = []
    contents: list[_Heading] = []
    for index, block in enumerate(text.blocks):
        if block.end - block.start > _LONGEST_HEADING:
            continue
        words = _SMALL_CAPS.sub("ITEM", text.of(block))
        match = _ITEM.match(words)
        if match is None or match["item"].upper() not in TITLES:
            continue
        item = match["item"].upper()
        title = " ".join(_PAGE_BEHIND.sub("", match["title"]).replace("\t", " ").split())
        if not title and index + 1 < len(text.blocks):
            following = text.of(text.blocks[index + 1])
            title = " ".join(following.split()) if len(following) < _LONGEST_HEADING else ""
        if re.match(r"(?:of|in|and|to|above|below|is|are|was|,|through)\b", title, re.IGNORECASE):
            continue
        heading = _Heading(item, title.strip(" .") or TITLES[item], index, block)
        (contents if _PAGE_BEHIND.search(words) else found).append(heading)
    if len({heading.item for heading in found}) < 3:
        # The page numbers may be in the headings themselves.
        found = sorted([*found, *contents], key=lambda heading: heading.index)
    return found
