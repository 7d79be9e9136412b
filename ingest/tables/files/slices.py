"""A CSV file as a run of well-formed slices, each small enough to be held in memory."""

from __future__ import annotations

import csv
import re
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ingest.tables.files.records import Fault, Piece, Positions, Splitter, TooLong
from ingest.tables.files.text_stream import CHUNK, TextStream
from ingest.tables.mapping import TableFormat
from kg.errors import BadFile
from kg.text.files import LARGEST_RECORD

SLICE_BYTES = 128 << 20
"""A slice is closed when it has reached this size."""

MOST_COLUMNS = 10_000
"""Columns of the widest table that is taken for one."""

_SEPARATOR_LINE = re.compile(rb'"?sep=([\x21-\x7e\t])"?\r?\n', re.IGNORECASE)

_MOST_EMPTY = 1_000
"""Lines of separators alone before the header."""

_SAMPLE = 1 << 16
"""Bytes of good records that a last line is compared with."""

_TOLERATED_UNREADABLE = 0.01
"""Above this share of undecodable records, the encoding is wrong rather than the records."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Consecutive good records of one file, written as CSV without a header, `\\n` line ends.

    Attributes:
        records: ordinal in the file of each record, from 1, bad ones counted.
        lines: the line on which each begins, from 1.
        multiline: some record stands on several lines.
        padded: there may be blanks around the text of some field.
        faults: records among them that are not well-formed, with ordinal and line from 1.
        position: bytes of the file that have been read.
    """

    path: Path
    rows: int
    records: Positions
    lines: Positions
    multiline: bool
    padded: bool
    faults: tuple[Fault, ...]
    position: int


class CsvFile:
    """One CSV file, checked as it is read. Use it as a context manager.

    Attributes:
        header: names of its columns, the n-th of the same name as `name#n`.
    """

    def __init__(self, path: Path, form: TableFormat) -> None:
        """Open the file and read its header.

        Raises:
            BadFile: it cannot be opened or decoded, is empty, or its header is broken.
        """
        self.path = path
        self.form = form
        self._seen = 0
        self._undecodable = 0
        self._bad = 0
        self._sampled = 0
        self._first_field: set[str] = set()
        self._first_fault: Fault | None = None
        self._last_fault: Fault | None = None
        self._ends_mid_line = False
        self._stream = TextStream(path, form.encoding)
        self._buffer = b""
        self._ended = False
        self._old_mac = False
        self._line = 1
        try:
            self._fill()
            self._old_mac = b"\r" in self._buffer and b"\n" not in self._buffer
            self._buffer = self._line_ends(self._buffer)
            told = _SEPARATOR_LINE.match(self._buffer)
            if told is not None and not self.form.columns:
                # Excel's own line; it says the delimiter, and may be one of those to be skipped.
                self.form = replace(form, delimiter=told[1].decode(), skip=max(form.skip - 1, 0))
                self._next_line()
            self._skip_lines(self.form.skip)
            self.header = self._read_header() if form.header else form.columns
        except BaseException:
            self._stream.__exit__()
            raise

    def slices(self, folder: Path) -> Iterator[Slice]:
        """Write the good records into `folder`, slice by slice.

        A slice's file is there until the slice after the next is asked for.

        Raises:
            BadFile: a record is too long, a quote is never closed, or so much is unreadable
                that the encoding, the delimiter or the mapping must be wrong.
        """
        splitter = Splitter(len(self.header), self.form.delimiter, self.form.quote)
        pieces = self._pieces(splitter)
        piece = next(pieces, None)
        number = 0
        while piece is not None:
            target = folder / f"slice-{number % 2}.csv"
            number += 1
            parts: list[Piece] = []
            written = 0
            with target.open("wb") as output:
                while piece is not None and written < SLICE_BYTES:
                    written += output.write(piece.body)
                    self._learn(piece.body)
                    parts.append(replace(piece, body=b""))
                    piece = next(pieces, None)
            if piece is None:
                self._judge()
            records = np.concatenate([part.good for part in parts])
            yield Slice(
                path=target,
                rows=len(records),
                records=records,
                lines=np.concatenate([part.starts for part in parts]),
                multiline=any(part.multiline for part in parts),
                padded=any(part.padded for part in parts),
                faults=tuple(fault for part in parts for fault in part.faults),
                position=self._stream.position,
            )

    def _pieces(self, splitter: Splitter) -> Iterator[Piece]:
        """Pieces with ordinals and lines of the whole file."""
        while True:
            try:
                piece = splitter.split(self._buffer)
            except TooLong as fault:
                raise self._too_long(self._line + fault.line) from None
            if piece is None:
                if self._ended:
                    break
                self._fill()
                continue
            self._buffer = self._buffer[piece.consumed :]
            yield replace(
                piece,
                good=piece.good + (self._seen + 1),
                starts=piece.starts + self._line,
                faults=tuple(self._placed(fault) for fault in piece.faults),
            )
            self._seen += piece.records
            self._line += piece.lines
            if not self._ended:
                self._fill()
        if self._buffer.strip():
            raise BadFile(
                "a quote is opened and never closed",
                file=self.path.name,
                line=self._line,
                hint="The file may have been cut off",
            )

    def _placed(self, fault: Fault) -> Fault:
        """The fault with its place in the file; it is counted."""
        placed = replace(fault, record=self._seen + fault.record + 1, line=self._line + fault.line)
        self._bad += 1
        self._undecodable += fault.undecodable
        self._first_fault = self._first_fault or placed
        self._last_fault = placed
        return placed

    def _judge(self) -> None:
        """Refuse the file where its records show that it was read wrongly."""
        first = self._first_fault
        if first is None:
            return
        if self._undecodable > _TOLERATED_UNREADABLE * self._seen:
            raise BadFile(
                f"is not UTF-8: {self._undecodable} of {self._seen} records cannot be decoded",
                file=self.path.name,
                line=first.line,
                hint="Name its encoding, as in --set encoding=latin-1",
            )
        if self._bad == self._seen:
            raise BadFile(
                f"no record can be read; the first has {first.reason}",
                file=self.path.name,
                line=first.line,
                value=first.text,
                hint="Is the delimiter right?",
            )
        last = self._last_fault
        at_end = last is not None and last.cut and last.record == self._seen
        if self._ends_mid_line and last is not None and at_end and self._begins_like_others(last):
            raise BadFile(
                f"is cut short: the last line has {last.reason}, and no line end",
                file=self.path.name,
                line=last.line,
                value=last.text,
                hint="Get the whole file; if this is all of it, end or delete the last line",
            )

    def _learn(self, body: bytes) -> None:
        """Remember what kinds of characters the first fields of some good records have."""
        if self._sampled < _SAMPLE:
            sample = body[: _SAMPLE - self._sampled].decode("utf-8", "ignore")
            self._sampled += len(sample)
            self._first_field |= {k for line in sample.split("\n") for k in self._kinds(line)}

    def _kinds(self, line: str) -> set[str]:
        first = line.split(self.form.delimiter, 1)[0]
        return {"0" if c.isdigit() else "a" if c.isalpha() else c for c in first}

    def _begins_like_others(self, last: Fault) -> bool:
        """Whether the last line may be the start of a record, and not a footer: ***END***."""
        return self._kinds(last.text) <= self._first_field

    def _fill(self) -> None:
        """Read on; the text always ends with a line end."""
        chunk = self._stream.read()
        if not chunk:
            self._ended = True
            if self._buffer and not self._buffer.endswith(b"\n"):
                self._ends_mid_line = True
                self._buffer += b"\n"
            return
        self._buffer += self._line_ends(chunk) if self._old_mac else chunk

    def _line_ends(self, text: bytes) -> bytes:
        return text.replace(b"\r", b"\n") if self._old_mac else text

    def _skip_lines(self, count: int) -> None:
        for _ in range(count):
            self._next_line()

    def _next_line(self) -> bytes:
        """Take one line off the buffer; empty at the end of the file."""
        while b"\n" not in self._buffer and not self._ended:
            if len(self._buffer) > LARGEST_RECORD + CHUNK:
                raise self._too_long(self._line)
            self._fill()
        end = self._buffer.find(b"\n") + 1
        line, self._buffer = self._buffer[:end], self._buffer[end:]
        self._line += 1
        return line

    def _read_header(self) -> tuple[str, ...]:
        start = self._line
        fields: list[str] = []
        for _ in range(_MOST_EMPTY):
            self._skip_blank_lines()
            start = self._line
            fields = self._header_record()
            if not fields and self._ended and not self._buffer:
                raise BadFile("is empty", file=self.path.name)
            if any(field.strip() for field in fields):
                break
        else:
            raise BadFile(f"has no header in its first {_MOST_EMPTY:,} lines", file=self.path.name)
        self._check_encoding(fields, start)
        names: list[str] = []
        counts: dict[str, int] = {}
        for position, field in enumerate(fields, start=1):
            name = " ".join(field.replace("\0", " ").split()) or f"column {position}"
            counts[name] = counts.get(name, 0) + 1
            names.append(name if counts[name] == 1 else f"{name}#{counts[name]}")
        if len(names) > MOST_COLUMNS:
            raise BadFile(
                f"has more than {MOST_COLUMNS:,} columns", file=self.path.name, line=start
            )
        if len(set(names)) < len(names):
            raise BadFile("two columns cannot be told apart", file=self.path.name, line=start)
        return tuple(names)

    def _check_encoding(self, fields: list[str], line: int) -> None:
        """Refuse a header every other byte of which is NUL: UTF-16 read as something else."""
        text = "".join(fields)
        if 4 * text.count("\0") >= len(text) > 0:
            order = "be" if text.startswith("\0") else "le"
            raise BadFile(
                "every other byte of the header is NUL, as in UTF-16",
                file=self.path.name,
                line=line,
                hint=f"Name its encoding: --set encoding=utf-16-{order}",
            )

    def _skip_blank_lines(self) -> None:
        """Take the lines with nothing on them off the buffer, however many."""
        while True:
            rest = self._buffer.lstrip(b"\r\n")
            self._line += self._buffer.count(b"\n", 0, len(self._buffer) - len(rest))
            self._buffer = rest
            if rest or self._ended:
                return
            self._fill()

    def _header_record(self) -> list[str]:
        start = self._line
        taken = 0

        def lines() -> Iterator[str]:
            nonlocal taken
            while line := self._next_line():
                taken += len(line)
                if taken > LARGEST_RECORD:
                    raise self._too_long(start)
                try:
                    yield line.decode()
                except UnicodeDecodeError:
                    raise BadFile(
                        "the header is not UTF-8",
                        file=self.path.name,
                        line=start,
                        hint="Name its encoding, as in --set encoding=latin-1",
                    ) from None

        quote = self.form.quote
        try:
            return next(
                csv.reader(
                    lines(),
                    delimiter=self.form.delimiter,
                    quotechar=quote or None,
                    quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
                    strict=True,
                ),
                [],
            )
        except csv.Error as fault:
            raise BadFile(
                f"the header cannot be read: {fault}", file=self.path.name, line=start
            ) from None

    def _too_long(self, line: int) -> BadFile:
        return BadFile(
            f"a record is longer than {LARGEST_RECORD:,} bytes",
            file=self.path.name,
            line=line,
            hint="A quote may have been opened and never closed, or this is not a table",
        )

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.__exit__()


def read_ahead(slices: Iterator[Slice]) -> Generator[Slice, None, None]:
    """The same slices, the next one being made in a thread while one is worked on.

    Close it when you leave it early: the thread is then waited for.
    """
    with ThreadPoolExecutor(max_workers=1) as worker:
        upcoming = worker.submit(next, slices, None)
        while (current := upcoming.result()) is not None:
            upcoming = worker.submit(next, slices, None)
            yield current
