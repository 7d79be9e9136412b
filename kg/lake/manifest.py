"""The manifest: which version of which source is live, and since when.

One small JSON file, always replaced whole. What it does not name does not exist.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kg.errors import Damaged, SetupError
from kg.files import replace_file
from kg.lake.damage import FileFacts

FORMAT = 2
"""Format 1 knew no facts of files."""

_COPY = "source.json"
"""The record of a source beside its versions: from these a lost manifest is made anew."""


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """A version of a source, as it was committed. Counts are rows or records.

    `files` has size and digest of each file; it is empty for a version of format 1.
    """

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
    files: dict[str, FileFacts] = field(default_factory=dict)

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
        return self.version(self.history[-1][1]) if self.history else None

    def live_at(self, known_at: datetime) -> VersionRecord | None:
        """The version that counted at that instant; None when there was none."""
        number = None
        for instant, version in self.history:
            if datetime.fromisoformat(instant) > known_at:
                break
            number = version
        return self.version(number)

    def version(self, number: int | None) -> VersionRecord | None:
        """The version of that number; None where there is none."""
        return next((v for v in self.versions if v.number == number), None)


@dataclass(slots=True)
class Manifest:
    """All sources by name."""

    sources: dict[str, SourceRecord] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read it; an absent file is an empty lake, where no source has left its record.

        Raises:
            Damaged: the file is lost, or not as it was written.
            SetupError: it is of a newer format.
        """
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            body, number = raw["sources"], raw["format"]
            if number in (1, FORMAT):
                if number == FORMAT and raw["digest"] != _digest(body):
                    raise ValueError("another digest")
                return cls({name: _source(entry) for name, entry in body.items()})
        except FileNotFoundError:
            if any(path.parent.glob(f"sources/*/{_COPY}")):
                raise _damaged("the lake's manifest is missing", path) from None
            return cls()
        except (ValueError, TypeError, LookupError, AttributeError) as fault:
            raise _damaged("the lake's manifest is not as it was written", path) from fault
        raise SetupError(
            "the lake was written by another version of Riskweave",
            file=path,
            value=number,
            hint=f"This version reads format {FORMAT}",
        )

    @classmethod
    def recovered(cls, path: Path) -> Manifest:
        """The manifest from the records that sources keep beside their versions."""
        found = {}
        for copy in sorted(path.parent.glob(f"sources/*/{_COPY}")):
            try:
                found[copy.parent.name] = _source(json.loads(copy.read_text(encoding="utf-8")))
            except (ValueError, TypeError, LookupError, AttributeError) as fault:
                raise Damaged(
                    "neither the manifest nor this record of a source can be read",
                    file=copy,
                    hint="Put it back from a copy, or remove its folder and read the source again",
                ) from fault
        return cls(found)

    def save(self, path: Path) -> None:
        """Replace the file atomically and durably, and then the sources' copies that changed."""
        body = {name: asdict(entry) for name, entry in sorted(self.sources.items())}
        whole = {"format": FORMAT, "sources": body, "digest": _digest(body)}
        replace_file(path, json.dumps(whole, indent=1))
        for name, entry in body.items():
            copy = path.parent / "sources" / name / _COPY
            text = json.dumps(entry, indent=1)
            if copy.parent.is_dir() and not (copy.exists() and copy.read_text("utf-8") == text):
                replace_file(copy, text)


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _damaged(what: str, path: Path) -> Damaged:
    return Damaged(
        what, file=path, hint="Nothing was overwritten; 'kg rebuild' makes it anew from its copies"
    )


def _source(raw: dict[str, Any]) -> SourceRecord:
    return SourceRecord(
        ordinal=raw["ordinal"],
        versions=[
            VersionRecord(
                **{
                    **version,
                    "warnings": tuple(version["warnings"]),
                    "rejects": tuple(version.get("rejects", ())),
                    "files": {
                        file: (size, digest)
                        for file, (size, digest) in version.get("files", {}).items()
                    },
                }
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
