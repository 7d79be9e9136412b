"""What the desk knows, as a source of the lake: alerts, and pairs that may be one entity.

So they reach the graph as everything does: as claims, by their difference, and as of a moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain

from kg.desk import Alert, Desk, Judgement
from kg.lake import Lake
from kg.model import Claim

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


def state_desk(lake: Lake, desk: Desk) -> bool:
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
        writer.read = len(doubts)
        for alert in chain([] if first is None else [first], alerts):
            writer.add_claims(_of_alert(alert))
            writer.read += 1
        for doubt in doubts:
            writer.add_claims(_of_doubt(doubt))
    return True


def _of_alert(alert: Alert) -> Iterator[Claim]:
    finding = alert.finding
    typology = typology_node(finding.kind)
    evidence = [one for reason in finding.reasons for one in (*reason.transfers, *reason.claims)]
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
        "evidence": evidence,
    }
    for prop, values in said.items():
        for value in values:
            yield Claim(
                alert_node(finding.id),
                "Alert",
                prop,
                str(value),
                finding.id,
                _FILE,
                method="finding",
                # Known from the day it was found, whatever the days of its transfers.
                valid_from=alert.first_seen.date(),
            )
    for prop, name in (("code", finding.kind), ("name", finding.kind.replace("_", " "))):
        yield Claim(typology, "Typology", prop, name, finding.kind, _FILE, method="finding")


def _of_doubt(doubt: Judgement) -> Iterator[Claim]:
    left, right = sorted((doubt.left, doubt.right))
    pair = hashlib.sha256(f"{left}\x1f{right}".encode()).hexdigest()[:32]
    told = {
        "candidate": left,
        "match": right,
        "criteria": doubt.reason,
        "matcher": doubt.decided_by,
    }
    for prop, value in told.items():
        yield Claim(
            f"similar:{pair}",
            "Similar",
            prop,
            value,
            pair,
            _FILE,
            method="judgement",
            valid_from=doubt.decided_at.date(),
        )
