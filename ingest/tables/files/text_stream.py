"""A text file as a stream of UTF-8 bytes with `\\n` line ends, whatever it was written in."""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from kg.errors import BadFile

CHUNK = 1 << 20
"""Bytes read at once."""

_UNPACKED = 64 << 20
"""Bytes that any file may unpack to."""

_DENSEST = 200
"""Times its size that a larger one may: real tables are packed to a tenth or a fiftieth."""

_GZIP_MAGIC = b"\x1f\x8b"
_ZIP_MAGIC = b"PK\x03\x04"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF_8 = frozenset({"utf-8", "ascii", "utf-8-sig"})


class TextStream:
    """Reads a file chunk by chunk. A byte order mark overrules the encoding that was named.

    UTF-8 is handed on unchecked, other encodings are decoded strictly. Gzip is unpacked.
    Use it as a context manager.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        """Open the file.

        Raises:
            BadFile: it cannot be opened.
        """
        self.path = path
        self._lines = 0
        self._unpacked = 0
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as fault:
            raise BadFile(f"cannot be opened: {fault.strerror}", file=path) from fault
        self._raw: BinaryIO = self._file
        try:
            self._head = self._open()
        except BaseException:
            self.__exit__()
            raise
        name = codecs.lookup(encoding).name
        for mark, marked in _BOMS:
            if self._head.startswith(mark):
                name = marked
                self._head = self._head[len(mark) :]
                break
        self._decoder = None if name in _UTF_8 else codecs.getincrementaldecoder(name)()
        self.encoding = name
        self._finished = False

    def read(self) -> bytes:
        """The next piece of the text, empty only at its end.

        Raises:
            BadFile: it is not in its encoding, or a compressed file is damaged.
        """
        while not self._finished:
            raw, self._head = self._head or self._read_raw(), b""
            self._finished = not raw
            if self._decoder is None:
                return raw
            try:
                text = self._decoder.decode(raw, final=self._finished)
            except UnicodeDecodeError as fault:
                before = codecs.decode(fault.object[: fault.start], self.encoding, "replace")
                raise BadFile(
                    f"is not {self.encoding}",
                    file=self.path.name,
                    line=self._lines + before.count("\n") + 1,
                    hint="Name its encoding with --set encoding=…",
                ) from None
            if text:
                self._lines += text.count("\n")
                return text.encode("utf-8", "surrogatepass")
        return b""

    def _open(self) -> bytes:
        """Unpack where need be, and return the first piece."""
        start = self._file.read(4)
        self._file.seek(0)
        if start.startswith(_ZIP_MAGIC):
            raise BadFile("is a zip archive", file=self.path.name, hint="Unpack it first")
        if start.startswith(_GZIP_MAGIC):
            self._raw = cast("BinaryIO", gzip.GzipFile(fileobj=self._file))
        return self._read_raw()

    def _read_raw(self) -> bytes:
        try:
            chunk = self._raw.read(CHUNK)
        except (OSError, EOFError, zlib.error) as fault:
            raise BadFile(f"cannot be read: {fault}", file=self.path.name) from fault
        self._unpacked += len(chunk)
        if self._unpacked > max(_UNPACKED, _DENSEST * self.position):
            raise BadFile(
                f"unpacks to more than {_DENSEST} times its size, which no table does",
                file=self.path.name,
            )
        return chunk

    @property
    def position(self) -> int:
        """Bytes of the file that have been read."""
        return self._file.tell()

    def __enter__(self) -> TextStream:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()
        self._file.close()
