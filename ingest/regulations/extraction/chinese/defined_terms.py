"""Terms that a Chinese law defines: 本法所称反洗钱，是指…；（以下简称“…”）."""

from __future__ import annotations

import re

from ingest.regulations.extraction.statements import DefinedTerm

# 指 also starts other verbs: 指定, 指导, 指令.
_MEANS = r"(?:是指|系指|指的是|包括|指(?![定导令示挥派标数出责控引明向使]))"
_TERM = r"[“\"‘「]?(?P<term>[^，。；：“”\"‘’「」\n]{1,40}?)[”\"’」]?"
_CALLED = re.compile(
    rf"(?P<scope>本法|本条例|本办法|本规定|本规则|本细则|本指引|本条|本章|前款|前条|本款)?(?:中)?所称的?{_TERM}"
    rf"(?:（[^（）]{{1,40}}）)?(?:，(?:均|都)?|、)?(?P<means>{_MEANS})"
)
_LISTED = re.compile(
    rf"(?:^|(?<=[\n。；：]))\s{{0,9}}(?:（[一二三四五六七八九十]{{1,3}}）\s{{0,9}}|[(]\d{{1,2}}[)]\s{{0,9}})?{_TERM}，?(?P<means>是指|系指)"
)
_QUOTED = re.compile(r"[“「](?P<term>[^”」\n]{1,40})[”」]，?(?P<means>是指|系指|指的是)")
_NAMED = re.compile(
    r"(?:以下|下文)(?:统|简|合)?称(?:为)?[“\"「]?(?P<term>[^，。；：“”\"「」（）\n]{1,30})[”\"」]?(?=[）)，。；])"
)
_LONGEST_DEFINITION = 2_000


def find_chinese_terms(text: str) -> tuple[DefinedTerm, ...]:
    """All defined terms of a Chinese text in their order."""
    found: dict[tuple[int, int], DefinedTerm] = {}
    for pattern in (_CALLED, _QUOTED, _LISTED, _NAMED):
        for match in pattern.finditer(text):
            start, end = match.span("term")
            if any(low < end and start < high for low, high in found):
                continue
            groups = match.groupdict()
            if groups.get("means") == "包括" and not groups.get("scope"):
                continue
            definition = _definition(text, match.end()) if groups.get("means") else None
            found[start, end] = DefinedTerm(
                start, end, match["term"], definition, groups.get("scope")
            )
    return tuple(found[place] for place in sorted(found))


def _definition(text: str, start: int) -> str | None:
    stop = re.compile("[。；\n]").search(text, start, start + _LONGEST_DEFINITION)
    return text[start : stop.start() if stop else start + _LONGEST_DEFINITION].strip("：，") or None
