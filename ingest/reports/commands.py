"""`kg report facts`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reports.xbrl.facts import Fact, Problem, Report
    from ingest.reports.xbrl.labels import Labels

_SHOWN = 200


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--concept", metavar="TEXT", help="Show only concepts whose name contains it.")
@json_option
@click.pass_obj
def facts(context: CliContext, file: Path, concept: str | None, as_json: bool) -> None:
    """List the facts of an inline XBRL document or XBRL instance; no workspace is needed.

    Values are exact: sign and scale are applied. Labels are those of the taxonomy beside it.

    Example: kg report facts 10-k.html --concept Revenue
    """
    from ingest.reports.reader import labels_of, read_facts
    from kg.errors import UsageError

    if not file.is_file():
        raise UsageError("no such file", file=file)
    report = read_facts(file)
    labels = labels_of(file, report)
    problems = (*report.problems, *labels.problems)
    wanted = [
        fact
        for fact in report.facts
        if concept is None or concept.casefold() in fact.concept.casefold()
    ]
    if as_json:
        context.emit(
            {
                "facts": [fact_form(fact, labels.text(fact.concept)) for fact in wanted],
                "problems": [
                    {"file": p.document, "place": p.place, "reason": p.reason} for p in problems
                ],
            }
        )
    else:
        _show(context, report, wanted, labels, problems)


def fact_form(fact: Fact, label: str | None) -> dict[str, Any]:
    """A fact as JSON: numbers as exact text, dates as ISO text, None what the report leaves out.

    `label` is what the taxonomy calls the concept. `period` has `instant`, or `start` and `end`,
    or `forever`; `value` is None where the fact is nil, or where `problem` says why it cannot be
    read.
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
        "label": label,
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


def _show(
    context: CliContext,
    report: Report,
    wanted: list[Fact],
    labels: Labels,
    problems: Sequence[Problem],
) -> None:
    from rich.table import Column, Table

    table = Table(
        Column("concept", overflow="fold"),
        Column("value", justify="right", overflow="fold"),
        "unit",
        "period",
        Column("dimensions", overflow="fold"),
    )
    for fact in wanted[:_SHOWN]:
        label = labels.text(fact.concept)
        form = fact_form(fact, label)
        value = form["value"]
        if value is None:
            value = "nil" if fact.problem is None else "unreadable"
        table.add_row(
            f"{safe(fact.concept)}\n[dim]{safe(label)}[/dim]" if label else safe(fact.concept),
            safe(value if fact.numeric else value[:80]),
            safe(form["unit"] or ""),
            safe(fact.period),
            safe(", ".join(f"{axis}={member}" for axis, member in form["dimensions"].items())),
        )
    context.console.print(table)
    if len(wanted) > _SHOWN:
        context.console.print(f"and {len(wanted) - _SHOWN:,} more (--json lists all)")
    for problem in problems[:_SHOWN]:
        place = problem.place or problem.document
        context.console.print(f"[yellow]Set aside: {safe(place)}: {safe(problem.reason)}[/yellow]")
    context.console.print(f"{len(wanted):,} facts of {len(report.facts):,}")
