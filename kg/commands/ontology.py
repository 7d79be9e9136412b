"""`kg ontology`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from kg.ontology import Ontology
    from kg.ontology.described import Described
    from kg.ontology.stored import StoredField


@click.command()
@click.argument("name", required=False)
@json_option
@click.pass_obj
def ontology(context: CliContext, name: str | None, as_json: bool) -> None:
    """List labels and relationship types, or the properties of one and how to filter by them.

    Outside a workspace, the ontology as shipped.

    Example: kg ontology OWNS
    """
    from kg.ontology.described import described, labels, relationship_types

    known = _ontology(context)
    if name is not None:
        found = described(known, name)
        if as_json:
            context.emit(found)
        else:
            _show_one(context.console, found)
    elif as_json:
        context.emit({"labels": labels(known), "relationship_types": relationship_types(known)})
    else:
        _show_all(context.console, labels(known), relationship_types(known))


def _ontology(context: CliContext) -> Ontology:
    from kg.errors import WorkspaceMissing
    from kg.ontology import load_ontology

    try:
        return context.workspace().ontology
    except WorkspaceMissing:
        return load_ontology()


def _show_all(
    console: Console, labels: Iterable[Described], relationship_types: Iterable[Described]
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    nodes = Table("label", "with it", "what it is", box=SIMPLE_HEAD, pad_edge=False)
    for each in labels:
        nodes.add_row(safe(each.name), safe(", ".join(each.of)), safe(each.description))
    links = Table("relationship", "pattern", "what it is", box=SIMPLE_HEAD, pad_edge=False)
    for each in relationship_types:
        links.add_row(
            safe(each.name), safe(each.relations[0]), safe(each.description or each.label)
        )
    console.print(nodes)
    console.print(links)
    console.print("'kg ontology NAME' lists the properties of one, with a filter for each.")


def _show_one(console: Console, found: Described) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    console.print(f"[bold]{safe(found.name)}[/bold], a {found.kind}: {safe(found.label)}")
    if found.description:
        console.print(safe(found.description))
    if found.of:
        also = "Also labelled" if found.kind == "label" else "Comes of"
        console.print(f"{also} {safe(', '.join(found.of))}")
    for pattern in found.relations:
        console.print(f"  {safe(pattern)}")
    table = Table("property", "type", "filter", "what it holds", box=SIMPLE_HEAD, pad_edge=False)

    def add(fields: Iterable[StoredField], first: str = "") -> None:
        for at, field in enumerate(fields):
            meaning = field.meaning if at or not first else first
            table.add_row(safe(field.name), field.kind, safe(field.filter), safe(meaning))

    add(found.own)
    for prop in found.properties:
        said = f"{prop.label}. {prop.description}".strip() if prop.description else ""
        add(prop.fields, said if prop.fields[0].kind == "STRING" and not prop.multiple else "")
    console.print(table)
    console.print(f"Example: kg query {safe(repr_shell(found.example))}")


def repr_shell(text: str) -> str:
    """A text as one word of a shell's command line."""
    import shlex

    return shlex.quote(text) if "'" not in text else '"' + text.replace('"', '\\"') + '"'
