"""The manifest: which version of which source is live, and since when.

One small JSON file, always replaced whole. What it does not name does not exist.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kg.errors import SetupError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """A version of a source, as it was committed. Counts are rows or records."""

    number: int
    committed_at: str
    fingerprint: str
    reader: str
    read: int
    rejected: int
    claims: int
    transfers: int
    entities: int
    warnings: tuple[str, ...] = ()

    @property
    def kept(self) -> int:
        """Records that went in."""
        return self.read - self.rejected


@dataclass(slots=True)
class SourceRecord:
    """All versions of a source and the history of which one was live.

    `ordinal` orders sources by first arrival, for ever. `history` holds (instant, version
    number or None when withdrawn), oldest first.
    """

    ordinal: int
    versions: list[VersionRecord] = field(default_factory=list)
    history: list[tuple[str, int | None]] = field(default_factory=list)

    @property
    def live(self) -> VersionRecord | None:
        """The version that counts now; None when withdrawn."""
        return self._version(self.history[-1][1]) if self.history else None

    def live_at(self, known_at: datetime) -> VersionRecord | None:
        """The version that counted at that instant; None when there was none."""
        number = None
        for instant, version in self.history:
            if datetime.fromisoformat(instant) > known_at:
                break
            number = version
        return self._version(number)

    def _version(self, number: int | None) -> VersionRecord | None:
        return next((v for v in self.versions if v.number == number), None)


@dataclass(slots=True)
class Manifest:
    """All sources by name."""

    sources: dict[str, SourceRecord] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read it; an absent file is an empty lake.

        Raises:
            SetupError: the file is damaged or of a newer format.
        """
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except ValueError as error:
            raise SetupError(
                "the manifest is not readable JSON", file=path, hint="Restore it from a backup"
            ) from error
        if raw.get("format") != FORMAT:
            raise SetupError(
                "the lake was written by another version of Riskweave",
                file=path,
                value=raw.get("format"),
                hint=f"This version reads format {FORMAT}",
            )
        return cls({name: _source(entry) for name, entry in raw["sources"].items()})

    def save(self, path: Path) -> None:
        """Replace the file atomically and durably."""
        body = {
            "format": FORMAT,
            "sources": {name: asdict(entry) for name, entry in sorted(self.sources.items())},
        }
        replace_file(path, json.dumps(body, indent=1))


def _source(raw: dict[str, Any]) -> SourceRecord:
    return SourceRecord(
        ordinal=raw["ordinal"],
        versions=[
            VersionRecord(**{**version, "warnings": tuple(version["warnings"])})
            for version in raw["versions"]
        ],
        history=[(instant, number) for instant, number in raw["history"]],
    )


def replace_file(path: Path, text: str) -> None:
    """Write a small file so that a crash leaves the old one or the new one, never a part."""
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as stream:
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
    """Make renames inside `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
