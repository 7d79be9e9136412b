"""Who audited: from the filing's data (`dei`), else from the auditor's report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.reports.layout.plain_text import PlainText
    from ingest.reports.xbrl.facts import Fact, Report

_SIGNED = re.compile(
    r"^/s/\s*(?P<name>[A-Z][\w&.,’' -]{2,80}?(?:LLP|L\.L\.P\.|P\.?C\.?|PLLC|LLC|Ltd\.?|Inc\.?|"
    r"AG|GmbH|S\.A\.|S\.p\.A\.|& Co\.?|PLC|P\.A\.|Limited|K\.K\.|AB))\s*$"
)
_FIRM_ID = re.compile(
    r"(?:PCAOB|Auditor)\s*(?:Auditor\s*)?(?:Firm\s*)?(?:ID|I\.D\.|No\.?|Identification)"
    r"(?:\s*(?:No|Number)\.?)?\s*[:#]?\s*(?:\(?PCAOB ID:?\s*)?0*(?P<id>\d{1,5})\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\bserved as [^.]{2,80}?\bauditors?\b[^.]{0,60}?\bsince(?P<least> at least)?\s+"
    r"(?P<year>(?:18|19|20)\d{2})",
    re.IGNORECASE,
)
_PLACE = re.compile(r"^[A-Z][\w.’' -]{1,40}, [A-Z][\w.’ -]{1,40}(?:, [A-Z][\w.’ -]{1,40})?$")
_BLOCKS_BEHIND_SIGNATURE = 3


@dataclass(frozen=True, slots=True)
class Auditor:
    """The independent registered public accounting firm.

    `firm_id` is its number with the PCAOB without leading zeros, `location` where it signed,
    `since` the first year of the engagement (`since_at_least`: or earlier). Each is None where
    not given. `source` is "dei" or "text"; `evidence` pairs what is known with its span.
    """

    name: str
    firm_id: str | None
    location: str | None
    since: int | None
    since_at_least: bool
    source: str
    evidence: tuple[tuple[str, tuple[int, int]], ...]


def find_auditor(text: PlainText, report: Report | None) -> Auditor | None:
    """The auditor; None where neither data nor text names one."""
    evidence: list[tuple[str, tuple[int, int]]] = []
    facts = {
        key: report.first(f"dei:{concept}") if report is not None else None
        for key, concept in (
            ("name", "AuditorName"),
            ("firm_id", "AuditorFirmId"),
            ("location", "AuditorLocation"),
        )
    }
    values = {key: _value(fact) for key, fact in facts.items()}
    evidence.extend((key, fact.span) for key, fact in facts.items() if fact and fact.span)
    source = "dei" if values["name"] else "text"
    since: int | None = None
    at_least = False
    for index, block in enumerate(text.blocks):
        words = text.of(block)
        if values["name"] is None and (match := _SIGNED.match(words)):
            values["name"] = match["name"].strip()
            evidence.append(
                ("name", (block.start + match.start("name"), block.start + match.end("name")))
            )
            for behind in text.blocks[index + 1 : index + 1 + _BLOCKS_BEHIND_SIGNATURE]:
                line = text.of(behind)
                if values["location"] is None and _PLACE.match(line) and not re.search(r"\d", line):
                    values["location"] = line
                    evidence.append(("location", (behind.start, behind.end)))
        if values["firm_id"] is None and (match := _FIRM_ID.search(words)):
            values["firm_id"] = match["id"]
            evidence.append(("firm_id", (block.start + match.start(), block.start + match.end())))
        if since is None and (match := _SINCE.search(words)):
            since, at_least = int(match["year"]), match["least"] is not None
            evidence.append(("since", (block.start + match.start(), block.start + match.end())))
    name = values["name"]
    if name is None:
        return None
    firm_id = (values["firm_id"] or "").lstrip("0") or None
    return Auditor(name, firm_id, values["location"], since, at_least, source, tuple(evidence))


def _value(fact: Fact | None) -> str | None:
    return " ".join(str(fact.value).split()) if fact is not None and fact.value else None
