"""Who punishes: in 由中国人民银行处…；对直接负责的主管人员可以处… the bank, and not the staff."""

from __future__ import annotations

import re

from ingest.regulations.extraction.chinese.phrases import AGENT

CONNECTIVES = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|但是|但|并且|并|且|或者|同时|因此|其中|对此|必要时|依法|同时，)+"
)
# 对直接负责的主管人员 are those that something is done to, and never those that act.
TARGET = re.compile(r"对[^，。；]+")
_PUNISHING = re.compile(
    r"(?:可以|应当|有权)?(?:依法)?(?:并)?(?:处|给予|责令|没收|吊销|撤销|取消|警告|禁止)"
)


def punisher_of(clause: str, start: int, modal: re.Match[str], context: str) -> str | None:
    """Who punishes in 由中国人民银行处…；对直接负责的主管人员可以处…: the last agent before.

    "" where nobody is named; None where the clause punishes nobody.
    """
    before = CONNECTIVES.sub("", clause[start : modal.start()].strip("　 "))
    if not TARGET.fullmatch(before) or not _PUNISHING.match(clause[modal.start() :]):
        return None
    return next((found["agent"] for found in reversed(list(AGENT.finditer(context)))), "")
