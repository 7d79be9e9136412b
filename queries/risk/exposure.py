"""`exposure`: how much risk an entity carries, in points with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from kg.model import Finding, Node, Reason, finding_id
from queries.answers import texts_of
from queries.connections.link_kinds import kind_of_type
from queries.connections.nearby import Reached, reach
from queries.ownership.around import blocked_share, owners_above
from queries.ownership.stakes import percent
from queries.provenance.evidence import claim_ids
from queries.risk.flagged_money import flagged_money
from queries.risk.risk_model import RiskModel
from queries.risk.standing import sanctioned
from queries.risk.subject import RiskSubject

if TYPE_CHECKING:
    from kg.workspace import Workspace

_MOST_FURTHER_ALERTS = 4
_INVOLVED_ONLY = 0.5
_LOWEST_POINTS = 0.1


def exposure(
    ws: Workspace,
    ref: str,
    as_of: str | date | datetime | None = None,
    model: RiskModel | None = None,
) -> Finding:
    """Score of one entity, 0 to 100 points; its reasons add up to it before it is cut at 100.

    Outcome labels of sources are not looked at. Alerts come from the desk (`alerts` puts them
    there); with a moment, only those count that looked at nothing later.

    Args:
        ref: what `Workspace.resolve` takes.
        as_of: nothing later is looked at; a date means the end of that day in the own zone.
        model: weights and lists; None is the workspace's `exposure.yaml`, else the shipped one.

    Raises:
        NotFound, Ambiguous: `ref` names no entity, or several.
        MappingError: the workspace's model is wrong.
    """
    entity = ws.resolve(ref)
    with ws.view(as_of) as view:
        subject = RiskSubject(ws, view, entity, model)
        return exposure_of(subject, subject.model)


def exposure_of(subject: RiskSubject, model: RiskModel) -> Finding:
    """The same for a subject that is already at hand."""
    reasons: list[Reason] = []
    members: set[str] = set()
    for observe in _OBSERVATIONS:
        for reason, involved in observe(subject, model):
            reasons.append(reason)
            members.update(involved)
    if not reasons:
        reasons.append(
            Reason(
                "nothing_found",
                0,
                "points",
                0.0,
                "No listing, listed party nearby, alert, flagged money or country of FATF's lists.",
            )
        )
    reasons.sort(key=lambda reason: (-reason.contribution, reason.feature, str(reason.value)))
    total = round(sum(reason.contribution for reason in reasons), 1)
    score = min(100.0, total)
    main = reasons[0].explanation
    return Finding(
        id=finding_id("exposure", subject.id),
        kind="exposure",
        subject=subject.id,
        members=(subject.id, *sorted(members - {subject.id})),
        score=score,
        reasons=tuple(reasons),
        as_of=subject.view.as_of,
        summary=f"{subject.node.caption}: {score:g} of 100 points. {main}",
    )


Observation = tuple[Reason, Sequence[str]]


def _listed(subject: RiskSubject, model: RiskModel) -> list[Observation]:
    own = subject.reader.nodes({subject.id, *subject.money_ends})
    found: list[Observation] = []
    for entity, entries in sanctioned(subject.reader, own.values()).items():
        programmes = sorted({text for entry in entries for text in texts_of(entry, "program")})
        names = f" ({', '.join(programmes)})" if programmes else ""
        whose = "It" if entity == subject.id else f"Its account {own[entity].caption}"
        found.append(
            (
                Reason(
                    "sanctioned",
                    max(1, len(entries)),
                    "entries",
                    _points(model, "sanctioned", 1),
                    f"{whose} is on a sanctions list{names}.",
                    claims=claim_ids(subject.view, [entity, *(entry.id for entry in entries)]),
                ),
                [entry.id for entry in entries],
            )
        )
    return found


def _blocked(subject: RiskSubject, model: RiskModel) -> list[Observation]:
    above = owners_above(subject.reader, subject.id)
    if len(above.nodes) == 1:
        return []
    owners = {entity: node for entity, node in above.nodes.items() if entity != subject.id}
    listed = sanctioned(subject.reader, owners.values())
    share, blocked = blocked_share(above, listed, model.blocking)
    if share < model.blocking:
        return []
    names = ", ".join(above.nodes[owner].caption for owner in blocked)
    stakes = [s.relation for s in above.stakes if s.asset == subject.id and s.owner in blocked]
    return [
        (
            Reason(
                "blocked_by_ownership",
                f"{percent(share):.2f}",
                "percent",
                _points(model, "blocked_by_ownership", 1),
                f"Listed parties hold {percent(share):.2f} % of it, themselves or through"
                f" companies they own by half or more: {names}.",
                claims=claim_ids(subject.view, stakes),
            ),
            blocked,
        )
    ]


def _watchlist(subject: RiskSubject, model: RiskModel) -> list[Observation]:
    found: list[Observation] = []
    for match in subject.watchlist[:1]:
        found.append(
            (
                Reason(
                    "watchlist_match",
                    match.score,
                    "points",
                    _points(model, "watchlist_match", match.score / 100),
                    f"It may be on a watchlist: {match.summary}",
                    claims=tuple(
                        dict.fromkeys(c for reason in match.reasons for c in reason.claims)
                    ),
                ),
                match.members,
            )
        )
    return found


def _nearby(subject: RiskSubject, model: RiskModel) -> list[Observation]:
    factors = {type_: weight.points for type_, weight in model.relation_factors.items()}
    reached = reach(subject.reader, subject.id, factors, max_hops=model.nearby_hops)
    own = {subject.id, *subject.money_ends}
    nodes = subject.reader.nodes(entity for entity in reached if entity not in own)
    listed = sorted(
        sanctioned(subject.reader, nodes.values()),
        key=lambda entity: (-reached[entity].factor, entity),
    )
    passed = subject.reader.nodes(
        end
        for entity in listed[: model.nearby_strongest]
        for relation in reached[entity].way
        for end in (relation.source, relation.target)
    )
    found: list[Observation] = []
    for entity in listed[: model.nearby_strongest]:
        step = reached[entity]
        points = _points(model, "sanctioned_nearby", step.factor)
        if points < _LOWEST_POINTS:
            continue
        found.append(
            (
                Reason(
                    "sanctioned_nearby",
                    step.hops,
                    "hops",
                    points,
                    f"{nodes[entity].caption} is on a sanctions list and is connected to it:"
                    f" {_way(subject, step, passed)}.",
                    claims=claim_ids(subject.view, [entity], step.way),
                ),
                [entity],
            )
        )
    return found


def _alerts(subject: RiskSubject, model: RiskModel) -> list[Observation]:
    own = {subject.id, *subject.money_ends}
    ranked = sorted(
        (
            (finding.score * (1.0 if finding.subject in own else _INVOLVED_ONLY), finding)
            for finding in (alert.finding for alert in subject.alerts)
        ),
        key=lambda item: (-item[0], item[1].id),
    )
    found: list[Observation] = []
    for place, (strength, finding) in enumerate(ranked[: 1 + _MOST_FURTHER_ALERTS]):
        weight = "further_alert" if place else "alert"
        found.append(
            (
                Reason(
                    weight,
                    finding.kind,
                    "typology",
                    _points(model, weight, strength / 100),
                    finding.summary,
                    claims=tuple(
                        dict.fromkeys(c for reason in finding.reasons for c in reason.claims)
                    ),
                    transfers=tuple(
                        dict.fromkeys(t for reason in finding.reasons for t in reason.transfers)
                    ),
                ),
                finding.members,
            )
        )
    return found


def _flagged_money(subject: RiskSubject, model: RiskModel) -> list[Observation]:
    found: list[Observation] = []
    for money in flagged_money(subject, model.flagged_score):
        came = money.direction == "in"
        weight = "money_from_flagged" if came else "money_to_flagged"
        names = subject.reader.nodes(money.parties)
        shown = ", ".join(node.caption for node in list(names.values())[:3])
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        unchecked = (
            f" {money.unchecked:,} counterparties with fewer transfers were not checked."
            if money.unchecked
            else ""
        )
        points = _points(model, weight, money.share)
        if points < _LOWEST_POINTS:
            continue
        found.append(
            (
                Reason(
                    weight,
                    round(money.share, 4),
                    "share",
                    points,
                    f"{money.share:.1%} of the money it {'received' if came else 'sent'}"
                    f" {'came from' if came else 'went to'} listed or alerted parties:"
                    f" {shown}{more}.{unchecked}",
                    transfers=money.transfers,
                ),
                money.parties,
            )
        )
    return found


def _countries(subject: RiskSubject, model: RiskModel) -> list[Observation]:
    as_of = subject.view.as_of
    edition = model.countries_on(None if as_of is None else as_of.date())
    if edition is None:
        return []
    stated = subject.view.sql(
        """
        SELECT value, list(DISTINCT id ORDER BY id) FROM claims
        WHERE canonical IN (SELECT unnest($entities)) AND prop IN (SELECT unnest($properties))
        GROUP BY value ORDER BY value
        """,
        {"entities": _with_addresses(subject), "properties": _country_properties(subject)},
    ).rows
    found: list[Observation] = []
    for weight, codes, words in (
        ("call_for_action_country", edition.call_for_action, "called for action on"),
        ("increased_monitoring_country", edition.increased_monitoring, "put under monitoring"),
    ):
        hits = [(code, claims) for code, claims in stated if code in codes]
        if hits:
            from kg.values.countries import country_name

            names = ", ".join(str(country_name(code)) for code, _ in hits)
            found.append(
                (
                    Reason(
                        weight,
                        ", ".join(code for code, _ in hits),
                        "countries",
                        _points(model, weight, 1),
                        f"It has to do with a country that FATF {words}: {names}"
                        f" (edition of {edition.published.isoformat()}).",
                        claims=tuple(
                            dict.fromkeys(claim for _, claims in hits for claim in claims)
                        ),
                    ),
                    (),
                )
            )
    return found


_OBSERVATIONS: tuple[Callable[[RiskSubject, RiskModel], list[Observation]], ...] = (
    _listed,
    _blocked,
    _watchlist,
    _nearby,
    _alerts,
    _flagged_money,
    _countries,
)


def _points(model: RiskModel, weight: str, strength: float) -> float:
    return round(model.weights[weight].points * strength, 1)


def _way(subject: RiskSubject, step: Reached, nodes: dict[str, Node]) -> str:
    parts = []
    for relation in step.way:
        label = subject.view.ontology.relationships[relation.type].label
        source, target = (
            nodes[end].caption if end in nodes else end
            for end in (relation.source, relation.target)
        )
        parts.append(f"{source} {label} {target}")
    kinds = sorted({kind_of_type(relation.type) for relation in step.way} - {""})
    return "; ".join(parts) + (f" ({', '.join(kinds)})" if kinds else "")


def _with_addresses(subject: RiskSubject) -> list[str]:
    located = subject.reader.relations([subject.id], ["LOCATED_AT"], direction="out", cap=100)
    return [subject.id, *(relation.target for relation in located.relations)]


def _country_properties(subject: RiskSubject) -> list[str]:
    return sorted(
        {
            prop.name
            for schema in subject.view.ontology.schemata.values()
            for prop in schema.properties.values()
            if prop.type == "country"
        }
    )
