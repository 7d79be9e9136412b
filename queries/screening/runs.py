"""Screenings on record: which of them may be taken for one made now."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.desk_source import DESK_SOURCE
from kg.model import Finding
from kg.projection.snapshot import Snapshot
from queries.screening.scoring import shipped_model
from queries.screening.screen import screen_parties

if TYPE_CHECKING:
    from kg.workspace import Workspace


def matches_on(ws: Workspace, parties: Collection[str], as_of: datetime | None) -> list[Finding]:
    """Watchlist matches on some parties (canonical ids), highest score first.

    Those of the screening on record as of the same moment, where it looked at the very same
    sources and identities; else the parties are screened now.
    """
    found = ws.desk.screening_of(as_of, screening_state(ws), parties)
    return screen_parties(ws, parties, as_of) if found is None else found


def screening_state(ws: Workspace) -> str:
    """Digest of all that a screening with the shipped model looks at, and of the day of it."""
    model = shipped_model()
    snapshot = Snapshot.of_now(ws.lake, ws.identity, ws.ontology.version, ws.config.transfers)
    # The alerts that come of a screening are nothing that it looks at.
    read = {name: state for name, state in snapshot.sources.items() if name != DESK_SOURCE}
    snapshot = replace(snapshot, sources=read)
    # Without a moment, what is in force is asked of today.
    today = datetime.now(UTC).date()
    parts = (snapshot.digest, sorted(model.points.items()), model.threshold, today)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
