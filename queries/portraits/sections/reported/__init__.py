"""What documents say of a company, each fact with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from queries.answers import counted
from queries.filings.key_figures import KeyFigure
from queries.filings.periods import Period, concept_words
from queries.portraits.blocks import (
    Block,
    Cell,
    Cited,
    Code,
    Column,
    Item,
    Items,
    Joined,
    LeftOut,
    Lines,
    Name,
    Small,
    Table,
    Tag,
    Typed,
)
from queries.portraits.section import Section, section
from queries.portraits.sections.reported.facts import Proceeding, Reported, ReportedParty, Statement
from queries.portraits.sections.reported.reading import reported
from queries.provenance.quotes import Passage

if TYPE_CHECKING:
    from queries.portraits.subject import Subject

_BRIEF_PERIODS = 3
_PERSON_COLUMNS = (Column("Role"), Column("Since", "word", lead="since"))
_HELD_COLUMNS = (Column("Registered in", "word"), Column("Share", "number"))
_Told = Callable[[ReportedParty], tuple[Cell, ...]]
_PEOPLE = (
    ("director", "directors", "Directors"),
    ("officer", "officers", "Officers"),
    ("auditor", "auditors", "Auditor"),
)
_HELD = (
    ("holder", "holders", "Holders of its shares"),
    ("subsidiary", "subsidiaries", "Subsidiaries"),
    ("participation", "participations", "Participations"),
)
"""What one of them is, the name of all, and their title."""


@section("reported", "What its reports say", short="Reports", place=80)
class ReportedSection(Section):
    """Key figures, people, subsidiaries, legal proceedings and auditor of a company."""

    reported: Reported = Reported()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        schema = subject.view.ontology.get(subject.node.schema)
        if not subject.is_party or schema.is_a("Person"):
            return cls()
        found, left_out = reported(subject.view, subject.id)
        return cls(reported=found, left_out=left_out)

    def aside(self) -> Cell:
        return "as the newest report tells it, each with its words"

    def claims(self) -> Iterable[str]:
        return self.reported.claims

    def blocks(self) -> Iterable[Block]:
        said = self.reported
        yield from _figures(said)
        for names in _PEOPLE:
            yield self._parties(*names, _PERSON_COLUMNS, _person)
        for names in _HELD:
            yield self._parties(*names, _HELD_COLUMNS, _held)
        yield Items("Legal proceedings", tuple(map(_case, said.proceedings)),
                    self.cut("proceedings"))  # fmt: skip
        yield Items("Said besides", tuple(map(_statement, said.statements)),
                    self.cut("statements"))  # fmt: skip

    def _parties(
        self, one: str, name: str, title: str, columns: tuple[Column, ...], told: _Told
    ) -> Table:
        parties: tuple[ReportedParty, ...] = getattr(self.reported, name)
        columns = (Column("Name"), *columns, Column("In the document", "quote"))
        rows = tuple((_named(party), *told(party), _quoted(party)) for party in parties)
        left_out = self.cut(name, f"more {one}", f"more {name}")
        return Table(columns, rows, title, left_out=left_out)


def _named(one: ReportedParty) -> Cell:
    through = Joined(("through", Name(one.through)), " ") if one.through else None
    return Lines((Cited(Name(one.party), one.claims), through))


def _quoted(one: ReportedParty) -> Cell:
    others = counted(one.earlier, "other document says", "other documents say")
    return Joined((one.quote, Small(f"{others} it too.") if one.earlier else None), "")


def _person(one: ReportedParty) -> tuple[Cell, ...]:
    until = f"until {one.end}" if one.end is not None else None
    return Joined(one.roles), Joined((one.start, until), " ")


def _held(one: ReportedParty) -> tuple[Cell, ...]:
    countries = Joined(tuple(Typed("country", code) for code in one.jurisdictions), ", ")
    share = f"{one.share:f} %" if one.share is not None else None
    shares = f"{one.shares:,f} shares" if one.shares is not None else None
    stated = share or shares
    return (
        Lines((countries, *map(Small, one.registered_in))),
        Lines((share, shares)) if stated else "share not stated",
    )


def _case(one: Proceeding) -> Item:
    filed = f"filed {one.filed}" if one.filed else None
    amount = f"claimed: {one.amount}" if one.amount else None
    told = f"in the report for {one.reported_for}" if one.reported_for else None
    facts = (*one.roles, one.court, filed, one.status, amount, one.summary, told)
    return Item(Cited(Name(one.case), one.claims), facts, one.quote)


def _statement(one: Statement) -> Item:
    """A statement; what a quote tells in the document's own words is not told again."""
    name: Cell = Joined((f"{one.what}:", Name(one.other)), " ") if one.other else one.what
    details = () if one.other is None and one.quote is not None else one.details
    facts = tuple(f"{label}: {text}" if label else text for label, text in details)
    return Item(Cited(name, one.claims), facts, one.quote)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of the table of key figures; `figures` has one for each period, or None."""

    label: str
    concept: str
    unit: str
    figures: tuple[KeyFigure | None, ...]


def figure_rows(said: Reported) -> list[FigureRow]:
    """The key figures by concept and unit; of several under one label, each says its concept."""
    rows = said.figures.rows
    labels = [label for label, *_ in rows]
    return [
        FigureRow(
            label if labels.count(label) == 1 else f"{label}: {_called(concept, cells)}",
            concept,
            unit or "",
            tuple(cells),
        )
        for label, concept, unit, cells in rows
    ]


def _called(concept: str, cells: Iterable[KeyFigure | None]) -> str:
    told = (one.concept_label for one in cells if one is not None and one.concept_label)
    return next(told, None) or concept_words(concept)


def _figures(said: Reported) -> Iterable[Block]:
    rows = figure_rows(said)
    yield Table(
        (
            Column("Figure", "head"),
            Column("Unit", "word"),
            *(
                Column(_heading(period), "number", brief=place < _BRIEF_PERIODS, cited=True)
                for place, period in enumerate(said.figures.periods)
            ),
        ),
        tuple(
            (Lines((row.label, Code(row.concept))), row.unit, *map(_figure, row.figures))
            for row in rows
        ),
        "Key figures",
        width="wide",
        left_out=LeftOut(said.figures.periods_left_out, "earlier period", of_columns=True),
    )
    yield Table(
        (Column("Figure", "head"), Column("In the document", "quote")),
        tuple((row.label, Joined(tuple(_passages(row.figures)), "")) for row in rows),
        folded="The words they stand in",
    )


def _figure(one: KeyFigure | None) -> Cell:
    if one is None:
        return None
    changed = Tag("changed later", "doubt", "*") if one.restated else None
    return Cited(Joined((f"{one.value:,f}", changed), " "), (one.claim,))


def _heading(period: Period) -> str:
    """The last day of a period, and that it is a quarter where it is one."""
    return f"quarter to {period.end}" if period.kind == "quarterly" else str(period.end)


def _passages(figures: Iterable[KeyFigure | None]) -> list[Passage]:
    """The passages that figures stand in, each once and with the marks of all of them."""
    found: dict[tuple[str, str, str, str], set[tuple[int, int]]] = {}
    where: dict[tuple[str, str, str, str], Passage] = {}
    for figure in figures:
        if figure is not None and (quote := figure.quote) is not None:
            key = (quote.source, quote.version, quote.record, quote.text)
            where.setdefault(key, quote)
            found.setdefault(key, set()).update(quote.marks)
    return [replace(one, marks=tuple(sorted(found[key]))) for key, one in where.items()]
