"""`kg query`."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli_tools import CliContext, safe, visible

if TYPE_CHECKING:
    from kg.model import Rows

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@click.command()
@click.argument("cypher", required=False)
@click.option(
    "--file",
    "path",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Read the query from this file.",
)
@click.option(
    "-p",
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter; the value is JSON, or else text. May be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print the rows.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--limit",
    default=1000,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="Print at most this many rows.",
)
@click.option(
    "--timeout",
    default=30.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    help="Give up after this many seconds.",
)
@click.pass_obj
def query(
    context: CliContext,
    *,
    cypher: str | None,
    path: Path | None,
    parameters: tuple[str, ...],
    form: str,
    as_json: bool,
    limit: int,
    timeout: float,
) -> None:
    """Run a Cypher query that reads; one that writes is refused.

    Example: kg query 'MATCH (c:Company {id: $id})<-[:OWNS]-(o) RETURN o.caption' -p id=bank:C-17
    """
    from kg.errors import UsageError

    if (cypher is None) == (path is None):
        raise UsageError("give either a query or --file")
    text = cypher if path is None else path.read_text(encoding="utf-8")
    assert text is not None
    with context.workspace().view() as view:
        rows = view.query(text, _parameters(parameters), limit=limit, timeout_s=timeout)
    if as_json or form == "json":
        context.emit({"columns": rows.columns, "rows": rows.dicts()})
    elif form == "csv":
        # `color` keeps click from taking escape sequences out of what goes to a file.
        click.echo(_csv(rows, shown=sys.stdout.isatty()), nl=False, color=True)
    else:
        _table(context, rows, limit)


def _parameters(pairs: tuple[str, ...]) -> dict[str, Any]:
    from kg.errors import UsageError

    values: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError("expected NAME=VALUE", field="--param", value=pair)
        try:
            values[name] = json.loads(text)
        except ValueError:
            values[name] = text
    return values


def _cell(value: object) -> str:
    from kg.json_form import jsonable

    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(jsonable(value), ensure_ascii=False)


def _csv(rows: Rows, *, shown: bool) -> str:
    """RFC 4180; cells a spreadsheet would run as a formula get a leading apostrophe.

    `shown` on a terminal, control characters stand as their code points.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows.columns)
    for row in rows:
        cells = [_inert(value) for value in row]
        writer.writerow([visible(cell) for cell in cells] if shown else cells)
    return out.getvalue()


def _inert(value: object) -> str:
    cell = _cell(value)
    return f"'{cell}" if isinstance(value, str) and cell.startswith(_FORMULA_STARTS) else cell


def _table(context: CliContext, rows: Rows, limit: int) -> None:
    from rich.table import Table

    table = Table(*(safe(column) for column in rows.columns))
    for row in rows:
        table.add_row(*(safe(visible(_cell(value))) for value in row))
    context.console.print(table)
    cut = f" (cut at --limit {limit})" if len(rows) == limit else ""
    context.console.print(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}{cut}")
