"""Chinese numerals: 二十万, 十亿, 第三十二条, 百分之十, and figures with 万 and 亿."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_DIGITS |= {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_SMALL = {"十": 10, "百": 100, "千": 1_000, "拾": 10, "佰": 100, "仟": 1_000}
_LARGE = {"万": 10**4, "亿": 10**8, "萬": 10**4}
_FIGURE = re.compile(r"([\d,，]+(?:\.\d+)?)([十百千]?[万亿]{0,2})")

WORDS = "[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬]"
"""Expression for one sign of a numeral."""
NUMERAL = (
    r"(?:(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,4})?[十百千]?[万亿]{0,2}"
    rf"|{WORDS}{{1,20}})"
)
"""Expression for a numeral in words or figures; it captures nothing."""
ORDINAL = rf"(?:{WORDS}{{1,10}}|\d{{1,4}})"
"""Expression for the number of an article, paragraph or item."""


def parse_numeral(text: str) -> Decimal | None:
    """The exact value; None where the signs make no number."""
    figure = _FIGURE.fullmatch(text)
    if figure:
        try:
            value = Decimal(re.sub("[,，]", "", figure[1]))
        except InvalidOperation:
            return None
        for sign in figure[2]:
            value *= (_SMALL | _LARGE)[sign]
        return value
    total, group, digit = 0, 0, None
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            group += (1 if digit is None else digit) * _SMALL[sign]
            digit = None
        elif sign in _LARGE:
            group += digit or 0
            total = (total + group) * _LARGE[sign] if sign == "亿" else total + group * _LARGE[sign]
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
