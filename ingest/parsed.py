"""The last file that was parsed: a document is parsed once to be named and read."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, cast

_Parsed = TypeVar("_Parsed")


def parsed_once(parse: Callable[[Path], _Parsed], path: Path) -> _Parsed:
    """What `parse` makes of a file; the same object again while the file is the last one asked for.

    Nobody may change it. A file that was touched since is parsed anew, and so is one that could
    not be parsed.
    """
    facts = path.stat()
    return cast(_Parsed, _last(parse, path, facts.st_size, facts.st_mtime_ns))


@lru_cache(maxsize=1)
def _last(parse: Callable[[Path], object], path: Path, _size: int, _modified: int) -> object:
    return parse(path)
