"""What documents say of a company, for a terminal: each fact with its sentence beneath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli_tools import shortened
from queries.provenance.quotes import Passage
from viz.portraits.reported import (
    figure_quotes,
    figure_rows,
    heading,
    party_facts,
    party_lists,
    pieces,
    place,
    proceeding_facts,
    statement_facts,
)
from viz.text import counted, visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from queries.filings.key_figures import KeyFigure
    from queries.portraits.reported_parts import Reported
    from viz.portraits.reported import FigureRow

MOST_LISTED = 20
"""Facts of a list before it says how many more there are."""

_MOST_PERIODS = 3
_LONGEST_QUOTE = 300
_LONGEST_FACT = 300
_CLAIM_LETTERS = 8


def reported_text(reported: Reported) -> list[RenderableType]:
    """Key figures, then people, subsidiaries, proceedings and what else is said; [] if nothing."""
    parts: list[RenderableType] = []
    if rows := figure_rows(reported):
        parts += _figures(reported, rows)
    for title, parties in party_lists(reported).items():
        facts = [(one.party.caption, party_facts(one), one.quote) for one in parties]
        parts += _list(title, facts)
    cases = [(one.case.caption, proceeding_facts(one), one.quote) for one in reported.proceedings]
    parts += _list("Legal proceedings", cases)
    statements = [
        (
            f"{one.what}: {one.other.caption}" if one.other else one.what,
            statement_facts(one),
            one.quote,
        )
        for one in reported.statements
    ]
    return [*parts, *_list("Said besides", statements)]


def _figures(reported: Reported, rows: Sequence[FigureRow]) -> list[RenderableType]:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    periods = reported.figures.periods[:_MOST_PERIODS]
    table = Table(
        box=box.SIMPLE_HEAD,
        title=Text("Key figures", style="bold"),
        title_justify="left",
        pad_edge=False,
    )
    table.add_column("Figure", overflow="fold")
    for period in periods:
        table.add_column(_plain(heading(period)), justify="right", overflow="fold")
    quotes: list[Passage] = []
    for row in rows:
        shown = row.figures[: len(periods)]
        if any(shown):
            table.add_row(_label(row), *map(_value, shown))
            quotes += figure_quotes(shown)
    earlier = len(reported.figures.periods) - len(periods) + reported.figures.periods_left_out
    parts: list[RenderableType] = [table]
    parts += [_quote(quote) for quote in dict.fromkeys(quotes)]
    if earlier:
        parts.append(_plain(f"… and {counted(earlier, 'earlier period')}.", "dim"))
    return parts


def _label(row: FigureRow) -> Text:
    text = _plain(row.label)
    text.append(f", {visible(shortened(row.unit, 20))}" if row.unit else "", style="dim")
    return text


def _value(figure: KeyFigure | None) -> Text:
    if figure is None:
        return _plain("")
    text = _plain(f"{figure.value:,f}{'*' if figure.restated else ''}")
    return text.append(f"\n{visible(figure.claim[:_CLAIM_LETTERS])}", style="dim")


def _list(
    title: str, facts: Sequence[tuple[str, Sequence[str], Passage | None]]
) -> list[RenderableType]:
    if not facts:
        return []
    parts: list[RenderableType] = [_plain(f"\n{title}", "bold")]
    for name, said, quote in facts[:MOST_LISTED]:
        line = _plain(shortened(name))
        told = "; ".join(one for one in said if one)
        line.append(visible(shortened(f"  {told}", _LONGEST_FACT)) if told else "")
        parts.append(line)
        if quote is not None:
            parts.append(_quote(quote))
    if len(facts) > MOST_LISTED:
        parts.append(_plain(f"… and {len(facts) - MOST_LISTED:,} more.", "dim"))
    return parts


def _quote(quote: Passage) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    text = Text(style="dim")
    for piece, marked in pieces(quote, _LONGEST_QUOTE):
        text.append(visible(piece), style="underline" if marked else "")
    text.append(f" ({visible(place(quote))})")
    return Padding(text, (0, 0, 0, 4))


def _plain(text: str, style: str = "") -> Text:
    from rich.text import Text

    head = "\n" if text.startswith("\n") else ""
    return Text(head + visible(text.removeprefix("\n")), style=style)
