"""Which kind of report a file is."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

from ingest.reports.xbrl.instance import is_instance
from kg.errors import BadFile

_HEAD = 400_000
_INLINE = re.compile(rb"xbrl\.org/\d{4}/inlineXBRL", re.IGNORECASE)
_TAG = re.compile(rb"<[^>]*>|&(?:nbsp|#160|#xa0);", re.IGNORECASE)
_SUBSIDIARIES = re.compile(
    rb"exhibit\s+21|(?:list|schedule) of subsidiaries|subsidiaries\s+of\b", re.I
)
_PROXY = re.compile(rb"proxy\s+statement|schedule\s+14a", re.IGNORECASE)


class ReportKind(Enum):
    """What a file is to be read as."""

    INLINE = "inline XBRL"
    INSTANCE = "XBRL instance"
    SUBSIDIARIES = "list of subsidiaries"
    PROXY = "proxy statement"


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
    if _INLINE.search(head):
        return ReportKind.INLINE
    if head.lstrip().startswith((b"<?xml", b"<xbrl", b"\xef\xbb\xbf<?xml")) and is_instance(path):
        return ReportKind.INSTANCE
    words = b" ".join(_TAG.sub(b" ", head).split())[:20_000]
    if _SUBSIDIARIES.search(words):
        return ReportKind.SUBSIDIARIES
    if _PROXY.search(words):
        return ReportKind.PROXY
    raise BadFile(
        "no report that can be read",
        file=path,
        hint="Inline XBRL, XBRL instances, Exhibit 21 and proxy statements are",
    )
