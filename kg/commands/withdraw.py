"""`kg withdraw`."""

from __future__ import annotations

import click

from kg.cli_tools import CliContext, json_option, safe


@click.command()
@click.argument("source")
@json_option
@click.pass_obj
def withdraw(context: CliContext, source: str, as_json: bool) -> None:
    """Take a source out, with all that rests on it, and refresh the graph.

    Its versions stay in the lake for the record; reading it again brings it back.

    Example: kg -w work withdraw ofac
    """
    workspace = context.workspace()
    workspace.withdraw(source)
    with context.progress() as progress:
        report = workspace.refresh(progress)
    if as_json:
        context.emit({"withdrawn": source, "refresh": report})
        return
    counts = report.graph.counts
    context.console.print(
        f"Withdrew {safe(source)}"
        + (
            f": {counts.nodes_gone:,} entities, {counts.relations_gone:,} relations and"
            f" {counts.transfers_gone:,} transfers left the graph."
            if counts
            else "."
        )
    )
    with workspace.view() as view:
        alerts = view.findings()
    if alerts:
        context.console.print("Next: 'kg alerts' looks again at alerts that rested on it.")
