"""Claims from a full submission: its header, and each document by the reader of its kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from ingest.document_claims import DocumentClaims, Words
from ingest.reports.claims import (
    filing_id,
    registrant_id,
    say_filed,
    say_officers,
    say_proxy,
    say_subsidiaries,
)
from ingest.reports.filing_claims import say_report
from ingest.reports.narrative.claims import say_narrative
from ingest.reports.narrative.passages_found import read_narrative
from ingest.reports.people.proxy import proxy_of, read_proxy
from ingest.reports.report_kinds import INLINE
from ingest.reports.submissions.submission import (
    Header,
    Submission,
    SubmissionPart,
    Submitter,
    read_submission,
)
from ingest.reports.subsidiaries.exhibit21 import read_exhibit21
from ingest.reports.xbrl.facts import Report
from ingest.reports.xbrl.inline import read_inline
from ingest.reports.xbrl.instance import read_instance
from ingest.reports.xbrl.labels import Labels, read_labels
from kg.errors import BadFile, UsageError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kg.lake import SourceWriter

_HEADER_RECORD = "header"
_METHOD = "edgar-header"
_ANNUAL = ("10-K", "20-F", "40-F")
_MARKUP = re.compile(rb"<\s*(?:html|body|div|p|table|font|span)\b", re.IGNORECASE)
_INSTANCE = re.compile(rb"<(?:[\w.-]+:)?xbrl[\s>]")
# Tags that EDGAR allows in plain text: pages and tables.
_PLAIN_TAGS = re.compile(r"</?(?:PAGE|TABLE|CAPTION|S|C|FN|F\d+)>", re.IGNORECASE)


@dataclass(slots=True)
class _PartClaims(DocumentClaims):
    """Claims of one document of several: the keys of its blocks begin with its name."""

    part: str = ""

    def of_file_beside(self, name: str) -> DocumentClaims:
        return _PartClaims(self.writer, self.file, part=name)

    def say(self, entity: str, schema: str, prop: str, value: object, words: Words, method: str,
            **how: object) -> None:  # fmt: skip
        if not words.record.startswith(f"{self.part}#"):
            words = replace(words, record=f"{self.part}#{words.record}")
        DocumentClaims.say(self, entity, schema, prop, value, words, method, **how)  # type: ignore[arg-type]


def submission_id(path: Path) -> str:
    """Id of the filing that a submission is.

    Raises:
        BadFile: it cannot be read.
    """
    submission = read_submission(path)
    return _filing(submission.header, _facts(submission))


def read_submission_file(path: Path, writer: SourceWriter, filed: date | None) -> None:
    """Make the claims of a submission; what is not read is counted by its kind.

    Args:
        filed: the day of filing as given by hand; None takes the header's.

    Raises:
        BadFile: it cannot be read, or its main document cannot.
        UsageError: `filed` is another day than the header's.
    """
    submission = read_submission(path)
    header = submission.header
    if filed is not None and filed != header.filed:
        raise UsageError(
            "the submission was filed on another day",
            file=path,
            value=str(filed),
            hint=f"Its header says {header.filed}: leave 'filed' out",
        )
    report = _facts(submission)
    filing = _filing(header, report)
    registrant = _registrant(header, report)
    claims = DocumentClaims(writer, path.name)
    writer.read += 1
    _say_header(claims, header, filing, stated=report is None)
    main = _main(submission)
    labels = _labels(submission, report)
    for part in submission.parts:
        one = _PartClaims(writer, path.name, part=part.name)
        if part.skipped:
            writer.warn(f"document not read: {part.skipped}")
        elif part is main:
            _read_main(part, one, writer, header, filing, registrant, report, labels)
        elif part.type.startswith("EX-21"):
            _read_subsidiaries(part, one, writer, registrant)
        elif _is_instance(part):
            if report is None or report.texts:
                # Its facts are those of the inline document.
                writer.warn("document not read: XBRL instance beside inline XBRL")
        elif part.name not in labels.files:
            writer.warn("document not read: of another type")


def _read_main(
    part: SubmissionPart,
    claims: DocumentClaims,
    writer: SourceWriter,
    header: Header,
    filing: str,
    registrant: str,
    report: Report | None,
    labels: Labels,
) -> None:
    content = _as_html(part.content or b"")
    if report is not None:
        say_report(report, labels, claims, writer, part.name)
        if report.texts:
            return
    if "14A" in header.form:
        proxy = read_proxy(part.content or b"", part.name)
        writer.read += len(proxy.people) + len(proxy.holdings)
        say_proxy(claims, proxy, registrant)
    elif header.form.startswith(_ANNUAL):
        narrative = read_narrative(content, part.name, registrant=header.filers[0].name)
        writer.read += say_narrative(claims, narrative, registrant, filing)
        writer.read += say_officers(claims, proxy_of(narrative.text), registrant)


def _read_subsidiaries(
    part: SubmissionPart, claims: DocumentClaims, writer: SourceWriter, registrant: str
) -> None:
    """A list that cannot be read does not take the rest of the filing with it."""
    writer.read += 1
    try:
        exhibit = read_exhibit21(part.content or b"", part.name)
    except BadFile as fault:
        writer.reject(reason=str(fault), file=claims.file, record=part.name)
        return
    writer.read += len(exhibit.subsidiaries) + len(exhibit.set_aside)
    for line, reason in exhibit.set_aside:
        writer.reject(reason=reason, file=claims.file, record=line)
    if not exhibit.subsidiaries:
        writer.warn("list of subsidiaries without any that was found")
    say_subsidiaries(claims, exhibit, registrant)


def _say_header(claims: DocumentClaims, header: Header, filing: str, *, stated: bool) -> None:
    """`stated` says that nothing else tells the form and the period, as a cover page does."""

    def words(label: str) -> Words:
        start, end = header.places.get(label, (None, None))
        return Words(_HEADER_RECORD, header.text, start, end)

    for prop, value, label in (
        ("accessionNumber", header.accession_number, "ACCESSION NUMBER"),
        ("filingType", header.form if stated else None, "CONFORMED SUBMISSION TYPE"),
        ("endDate", header.period if stated else None, "CONFORMED PERIOD OF REPORT"),
    ):
        claims.say(filing, "Filing", prop, value, words(label), _METHOD)
    say_filed(claims, filing, header.filed, words("FILED AS OF DATE"), _METHOD)
    for filer in header.filers:
        entity = _filer_id(filer)
        at = _words_of_filer(header, filer)
        claims.say(filing, "Filing", "filer", entity, at, _METHOD)
        claims.say(entity, "Company", "cikCode", filer.cik, at, _METHOD)
        claims.say(entity, "Company", "name", filer.name, at, _METHOD)
        if filer.tax_number and re.fullmatch(r"\d{9}", filer.tax_number):
            claims.say(entity, "Company", "irsCode", filer.tax_number, at, _METHOD)
        for name in filer.former_names:
            words_of_name = _words_from(header, filer, name, name)
            claims.say(entity, "Company", "previousName", name, words_of_name, _METHOD)
        if filer.address:
            lines = _words_from(header, filer, filer.address[0], filer.address[-1].split()[-1])
            claims.say(entity, "Company", "address", ", ".join(filer.address), lines, _METHOD)


def _words_of_filer(header: Header, filer: Submitter) -> Words:
    return _words_from(header, filer, filer.cik, filer.cik)


def _words_from(header: Header, filer: Submitter, first: str, last: str) -> Words:
    """From one value of a filer to another, in its part of the header."""
    start = header.text.find(first, max(0, header.text.find(filer.cik)))
    end = header.text.find(last, start)
    if start < 0 or end < 0:
        return Words(_HEADER_RECORD, header.text)
    return Words(_HEADER_RECORD, header.text, start, end + len(last))


def _main(submission: Submission) -> SubmissionPart:
    """The document of the submission's own type, else the first."""
    form = submission.header.form
    return next((one for one in submission.parts if one.type == form), submission.parts[0])


def _facts(submission: Submission) -> Report | None:
    """The facts of the main document, else of the instance beside it; None where there are none."""
    main = _main(submission)
    if main.content is not None and INLINE.search(main.content):
        report = read_inline(main.content, main.name)
        if report.facts:
            return report
    for part in submission.parts:
        if part is not main and part.content is not None and _is_instance(part):
            report = read_instance(part.content, part.name)
            if report.facts:
                return report
    return None


def _labels(submission: Submission, report: Report | None) -> Labels:
    """What the taxonomy among the documents calls the concepts of the facts."""
    if report is None:
        return Labels()
    return read_labels(
        report, {one.name: one.content for one in submission.parts if one.content is not None}
    )


def _is_instance(part: SubmissionPart) -> bool:
    if part.type not in {"EX-101.INS", "EX-100.INS", "XML"} or part.content is None:
        return False
    return _INSTANCE.search(part.content[:20_000]) is not None


def _filing(header: Header, report: Report | None) -> str:
    if report is not None:
        return filing_id(report)
    filer = _filer_id(header.filers[0]).replace(":", "-")
    return f"filing:{filer}/{header.form}/{header.period or header.accession_number}"


def _registrant(header: Header, report: Report | None) -> str:
    return registrant_id(report.facts[0].entity) if report else _filer_id(header.filers[0])


def _filer_id(filer: Submitter) -> str:
    return f"cik:{filer.cik}"


def _as_html(content: bytes) -> bytes:
    """Plain text, as filings were until about 2001, as paragraphs."""
    if _MARKUP.search(content[:200_000]):
        return content
    text = _PLAIN_TAGS.sub("", content.decode("utf-8", "replace").replace("\r\n", "\n"))
    paragraphs = (one for one in re.split(r"\n[ \t]*\n", text) if one.strip())
    body = "".join(f"<p>{escape(one, quote=False)}</p>\n" for one in paragraphs)
    return f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()
