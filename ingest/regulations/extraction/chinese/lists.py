"""Points of a Chinese list whose modal stands above: 可以采取下列措施：（一）进入…；（二）询问…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.regulations.extraction.chinese.obligations import (
    action_of,
    find_chinese_obligations,
    verb_at_start,
)
from ingest.regulations.extraction.statements import Lead, Obligation

_OPENS = re.compile(
    r"(?:下列|以下)[^，。；：]{0,12}?(?:措施|行为|职责|职权|义务|活动|工作|业务|事项|方式)(?:[^，。；：]{0,10})：\s*$|"
    r"(?:应当|不得|可以|必须)：\s*$"
)
_BARE_MODAL = re.compile(r"(?:应当|不得|可以|必须)(?P<colon>：)\s*$")
_INLINE = re.compile(r"[^。\n；]{0,300}(?:应当|不得|可以|必须)(?P<colon>：)\s*(?=[（(][一1][）)])")
_ITEM = re.compile(r"\s*[（(][一二三四五六七八九十\d]{1,3}[）)](?P<words>[^；。\n]{2,600})[；。]?")
_MARKER = re.compile(r"^\s*[（(][一二三四五六七八九十\d]{1,3}[）)]")
_LONGEST_LEAD = 1_500
_SENTENCE = re.compile(r"[^。\n]+$")


def find_chinese_points(text: str, above: Sequence[str]) -> Iterator[Obligation]:
    """What a point demands by the subject and modal of the text above it.

    Args:
        above: texts above the point, the outermost first; only the last can open its list.
    """
    if not above or len(above[-1]) > _LONGEST_LEAD or not _OPENS.search(above[-1]):
        return
    lead = above[-1]
    sentence = _SENTENCE.search(lead.rstrip())
    if sentence is None:
        return
    last = _opened(lead, sentence.start())
    if last is None:
        return
    end = len(text.rstrip("；。，、 \n"))
    line = text.find("\n")
    end = end if line < 0 else min(end, line)
    place = Lead(len(above) - 1, last.start, min(last.end, len(lead)))
    yield from _of_point(text, (0, end), last, place)


def find_chinese_inline_points(text: str) -> Iterator[Obligation]:
    """The same where lead and points are one text: 金融机构不得：（一）…；（二）…。"""
    for opening in _INLINE.finditer(text):
        last = _opened(text[opening.start() : opening.start("colon") + 1], 0)
        if last is None:
            continue
        place = opening.end()
        while point := _ITEM.match(text, place):
            start, end = point.span("words")
            for one in _of_point(text[start:end], (0, end - start), last, None):
                yield replace(one, start=start + one.start, end=start + one.end)
            place = point.end()


def _opened(lead: str, start: int) -> Obligation | None:
    """The obligation that the last sentence of a lead opens; without a verb it is "to do"."""
    bare = _BARE_MODAL.search(lead)
    if bare:
        lead = f"{lead[: bare.start('colon')]}办理"
    opened = find_chinese_obligations(lead)
    return opened[-1] if opened and opened[-1].end >= start else None


def _of_point(
    text: str, span: tuple[int, int], last: Obligation, lead: Lead | None
) -> Iterator[Obligation]:
    found = verb_at_start(text[slice(*span)])
    if found is None:
        return
    verb, place = found
    start, end = span
    yield Obligation(
        start,
        end,
        last.subject,
        last.modality,
        verb,
        text[place + len(verb) : end] or None,
        None,
        last.condition,
        last.party,
        last.obliged,
        action_of(_MARKER.sub("", text[:end])),
        lead,
    )
