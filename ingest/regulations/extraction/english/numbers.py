"""Numbers as laws write them: 10,000 and 10 000 and 2,5 and five million."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_ABBREVIATED = {
    "k": 1_000,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "mio": 10**6,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}
_WORDS = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * (place + 2) for place, word in enumerate(_TENS)
}

_WORD = "|".join(sorted((*_WORDS, *_SCALES), key=len, reverse=True))
# A group of three after a space is thousands only where no fourth digit follows: "Part 12 3456".
FIGURE = (
    r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}(?!\d)){1,5}|\d{1,3}(?:,\d{3}(?!\d)){1,5}|\d{1,15})"
    r"(?:[.,]\d{1,6}(?!\d))?"
)
"""Expression for a number in figures; it captures nothing."""
SPELLED = rf"(?:(?:{_WORD})(?:(?:-|\s{{1,2}}|\s{{1,2}}and\s{{1,2}})(?:{_WORD})){{0,8}})"
"""Expression for a number in words, to be used with IGNORECASE; it captures nothing."""
ABBREVIATED = rf"(?:\s?(?:{'|'.join(sorted(_ABBREVIATED, key=len, reverse=True))})|b)(?!\w)"
"""Expression for "m" or "bn" behind a number, with IGNORECASE; it captures nothing."""
_SCALE = rf"(?:(?:\s{{1,2}}|-)(?:{'|'.join(_SCALES)})s?(?!\w)){{1,2}}"
MONEY = (
    rf"(?>{FIGURE})(?:{_SCALE}|{ABBREVIATED})?"
    r"(?![\w%]|[.,]\d|[ \u00a0\u2009\u202f]\d)"
)
"""Expression for an amount of money in figures, whole or not at all, with IGNORECASE: "1.5m"."""
NUMBER = rf"(?:{FIGURE}(?:\s{{1,2}}(?:hundred|thousand|million|billion|trillion))?|{SPELLED})"
"""Expression for either, with IGNORECASE; it captures nothing."""

_GLUED = re.compile(r"([\d.,\s]+?)\s?([a-z]{1,3})")
_LAST_COMMA = re.compile(r",(\d{1,2}|\d{4,6})$")


def parse_number(text: str) -> Decimal | None:
    """The value of what NUMBER matches, exact; None where it is no number.

    "2,5" and "4,0" have a decimal comma, "10,000" one between thousands.
    """
    glued = _GLUED.fullmatch(text.casefold())
    words = (" ".join(glued.groups()) if glued else text.casefold()).replace("-", " ").split()
    if not words:
        return None
    scale = 1
    while len(words) > 1 and _scale(words[-1]) > 1 and words[0][0].isdigit():
        scale *= _scale(words.pop())
    if not words[0][0].isdigit():
        return _spelled(text)
    figures = _LAST_COMMA.sub(r".\1", "".join(words)).replace(",", "")
    try:
        value = Decimal(figures) * scale
    except InvalidOperation:
        return None
    whole = value.to_integral_value()
    return whole if whole == value else value


def _scale(word: str) -> int:
    """What "million", "millions" and "m" multiply by; 1 for another word."""
    return _ABBREVIATED.get("bn" if word == "b" else word) or _SCALES.get(word.removesuffix("s"), 1)


def _spelled(text: str) -> Decimal | None:
    total, group = 0, 0
    for word in re.split(r"[\s-]+", text.casefold()):
        if word in _WORDS:
            group += _WORDS[word]
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in _SCALES:
            total += max(group, 1) * _SCALES[word]
            group = 0
        elif word != "and":
            return None
    return Decimal(total + group)
