"""`kg alerts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli_tools import CliContext, as_of_option, json_option, safe, shortened, visible
from kg.json_form import dataclass_json, jsonable
from queries.answers import counted_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from kg.desk import Alert
    from queries.detection.alerts import AlertRun

_SHOWN = 50
_LONGEST_SUMMARY = 1000


@click.command()
@click.option("--kind", metavar="NAME", help="Show only this kind: cycle, watchlist_match, …")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="POINTS",
    help="Show only alerts with at least so many points.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="Show so many; without it 50, and all of them with --json.",
)
@as_of_option
@json_option
@click.pass_obj
def alerts(
    context: CliContext,
    kind: str | None,
    min_score: float,
    limit: int | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Look for typologies and watchlist matches, and show the alerts that stand.

    The options only choose what is shown; all that is found is kept on the desk.

    Example: kg -w work alerts --kind cycle --min-score 80
    """
    from queries.detection.alerts import run_alerts

    run = run_alerts(context.workspace(), as_of)
    wanted = [
        alert
        for alert in run.alerts
        if alert.finding.score >= min_score and kind in (None, alert.finding.kind)
    ]
    if as_json:
        context.emit([_flat(alert) for alert in wanted[:limit]])
        for note in run.notes:
            click.echo(visible(note), err=True)
    else:
        _show(context.console, run, wanted, limit or _SHOWN)


def _flat(alert: Alert) -> dict[str, Any]:
    """The finding's fields and the alert's in one."""
    own = {"status": alert.status, "first_seen": alert.first_seen, "last_seen": alert.last_seen}
    return {**dataclass_json(alert.finding), **{key: jsonable(own[key]) for key in own}}


def _show(console: Console, run: AlertRun, wanted: Sequence[Alert], limit: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("what was found", overflow="fold")
    for alert in wanted[:limit]:
        finding = alert.finding
        table.add_row(
            f"{finding.score:.1f}",
            f"[bold]{safe(finding.kind)}[/bold]  {safe(finding.subject)}\n"
            f"{safe(shortened(finding.summary, _LONGEST_SUMMARY))}\n"
            f"[dim]{safe(finding.id)} · {safe(alert.status)}[/dim]",
        )
    if wanted:
        console.print(table)
    console.print(
        f"{counted_unit(f'{len(wanted):,}', 'alerts')}"
        f"{f', {limit:,} of them shown' if len(wanted) > limit else ''};"
        f" {counted_unit(f'{run.transfers:,}', 'transfers')} and"
        f" {counted_unit(str(len(run.typologies)), 'typologies')} looked at."
    )
    for note in run.notes:
        console.print(f"[yellow]{safe(note)}.[/yellow]")
    if not run.drawn:
        console.print("The graph does not have them yet: 'kg refresh' brings it up.")
