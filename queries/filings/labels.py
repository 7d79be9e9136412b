"""Names of reported concepts as words, for where a document gives no label."""

from __future__ import annotations

import re

# A new word begins at a capital after a small letter or digit, at the last capital of several
# before a small letter (IRSCode: IRS, Code), and at a number.
_JOINT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])|[_\-.]+")


def concept_words(concept: str) -> str:
    """The name of a concept without its prefix, in words.

    `us-gaap:CashAndCashEquivalentsAtCarryingValue` is `Cash and cash equivalents at carrying
    value`; runs of capitals stay as they are.
    """
    words = [word for word in _JOINT.split(concept.rpartition(":")[2]) if word]
    plain = [word if len(word) > 1 and word.isupper() else word.lower() for word in words]
    text = " ".join(plain)
    return f"{text[:1].upper()}{text[1:]}" if text else concept
