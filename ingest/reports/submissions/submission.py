"""EDGAR's full submission text files: an SGML header, then every document of a filing.

The format is described in the EDGAR Filer Manual, volume II, and in the "Public Dissemination
Service" specification: `<SEC-HEADER>` with labelled lines, and for each document `<DOCUMENT>`,
one line each of `<TYPE>`, `<SEQUENCE>`, `<FILENAME>`, `<DESCRIPTION>`, and `<TEXT>`.
"""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BadFile
from kg.text.dates import partial_date
from kg.text.files import LARGEST_FILING, LARGEST_SUBMISSION

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGINNINGS = (b"<SEC-DOCUMENT>", b"<SEC-HEADER>", b"<IMS-DOCUMENT>", b"<IMS-HEADER>",
               b"-----BEGIN PRIVACY-ENHANCED MESSAGE-----")  # fmt: skip
_LONGEST_HEADER = 200_000
_MOST_DOCUMENTS = 5_000
_HEADER = re.compile(rb"<(?P<tag>SEC|IMS)-HEADER>(?P<body>.*?)</(?P=tag)-HEADER>", re.DOTALL)
_LINE = re.compile(
    r"^[ \t]*(?P<label>[A-Z][A-Z0-9 .()/&-]*?):[ \t]*(?P<value>[^\n]*?)[ \t]*$", re.MULTILINE
)
_TAG = re.compile(
    rb"^<(?P<tag>TYPE|SEQUENCE|FILENAME|DESCRIPTION)>(?P<value>[^\r\n<]{0,300})", re.MULTILINE
)
_TEXT = re.compile(rb"<TEXT>[ \t]*\r?\n?")
_WRAP = re.compile(rb"\A\s*<(?P<tag>XBRL|XML|PDF|XFD)>[ \t]*\r?\n?")
_ENCODED = re.compile(rb"\A\s*begin(?:-base64)? [0-7]{3} \S")
_LONGEST_DOCUMENT_HEADER = 4_000
_BUSINESS_ADDRESS = "BUSINESS ADDRESS"
_FILERS = ("FILER", "SUBJECT COMPANY", "FILED BY")


@dataclass(frozen=True, slots=True)
class Submitter:
    """A company that a header names. `cik` has ten digits; the names are EDGAR's spelling.

    `address` are the lines of the business address: streets, city, state and postal code.
    """

    cik: str
    name: str | None
    tax_number: str | None
    former_names: tuple[str, ...] = ()
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """What a submission's header says.

    Attributes:
        accession_number: such as 0000320193-24-000123.
        form: conformed submission type, such as 10-K or NT 10-K.
        filed: day that EDGAR gave it.
        period: last day of the period it reports on; None where the form has none.
        filers: the first is the registrant, the others file with it.
        text: the header itself; `places` has the span of each value in it by label, the first
            one where several lines have it.
    """

    accession_number: str
    form: str
    filed: date
    period: date | None
    filers: tuple[Submitter, ...]
    text: str
    places: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class SubmissionPart:
    """One document of a submission.

    `content` is what stands between `<TEXT>` and `</TEXT>`, without EDGAR's wrapping; None where
    it is a picture or other encoded data, or larger than is read; `skipped` says which.
    """

    type: str
    sequence: int
    name: str
    description: str | None
    content: bytes | None
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A header and the documents, in their order."""

    header: Header
    parts: tuple[SubmissionPart, ...]


def is_submission(head: bytes) -> bool:
    """Whether a file that begins so is a full submission."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_BEGINNINGS)


def read_header(path: Path) -> Header:
    """The header alone.

    Raises:
        BadFile: there is none, or it lacks a form, day, number or filer.
    """
    try:
        with path.open("rb") as stream:
            return _header(stream.read(_LONGEST_HEADER), path.name)
    except OSError as fault:
        raise BadFile(f"cannot be read: {fault.strerror}", file=path) from fault


def read_submission(path: Path) -> Submission:
    """The header and the documents; encoded and too large ones without their content.

    Raises:
        BadFile: too large, no header, cut off inside a document, or no document.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_SUBMISSION:
            raise BadFile(
                f"{size / 2**20:.0f} MB is more than the {LARGEST_SUBMISSION // 2**20} MB"
                " that are read of a submission",
                file=path,
                hint="Give the filing's main document alone",
            )
        header = read_header(path)
        # A map is paged in as it is searched, so that pictures take no memory.
        with (
            path.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole,
        ):
            parts = tuple(_parts(whole, path.name))
    except OSError as fault:
        raise BadFile(f"cannot be read: {fault.strerror}", file=path) from fault
    if not parts:
        raise BadFile("the submission holds no document", file=path)
    return Submission(header, parts)


def _header(head: bytes, name: str) -> Header:
    match = _HEADER.search(head)
    if match is None:
        raise BadFile(
            "the submission has no complete SEC-HEADER", file=name, hint="Download the file again"
        )
    text = match["body"].decode("utf-8", "replace").replace("\r\n", "\n")
    values: dict[str, str] = {}
    places: dict[str, tuple[int, int]] = {}
    for line in _LINE.finditer(text):
        if line["value"] and line["label"] not in values:
            values[line["label"]] = line["value"]
            places[line["label"]] = line.span("value")
    days = {label: _day(values.get(label)) for label in _DATED}
    number, form = values.get("ACCESSION NUMBER"), values.get("CONFORMED SUBMISSION TYPE")
    filed, filers = days["FILED AS OF DATE"], _filers(text)
    if number is None or form is None or filed is None or not filers:
        missing = next(
            label
            for label, value in (
                ("ACCESSION NUMBER", number), ("CONFORMED SUBMISSION TYPE", form),
                ("FILED AS OF DATE", filed), ("CENTRAL INDEX KEY", filers),
            )
            if not value
        )  # fmt: skip
        raise BadFile("the header of the submission lacks a line", file=name, value=missing)
    return Header(
        number, form.upper(), filed, days["CONFORMED PERIOD OF REPORT"], filers, text, places
    )


_DATED = ("FILED AS OF DATE", "CONFORMED PERIOD OF REPORT")


def _filers(text: str) -> tuple[Submitter, ...]:
    """The companies of each `FILER:` block; a proxy fight has `FILED BY:` as well."""
    blocks: dict[str, list[Submitter]] = {}
    kind: str | None = None
    section = ""
    current: dict[str, str] = {}
    former: list[str] = []
    address: dict[str, str] = {}

    def close() -> None:
        cik = current.get("CENTRAL INDEX KEY", "")
        if kind is not None and re.fullmatch(r"\d{1,10}", cik):
            blocks.setdefault(kind, []).append(
                Submitter(
                    cik.zfill(10),
                    current.get("COMPANY CONFORMED NAME"),
                    current.get("IRS NUMBER") or current.get("EIN"),
                    tuple(dict.fromkeys(former)),
                    _address(address),
                )
            )

    for line in text.split("\n"):
        heading = re.fullmatch(r"([A-Z][A-Z -]+):[ \t]*", line)
        if heading:
            close()
            kind, section, current, former, address = heading[1].strip(), "", {}, [], {}
        elif match := _LINE.match(line):
            label, value = match["label"], match["value"]
            section = section if value else label
            current.setdefault(label, value)
            if section == _BUSINESS_ADDRESS:
                address.setdefault(label, value)
            if label == "FORMER CONFORMED NAME":
                former.append(value)
    close()
    return tuple(next((blocks[name] for name in _FILERS if name in blocks), ()))


def _address(lines: dict[str, str]) -> tuple[str, ...]:
    state = lines.get("STATE", "")
    # Outside the United States and Canada EDGAR's codes have digits, such as X0 for the United
    # Kingdom, and say nothing to a reader.
    state = state if state.isalpha() else ""
    parts = [lines.get(label, "") for label in ("STREET 1", "STREET 2", "CITY")]
    parts.append(" ".join(filter(None, (state, lines.get("ZIP", "")))))
    return tuple(part for part in parts if part) if lines.get("CITY") else ()


def _day(text: str | None) -> date | None:
    found = partial_date(text) if text and re.fullmatch(r"\d{8}", text) else None
    return date.fromisoformat(found) if found and len(found) == 10 else None


def _parts(whole: mmap.mmap, name: str) -> Iterator[SubmissionPart]:
    position = 0
    for number in range(1, _MOST_DOCUMENTS + 2):
        start = whole.find(b"<DOCUMENT>", position)
        if start < 0:
            return
        if number > _MOST_DOCUMENTS:
            raise BadFile(f"the submission holds more than {_MOST_DOCUMENTS} documents", file=name)
        end = whole.find(b"</DOCUMENT>", start)
        if end < 0:
            raise BadFile(
                "the submission ends inside a document", file=name, hint="Download the file again"
            )
        yield _part(whole, start, end, number)
        position = end


def _part(whole: mmap.mmap, start: int, end: int, number: int) -> SubmissionPart:
    head = whole[start : min(end, start + _LONGEST_DOCUMENT_HEADER)]
    opened = _TEXT.search(head)
    above = head[: opened.start()] if opened else head
    said = {m["tag"]: m["value"].decode("utf-8", "replace").strip() for m in _TAG.finditer(above)}
    sequence = said.get(b"SEQUENCE", "")
    content: bytes | None = None
    skipped: str | None = None
    closed = whole.rfind(b"</TEXT>", start, end)
    begin = start + opened.end() if opened else end
    length = (closed if closed >= begin else end) - begin
    wrap = _WRAP.match(whole[begin : begin + 200])
    first = whole[begin + (wrap.end() if wrap else 0) : begin + 400]
    if _ENCODED.match(first):
        skipped = "encoded data"
    elif length > LARGEST_FILING:
        skipped = f"larger than {LARGEST_FILING // 2**20} MB"
    else:
        content = whole[begin : begin + length]
        if wrap:
            last = content.rfind(b"</" + wrap["tag"] + b">")
            content = content[wrap.end() : last if last >= 0 else len(content)]
        content = content.strip()
    return SubmissionPart(
        type=said.get(b"TYPE", "").upper(),
        sequence=int(sequence) if sequence.isdecimal() and len(sequence) < 6 else number,
        name=said.get(b"FILENAME") or f"document-{number}",
        description=said.get(b"DESCRIPTION"),
        content=content,
        skipped=skipped,
    )
