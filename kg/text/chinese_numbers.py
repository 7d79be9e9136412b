"""Chinese numerals: 二十万, 十亿, 第三十二条, 二〇二四, and figures with 万 and 亿."""

from __future__ import annotations

import re
from decimal import Decimal
from math import prod

from kg.text.numbers import parse_figure

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_DIGITS |= {sign: value for value, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {"两": 2, "兩": 2, "貳": 2, "參": 3, "陸": 6}
_SMALL = {"十": 10, "百": 100, "千": 1_000, "拾": 10, "佰": 100, "仟": 1_000}
_LARGE = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
_FIGURE = re.compile(r"([\d,，.]+)([十百千]?[万亿萬億]{0,2})")

WORDS = f"[{''.join((*_DIGITS, *_SMALL, *_LARGE))}]"
"""Expression for one sign of a numeral."""
NUMERAL = (
    r"(?:(?:\d{1,3}(?:[,，]\d{3}(?!\d))+|\d+)(?:\.\d+)?[十百千]?[万亿萬億]{0,2}"
    rf"|{WORDS}{{1,20}})"
)
"""Expression for a numeral in words or figures; it captures nothing."""
ORDINAL = rf"(?:{WORDS}{{1,10}}|\d{{1,4}})"
"""Expression for the number of an article, paragraph or item."""


def parse_numeral(text: str) -> Decimal | None:
    """The exact value; None where the signs make no number.

    Digits alone are read by their places: 二〇二四 is 2024.
    """
    figure = _FIGURE.fullmatch(text)
    if figure:
        value = parse_figure(figure[1], decimal=".") if figure[1][0].isdecimal() else None
        scale = prod((_SMALL | _LARGE)[sign] for sign in figure[2])
        return None if value is None else value * scale
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return Decimal("".join(str(_DIGITS[sign]) for sign in text))
    return _words(text) if text else None


def _words(text: str) -> Decimal | None:
    total, group, digit = 0, 0, None
    for sign in text:
        if sign in _DIGITS:
            # 零 stands for places that are left out, and only before another digit or at an end.
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            group += (1 if digit is None else digit) * _SMALL[sign]
            digit = None
        elif sign in _LARGE:
            group += digit or 0
            scale = _LARGE[sign]
            total = (total + group) * scale if scale == 10**8 else total + group * scale
            group, digit = 0, None
        else:
            return None
    return Decimal(total + group + (digit or 0))


def to_numeral(number: int) -> str:
    """A number from 0 to 9999 as articles are numbered: 32 is 三十二, 110 is 一百一十."""
    if not 0 <= number <= 9_999:
        raise ValueError(number)
    signs = "零一二三四五六七八九"
    if number < 10:
        return signs[number]
    written, gap = "", False
    for unit, sign in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += ("零" if gap and written else "") + signs[digit] + sign
            gap = False
        elif written:
            gap = True
    return written[1:] if written.startswith("一十") else written
