"""`kg evidence`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from rich.console import Console

    from queries.provenance.quotes import Quote


@click.command()
@click.argument("claim")
@json_option
@click.pass_obj
def evidence(context: CliContext, claim: str, as_json: bool) -> None:
    """Show what a claim rests on: its record, and the sentence with the words marked.

    CLAIM is the id of a claim, or its first letters; portraits show them.

    Example: kg -w work evidence 3f9a12c4
    """
    import queries

    found = queries.evidence(context.workspace(), claim)
    if as_json:
        context.emit(found)
    else:
        _show(context.console, found)


def _show(console: Console, quote: Quote) -> None:
    said = quote.evidence
    console.print(f"[bold]{safe(said.prop)}[/bold] of {safe(quote.entity)}: {safe(said.value)}")
    if quote.passage is not None:
        start, end = quote.start, quote.end
        passage = quote.passage
        if start is None or end is None:
            console.print(f"  {safe(passage)}")
        else:
            console.print(
                f"  {safe(passage[:start])}[reverse]{safe(passage[start:end])}[/reverse]"
                f"{safe(passage[end:])}"
            )
    elif said.original is not None:
        console.print(f"  In the source: {safe(said.original)}")
    line = f", line {said.line}" if said.line is not None else ""
    console.print(
        f"  {safe(said.source)} version {safe(said.version)}, {safe(said.file)}{line},"
        f" record {safe(said.record)}; by {safe(said.method)}, confidence {said.confidence:.2f}"
    )
    console.print(f"  claim {safe(said.claim)}")
