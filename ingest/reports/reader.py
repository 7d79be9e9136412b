"""The source type `report`: annual reports, their exhibits, proxy statements and submissions."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ingest.naming import distinct_source_name, source_name
from ingest.parsed import parsed_once
from ingest.registry import Reader, ReadRequest
from ingest.reports.document import Document
from ingest.reports.packages import read_package
from ingest.reports.people.proxy import read_proxy
from ingest.reports.report_claims import (
    say_list_of_subsidiaries,
    say_proxy_statement,
    say_report,
)
from ingest.reports.report_kinds import ReportKind, kind_of
from ingest.reports.submissions.reader import read_submission_file, submission_id
from ingest.reports.subsidiaries.exhibit21 import read_exhibit21
from ingest.reports.xbrl.claims import filing_id, say_filed
from ingest.reports.xbrl.facts import Report
from ingest.reports.xbrl.inline import read_inline
from ingest.reports.xbrl.instance import read_instance
from ingest.reports.xbrl.labels import Labels, files_beside, is_taxonomy_file, read_labels
from kg.errors import BadFile, UsageError

_SETTINGS = ("filed", "registrant")
_JSON_HEAD = 4_000
_MOST = 45
"""Letters of a filing's name that leave room for that of its file."""
_EXTRACTED = "_htm.xml"
_PERIODIC = re.compile(r"filing-.*-(?:10-k|10-q|20-f|40-f|def-14a|report)-\d{4}-.*")
"""Sources of which there is one for a registrant and a period."""
_WITH_FACTS = (ReportKind.INLINE, ReportKind.INSTANCE, ReportKind.PACKAGE)


def read_facts(path: Path) -> Report:
    """The facts of an inline XBRL document, a package with one, or an XBRL instance.

    Raises:
        BadFile: it is neither, or cannot be read.
    """
    kind = kind_of(path)
    if kind is ReportKind.INLINE:
        return read_inline(path)
    if kind is ReportKind.INSTANCE:
        return read_instance(path)
    if kind is ReportKind.PACKAGE:
        package = read_package(path)
        return read_inline(package.report, package.name)
    raise BadFile(f"a {kind.value} has no XBRL facts", file=path)


def labels_of(path: Path, report: Report) -> Labels:
    """What the taxonomy beside a document, or in its package, calls the concepts of its facts.

    Raises:
        BadFile: the folder cannot be listed.
    """
    if report.schemas and kind_of(path) is ReportKind.PACKAGE:
        return read_labels(report, read_package(path).taxonomy)
    return read_labels(report, files_beside(path)) if report.schemas else Labels()


def taxonomy_files(path: Path) -> tuple[Path, ...]:
    """The files beside a document that are read with it, for the names of its figures.

    Raises:
        BadFile: the document cannot be read.
    """
    if kind_of(path) not in (ReportKind.INLINE, ReportKind.INSTANCE):
        return ()
    labels = labels_of(path, parsed_once(read_facts, path))
    return tuple(path.parent / name for name in labels.files)


def is_no_document(path: Path) -> bool:
    """Whether a file only goes with documents: part of a taxonomy, or data about a filing."""
    try:
        if path.suffix.lower() == ".json":
            with path.open("rb") as stream:
                # XBRL written as JSON is a document, though none that is read.
                return b"xbrl.org" not in stream.read(_JSON_HEAD)
        return is_taxonomy_file(path) or _is_extracted(path)
    except OSError:
        return False


def _is_extracted(path: Path) -> bool:
    """Whether it is the instance that EDGAR extracts from the inline document beside it."""
    name = path.name.lower()
    if not name.endswith(_EXTRACTED):
        return False
    stem = path.name[: -len(_EXTRACTED)]
    return any(path.with_name(f"{stem}{ending}").exists() for ending in (".htm", ".html"))


def source_of(path: Path) -> str:
    """Name of the source that a report is: `filing-cik-0000320193-10-k-2024-09-28`.

    A submission and its main document alone are the same source. Reports of which there may be
    several for a period, such as an 8-K or an amendment, and documents that do not say what they
    are, go by the name of their file as well.

    Raises:
        BadFile: it cannot be read.
    """
    kind = kind_of(path)
    if kind is ReportKind.SUBMISSION:
        return source_name(submission_id(path))
    stem = distinct_source_name(path.stem)
    if kind in _WITH_FACTS:
        name = source_name(filing_id(_stating_facts(path)))
        return name if _PERIODIC.fullmatch(name) else source_name(f"{name[:_MOST]}-{stem}")
    if kind is ReportKind.SUBSIDIARIES:
        registrant = parsed_once(read_exhibit21, path).registrant
        return source_name("-".join(filter(None, ("ex21", source_name(registrant or ""), stem))))
    return source_name(f"proxy-{stem}")


def _stating_facts(path: Path) -> Report:
    report = parsed_once(read_facts, path)
    if not report.facts:
        raise BadFile("no XBRL fact in it", file=path)
    return report


def _read(request: ReadRequest) -> None:
    (path,) = request.paths
    registrant = request.params.get("registrant")
    if unknown := sorted(set(request.params) - set(_SETTINGS)):
        raise UsageError(
            "no such setting of this reader",
            value=unknown[0],
            hint=f"Known: {', '.join(_SETTINGS)}",
        )
    filed = _filed(request.params.get("filed"))
    document = Document(request.door, path.name)
    kind = kind_of(path)
    if kind is ReportKind.SUBMISSION:
        read_submission_file(path, request.door, filed)
    elif kind in _WITH_FACTS:
        report = _stating_facts(path)
        if kind is ReportKind.PACKAGE:
            document = Document(request.door, path.name, next(iter(report.texts)))
        say_report(document, report, labels_of(path, report))
        if filed is not None:
            say_filed(document, filing_id(report), filed)
    else:
        if filed is not None:
            request.writer.warn(f"a {kind.value} takes no day of filing: 'filed' was not used")
        _read_exhibit(path, kind, document, registrant)


def _read_exhibit(path: Path, kind: ReportKind, document: Document, registrant: str | None) -> None:
    if kind is ReportKind.SUBSIDIARIES:
        exhibit = parsed_once(read_exhibit21, path)
        say_list_of_subsidiaries(document, exhibit, registrant)
        if not exhibit.subsidiaries:
            raise BadFile("no subsidiary found in it", file=path)
    elif registrant is None:
        raise BadFile(
            "a proxy statement without XBRL does not say whose it is",
            file=path,
            hint="Give it with --set registrant=cik:0000320193",
        )
    else:
        say_proxy_statement(document, read_proxy(path), registrant)


def _filed(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            "the setting 'filed' is not a day", value=text, hint="Write it as filed=2024-11-01"
        ) from None


READER = Reader(
    name="report",
    description="Annual reports (inline XBRL, XBRL, packages of them, EDGAR submissions), lists of"
    " subsidiaries, proxy statements",
    files="HTML, XML, zip or submission text files, or folders of them, each a source of its own",
    read=_read,
    version="6",
    source_of=source_of,
    read_with=taxonomy_files,
    is_no_document=is_no_document,
)
