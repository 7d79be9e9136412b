"""`kg extract`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from rich.console import Console

    from ingest.language_models.extractor import ExtractionReport


@click.command()
@click.argument("source")
@click.option("--max-calls", type=click.IntRange(min=0), help="Questions to ask at most.")
@json_option
@click.pass_obj
def extract(context: CliContext, *, source: str, max_calls: int | None, as_json: bool) -> None:
    """Ask your own language model about a document, and keep what its text bears out.

    SOURCE is a law or report of the lake; 'kg sources' lists them. The model is the one that
    'extractor' in workspace.yaml names: its address is where the texts go, and without it
    nothing leaves this machine. 'kg disagreements' lists where model and rules differ.

    Example: kg extract celex-32015l2366 --max-calls 100
    """
    from ingest import extract as run

    with context.progress() as progress:
        report = run(context.workspace(), source, max_calls=max_calls, progress=progress)
    if as_json:
        context.emit(report)
    else:
        _show(context.console, report)


def _show(console: Console, report: ExtractionReport) -> None:
    console.print(
        f"[bold]{safe(report.source)}[/bold]: {report.passages:,} passages, {report.asked:,} asked"
        f" now, {report.from_cache:,} answered before; {report.statements:,} statements kept."
    )
    for reason, count in report.dropped.items():
        console.print(f"  [yellow]dropped, {safe(reason)}: {count:,}[/yellow]")
    if report.too_long:
        console.print(f"  [yellow]too long to be asked about: {report.too_long:,}[/yellow]")
    if report.not_asked:
        console.print(
            f"  [yellow]not asked yet: {report.not_asked:,}; run it again to go on[/yellow]"
        )
    console.print("Next: 'kg refresh' brings the graph up.")
