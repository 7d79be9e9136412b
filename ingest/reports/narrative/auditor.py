"""Who audited: from the filing's data (`dei`), else from the auditor's report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.reports.narrative.patterns import search
from ingest.reports.xbrl.claims import text_of
from ingest.reports.xbrl.facts import Report
from kg.text.blocks import PlainText

_PLACE = re.compile(r"^[A-Z][\w.’' -]{1,40}, [A-Z][\w.’ -]{1,40}(?:, [A-Z][\w.’ -]{1,40})?$")
_BLOCKS_BEHIND_SIGNATURE = 3
_LONGEST = 20_000
_FACTS = {
    "name": "dei:AuditorName",
    "firm_id": "dei:AuditorFirmId",
    "location": "dei:AuditorLocation",
}


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
    known: dict[str, str] = {}
    evidence: dict[str, tuple[int, int]] = {}
    for key, concept in _FACTS.items():
        fact = report.first(concept) if report is not None else None
        if fact is not None and (value := text_of(fact)) is not None:
            known[key] = value
            if fact.span:
                evidence[key] = fact.span
    source = "dei" if "name" in known else "text"
    at_least = False
    for index, block in enumerate(text.blocks):
        words = text.of(block)[:_LONGEST]
        if "name" not in known and (match := search("auditor signed", words)):
            known["name"] = match["name"].strip()
            evidence["name"] = (block.start + match.start(1), block.start + match.end(1))
            for behind in text.blocks[index + 1 : index + 1 + _BLOCKS_BEHIND_SIGNATURE]:
                line = text.of(behind)
                # The name may be printed again under the signature: "Ash & Oak, LLP".
                printed = search("auditor signed", f"/s/ {line}") or re.search(r"\d", line)
                if "location" not in known and _PLACE.match(line) and not printed:
                    known["location"] = line
                    evidence["location"] = (behind.start, behind.end)
        if "firm_id" not in known and (match := search("auditor number", words)):
            known["firm_id"] = match["id"]
            evidence["firm_id"] = (block.start + match.start(), block.start + match.end())
        if "since" not in known and (match := search("auditor since", words)):
            known["since"], at_least = match["year"], match["least"] is not None
            evidence["since"] = (block.start + match.start(), block.start + match.end())
    if "name" not in known:
        return None
    return Auditor(
        name=known["name"],
        firm_id=known.get("firm_id", "").lstrip("0") or None,
        location=known.get("location"),
        since=int(known["since"]) if "since" in known else None,
        since_at_least=at_least,
        source=source,
        evidence=tuple(evidence.items()),
    )
