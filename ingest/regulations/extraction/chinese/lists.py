"""Points of a Chinese list whose modal stands above: 可以采取下列措施：（一）进入…；（二）询问…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    opened = find_chinese_obligations(lead)
    if sentence is None or not opened or opened[-1].end < sentence.start():
        return
    last = opened[-1]
    found = verb_at_start(text)
    if found is None:
        return
    verb, place = found
    end = len(text.rstrip("；。，、 \n"))
    line = text.find("\n")
    end = end if line < 0 else min(end, line)
    yield Obligation(
        0,
        end,
        last.subject,
        last.modality,
        verb,
        text[place + len(verb) : end] or None,
        None,
        last.condition,
        last.party,
        last.obliged,
        action_of(text[:end]),
        Lead(len(above) - 1, last.start, last.end),
    )
