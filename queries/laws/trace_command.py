"""`kg regulation trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, as_of_option, json_option, safe, shortened
from queries.answers import counted_unit
from queries.laws.regulation_commands import show_unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from queries.laws.act_views import ObligationText
    from queries.laws.trace import Trace, TracedAlert

_MOST_DUTIES = 5
_MOST_ALERTS = 5
_MOST_EVIDENCE = 5
_LONGEST = 300


@click.command()
@click.argument("ref")
@as_of_option
@json_option
@click.pass_obj
def trace(context: CliContext, ref: str, as_of: str | None, as_json: bool) -> None:
    """Walk from a rule to controls, typologies, alerts and their evidence, or back from an alert.

    REF is an act, a provision or an obligation, a control, a typology's name, or an alert's id.

    Example: kg -w work regulation trace structuring
    """
    from queries.laws.trace import trace as traced

    found = traced(context.workspace(), ref, as_of=as_of)
    if as_json:
        context.emit(found)
    else:
        _show(context.console, found)


def _show(console: Console, found: Trace) -> None:
    from rich.tree import Tree

    for one in found.controls:
        control = one.control
        root = Tree(f"[bold]{safe(control.name)}[/bold] [dim]{safe(control.id)}[/dim]")
        duties = root.add(f"meets {counted_unit(f'{len(one.duties):,}', 'duties')}")
        for duty in one.duties[:_MOST_DUTIES]:
            duties.add(_duty(duty))
        _rest(duties, len(one.duties), _MOST_DUTIES)
        for typology in control.typologies:
            alerts = [alert for alert in one.alerts if alert.typology == typology]
            count = counted_unit(f"{len(alerts):,}", "alerts")
            branch = root.add(f"looks for [bold]{safe(typology)}[/bold]: {count}")
            _add_alerts(branch, alerts)
        console.print(root)
    if found.unmitigated:
        root = Tree("[yellow]No control looks for this[/yellow]")
        _add_alerts(root, found.unmitigated)
        console.print(root)
    if found.unmet:
        root = Tree(f"[yellow]No control meets {len(found.unmet):,} duties[/yellow]")
        for duty in found.unmet[:_MOST_DUTIES]:
            root.add(_duty(duty))
        _rest(root, len(found.unmet), _MOST_DUTIES)
        console.print(root)
    show_unknown(console, found.unknown)
    if not (found.controls or found.unmitigated or found.unmet):
        console.print(f"Nothing leads through {safe(found.start)}.")


def _duty(duty: ObligationText) -> str:
    words = shortened(duty.in_words(), _LONGEST)
    return f"{safe(duty.number)}: {safe(words)} [dim]claim {safe(duty.claim[:8])}[/dim]"


def _add_alerts(branch: object, alerts: Sequence[TracedAlert]) -> None:
    from rich.tree import Tree

    assert isinstance(branch, Tree)
    for alert in alerts[:_MOST_ALERTS]:
        leaf = branch.add(
            f"{alert.score:.1f} {safe(shortened(alert.summary, _LONGEST))}"
            f" [dim]{safe(alert.id)}[/dim]"
        )
        for row in alert.transfers[:_MOST_EVIDENCE]:
            leaf.add(
                f"[dim]{safe(row.id)}[/dim] {row.first:%Y-%m-%d} {safe(row.payer)}"
                f" → {safe(row.payee)} {safe(row.paid)}"
            )
        _rest(leaf, len(alert.transfers), _MOST_EVIDENCE, "transfers")
        for claim in alert.claims[:_MOST_EVIDENCE]:
            leaf.add(
                f"[dim]claim {safe(claim.claim[:8])}[/dim] {safe(claim.entity)}"
                f" {safe(claim.prop)}: {safe(shortened(claim.value, _LONGEST))}"
                f" [dim]({safe(claim.source)})[/dim]"
            )
        _rest(leaf, len(alert.claims), _MOST_EVIDENCE, "claims")
    _rest(branch, len(alerts), _MOST_ALERTS)


def _rest(branch: object, count: int, shown: int, unit: str = "") -> None:
    from rich.tree import Tree

    assert isinstance(branch, Tree)
    if count > shown:
        branch.add(f"[dim]and {count - shown:,} more{f' {unit}' if unit else ''} (--json)[/dim]")
