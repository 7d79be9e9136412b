"""What documents say of a company, made ready to be shown: quotes in pieces, figures in rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from queries.filings.key_figures import KeyFigure
from queries.filings.labels import concept_words
from queries.filings.periods import Period
from queries.portraits.reported_parts import Proceeding, Reported, ReportedParty, Statement
from queries.provenance.quotes import Passage, word_end, word_start
from viz.text import country_text, cut

PARTY_LISTS = (
    ("directors", "Directors"),
    ("officers", "Officers"),
    ("auditors", "Auditor"),
    ("holders", "Holders of its shares"),
    ("subsidiaries", "Subsidiaries"),
    ("participations", "Participations"),
)
"""Lists of parties in a `Reported`, with their titles, in the order in which they are shown."""

_LONGEST_PLACE = 80


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of the table of key figures; `figures` has one for each period, or None."""

    label: str
    concept: str
    unit: str
    figures: tuple[KeyFigure | None, ...]


def figure_rows(reported: Reported) -> list[FigureRow]:
    """The key figures by concept and unit; of several under one label, each says its concept."""
    rows = reported.figures.rows
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
    said = (one.concept_label for one in cells if one is not None and one.concept_label)
    return next(said, None) or concept_words(concept)


def figure_quotes(figures: Iterable[KeyFigure | None]) -> list[Passage]:
    """The passages that figures stand in, each once and with the marks of all of them."""
    found: dict[tuple[str, str, str, str], set[tuple[int, int]]] = {}
    where: dict[tuple[str, str, str, str], Passage] = {}
    for figure in figures:
        if figure is not None and (quote := figure.quote) is not None:
            key = (quote.source, quote.version, quote.record, quote.text)
            where.setdefault(key, quote)
            found.setdefault(key, set()).update(quote.marks)
    return [
        Passage(one.text, tuple(sorted(found[key])), one.source, one.version, one.file, one.record)
        for key, one in where.items()
    ]


def pieces(quote: Passage, longest: int | None = None) -> list[tuple[str, bool]]:
    """The text of a quote in order, cut at `longest` characters; True for the words marked."""
    text, end = quote.text, len(quote.text)
    start = 0
    if longest is not None and end > longest:
        lead = quote.marks[0][0] - longest // 4 if quote.marks else 0
        start = word_start(text, max(0, min(lead, end - longest)))
        end = word_end(text, min(end, start + longest))
    found = [("…", False)] if start else []
    at = start
    for mark in quote.marks:
        first, last = max(mark[0], at), min(mark[1], end)
        if first < last:
            found += [(text[at:first], False), (text[first:last], True)]
            at = last
    found += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return [(piece, marked) for piece, marked in found if piece]


def place(quote: Passage) -> str:
    """File and block of a quote; the file alone where its name is in that of the block."""
    known = quote.record.startswith(quote.file)
    return cut(quote.record if known or not quote.file else f"{quote.file}, {quote.record}",
               _LONGEST_PLACE)  # fmt: skip


def heading(period: Period) -> str:
    """The last day of a period, and that it is a quarter where it is one."""
    return f"quarter to {period.end}" if period.kind == "quarterly" else str(period.end)


def party_facts(one: ReportedParty) -> list[str]:
    """What is said of a party, without its name: role, since when, where, which share."""
    facts = ["; ".join(one.roles)] if one.roles else []
    facts += [", ".join(map(country_text, one.jurisdictions))] if one.jurisdictions else []
    facts += ["; ".join(one.registered_in)] if one.registered_in else []
    facts += [f"{one.share:f} %"] if one.share is not None else []
    facts += [f"{one.shares:,f} shares"] if one.shares is not None else []
    facts += [f"since {one.start}"] if one.start else []
    facts += [f"until {one.end}"] if one.end else []
    facts += [f"through {one.through.caption}"] if one.through else []
    return facts


def proceeding_facts(one: Proceeding) -> list[str]:
    """The company's part in a proceeding, its court, day, state and the report that tells of it."""
    filed = f"filed {one.filed}" if one.filed else ""
    told = f"in the report for {one.reported_for}" if one.reported_for else ""
    amount = f"claimed: {one.amount}" if one.amount else ""
    facts = (*one.roles, one.court, filed, one.status, amount, one.summary, told)
    return [fact for fact in facts if fact]


def statement_facts(one: Statement) -> list[str]:
    """What a statement says beyond its quote."""
    if one.other is None and one.quote is not None:
        return []
    return [f"{label}: {text}" if label else text for label, text in one.details]


def party_lists(reported: Reported) -> Mapping[str, tuple[ReportedParty, ...]]:
    """The lists of parties that hold somebody, by title."""
    return {title: parties for name, title in PARTY_LISTS if (parties := getattr(reported, name))}
