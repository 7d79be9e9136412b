"""`kg report facts`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from ingest.reports.xbrl.facts import Fact, Report

_SHOWN = 200


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--concept", metavar="TEXT", help="Show only concepts whose name contains it.")
@json_option
@click.pass_obj
def facts(context: CliContext, file: Path, concept: str | None, as_json: bool) -> None:
    """List the facts of an inline XBRL document or XBRL instance; no workspace is needed.

    Values are exact: sign and scale are applied.

    Example: kg report facts 10-k.html --concept Revenue
    """
    from ingest.reports.reader import read_facts
    from kg.errors import UsageError

    if not file.is_file():
        raise UsageError("no such file", file=file)
    report = read_facts(file)
    wanted = [
        fact
        for fact in report.facts
        if concept is None or concept.casefold() in fact.concept.casefold()
    ]
    if as_json:
        context.emit(
            {
                "facts": [fact_form(fact) for fact in wanted],
                "problems": [
                    {"file": p.document, "place": p.place, "reason": p.reason}
                    for p in report.problems
                ],
            }
        )
    else:
        _show(context, report, wanted)


def fact_form(fact: Fact) -> dict[str, Any]:
    """A fact as JSON: numbers as exact text, dates as ISO text, None what the report leaves out.

    `period` has `instant`, or `start` and `end`, or `forever`; `value` is None where the fact is
    nil, or where `problem` says why it cannot be read.
    """
    from decimal import Decimal

    from ingest.reports.xbrl.facts import Duration, Instant

    value: Any = fact.value
    if isinstance(value, Decimal):
        value = f"{value:f}"
    elif value is not None:
        value = str(value)
    period: dict[str, Any] = {"forever": True}
    if isinstance(fact.period, Instant):
        period = {"instant": str(fact.period)}
    elif isinstance(fact.period, Duration):
        start, _, end = str(fact.period).partition("/")
        period = {"start": start, "end": end}
    return {
        "concept": fact.concept,
        "namespace": fact.namespace,
        "value": value,
        "unit": str(fact.unit) if fact.unit else None,
        "decimals": fact.decimals,
        "period": period,
        "dimensions": {d.axis: d.member for d in fact.dimensions},
        "entity": {"scheme": fact.entity.scheme, "identifier": fact.entity.identifier},
        "nil": fact.nil,
        "hidden": fact.hidden,
        "sign": fact.sign,
        "scale": fact.scale,
        "format": fact.format,
        "text": fact.text,
        "id": fact.element_id,
        "place": fact.place,
        "language": fact.language,
        "footnotes": [note.text for note in fact.footnotes],
        "problem": fact.problem,
    }


def _show(context: CliContext, report: Report, wanted: list[Fact]) -> None:
    from rich.table import Column, Table

    table = Table(
        Column("concept", overflow="fold"),
        Column("value", justify="right", overflow="fold"),
        "unit",
        "period",
        Column("dimensions", overflow="fold"),
    )
    for fact in wanted[:_SHOWN]:
        form = fact_form(fact)
        value = form["value"]
        if value is None:
            value = "nil" if fact.problem is None else "unreadable"
        table.add_row(
            safe(fact.concept),
            safe(value if fact.numeric else value[:80]),
            safe(form["unit"] or ""),
            safe(fact.period),
            safe(", ".join(f"{axis}={member}" for axis, member in form["dimensions"].items())),
        )
    context.console.print(table)
    if len(wanted) > _SHOWN:
        context.console.print(f"and {len(wanted) - _SHOWN:,} more (--json lists all)")
    for problem in report.problems[:_SHOWN]:
        context.console.print(
            f"[yellow]Set aside: {safe(problem.place)}: {safe(problem.reason)}[/yellow]"
        )
    context.console.print(f"{len(wanted):,} facts of {len(report.facts):,}")
