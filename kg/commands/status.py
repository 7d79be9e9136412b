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
    from rich.table import Table

    from kg.model.money import format_amount

    sources = Table("source", "version", "read", "kept", "rejected", "claims", "transfers", "as of")
    for column in sources.columns[1:7]:
        column.justify = "right"
    for source in found.sources:
        sources.add_row(
            safe(source.name),
            str(source.version),
            *(
                f"{n:,}"
                for n in (
                    source.read,
                    source.kept,
                    source.rejected,
                    source.claims,
                    source.transfers,
                )
            ),
            f"{source.committed_at:%Y-%m-%d %H:%M}Z" if source.committed_at else "",
        )
    console.print(sources)
    counts = Table("in the graph", "count")
    counts.columns[1].justify = "right"
    for name, count in (*found.entities.items(), *found.relations.items()):
        counts.add_row(safe(name), f"{count:,}")
    console.print(counts)
    console.print(f"Ledger: {found.ledger.rows:,} rows for {found.ledger.count:,} transfers")
    for currency, total in found.ledger.sums.items():
        console.print(f"  {safe(format_amount(total, currency))}")
    if found.stale:
        console.print("[yellow]The graph is behind the lake: run 'kg refresh'.[/yellow]")
