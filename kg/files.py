"""Files written whole or not at all, durably, and readable by their owner alone.

And paths as engines may read them: a path is text, but DuckDB takes `*`, `?` and `[` in it for a
pattern and `a=b` for a column, and no engine takes bytes that are no UTF-8.
"""

from __future__ import annotations

import os
import re
import tempfile
from functools import cache
from pathlib import Path

from kg.errors import SetupError

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def replace_file(path: Path, text: str) -> None:
    """Write a small file so that a crash leaves the old one or the new one, never a part."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Make what a file holds durable."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; does nothing where a folder cannot be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make every file of a folder, and its names, durable."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sync_file(path)
        elif path.is_dir():
            sync_folder(path)
    sync_folder(folder)


_PLAIN = re.compile(r"[\w\-./ +,@()]*")
_LONGEST_SUFFIX = 12


def plain_path(path: Path) -> str:
    """The path, absolute, as text in which no engine sees a pattern, an address or a column.

    Where its folder has such characters, it is reached by a link of this process to that folder;
    where the name of an existing file has them, by a link to the file.

    Raises:
        SetupError: there is no folder for links.
    """
    path = path.absolute()
    folder, name = str(path.parent), path.name
    if not _is_plain(name):
        return _link(str(path))
    return str(path) if _is_plain(folder) else f"{_link(folder)}/{name}"


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and text.isprintable()


@cache
def _link(target: str) -> str:
    folder, made = _links(os.getpid())
    suffix = Path(target).suffix
    suffix = suffix if _is_plain(suffix) and len(suffix) <= _LONGEST_SUFFIX else ""
    made.append(link := f"{folder.name}/{len(made)}{suffix}")
    os.symlink(target, link)
    return link


@cache
def _links(_process: int) -> tuple[tempfile.TemporaryDirectory[str], list[str]]:
    """The folder of this process's links, removed when it ends, and the links in it."""
    for place in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm")):  # noqa: S108
        if _is_plain(place) and os.access(place, os.W_OK | os.X_OK):
            return tempfile.TemporaryDirectory(prefix="kg-links-", dir=place), []
    raise SetupError(
        "there is no temporary folder for links to folders with unusual names",
        hint="Set TMPDIR to a folder that can be written, with a plain name",
    )
