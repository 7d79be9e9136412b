"""Which format a file is in, told by its content and not by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from ingest.regulations.structure.act import Act, Provision
from kg.errors import BadFile
from kg.text.files import is_utf16
from kg.text.letters import plain_letters

FORMATS = ("akoma_ntoso", "ecfr", "eurlex_xhtml", "formex", "html", "pdf", "regml", "text")
"""Names of the formats that are published; each is a module of this package with a `read`."""
PACKAGINGS = ("eurlex_json", "prc_json")
"""Names of what others made of them; see `ingest.regulations.packagings`."""
_HEAD = 65_536
_ROOT = re.compile(rb"<(?![?!])([A-Za-z_][\w.:-]*)([^>]*)>")
_TAG_FORMATS = {
    "akomaNtoso": "akoma_ntoso",
    "regulation": "regml",
    "ACT": "formex",
    "CONS.ACT": "formex",
    "ANNEX": "formex",
    "CONS.ANNEX": "formex",
    "DOC": "formex",
    "PUBLICATION": "formex",
}
_HINTS = {
    "Legislation": "Of legislation.gov.uk, the Akoma Ntoso edition is read, not this one (CLML)",
    "CFRDOC": "Of the CFR, the XML of ecfr.gov or govinfo's ECFR bulk data can be read",
    "CFRGRANULE": "Of the CFR, the XML of ecfr.gov or govinfo's ECFR bulk data can be read",
    "uscDoc": "The United States Code is not read in this format",
    "lawDoc": "United States law is not read in this format (USLM)",
    "Notice": "This is a notice of EUR-Lex about an act: give the act",
    "NOTICE": "This is a notice of EUR-Lex about an act: give the act",
}
"""What to give instead of XML that is not read, by its root element."""
_ARCHIVES = {b"PK\x03\x04": "ZIP archive", b"\x1f\x8b": "gzip file", b"7z\xbc\xaf": "7z archive"}
_FORMEX = re.compile(rb"<(?:CONS\.)?ACT\b")
_EUROPEAN = re.compile(rb"class=[\"'][^\"']*\b(?:oj-)?(?:ti-art|title-article-norm)\b")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|body|p|div|h1|table)\b", re.IGNORECASE)


def detect(path: Path) -> str:
    """Name of the format of a file, one of FORMATS or PACKAGINGS.

    Raises:
        BadFile: it cannot be read, is empty, or is in no format that is known.
    """
    try:
        with path.open("rb") as stream:
            head = _as_utf8(stream.read(_HEAD))
    except OSError as fault:
        raise BadFile(f"cannot be read: {fault.strerror}", file=path) from fault
    if not head.strip():
        raise BadFile("the file is empty", file=path)
    if head[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return _json_format(path, head)
    if start.startswith(b"<"):
        return _markup_format(path, start, head)
    archive = next((name for sign, name in _ARCHIVES.items() if head.startswith(sign)), None)
    if archive:
        raise BadFile(f"is a {archive}", file=path, hint="Unpack it, and give the files in it")
    if _is_binary(head):
        raise BadFile("in no format that is known", file=path, hint=f"Known: {', '.join(FORMATS)}")
    return "text"


def read_act(path: Path) -> Act:
    """The act in a file of any known format.

    Raises:
        BadFile: the format is not known, or its reader refuses the file.
        MissingExtra: the reader of PDF is not installed.
    """
    read = reader_of(detect(path))
    try:
        act = read(path)
        return replace(act, provisions=tuple(map(_with_plain_letters, act.provisions)))
    except RecursionError as fault:
        raise BadFile("nests too deep", file=path) from fault


def _with_plain_letters(one: Provision) -> Provision:
    heading = None if one.heading is None else plain_letters(one.heading)
    children = tuple(map(_with_plain_letters, one.children))
    return replace(one, heading=heading, text=plain_letters(one.text), children=children)


def reader_of(name: str) -> Callable[[Path], Act]:
    """What reads files of a format; `name` is one of FORMATS or PACKAGINGS."""
    if name in PACKAGINGS:
        from ingest.regulations.packagings import READERS

        return READERS[name]
    read: Callable[[Path], Act] = import_module(f"ingest.regulations.formats.{name}").read
    return read


def _json_format(path: Path, head: bytes) -> str:
    if b'"celex_id"' in head:
        return "eurlex_json"
    if b'"provisions"' in head or b'"provision_ref"' in head or b'"in_force_date"' in head:
        return "prc_json"
    raise BadFile(
        "JSON of no known shape",
        file=path,
        hint="Known: articles with 'celex_id', and provisions with 'provision_ref'",
    )


def _markup_format(path: Path, start: bytes, head: bytes) -> str:
    root = _ROOT.search(start)
    if root is None:
        raise BadFile("starts like XML, but has no element", file=path)
    name = root[1].decode("ascii", "replace").rpartition(":")[2]
    if name in _TAG_FORMATS:
        return _TAG_FORMATS[name]
    if name in {"ECFR", "DLPSTEXTCLASS"} or re.search(rb"<DIV[1-9]\b[^>]*\bTYPE=", head):
        return "ecfr"
    if _FORMEX.search(head):
        return "formex"
    if name not in _HINTS and (name.lower() == "html" or _HTML.search(head)):
        return "eurlex_xhtml" if _EUROPEAN.search(_whole(path)) else "html"
    raise BadFile(
        "XML of no known format",
        file=path,
        value=name,
        hint=_HINTS.get(name, f"Known: {', '.join(FORMATS)}"),
    )


def _whole(path: Path) -> bytes:
    """Enough of a page to see its classes, which start after the preamble."""
    with path.open("rb") as stream:
        return _as_utf8(stream.read(4 * 1024 * 1024))


def _as_utf8(content: bytes) -> bytes:
    """The start of a file; one in UTF-16 as UTF-8, whose signs are those looked for here."""
    if not is_utf16(content):
        return content
    return content.decode("utf-16", "ignore").encode("utf-8", "ignore")


def _is_binary(head: bytes) -> bool:
    control = sum(head[:4096].count(sign) for sign in range(9) if sign != 0) + head[:4096].count(0)
    return control > len(head[:4096]) * 0.01
