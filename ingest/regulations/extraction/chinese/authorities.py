"""Authorities that a Chinese text names: 国务院反洗钱行政主管部门, 中国人民银行, 侦查机关."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.regulations.extraction.gazetteer import alternatives, word_lists
from ingest.regulations.extraction.statements import Authority

_KEYS = ("names", "levels", "fields", "offices", "offices_of_a_level", "not_before")


@cache
def _pattern() -> re.Pattern[str]:
    lists = word_lists("chinese/authorities.yaml", *_KEYS)
    names, levels, fields, offices, level_offices, not_before = (
        alternatives(lists[key]) for key in _KEYS
    )
    return re.compile(
        rf"(?:{levels})?(?:有关)?(?:{fields}){{1,2}}(?:{offices})"
        rf"|国务院(?:其他|有关)?(?:{fields})?(?:{level_offices})"
        rf"|(?:{names})(?!{not_before})"
    )


def find_chinese_authorities(
    text: str, taken: Sequence[tuple[int, int]] = ()
) -> tuple[Authority, ...]:
    """All authorities that a Chinese text names, in its order, by the words of the text.

    Args:
        taken: spans in which no name is a body's, such as citations.
    """
    found = []
    for match in _pattern().finditer(text):
        start, end = match.span()
        if any(low < end and start < high for low, high in taken):
            continue
        found.append(Authority(start, end, match[0], match[0].removeprefix("有关")))
    return tuple(found)
