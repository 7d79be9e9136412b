"""`kg disagreements`."""

from __future__ import annotations

import click

from kg.cli_tools import CliContext, json_option, safe


@click.command()
@click.argument("act", required=False)
@json_option
@click.pass_obj
def disagreements(context: CliContext, *, act: str | None, as_json: bool) -> None:
    """List where the rules and your language model read a law differently.

    ACT is the beginning of provisions' ids; without it every act is listed. Both readings stay
    in the graph. 'kg evidence CLAIM' shows the words behind one.

    Example: kg disagreements celex:32015L2366
    """
    import queries

    found = queries.disagreements(context.workspace(), act)
    if as_json:
        context.emit(found)
        return
    from rich.table import Table

    table = Table("provision", "difference", "by rules", "by model", "claim")
    for one in found:
        readings = [
            f"{r.obliged or '?'} {r.modality} {r.action or ''}" if r else "-"
            for r in (one.by_rules, one.by_model)
        ]
        shown = one.by_model or one.by_rules
        table.add_row(
            *map(safe, (one.provision, one.difference, *readings, shown.claim if shown else ""))
        )
    context.console.print(table)
    context.console.print(f"{len(found):,} differences.")
