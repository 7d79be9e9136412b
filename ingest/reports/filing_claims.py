"""Claims from a document with XBRL facts, by its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.reports.claims import (
    filing_id,
    registrant_id,
    say_figures,
    say_filing,
    say_officers,
    say_proxy,
    say_signers,
    text_of,
)
from ingest.reports.narrative.claims import say_narrative
from ingest.reports.narrative.passages_found import narrative_of
from ingest.reports.people.proxy import proxy_of
from ingest.reports.people.signers import find_signers

if TYPE_CHECKING:
    from ingest.document_claims import DocumentClaims
    from ingest.reports.xbrl.facts import Report
    from ingest.reports.xbrl.labels import Labels
    from kg.lake import SourceWriter


def say_report(
    report: Report, labels: Labels, claims: DocumentClaims, writer: SourceWriter, file: str
) -> None:
    """Claims from a document with facts: its cover, its figures and its words."""
    writer.read += len(report.facts) + len(report.problems)
    for problem in report.problems:
        writer.reject(reason=problem.reason, file=problem.document or file, record=problem.place)
    for problem in labels.problems:
        writer.warn(f"labels not read: {problem.document}: {problem.reason}")
    say_filing(claims, report)
    say_figures(claims, report, labels)
    if not report.texts:
        return
    form = (text_of(report.first("dei:DocumentType")) or "").upper()
    registrant = registrant_id(report.facts[0].entity)
    text = next(iter(report.texts.values()))
    if "14A" in form:
        proxy = proxy_of(text)
        writer.read += len(proxy.people) + len(proxy.holdings)
        say_proxy(claims, proxy, registrant)
    elif form.startswith(("10-K", "20-F", "40-F")):
        narrative = narrative_of(text, report)
        writer.read += say_narrative(claims, narrative, registrant, filing_id(report))
        writer.read += say_officers(claims, proxy_of(text), registrant)
        writer.read += say_signers(claims, find_signers(text), text, registrant)
