"""`parties`: directors, officers, holders, subsidiaries and auditors of a company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from queries.report_figures import OWN_IDS, day, figures_of
from queries.values import Ref

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace
    from queries.report_model import ReportFiling

PartyKind = Literal["director", "officer", "holder", "subsidiary", "participation", "auditor"]
PARTY_KINDS: tuple[PartyKind, ...] = (
    "director",
    "officer",
    "holder",
    "subsidiary",
    "participation",
    "auditor",
)
_AUDITOR = "auditor"
_DEEPEST = 20
_MAJORITY = 50


@dataclass(frozen=True, slots=True)
class ReportParty:
    """A party and its part in a company, as a source says it.

    Attributes:
        kind: what it is to the company; a `participation` is a company of which it holds half
            or less.
        party: who.
        roles: in the source's words.
        share: per cent, exact; None where not given.
        shares: number of shares; None where not given.
        start, end: first and last day, ISO 8601 and as exact as the source (`2019`); None where
            not given.
        reported_for: last day of the period of the filing that says it, None where the source
            is no such filing.
        through: the company in between, for a subsidiary of a subsidiary; else None.
        source: lake source that says it.
        claims: ids of the claims that say it.
    """

    kind: PartyKind
    party: Ref
    roles: tuple[str, ...]
    share: Decimal | None
    shares: Decimal | None
    start: str | None
    end: str | None
    reported_for: date | None
    through: Ref | None
    source: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyList:
    """The parties of a company, by kind, then name."""

    company: Ref
    parties: tuple[ReportParty, ...]


@dataclass(slots=True)
class _Link:
    """What one source says of one link between the company and a party."""

    id: str
    schema: str
    source: str
    values: dict[str, list[str]] = field(default_factory=dict)
    claims: list[str] = field(default_factory=list)

    def first(self, prop: str) -> str | None:
        return self.values.get(prop, [None])[0]


def parties(ws: Workspace, ref: str, as_of: str | date | datetime | None = None) -> PartyList:
    """Who directs, runs, owns and audits a company, and what it owns, with the claims.

    Each source that names a party gives it once. Subsidiaries of subsidiaries are listed as well.

    Args:
        ref: what `Workspace.resolve` takes.
        as_of: nothing is taken from filings that cannot have been read by then, and nothing
            that began later.

    Raises:
        NotFound, Ambiguous: `ref` names no entity, or several.
    """
    from queries.report_figures import company_ref

    entity = ws.resolve(ref)
    with ws.view(as_of) as view:
        filings = figures_of(view, entity).filings
        return PartyList(company_ref(view, entity), parties_of(view, entity, filings))


def parties_of(
    view: View, entity: str, filings: Mapping[str, ReportFiling]
) -> tuple[ReportParty, ...]:
    """The same for a canonical id; `filings` are those that the view may see."""
    ended, hidden = _sources(view, entity, filings)
    found: list[ReportParty] = []
    seen = {entity}
    level: list[str] = [entity]
    through: dict[str, Ref | None] = {entity: None}
    for _ in range(_DEEPEST):
        below: list[str] = []
        for company in level:
            links = [link for link in _links(view, company) if link.source not in hidden]
            refs = _refs(view, {end for link in links for end in _ends(view, link)})
            for link in links:
                one = _party(view, link, company, refs, through[company], ended)
                if one is None or (company != entity and one.kind != "subsidiary"):
                    continue
                if _begins_later(one, view):
                    continue
                found.append(one)
                if one.kind == "subsidiary" and one.party.id not in seen:
                    seen.add(one.party.id)
                    below.append(one.party.id)
                    through[one.party.id] = one.party
        level = below
    order = {kind: place for place, kind in enumerate(PARTY_KINDS)}
    found.sort(key=lambda one: (order[one.kind], one.party.caption.casefold(), one.source))
    return tuple(found)


def _sources(
    view: View, entity: str, filings: Mapping[str, ReportFiling]
) -> tuple[dict[str, date], set[str]]:
    """End of the period of each source that is a filing, and the sources not to be seen yet."""
    rows = view.sql(
        f"""
        WITH mine AS (
            SELECT DISTINCT canonical FROM claims
            WHERE schema = 'Filing' AND prop = 'filer' AND {OWN_IDS}
        )
        SELECT DISTINCT source, canonical FROM claims
        WHERE schema = 'Filing' AND canonical IN (SELECT canonical FROM mine)
        ORDER BY source, canonical
        """,
        {"id": entity},
    ).rows
    ended: dict[str, date] = {}
    hidden: set[str] = set()
    for source, filing in rows:
        if filing not in filings:
            hidden.add(source)
        elif (end := filings[filing].end) is not None:
            ended[source] = max(end, ended.get(source, end))
    return ended, hidden


def _links(view: View, company: str) -> list[_Link]:
    """Links with the company at one end, each as one source states it."""
    edges = {name: schema.edge for name, schema in view.ontology.schemata.items() if schema.edge}
    ends = sorted({end for edge in edges.values() for end in (edge.source, edge.target)})
    rows = view.sql(
        f"""
        WITH mine AS (
            SELECT DISTINCT canonical FROM claims
            WHERE schema IN (SELECT unnest($schemata)) AND prop IN (SELECT unnest($ends))
              AND {OWN_IDS}
        )
        SELECT canonical, schema, source, prop, value, id FROM claims
        WHERE canonical IN (SELECT canonical FROM mine)
          AND schema IN (SELECT unnest($schemata))
        ORDER BY canonical, schema, source, prop, value, id
        """,
        {"id": company, "schemata": sorted(edges), "ends": ends},
    ).rows
    found: dict[tuple[str, str, str], _Link] = {}
    for canonical, schema, source, prop, value, claim in rows:
        link = found.setdefault((canonical, schema, source), _Link(canonical, schema, source))
        link.values.setdefault(prop, []).append(value)
        link.claims.append(claim)
    return list(found.values())


def _ends(view: View, link: _Link) -> list[str]:
    edge = view.ontology.schemata[link.schema].edge
    assert edge is not None
    return [*link.values.get(edge.source, ()), *link.values.get(edge.target, ())]


def _refs(view: View, records: Iterable[str]) -> dict[str, Ref]:
    """Entities by the id of a record of theirs, with their best names."""
    rows = view.sql(
        """
        WITH wanted AS (
            SELECT DISTINCT entity, canonical FROM claims
            WHERE entity IN (SELECT unnest($records))
        )
        SELECT w.entity, w.canonical, min(c.schema),
               max_by(c.value, (c.confidence, c.seen_at, c.id)) FILTER (c.prop = 'name')
        FROM wanted w JOIN claims c ON c.canonical = w.canonical
        GROUP BY w.entity, w.canonical ORDER BY w.entity
        """,
        {"records": sorted(records) or [""]},
    ).rows
    return {
        record: Ref(canonical, schema, name or canonical)
        for record, canonical, schema, name in rows
    }


def _party(
    view: View,
    link: _Link,
    company: str,
    refs: Mapping[str, Ref],
    through: Ref | None,
    ended: Mapping[str, date],
) -> ReportParty | None:
    """The party at the other end; None where the link makes nobody a party of a report."""
    edge = view.ontology.schemata[link.schema].edge
    assert edge is not None
    source, target = link.first(edge.source), link.first(edge.target)
    if source is None or target is None:
        return None
    at_source, at_target = (refs.get(end, Ref(end, "Thing", end)) for end in (source, target))
    owned = at_target.id == company
    other = at_source if owned else at_target
    if other.id == company:
        return None
    roles = tuple(dict.fromkeys(link.values.get("role", ())))
    share = _number(link.first("percentage"))
    kind = _kind(link.schema, roles, owned, share)
    if kind is None:
        return None
    return ReportParty(
        kind=kind,
        party=other,
        roles=roles,
        share=share,
        shares=_number(link.first("sharesCount")),
        start=link.first("startDate") or link.first("date"),
        end=link.first("endDate") or link.first("date"),
        reported_for=ended.get(link.source),
        through=through,
        source=link.source,
        claims=tuple(link.claims),
    )


def _begins_later(one: ReportParty, view: View) -> bool:
    start = day(one.start, first=True)
    return view.as_of is not None and start is not None and start > view.as_of.date()


def _kind(
    schema: str, roles: tuple[str, ...], owned: bool, share: Decimal | None
) -> PartyKind | None:
    """What the other end is; `owned`: the link points at the company."""
    if any(_AUDITOR in role.casefold() for role in roles) and schema not in _OF_PEOPLE:
        return "auditor"
    if schema == "Ownership":
        if owned:
            return "holder"
        return "subsidiary" if share is None or share > _MAJORITY else "participation"
    return _OF_PEOPLE.get(schema) if owned else None


_OF_PEOPLE: Mapping[str, PartyKind] = {"Directorship": "director", "Employment": "officer"}


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
