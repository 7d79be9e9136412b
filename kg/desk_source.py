"""What the desk knows, as a source of the lake: alerts, and pairs that may be one entity.

So they reach the graph as everything does: as claims, by their difference, and as of a moment.
"""

from __future__ import annotations

import hashlib
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from kg.desk import Alert, Judgement
from kg.lake import Door, Lake, Place
from kg.ontology import Ontology

if TYPE_CHECKING:
    from kg.desk import Desk

DESK_SOURCE = "desk"
"""Name of the source; no reader may write one of that name."""

_READER = "desk 1"
_FILE = "desk.sqlite"


def typology_node(kind: str) -> str:
    """Id of the typology that findings of a kind are instances of."""
    return f"typology:{kind}"


def alert_node(finding: str) -> str:
    """Id of the alert in the graph, from the id of its finding."""
    return f"alert:{finding}"


def state_desk(lake: Lake, desk: Desk, ontology: Ontology) -> bool:
    """Make the desk's alerts that stand and its open doubts the live version of its source.

    Nothing is read but digests, and nothing written, where they are what the lake has.

    Returns:
        whether that changed anything.
    """
    fingerprint = hashlib.sha256(repr((_READER, desk.state())).encode()).hexdigest()
    if lake.is_current(DESK_SOURCE, fingerprint):
        return False
    alerts = desk.each_alert("open", "closed")
    doubts = [judgement for judgement in desk.judgements() if judgement.verdict == "unsure"]
    first = next(alerts, None)
    if first is None and not doubts:
        # A desk with nothing to say is no source.
        if DESK_SOURCE not in lake.live_versions():
            return False
        lake.withdraw(DESK_SOURCE)
        return True
    with lake.write(DESK_SOURCE, fingerprint=fingerprint, reader=_READER) as writer:
        door = Door(writer, ontology)
        writer.read = len(doubts)
        for alert in chain([] if first is None else [first], alerts):
            _say_alert(door, alert)
            writer.read += 1
        for doubt in doubts:
            _say_doubt(door, doubt)
    return True


def _say_alert(door: Door, alert: Alert) -> None:
    finding, at = alert.finding, Place(_FILE, alert.finding.id)
    of_kind = Place(_FILE, finding.kind)
    typology = door.entity("Typology", typology_node(finding.kind), at=of_kind, method="finding")
    typology.say("code", finding.kind)
    typology.say("name", finding.kind.replace("_", " "))
    node = door.entity("Alert", alert_node(finding.id), at=at, method="finding")
    # Known from the day it was found, whatever the days of its transfers.
    say = partial(node.say, valid_from=alert.first_seen.date())
    say("kind", finding.kind)
    say("typology", typology)
    say("summary", finding.summary)
    say("subject", finding.subject)
    say("score", str(finding.score))
    say("status", alert.status)
    say("openedAt", alert.first_seen.date())
    if finding.as_of is not None:
        say("asOf", finding.as_of.date())
    for member in finding.members:
        if member != finding.subject:
            say("member", member)
    for reason in finding.reasons:
        say("reason", reason.explanation)
        for record in (*reason.transfers, *reason.claims):
            say("evidence", record)


def _say_doubt(door: Door, doubt: Judgement) -> None:
    left, right = sorted((doubt.left, doubt.right))
    pair = hashlib.sha256(f"{left}\x1f{right}".encode()).hexdigest()[:32]
    node = door.entity("Similar", f"similar:{pair}", at=Place(_FILE, pair), method="judgement")
    say = partial(node.say, valid_from=doubt.decided_at.date())
    say("candidate", left)
    say("match", right)
    say("criteria", doubt.reason)
    say("matcher", doubt.decided_by)
