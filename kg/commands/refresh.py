"""`kg refresh` and `kg rebuild`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from rich.console import Console

    from kg.workspace import RefreshReport


_MOST_PAIRS = 5


@click.command()
@json_option
@click.pass_obj
def refresh(context: CliContext, as_json: bool) -> None:
    """Resolve identities and bring the graph up to what the sources say now.

    Only differences are applied. Interrupted, the same command completes it.

    Example: kg -w work refresh
    """
    workspace = context.workspace()
    with context.progress() as progress:
        report = workspace.refresh(progress)
    _show(context, report, as_json=as_json)


@click.command()
@click.option(
    "--fall-back",
    is_flag=True,
    help="Of a source whose live version is damaged, let the last whole one count again.",
)
@json_option
@click.pass_obj
def rebuild(context: CliContext, *, fall_back: bool, as_json: bool) -> None:
    """Make all that follows from something else anew: manifest, canonical ids, graph.

    Example: kg -w work rebuild
    """
    workspace = context.workspace()
    with context.progress() as progress:
        report = workspace.rebuild(progress, fall_back=fall_back)
    _show(context, report, as_json=as_json)


def _show(context: CliContext, report: RefreshReport, *, as_json: bool) -> None:
    if as_json:
        context.emit(report)
    else:
        _print(context.console, report)


def _print(console: Console, report: RefreshReport) -> None:
    graph, identity = report.graph, report.identity
    if graph.how == "unchanged":
        console.print("The graph is up to date.")
    elif graph.counts is None:
        console.print(f"Graph loaded whole in {graph.seconds:.1f} s.")
    else:
        counts = graph.counts
        console.print(
            f"Graph brought up in {graph.seconds:.1f} s:"
            f" {counts.nodes_put:,} entities put, {counts.nodes_gone:,} removed;"
            f" {counts.relations_put:,} relations put, {counts.relations_gone:,} removed;"
            f" {counts.transfers_put:,} transfers put, {counts.transfers_gone:,} removed."
        )
    if identity.moved:
        console.print(f"{identity.moved:,} records changed the entity they belong to.")
    if identity.refused:
        console.print(
            f"[yellow]{len(identity.refused):,} pairs judged the same were kept apart: somebody"
            " judged records of theirs different, or they contradict each other:[/yellow]"
        )
        for judgement in identity.refused[:_MOST_PAIRS]:
            console.print(
                f"  {safe(judgement.left)} / {safe(judgement.right)}:"
                f" judged by {safe(judgement.decided_by)}: {safe(judgement.reason)}"
            )
        _print_rest(console, len(identity.refused))
    if identity.unsure:
        pairs = {(j.left, j.right): j for j in identity.unsure}
        console.print(f"[yellow]{len(pairs):,} pairs may be the same but were not merged:[/yellow]")
        for judgement in list(pairs.values())[:_MOST_PAIRS]:
            console.print(
                f"  {safe(judgement.left)} / {safe(judgement.right)}: {safe(judgement.reason)}"
            )
        _print_rest(console, len(pairs))
    if graph.dangling:
        console.print(
            f"[yellow]{graph.dangling:,} relations or transfers were left out: one of their"
            " ends is no entity of any source, or has no name. See 'kg doctor'.[/yellow]"
        )


def _print_rest(console: Console, pairs: int) -> None:
    if pairs > _MOST_PAIRS:
        console.print(f"  and {pairs - _MOST_PAIRS:,} more (--json names them)")
