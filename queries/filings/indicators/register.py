"""The register of indicators, and what they are worked out from.

An indicator is a function under its decorator, and beside its module a YAML file of its name that
says what it is: formula, source, weights, and how its values are read.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kg.registry import Registry
from queries.filings.figures import figures_of
from queries.filings.indicators.covers import Cover, covers_of
from queries.filings.indicators.worksheet import Book
from queries.filings.parties import ReportParty, parties_of

if TYPE_CHECKING:
    from kg.view import View
    from queries.filings.indicators.definitions import InputDefinition
    from queries.filings.indicators.model import Indicator
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


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """An indicator as registered: `work_out` gives it for a company, `file` defines it."""

    name: str
    place: int
    work_out: Callable[[Reports], Indicator]
    file: Path


INDICATORS: Registry[IndicatorEntry] = Registry("indicator", "queries.filings.indicators")
"""All indicators by name."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def indicator(
    name: str, *, place: int, reads: Callable[[Reports], tuple[Any, ...]]
) -> Callable[[_Function], _Function]:
    """Register a function as the indicator of that name, defined in `NAME.yaml` beside its module.

    Args:
        place: among the indicators, the lowest first; those that ship count in tens.
        reads: what of a company's reports the function takes, as its arguments.

    Raises:
        SetupError: there is one of that name.
    """

    def register(function: _Function) -> _Function:
        file = Path(inspect.getfile(function)).with_name(f"{name}.yaml")
        INDICATORS.add(
            name, IndicatorEntry(name, place, lambda found: function(*reads(found)), file)
        )
        return function

    return register


def ordered_indicators() -> list[IndicatorEntry]:
    """All indicators, in the order in which they are shown."""
    return sorted(INDICATORS.values(), key=lambda one: (one.place, one.name))
