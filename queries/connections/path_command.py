"""`kg path`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, as_of_option, json_option, safe, shortened
from kg.values.instants import span_text
from queries.answers import counted_unit

if TYPE_CHECKING:
    from rich.console import Console

    from queries.answers import Ref
    from queries.connections.hops import Hop, Path

_KINDS = ("any", "money", "ownership")


@click.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default="any",
    show_default=True,
    help="Along any relation, money in order of time, or ownership.",
)
@click.option(
    "--max-hops",
    type=click.IntRange(1, 12),
    default=6,
    show_default=True,
    help="Longest path to look for.",
)
@as_of_option
@json_option
@click.pass_obj
def path(
    context: CliContext,
    a: str,
    b: str,
    kind: str,
    max_hops: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Show how two entities are connected.

    A and B are ids, account numbers, other identifiers or exact names. A path of money never
    goes back in time. Exits 0 whether or not there is a path.

    Example: kg -w work path 216 4711 --kind money --max-hops 4
    """
    import queries

    found = queries.path(context.workspace(), a, b, kind=kind, max_hops=max_hops, as_of=as_of)
    if as_json:
        context.emit(found)
    elif found:
        _show(context.console, found)
    else:
        context.console.print(
            f"No path of at most {counted_unit(str(max_hops), 'hops')}"
            f" from {safe(shortened(a))} to {safe(shortened(b))} ({safe(kind)})."
        )
        if kind != "money":
            context.console.print(
                "Paths through entities with more than a thousand relations are not looked for."
            )


def _show(console: Console, paths: list[Path]) -> None:
    from rich.table import Column, Table

    for number, found in enumerate(paths, start=1):
        table = Table(
            "",
            Column("from", overflow="fold"),
            "",
            Column("to", overflow="fold"),
            "when",
            "what",
            title=f"Path {number} of {len(paths)}: {_length(found)}, {safe(found.rank)}",
            title_justify="left",
        )
        for place, hop in enumerate(found.hops, start=1):
            table.add_row(
                str(place),
                _named(hop.source),
                safe(hop.label),
                _named(hop.target),
                safe(_when(hop)),
                safe(_what(hop)),
            )
        console.print(table)
        if found.carried is not None:
            console.print(f"At most {found.carried} can have gone this way.")
        if not found.hops:
            console.print(f"Both hold {_named(found.nodes[0])}.")
    from queries.connections.hops import beyond

    more, perhaps = beyond(paths)
    if more or perhaps:
        equals = paths[0].equals
        told = f"{equals:,} or more" if perhaps else f"{equals:,}"
        console.print(f"{told} paths are as short; {equals - more:,} of them are shown.")


def _length(path: Path) -> str:
    return counted_unit(f"{len(path):,}", "hops")


def _named(entity: Ref) -> str:
    return f"{safe(shortened(entity.caption))} [dim]{safe(entity.id)}[/dim]"


def _when(hop: Hop) -> str:
    if hop.first is None or hop.last is None:
        return " to ".join(filter(None, (hop.start, hop.end)))
    return span_text(hop.first, hop.last)


def _what(hop: Hop) -> str:
    if not hop.is_money:
        return ", ".join(
            shortened(f"{name} {'; '.join(map(str, value)) if isinstance(value, list) else value}")
            for name, value in hop.properties.items()
        )
    paid = ", ".join(map(str, hop.amounts))
    if hop.received is not None:
        paid += f", received {hop.received}"
    return paid if hop.count == 1 else f"{paid} in {hop.count:,} transfers"
