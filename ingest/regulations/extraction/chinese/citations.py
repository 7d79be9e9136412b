"""References in Chinese law: 本法第四十条第一款第三项, 《公司法》第三条, 前款."""

from __future__ import annotations

import re

from ingest.regulations.extraction.statements import Citation
from kg.text.chinese_numbers import ORDINAL, parse_numeral, to_numeral

_ARTICLE = rf"第{ORDINAL}条(?:之{ORDINAL})?"
_PARAGRAPH = rf"第{ORDINAL}款"
_ITEM = rf"第[（(]?{ORDINAL}[）)]?项"
_AND = r"(?:、|至|到|和|或者|或|以及|及)"
_BELOW = (
    rf"(?:(?P<paragraphs>{_PARAGRAPH}(?:{_AND}{_PARAGRAPH}){{0,10}})?"
    rf"(?P<items>{_ITEM}(?:{_AND}{_ITEM}){{0,20}})?)"
)
_NEAR_BELOW = _BELOW.replace("<paragraphs>", "<near_paragraphs>").replace("<items>", "<near_items>")
_OWN = "本法|本条例|本办法|本规定|本规则|本细则|本指引|本决定|本解释"
_CITATION = re.compile(
    rf"(?P<act>《[^《》\n]{{1,80}}》(?:（[^（）]{{1,40}}）)?|{_OWN}|该法|同法|上述法律)?"
    rf"(?P<article>{_ARTICLE})(?:(?:至|到)(?P<last>{_ARTICLE}))?{_BELOW}"
    rf"|(?P<near>本条|前条|前[一二两三四]?款|前[一二两三四]?条|前[一二两三四]?项|上一款){_NEAR_BELOW}"
    rf"|(?P<lone>{_PARAGRAPH}(?:{_AND}{_PARAGRAPH}){{0,10}})(?P<lone_items>{_ITEM}(?:{_AND}{_ITEM}){{0,20}})?"
    rf"|(?P<name>《[^《》\n]{{1,80}}》)"
    rf"|(?:{_OWN})(?P<chapter>第{ORDINAL}章(?:第{ORDINAL}节)?)"
)
_COUNTRY = re.compile(r"^中华人民共和国")
_MOST_IN_RANGE = 200


def find_chinese_citations(text: str) -> tuple[Citation, ...]:
    """All citations of a Chinese text in their order; 本条 alone is none."""
    found = []
    act = "this-act"
    for match in _CITATION.finditer(text):
        if match["near"] == "本条" and not (match["near_paragraphs"] or match["near_items"]):
            continue
        if match["act"] and match["act"] not in {"该法", "同法", "上述法律"}:
            act = _act(match["act"])
        elif match["article"] and not match["act"] and not _continues(text, match.start()):
            act = "this-act"
        found.append(Citation(match.start(), match.end(), match[0], _targets(match, act)))
    return tuple(found)


def _continues(text: str, place: int) -> bool:
    """Whether an article belongs to the list of the one before: 《…》第三十二条、第三十四条."""
    return (
        re.search(r"[条款项](?:、|和|或者|以及|及|，)$", text[max(place - 4, 0) : place])
        is not None
    )


def _act(words: str) -> str:
    if not words.startswith("《"):
        return "this-act"
    return f"prc:{_COUNTRY.sub('', words[1 : words.index('》')])}"


def _targets(match: re.Match[str], act: str) -> tuple[str, ...]:
    if match["name"]:
        return (_act(match["name"]),)
    if match["chapter"]:
        return (f"this-act/{match['chapter']}",)
    if match["article"]:
        articles = [match["article"]]
        if match["last"]:
            articles = [*_range(match["article"], match["last"])]
        return _below(
            [f"{act}/{article}" for article in articles], match["paragraphs"], match["items"]
        )
    if match["lone"]:
        return _below(["this-article"], match["lone"], match["lone_items"])
    near = match["near"]
    roots = {"本条": "this-article", "前条": "previous-article"}
    if near.endswith("款"):
        count = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}.get(near[1], 1)
        starts = [f"previous-paragraph-{number}" for number in range(count, 0, -1)]
    elif near.endswith("项"):
        starts = ["this-paragraph"]
    else:
        starts = [roots.get(near, "previous-article")]
    return _below(starts, match["near_paragraphs"], match["near_items"])


def _below(starts: list[str], paragraphs: str | None, items: str | None) -> tuple[str, ...]:
    for words, pattern in ((paragraphs, _PARAGRAPH), (items, _ITEM)):
        if words:
            own = [re.sub("[（()）]", "", one) for one in re.findall(pattern, words)]
            if len(own) == 2 and ("至" in words or "到" in words):
                own = [*_range(own[0], own[1])]
            starts = [f"{start}/{one}" for start in starts for one in own]
    return tuple(dict.fromkeys(starts))


def _range(first: str, last: str) -> list[str]:
    """第三条 to 第五条, filled up; only the ends where they make no short range."""
    low, high = (
        parse_numeral(re.sub("[第条款项]", "", end.partition("之")[0])) for end in (first, last)
    )
    if low is None or high is None or not 0 < high - low <= _MOST_IN_RANGE:
        return [first, last]
    return [f"第{to_numeral(number)}{first[-1]}" for number in range(int(low), int(high) + 1)]
