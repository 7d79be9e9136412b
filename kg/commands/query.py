"""`kg query`."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli_tools import CliContext, safe, visible

if TYPE_CHECKING:
    from kg.model import Rows
    from kg.ontology import Ontology

_LARGEST_PLAIN = 1e15
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

    Names that nothing in the graph can have are told, with what was perhaps meant;
    'kg ontology' lists labels, relationship types, properties, and how to filter by them.

    Example: kg query 'MATCH (o)-[r:OWNS]->(c) WHERE r.percentage > 25 RETURN o.caption, c.caption'
    """
    from kg.bounds import bounded
    from kg.errors import BadFile, UsageError
    from kg.store.query_names import warnings_about

    if (cypher is None) == (path is None):
        raise UsageError("give either a query or --file")
    try:
        text = cypher if path is None else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadFile("cannot be read as UTF-8 text", file=path) from fault
    assert text is not None
    given = _parameters(parameters)
    workspace = context.workspace()
    with workspace.view() as view:
        ontology = view.ontology
        # Before the query runs: what is wrong with it may be why the engine refuses it.
        for warning in warnings_about(text, ontology, given):
            click.echo(visible(f"warning: {warning}"), err=True)
        view.open_graph()
        with bounded(timeout, workspace.config.memory_limit):
            rows = view.query(text, given, limit=limit, timeout_s=timeout)
    if as_json or form == "json":
        context.emit({"columns": rows.columns, "rows": rows.dicts()})
    elif form == "csv":
        # `color` keeps click from taking escape sequences out of what goes to a file.
        click.echo(_csv(rows, shown=sys.stdout.isatty()), nl=False, color=True)
    else:
        _table(context, rows, limit, ontology)
        _tell_minor_units(context, text, rows, ontology)


def _tell_minor_units(context: CliContext, text: str, rows: Rows, ontology: Ontology) -> None:
    """Say of amounts without a currency beside them in which unit they are."""
    from kg.store.tokens import tokenize

    tokens = tokenize(text)
    last = max((at for at, each in enumerate(tokens) if each.keyword == "RETURN"), default=0)
    asked = [
        name.text
        for dot, name in zip(tokens[last:], tokens[last + 1 :], strict=False)
        if dot.is_sign(".") and name.text in _companions(ontology)
    ]
    known = _currencies(rows.columns, ontology)
    if asked and len(known) < len(asked):
        name = asked[0]
        context.console.print(
            f"{safe(name)} is in minor units (10000 is 100.00 EUR): return its currency beside it"
            f" under its own name, or {safe(name)}_major"
        )


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


def _table(context: CliContext, rows: Rows, limit: int, ontology: Ontology) -> None:
    from rich.table import Table

    table = Table(*(safe(column) for column in rows.columns))
    currencies = _currencies(rows.columns, ontology)
    for row in rows:
        table.add_row(
            *(
                safe(visible(_shown(value, _currency_of(row, currencies.get(at)))))
                for at, value in enumerate(row)
            )
        )
    context.console.print(table)
    cut = f" (cut at --limit {limit})" if len(rows) == limit else ""
    context.console.print(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}{cut}")


def _currencies(columns: Sequence[str], ontology: Ontology) -> dict[int, int | str]:
    """Place of the currency, or its code, for each column of an amount in minor units.

    A column is known by its name: that of a property of money, perhaps behind a variable and a
    dot, in a row that has the property which names its currency behind the same.
    """
    found: dict[int, int | str] = {}
    companions = _companions(ontology)
    for at, column in enumerate(columns):
        variable, dot, name = column.rpartition(".")
        companion = companions.get(name)
        if companion is None:
            continue
        if companion.isupper():
            found[at] = companion
        elif variable + dot + companion in columns:
            found[at] = columns.index(variable + dot + companion)
    return found


def _companions(ontology: Ontology) -> dict[str, str]:
    """The property, or the code, of the currency of each property of money, by name."""
    from kg.ontology.stored import CURRENCY

    return {
        prop.name: prop.currency or prop.name + CURRENCY
        for schema in ontology.schemata.values()
        for prop in schema.properties.values()
        if prop.stored == "money"
    }


def _currency_of(row: tuple[Any, ...], place: int | str | None) -> str | None:
    code = row[place] if isinstance(place, int) else place
    return code if isinstance(code, str) else None


def _shown(value: object, currency: str | None) -> str:
    """A value for people: money with its currency, whole numbers without a point, lists joined."""
    from kg.ontology.stored import plain_number
    from kg.values.money import format_amount, is_currency

    if isinstance(value, int) and not isinstance(value, bool) and currency is not None:
        return format_amount(value, currency) if is_currency(currency) else _cell(value)
    if isinstance(value, float) and math.isfinite(value) and abs(value) < _LARGEST_PLAIN:
        return plain_number(value)
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return "; ".join(_shown(each, None) for each in value)
    return _cell(value)
