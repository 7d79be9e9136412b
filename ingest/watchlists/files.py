"""Which files a reader is to read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.errors import BadFile


def files_of(paths: Iterable[Path], endings: tuple[str, ...]) -> list[Path]:
    """Return the files named, and of the folders named those with one of the endings.

    Folders are not searched in depth; their files come in the order of their names.

    Raises:
        BadFile: a folder has no such file.
    """
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(p for p in path.iterdir() if p.name.lower().endswith(endings))
        if not inside:
            raise BadFile(f"no file named *{' or *'.join(endings)} in the folder", file=path.name)
        files += inside
    return files
