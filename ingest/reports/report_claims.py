"""Claims from a whole document, by its form: what its data, its words and its people say."""

from __future__ import annotations

from ingest.reports.document import Document
from ingest.reports.narrative.claims import say_narrative
from ingest.reports.narrative.narrative import Narrative, narrative_of
from ingest.reports.people.claims import say_people, say_proxy
from ingest.reports.people.proxy import Proxy, proxy_of
from ingest.reports.people.signature_page import find_signers
from ingest.reports.subsidiaries.claims import say_subsidiaries
from ingest.reports.subsidiaries.exhibit21 import Exhibit21
from ingest.reports.xbrl.claims import filing_id, registrant_id, say_cover, say_figures, text_of
from ingest.reports.xbrl.facts import Report
from ingest.reports.xbrl.labels import Labels
from kg.text.blocks import PlainText

_ANNUAL = ("10-K", "20-F", "40-F")


def say_report(document: Document, report: Report, labels: Labels) -> None:
    """A document with facts: its cover, its figures and its words."""
    writer = document.door.writer
    writer.read += len(report.facts) + len(report.problems)
    for problem in report.problems:
        file = problem.document or document.part or document.file
        writer.reject(reason=problem.reason, file=file, record=problem.place)
    for problem in labels.problems:
        writer.warn(f"labels not read: {problem.document}: {problem.reason}")
    say_cover(document, report)
    say_figures(document, report, labels)
    if not report.texts:
        return
    form = (text_of(report.first("dei:DocumentType")) or "").upper()
    registrant = registrant_id(report.facts[0].entity)
    text = next(iter(report.texts.values()))
    if is_proxy(form):
        say_proxy_statement(document, proxy_of(text), registrant)
    elif is_annual(form):
        say_annual_report(document, text, narrative_of(text, report), registrant, filing_id(report))


def is_annual(form: str) -> bool:
    """Whether a form is an annual report: 10-K, 10-K405, 20-F, 40-F, and amendments."""
    return form.startswith(_ANNUAL)


def is_proxy(form: str) -> bool:
    """Whether a form is a proxy statement: DEF 14A, PRE 14A and the like."""
    return "14A" in form


def say_annual_report(
    document: Document, text: PlainText, narrative: Narrative, registrant: str, filing: str
) -> None:
    """The words and the people of an annual report."""
    writer = document.door.writer
    writer.read += say_narrative(document, narrative, registrant, filing)
    for method, people in (("proxy", proxy_of(text).officers), ("signature", find_signers(text))):
        writer.read += len(people)
        say_people(document, people, text, registrant, method)


def say_proxy_statement(document: Document, proxy: Proxy, registrant: str) -> None:
    """The people and the holdings of a proxy statement."""
    document.door.writer.read += len(proxy.people) + len(proxy.holdings)
    say_proxy(document, proxy, registrant)


def say_list_of_subsidiaries(
    document: Document, exhibit: Exhibit21, registrant: str | None
) -> None:
    """The subsidiaries of an Exhibit 21; lines that were not read are rejected."""
    writer = document.door.writer
    writer.read += len(exhibit.subsidiaries) + len(exhibit.set_aside)
    for line, reason in exhibit.set_aside:
        writer.reject(reason=reason, file=document.file, record=line)
    say_subsidiaries(document, exhibit, registrant)
