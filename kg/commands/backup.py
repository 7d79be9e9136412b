"""`kg backup` and `kg restore`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli_tools import CliContext, json_option, visible


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def backup(context: CliContext, *, file: Path, as_json: bool) -> None:
    """Copy the desk (judgements, alerts, audit log) to FILE, which must not be there yet.

    What sources said can be read again, and the graph follows from it; what people decided stands
    on the desk alone.

    Example: kg -w work backup desk-2026-06-30.sqlite
    """
    lines = context.workspace().desk.backup(file)
    if as_json:
        context.emit({"file": file, "audit_lines": lines})
    else:
        click.echo(visible(f"Copied the desk to {file}: {lines:,} lines of its audit log."))


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--empty", is_flag=True, help="Begin with an empty desk instead.")
@json_option
@click.pass_obj
def restore(context: CliContext, *, file: Path | None, empty: bool, as_json: bool) -> None:
    """Put the desk back from FILE, which 'kg backup' made; the desk that is there stays beside it.

    Example: kg -w work restore desk-2026-06-30.sqlite
    """
    from kg.errors import UsageError

    if (file is None) != empty:
        raise UsageError("give either a file or --empty")
    kept = context.workspace().desk.restore(file)
    if as_json:
        context.emit({"restored": file, "kept": kept})
        return
    click.echo(visible("Began an empty desk." if file is None else f"Put {file} back as the desk."))
    if kept is not None:
        click.echo(visible(f"The desk that was there is {kept}."))
    click.echo("Next: 'kg refresh' brings the graph up.")
