"""`kg alerts`, and `kg alert`: what people say of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from kg.cli_tools import CliContext, as_of_option, json_option, safe, shortened, visible
from kg.errors import UsageError, suggestion
from kg.json_form import dataclass_json, jsonable
from queries.answers import counted_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from kg.desk import Alert, AuditLine, Decision
    from queries.answers import Ref
    from queries.detection.alerts import AlertRun

_SHOWN = 50
_LONGEST_SUMMARY = 1000


@click.command()
@click.option(
    "--kind", metavar="NAME", help="Show only this kind: a typology's name, or watchlist_match."
)
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
    from queries.connections.accounts import holder_refs
    from queries.connections.graph_reader import GraphReader
    from queries.detection.alerts import run_alerts
    from queries.screening.screen import KIND as WATCHLIST_MATCH

    ws = context.workspace()
    run = run_alerts(ws, as_of)
    kinds = {*run.typologies, WATCHLIST_MATCH, *(alert.finding.kind for alert in run.alerts)}
    if kind is not None and kind not in kinds:
        raise UsageError(
            "no such kind of alert", field="--kind", value=kind, hint=suggestion(kind, kinds)
        )
    wanted = [
        alert
        for alert in run.alerts
        if alert.finding.score >= min_score and kind in (None, alert.finding.kind)
    ]
    shown = wanted[: limit if as_json else limit or _SHOWN]
    with ws.view(as_of) as view:
        said = view.said_of_alerts()
        reader = GraphReader(view)
        subjects = reader.nodes(alert.finding.subject for alert in shown)
        held_by = holder_refs(reader, subjects)
    told = [
        Told(
            alert,
            subjects[subject].caption if (subject := alert.finding.subject) in subjects else "",
            held_by.get(subject, ()),
            said.get(alert.finding.id, ()),
        )
        for alert in shown
    ]
    if as_json:
        context.emit([one.flat() for one in told])
        for note in run.notes:
            click.echo(visible(note), err=True)
    else:
        _show(context.console, run, told, len(wanted))


def _deciding(decision: Decision, done: str, what: str) -> click.Command:
    """The command by which a person says so of an alert."""

    @click.command(
        decision,
        help=f"{what}\n\nALERT is an id that 'kg alerts' shows, or its first letters.\n\n"
        f"Example: kg -w work alert {decision} 3f9a12c4 --why 'asked the customer'",
    )
    @click.argument("identifier", metavar="ALERT")
    @click.option("--why", required=True, metavar="TEXT", help="What is noted, or the reason.")
    @json_option
    @click.pass_obj
    def decide(context: CliContext, identifier: str, why: str, as_json: bool) -> None:
        chosen = context.workspace().decide_alert(identifier, decision, why)
        if as_json:
            context.emit({"alert": chosen, "decision": decision, "reason": why})
        else:
            click.echo(f"{done} {visible(chosen)}.")

    return decide


note = _deciding("note", "Noted on", "Note something about an alert; its status stays.")
close = _deciding(
    "close", "Closed", "Close an alert that was looked into; found again it stays so."
)
reopen = _deciding("reopen", "Opened again", "Open a closed alert again.")


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as it is told to people.

    Attributes:
        caption: its subject's, "" where the graph has it not yet.
        held_by: who holds the account that it is about, if it is one.
        said: what people said of it, oldest first.
    """

    alert: Alert
    caption: str
    held_by: Sequence[Ref]
    said: Sequence[AuditLine]

    def flat(self) -> dict[str, Any]:
        """The finding's fields, the alert's and these in one."""
        alert = self.alert
        own = {
            "status": alert.status,
            "first_seen": alert.first_seen,
            "last_seen": alert.last_seen,
            "caption": self.caption,
            "held_by": self.held_by,
            "said": [
                {"at": one.at, "by": one.actor, "action": one.action, **one.facts}
                for one in self.said
            ],
        }
        return {**dataclass_json(alert.finding), **{key: jsonable(own[key]) for key in own}}

    @property
    def subject(self) -> str:
        """Whom it is about: name, holders, and the id where that says something else."""
        names = ", ".join(holder.caption for holder in self.held_by)
        subject = self.alert.finding.subject
        called = self.caption or subject
        return (
            f"{shortened(called)}"
            + (f", held by {shortened(names)}" if names else "")
            + (f" ({subject})" if called != subject else "")
        )


def _show(console: Console, run: AlertRun, told: Sequence[Told], wanted: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("what was found", overflow="fold")
    for one in told:
        finding = one.alert.finding
        said = "".join(
            f"\n{safe(line.actor)}, {line.at:%Y-%m-%d}, {safe(line.action.split()[0])}:"
            f" {safe(shortened(str(line.facts['reason'])))}"
            for line in one.said
        )
        table.add_row(
            f"{finding.score:.1f}",
            f"[bold]{safe(finding.kind)}[/bold]  {safe(one.subject)}\n"
            f"{safe(shortened(finding.summary, _LONGEST_SUMMARY))}\n"
            f"[dim]{safe(finding.id)} · {safe(one.alert.status)}[/dim]{said}",
        )
    if told:
        console.print(table)
    console.print(
        f"{counted_unit(f'{wanted:,}', 'alerts')}"
        f"{f', {len(told):,} of them shown' if wanted > len(told) else ''};"
        f" {counted_unit(f'{run.transfers:,}', 'transfers')} and"
        f" {counted_unit(str(len(run.typologies)), 'typologies')} looked at."
    )
    for note in run.notes:
        console.print(f"[yellow]{safe(note)}.[/yellow]")
    if not run.drawn:
        console.print("The graph does not have them yet: 'kg refresh' brings it up.")
