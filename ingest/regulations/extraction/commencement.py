"""From when an act holds: "This Regulation shall apply from 17 January 2025", 自2025年1月1日起施行.

Only what is said of the act as a whole counts; "Titles III and IV shall apply from 30 June 2024"
and "A delegated act shall enter into force only if" say nothing of it.
"""

from __future__ import annotations

import re
from datetime import date

from ingest.regulations.extraction.statements import Commencement

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DATE = (
    rf"(?:(?P<day>\d{{1,2}})\s(?P<month>{_MONTH})\s(?P<year>\d{{4}})"
    rf"|(?P<us_month>{_MONTH})\s(?P<us_day>\d{{1,2}}),\s(?P<us_year>\d{{4}}))"
)
_ENGLISH = re.compile(
    r"(?:(?<=\n)|(?<=\.\s)|^)(?:\d{1,2}\.\s{1,3})?(?P<what>(?:This|The\spresent)\s"
    r"(?:Regulation|Directive|Decision|Act|Law|part|subpart|rule)|It)\s"
    r"(?:(?:shall|will)\s(?:(?:apply|take\seffect|be\sapplicable|become\seffective)\s"
    rf"(?:from|as\sof|as\sfrom|on)\s{_DATE}"
    rf"|(?:enter|come)\sinto\sforce\son\s(?:{_DATE.replace('?P<', '?P<f_')}"
    r"|the\s[a-z]+(?:\s[a-z]+)?\sday\sfollowing\s(?:that\sof\s)?its\spublication[^.;\n]{0,60}))"
    rf"|is\seffective\s(?:on\s|as\sof\s)?{_DATE.replace('?P<', '?P<e_')})"
)
_CHINESE = re.compile(
    r"(?:本法|本条例|本办法|本规定|本决定|本细则|本规则)自(?:"
    r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日|公布之日|发布之日)起(?:施行|实施|生效)"
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
                         _day(match))
        )  # fmt: skip
    return tuple(found)


def find_chinese_commencements(text: str) -> tuple[Commencement, ...]:
    """From when the act holds, as a Chinese text says it."""
    found = []
    for match in _CHINESE.finditer(text):
        when = _made(match["year"], match["month"], match["day"]) if match["year"] else None
        found.append(Commencement(*match.span(), match[0], when))
    return tuple(found)


def _day(match: re.Match[str]) -> date | None:
    for lead in ("", "us_", "f_", "f_us_", "e_", "e_us_"):
        if match[f"{lead}year"]:
            month = _MONTHS.index(match[f"{lead}month"]) + 1
            return _made(match[f"{lead}year"], str(month), match[f"{lead}day"])
    return None


def _made(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
