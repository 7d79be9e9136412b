"""The words that a claim rests on, in their sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import NotFound, UsageError
from queries.evidence import EVIDENCE_COLUMNS
from queries.values import Evidence

if TYPE_CHECKING:
    from kg.workspace import Workspace

_SHORTEST_PREFIX = 6
_SENTENCE_END = re.compile(r"(?:[.!?;]+[\"')\]”’]*(?=\s)|[。！？；]+[”’」]*|\n)\s*")
_LONGEST_PASSAGE = 1000


@dataclass(frozen=True, slots=True)
class Quote:
    """A claim with the passage of the document that states it.

    Attributes:
        evidence: what is said, and where it stands.
        entity: canonical id of the entity it is said of.
        passage: the sentence around the words; None where the source is no document.
        start, end: the words in `passage`, code points, end exclusive; None where the source
            gives no place inside it.
    """

    evidence: Evidence
    entity: str
    passage: str | None
    start: int | None
    end: int | None


def evidence(ws: Workspace, claim: str) -> Quote:
    """The claim with that id, or the only one whose id begins so, and its words.

    Raises:
        NotFound: no live source makes such a claim.
        UsageError: fewer than six characters, or several claims begin so.
    """
    if len(claim) < _SHORTEST_PREFIX:
        raise UsageError("too short for a claim's id", value=claim, hint="Give six or more letters")
    with ws.view() as view:
        rows = view.sql(
            f"SELECT {EVIDENCE_COLUMNS}, canonical, span_start, span_end FROM claims"
            " WHERE starts_with(id, $claim) ORDER BY id LIMIT 2",
            {"claim": claim.lower()},
        ).rows
    if not rows:
        raise NotFound(
            "no such claim", value=claim, hint="'kg portrait REF --json' shows the ids of claims"
        )
    if len(rows) > 1:
        raise UsageError("several claims begin so", value=claim, hint="Give more of the id")
    *columns, canonical, start, end = rows[0]
    found = Evidence(*columns)
    text = ws.lake.text(found.source, int(found.version), found.record)
    if text is None:
        return Quote(found, canonical, None, None, None)
    if start is None or end is None:
        return Quote(found, canonical, text[:_LONGEST_PASSAGE], None, None)
    first, last = sentence_around(text, start, end)
    return Quote(found, canonical, text[first:last], start - first, end - first)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence, or sentences, that hold `text[start:end]` begin and end."""
    stops = [
        (m.start(), m.start() + len(m[0].rstrip()), m.end()) for m in _SENTENCE_END.finditer(text)
    ]
    first = max((after for _, _, after in stops if after <= start), default=0)
    last = next((mark for at, mark, after in stops if at >= start and after >= end), len(text))
    return first, max(last, end)
