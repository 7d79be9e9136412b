"""Which kind of report a file is."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

from ingest.reports.packages import is_package
from ingest.reports.submissions.submission import is_submission
from ingest.reports.xbrl.instance import is_instance
from ingest.reports.xbrl.labels import is_taxonomy_file
from kg.errors import BadFile

_HEAD = 400_000
INLINE = re.compile(rb"xbrl\.org/\d{4}/inlineXBRL", re.IGNORECASE)
"""Finds the namespace of inline XBRL in a document."""

_TAG = re.compile(rb"<[^>]*>|&(?:nbsp|#160|#xa0);", re.IGNORECASE)
_SUBSIDIARIES = re.compile(
    rb"exhibit\s+(?:item\s+)?21|\bex-21|(?:list|schedule) of (?:[a-z-]+ ){0,3}subsidiaries|"
    rb"subsidiaries\s+of\b",
    re.I,
)
_PROXY = re.compile(rb"proxy\s+statement|schedule\s+14a", re.IGNORECASE)
_SCHEDULE_14A = re.compile(rb"schedule\s+14a\b", re.IGNORECASE)
_PERIODIC = re.compile(
    rb"\bform\s+(?P<form>10-k(?:405|sb)?|10-q|20-f|40-f|8-k|6-k)\b"
    rb"|(?:annual|quarterly|current|transition) report pursuant to section",
    re.IGNORECASE,
)
_TITLE, _COVER, _BEGINNING = 600, 3_000, 20_000
"""Bytes of text in which a title, a cover page, and the beginning of a document stand."""


class ReportKind(Enum):
    """What a file is to be read as."""

    INLINE = "inline XBRL"
    INSTANCE = "XBRL instance"
    SUBSIDIARIES = "list of subsidiaries"
    PROXY = "proxy statement"
    SUBMISSION = "EDGAR submission"
    PACKAGE = "report package"


def kind_of(path: Path) -> ReportKind:
    """The kind of a file, by its content.

    Raises:
        BadFile: none that can be read.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as fault:
        raise BadFile(f"cannot be read: {fault.strerror}", file=path) from fault
    if not head.strip():
        raise BadFile("the document is empty", file=path)
    if is_submission(head):
        return ReportKind.SUBMISSION
    if is_package(head):
        return ReportKind.PACKAGE
    if INLINE.search(head):
        return ReportKind.INLINE
    if is_instance(path):
        return ReportKind.INSTANCE
    if is_taxonomy_file(path):
        raise BadFile(
            "part of a taxonomy, which is read with the document that names it",
            file=path,
            hint="Give the document, and keep this file beside it",
        )
    if head.lstrip().startswith(b"%PDF-"):
        raise BadFile(
            "a PDF, of which no report is read",
            file=path,
            hint="Give the filing's HTML, XML or text",
        )
    kind = _kind_by_words(b" ".join(_TAG.sub(b" ", head).split())[:_BEGINNING], path)
    if kind is not None:
        return kind
    raise BadFile(
        "no report that can be read",
        file=path,
        hint="Inline XBRL, report packages, XBRL instances, EDGAR submissions, Exhibit 21 and proxy"
        " statements are",
    )


def _kind_by_words(words: bytes, path: Path) -> ReportKind | None:
    periodic = _PERIODIC.search(words[:_COVER])
    firsts = {
        ReportKind.SUBSIDIARIES: _SUBSIDIARIES.search(words[:_TITLE]),
        ReportKind.PROXY: _SCHEDULE_14A.search(words[:_COVER]),
        None: periodic,
    }
    said = {kind: match.start() for kind, match in firsts.items() if match is not None}
    kind = min(said, key=lambda one: said[one]) if said else None
    if kind is not None:
        return kind
    if periodic:
        # Its words speak of subsidiaries and of the proxy statement, but it is neither.
        form = periodic["form"].decode().upper() if periodic["form"] else "report"
        raise BadFile(
            f"a {form} without XBRL, of which nothing is read",
            file=path,
            hint="Filings have XBRL from 2009 on; give its Exhibit 21 or proxy statement",
        )
    if _SUBSIDIARIES.search(words):
        return ReportKind.SUBSIDIARIES
    return ReportKind.PROXY if _PROXY.search(words) else None
