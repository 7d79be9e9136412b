"""What indicators are worked out from: a company's figures, parties and covers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from queries.filings.figures import figures_of
from queries.filings.indicators.covers import Cover, covers_of
from queries.filings.indicators.worksheet import Book
from queries.filings.parties import ReportParty, parties_of

if TYPE_CHECKING:
    from kg.view import View
    from queries.filings.indicators.definitions import InputDefinition
    from queries.filings.periods import FigureTable


class Reports:
    """What one company (canonical id) reported by a view's moment; each part is read when asked."""

    def __init__(self, view: View, company: str, inputs: Mapping[str, InputDefinition]) -> None:
        self.view = view
        self.company = company
        self._inputs = inputs

    @cached_property
    def table(self) -> FigureTable:
        """All its figures, and the filings they stand in."""
        return figures_of(self.view, self.company)

    @cached_property
    def book(self) -> Book:
        """The inputs of its fiscal years."""
        return Book(self.table, self._inputs)

    @cached_property
    def parties(self) -> list[ReportParty]:
        """Whom its filings name."""
        return list(parties_of(self.view, self.company, self.table.filings))

    @cached_property
    def covers(self) -> Mapping[str, Cover]:
        """Signatures and cover pages, by filing."""
        return covers_of(self.view, self.table.filings)
