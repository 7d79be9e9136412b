"""`trace`: from a rule to the controls that meet it and the alerts they raised, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.desk_source import alert_node, typology_node
from kg.errors import NotFound
from kg.model import Finding
from queries.answers import Evidence, Ref
from queries.answers import ref as mention
from queries.connections.graph_reader import GraphReader
from queries.connections.ledger_rows import LedgerRow, ledger_rows
from queries.laws.act_views import Moment, ObligationText
from queries.laws.coverage import DUTIES, ControlText, UnknownName, controls_in, unknown_names
from queries.laws.regulations import chosen_version, obligations_in, versions_in
from queries.provenance.evidence import EVIDENCE_COLUMNS

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TracedAlert:
    """An alert at the end of a trace, and all that it rests on.

    Attributes:
        id: of its finding, as `kg alerts` shows it. node: its id in the graph.
        typology: what was found.
        score: 0 to 100 points.
        transfers: by id. claims: by id.
    """

    id: str
    node: str
    typology: str
    subject: Ref
    score: float
    summary: str
    transfers: tuple[LedgerRow, ...]
    claims: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TracedControl:
    """A control, the duties in force that it meets, and the alerts of its typologies."""

    control: ControlText
    duties: tuple[ObligationText, ...]
    alerts: tuple[TracedAlert, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What hangs together with a rule, a control, a typology or an alert.

    Attributes:
        start: what was asked for.
        controls: by id, each with its duties and alerts on the way through `start`.
        unmet: duties at or below `start` that no control meets; empty where it is no rule.
        unmitigated: alerts asked for whose typology no control looks for.
        unknown: names in these controls that stand for nothing.
    """

    start: str
    controls: tuple[TracedControl, ...]
    unmet: tuple[ObligationText, ...] = ()
    unmitigated: tuple[TracedAlert, ...] = ()
    unknown: tuple[UnknownName, ...] = ()


def trace(ws: Workspace, ref: str, *, as_of: Moment = None) -> Trace:
    """The way from duty to control, typology, alert and evidence that leads through `ref`.

    Args:
        ref: an act, a provision or an obligation; a control; a typology by its name; or an alert by
            its id.
            Alerts that are superseded are not told.
        as_of: the wordings and alerts of then; None is now.

    Raises:
        NotFound: it is none of these, or an act without a wording in force.
        Ambiguous: several answer to it.
    """
    with ws.view() as law, ws.view(as_of) as then:
        return _traced_through(ws, law, then, ref, as_of)


def _traced_through(ws: Workspace, law: View, then: View, ref: str, as_of: Moment) -> Trace:
    """As `trace`.

    Args:
        law: a view of all wordings of laws. then: one of the transfers and claims of the moment.
    """
    standing = then.findings()
    known = controls_in(law)
    wanted = ref.strip()
    kind = wanted.removeprefix(typology_node(""))
    asked = [f for f in standing if wanted in (f.id, alert_node(f.id))]
    asked = asked or [finding for finding in standing if finding.kind == kind]
    if asked or any(kind in control.typologies for control in known):
        kinds = {finding.kind for finding in asked} or {kind}
        through = [control for control in known if not kinds.isdisjoint(control.typologies)]
        return _through(law, then, wanted, through, asked, as_of)
    node = ws.resolve(wanted)
    named = [control for control in known if control.id == node]
    if named:
        return _through(law, then, node, named, standing, as_of)
    duties = _duties(law, node, as_of)
    by_control = {control.id: [d for d in duties if control.meets(d)] for control in known}
    through = [control for control in known if by_control[control.id]]
    met = {duty.id for found in by_control.values() for duty in found}
    alerts = _alerts(then, standing)
    return Trace(
        start=node,
        controls=tuple(_traced(control, by_control[control.id], alerts) for control in through),
        unmet=tuple(duty for duty in duties if duty.id not in met),
        unknown=unknown_names(law, through),
    )


def _through(
    law: View,
    then: View,
    start: str,
    through: Collection[ControlText],
    findings: Collection[Finding],
    as_of: Moment,
) -> Trace:
    """The trace through some controls, with those of the findings that are theirs."""
    alerts = _alerts(then, findings)
    places = {place for control in through for place in (*control.provisions, *control.obligations)}
    duties = [duty for act in _acts(law, places, as_of) for duty in _duties(law, act, as_of)]
    mitigated = {typology for control in through for typology in control.typologies}
    return Trace(
        start=start,
        controls=tuple(
            _traced(control, [duty for duty in duties if control.meets(duty)], alerts)
            for control in through
        ),
        unmitigated=() if through else tuple(a for a in alerts if a.typology not in mitigated),
        unknown=unknown_names(law, through),
    )


def _traced(
    control: ControlText, duties: Iterable[ObligationText], alerts: Iterable[TracedAlert]
) -> TracedControl:
    own = tuple(alert for alert in alerts if alert.typology in control.typologies)
    return TracedControl(control, tuple(duties), own)


def _acts(law: View, places: Iterable[str], as_of: Moment) -> list[str]:
    """Wordings in force of the acts that the places are in; acts that were not read have none."""
    found = set()
    for place in places:
        try:
            versions = versions_in(law, place, as_of=as_of)
            found.add(chosen_version(versions, versions[0].work, as_of=as_of).id)
        except NotFound:
            continue
    return sorted(found)


def _duties(law: View, entity: str, as_of: Moment) -> list[ObligationText]:
    return [duty for duty in obligations_in(law, entity, as_of=as_of) if duty.modality in DUTIES]


def _alerts(then: View, findings: Collection[Finding]) -> list[TracedAlert]:
    transfers = {one for f in findings for reason in f.reasons for one in reason.transfers}
    claims = {one for f in findings for reason in f.reasons for one in reason.claims}
    rows = ledger_rows(then, transfers)
    said = {
        row[0]: Evidence(*row)
        for row in then.sql(
            f"SELECT {EVIDENCE_COLUMNS} FROM claims WHERE id IN (SELECT unnest($ids))",
            {"ids": sorted(claims) or [""]},
        ).rows
    }
    subjects = GraphReader(then).nodes(finding.subject for finding in findings)
    return [
        TracedAlert(
            id=finding.id,
            node=alert_node(finding.id),
            typology=finding.kind,
            subject=mention(subjects[finding.subject])
            if finding.subject in subjects
            else Ref(finding.subject, "", finding.subject),
            score=finding.score,
            summary=finding.summary,
            transfers=tuple(
                rows[one]
                for one in sorted({t for reason in finding.reasons for t in reason.transfers})
                if one in rows
            ),
            claims=tuple(
                sorted(
                    {said[c] for reason in finding.reasons for c in reason.claims if c in said},
                    key=lambda claim: (claim.source, claim.entity, claim.prop, claim.claim),
                )
            ),
        )
        for finding in findings
    ]
