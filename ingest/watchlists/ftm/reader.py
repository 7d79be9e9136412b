"""Reader of FollowTheMoney entities and statements in JSON lines, plain or gzipped."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from ingest.registry import Reader, ReadRequest
from ingest.watchlists.files import files_of
from ingest.watchlists.ftm.entity import BadEntity, FtmClaims
from kg.errors import BadFile

if TYPE_CHECKING:
    from kg.lake import SourceWriter
    from kg.ontology import Schema

LONGEST_LINE = 16 * 2**20
"""Bytes; a longer record is set aside without being held in memory."""

_MOST_EXPANSION = 500
_SMALLEST_BOMB = 2**30


@dataclass(slots=True)
class _Line:
    """A line of a file: `data` is None where it was too long to keep."""

    number: int
    data: bytes | None
    ended: bool


def read(request: ReadRequest) -> None:
    """Read one or more files; each line that is not blank is a record.

    Raises:
        BadFile: a file is not JSON lines, is cut short, or expands without end.
    """
    kinds: dict[str, Schema] = {}
    for path in files_of(request.paths, (".json", ".jsonl", ".ijson", ".gz")):
        claims = FtmClaims(request.door, request.namespace, path.name, kinds)
        with _open(path) as (stream, file):
            first = True
            for line in _lines(stream, path):
                if line.data is not None and not line.data.strip():
                    continue
                _record(request.writer, claims, path, line, first=first)
                first = False
                if line.number % 1000 == 0:
                    request.progress(path.name, file.tell(), path.stat().st_size)


def _record(
    writer: SourceWriter, claims: FtmClaims, path: Path, line: _Line, *, first: bool
) -> None:
    writer.read += 1
    try:
        if line.data is None:
            raise BadEntity(f"longer than {LONGEST_LINE >> 20} MiB")
        claims.add(_parse(line.data), line.number)
    except _NotJson as error:
        if first or not line.ended:
            what = "not JSON lines" if first else "the file is cut short"
            raise BadFile(f"{what}: {error}", file=path.name, line=line.number) from None
        _reject(writer, path, line, str(error), None)
    except BadEntity as error:
        _reject(writer, path, line, error.reason, error)


def _reject(
    writer: SourceWriter, path: Path, line: _Line, reason: str, error: BadEntity | None
) -> None:
    start = line.data[:200].decode("utf-8", "replace") if line.data else None
    writer.reject(
        reason=reason,
        file=path.name,
        record=error.record if error else None,
        line=line.number,
        field=error.field if error else None,
        value=error.value if error and error.value else start,
    )


class _NotJson(ValueError):
    """A line that is no JSON object in UTF-8."""


def _parse(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _NotJson("the line is not UTF-8") from None
    except RecursionError:
        raise BadEntity("nested too deeply") from None
    except ValueError as error:
        raise _NotJson(f"not JSON: {error}") from None
    if not isinstance(found, dict):
        raise _NotJson("not a JSON object")
    return found


@contextmanager
def _open(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The bytes of a file, unpacked where it is packed, and the file itself."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if not packed:
            yield file, file
            return
        with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
            yield cast(BinaryIO, unpacked), file


def _lines(stream: BinaryIO, path: Path) -> Iterator[_Line]:
    """The lines of a stream, of which no more than LONGEST_LINE is ever in memory."""
    most = max(_SMALLEST_BOMB, path.stat().st_size * _MOST_EXPANSION)
    number = total = 0
    try:
        while data := stream.readline(LONGEST_LINE + 1):
            number += 1
            kept: bytes | None = data
            while True:
                total += len(data)
                if total > most:
                    raise BadFile(
                        f"unpacks to more than {_MOST_EXPANSION} times its size",
                        file=path.name,
                        line=number,
                    )
                if data.endswith(b"\n") or len(data) <= LONGEST_LINE:
                    break
                kept = None
                data = stream.readline(LONGEST_LINE + 1)
            yield _Line(number, kept, data.endswith(b"\n"))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadFile(f"damaged gzip file: {error}", file=path.name, line=number + 1) from None


READER = Reader(
    name="ftm",
    version="3",
    description="FollowTheMoney entities or statements, as published by OpenSanctions.",
    files="entities.ftm.json: JSON lines, plain or gzipped",
    read=read,
)
