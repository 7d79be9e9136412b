"""The manifest: which version of which source is live, and since when.

One small JSON file, always replaced whole. What it does not name does not exist.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kg.errors import SetupError
from kg.files import replace_file

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
    rejects: tuple[str, ...] = ()

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
            VersionRecord(
                **version | {name: tuple(version.get(name, ())) for name in ("warnings", "rejects")}
            )
            for version in raw["versions"]
        ],
        history=[(instant, number) for instant, number in raw["history"]],
    )


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as the manifest has it now. `version` is None when it is withdrawn."""

    name: str
    ordinal: int
    version: int | None
    read: int
    kept: int
    rejected: int
    claims: int
    transfers: int
    entities: int
    committed_at: datetime | None
    fingerprint: str
    reader: str
    warnings: tuple[str, ...]
    rejects: tuple[str, ...]


def state_of(name: str, record: SourceRecord) -> SourceState:
    """The state of a source from its record in the manifest."""
    live = record.live
    shown = live or record.versions[-1]
    return SourceState(
        name=name,
        ordinal=record.ordinal,
        version=live.number if live else None,
        read=shown.read,
        kept=shown.kept,
        rejected=shown.rejected,
        claims=shown.claims,
        transfers=shown.transfers,
        entities=shown.entities,
        committed_at=datetime.fromisoformat(shown.committed_at),
        fingerprint=shown.fingerprint,
        reader=shown.reader,
        warnings=shown.warnings,
        rejects=shown.rejects,
    )
