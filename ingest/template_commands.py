"""`kg template list` and `kg template show`."""

from __future__ import annotations

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
