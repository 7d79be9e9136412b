"""Whether the files of a version are as they were written.

The manifest has size and SHA-256 of each. To read all of them at each start would take as long as
their size: a file whose size, times and inode are those it was last found whole with is taken for
whole, any other is read. Doctor reads all.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from kg.files import replace_file

FileFacts = tuple[int, str]
"""Size in bytes, and SHA-256 as 64 hex digits."""


def facts_of(folder: Path) -> dict[str, FileFacts]:
    """The facts of every file in a folder, by name."""
    return {path.name: _facts(path) for path in sorted(folder.iterdir())}


def _facts(path: Path) -> FileFacts:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return path.stat().st_size, digest


class Inspector:
    """Looks at files of the lake, and remembers in which state they were found whole."""

    def __init__(self, memory: Path) -> None:
        """Args: memory: where it keeps what it remembers; a lake that is only read needs none."""
        self._memory = memory
        self._whole: dict[str, list[int]] | None = None

    def faults(
        self, folder: Path, expected: dict[str, FileFacts], *, thorough: bool = False
    ) -> list[str]:
        """What is wrong with the files of a folder, one phrase each, with the file's name."""
        whole = self._remembered()
        found = []
        changed = False
        for name, (size, digest) in expected.items():
            path = folder / name
            try:
                facts = path.stat()
                stamp = [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino]
                if not thorough and whole.get(str(path)) == stamp:
                    continue
                if facts.st_size != size:
                    found.append(f"{name} has {facts.st_size:,} of {size:,} bytes")
                elif _facts(path)[1] != digest:
                    found.append(f"{name} is not as it was written")
                else:
                    changed |= whole.get(str(path)) != stamp
                    whole[str(path)] = stamp
            except FileNotFoundError:
                found.append(f"{name} is missing")
            except OSError as fault:
                found.append(f"{name} cannot be read ({fault.strerror})")
        if changed:
            with suppress(OSError):
                replace_file(self._memory, json.dumps(whole))
        return found

    def _remembered(self) -> dict[str, list[int]]:
        if self._whole is None:
            try:
                known = json.loads(self._memory.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                known = {}
            self._whole = known if isinstance(known, dict) else {}
        return self._whole
