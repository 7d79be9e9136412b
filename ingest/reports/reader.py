"""The source type `report`: annual reports, their exhibits and proxy statements."""

from __future__ import annotations

from pathlib import Path

from ingest.document_claims import DocumentClaims
from ingest.registry import Reader, ReadRequest, source_name
from ingest.reports.claims import (
    filing_id,
    registrant_id,
    say_figures,
    say_filing,
    say_officers,
    say_proxy,
    say_subsidiaries,
    text_of,
)
from ingest.reports.exhibit21 import read_exhibit21
from ingest.reports.kinds import ReportKind, kind_of
from ingest.reports.narrative import narrative_of
from ingest.reports.narrative_claims import say_narrative
from ingest.reports.proxy import proxy_of, read_proxy
from ingest.reports.xbrl.facts import Report
from ingest.reports.xbrl.inline import read_inline
from ingest.reports.xbrl.instance import read_instance
from kg.errors import BadFile, UsageError


def read_facts(path: Path) -> Report:
    """The facts of an inline XBRL document or an XBRL instance.

    Raises:
        BadFile: it is neither, or cannot be read.
    """
    kind = kind_of(path)
    if kind is ReportKind.INLINE:
        return read_inline(path)
    if kind is ReportKind.INSTANCE:
        return read_instance(path)
    raise BadFile(f"a {kind.value} has no XBRL facts", file=path)


def source_of(path: Path) -> str:
    """Name of the source that a report is: `filing-cik-0000320193-10-k-2024-09-28`.

    A document that does not say what it is goes by the name of its file.

    Raises:
        BadFile: it cannot be read.
    """
    kind = kind_of(path)
    if kind in (ReportKind.INLINE, ReportKind.INSTANCE):
        return source_name(filing_id(_stating_facts(path)))
    word = "ex21" if kind is ReportKind.SUBSIDIARIES else "proxy"
    return source_name(f"{word}-{path.stem}")


def _stating_facts(path: Path) -> Report:
    report = read_facts(path)
    if not report.facts:
        raise BadFile("no XBRL fact in it", file=path)
    return report


def _read(request: ReadRequest) -> None:
    (path,) = request.paths
    registrant = request.params.get("registrant")
    if unknown := sorted(set(request.params) - {"registrant"}):
        raise UsageError(
            "no such setting of this reader", value=unknown[0], hint="Known: registrant"
        )
    claims = DocumentClaims(request.writer, path.name)
    kind = kind_of(path)
    if kind is ReportKind.SUBSIDIARIES:
        exhibit = read_exhibit21(path)
        request.writer.read = len(exhibit.subsidiaries)
        if not exhibit.subsidiaries:
            raise BadFile("no subsidiary found in it", file=path)
        say_subsidiaries(claims, exhibit, registrant)
        return
    if kind is ReportKind.PROXY:
        if registrant is None:
            raise UsageError(
                "a proxy statement without XBRL does not say whose it is",
                file=path,
                hint="Give it with --set registrant=cik:0000320193",
            )
        proxy = read_proxy(path)
        request.writer.read = len(proxy.people) + len(proxy.holdings)
        say_proxy(claims, proxy, registrant)
        return
    report = _stating_facts(path)
    request.writer.read = len(report.facts) + len(report.problems)
    for problem in report.problems:
        request.writer.reject(
            reason=problem.reason, file=problem.document or path.name, record=problem.place
        )
    say_filing(claims, report)
    say_figures(claims, report)
    if kind is ReportKind.INLINE:
        _read_words(request, report, claims)


def _read_words(request: ReadRequest, report: Report, claims: DocumentClaims) -> None:
    """What an inline document says besides its facts, by its form."""
    form = (text_of(report.first("dei:DocumentType")) or "").upper()
    registrant = registrant_id(report.facts[0].entity)
    text = next(iter(report.texts.values()))
    if "14A" in form:
        proxy = proxy_of(text)
        request.writer.read += len(proxy.people) + len(proxy.holdings)
        say_proxy(claims, proxy, registrant)
    elif form.startswith(("10-K", "20-F", "40-F")):
        narrative = narrative_of(text, report)
        request.writer.read += say_narrative(claims, narrative, report)
        request.writer.read += say_officers(claims, proxy_of(text), registrant)


READER = Reader(
    name="report",
    description="Annual reports (inline XBRL, XBRL), lists of subsidiaries, proxy statements",
    files="HTML or XML files, or folders of them; each is a source of its own",
    read=_read,
    source_of=source_of,
)
