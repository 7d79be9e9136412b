"""Warning signs in a company's reported figures, each with formula, source and the figures used.

What an indicator is stands in a YAML file of its name beside its code; the figures it needs in
`inputs.yaml`, the deadlines of filings in `deadlines.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.workspace import Workspace
    from queries.answers import Ref
    from queries.filings.indicators.model import Indicator


@dataclass(frozen=True, slots=True)
class IndicatorReport:
    """All indicators of one company, with and without a value, in their fixed order.

    Attributes:
        year: first and last day of the fiscal year they look at; None where no figure is of one.
        as_of: nothing later was looked at; None is all that is known.
    """

    company: Ref
    year: tuple[date, date] | None
    as_of: datetime | None
    indicators: tuple[Indicator, ...]

    def __getitem__(self, name: str) -> Indicator:
        """The indicator of that name; raises KeyError."""
        for one in self.indicators:
            if one.name == name:
                return one
        raise KeyError(name)


def indicators(
    ws: Workspace, ref: str, as_of: str | date | datetime | None = None
) -> IndicatorReport:
    """The warning signs in what a company reported, for its newest fiscal year.

    An indicator that lacks an input has no value and names what is missing.

    Args:
        ref: what `Workspace.resolve` takes.
        as_of: only filings that can have been read by then count; see `figures`.

    Raises:
        NotFound, Ambiguous: `ref` names no entity, or several.
        MappingError: the workspace's `report_inputs.yaml` is wrong.
    """
    from queries.filings.indicators.definitions import workspace_inputs
    from queries.filings.indicators.register import ordered_indicators
    from queries.filings.indicators.reports import Reports

    entity = ws.resolve(ref)
    inputs = workspace_inputs(ws.path)
    with ws.view(as_of) as view:
        reports = Reports(view, entity, inputs)
        found = tuple(one.work_out(reports) for one in ordered_indicators())
        year = reports.book.year
        span = None if year is None or year.start is None else (year.start, year.end)
        return IndicatorReport(reports.table.company, span, view.as_of, found)
