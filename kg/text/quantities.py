"""Numbers in English text with their units: amounts of money, shares, and bare numbers.

"$1.2 billion", "US$500,000", "EUR 20m", "CHF 1'250'000.50", "20 million euros", "$(5.00) million",
"4.5 per cent", "fifty basis points", "1 500 accounts". A number is read whole or not at all, see
`kg.text.numbers`; the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from importlib import resources
from typing import NamedTuple

from kg.declarations import Declared, read
from kg.errors import MappingError
from kg.text.numbers import (
    ABBREVIATIONS,
    FIGURE,
    SCALED,
    SPACE,
    SPELLED,
    parse_figure,
    parse_spelled,
    scale_of,
    scaled,
)

_CANDIDATE = re.compile(rf"(?P<figure>{FIGURE})|(?<!\w){SPELLED}")
_SCALE = re.compile(SCALED)
_SHORT = re.compile(
    rf"\s?(?P<short>(?i:{'|'.join(sorted(ABBREVIATIONS, key=len, reverse=True))}))(?![\w’'-])"
)
_BEFORE = re.compile(r"[\w.,§$/'’-]\Z")
_BEHIND = re.compile(
    r"\w|[.,'’/]\d"
    # "Two-thirds", "twenty-first".
    r"|(?i:-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|half|quarter)s?\b)"
)
_SPACED = re.compile(SPACE)
_GROUP_BEHIND = re.compile(rf"{SPACE}\d{{3}}(?!\d)")
_DIGITS_BEHIND = re.compile(rf"(?:{SPACE}\d+)+")
_ONE_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_DECIMAL_COMMA = re.compile(r"\d\.\d{3}(?:\.\d{3}|,\d)|\d,\d{1,2}(?![\d,])")
_DECIMAL_POINT = re.compile(r"\d,\d{3}(?![\d.])|\d,\d{3}[,.]\d|\d\.\d{1,2}(?![\d.])")
_MINUS = "-–−"
_MINUS_BEFORE = re.compile(rf"(?<!\w)[{_MINUS}]\Z")
_MOST_BLANKS = 3


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, with what stands beside it.

    Attributes:
        start, end: code points of the sign, the number, its scale and its unit.
        value: exact; negative where the text has a minus, or accountants' brackets.
        unit: ISO 4217 code, "percent", "per mille" or "basis points"; None for a bare number.
        number: place of the figures or number words, without sign, scale and unit.
        power: power of ten that its scale gives; 0 without one.
    """

    start: int
    end: int
    value: Decimal
    unit: str | None
    number: tuple[int, int]
    power: int

    @property
    def is_money(self) -> bool:
        """Whether the unit is a currency."""
        return self.unit is not None and self.unit.isupper()


def find_quantities(text: str, *, brackets: bool = False) -> Iterator[Quantity]:
    """Every number of a text with its unit, in its order; none overlaps another.

    Args:
        brackets: amounts of money in brackets are negative, as accountants write them, unless
            they repeat the amount before: "fifty dollars ($50)".
    """
    return _Finder(text, brackets=brackets).find()


class _Sign(NamedTuple):
    """The sign of a currency before a number, with the brackets and the minus around it."""

    start: int
    unit: str
    minus: bool
    bracket_before: bool
    bracket_behind: bool


class _Finder:
    def __init__(self, text: str, *, brackets: bool) -> None:
        self.text = text
        self.brackets = brackets
        self.done = 0
        self.last: Quantity | None = None

    def find(self) -> Iterator[Quantity]:
        place = 0
        while found := _CANDIDATE.search(self.text, place):
            start, place = found.span()
            figure = found["figure"]
            if figure is None:
                length, value = parse_spelled(found[0])
                place = start + length
            else:
                value = parse_figure(figure)
                # "12 345 67" is no number, nor is a part of it.
                rest = _DIGITS_BEHIND.match(self.text, place) if _SPACED.search(figure) else None
                if rest is not None:
                    value, place = None, rest.end()
            quantity = None if value is None else self.quantity(start, place, value, figure)
            if quantity is not None:
                yield quantity
                self.last = quantity
                place = self.done = max(place, quantity.end)

    def quantity(
        self, start: int, stop: int, value: Decimal, figure: str | None
    ) -> Quantity | None:
        """The number with what stands beside it; None where it is only a part of something."""
        sign = self.sign_before(start)
        end, power = self.scale_behind(stop, sign, figure)
        unit = sign.unit if sign else None
        if sign is None:
            if _BEFORE.search(self.text, max(start - 1, 0), start):
                return None
            behind = _units_behind().match(self.text, end)
            if behind is not None:
                end, unit = behind.end(), _units()[_folded(behind["unit"])]
        if unit is None and figure and _SHORT.match(self.text, end):
            return None
        shares_too = sign is not None and self.text[end : end + 1] == "%"
        parted = end == stop and _GROUP_BEHIND.match(self.text, stop)
        if shares_too or parted or _BEHIND.match(self.text, end):
            return None
        if figure and not power and unit in _table().points and _ONE_POINT.fullmatch(figure):
            if self.decimal is None:
                return None
            value = parse_figure(figure, decimal=self.decimal) or value
        value = scaled(value, power)
        if sign is None:
            return Quantity(start, end, value, unit, (start, stop), power)
        value = -value if sign.minus else value
        found = Quantity(sign.start, end, value, unit, (start, stop), power)
        return self.in_brackets(found, sign) if self.brackets else found

    @cached_property
    def decimal(self) -> str | None:
        """What stands before the decimals of this text, None where it shows neither or both."""
        comma = _DECIMAL_COMMA.search(self.text) is not None
        point = _DECIMAL_POINT.search(self.text) is not None
        return None if comma == point else "," if comma else "."

    def scale_behind(self, stop: int, sign: _Sign | None, figure: str | None) -> tuple[int, int]:
        """Where the scale of a number ends, and its power of ten."""
        if figure is None:
            return stop, 0
        # "$(5.00) billion", "($5) million".
        bracket = sign is not None and (sign.bracket_before or sign.bracket_behind)
        closed = bracket and self.text[stop : stop + 1] == ")"
        scale = _SCALE.match(self.text, stop + closed)
        if scale is not None:
            return scale.end(), scale_of(scale[0])
        short = _SHORT.match(self.text, stop + closed)
        if short is not None and (sign or _units_behind().match(self.text, short.end())):
            return short.end(), ABBREVIATIONS[short["short"].lower()]
        return stop + (closed and sign is not None and sign.bracket_behind), 0

    def sign_before(self, number: int) -> _Sign | None:
        text, table, end, low = self.text, _table(), number, self.done
        bracket = end > low and text[end - 1] == "("
        end -= bracket
        minus = end > low and text[end - 1] in _MINUS
        end -= minus
        low = max(low, end - _MOST_BLANKS - table.lengths[0])
        while end > low and text[end - 1].isspace():
            end -= 1
        if end <= low or text[end - 1] not in table.last_letters:
            return None
        for length in table.lengths:
            start = end - length
            unit = table.signs.get(text[start:end]) if start >= self.done else None
            if unit is None or (start and (text[start - 1].isalnum() or text[start - 1] in "$€£¥")):
                continue
            if _MINUS_BEFORE.search(text, max(start - 2, self.done), start):
                start, minus = start - 1, True
            before = start > self.done and text[start - 1] == "("
            return _Sign(start, unit, minus, before, bracket)
        return None

    def in_brackets(self, found: Quantity, sign: _Sign) -> Quantity:
        """The amount, negative where brackets close around the number: "($5)", "$(5) million"."""
        stop = found.number[1]
        opened = sign.bracket_before or sign.bracket_behind
        if not opened or self.text[stop : stop + 1] != ")":
            return found
        start = found.start - sign.bracket_before
        last = self.last
        repeats = last and (last.value, last.unit) == (found.value, found.unit)
        if last and repeats and not self.text[last.end : start].strip():
            return found
        return replace(found, start=start, end=max(found.end, stop + 1), value=-abs(found.value))


class _Currency(Declared, frozen=True):
    signs: tuple[str, ...]
    words: tuple[str, ...]


class _Units(Declared, frozen=True):
    currencies: dict[str, _Currency]
    codes: tuple[str, ...]
    points_between_thousands: tuple[str, ...]
    shares: dict[str, tuple[str, ...]]


class _Table(NamedTuple):
    signs: Mapping[str, str]
    lengths: tuple[int, ...]
    last_letters: frozenset[str]
    words: Mapping[str, str]
    points: frozenset[str]


@cache
def _table() -> _Table:
    with resources.as_file(resources.files("kg.text") / "quantities.yaml") as path:
        units = read(path, _Units, MappingError).value
    signs = {code: code for code in units.codes}
    words = {_folded(word): unit for unit, names in units.shares.items() for word in names}
    for code, currency in units.currencies.items():
        signs |= dict.fromkeys(currency.signs, code)
        words |= {_folded(word): code for word in currency.words}
    lengths = tuple(sorted({len(sign) for sign in signs}, reverse=True))
    last_letters = frozenset(sign[-1] for sign in signs)
    return _Table(signs, lengths, last_letters, words, frozenset(units.points_between_thousands))


@cache
def _units() -> Mapping[str, str]:
    table = _table()
    units = {f"{word}s": unit for word, unit in table.words.items()}
    units |= {_folded(sign): unit for sign, unit in table.signs.items()}
    units |= table.words
    return units


@cache
def _units_behind() -> re.Pattern[str]:
    table = _table()
    words = "|".join(
        r"\s{1,2}".join(map(re.escape, word.split()))
        for word in sorted(table.words, key=len, reverse=True)
    )
    signs = "|".join(map(re.escape, sorted(table.signs, key=len, reverse=True)))
    # "In 2024 $5 was paid" has no amount of 2,024; "five crores of rupees" has one.
    return re.compile(
        rf"(?:\s{{0,{_MOST_BLANKS}}}(?:of\s(?=[a-z]))?|-)"
        rf"(?P<unit>(?i:{words})(?:s\b)?|(?:{signs})(?!\s?\d))(?!\w)"
    )


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()
