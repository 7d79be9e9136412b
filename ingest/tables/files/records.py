"""Where the records of a piece of CSV begin and end, and which of them are well-formed.

The result must not depend on an SQL engine's idea of broken CSV, so each piece is checked
here before DuckDB sees it. Pieces without surprises, which are nearly all, are checked with
vector operations and passed on as they are; any other piece goes through Python's csv
module, record by record, and what is good in it is written anew.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.text.files import LARGEST_RECORD

Positions = npt.NDArray[np.int64]

_LONGEST_QUOTATION = 200
_NEWLINE, _RETURN, _SPACE = 10, 13, 32
_APOSTROPHE = re.compile(rb"(?:^|[^\w ])'[0-9]")
# No-break space and byte order mark, in UTF-8.
_WIDE_BLANKS = (b"\xc2\xa0", b"\xef\xbb\xbf")


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that is not well-formed; `record` and `line` count from the piece's own 0.

    `cut`: it may be the start of a longer one: it has too few fields, or ends inside a character.
    """

    record: int
    line: int
    reason: str
    text: str
    undecodable: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """What was made of the start of a buffer.

    Attributes:
        consumed: bytes of the buffer that it covers.
        body: its good records as CSV with `\\n` line ends.
        records: number of records, good and bad. lines: number of physical lines.
        good: ordinal of each good record, from 0. starts: line of each, from 0.
        multiline: a record stands on several lines.
        padded: there may be blanks around the text of a field.
    """

    consumed: int
    body: bytes
    records: int
    lines: int
    good: Positions
    starts: Positions
    faults: tuple[Fault, ...] = ()
    multiline: bool = False
    padded: bool = True


class TooLong(Exception):
    """A record exceeds LARGEST_RECORD; `line` counts from the buffer's own 0."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class Splitter:
    """Splits buffers of one file into records of `columns` fields."""

    def __init__(self, columns: int, delimiter: str, quote: str) -> None:
        self.columns = columns
        self._delimiter = delimiter.encode()
        self._quote = quote.encode()

    def split(self, buffer: bytes) -> Piece | None:
        """The complete records at the start of `buffer`; None where not one is complete.

        Raises:
            TooLong: a record is longer than LARGEST_RECORD.
        """
        cut = buffer.rfind(b"\n") + 1
        if not cut:
            if len(buffer) > LARGEST_RECORD:
                raise TooLong(0)
            return None
        body = buffer if cut == len(buffer) else buffer[:cut]
        if not body.strip(b"\r\n"):
            nothing = np.empty(0, dtype=np.int64)
            return Piece(cut, b"", 0, body.count(b"\n"), nothing, nothing)
        if b"\0" not in body and (body.isascii() or _is_utf8(body)):
            quoted = bool(self._quote) and self._quote in body
            piece = self._quoted(body) if quoted else self._plain(body)
            if piece is not None:
                return piece if piece.consumed else None
        return self._slow(body)

    def _plain(self, body: bytes) -> Piece | None:
        """A body without quotes; None where it needs a closer look."""
        consumed = len(body)
        if b"\r" in body:
            if not body.count(b"\r") == body.count(b"\r\n") == body.count(b"\n"):
                return None
            body = body.replace(b"\r\n", b"\n")
        data = np.frombuffer(body, np.uint8)
        ends = np.flatnonzero(data == _NEWLINE)
        ordinals = np.arange(len(ends), dtype=np.int64)
        delimiters = np.flatnonzero(data == self._delimiter[0])
        if not self._regular(ends, ordinals, self._between(ends, delimiters)):
            return None
        return Piece(
            consumed=consumed,
            body=body,
            records=len(ends),
            lines=len(ends),
            good=ordinals,
            starts=ordinals,
            padded=self._padded(body, data),
        )

    def _quoted(self, body: bytes) -> Piece | None:
        """A body with quotes as RFC 4180 has them; None where it needs a closer look."""
        data = np.frombuffer(body, np.uint8)
        quote, delimiter = self._quote[0], self._delimiter[0]
        quotes = np.flatnonzero(data == quote)
        opening, closing = quotes[::2], quotes[1::2]
        before, after = data[opening - 1], data[closing + 1]
        fitting = (before == delimiter) | (before == _NEWLINE) | (before == quote)
        if not (fitting | (opening == 0)).all():
            return None
        fitting = (after == delimiter) | (after == _NEWLINE) | (after == quote)
        if not (fitting | (after == _RETURN)).all():
            return None
        breaks = np.flatnonzero(data == _NEWLINE)
        ends = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
        if not len(ends):
            if len(body) > LARGEST_RECORD:
                raise TooLong(0)
            return Piece(0, b"", 0, 0, ends, ends)
        cut = int(ends[-1]) + 1
        returns = np.flatnonzero(data[:cut] == _RETURN)
        # Line ends become \n; a \r inside quotes would belong to the text.
        if len(returns) and not np.array_equal(returns + 1, ends):
            return None
        breaks = breaks[breaks < cut]
        starts = np.zeros(len(ends), dtype=np.int64)
        starts[1:] = np.searchsorted(breaks, ends[:-1]) + 1
        delimiters = np.flatnonzero(data[:cut] == delimiter)
        delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
        even = self._between(ends, delimiters)
        if not self._regular(ends, starts, even, line_end=2 if len(returns) else 1):
            return None
        return Piece(
            consumed=cut,
            body=body[:cut].replace(b"\r\n", b"\n") if len(returns) else body[:cut],
            records=len(ends),
            lines=len(breaks),
            good=np.arange(len(ends), dtype=np.int64),
            starts=starts,
            multiline=len(breaks) > len(ends),
            padded=self._padded(body, data),
        )

    def _padded(self, body: bytes, data: npt.NDArray[np.uint8]) -> bool:
        """Whether a blank stands next to a delimiter, a quote or a line end, or a cell may begin as
        spreadsheets mark texts: '0012 or ="0012"."""
        if b'="' in body or (b"'" in body and _APOSTROPHE.search(body)):
            return True
        # A search for two bytes is slow, and plain ASCII, which most tables are, has none.
        if not body.isascii() and any(mark in body for mark in _WIDE_BLANKS):
            return True
        line_ends = np.count_nonzero(data == _NEWLINE) + np.count_nonzero(data == _RETURN)
        if np.count_nonzero(data <= _SPACE) == line_ends:
            return False
        blanks = np.flatnonzero((data <= _SPACE) & (data != _NEWLINE) & (data != _RETURN))
        edges = (self._delimiter[0], self._quote[0] if self._quote else _NEWLINE, _NEWLINE)
        for neighbour in (data[blanks - 1], data[np.minimum(blanks + 1, len(data) - 1)]):
            for edge in edges:
                if (neighbour == edge).any():
                    return True
        return bool(len(blanks)) and int(blanks[0]) == 0

    def _between(self, ends: Positions, delimiters: Positions) -> bool:
        """Whether each record, up to its end, has one delimiter fewer than there are columns."""
        each = self.columns - 1
        if len(delimiters) != each * len(ends):
            return False
        if not each:
            return True
        rows = delimiters.reshape(-1, each)
        return bool((rows[:, -1] < ends).all() and (rows[1:, 0] > ends[:-1]).all())

    def _regular(
        self, ends: Positions, starts: Positions, complete: bool, *, line_end: int = 1
    ) -> bool:
        """Whether no record is blank and each is `complete`.

        Raises:
            TooLong: a record is longer than LARGEST_RECORD.
        """
        lengths = np.diff(ends, prepend=-1)
        if lengths.max() > LARGEST_RECORD:
            raise TooLong(int(starts[np.argmax(lengths > LARGEST_RECORD)]))
        return complete and bool((lengths > line_end).all())

    def _slow(self, body: bytes) -> Piece | None:
        """Record by record, for bodies with anything unusual in them."""
        lines = _LineFeed(body)
        settings = {
            "delimiter": self._delimiter.decode(),
            "strict": True,
            "quotechar": self._quote.decode() or None,
            "quoting": csv.QUOTE_MINIMAL if self._quote else csv.QUOTE_NONE,
        }
        output = io.StringIO(newline="")
        writer = csv.writer(output, lineterminator="\n", **settings)  # type: ignore[arg-type]
        settings_quoted = {**settings, "quoting": csv.QUOTE_ALL}
        quoting = csv.writer(output, lineterminator="\n", **settings_quoted)  # type: ignore[arg-type]
        reader = csv.reader(lines, **settings)  # type: ignore[arg-type]
        good: list[int] = []
        starts: list[int] = []
        faults: list[Fault] = []
        records, consumed, line = 0, 0, 0
        with _field_limit():
            while True:
                reason, row = None, None
                try:
                    row = next(reader)
                except StopIteration:
                    break
                except csv.Error as error:
                    if lines.exhausted and str(error) == "unexpected end of data":
                        break
                    reason = _reason(str(error))
                if lines.position - consumed > LARGEST_RECORD:
                    raise TooLong(line)
                if row or reason:
                    text = body[consumed : lines.position]
                    fault = _fault(records, line, text, row, reason, self.columns)
                    if fault is not None:
                        faults.append(fault)
                    else:
                        good.append(records)
                        starts.append(line)
                        # The csv module leaves a carriage return bare, where DuckDB ends a line.
                        inside = any("\r" in field for field in row or ())
                        (quoting if inside else writer).writerow(row or ())
                    records += 1
                consumed, line = lines.position, lines.count
        if len(body) - consumed > LARGEST_RECORD:
            raise TooLong(line)
        if not consumed:
            return None
        return Piece(
            consumed=consumed,
            body=output.getvalue().encode(),
            records=records,
            lines=line,
            good=np.array(good, dtype=np.int64),
            starts=np.array(starts, dtype=np.int64),
            faults=tuple(faults),
            multiline=line > records,
        )


class _LineFeed(Iterator[str]):
    """Lines of a body, one by one, with how far they reach."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.position = 0
        self.count = 0
        self.exhausted = False

    def __next__(self) -> str:
        end = self._body.find(b"\n", self.position) + 1
        if not end:
            self.exhausted = True
            raise StopIteration
        line = self._body[self.position : end]
        self.position = end
        self.count += 1
        return line.decode("utf-8", "surrogateescape")


def _fault(
    record: int, line: int, raw: bytes, row: list[str] | None, reason: str | None, columns: int
) -> Fault | None:
    text = raw.rstrip(b"\r\n").decode("utf-8", "replace")
    undecodable = False
    if reason is None:
        assert row is not None
        if not _is_utf8(raw):
            reason, undecodable = "bytes that are not UTF-8", True
        elif b"\0" in raw:
            reason = "a NUL byte"
        elif len(row) != columns:
            reason = f"{len(row)} fields instead of {columns}"
        else:
            return None
    if len(text) > _LONGEST_QUOTATION:
        text = text[: _LONGEST_QUOTATION - 1] + "…"
    cut = bool(text.strip(" \t\x1a")) and (
        (row is not None and len(row) < columns) or _ends_inside_a_character(raw)
    )
    return Fault(record, line, reason, text, undecodable, cut)


def _ends_inside_a_character(raw: bytes) -> bool:
    try:
        raw.rstrip(b"\r\n").decode()
    except UnicodeDecodeError as fault:
        return fault.reason == "unexpected end of data"
    return False


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _reason(message: str) -> str:
    if "expected after" in message:
        return "text after a closing quote"
    if "new-line character" in message:
        return "a carriage return inside a line"
    return f"not readable as CSV: {message}"


@contextmanager
def _field_limit() -> Iterator[None]:
    """Let csv take fields as long as a record may be; its limit is one for the process."""
    before = csv.field_size_limit(LARGEST_RECORD)
    try:
        yield
    finally:
        csv.field_size_limit(before)
