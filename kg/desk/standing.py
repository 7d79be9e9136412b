"""Which alerts stand: the one place where they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from kg.desk.desk import Alert, Desk


def standing_alerts(desk: Desk, as_of: datetime | None = None) -> tuple[Alert, ...]:
    """Alerts that are not superseded, each with its status, highest score first.

    Args:
        as_of: only those that looked at nothing later than it, each with the finding of then;
            of an alert that was looked at as of several such moments, the last. The status is
            always that of now. None is now.
    """
    standing = {a.finding.id: a for a in desk.alerts() if a.status != "superseded"}
    if as_of is None:
        return tuple(standing.values())
    found = {
        finding.id: replace(standing[finding.id], finding=finding)
        for finding in desk.past_findings(as_of)
        if finding.id in standing
    }
    for alert in standing.values():
        if alert.finding.as_of is not None and alert.finding.as_of <= as_of:
            found[alert.finding.id] = alert
    return tuple(sorted(found.values(), key=lambda one: (-one.finding.score, one.finding.id)))


def about(alerts: Iterable[Alert], entities: Collection[str]) -> tuple[Alert, ...]:
    """Those which have one of the entities (canonical ids) as subject or member."""
    wanted = set(entities)
    return tuple(
        alert
        for alert in alerts
        if alert.finding.subject in wanted or not wanted.isdisjoint(alert.finding.members)
    )
