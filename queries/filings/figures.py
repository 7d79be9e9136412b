"""`figures`: the numbers that a company's filings give, read from the lake."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from queries.answers import Ref
from queries.filings.periods import FigureTable, Period, ReportedFigure, ReportFiling

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace

# Records keep their own ids in links; the company may be several of them.
OWN_IDS = "(value = $id OR value IN (SELECT DISTINCT entity FROM claims WHERE canonical = $id))"
"""Condition on `value` of a link: it points at the entity `$id`."""

_LARGEST_EXPONENT = 100
_BEST = "(confidence, seen_at, id)"

_FILINGS_SQL = f"""
WITH mine AS (
    SELECT DISTINCT canonical FROM claims
    WHERE schema = 'Filing' AND prop = 'filer' AND {OWN_IDS}
)
SELECT canonical,
       list(DISTINCT entity),
       max_by(value, {_BEST}) FILTER (prop = 'filingType'),
       max_by(value, {_BEST}) FILTER (prop = 'endDate'),
       max_by(value, {_BEST}) FILTER (prop = 'filingDate'),
       max_by(value, {_BEST}) FILTER (prop = 'signedDate'),
       list(DISTINCT id ORDER BY id),
       min(seen_at)::date
FROM claims WHERE canonical IN (SELECT canonical FROM mine)
GROUP BY canonical ORDER BY canonical
"""

_FIGURES_SQL = f"""
WITH mine AS (
    SELECT DISTINCT canonical FROM claims
    WHERE schema = 'Figure' AND prop = 'reporter' AND {OWN_IDS}
)
SELECT max_by(value, {_BEST}) FILTER (prop = 'concept') AS concept,
       max_by(value, {_BEST}) FILTER (prop = 'value') AS number,
       max_by(value, {_BEST}) FILTER (prop = 'unit') AS unit,
       max_by(value, {_BEST}) FILTER (prop = 'decimals') AS decimals,
       max_by(value, {_BEST}) FILTER (prop = 'startDate') AS first,
       max_by(value, {_BEST}) FILTER (prop IN ('endDate', 'date')) AS last,
       max_by(value, {_BEST}) FILTER (prop = 'filing') AS filing,
       max_by(value, {_BEST}) FILTER (prop = 'label') AS label,
       max_by(id, {_BEST}) FILTER (prop = 'value') AS claim
FROM claims WHERE canonical IN (SELECT canonical FROM mine)
GROUP BY canonical HAVING count(*) FILTER (prop = 'dimension') = 0
ORDER BY concept, last, first NULLS FIRST, filing, number
"""


def figures(ws: Workspace, ref: str, as_of: str | date | datetime | None = None) -> FigureTable:
    """The figures that filings give of a company as a whole, without segments.

    Args:
        ref: what `Workspace.resolve` takes.
        as_of: only filings that can have been read by then count: those filed by that day, or,
            where the day of filing is not known, those for a period that had ended. A filing
            without any day counts from the day on which it was read.

    Raises:
        NotFound, Ambiguous: `ref` names no entity, or several.
    """
    entity = ws.resolve(ref)
    with ws.view(as_of) as view:
        return figures_of(view, entity)


def figures_of(view: View, entity: str) -> FigureTable:
    """The same for a canonical id, in a view that is at hand."""
    filings, canonical = _filings(view, entity)
    found: list[ReportedFigure] = []
    unusable = 0
    for row in view.sql(_FIGURES_SQL, {"id": entity}).rows:
        figure = _figure(row, canonical)
        if figure is None:
            unusable += 1
        else:
            found.append(figure)
    known = {one: _with_period(filing, found) for one, filing in filings.items()}
    if view.as_of is not None:
        last = view.as_of.date()
        known = {one: f for one, f in known.items() if (f.known_from or date.max) <= last}
        # A figure of a filing that is not known is known from the end of its period on.
        found = [
            one
            for one in found
            if (one.filing in known) or (one.filing not in filings and one.period.end <= last)
        ]
    found.sort(
        key=lambda one: (
            one.concept,
            one.period.end,
            one.period.start or date.min,
            known[one.filing].order if one.filing in known else ReportFiling(one.filing).order,
        )
    )
    return FigureTable(company_ref(view, entity), tuple(found), known, unusable)


def company_ref(view: View, entity: str) -> Ref:
    """An entity with its best name, from the lake alone; its id where it has none."""
    rows = view.sql(
        "SELECT value FROM claims WHERE canonical = $id AND prop = 'name'"
        " ORDER BY confidence DESC, seen_at DESC, value LIMIT 1",
        {"id": entity},
    ).rows
    schema = view.sql(
        "SELECT schema FROM claims WHERE canonical = $id"
        " GROUP BY schema ORDER BY count(*) DESC, schema LIMIT 1",
        {"id": entity},
    ).rows
    return Ref(entity, schema[0][0] if schema else "Thing", rows[0][0] if rows else entity)


def day(text: str | None, *, first: bool = False) -> date | None:
    """The last, or first, day that an ISO date of the lake may mean; None where it is none."""
    if not text:
        return None
    from kg.text.dates import date_bounds

    try:
        return date_bounds(text)[0 if first else 1]
    except ValueError:
        return None


def _filings(view: View, entity: str) -> tuple[dict[str, ReportFiling], dict[str, str]]:
    """Filings by canonical id, and the canonical id of each record of one."""
    filings: dict[str, ReportFiling] = {}
    canonical: dict[str, str] = {}
    rows = view.sql(_FILINGS_SQL, {"id": entity}).rows
    for one, records, form, end, filed, signed, claims, read in rows:
        # Nobody reads a report before it is signed.
        known = day(filed) or day(signed) or (None if end else read)
        filings[one] = ReportFiling(one, form, day(end), day(filed), known, tuple(claims))
        canonical.update(dict.fromkeys(records, one))
    return filings, canonical


def _figure(row: tuple[Any, ...], canonical: dict[str, str]) -> ReportedFigure | None:
    concept, number, unit, decimals, first, last, filing, label, claim = row
    end, start = day(last), day(first, first=True)
    if concept is None or number is None or end is None or (first and start is None):
        return None
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    # Written out, a number like 1E+999999999 would fill the memory.
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        return None
    return ReportedFigure(
        concept, value, unit, decimals, Period(end, start), canonical.get(filing, filing or ""),
        claim, label,
    )  # fmt: skip


def _with_period(filing: ReportFiling, said: list[ReportedFigure]) -> ReportFiling:
    """A filing that cannot be older than the period that it speaks of.

    That is the period of its cover page and what this tells, such as the number of shares. A
    report without a cover page, as those in the European format, speaks of the latest period of
    its figures; where that lies ahead, as obligations do, the day on which it was read counts.
    """
    if filing.filed is not None:
        return filing
    mine = [one for one in said if one.filing == filing.id]
    known = filing.known_from
    if filing.end is not None:
        known = max(
            [known or filing.end, *(o.period.end for o in mine if o.concept.startswith("dei:"))]
        )
    elif mine and known is not None:
        known = min(known, max(one.period.end for one in mine))
    return ReportFiling(filing.id, filing.form, filing.end, None, known, filing.claims)
