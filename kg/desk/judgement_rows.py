"""Judgements as rows of the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from kg.desk import tables
from kg.desk.finding_rows import utc
from kg.desk.judgement import Judgement


def put_judgements(connection: Connection, judgements: Sequence[Judgement]) -> None:
    """Record judgements; one that is there already counts again, from its new moment."""
    wanted = {judgement.id: judgement for judgement in judgements}
    known = tables.judgements.c.id
    present: set[str] = set()
    for chunk in chunks(list(wanted)):
        present |= set(connection.execute(select(known).where(known.in_(chunk))).scalars())
    for judgement_id in present:
        connection.execute(
            update(tables.judgements)
            .where(known == judgement_id)
            .values(retracted_at=None, decided_at=wanted[judgement_id].decided_at)
        )
    names = [column.name for column in tables.judgements.columns if column.name != "id"]
    fresh = [
        {"id": judgement_id} | {name: getattr(judgement, name) for name in names}
        for judgement_id, judgement in wanted.items()
        if judgement_id not in present
    ]
    if fresh:
        connection.execute(insert(tables.judgements), fresh)


def set_aside(connection: Connection, judgement_id: str, now: datetime) -> None:
    """Make a judgement count no more; one that does not keeps its moment."""
    connection.execute(
        update(tables.judgements)
        .where(tables.judgements.c.id == judgement_id)
        .where(tables.judgements.c.retracted_at.is_(None))
        .values(retracted_at=now)
    )


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Few enough at a time for a statement's parameters."""
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]


def judgement_of(row: RowMapping) -> Judgement:
    """The judgement in a row that has its columns, and `retracted_by`."""
    return Judgement(
        left=row["left"],
        right=row["right"],
        verdict=row["verdict"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        decided_at=utc(row["decided_at"]),
        retracted_at=None if row["retracted_at"] is None else utc(row["retracted_at"]),
        retracted_by=row["retracted_by"],
    )
