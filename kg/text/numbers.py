"""Numbers in text, read whole or not at all.

In figures with any of the world's separators (1,234.5; 1.234,5; 1 234,5; 1'250'000; 12,34,567),
also full-width and in other scripts' digits; with a scale behind ("1.5 million", "10 crore"); and
in English words. A comma before three digits stands between thousands and any other before
decimals; a point alone stands before decimals. What can be read in no way, or only in part
("1.2.3", "12,34,5"), is no number.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

SPACE = "[ \u00a0\u2007\u2009\u202f]"
"""Expression for the spaces that stand between thousands."""
FIGURE = (
    rf"(?>\d{{1,3}}(?:{SPACE}\d{{3}}(?!\d))+(?:[.,٫]\d+)?"
    r"|\d+(?:[.,'’ʼ＇٫٬·．，]\d+)*|(?<![\w.,])[.,]\d+)"
)
"""Expression for all that may be one number in figures; it captures nothing."""

_CLASSES = dict.fromkeys(" \u00a0\u2007\u2009\u202f", " ")
_CLASSES |= dict.fromkeys("'’ʼ＇٬", "'")
_CLASSES |= dict.fromkeys(".．", ".") | dict.fromkeys(",，", ",")
# The Arabic decimal separator, and the point at half height of British decimals.
_CLASSES |= dict.fromkeys("٫·", "·")
_MOST_WORDS = 40
"""In a run of number words; the longest number has 25."""
_MOST_DIGITS = 28
"""Of a number; as many as Decimal keeps exactly."""

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_ONES += " fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_ONES.split())}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
_POWERS = {"thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12}
SCALES = {"hundred": 2} | _POWERS
"""Powers of ten by the words behind a number, in the singular."""
ABBREVIATIONS = {
    "k": 3, "m": 6, "mm": 6, "mn": 6, "mln": 6, "mio": 6, "b": 9, "bn": 9, "bln": 9,
    "t": 12, "tn": 12, "trn": 12,
}  # fmt: skip
"""Powers of ten by the letters behind an amount of money."""


def _longest_first(words: object) -> str:
    return "|".join(sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_NUMERAL = rf"(?:{_longest_first(_WORDS)})\b"
_SCALE = rf"(?:{_longest_first(SCALES)})\b"
_JOINT = r"(?:-|,?\s{1,2}(?:and\s{1,2})?)"
SPELLED = (
    rf"(?i:(?:{_NUMERAL}|an?\s{{1,2}}{_SCALE})"
    rf"(?:{_JOINT}(?:{_NUMERAL}|{_SCALE})){{0,{_MOST_WORDS}}}+)"
)
"""Expression for a run of number words, which may be several numbers; it captures nothing."""
SCALED = rf"(?i:(?:\s{{1,2}}|-)(?:{_longest_first(SCALES)})s?\b){{1,2}}"
"""Expression for the scale behind a number in figures; it captures nothing."""
NUMBER = rf"(?:{FIGURE}(?:{SCALED})?|{SPELLED})"
"""Expression for any of these; `parse_number` tells whether a match is one number."""

_TOKEN = re.compile(rf"(?i:{_longest_first({*_WORDS, *SCALES})}|\ban?\b|and|,)")
_FIGURES = re.compile(rf"({FIGURE})((?:{SCALED})?)")
_SPELLED = re.compile(SPELLED)
_SCALE_WORD = re.compile(rf"(?i:{_longest_first(SCALES)})")

_VULGAR = {sign: unicodedata.normalize("NFKC", sign) for sign in "¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}
MIXED = rf"\d{{1,3}}(?:\s?[{''.join(_VULGAR)}]|\s\d{{1,2}}\s?[/⁄]\s?\d{{1,2}}(?!\d))"
"""Expression for a whole number with a fraction, "33 1/3" or "12½"; it captures nothing."""
_MIXED = re.compile(r"(\d+)\s+(\d+)\s?[/⁄]\s?(\d+)")


def parse_number(text: str, *, decimal: str | None = None) -> Decimal | None:
    """The exact value of a text that is one number and nothing else; None for any other.

    Args:
        decimal: "." or "," where it is known what stands before decimals; otherwise "10,000" is
            ten thousand, and "2,5" and "10.000" have decimals.
    """
    found = _FIGURES.fullmatch(text)
    if found is None:
        end, value = parse_spelled(text) if _SPELLED.fullmatch(text) else (0, None)
        return value if end == len(text) else None
    value = parse_figure(found[1], decimal=decimal)
    return None if value is None else scaled(value, scale_of(found[2]))


def parse_figure(figure: str, *, decimal: str | None = None) -> Decimal | None:
    """The value of what FIGURE matches; see `parse_number`."""
    groups, separators = [""], ""
    for sign in figure:
        if sign.isdecimal():
            groups[-1] += sign if sign.isascii() else str(unicodedata.decimal(sign))
        else:
            separators += _CLASSES[sign]
            groups.append("")
    if sum(map(len, groups)) > _MOST_DIGITS:
        return None
    if not separators or not groups[0]:
        return _decimal(groups[0] or "0", "".join(groups[1:]) or "0")
    last, alone = separators[-1], len(separators) == 1
    if last not in ".,·" or last in separators[:-1] or decimal not in {None, last}:
        return None if decimal in set(separators) else _whole(groups, separators)
    if alone and last == "," and decimal is None and len(groups[1]) == 3 and groups[0] != "0":
        return _whole(groups, separators)
    if alone or _whole(groups[:-1], separators[:-1]) is not None:
        return _decimal("".join(groups[:-1]), groups[-1])
    return None


def scale_of(words: str) -> int:
    """Power of ten that the words matched by SCALED stand for."""
    return sum(SCALES[word.lower()] for word in _SCALE_WORD.findall(words))


def scaled(value: Decimal, power: int) -> Decimal:
    """A number times ten to a power, never rounded; without a point where it is whole."""
    moved = value.scaleb(power)
    return Decimal(int(moved)) if moved == moved.to_integral_value() else moved


def parse_spelled(words: str) -> tuple[int, Decimal | None]:
    """The first number in what SPELLED matches: where it ends, and its value.

    "Two and three" are two numbers. The value is None where the words are a number only in part,
    as in "one two three"; they are then to be passed over as a whole.
    """
    number, end, joined = _Cardinal(), 0, False
    for token in _TOKEN.finditer(words):
        word = token[0].lower()
        if word in {"and", ","}:
            joined = True
            continue
        if not number.add(word, end, joined=joined):
            return number.before(word, end, joined=joined) or (len(words), None)
        end, joined = token.end(), False
    return end, Decimal(number.value)


class _Cardinal:
    """A number that is spelled out, word by word."""

    def __init__(self) -> None:
        self._closed = self._last = 0
        self._lowest = 99
        # Below a thousand, and not yet multiplied by a scale.
        self._open: int | None = None
        # Where the number may end after all, before what "and" joined to it; and its value.
        self._before_open: tuple[int, Decimal] | None = None
        self._before_word: tuple[int, Decimal] | None = None

    @property
    def value(self) -> int:
        return self._closed + self._last + (self._open or 0)

    def add(self, word: str, end: int, *, joined: bool) -> bool:
        """Take one word more; False where it is no part of the number that ends at `end`."""
        if word in SCALES:
            return not joined and self._scale(SCALES[word])
        value = 1 if word in {"a", "an"} else _WORDS[word]
        here = (end, Decimal(self.value)) if joined else None
        if self._open is None:
            self._open, self._before_open, self._before_word = value, here, here
            return True
        tens = not joined and 20 <= self._open % 100 <= 90 and self._open % 10 == 0
        if not (tens and 0 < value < 10) and not (self._open and self._open % 100 == 0 and value):
            return False
        self._open += value
        self._before_word = here
        return True

    def before(self, word: str, end: int, *, joined: bool) -> tuple[int, Decimal] | None:
        """The number without the word that is no part of it; None where it is none either."""
        if joined:
            return end, Decimal(self.value)
        if word in _POWERS:
            return self._before_open
        return self._before_word if word == "hundred" else None

    def _scale(self, power: int) -> bool:
        if power == SCALES["hundred"]:
            if self._open is None or not 0 < self._open < 100:
                return False
            self._open *= 100
        elif self._open is not None and power < self._lowest:
            self._closed += self._last
            self._last, self._lowest, self._open = self._open * 10**power, power, None
        elif self._open is None and self._last:
            # "Five thousand million".
            self._last *= 10**power
        else:
            return False
        return True


def parse_mixed(words: str) -> Fraction | None:
    """The value of what MIXED matches, or of a plain number; None where it is none."""
    for sign, fraction in _VULGAR.items():
        words = words.replace(sign, f" {fraction}")
    match = _MIXED.fullmatch(" ".join(words.split()))
    if match is None:
        value = parse_number(words)
        return None if value is None else Fraction(value)
    whole, over, under = map(int, match.groups())
    return None if under == 0 else Fraction(whole * under + over, under)


def _whole(groups: list[str], separators: str) -> Decimal | None:
    """A whole number in groups of three, or as in India of two and a last one of three."""
    first, middle, last = groups[0], groups[1:-1], groups[-1]
    if len(set(separators)) != 1 or separators[0] == "·" or len(last) != 3 or first[0] == "0":
        return None
    by_threes = len(first) <= 3 and all(len(group) == 3 for group in middle)
    by_twos = separators[0] == "," and len(first) <= 2 and all(len(group) == 2 for group in middle)
    return Decimal("".join(groups)) if by_threes or by_twos else None


def _decimal(whole: str, part: str) -> Decimal:
    value = Decimal(f"{whole}.{part}")
    return value.to_integral_value() if value == value.to_integral_value() else value
