"""Claims from a full submission: its header, and each document by the reader of its kind."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ingest.reports.document import Document
from ingest.reports.narrative.narrative import read_narrative
from ingest.reports.people.proxy import read_proxy
from ingest.reports.report_claims import (
    is_annual,
    is_proxy,
    say_annual_report,
    say_list_of_subsidiaries,
    say_proxy_statement,
    say_report,
)
from ingest.reports.report_kinds import INLINE
from ingest.reports.submissions.submission import (
    Header,
    Submission,
    SubmissionPart,
    Submitter,
    read_submission,
)
from ingest.reports.subsidiaries.exhibit21 import read_exhibit21
from ingest.reports.xbrl.claims import filing_id, registrant_id, say_filed
from ingest.reports.xbrl.facts import Report
from ingest.reports.xbrl.inline import read_inline
from ingest.reports.xbrl.instance import read_instance
from ingest.reports.xbrl.labels import Labels, read_labels
from kg.errors import BadFile, UsageError
from kg.lake.door import Door
from kg.model.place import Place

_METHOD = "edgar-header"
_INSTANCE = re.compile(rb"<(?:[\w.-]+:)?xbrl[\s>]")


def submission_id(path: Path) -> str:
    """Id of the filing that a submission is.

    Raises:
        BadFile: it cannot be read.
    """
    submission = read_submission(path)
    return _filing(submission.header, _facts(submission))


def read_submission_file(path: Path, door: Door, filed: date | None) -> None:
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
    filing, registrant = _filing(header, report), _registrant(header, report)
    writer = door.writer
    writer.read += 1
    _say_header(Document(door, path.name), header, filing, stated=report is None)
    main = _main(submission)
    labels = _labels(submission, report)
    for part in submission.parts:
        document = Document(door, path.name, part.name)
        if part.skipped:
            writer.warn(f"document not read: {part.skipped}")
        elif part is main:
            if report is not None:
                say_report(document, report, labels)
            if report is None or not report.texts:
                _say_words(document, part, header, filing, registrant)
        elif part.type.startswith("EX-21"):
            _say_exhibit21(document, part, registrant)
        elif _is_instance(part):
            if report is None or report.texts:
                # Its facts are those of the inline document.
                writer.warn("document not read: XBRL instance beside inline XBRL")
        elif part.name not in labels.files:
            writer.warn("document not read: of another type")


def _say_words(
    document: Document, part: SubmissionPart, header: Header, filing: str, registrant: str
) -> None:
    """A main document without inline XBRL."""
    content = part.content or b""
    if is_proxy(header.form):
        say_proxy_statement(document, read_proxy(content, part.name), registrant)
    elif is_annual(header.form):
        narrative = read_narrative(content, part.name, registrant=header.filers[0].name)
        say_annual_report(document, narrative.text, narrative, registrant, filing)


def _say_exhibit21(document: Document, part: SubmissionPart, registrant: str) -> None:
    """A list that cannot be read does not take the rest of the filing with it."""
    writer = document.door.writer
    writer.read += 1
    try:
        exhibit = read_exhibit21(part.content or b"", part.name)
    except BadFile as fault:
        writer.reject(reason=str(fault), file=document.file, record=part.name)
        return
    if not exhibit.subsidiaries:
        writer.warn("list of subsidiaries without any that was found")
    say_list_of_subsidiaries(document, exhibit, registrant)


def _say_header(document: Document, header: Header, filing_id: str, *, stated: bool) -> None:
    """`stated` says that nothing else tells the form and the period, as a cover page does."""

    def at(label: str) -> Place:
        return document.at("header", header.text, *header.places.get(label, (None, None)))

    filing = document.entity("Filing", filing_id)
    said: list[tuple[str, object, str]] = [
        ("accessionNumber", header.accession_number, "ACCESSION NUMBER")
    ]
    if stated:
        said += [
            ("filingType", header.form, "CONFORMED SUBMISSION TYPE"),
            ("endDate", header.period, "CONFORMED PERIOD OF REPORT"),
        ]
    for prop, value, label in said:
        filing.say(prop, value, at=at(label), method=_METHOD)
    say_filed(document, filing_id, header.filed, at("FILED AS OF DATE"), _METHOD)
    for filer in header.filers:
        company = document.entity("Company", _filer_id(filer))
        here = _place_in_filer(document, header, filer, filer.cik, filer.cik)
        filing.say("filer", company, at=here, method=_METHOD)
        company.say("cikCode", filer.cik, at=here, method=_METHOD)
        company.say("name", filer.name, at=here, method=_METHOD)
        if filer.tax_number and re.fullmatch(r"\d{9}", filer.tax_number):
            company.say("irsCode", filer.tax_number, at=here, method=_METHOD)
        for name in filer.former_names:
            there = _place_in_filer(document, header, filer, name, name)
            company.say("previousName", name, at=there, method=_METHOD)
        if filer.address:
            last = filer.address[-1].split()[-1]
            there = _place_in_filer(document, header, filer, filer.address[0], last)
            company.say("address", ", ".join(filer.address), at=there, method=_METHOD)


def _place_in_filer(
    document: Document, header: Header, filer: Submitter, first: str, last: str
) -> Place:
    """From one value of a filer to another, in its part of the header."""
    start = header.text.find(first, max(0, header.text.find(filer.cik)))
    end = header.text.find(last, start)
    if start < 0 or end < 0:
        return document.at("header", header.text)
    return document.at("header", header.text, start, end + len(last))


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
