"""`detect`: the typologies' patterns in the ledger, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg.errors import NotFound
from kg.model import Finding
from queries.typologies import Typology, load_typologies
from queries.typologies.kernel_specs import KERNELS

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.workspace import Workspace

OWN_TYPOLOGIES = "typologies"
"""Folder in the workspace with YAML files of the user's own."""

# An aggregate stands for transfers at unknown moments of its period. One longer than a day would
# put them in an order, and within a time, that nobody has stated.
# A day on which the clocks go back is longer.
_TIMED = "count = 1 AND (ends <= instant + INTERVAL 1 DAY OR coalesce(first_day = last_day, FALSE))"
_LEDGER_SQL = f"""
SELECT id, from_id, to_id, instant, ends, day, precision = 'day' AS by_day, amount, currency, count,
       received_amount, received_currency
FROM ledger WHERE {_TIMED} AND named
  AND ends <= coalesce($moment::timestamptz, 'infinity'::timestamptz)
"""
_LEFT_OUT_SQL = f"""
SELECT count(*) FILTER (NOT ({_TIMED})), count(*) FILTER (({_TIMED}) AND NOT named) FROM ledger
"""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a search found.

    Attributes:
        findings: highest score first, then by id.
        typologies: names of those looked for.
        transfers: how many were looked at.
        notes: one sentence each on where the search was not complete; empty when it was.
    """

    findings: tuple[Finding, ...]
    typologies: tuple[str, ...]
    transfers: int
    notes: tuple[str, ...]


def detect(
    ws: Workspace,
    as_of: str | date | datetime | None = None,
    typologies: Iterable[str | Typology] | None = None,
) -> list[Finding]:
    """Findings of the typologies, highest score first; `survey` also says what was left out.

    Args:
        as_of: nothing later is looked at, also not for what is usual; a date means the end of
            that day in the workspace's zone.
        typologies: names, or typologies; None is all that ship and those in the workspace's
            folder `typologies`.

    Raises:
        NotFound: no typology has that name.
        MappingError: a typology file is wrong.
    """
    return list(survey(ws, as_of, typologies).findings)


def survey(
    ws: Workspace,
    as_of: str | date | datetime | None = None,
    typologies: Iterable[str | Typology] | None = None,
) -> Detection:
    """The same, with what was looked for and where the search was not complete."""
    wanted = chosen(workspace_typologies(ws), typologies)
    with ws.view(as_of) as view:
        table = view.arrow(_LEDGER_SQL, {"moment": view.as_of})
        notes = _left_out_notes(*map(int, view.sql(_LEFT_OUT_SQL).rows[0]))
        found = detection(table, wanted, view.as_of)
    return Detection(found.findings, found.typologies, found.transfers, notes + found.notes)


def workspace_typologies(ws: Workspace) -> tuple[Typology, ...]:
    """The typologies that ship and the workspace's own; raises MappingError."""
    folder = ws.path / OWN_TYPOLOGIES
    own = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]) if folder.is_dir() else []
    return load_typologies(own)


def chosen(
    known: Sequence[Typology], wanted: Iterable[str | Typology] | None
) -> tuple[Typology, ...]:
    """Those of `known` that are wanted by name, and those wanted as they are.

    Raises:
        NotFound: no typology has that name.
    """
    if wanted is None:
        return tuple(known)
    by_name = {typology.name: typology for typology in known}
    found: dict[str, Typology] = {}
    for item in wanted:
        if isinstance(item, Typology):
            found[item.name] = item
        elif item in by_name:
            found[item] = by_name[item]
        else:
            near = get_close_matches(item, by_name) or sorted(by_name)
            raise NotFound("no such typology", value=item, hint=f"Try {', '.join(near)}")
    return tuple(found[name] for name in sorted(found))


def detection(
    transfers: pa.Table, typologies: Sequence[Typology], as_of: datetime | None = None
) -> Detection:
    """Look for typologies in a table of transfers (columns: `TransferGraph.from_arrow`).

    Args:
        as_of: later transfers are cut off first.
    """
    from queries.kernels.graph import TransferGraph
    from queries.typologies.findings import Scored, scored, told_once
    from queries.typologies.patterns import Population

    graph = TransferGraph.from_arrow(transfers, as_of=as_of)
    population = Population(graph)
    found: list[Scored] = []
    notes: list[str] = []
    if graph.n_transfers:
        for typology in typologies:
            patterns = KERNELS[typology.kernel].find(population, typology.parameters)
            notes.extend(f"{typology.name}: {note}" for note in patterns.notes)
            found.extend(scored(typology, patterns, graph, as_of))
    return Detection(
        findings=tuple(told_once(found)),
        typologies=tuple(typology.name for typology in typologies),
        transfers=graph.n_transfers,
        notes=tuple(notes),
    )


def _left_out_notes(untimed: int, unnamed: int) -> tuple[str, ...]:
    notes = []
    if untimed:
        notes.append(
            f"{untimed:,} ledger rows stand for several transfers, or for a period longer than a"
            " day; when these took place is not known, and they were not looked at"
        )
    if unnamed:
        notes.append(
            f"{unnamed:,} transfers have an end without a name (cash, cards, fees), and were not"
            " looked at"
        )
    return tuple(notes)
