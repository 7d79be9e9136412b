"""Claims from the words of an annual report: its auditor, proceedings, doubts and officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.document_claims import DocumentClaims, Words, slug
from ingest.reports.claims import filing_id, registrant_id, words_at
from kg.model.names import normalise_name

if TYPE_CHECKING:
    from ingest.reports.auditor import Auditor
    from ingest.reports.narrative import Narrative
    from ingest.reports.passages import Proceeding
    from ingest.reports.plain_text import PlainText
    from ingest.reports.xbrl.facts import Report

_BY_DATA, _BY_TEXT = 1.0, 0.85
_PROCEEDING = 0.8
_LONGEST_NAME = 160


def say_narrative(claims: DocumentClaims, narrative: Narrative, report: Report) -> int:
    """What the words of a filing say; returns the number of statements about things."""
    registrant, filing = registrant_id(report.facts[0].entity), filing_id(report)
    said = 0
    if narrative.auditor is not None:
        _say_auditor(claims, narrative.text, narrative.auditor, registrant)
        said += 1
    for proceeding in narrative.proceedings:
        _say_proceeding(claims, narrative.text, proceeding, registrant, filing)
        said += 1
    for passage in narrative.passages:
        if passage.kind == "going_concern" and not passage.negated:
            words = _words(narrative.text, passage.start, passage.end, passage.words)
            claims.say(
                filing, "Filing", "notes", f"Going concern: {passage.words}", words,
                "narrative", confidence=_BY_TEXT,
            )  # fmt: skip
            said += 1
    return said


def _say_auditor(
    claims: DocumentClaims, text: PlainText, auditor: Auditor, registrant: str
) -> None:
    entity = (
        f"pcaob:{auditor.firm_id}"
        if auditor.firm_id
        else f"auditor:{slug(normalise_name(auditor.name))}"
    )
    spans = dict(auditor.evidence)
    first = spans.get("name") or next(iter(spans.values()), None)
    words = (words_at(text, first) if first else None) or Words("auditor", auditor.name)
    confidence = _BY_DATA if auditor.source == "dei" else _BY_TEXT
    edge = f"{entity}/audits/{slug(registrant)}"
    for who, schema, prop, value in (
        (entity, "Company", "name", auditor.name),
        (edge, "UnknownLink", "subject", entity),
        (edge, "UnknownLink", "object", registrant),
        (edge, "UnknownLink", "role", "auditor"),
        (edge, "UnknownLink", "startDate", auditor.since),
    ):
        claims.say(who, schema, prop, value, words, "narrative", confidence=confidence)


def _say_proceeding(
    claims: DocumentClaims, text: PlainText, one: Proceeding, registrant: str, filing: str
) -> None:
    words = _words(text, one.start, one.end, one.words)
    entity = f"{filing}/case/{slug(one.case or one.court or 'case', one.words)}"
    sides = [
        f"{side}: {', '.join(names)}"
        for side, names in (("Plaintiffs", one.plaintiffs), ("Defendants", one.defendants))
        if names
    ]
    edge = f"{entity}/party"
    for who, schema, prop, value in (
        (entity, "CourtCase", "name", (one.case or _title(one))[:_LONGEST_NAME]),
        (entity, "CourtCase", "court", one.court),
        (entity, "CourtCase", "fileDate", one.filed),
        (entity, "CourtCase", "summary", "; ".join(sides)),
        (entity, "CourtCase", "description", one.words),
        (edge, "CourtCaseParty", "party", registrant),
        (edge, "CourtCaseParty", "case", entity),
    ):
        claims.say(who, schema, prop, value, words, "narrative", confidence=_PROCEEDING)


def _title(one: Proceeding) -> str:
    """What a proceeding without a name is called: its parties, or its first words."""
    if one.plaintiffs and one.defendants:
        return f"{one.plaintiffs[0]} against {one.defendants[0]}"
    return one.words.partition(". ")[0]


def _words(text: PlainText, start: int, end: int, shown: str) -> Words:
    return words_at(text, (start, end)) or Words(f"at {start}", shown)
