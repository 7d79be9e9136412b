"""Files from outside: how large each kind may be, and their bytes read within that."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

from kg.errors import BadFile

_MB = 2**20

LARGEST_JSON = 64 * _MB
LARGEST_XML = 100 * _MB
LARGEST_HTML = 24 * _MB
LARGEST_TEXT = 24 * _MB
LARGEST_PDF = 100 * _MB
"""Bytes of a law; the largest that are published have about a tenth to a half of it. What is below
is read in less than 1.5 GB of memory."""
LARGEST_FILING = 64 * _MB
"""Bytes of one document of a filing, or of its taxonomy; the largest have about 50 MB."""
LARGEST_SUBMISSION = 512 * _MB
"""Bytes of a whole submission, which holds many documents."""
LARGEST_LIST = 256 * _MB
"""Bytes of a watchlist that is read whole."""
LARGEST_RECORD = _MB
"""Bytes of one record of a table."""


def read_bytes(source: Path | bytes, largest: int, name: str | Path | None = None) -> bytes:
    """The bytes of a file, its size known before the first is read.

    Args:
        source: the file, or what was read of it elsewhere.
        largest: bytes it may have.
        name: what errors call it; the path where None.

    Raises:
        BadFile: it cannot be read, is empty, or is larger than `largest` bytes.
    """
    shown = name or (source if isinstance(source, Path) else "document")
    try:
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        if size > largest:
            raise BadFile(
                f"larger than {largest // _MB} MB, the most that is read of this format",
                file=shown,
                hint="Split it, or give a smaller edition",
            )
        content = source.read_bytes() if isinstance(source, Path) else source
    except OSError as fault:
        raise BadFile(f"cannot be read: {fault.strerror}", file=shown) from fault
    if not content.strip():
        raise BadFile("the file is empty", file=shown)
    return content


def is_utf16(content: bytes) -> bool:
    """Whether bytes start with the mark of UTF-16."""
    return content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file that holds one object.

    Raises:
        BadFile: it holds something else or half a character, or cannot be read.
    """
    try:
        content = read_bytes(path, LARGEST_JSON)
        text = content.decode("utf-16" if is_utf16(content) else "utf-8-sig")
        found = json.loads(text)
        if "\\u" in text:
            # "\ud800" alone is half a character, which no text can hold.
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        raise BadFile("is no JSON", file=path, line=getattr(fault, "lineno", None)) from fault
    if not isinstance(found, dict):
        raise BadFile("a JSON object is expected", file=path)
    return found
