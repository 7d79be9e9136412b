"""Amounts of money in running text, with their exact value and currency.

"$1.2 billion", "€3 million", "US$500,000", "EUR 20m", "between $5 and $10 million", "$(5.00)
million". Where a section says that its amounts are in millions
("Dollars in millions"), bare amounts are read so; see `stated_scales`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.text.numbers import scaled
from kg.text.quantities import find_quantities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.text.blocks import PlainText

_STATED = re.compile(
    r"(?:dollars|amounts|figures|\$|u\.?s\.?\$?|euros?|€|£|rmb|tabular amounts)?[^().]{0,40}\bin "
    r"(?P<scale>thousands|millions|billions)\b",
    re.IGNORECASE,
)
_STATED_AHEAD = re.compile(r"\W*(?:dollars|amounts|figures|in|\$|u\.s\.)\b", re.IGNORECASE)
_NOTES_HEADING = re.compile(
    r"(?:condensed )?notes to (?:the )?(?:condensed )?(?:consolidated )?financial statements"
    r"(?:\s*[-–—(].{0,40})?",
    re.IGNORECASE,
)
_SECTION_END = re.compile(
    r"(?:report of independent|item\s+\d|signatures$|schedule [iv]+\b|exhibit index)", re.IGNORECASE
)
_PER_PIECE = re.compile(
    r"(?:[^.;$€£]{0,60}?\b)?(?:per|a|each)[ -](?:[\w’]+ ){0,3}?"
    r"(?:share|unit|ADS|barrel|ton|tonne|ounce|hour|month|employee|gallon)\b",
    re.IGNORECASE,
)
_LINES_UNDER_HEADING = 3
_LONGEST_HEADING = 120
_LONGEST_ROW_CELL = 80


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a text.

    `start` and `end` are code points of the sign, the number and its magnitude; `number` the
    place of the digits. `value` is in whole units of `currency` (ISO 4217), negative where the
    text shows it in accountants' brackets or with a minus. `scaled` says that the magnitude
    came from the section, not from the amount's own words.
    """

    start: int
    end: int
    text: str
    value: Decimal
    currency: str
    number: tuple[int, int]
    magnitude: int = 0
    scaled: bool = False


def find_money(text: str, scale: int = 0) -> list[Money]:
    """Every amount in a text, in its order.

    Args:
        text: prose, not a table.
        scale: power of ten that the section states for amounts without a magnitude of their
            own ("in millions": 6). Amounts with cents, and those per share or unit, are exempt.
    """
    found = [
        Money(one.start, one.end, text[one.start : one.end], one.value, one.unit, one.number,
              one.power)
        for one in find_quantities(text, brackets=True)
        if one.is_money and one.unit is not None
    ]  # fmt: skip
    found = _share_magnitudes(text, found)
    if scale:
        found = [_with_scale(text, money, scale) for money in found]
    return found


def _share_magnitudes(text: str, found: list[Money]) -> list[Money]:
    """ "$5 to $10 million" and "between $5 and $10 million" are millions on both sides."""
    result = list(found)
    for index in range(len(result) - 2, -1, -1):
        money, following = result[index], result[index + 1]
        if money.magnitude or not following.magnitude or "," in text[slice(*money.number)]:
            continue
        between = text[money.end : following.start]
        ranged = re.fullmatch(r"\s*(?:to|through|–|-|—)\s*", between)
        paired = re.fullmatch(r"\s*(?:and|or)\s*", between) and re.search(
            r"\b(?:between|from|either)\s*$", text[max(0, money.start - 12) : money.start], re.I
        )
        if (ranged or paired) and money.currency == following.currency:
            result[index] = replace(
                money,
                value=scaled(money.value, following.magnitude),
                magnitude=following.magnitude,
            )
    return result


def _with_scale(text: str, money: Money, scale: int) -> Money:
    digits = text[slice(*money.number)]
    whole, _, part = digits.partition(".")
    # Whoever writes whole millions writes no cents; and millions of millions,
    # or a price of a share, are whole dollars.
    if money.magnitude or len(part) >= 2 or whole.count(",") > 1:
        return money
    if _PER_PIECE.match(text[money.end : money.end + 80].partition("$")[0]):
        return money
    return replace(money, value=scaled(money.value, scale), magnitude=scale, scaled=True)


def prose(text: PlainText) -> Iterator[tuple[int, str, bool]]:
    """Start and words of each passage that is text, and whether it stands in a table.

    That is paragraphs, and those cells of rows that are long enough to be sentences.
    """
    for block in text.blocks:
        words = text.of(block)
        if block.kind != "row":
            yield block.start, words, False
            continue
        start = block.start
        for cell in words.split("\t"):
            if len(cell) > _LONGEST_ROW_CELL and cell.count(" ") > 8:
                yield start, cell, True
            start += len(cell) + 1


def money_in(text: PlainText) -> list[Money]:
    """Every amount in the prose of a document; places are code points of its whole text."""
    found: list[Money] = []
    scales = list(stated_scales(text))
    tables = list(_table_scales(text))
    for start, words, in_table in prose(text):
        scale = next((s for a, b, s in scales if a <= start < b), 0)
        if in_table:
            scale = next((s for a, b, s in tables if a <= start < b), scale)
        found.extend(
            replace(
                money,
                start=money.start + start,
                end=money.end + start,
                number=(money.number[0] + start, money.number[1] + start),
            )
            for money in find_money(words, scale)
        )
    return found


def _table_scales(text: PlainText) -> Iterator[tuple[int, int, int]]:
    """Tables under "(Dollars in millions)": start, end and power."""
    start, scale = 0, 0
    for block in text.blocks:
        words = text.of(block)
        stated = 0
        if block.kind != "row" or _STATED_AHEAD.match(words):
            stated = _scale_of(words[:_LONGEST_HEADING])
        if stated or (block.kind != "row" and len(words) > _LONGEST_HEADING):
            if scale:
                yield start, block.start, scale
            start, scale = block.start, stated
    if scale:
        yield start, len(text.text), scale


def stated_scales(text: PlainText) -> Iterator[tuple[int, int, int]]:
    """Stretches of a document that state a scale for all their amounts: start, end, power.

    That is the notes to the financial statements where "(Dollars in millions …)" stands right
    under their heading. The same words above a table speak of that table alone.
    """
    blocks = text.blocks
    index = 0
    while index < len(blocks):
        words = text.of(blocks[index])
        if len(words) < _LONGEST_HEADING and _NOTES_HEADING.fullmatch(words.strip()):
            following = blocks[index + 1 : index + 1 + _LINES_UNDER_HEADING]
            scale = next(filter(None, (_scale_of(text.of(block)) for block in following)), 0)
            if scale:
                end = _end_of_section(text, index + 1)
                yield blocks[index].start, end, scale
                while index < len(blocks) and blocks[index].start < end:
                    index += 1
                continue
        index += 1


def _end_of_section(text: PlainText, index: int) -> int:
    for block in text.blocks[index:]:
        words = text.of(block)
        if len(words) < _LONGEST_HEADING and _SECTION_END.match(words.strip()):
            return block.start
    return len(text.text)


def _scale_of(words: str) -> int:
    if len(words) > _LONGEST_HEADING:
        return 0
    match = _STATED.search(words)
    return {"thousands": 3, "millions": 6, "billions": 9}[match["scale"].lower()] if match else 0


class Amounts:
    """Every amount in the prose of a document, found once."""

    def __init__(self, text: PlainText) -> None:
        self._found = sorted(money_in(text), key=lambda money: money.start)

    def within(self, start: int, end: int) -> tuple[Money, ...]:
        """Those that begin in a span of the document's text."""
        first = bisect_left(self._found, start, key=lambda money: money.start)
        last = bisect_left(self._found, end, key=lambda money: money.start)
        return tuple(self._found[first:last])
