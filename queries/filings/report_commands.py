"""`kg report figures`, `kg report flags` and `kg report parties`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, as_of_option, json_option, safe

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from queries.filings.indicators import IndicatorReport
    from queries.filings.indicators.model import Indicator
    from queries.filings.parties import PartyList, ReportParty
    from queries.filings.periods import FigureTable, PeriodKind, StandingFigure

_MOST_PERIODS = 4
_MOST_ROWS = 60
_CLAIM_LETTERS = 8
_LEVEL_STYLES = {"ok": "green", "watch": "yellow", "flag": "red"}


@click.command()
@click.argument("ref")
@click.option("--concept", metavar="TEXT", help="Show only concepts whose name contains it.")
@as_of_option
@json_option
@click.pass_obj
def figures(
    context: CliContext, ref: str, concept: str | None, as_of: str | None, as_json: bool
) -> None:
    """Show the figures that a company reported: concepts by period, newest first.

    Concepts stand under the labels that the filings give them, else in words, with their names
    below. Values are exact and in whole units. Below
    each stand the first letters of its claim, for 'kg evidence'; a star marks a figure that a
    later filing changed.

    Example: kg -w work report figures cik:0000320193 --concept Assets
    """
    import queries

    table = queries.figures(context.workspace(), ref, as_of=as_of)
    if concept is not None:
        table = table.only(concept)
    if as_json:
        context.emit(table)
    else:
        _show_figures(context.console, table)


@click.command()
@click.argument("ref")
@as_of_option
@json_option
@click.pass_obj
def flags(context: CliContext, ref: str, as_of: str | None, as_json: bool) -> None:
    """Show warning signs in what a company reported, each with its source and its parts.

    What cannot be computed says which figure is missing.

    Example: kg -w work report flags cik:0000320193
    """
    import queries

    report = queries.indicators(context.workspace(), ref, as_of=as_of)
    if as_json:
        context.emit(report)
    else:
        _show_flags(context.console, report)


@click.command()
@click.argument("ref")
@as_of_option
@json_option
@click.pass_obj
def parties(context: CliContext, ref: str, as_of: str | None, as_json: bool) -> None:
    """List directors, officers, holders, subsidiaries and auditors of a company.

    Example: kg -w work report parties cik:0000320193
    """
    import queries

    found = queries.parties(context.workspace(), ref, as_of=as_of)
    if as_json:
        context.emit(found)
    else:
        _show_parties(context.console, found)


def _show_figures(console: Console, table: FigureTable) -> None:
    from queries.filings.periods import PERIOD_KINDS

    shown = 0
    for kind in PERIOD_KINDS:
        standing = [one for one in table.standing if one.period.kind == kind]
        if standing:
            shown += len(standing)
            _show_kind(console, kind, standing, table)
    console.print(
        f"{safe(table.company.caption)}: {shown:,} figures of {len(table.filings)} filings."
    )
    if table.unusable:
        console.print(
            f"[yellow]{table.unusable:,} figures lack a concept, a period or a number that can"
            " be read, and were left out.[/yellow]"
        )


def _show_kind(
    console: Console, kind: PeriodKind, standing: list[StandingFigure], figures: FigureTable
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Column, Table

    from queries.filings.periods import periods

    every = periods(standing)
    columns = every[:_MOST_PERIODS]
    rows: dict[tuple[str, str], dict[object, StandingFigure]] = {}
    for one in standing:
        rows.setdefault((one.concept, one.unit or ""), {})[one.period] = one
    drawn = [(key, cells) for key, cells in rows.items() if any(p in cells for p in columns)]
    headings = [f"from {p.start}\nto {p.end}" if p.start else str(p.end) for p in columns]
    table = Table(
        Column("concept", overflow="fold"),
        "unit",
        *(Column(text, justify="right", overflow="fold") for text in headings),
        box=SIMPLE_HEAD,
        title=kind.capitalize(),
        title_justify="left",
    )
    for (concept, unit), cells in drawn[:_MOST_ROWS]:
        name = f"{safe(figures.label(concept))}\n[dim]{safe(concept)}[/dim]"
        table.add_row(name, safe(unit), *(_cell(cells.get(period)) for period in columns))
    console.print(table)
    left = []
    if len(drawn) > _MOST_ROWS:
        left.append(f"{len(drawn) - _MOST_ROWS:,} more concepts")
    if len(every) > len(columns):
        left.append(f"{len(every) - len(columns):,} more periods")
    if left:
        console.print(f"and {', '.join(left)} (--json has all, --concept chooses)")


def _cell(one: StandingFigure | None) -> str:
    if one is None:
        return ""
    star = "*" if one.restated else ""
    claim = one.figure.claim[:_CLAIM_LETTERS]
    return f"{safe(f'{one.figure.value:,f}')}{star}\n[dim]{safe(claim)}[/dim]"


def _show_flags(console: Console, report: IndicatorReport) -> None:
    name = safe(report.company.caption)
    year = f"year from {report.year[0]} to {report.year[1]}" if report.year else "no fiscal year"
    console.print(f"[bold]{name}[/bold], {year}\n")
    for one in report.indicators:
        _show_indicator(console, one)


def _show_indicator(console: Console, one: Indicator) -> None:
    style = _LEVEL_STYLES.get(one.level or "", "dim")
    reading = one.reading or "not computed"
    console.print(f"[bold]{safe(one.title)}[/bold]  [{style}]{safe(reading)}[/{style}]")
    console.print(f"  {safe(one.summary)}")
    for reason in one.reasons:
        claims = " ".join(claim[:_CLAIM_LETTERS] for claim in reason.claims[:4])
        more = f" and {len(reason.claims) - 4} more" if len(reason.claims) > 4 else ""
        console.print(
            f"  {safe(reason.feature)} {safe(reason.value)} {safe(reason.unit)}:"
            f" {safe(reason.explanation)} [dim]{safe(claims)}{more}[/dim]"
        )
    console.print(f"  [dim]{safe(one.formula)}[/dim]")
    console.print(f"  [dim]Read as: {safe(one.thresholds)} ({safe(one.threshold_source)})[/dim]")
    console.print(f"  [dim]{safe(one.source)}[/dim]\n")


def _show_parties(console: Console, found: PartyList) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Column, Table

    table = Table(
        "what",
        Column("who", overflow="fold"),
        Column("role", overflow="fold"),
        Column("registered in", overflow="fold"),
        Column("share", justify="right"),
        Column("period", overflow="fold"),
        Column("claim", no_wrap=True),
        box=SIMPLE_HEAD,
    )
    for one in found.parties:
        through = f"\n[dim]through {safe(one.through.caption)}[/dim]" if one.through else ""
        table.add_row(
            one.kind,
            f"{safe(one.party.caption)}{through}",
            safe("; ".join(one.roles)),
            _registered(one),
            _share(one),
            _span(one.start, one.end, one.reported_for),
            safe(one.claims[0][:_CLAIM_LETTERS]),
        )
    if found.parties:
        console.print(table)
    console.print(f"{safe(found.company.caption)}: {len(found.parties):,} parties.")


def _registered(one: ReportParty) -> str:
    """ "us (Delaware)": the country, and where the source says more, its words."""
    words = f" ({'; '.join(one.registered_in)})" if one.registered_in else ""
    return safe(f"{', '.join(one.jurisdictions)}{words}")


def _share(one: ReportParty) -> str:
    parts = []
    if one.share is not None:
        parts.append(f"{one.share:f} %")
    if one.shares is not None:
        parts.append(f"{one.shares:,f} shares")
    return "\n".join(map(safe, parts))


def _span(start: str | None, end: str | None, reported: date | None) -> str:
    parts = [f"from {safe(start)}"] if start else []
    if end:
        parts.append(f"to {safe(end)}")
    if reported:
        parts.append(f"in the report for {reported}")
    return "\n".join(parts)
