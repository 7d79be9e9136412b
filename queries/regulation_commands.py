"""`kg regulation show`, `kg regulation obligations` and `kg regulation coverage`."""

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
            safe(one.obliged) if one.obliged else "[dim]nobody named[/dim]",
            safe(one.modality),
            safe(one.action),
            safe("; ".join(one.deadlines)),
            safe("; ".join(one.thresholds)),
            safe(one.claim[:8]),
        )
    context.console.print(table)
    context.console.print(f"{len(found):,} obligations; 'kg evidence CLAIM' shows the words.")


@click.command()
@click.argument("ref")
@as_of_option
@json_option
@click.pass_obj
def coverage(context: CliContext, ref: str, as_of: str | None, as_json: bool) -> None:
    """List the duties of an act that no control meets, and controls that rest on an old wording.

    Controls are read with 'kg ingest controls FILE'.

    Example: kg -w work regulation coverage celex:32015L2366
    """
    from queries.coverage import coverage as covered

    found = covered(context.workspace(), ref, as_of=as_of)
    if as_json:
        context.emit(found)
        return
    console = context.console
    total = len(found.covered) + len(found.uncovered)
    console.print(
        f"[bold]{safe(found.act)}[/bold]:"
        f" {len(found.covered):,} of {total:,} duties have a control."
    )
    for duty in found.uncovered:
        console.print(
            f"  [yellow]no control:[/yellow] {safe(duty.number)}: {safe(duty.in_words())}"
            f" [dim]({safe(duty.id)})[/dim]"
        )
    for old in found.superseded:
        console.print(
            f"  [red]superseded:[/red] {safe(old.control.name)} ({safe(old.control.id)})"
            f" rests on {safe(old.place)}, which is not in force"
        )
