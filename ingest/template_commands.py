"""`kg template list`, `kg template show` and `kg map-table`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli_tools import CliContext, json_option, safe


@click.command("list")
@json_option
@click.pass_obj
def list_templates(context: CliContext, *, as_json: bool) -> None:
    """List the mappings that ship: each reads a table whose columns have its names.

    Example: kg template list
    """
    from ingest.templates import templates

    found = templates()
    if as_json:
        context.emit([{"name": one.name, "about": one.about} for one in found])
        return
    from rich.table import Table

    table = Table("template", "what it reads")
    for one in found:
        table.add_row(safe(one.name), safe(one.about))
    context.console.print(table)


@click.command()
@click.argument("name")
@json_option
@click.pass_obj
def show(context: CliContext, *, name: str, as_json: bool) -> None:
    """Print a mapping that ships, to be copied and changed.

    Example: kg template show customers > customers.yaml
    """
    from ingest.templates import template

    found = template(name)
    if as_json:
        context.emit({"name": found.name, "about": found.about, "text": found.text})
    else:
        click.echo(found.text, nl=False)


@click.command("map-table")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def map_table(context: CliContext, *, file: Path, as_json: bool) -> None:
    """Draft a mapping from the head of a table; what is unsure in it is marked.

    Encoding, delimiter, decimal sign, dates and signs are told from the values, and what the
    columns are from their names. Nothing is read into the workspace.

    Example: kg map-table payments.csv > payments.yaml
    """
    from ingest.tables.draft import draft_mapping

    draft = draft_mapping(file)
    if as_json:
        context.emit({"mapping": draft.text, "unsure": draft.unsure})
    else:
        click.echo(draft.text, nl=False)
