"""`alerts`: what detection and screening find, put before people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from kg.errors import Busy, StoreUnavailable
from queries.detection.detect import survey
from queries.screening.runs import screening_state
from queries.screening.screen import screening

if TYPE_CHECKING:
    from kg.desk import Alert
    from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AlertRun:
    """What a run put on the desk.

    Attributes:
        alerts: those that stand now, highest score first.
        transfers: how many were looked at.
        typologies: names of those looked for.
        notes: where the search was not complete; empty when it was.
        drawn: whether the graph has them; if not, the next refresh brings them in.
    """

    alerts: tuple[Alert, ...]
    transfers: int
    typologies: tuple[str, ...]
    notes: tuple[str, ...]
    drawn: bool


def alerts(ws: Workspace, as_of: str | date | datetime | None = None) -> list[Alert]:
    """Detect and screen, and make the findings the alerts that stand on the desk.

    An alert found again keeps its status; one no longer found becomes superseded. A look back,
    a run as of an earlier moment, supersedes nothing and writes over no alert that was found as
    of a later moment or of now; questions as of that moment see what it found.

    Returns:
        what was found, highest score first, with the status it has on the desk.

    Args:
        as_of: nothing later is looked at; a date means the end of that day in the own zone.

    Raises:
        MappingError: a typology file is wrong.
    """
    return list(run_alerts(ws, as_of).alerts)


def run_alerts(ws: Workspace, as_of: str | date | datetime | None = None) -> AlertRun:
    """The same, with what was looked at and where the search was not complete."""
    detected = survey(ws, as_of)
    # Taken first: what is read in meanwhile makes the screening one of another state.
    state = screening_state(ws)
    screened = screening(ws, as_of)
    notes = detected.notes + screened.notes
    facts = {
        "as_of": None if as_of is None else str(as_of),
        "transfers": detected.transfers,
        "notes": notes,
    }
    standing = ws.record_run(ws.moment(as_of), detected.findings, state, screened.findings, facts)
    drawn = _draw(ws)
    return AlertRun(
        alerts=tuple(standing),
        transfers=detected.transfers,
        typologies=detected.typologies,
        notes=notes,
        drawn=drawn,
    )


def _draw(ws: Workspace) -> bool:
    """Bring the alerts into the graph; not where somebody has put off a refresh, or nobody can."""
    try:
        if not ws.is_current():
            return False
        ws.refresh()
    except (StoreUnavailable, Busy):
        return False
    return True
