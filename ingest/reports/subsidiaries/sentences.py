"""Subsidiaries in sentences: "Oak Bank is a wholly-owned subsidiary of Oak Holdings, Inc."."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from ingest.reports.subsidiaries.list_entry import Entry, is_company, read_entry
from ingest.reports.subsidiaries.percentages import NUMBER, percentage
from ingest.reports.subsidiaries.places import jurisdiction_place

_STATEMENT = re.compile(
    r"(?P<subject>[^;]{3,200}?),?\s+is\s+(?:an?\s+)?(?:(?:and|or|(?:in)?direct(?:ly)?),?\s+)*"
    rf"(?:(?:(?P<wholly>wholly)|(?P<share>{NUMBER})\s?%)[\s-]owned\s+)?(?:(?:in)?direct\s+)?"
    r"subsidiary\s+of\s+(?P<owner>.{3,160}?)\.?",
    re.IGNORECASE,
)
_SPEAKS_OF_SUBSIDIARY = re.compile(r"\bsubsidiary of\b", re.IGNORECASE)
_NO_NAME = re.compile(
    r"^(?:each|all|both|none|neither|such|this|these|it|which|every)\b|^the\s+\w+$"
    r"|\b(?:is|are|was|were|following|listed|above|below|subsidiaries)\b",
    re.IGNORECASE,
)


def read_sentence(line: str) -> tuple[Entry, str] | None:
    """The subsidiary that a sentence states, and its owner; None where it states none."""
    match = _STATEMENT.fullmatch(line.strip())
    if match is None or not line.strip()[:1].isupper():
        return None
    entry = read_entry(match["subject"], places=True)
    placed = entry.jurisdiction is not None and jurisdiction_place(entry.jurisdiction) is not None
    if _NO_NAME.search(entry.name) or not (placed or is_company(entry.name)):
        return None
    share = percentage(match["share"]) if match["share"] else None
    percent = Decimal(100) if match["wholly"] else share[0] if share else entry.share
    return replace(entry, share=percent), read_entry(match["owner"], places=True).name


def speaks_of_a_subsidiary(line: str) -> bool:
    """Whether a line says that something is a subsidiary of something."""
    return _SPEAKS_OF_SUBSIDIARY.search(line) is not None
