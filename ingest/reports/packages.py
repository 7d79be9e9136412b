"""Report packages: a report and its taxonomy in one zip file.

Report Packages 1.0 of XBRL International, in which issuers file by the European single electronic
format: one folder at the top, the report in its folder `reports`, the taxonomy anywhere beside it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from ingest.reports.layout.markup import INLINE_NAMESPACES
from kg.errors import BadFile
from kg.text.files import LARGEST_FILING

_MOST_FILES = 5_000
_HEAD = 400_000
_DOCUMENTS = (".xhtml", ".html", ".htm")
_TAXONOMY = (".xsd", ".xml")


@dataclass(frozen=True, slots=True)
class Package:
    """The report of a package: its name there, its bytes, and the files of its taxonomy."""

    name: str
    report: bytes
    taxonomy: Mapping[str, Path | bytes]


class _ByLastName(Mapping[str, Path | bytes]):
    """Files by the end of their address: a package's catalogue maps each address to its file."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def __getitem__(self, address: str) -> bytes:
        return self._files[address.rpartition("/")[2]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def is_package(head: bytes) -> bool:
    """Whether a file that begins so is a zip file."""
    return head.startswith(b"PK\x03\x04")


def read_package(path: Path) -> Package:
    """The one report of a package, and its taxonomy.

    Raises:
        BadFile: no zip file that can be read, damaged, encrypted, too large when unpacked, or
            without an inline XBRL report, or with several.
    """
    try:
        with ZipFile(path) as archive:
            return _read(archive, path)
    except (BadZipFile, EOFError, zlib.error) as fault:
        raise BadFile("a damaged zip file", file=path, hint="Download the file again") from fault
    except (NotImplementedError, RuntimeError) as fault:
        raise BadFile(
            "a zip file that is encrypted or packed in an uncommon way",
            file=path,
            hint="Unpack it, and give the report in it",
        ) from fault
    except OSError as fault:
        raise BadFile(f"cannot be read: {fault.strerror or 'damaged'}", file=path) from fault


def _read(archive: ZipFile, path: Path) -> Package:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > _MOST_FILES:
        raise BadFile(f"a zip file of more than {_MOST_FILES} files", file=path)
    documents = [
        one
        for one in members
        if one.filename.lower().endswith(_DOCUMENTS) and _is_inline(archive, one)
    ]
    reports = [one for one in documents if "/reports/" in f"/{one.filename}"] or documents
    if len(reports) != 1:
        raise BadFile(
            "a zip file without an inline XBRL report"
            if not reports
            else f"a zip file with {len(reports)} reports, of which one is read at a time",
            file=path,
            hint="Unpack it, and give the report in it",
        )
    left = LARGEST_FILING
    taxonomy: dict[str, bytes] = {}
    for one in members:
        if one.filename.lower().endswith(_TAXONOMY) and "META-INF/" not in one.filename:
            data = _bytes(archive, one, left, path)
            left -= len(data)
            taxonomy[one.filename.rpartition("/")[2]] = data
    report = _bytes(archive, reports[0], LARGEST_FILING, path)
    return Package(reports[0].filename, report, _ByLastName(taxonomy))


def _is_inline(archive: ZipFile, member: ZipInfo) -> bool:
    with archive.open(member) as stream:
        head = stream.read(_HEAD)
    return any(namespace.encode() in head for namespace in INLINE_NAMESPACES)


def _bytes(archive: ZipFile, member: ZipInfo, largest: int, path: Path) -> bytes:
    """Unpacked up to a bound: what a directory says of sizes may be wrong."""
    with archive.open(member) as stream:
        data = stream.read(largest + 1)
    if len(data) > largest:
        size = LARGEST_FILING // 2**20
        raise BadFile(f"more than {size} MB when unpacked", file=path, value=member.filename)
    return data
