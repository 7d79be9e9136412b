"""`kg ingest` and `kg sources`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ingest.documents import DocumentRun
    from kg.lake import RunReport

_MOST_WARNINGS = 10
_MOST_EXAMPLES = 3


@click.command()
@click.argument("source_type", metavar="SOURCE")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--name", help="Name in the lake; by default the mapping's, or SOURCE.")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="Mapping file, or the name of a template, for SOURCE 'table'.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="A setting of the mapping or reader. May be repeated.",
)
@json_option
@click.pass_obj
def ingest(
    context: CliContext,
    *,
    source_type: str,
    paths: tuple[Path, ...],
    name: str | None,
    mapping: Path | None,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Read files into the lake as the new version of a source, whole or not at all.

    'kg sources' lists what SOURCE can be. Files that were read before are not read again.
    Of documents (regulation, report) each is a source of its own; PATH may be a folder.

    Example: kg ingest ofac sdn.csv alt.csv add.csv sdn_comments.csv
    """
    from ingest import run, run_documents
    from ingest.registry import get_reader

    workspace = context.workspace()
    if get_reader(source_type).source_of is not None and name is None and mapping is None:
        with context.progress() as progress:
            done = run_documents(
                workspace, source_type, *paths, params=_settings(settings), progress=progress
            )
        _finish_documents(context, done, as_json=as_json)
        return
    with context.progress() as progress:
        report = run(
            workspace,
            source_type,
            *paths,
            name=name,
            mapping=mapping,
            params=_settings(settings),
            progress=progress,
        )
    if as_json:
        context.emit(report)
    else:
        _show(context.console, report)
    if not report.kept:
        raise SystemExit(2)


@click.command()
@json_option
@click.pass_obj
def sources(context: CliContext, as_json: bool) -> None:
    """List what can be read, and what this workspace has read.

    Example: kg -w work sources
    """
    from ingest import source_types
    from kg.config import FILE_NAME

    readers = source_types()
    present = (context.folder / FILE_NAME).is_file()
    loaded = context.workspace().lake.sources(withdrawn=True) if present else []
    if as_json:
        known = [{"name": r.name, "description": r.description, "files": r.files} for r in readers]
        context.emit({"known": known, "loaded": loaded})
        return
    from rich.table import Table

    table = Table("source", "what it is", "files it wants", title="What can be read")
    for reader in readers:
        table.add_row(safe(reader.name), safe(reader.description), safe(reader.files))
    context.console.print(table)
    if loaded:
        table = Table("name", "version", "reader", "read", "rejected", title="What was read")
        for state in loaded:
            version = str(state.version) if state.version is not None else "withdrawn"
            table.add_row(
                safe(state.name),
                version,
                safe(state.reader),
                f"{state.read:,}",
                f"{state.rejected:,}",
            )
        context.console.print(table)


def _settings(pairs: tuple[str, ...]) -> dict[str, str]:
    from kg.errors import UsageError

    settings = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError("expected KEY=VALUE", field="--set", value=pair)
        settings[key] = value
    return settings


def _finish_documents(context: CliContext, done: DocumentRun, *, as_json: bool) -> None:
    """Say what became of documents; exits with 2 where one was refused."""
    if as_json:
        context.emit(done)
    else:
        for report in done.documents:
            _show(context.console, report)
        for refusal in done.refused:
            context.console.print(f"[red]Refused:[/red] {safe(refusal.reason)}")
        fresh = sum(not report.unchanged for report in done.documents)
        context.console.print(
            f"{len(done.documents) + len(done.refused):,} documents: {fresh:,} read,"
            f" {len(done.documents) - fresh:,} in the lake already, {len(done.refused):,} refused."
        )
        if done.beside:
            context.console.print(
                f"[dim]{len(done.beside):,} files only go with them, such as taxonomies.[/dim]"
            )
    if done.refused:
        raise SystemExit(2)


def _show(console: Console, report: RunReport) -> None:
    name = f"[bold]{safe(report.source)}[/bold] version {report.version}"
    if report.unchanged:
        console.print(f"{name}: nothing new; these files are already in the lake.")
        return
    console.print(
        f"{name}: {report.read:,} records read, {report.kept:,} kept,"
        f" {report.rejected:,} rejected in {report.seconds:.1f} s."
    )
    console.print(
        f"  {report.claims:,} claims, {report.transfers:,} transfers; against the version before:"
        f" {report.added:,} entities added, {report.changed:,} changed, {report.gone:,} gone;"
        f" {report.transfers_added:,} transfers added, {report.transfers_gone:,} gone."
    )
    for kind, ids in report.examples.items():
        if ids:
            named = ", ".join(map(safe, ids[:_MOST_EXAMPLES]))
            rest = getattr(report, kind) - len(ids[:_MOST_EXAMPLES])
            console.print(f"  {kind}: {named}" + (f" and {rest:,} more" if rest else ""))
    _show_first(console, [f"set aside: {reason}" for reason in report.rejects])
    if report.reject_file is not None:
        console.print(
            f"  [yellow]Rejected records, with reasons: {safe(report.reject_file)}[/yellow]"
        )
    _show_first(console, report.warnings)
    if not report.kept:
        console.print("[red]Nothing was kept.[/red]")
        return
    console.print("Next: 'kg refresh' brings the graph up.")


def _show_first(console: Console, warnings: Sequence[str]) -> None:
    for warning in warnings[:_MOST_WARNINGS]:
        console.print(f"  [yellow]{safe(warning)}[/yellow]")
    if len(warnings) > _MOST_WARNINGS:
        console.print(f"  [yellow]and {len(warnings) - _MOST_WARNINGS} more (--json)[/yellow]")
