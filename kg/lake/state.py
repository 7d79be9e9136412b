"""A source as it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kg.lake.manifest import SourceRecord


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
    )
