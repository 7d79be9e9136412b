"""`kg regulation show` and `kg regulation obligations`."""

from __future__ import annotations

import click

from kg.cli_tools import CliContext, as_of_option, json_option, safe


@click.command()
@click.argument("ref")
@as_of_option
@json_option
@click.pass_obj
def show(context: CliContext, ref: str, as_of: str | None, as_json: bool) -> None:
    """Show an act in the wording in force, or one of its provisions, with its versions.

    REF is the id or title of an act or provision.

    Example: kg -w work regulation show celex:32015L2366/art_96
    """
    from queries.regulations import act_versions, provisions

    workspace = context.workspace()
    found = provisions(workspace, ref, as_of=as_of)
    versions = act_versions(workspace, ref, as_of=as_of)
    if as_json:
        context.emit({"versions": versions, "provisions": found})
        return
    for version in versions:
        until = f" until {version.until}" if version.until else ""
        mark = "[green]in force[/green]" if version.in_force else "not in force"
        context.console.print(
            f"[bold]{safe(version.title)}[/bold] ({safe(version.id)}),"
            f" from {version.effective}{until}: {mark}"
        )
    for provision in found:
        heading = f" {safe(provision.heading)}" if provision.heading else ""
        context.console.print(f"\n[bold]{safe(provision.number)}[/bold]{heading}")
        if provision.text:
            context.console.print(safe(provision.text))


@click.command()
@click.argument("ref")
@click.option(
    "--modality",
    type=click.Choice(["must", "must not", "may", "need not", "should"]),
    help="Show only these.",
)
@as_of_option
@json_option
@click.pass_obj
def obligations(
    context: CliContext, ref: str, modality: str | None, as_of: str | None, as_json: bool
) -> None:
    """List who must, must not, may, need not or should do what, by when and from what amount.

    Of an act with several wordings, those in force are listed.

    Example: kg -w work regulation obligations celex:32015L2366/art_96 --modality must
    """
    from rich.table import Column, Table

    from queries import regulations

    found = regulations.obligations(context.workspace(), ref, as_of=as_of, modality=modality)
    if as_json:
        context.emit(found)
        return
    table = Table(
        Column("where", overflow="fold"), "who", "", "does what", "by when", "from what", "claim"
    )
    for one in found:
        table.add_row(
            safe(one.number),
            safe(one.obliged),
            safe(one.modality),
            safe(one.action),
            safe("; ".join(one.deadlines)),
            safe("; ".join(one.thresholds)),
            safe(one.claim[:8]),
        )
    context.console.print(table)
    context.console.print(f"{len(found):,} obligations; 'kg evidence CLAIM' shows the words.")
