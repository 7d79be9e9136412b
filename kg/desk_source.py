"""What the desk knows, as a source of the lake: alerts, and pairs that may be one entity.

So they reach the graph as everything does: as claims, by their difference, and as of a moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kg.desk import Alert, Desk, Judgement
from kg.lake import Door, Lake, Place
from kg.ontology import Ontology

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

    Nothing is written where they are what the lake has.

    Returns:
        whether that changed anything.
    """
    alerts = [alert for alert in desk.alerts() if alert.status != "superseded"]
    doubts = [judgement for judgement in desk.judgements() if judgement.verdict == "unsure"]
    facts = sorted(
        {
            *(fact for alert in alerts for fact in _of_alert(alert)),
            *(fact for doubt in doubts for fact in _of_doubt(doubt)),
        },
        key=lambda fact: (fact.entity, fact.prop, fact.value),
    )
    if not facts:
        # A desk with nothing to say is no source.
        if DESK_SOURCE not in lake.live_versions():
            return False
        lake.withdraw(DESK_SOURCE)
        return True
    fingerprint = hashlib.sha256(repr((_READER, facts)).encode()).hexdigest()
    if lake.is_current(DESK_SOURCE, fingerprint):
        return False
    with lake.write(DESK_SOURCE, fingerprint=fingerprint, reader=_READER) as writer:
        door = Door(writer, ontology)
        for fact in facts:
            door.entity(fact.schema, fact.entity).say(
                fact.prop,
                fact.value,
                at=Place(_FILE, fact.record),
                method=fact.method,
                valid_from=fact.valid_from,
            )
        writer.read = len(alerts) + len(doubts)
    return True


@dataclass(frozen=True, slots=True)
class _Fact:
    """One thing to say, known from `valid_from` on whatever the days of its transfers."""

    entity: str
    schema: str
    prop: str
    value: str
    record: str
    method: str
    valid_from: date | None = None


def _of_alert(alert: Alert) -> Iterator[_Fact]:
    finding = alert.finding
    typology = typology_node(finding.kind)
    said: dict[str, Iterable[object]] = {
        "kind": [finding.kind],
        "typology": [typology],
        "summary": [finding.summary],
        "subject": [finding.subject],
        "member": [member for member in finding.members if member != finding.subject],
        "score": [finding.score],
        "status": [alert.status],
        "openedAt": [alert.first_seen.date()],
        "asOf": [] if finding.as_of is None else [finding.as_of.date()],
        "reason": [reason.explanation for reason in finding.reasons],
        "evidence": [
            one for reason in finding.reasons for one in (*reason.transfers, *reason.claims)
        ],
    }
    node, day = alert_node(finding.id), alert.first_seen.date()
    for prop, values in said.items():
        for value in values:
            yield _Fact(node, "Alert", prop, str(value), finding.id, "finding", day)
    for prop, name in (("code", finding.kind), ("name", finding.kind.replace("_", " "))):
        yield _Fact(typology, "Typology", prop, name, finding.kind, "finding")


def _of_doubt(doubt: Judgement) -> Iterator[_Fact]:
    left, right = sorted((doubt.left, doubt.right))
    pair = hashlib.sha256(f"{left}\x1f{right}".encode()).hexdigest()[:32]
    told = {
        "candidate": left,
        "match": right,
        "criteria": doubt.reason,
        "matcher": doubt.decided_by,
    }
    day = doubt.decided_at.date()
    for prop, value in told.items():
        yield _Fact(f"similar:{pair}", "Similar", prop, value, pair, "judgement", day)
