"""`kg regulation score` and `kg regulation diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli_tools import CliContext, json_option, safe

if TYPE_CHECKING:
    from ingest.regulations.structure.act import Act

_SHOWN = 20


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def score(context: CliContext, gold: Path, as_json: bool) -> None:
    """Measure the extraction against sentences annotated by hand; no workspace is needed.

    GOLD is JSON: a list of sentences with text, citations, thresholds, deadlines, obligations
    and defined_terms. Shown are precision, recall and F1 of each kind, with the misses.

    Example: kg regulation score gold_sentences.json
    """
    from rich.table import Table

    from ingest.regulations.comparison import scoring
    from kg.errors import UsageError

    if not gold.is_file():
        raise UsageError("no such file", file=gold)
    sentences = scoring.read_gold(gold)
    scores = scoring.score(sentences)
    if as_json:
        context.emit(
            {
                "sentences": len(sentences),
                "scores": {
                    kind: {
                        "precision": one.precision,
                        "recall": one.recall,
                        "f1": one.f1,
                        "missed": [{"what": what, "sentence": text} for what, text in one.missed],
                        "extra": [{"what": what, "sentence": text} for what, text in one.extra],
                    }
                    for kind, one in scores.items()
                },
            }
        )
        return
    table = Table("kind", "precision", "recall", "F1", "missed", "extra")
    for kind, one in scores.items():
        figures = (one.precision, one.recall, one.f1)
        table.add_row(
            safe(kind.replace("_", " ")),
            *("none" if figure is None else f"{figure:.3f}" for figure in figures),
            str(len(one.missed)),
            str(len(one.extra)),
        )
    context.console.print(table)
    for kind, one in scores.items():
        for word, misses in (("missed", one.missed), ("extra", one.extra)):
            for what, text in misses[:_SHOWN]:
                context.console.print(
                    f"[yellow]{safe(kind.replace('_', ' '))}, {word}:[/yellow] {safe(what)}"
                    f"\n  {safe(text)}"
                )


@click.command()
@click.argument("old")
@click.argument("new")
@json_option
@click.pass_obj
def diff(context: CliContext, old: str, new: str, as_json: bool) -> None:
    """Show which articles of an act were replaced, changed, added or dropped.

    OLD and NEW are files, or ids of wordings in the workspace; articles are matched by their
    words, whatever their numbers.

    Example: kg -w work regulation diff prc:反洗钱法@2007-01-01 prc:反洗钱法@2025-01-01
    """
    from ingest.regulations.comparison.versions import differences, stored_act
    from ingest.regulations.formats.detect import read_act

    def act(named: str) -> Act:
        path = Path(named)
        return read_act(path) if path.is_file() else stored_act(context.workspace(), named)

    before, after = act(old), act(new)
    found = differences(before, after)
    if as_json:
        context.emit(
            [
                {
                    "change": one.change,
                    "old": "/".join(one.old.key) if one.old else None,
                    "new": "/".join(one.new.key) if one.new else None,
                    "likeness": one.likeness,
                    "since": one.since,
                }
                for one in found
            ]
        )
        return
    from rich.table import Table

    table = Table("change", "before", "after", "likeness")
    for one in found:
        if one.change != "same":
            table.add_row(
                one.change,
                safe("/".join(one.old.key)) if one.old else "",
                safe("/".join(one.new.key)) if one.new else "",
                f"{one.likeness:.2f}" if one.old and one.new else "",
            )
    context.console.print(table)
    same = sum(one.change == "same" for one in found)
    since = f" from {after.effective}" if after.effective else ""
    context.console.print(f"{len(found) - same:,} differences{since}; {same:,} articles as before.")
