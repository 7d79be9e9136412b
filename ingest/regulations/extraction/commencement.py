"""From when an act holds: "This Regulation shall apply from 17 January 2025", 自2025年1月1日起施行.

Only what is said of the act as a whole counts; "Titles III and IV shall apply from 30 June 2024"
and "A delegated act shall enter into force only if" say nothing of it.
"""

from __future__ import annotations

import re
from datetime import date

from ingest.regulations.extraction.statements import Commencement
from kg.text.written_dates import CHINESE_DAY, FULL_DAY, find_days

_ENGLISH = re.compile(
    r"(?:(?<=\n)|(?<=\.\s)|^)(?:\d{1,2}\.\s{1,3})?(?P<what>(?:This|The\spresent)\s"
    r"(?:Regulation|Directive|Decision|Act|Law|part|subpart|rule)|It)\s"
    r"(?:(?:shall|will)\s(?:(?:apply|take\seffect|be\sapplicable|become\seffective)\s"
    rf"(?:from|as\sof|as\sfrom|on)\s{FULL_DAY}"
    rf"|(?:enter|come)\sinto\sforce\son\s(?:{FULL_DAY}"
    r"|the\s[a-z]+(?:\s[a-z]+)?\sday\sfollowing\s(?:that\sof\s)?its\spublication[^.;\n]{0,60}))"
    rf"|is\seffective\s(?:on\s|as\sof\s)?{FULL_DAY})"
)
_CHINESE = re.compile(
    r"(?:本法|本条例|本办法|本规定|本决定|本细则|本规则)自(?:"
    rf"{CHINESE_DAY}|公布之日|发布之日)起(?:施行|实施|生效)"
)
_NOT_OF_THE_ACT = re.compile(r"\s+(?:only\s+if|to\s)")


def find_commencements(text: str) -> tuple[Commencement, ...]:
    """From when the act holds, as an English text says it."""
    found: list[Commencement] = []
    for match in _ENGLISH.finditer(text):
        if _NOT_OF_THE_ACT.match(text, match.end()):
            continue
        # "It" is the act only where the sentence before spoke of its entry into force.
        if match["what"] == "It" and text[: match.start()].strip() and not found:
            continue
        found.append(
            Commencement(match.start("what"), match.end(), text[match.start("what") : match.end()],
                         _day(match[0]))
        )  # fmt: skip
    return tuple(found)


def find_chinese_commencements(text: str) -> tuple[Commencement, ...]:
    """From when the act holds, as a Chinese text says it."""
    found = []
    for match in _CHINESE.finditer(text):
        found.append(Commencement(*match.span(), match[0], _day(match[0])))
    return tuple(found)


def _day(words: str) -> date | None:
    return next((found.day for found in find_days(words)), None)
