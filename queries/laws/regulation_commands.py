"""`kg regulation show`, `kg regulation obligations` and `kg regulation coverage`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, as_of_option, json_option, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from queries.laws.act_views import ActVersion, ObligationText
    from queries.laws.coverage import UnknownName


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
    from queries.laws.regulations import act_versions, provisions

    workspace = context.workspace()
    found = provisions(workspace, ref, as_of=as_of)
    versions = act_versions(workspace, ref, as_of=as_of)
    if as_json:
        context.emit({"versions": versions, "provisions": found})
        return
    for version in versions:
        context.console.print(
            f"[bold]{safe(version.title)}[/bold] ({safe(version.id)}){_span(version)}:"
            f" {_standing(version, as_of)}"
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

    from queries.laws import regulations

    workspace = context.workspace()
    found = regulations.obligations(workspace, ref, as_of=as_of, modality=modality)
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
    version = _wording_of(regulations.act_versions(workspace, ref, as_of=as_of), found)
    if version is not None and (version.effective is None or not version.in_force):
        context.console.print(f"{safe(version.id)}: {_standing(version, as_of)}")


def _wording_of(
    versions: Sequence[ActVersion], found: Sequence[ObligationText]
) -> ActVersion | None:
    """The wording of an act that obligations are of; None where there are none of them."""
    own = [version for version in versions if found and found[0].id.startswith(f"{version.id}/")]
    return max(own, key=lambda version: len(version.id), default=None)


def _span(version: ActVersion) -> str:
    start = f", from {version.effective}" if version.effective else ""
    return f"{start} until {version.until}" if version.until else start


def _standing(version: ActVersion, as_of: str | None) -> str:
    words = version.standing_in_words(as_of)
    colour = "green" if words == "in force" else "yellow"
    return f"[{colour}]{words}[/{colour}]"


@click.command()
@click.argument("ref")
@as_of_option
@json_option
@click.pass_obj
def coverage(context: CliContext, ref: str, as_of: str | None, as_json: bool) -> None:
    """List the duties of an act that no control meets, and controls that rest on an old wording.

    Controls that name a place or a typology that does not exist are told too.

    Controls are read with 'kg ingest controls FILE'.

    Example: kg -w work regulation coverage celex:32015L2366
    """
    from queries.laws.coverage import coverage as covered

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
    show_unknown(console, found.unknown)


def show_unknown(console: Console, unknown: Sequence[UnknownName]) -> None:
    """Tell the names in controls that stand for nothing."""
    for one in unknown:
        what = {
            "place": "names a place that no act has",
            "act": "names a place in an act that was not read",
            "typology": "looks for a typology that nothing finds",
        }[one.kind]
        hint = f". Did you mean {safe(one.near)}?" if one.near else ""
        console.print(
            f"  [red]unknown:[/red] {safe(one.control.name)} ({safe(one.control.id)})"
            f" {what}: {safe(one.name)}{hint}"
        )
