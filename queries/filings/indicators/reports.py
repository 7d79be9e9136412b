"""What indicators are worked out from: a company's figures, parties and covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from queries.filings.figures import day, figures_of
from queries.filings.indicators.worksheet import Book
from queries.filings.parties import ReportParty, parties_of

if TYPE_CHECKING:
    from kg.view import View
    from queries.filings.indicators.definitions import InputDefinition
    from queries.filings.periods import FigureTable


@dataclass(frozen=True, slots=True)
class Cover:
    """The signature and the cover page of a filing.

    Attributes:
        signed: day beside the registrant's signature; it was filed that day or later.
        category: of the filer, as the cover page has it.
        claims: ids of the claims that say so.
    """

    signed: date | None = None
    category: str | None = None
    claims: tuple[str, ...] = ()


def covers_of(view: View, filings: Iterable[str]) -> Mapping[str, Cover]:
    """By filing, for those of which anything is known."""
    rows = view.sql(
        """
        SELECT canonical,
               max_by(value, (confidence, seen_at, id)) FILTER (prop = 'signedDate'),
               max_by(value, (confidence, seen_at, id)) FILTER (prop = 'filerCategory'),
               list(DISTINCT id ORDER BY id)
        FROM claims
        WHERE prop IN ('signedDate', 'filerCategory')
          AND list_contains($filings::VARCHAR[], canonical)
        GROUP BY canonical
        """,
        {"filings": list(filings)},
    ).rows
    return {
        filing: Cover(day(signed), category, tuple(claims))
        for filing, signed, category, claims in rows
    }


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
