"""`kg schema`."""

from __future__ import annotations

import json
from importlib.metadata import entry_points

import click

from kg.cli_tools import CliContext, json_option, safe

GROUP = "kg.declarations"
"""Entry points of the files that people write: name to the structure that decodes it."""


@click.command()
@click.argument("kind", required=False)
@json_option
@click.pass_obj
def schema(context: CliContext, *, kind: str | None, as_json: bool) -> None:
    """Print the JSON Schema of a kind of YAML file that people write, for their editor.

    Without KIND the kinds are listed. An editor with a YAML language server completes and
    checks a file by it: '# yaml-language-server: $schema=exposure.schema.json' in its first line.

    Example: kg schema exposure > exposure.schema.json
    """
    from kg.declarations import json_schema
    from kg.errors import NotFound, suggestion

    kinds = {entry.name: entry for entry in entry_points(group=GROUP)}
    if kind is None:
        if as_json:
            context.emit(sorted(kinds))
        else:
            context.console.print("\n".join(map(safe, sorted(kinds))))
        return
    if kind not in kinds:
        raise NotFound("no such kind of file", value=kind, hint=suggestion(kind, kinds))
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"{kind}.yaml"}
    click.echo(json.dumps(whole | json_schema(kinds[kind].load()), indent=2))
