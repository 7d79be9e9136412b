"""The few figures by which one knows a company, as a small table of periods, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from kg.declarations import Declared, Filled, read
from kg.errors import MappingError
from queries.filings.periods import FigureTable, Period, StandingFigure
from queries.provenance.quotes import Passage

FILE_NAME = "key_figures.yaml"
MOST_PERIODS = 4


class KeyConcepts(Declared, frozen=True):
    """A key figure and the concepts under which it may be reported, the preferred one first."""

    label: Filled
    concepts: Annotated[tuple[str, ...], Meta(min_length=1)]


class _File(Declared, frozen=True):
    figures: Annotated[tuple[KeyConcepts, ...], Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """What is reported of one concept for one column of the table.

    Attributes:
        label: what the figure is.
        concept, unit, value, period, claim: as in ReportedFigure.
        restated: a later filing changed it by more than rounding.
        quote: the row of the document that gives it, None where none is kept.
        concept_label: what the filings call the concept; None where they do not say.
    """

    label: str
    concept: str
    unit: str | None
    value: Decimal
    period: Period
    claim: str
    restated: bool
    quote: Passage | None = None
    concept_label: str | None = None


@dataclass(frozen=True, slots=True)
class KeyFigureTable:
    """Key figures by period.

    Attributes:
        periods: the columns, newest first. An instant stands under the period that it ends.
        figures: in the order of the list of key figures, then of the columns.
        periods_left_out: further periods that are reported.
    """

    periods: tuple[Period, ...] = ()
    figures: tuple[KeyFigure, ...] = ()
    periods_left_out: int = 0

    @property
    def rows(self) -> list[tuple[str, str, str | None, list[KeyFigure | None]]]:
        """(label, concept, unit, figure by column), a row for each concept and unit."""
        found: dict[tuple[str, str, str | None], list[KeyFigure | None]] = {}
        column = {period.end: place for place, period in enumerate(self.periods)}
        for one in self.figures:
            cells = found.setdefault((one.label, one.concept, one.unit), [None] * len(self.periods))
            cells[column[one.period.end]] = one
        return [(*key, cells) for key, cells in found.items()]


@cache
def key_concepts() -> tuple[KeyConcepts, ...]:
    """The shipped list; raises MappingError where it is wrong."""
    with resources.as_file(resources.files("queries.filings").joinpath(FILE_NAME)) as path:
        return read_key_concepts(Path(path))


def read_key_concepts(path: Path) -> tuple[KeyConcepts, ...]:
    """Read a list of key figures.

    Raises:
        MappingError: a figure lacks its label or concepts, or a concept stands twice.
    """
    file = read(path, _File, MappingError)
    seen: set[str] = set()
    for place, figure in enumerate(file.value.figures):
        if twice := seen.intersection(figure.concepts):
            raise file.error(
                "stands in two figures", "figures", place, "concepts", value=min(twice)
            )
        seen.update(figure.concepts)
    return file.value.figures


def key_figures(
    table: FigureTable, chosen: Sequence[KeyConcepts] | None = None, most: int = MOST_PERIODS
) -> KeyFigureTable:
    """The key figures of a company's table.

    The columns are its fiscal years and, where one ended after the last of them, its newest
    quarter; where it reports neither, the days of its balance sheets.
    """
    chosen = key_concepts() if chosen is None else chosen
    wanted = {concept for one in chosen for concept in one.concepts}
    standing = [one for one in table.standing if one.concept in wanted]
    columns = _columns(standing)
    cells: dict[tuple[str, Period], list[StandingFigure]] = {}
    for one in standing:
        cells.setdefault((one.concept, one.period), []).append(one)
    found: list[KeyFigure] = []
    for key in chosen:
        for period in columns[:most]:
            found += _first_reported(key, period, cells, table)
    ends = {one.period.end for one in found}
    return KeyFigureTable(
        tuple(period for period in columns[:most] if period.end in ends),
        tuple(found),
        max(0, len(columns) - most),
    )


def _columns(standing: Iterable[StandingFigure]) -> list[Period]:
    by_kind: dict[str, dict[date, Period]] = {"annual": {}, "quarterly": {}, "instant": {}}
    for one in standing:
        if (ends := by_kind.get(one.period.kind)) is not None:
            ends.setdefault(one.period.end, one.period)
    years = sorted(by_kind["annual"].values(), key=lambda p: p.end, reverse=True)
    quarters = sorted(by_kind["quarterly"].values(), key=lambda p: p.end, reverse=True)
    if years:
        return [p for p in quarters[:1] if p.end > years[0].end] + years
    instants = sorted(by_kind["instant"].values(), key=lambda p: p.end, reverse=True)
    return quarters or instants


def _first_reported(
    key: KeyConcepts,
    period: Period,
    cells: dict[tuple[str, Period], list[StandingFigure]],
    table: FigureTable,
) -> list[KeyFigure]:
    for concept in key.concepts:
        for at in (period, Period(period.end)):
            if said := cells.get((concept, at)):
                called = table.claimed_labels.get(concept)
                return [_key_figure(key.label, one, called) for one in said]
    return []


def _key_figure(label: str, standing: StandingFigure, concept_label: str | None) -> KeyFigure:
    one = standing.figure
    return KeyFigure(
        label, one.concept, one.unit, one.value, one.period, one.claim, standing.restated,
        concept_label=concept_label,
    )  # fmt: skip
