"""Limits in time in Chinese law: 自…之日起三十日内, 五个工作日内, 至少保存十年, 及时."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from ingest.regulations.extraction.gazetteer import alternatives, word_lists
from ingest.regulations.extraction.statements import Deadline
from kg.text.chinese_numbers import NUMERAL, parse_numeral

WORD_KEYS = (
    "actors", "adverbials", "adverbs", "verbs", "light_verbs", "currencies", "vague",
)  # fmt: skip
_UNITS = {
    "个工作日": "P{}D", "工作日": "P{}D", "个交易日": "P{}D",
    "日": "P{}D", "天": "P{}D", "个月": "P{}M",
    "月": "P{}M", "年": "P{}Y", "个小时": "PT{}H", "小时": "PT{}H", "周": "P{}W", "个星期": "P{}W",
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_LIMIT = (
    r"(?:最长|最多|最高|最低|最短)?(?:不(?:得|应|能)?(?:超过|少于|低于|短于|晚于|迟于)|为)"
    r"|至少|不少于|最长|最短"
)


def _length(place: int) -> str:
    """A length of time whose groups have a number of their own."""
    return rf"(?P<number{place}>{NUMERAL})(?P<unit{place}>{_UNIT})"


_DEADLINE = re.compile(
    rf"(?P<anchor>(?:自|从|在|于)[^，。；\n]{{1,60}}?(?:之日|之时|之次日|次日|当日)?起)(?:，|的)?(?:{_length(1)})(?:以内|之内|内|后|前|届满)?"
    rf"|(?P<lead>{_LIMIT})[^，。；、\n\d]{{0,6}}?{_length(2)}(?![以之]?上)"
    rf"|(?P<ahead>提前|每隔|每){_length(3)}"
    rf"|{_length(4)}(?P<behind>以内|之内|内)"
    r"|(?:于|在|至|截至|不晚于|不迟于)?(?P<day>\d{4}年\d{1,2}月\d{1,2}日)(?P<until>前|以前|之前|止|为止)"
    r"|(?P<every>每年|每季度|每半年|每月|每个季度|每日|每周)(?:至少)?(?:[一1]次)?"
    rf"|(?P<vague>{{vague}})"
)
_RECURRING = {
    "每年": "P1Y", "每季度": "P3M", "每个季度": "P3M", "每半年": "P6M",
    "每月": "P1M", "每日": "P1D", "每周": "P1W",
}  # fmt: skip


@cache
def _pattern() -> re.Pattern[str]:
    vague = alternatives(word_lists("chinese/words.yaml", *WORD_KEYS)["vague"])
    return re.compile(_DEADLINE.pattern.replace("{vague}", vague))


def find_chinese_deadlines(
    text: str, taken: tuple[tuple[int, int], ...] = ()
) -> tuple[Deadline, ...]:
    """All deadlines of a Chinese text in their order.

    Args:
        taken: spans in which no number is a length of time, such as citations.
    """
    found = []
    for match in _pattern().finditer(text):
        if any(low <= match.start() and match.end() <= high for low, high in taken):
            continue
        deadline = _deadline(text, match)
        if deadline:
            found.append(deadline)
    return tuple(found)


def _deadline(text: str, match: re.Match[str]) -> Deadline | None:
    start, end = match.span()
    if match["vague"]:
        return Deadline(start, end, match[0], None, None, None)
    if match["every"]:
        return Deadline(
            start, end, match[0], None, None, None, recurring=_RECURRING[match["every"]]
        )
    return _day(match) if match["day"] else _of_length(text, match)


def _day(match: re.Match[str]) -> Deadline | None:
    year, month, day = map(int, re.findall(r"\d+", match["day"]))
    try:
        return Deadline(*match.span(), match[0], None, date(year, month, day), None)
    except ValueError:
        return None


def _of_length(text: str, match: re.Match[str]) -> Deadline | None:
    start, end = match.span()
    place = next(place for place in range(1, 5) if match[f"number{place}"])
    value, unit = parse_numeral(match[f"number{place}"]), match[f"unit{place}"]
    # 五年以下有期徒刑 is a sentence, 二年以上 no limit to act in.
    if value is None or re.match(r"以[上下]|的?有期", text[end : end + 4]):
        return None
    duration = _UNITS[unit].format(f"{value:f}")
    anchor = match["anchor"]
    if anchor is None and match["behind"]:
        anchor, start = _anchor_before(text, start)
    days = "working" if "工作日" in unit else "trading" if "交易日" in unit else None
    recurring = duration if match["ahead"] in {"每", "每隔"} else None
    return Deadline(
        start, end, text[start:end], None if recurring else duration, None, anchor, recurring, days
    )


def _anchor_before(text: str, start: int) -> tuple[str | None, int]:
    """The event of 收到申请后十日内, and where its words start; None where there is none."""
    found = re.search(
        r"(?:收到|接到|发现|发生|完成|终了|结束|届满|做出|作出)[^，。；、\n]{0,20}?(?:之?后|终了|的|之日起)?的?$",
        text[max(start - 30, 0) : start],
    )
    if not found or not found[0].endswith(("后", "后的", "终了")):
        return None, start
    return found[0], start - len(found[0])
