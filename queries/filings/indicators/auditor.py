"""Whether the auditor changed between filings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise

from kg.model import Reason
from kg.text.names import normalise_name
from queries.answers import counted_unit
from queries.filings.figures import day
from queries.filings.indicators.model import Indicator, computed, not_computed
from queries.filings.indicators.register import definition_of, indicator
from queries.filings.parties import ReportParty


@indicator("auditor_change", place=70, reads=lambda reports: (reports.parties,))
def auditor_change(parties: Iterable[ReportParty]) -> Indicator:
    """How often the auditor of one period is not that of the period before, as reported.

    Auditors are the same where they are one entity, or where their names are the same but for
    their writing. A period with several auditors goes on with any of them.
    """
    definition = definition_of("auditor_change")
    by_end: dict[date, list[ReportParty]] = {}
    for one in parties:
        end = one.reported_for or day(one.end)
        if one.kind == "auditor" and end is not None:
            by_end.setdefault(end, []).append(one)
    ends = sorted(by_end)
    if len(ends) < 2:
        missing = "auditors of two periods" if not ends else f"an auditor before {ends[0]}"
        last = ends[-1] if ends else None
        return not_computed(definition, (missing,), period_end=last)
    reasons: list[Reason] = []
    changes = 0
    for before, after in pairwise(ends):
        old, new = by_end[before], by_end[after]
        same = bool(_known_as(old) & _known_as(new))
        changes += not same
        claims = tuple(claim for one in (*old, *new) for claim in one.claims)
        reasons.append(
            Reason(
                "same_auditor" if same else "auditor_changed",
                _names(new),
                "auditor",
                float(not same),
                f"{_names(old)} audited the period to {before}, {_names(new)} that to {after}.",
                claims=claims,
            )
        )
    return computed(
        definition,
        Fraction(changes),
        reasons=tuple(reasons),
        period_end=ends[-1],
        summary=f"{counted_unit(str(changes), 'changes of auditor')} in {len(ends)} periods"
        f" from {ends[0]} to {ends[-1]}.",
    )


def _known_as(auditors: Iterable[ReportParty]) -> set[str]:
    return {
        name for one in auditors for name in (one.party.id, normalise_name(one.party.caption))
    } - {""}


def _names(auditors: Iterable[ReportParty]) -> str:
    return ", ".join(sorted({one.party.caption for one in auditors}))
