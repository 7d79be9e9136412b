"""`kg demo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from rich.console import Console

    from demo.comparison import Comparison
    from demo.job import DemoReport


@click.command()
@click.option("--seed", default=7, show_default=True, help="Another seed makes another bank.")
@click.option(
    "--parties",
    default=5_000,
    show_default=True,
    help="People, companies and employees, 500 to 100,000.",
)
@click.option(
    "--transfers", default=200_000, show_default=True, help="Payments, 10,000 to 20 million."
)
@click.option(
    "--out",
    "folder",
    default="demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the bank's files, the workspace and the pages.",
)
@json_option
@click.pass_obj
def demo(
    context: CliContext,
    *,
    seed: int,
    parties: int,
    transfers: int,
    folder: Path,
    as_json: bool,
) -> None:
    """Make a fictional bank, look for the schemes hidden in it, and compare with the truth.

    Nothing in it is real. Each step is a kg command, shown before it runs. The workspace of
    the demo lies inside its folder; --workspace is not used.

    Example: kg demo --seed 7 --out demo
    """
    from demo.job import run_demo
    from demo.plan import Plan

    report = run_demo(Plan(seed, parties, transfers), folder, quiet=as_json)
    if as_json:
        context.emit(report)
    else:
        _show(context.console, report)


def _show(console: Console, report: DemoReport) -> None:
    console.print("\n[bold]What was found, against what is hidden[/bold]\n")
    _show_schemes(console, report.comparison)
    _show_kinds(console, report.comparison)
    _show_watchlist(console, report.comparison)
    console.print(f"Pages: {safe(report.portrait)} and {safe(report.map)}")
    console.print(f"Done in {report.seconds:.0f} s.\n")
    console.print("[bold]Try next[/bold]")
    for line, what in report.suggestions:
        console.print(f"\n  [dim]# {safe(what)}[/dim]")
        console.print(f"  {safe(line)}", soft_wrap=True)


def _show_schemes(console: Console, comparison: Comparison) -> None:
    from rich.table import Table

    table = Table("scheme", "hidden", "found", "missed", "found as", title_justify="left")
    for column in table.columns[1:4]:
        column.justify = "right"
    for row in comparison.typologies:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(row.by.items()))
        missed = row.hidden - row.found
        table.add_row(
            safe(row.typology), str(row.hidden), str(row.found), str(missed or ""), safe(kinds)
        )
    table.add_section()
    hidden, found = comparison.hidden, comparison.found
    table.add_row("all", str(hidden), str(found), str(hidden - found or ""), "")
    console.print(table)
    names = [f"{number} ({row.typology})" for row in comparison.typologies for number in row.missed]
    if names:
        listed = ", ".join(names)
        console.print(f"Missed: scheme {safe(listed)}; truth/schemes.csv says more of them.\n")


def _show_kinds(console: Console, comparison: Comparison) -> None:
    from rich.table import Table

    table = Table("alerts about payments", "alerts", "hit a scheme", "false alarms", "precision")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in comparison.kinds:
        table.add_row(
            safe(row.kind),
            str(row.findings),
            str(row.hits),
            str(row.false_alarms),
            f"{row.precision:.0%}",
        )
    console.print(table)
    console.print(
        "An alert hits a scheme when at least half of the transfers it rests on belong to it.\n"
    )


def _show_watchlist(console: Console, comparison: Comparison) -> None:
    from rich.table import Table

    from demo.watchlist import VARIANTS

    table = Table("customers on the watchlist", "listed", "found", "")
    for column in table.columns[1:3]:
        column.justify = "right"
    for row in comparison.variants:
        if row.same:
            verdict = "" if row.found == row.listed else "missed"
        else:
            verdict = "not meant: a false alarm" if row.found else "not meant"
        what = f"{row.variant}: {VARIANTS[row.variant]}"
        table.add_row(safe(what), str(row.listed), str(row.found), verdict)
    console.print(table)
    found = "found" if comparison.subsidiary_found else "missed"
    console.print(f"Listed subsidiary in a customer's annual report: {found}.")
    if comparison.other_matches:
        console.print(f"Other matches, all of them false alarms: {comparison.other_matches}.")
