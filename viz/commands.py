"""`kg portrait`, `kg map` and `kg ego`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, as_of_option, json_option, visible

if TYPE_CHECKING:
    from queries.connections.subgraph import Subgraph

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("ref")
@click.option("--html", "page", type=_FILE, help="Write a printable page without scripts.")
@as_of_option
@json_option
@click.pass_obj
def portrait(
    context: CliContext, ref: str, page: Path | None, as_of: str | None, as_json: bool
) -> None:
    """Show all that is known of one entity, each statement with its evidence.

    REF is an id, an account number, another identifier or an exact name.

    Example: kg -w work portrait amlsim:216 --html portrait.html
    """
    import queries

    ws = context.workspace()
    found = queries.portrait(ws, ref, as_of=as_of)
    if page is not None:
        import viz

        written = viz.save(found, page, ontology=ws.ontology)
        click.echo(visible(f"Wrote {written}."), err=as_json)
    if as_json:
        context.emit(found)
    elif page is None:
        from viz.portraits.terminal import portrait_text
        from viz.styles import Styles

        context.console.print(portrait_text(found, Styles(ws.ontology)))


@click.command(name="map")
@click.argument("refs", metavar="REF...", nargs=-1, required=True)
@click.option(
    "--hops",
    type=click.IntRange(1, 6),
    default=3,
    show_default=True,
    help="Longest path between two of them.",
)
@click.option("--out", type=_FILE, help="Write it to a .html, .svg, .json, .csv or .graphml file.")
@as_of_option
@json_option
@click.pass_obj
def map(
    context: CliContext,
    refs: tuple[str, ...],
    hops: int,
    out: Path | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Draw what connects several entities, money in the order it moved included.

    Each REF is an id, an account number, another identifier or an exact name. One REF alone
    gives what is around it, as 'kg ego' does.

    Example: kg -w work map amlsim:216 amlsim:4711 --hops 3 --out map.html
    """
    import queries

    found = queries.association_map(context.workspace(), refs, hops=hops, as_of=as_of)
    _show(context, found, out, as_json=as_json)


@click.command()
@click.argument("ref")
@click.option(
    "--hops",
    type=click.IntRange(1, 4),
    default=1,
    show_default=True,
    help="How far from it to go.",
)
@click.option(
    "--limit",
    type=click.IntRange(2, 1000),
    default=150,
    show_default=True,
    help="Most entities to show.",
)
@click.option("--out", type=_FILE, help="Write it to a .html, .svg, .json, .csv or .graphml file.")
@as_of_option
@json_option
@click.pass_obj
def ego(
    context: CliContext,
    ref: str,
    hops: int,
    limit: int,
    out: Path | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Draw one entity and what is around it.

    REF is an id, an account number, another identifier or an exact name.

    Example: kg -w work ego amlsim:216 --hops 2 --out ego.html
    """
    import queries

    found = queries.ego(context.workspace(), ref, hops=hops, limit=limit, as_of=as_of)
    _show(context, found, out, as_json=as_json)


def _show(context: CliContext, found: Subgraph, out: Path | None, *, as_json: bool) -> None:
    if out is not None:
        import viz
        from queries.answers import counted

        written = viz.save(found, out, ontology=context.workspace().ontology)
        click.echo(
            f"Wrote {visible(written)}: {counted(len(found.nodes), 'entity', 'entities')},"
            f" {counted(len(found.relations), 'relation')}"
            + (f", {found.cut}." if found.cut else "."),
            err=as_json,
        )
    if as_json:
        context.emit(found)
    elif out is None:
        from viz.maps.terminal import subgraph_text
        from viz.styles import Styles

        styles = Styles(context.workspace().ontology)
        context.console.print(subgraph_text(found, styles))
