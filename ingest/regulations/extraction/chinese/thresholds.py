"""Amounts, shares and multiples in Chinese law: 五千元以上, 不足五十万元, 百分之十.

以上 and 以下 include the number itself (Civil Code, Art. 1259).
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from ingest.regulations.extraction.english.fractions import share
from ingest.regulations.extraction.statements import Operator, Threshold
from kg.text.chinese_numbers import NUMERAL, parse_numeral

_CURRENCIES = {
    "元": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "港元": "HKD", "港币": "HKD",
    "日元": "JPY", "英镑": "GBP",
}  # fmt: skip
_COUNTERS = "人|名|家|户|笔|份|股"
_BEFORE: tuple[tuple[str, Operator], ...] = (
    (
        "不(?:得|应|能|可)?(?:超过|高于|多于|大于|超出)|(?:最高|最多|至多|上限|未超过)(?:不(?:得)?超过)?|最高限额为",
        "<=",
    ),
    (
        "不(?:得|应|能|可)?(?:低于|少于|小于)|至少|最少|最低(?:限额)?为?|最低不(?:得)?低于|达到|下限为?|满",
        ">=",
    ),
    ("不足|未达到|未达|不满|低于|少于|小于|未满", "<"),
    ("超过|高于|多于|大于|超出", ">"),
)
_BEFORE_PATTERN = re.compile(
    "(?:" + "|".join(f"(?P<o{place}>{words})" for place, (words, _) in enumerate(_BEFORE)) + ")"
    "(?:等值|人民币|外币|单笔|累计|其|为|的|资本|总额|余额){0,3}$"
)
_AFTER = re.compile(
    r"(?:人民币)?(?:\(含\)|（含）|（含本数）)?(?P<words>以上|以下|以内|及以上|及以下|以外)"
)
_JOINED = re.compile("、?(?:或者|或|和|以及|、)(?:外币)?(?:等值)?(?:人民币)?")
_AFTER_OPERATORS: dict[str, Operator] = {
    "以上": ">=", "及以上": ">=", "以下": "<=", "及以下": "<=", "以内": "<=",
}  # fmt: skip
_AMOUNT = re.compile(
    rf"(?:人民币)?(?P<number>{NUMERAL})(?P<currency>元人民币|元|美元|欧元|港元|港币|日元|英镑)"
    rf"|(?P<parts>[二三四五六])分之(?P<counted>[一二三四五])"
    rf"|百分之(?P<share>{NUMERAL}(?:点{NUMERAL})?)|(?P<percent>\d{{1,3}}(?:\.\d{{1,4}})?)[%％]"
    rf"|(?P<multiple>{NUMERAL})倍|(?P<age>{NUMERAL})周岁"
    rf"|(?P<count>{NUMERAL})(?P<counter>{_COUNTERS})(?=以上|以下|$|[，。；、）)]|组成)"
)


def find_chinese_thresholds(
    text: str, taken: tuple[tuple[int, int], ...] = ()
) -> tuple[Threshold, ...]:
    """All thresholds of a Chinese text in their order; a share or amount without a word is "=".

    Args:
        taken: spans in which no number is an amount, such as citations.
    """
    found: list[Threshold] = []
    for match in _AMOUNT.finditer(text):
        if any(low < match.end() and match.start() < high for low, high in taken):
            continue
        # （含5万元） repeats the limit that stands before it.
        if text[max(match.start() - 1, 0) : match.start()] == "含":
            continue
        threshold = _threshold(text, match)
        last = found[-1] if found else None
        if (
            threshold
            and last
            and threshold.operator == "="
            and last.text != last.text.rstrip("元倍")
        ):
            between = text[last.end : match.start()]
            if _JOINED.fullmatch(between) and not _AFTER.match(last.text[-2:]):
                threshold = replace(threshold, operator=last.operator)
        if threshold:
            found.append(threshold)
    return tuple(found)


def _threshold(text: str, match: re.Match[str]) -> Threshold | None:
    if match["parts"]:
        counted, parts = parse_numeral(match["counted"]), parse_numeral(match["parts"])
        if counted is None or parts is None or counted >= parts:
            return None
        value, unit = share(int(counted), int(parts))
    else:
        number = _number(match)
        if number is None:
            return None
        value, unit = number, _unit(match)
    start, end = match.span()
    operator: Operator | None = None
    after = _AFTER.match(text, end)
    if after and after["words"] in _AFTER_OPERATORS:
        operator, end = _AFTER_OPERATORS[after["words"]], after.end()
    else:
        before = _BEFORE_PATTERN.search(text[max(start - 24, 0) : start])
        if before:
            place = next(i for i in range(len(_BEFORE)) if before[f"o{i}"])
            operator = _BEFORE[place][1]
            start -= len(text[max(start - 24, 0) : start]) - before.start()
    if operator is None:
        if match["count"] or match["multiple"] or match["age"] or match["parts"]:
            return None
        operator = "="
    return Threshold(start, end, text[start:end], operator, value, unit)


def _number(match: re.Match[str]) -> Decimal | None:
    words = next(
        match[name]
        for name in ("number", "share", "percent", "multiple", "age", "count")
        if match[name]
    )
    value = parse_numeral(words.replace("点", "."))
    if value is None and "点" in words:
        whole, _, part = words.partition("点")
        parts = [parse_numeral(whole), parse_numeral(part)]
        if None not in parts:
            value = parse_numeral(f"{parts[0]}.{parts[1]}")
    return value


def _unit(match: re.Match[str]) -> str:
    if match["number"]:
        return _CURRENCIES[match["currency"].removesuffix("人民币") or "人民币"]
    if match["share"] or match["percent"]:
        return "percent"
    if match["multiple"]:
        return "times"
    return "years" if match["age"] else str(match["counter"])
