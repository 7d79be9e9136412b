"""What documents say of a portrait's subject: figures, parties, proceedings, with their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from queries.filings.figures import figures_of
from queries.filings.key_figures import KeyFigure, key_figures
from queries.filings.parties import (
    PartyKind,
    ReportLink,
    ReportParty,
    begins_later,
    filing_sources,
    link_ends,
    links_of,
    parties_of,
)
from queries.portraits.sections.reported.facts import Proceeding, Reported, ReportedParty, Statement
from queries.provenance.quotes import passages

if TYPE_CHECKING:
    from kg.view import View
    from queries.answers import Ref
    from queries.filings.periods import ReportFiling

MOST_LISTED = 60
"""Parties of one kind, proceedings and statements in a portrait."""

_SECTIONS: Mapping[PartyKind, str] = {
    "director": "directors",
    "officer": "officers",
    "auditor": "auditors",
    "holder": "holders",
    "subsidiary": "subsidiaries",
    "participation": "participations",
}
_CASE_LINK = "CourtCaseParty"
_OWN_SECTIONS = frozenset({_CASE_LINK, "Ownership", "Directorship", "Employment"})
_DETAILS = frozenset(
    {"role", "relationship", "summary", "description", "notes", "amount", "currency", "status"}
)
_LONGEST_DETAIL = 400
_LONGEST_TOPIC = 40
_Fact = TypeVar("_Fact", KeyFigure, ReportedParty, Proceeding, Statement)


def reported(view: View, entity: str) -> tuple[Reported, dict[str, int]]:
    """What documents say of a company (canonical id), and how many of each section were cut.

    Filings that cannot have been read by the view's moment say nothing, and what began later is
    left out.
    """
    if not _has_filings(view) and not view.documents():
        return Reported(), {}
    table = figures_of(view, entity)
    ended, hidden = filing_sources(view, entity, table.filings)
    sources = ({*view.documents(), *ended}) - hidden
    found = Reported(figures=key_figures(table))
    sections: dict[str, Sequence[Any]] = defaultdict(list)
    for one in _parties(parties_of(view, entity, table.filings, sources)):
        sections[_SECTIONS[one.kind]] = [*sections[_SECTIONS[one.kind]], one]
    links = [link for link in links_of(view, [entity])[entity] if link.source in sources]
    ends = link_ends(view, links)
    sections["proceedings"] = _proceedings(view, entity, links, ends, ended)
    sections["statements"] = [
        *_filing_texts(view, table.filings, sources, "notes"),
        *_statements(view, entity, links, ends, ended),
        *_filing_texts(view, table.filings, sources, "riskFactor"),
    ]
    cut = {name: len(facts) - MOST_LISTED for name, facts in sections.items()}
    shown: dict[str, Any] = {n: tuple(facts[:MOST_LISTED]) for n, facts in sections.items()}
    return (
        _quoted(view, replace(found, **shown)),
        {name: count for name, count in cut.items() if count > 0},
    )


def _has_filings(view: View) -> bool:
    rows = view.sql("SELECT 1 FROM claims WHERE schema IN ('Filing', 'Figure') LIMIT 1").rows
    return bool(rows)


def _parties(said: Iterable[ReportParty]) -> list[ReportedParty]:
    """Each party once in each of its parts, as the newest document says."""
    groups: dict[tuple[str, str, str], list[ReportParty]] = {}
    for one in said:
        through = one.through.id if one.through else ""
        groups.setdefault((one.kind, one.party.id, through), []).append(one)
    found = []
    for group in groups.values():
        newest = max(group, key=lambda one: (one.reported_for or date.min, one.source))
        found.append(
            ReportedParty(
                kind=newest.kind,
                party=newest.party,
                roles=newest.roles,
                share=newest.share,
                shares=newest.shares,
                start=newest.start,
                end=newest.end,
                jurisdictions=newest.jurisdictions,
                registered_in=newest.registered_in,
                reported_for=newest.reported_for,
                through=newest.through,
                earlier=len({one.source for one in group} - {newest.source}),
                claims=newest.claims,
            )
        )
    return found


def _proceedings(
    view: View,
    entity: str,
    links: Iterable[ReportLink],
    ends: Mapping[str, Ref],
    ended: Mapping[str, date | None],
) -> list[Proceeding]:
    cases = [link for link in links if link.schema == _CASE_LINK]
    told = _claims_by_source(view, {_other(view, link, entity, ends).id for link in cases})
    found = []
    for link in cases:
        case = _other(view, link, entity, ends)
        said, claims = told.get((case.id, link.source), ({}, []))
        filed = _first(said, "fileDate")
        if begins_later(view, filed) or begins_later(view, link.first("startDate")):
            continue
        found.append(
            Proceeding(
                case=case,
                roles=tuple(dict.fromkeys(link.values.get("role", ()))),
                court=_first(said, "court"),
                status=_first(said, "status"),
                summary=_first(said, "summary"),
                amount=" ".join(filter(None, (_first(said, "amount"), _first(said, "currency")))),
                filed=filed,
                reported_for=ended.get(link.source),
                claims=(*claims, *link.claims),
            )
        )
    found.sort(key=lambda one: one.case.caption.casefold())
    return sorted(found, key=lambda one: (one.reported_for or date.min, one.filed), reverse=True)


def _statements(
    view: View,
    entity: str,
    links: Iterable[ReportLink],
    ends: Mapping[str, Ref],
    ended: Mapping[str, date | None],
) -> list[Statement]:
    """Links that have no section of their own."""
    found = []
    for link in links:
        roles = " ".join(link.values.get("role", ())).casefold()
        if link.schema in _OWN_SECTIONS or "auditor" in roles:
            continue
        other = _other(view, link, entity, ends)
        if other.id == entity or begins_later(view, link.first("startDate") or link.first("date")):
            continue
        schema = view.ontology.schemata[link.schema]
        details = tuple(
            (schema.properties[prop].label, "; ".join(dict.fromkeys(values))[:_LONGEST_DETAIL])
            for prop, values in link.values.items()
            if prop in _DETAILS and prop in schema.properties
        )
        found.append(
            Statement(schema.label, other, details, ended.get(link.source), tuple(link.claims))
        )
    found.sort(key=lambda one: (one.what, one.other.caption.casefold() if one.other else ""))
    return sorted(found, key=lambda one: one.reported_for or date.min, reverse=True)


def _filing_texts(
    view: View, filings: Mapping[str, ReportFiling], sources: Collection[str], prop: str
) -> list[Statement]:
    """What filings tell in general: a doubt about going on, a risk."""
    declared = view.ontology.schemata["Filing"].properties.get(prop)
    if declared is None:
        return []
    rows = view.sql(
        "SELECT canonical, source, value, id FROM claims"
        " WHERE prop = $prop AND canonical IN (SELECT unnest($filings))"
        " ORDER BY canonical, source, record, id",
        {"prop": prop, "filings": sorted(filings) or [""]},
    ).rows
    found = []
    for filing, source, value, claim in rows:
        if source in sources:
            # A note may begin with what it is about, as in `Going concern: …`.
            what, colon, text = value.partition(": ")
            if prop != "notes" or not colon or len(what) > _LONGEST_TOPIC:
                what, text = declared.label, value
            details = (("", text[:_LONGEST_DETAIL]),)
            found.append(Statement(what, None, details, filings[filing].end, (claim,)))
    return sorted(found, key=lambda one: one.reported_for or date.min, reverse=True)


def _other(view: View, link: ReportLink, entity: str, ends: Mapping[str, Ref]) -> Ref:
    """The end of a link that is not the subject; the subject where both are."""
    from queries.answers import Ref

    edge = view.ontology.schemata[link.schema].edge
    assert edge is not None
    both = [
        ends.get(end, Ref(end, "Thing", end))
        for prop in (edge.source, edge.target)
        for end in link.values.get(prop, ())
    ]
    return next((one for one in both if one.id != entity), both[0])


def _claims_by_source(
    view: View, entities: Iterable[str]
) -> dict[tuple[str, str], tuple[dict[str, list[str]], list[str]]]:
    """Values by property, and claims, by entity and source."""
    rows = view.sql(
        "SELECT canonical, source, prop, value, id FROM claims"
        " WHERE canonical IN (SELECT unnest($ids)) ORDER BY canonical, source, prop, value, id",
        {"ids": sorted(entities) or [""]},
    ).rows
    found: dict[tuple[str, str], tuple[dict[str, list[str]], list[str]]] = {}
    for entity, source, prop, value, claim in rows:
        said, claims = found.setdefault((entity, source), ({}, []))
        said.setdefault(prop, []).append(value)
        claims.append(claim)
    return found


def _first(said: Mapping[str, Sequence[str]], prop: str) -> str:
    return said[prop][0] if prop in said else ""


def _quoted(view: View, found: Reported) -> Reported:
    """The same, each fact with the passage it stands in."""
    facts: dict[tuple[str, int], tuple[str, ...]] = {
        ("figures", place): (one.claim,) for place, one in enumerate(found.figures.figures)
    }
    names = (*_SECTIONS.values(), "proceedings", "statements")
    for name in names:
        for place, fact in enumerate(getattr(found, name)):
            facts[name, place] = fact.claims
    quotes = passages(view, facts)

    def with_quotes(name: str, said: Sequence[_Fact]) -> tuple[_Fact, ...]:
        return tuple(
            replace(fact, quote=quotes.get((name, place))) for place, fact in enumerate(said)
        )

    figures = replace(found.figures, figures=with_quotes("figures", found.figures.figures))
    sections = {name: with_quotes(name, getattr(found, name)) for name in names}
    return replace(found, figures=figures, **sections)
