"""Screenings on record: which of them may be taken for one made now."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.identity.clusters import said_by_people
from kg.model import Finding
from queries.screening.scoring import shipped_model
from queries.screening.screen import screen_parties

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace


def matches_on(ws: Workspace, view: View, parties: Collection[str]) -> list[Finding]:
    """Watchlist matches on some parties (canonical ids), highest score first.

    Those of the screening on record as of the view's moment, where it looked at the very same
    sources and identities; else the parties are screened now.
    """
    found = view.screening(screening_state(ws), parties)
    return screen_parties(ws, parties, view.as_of) if found is None else found


def screening_state(ws: Workspace) -> str:
    """Digest of all that a screening with the shipped model looks at, and of the day of it."""
    model = shipped_model()
    # Without a moment, what is in force is asked of today.
    today = datetime.now(UTC).date()
    with ws.view() as view:
        said = sorted(judgement.id for judgement in said_by_people(view.judgements()).values())
    parts = (ws.state_read(), sorted(model.points.items()), model.threshold, today, said)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
