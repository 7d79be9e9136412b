"""`find`: entities by what a person has in hand, spelled nearly right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, json_option, safe
from queries.answers import counted

if TYPE_CHECKING:
    from rich.console import Console

    from kg.references import Near
    from kg.workspace import Workspace

_SHOWN = 20
_MOST_FROM_THE_INDEX = 100


@dataclass(frozen=True, slots=True)
class Found:
    """Entities that a text may mean, best first.

    Attributes:
        left_out: how many more were found.
        whole: False where so much is near the text that not all of it was looked at.
    """

    entities: tuple[Near, ...]
    left_out: int
    whole: bool = True


def find(ws: Workspace, text: str, *, limit: int = _SHOWN) -> Found:
    """Entities whose name, alias, account or identifier the text is, nearly is, or is a part of.

    Full text over names by the graph's own index, and near spelling over names, accounts and
    identifiers by the lake. The index gives 100 at most.

    Args:
        limit: the most that is handed back; the best are.
    """
    from kg.references import Near, near_entities

    with ws.view() as view:
        by_letters, whole = near_entities(view.con, ws.ontology, text)
        near = {one.id: one for one in by_letters}
        indexed = view.search(text, _MOST_FROM_THE_INDEX).rows
        for id_, schema, caption, score in indexed:
            if id_ not in near or near[id_].score < score:
                near[id_] = Near(id_, schema, caption, "caption", caption, score)
    best = sorted(near.values(), key=lambda one: (-one.score, one.caption, one.id))
    whole = whole and len(indexed) < _MOST_FROM_THE_INDEX
    return Found(tuple(best[:limit]), max(0, len(best) - limit), whole)


@click.command("find")
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(min=1), default=_SHOWN, show_default=True, help="Show so many."
)
@json_option
@click.pass_obj
def find_command(context: CliContext, text: Collection[str], limit: int, as_json: bool) -> None:
    """Find entities by name, alias, account or identifier, spelled nearly right.

    Example: kg -w work find kim jong un
    """
    found = find(context.workspace(), " ".join(text), limit=limit)
    if as_json:
        context.emit(found)
    else:
        _show(context.console, found)


def _show(console: Console, found: Found) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    if not found.entities:
        console.print("Nothing found.")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("likeness", justify="right", no_wrap=True)
    for heading in ("kind", "name", "id", "found by"):
        table.add_column(heading, overflow="fold")
    for one in found.entities:
        by = "" if one.text == one.caption else f"{one.prop}: {one.text}"
        table.add_row(f"{one.score:.0%}", *map(safe, (one.schema, one.caption, one.id, by)))
    if found.entities:
        console.print(table)
    if found.left_out:
        console.print(f"{counted(found.left_out, 'more entity', 'more entities')} less like it.")
    if not found.whole:
        console.print("So much is near that text that not all was looked at: give more of it.")
