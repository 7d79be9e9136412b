"""`parties`: directors, officers, holders, subsidiaries and auditors of a company."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from kg.values.countries import country_code
from queries.answers import Ref
from queries.filings.figures import OWN_IDS, day, figures_of

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace
    from queries.filings.periods import ReportFiling

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
_OF_DOCUMENTS = ["exhibit-21", "proxy"]
"""Methods of claims from documents that may come without a filing around them."""
_MAJORITY = 50
_LONGEST_PLACE = 80


@dataclass(frozen=True, slots=True)
class ReportParty:
    """A party and its part in a company, as a source says it.

    Attributes:
        kind: what it is to the company; a `participation` is a company of which it holds half
            or less, or a number of shares that may be any part of the whole.
        party: who.
        roles: in the source's words.
        share: per cent, exact; None where not given.
        shares: number of shares; None where not given.
        start, end: first and last day, ISO 8601 and as exact as the source (`2019`); None where
            not given.
        jurisdictions: where the party is registered, as the same source says it.
        registered_in: the source's own words for that, where they say more than the country:
            "Delaware".
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
    jurisdictions: tuple[str, ...] = ()
    registered_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyList:
    """The parties of a company, by kind, then name."""

    company: Ref
    parties: tuple[ReportParty, ...]


@dataclass(slots=True)
class ReportLink:
    """What one source says of one link with a company: values and claims by property."""

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
            that began later. A list or proxy statement that belongs to no filing bears no day:
            it counts from the day on which it was read.

    Raises:
        NotFound, Ambiguous: `ref` names no entity, or several.
    """
    from queries.filings.figures import company_ref

    entity = ws.resolve(ref)
    with ws.view(as_of) as view:
        filings = figures_of(view, entity).filings
        return PartyList(company_ref(view, entity), parties_of(view, entity, filings))


def parties_of(
    view: View,
    entity: str,
    filings: Mapping[str, ReportFiling],
    sources: Collection[str] | None = None,
) -> tuple[ReportParty, ...]:
    """The same for a canonical id.

    Args:
        filings: those that the view may see.
        sources: lake sources to listen to; None is all.
    """
    ended, hidden = filing_sources(view, entity, filings)
    found: list[ReportParty] = []
    through: dict[str, Ref | None] = {entity: None}
    level: list[str] = [entity]
    for _ in range(_DEEPEST):
        links = {
            company: [
                link
                for link in said
                if link.source not in hidden and (sources is None or link.source in sources)
            ]
            for company, said in links_of(view, level).items()
        }
        refs = link_ends(view, [link for said in links.values() for link in said])
        below: list[str] = []
        for company in level:
            for link in links[company]:
                one = _party(view, link, company, refs, through[company], ended)
                if one is None or (company != entity and one.kind != "subsidiary"):
                    continue
                if begins_later(view, one.start):
                    continue
                found.append(one)
                if one.kind == "subsidiary" and one.party.id not in through:
                    below.append(one.party.id)
                    through[one.party.id] = one.party
        if not below:
            break
        level = below
    registered = _jurisdictions(view, found)
    found = [
        replace(one, jurisdictions=codes, registered_in=words)
        for one in found
        for codes, words in [registered(one)]
    ]
    order = {kind: place for place, kind in enumerate(PARTY_KINDS)}
    found.sort(key=lambda one: (order[one.kind], one.party.caption.casefold(), one.source))
    return tuple(found)


def filing_sources(
    view: View, entity: str, filings: Mapping[str, ReportFiling]
) -> tuple[dict[str, date | None], set[str]]:
    """The sources that are its filings, by end of their period; and those not to be seen yet."""
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
    ended: dict[str, date | None] = {}
    hidden: set[str] = set()
    for source, filing in rows:
        if filing not in filings:
            hidden.add(source)
        else:
            end, other = filings[filing].end, ended.get(source)
            ended[source] = max(end, other) if end and other else end or other
    return ended, hidden | _undated_documents(view)


def _undated_documents(view: View) -> set[str]:
    """Lists and proxy statements outside filings that were read only after the view's moment."""
    if view.as_of is None:
        return set()
    rows = view.sql(
        """
        SELECT source FROM claims
        WHERE method IN (SELECT unnest($methods))
          AND source NOT IN (SELECT source FROM claims WHERE schema = 'Filing')
        GROUP BY source HAVING min(seen_at)::date > $last
        """,
        {"methods": _OF_DOCUMENTS, "last": view.as_of.date()},
    ).rows
    return {source for (source,) in rows}


def links_of(view: View, companies: Collection[str]) -> dict[str, list[ReportLink]]:
    """Links with each of the companies at one end, each as one source states it."""
    edges = {name: schema.edge for name, schema in view.ontology.schemata.items() if schema.edge}
    ends = sorted({end for edge in edges.values() for end in (edge.source, edge.target)})
    rows = view.sql(
        """
        WITH wanted AS (
            SELECT unnest($ids) AS record, unnest($ids) AS company
            UNION
            SELECT entity, canonical FROM claims WHERE canonical IN (SELECT unnest($ids))
        ),
        mine AS (
            SELECT DISTINCT c.canonical, w.company
            FROM claims c JOIN wanted w ON c.value = w.record
            WHERE c.schema IN (SELECT unnest($schemata)) AND c.prop IN (SELECT unnest($ends))
        )
        SELECT m.company, c.canonical, c.schema, c.source, c.prop, c.value, c.id
        FROM claims c JOIN mine m USING (canonical)
        WHERE c.schema IN (SELECT unnest($schemata))
        ORDER BY c.canonical, c.schema, c.source, c.prop, c.value, c.id
        """,
        {"ids": sorted(companies) or [""], "schemata": sorted(edges), "ends": ends},
    ).rows
    found: dict[str, dict[tuple[str, str, str], ReportLink]] = {one: {} for one in companies}
    for company, canonical, schema, source, prop, value, claim in rows:
        key = (canonical, schema, source)
        link = found[company].setdefault(key, ReportLink(*key))
        link.values.setdefault(prop, []).append(value)
        link.claims.append(claim)
    return {company: list(links.values()) for company, links in found.items()}


def link_ends(view: View, links: Iterable[ReportLink]) -> dict[str, Ref]:
    """Entities at the ends of links by the id of a record of theirs, with their best names."""
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
        {"records": sorted({end for link in links for end in _ends(view, link)}) or [""]},
    ).rows
    return {
        record: Ref(canonical, schema, name or canonical)
        for record, canonical, schema, name in rows
    }


def begins_later(view: View, start: str | None) -> bool:
    """Whether something began only after the view's moment."""
    first = day(start, first=True)
    return view.as_of is not None and first is not None and first > view.as_of.date()


def _ends(view: View, link: ReportLink) -> list[str]:
    edge = view.ontology.schemata[link.schema].edge
    assert edge is not None
    return [*link.values.get(edge.source, ()), *link.values.get(edge.target, ())]


def _jurisdictions(
    view: View, parties: Iterable[ReportParty]
) -> Callable[[ReportParty], tuple[tuple[str, ...], tuple[str, ...]]]:
    """What the source of a party says of where it is registered: countries, and its words."""
    rows = view.sql(
        """
        SELECT canonical, source, value, original FROM claims
        WHERE prop = 'jurisdiction' AND canonical IN (SELECT unnest($ids))
        ORDER BY canonical, source, value, original
        """,
        {"ids": sorted({one.party.id for one in parties}) or [""]},
    ).rows
    codes: dict[tuple[str, str], dict[str, None]] = {}
    words: dict[tuple[str, str], dict[str, None]] = {}
    for party, source, value, original in rows:
        codes.setdefault((party, source), {})[value] = None
        if original and len(original) <= _LONGEST_PLACE and country_code(original) != value:
            words.setdefault((party, source), {})[" ".join(original.split())] = None

    def said(one: ReportParty) -> tuple[tuple[str, ...], tuple[str, ...]]:
        key = (one.party.id, one.source)
        return tuple(codes.get(key, ())), tuple(words.get(key, ()))

    return said


def _party(
    view: View,
    link: ReportLink,
    company: str,
    refs: Mapping[str, Ref],
    through: Ref | None,
    ended: Mapping[str, date | None],
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
    if not owned and not view.ontology.get(other.schema).is_a("LegalEntity"):
        # An account or a house that it owns is no company of its group.
        return None
    roles = tuple(dict.fromkeys(link.values.get("role", ())))
    share, shares = _number(link.first("percentage")), _number(link.first("sharesCount"))
    kind = _kind(
        link.schema,
        roles,
        owned=owned,
        part=shares is not None if share is None else share <= _MAJORITY,
    )
    if kind is None:
        return None
    return ReportParty(
        kind=kind,
        party=other,
        roles=roles,
        share=share,
        shares=shares,
        start=link.first("startDate") or link.first("date"),
        end=link.first("endDate") or link.first("date"),
        reported_for=ended.get(link.source),
        through=through,
        source=link.source,
        claims=tuple(link.claims),
    )


def _kind(schema: str, roles: tuple[str, ...], *, owned: bool, part: bool) -> PartyKind | None:
    """What the other end is; `owned`: the link points at the company; `part`: of no majority."""
    if any(_AUDITOR in role.casefold() for role in roles) and schema not in _OF_PEOPLE:
        return "auditor"
    if schema == "Ownership":
        if owned:
            return "holder"
        return "participation" if part else "subsidiary"
    if schema == "Employment" and not any(_OFFICE.search(role) for role in roles):
        return None
    return _OF_PEOPLE.get(schema) if owned else None


_OFFICE = re.compile(
    r"\b(?:officer|chief|president|chair\w*|director|treasurer|secretary|counsel|controller|"
    r"partner|principal|head|c[efot]o)\b",
    re.IGNORECASE,
)
"""Words of roles that make an employee an officer (17 CFR 240.3b-2 and 240.3b-7)."""

_OF_PEOPLE: Mapping[str, PartyKind] = {"Directorship": "director", "Employment": "officer"}


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
