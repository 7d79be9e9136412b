"""`kg status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from rich.console import Console

    from kg.status import Status


@click.command()
@json_option
@click.pass_obj
def status(context: CliContext, as_json: bool) -> None:
    """Count sources, entities, relations and the ledger.

    Example: kg -w work status --json
    """
    found = context.workspace().status()
    if as_json:
        context.emit(found)
    else:
        _show(context.console, found)


def _show(console: Console, found: Status) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from kg.values.money import format_amount

    sources = Table(box=SIMPLE_HEAD, pad_edge=False)
    sources.add_column("source", overflow="fold")
    for title in ("version", "read", "kept", "rejected", "claims", "transfers"):
        sources.add_column(title, justify="right", no_wrap=True)
    for source in found.sources:
        numbers = (source.read, source.kept, source.rejected, source.claims, source.transfers)
        sources.add_row(safe(source.name), str(source.version), *(f"{n:,}" for n in numbers))
    console.print(sources)
    for source in found.sources:
        for told in (*(f"set aside: {each}" for each in source.rejects), *source.warnings):
            console.print(f"[yellow]{safe(source.name)}: {safe(told)}[/yellow]")
    counts = Table(box=SIMPLE_HEAD, pad_edge=False)
    counts.add_column("in the graph", overflow="fold")
    counts.add_column("count", justify="right")
    for name, count in (*found.entities.items(), *found.relations.items()):
        counts.add_row(safe(name), f"{count:,}")
    console.print(counts)
    console.print(f"Ledger: {found.ledger.rows:,} rows for {found.ledger.count:,} transfers")
    for currency, total in found.ledger.sums.items():
        console.print(f"  {safe(format_amount(total, currency))}")
    if found.ledger.without_ends:
        console.print(
            f"[yellow]{found.ledger.without_ends:,} of these rows are not in the graph: no source"
            " says anything of the account where they start or end, or it has no name.[/yellow]"
        )
    if found.stale:
        console.print("[yellow]The graph is behind the lake: run 'kg refresh'.[/yellow]")
