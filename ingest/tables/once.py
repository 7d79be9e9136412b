"""Entities that many rows speak of: from the many rows, the few that say something new."""

from __future__ import annotations

from ingest.mapping import EntityMap
from ingest.tables.claims_sql import ClaimsOf
from ingest.tables.session import Session


def find_once(session: Session, claims: ClaimsOf) -> tuple[str, ...]:
    """Make tables `once_NAME` with the cells of such entities that no earlier batch has had.

    Returns the names of all tables made.
    """
    once = [entity for entity in claims.table.entities if entity.once]
    cells = {entity.name: claims.cells_of(entity) for entity in once}
    grouped: list[tuple[str, ...]] = []
    # A bank is known by some of the cells that its accounts are known by: the many rows
    # are gone through for the accounts alone.
    for wanted in sorted(set(cells.values()), key=len, reverse=True):
        if not any(set(wanted) <= set(other) for other in grouped):
            _distinct(session, f"rows_{len(grouped)}", wanted, "good")
            grouped.append(wanted)
    for entity in once:
        wanted = cells[entity.name]
        number = next(n for n, other in enumerate(grouped) if set(wanted) <= set(other))
        source = f"rows_{number}"
        if set(wanted) != set(grouped[number]):
            source = _distinct(session, "rows_some", wanted, source)
        _keep_unseen(session, claims, entity, source)
    rows = [f"rows_{number}" for number in range(len(grouped))]
    return ("rows_some", *rows, *(f"once_{entity.name}" for entity in once))


def _distinct(session: Session, table: str, cells: tuple[str, ...], source: str) -> str:
    listed = "".join(f"{cell}, " for cell in cells)
    group = f"GROUP BY {', '.join(cells)}" if cells else "HAVING count(*) > 0"
    session.con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS"
        f" SELECT {listed}min(line) AS line FROM {source} {group}"
    )
    return table


def _keep_unseen(session: Session, claims: ClaimsOf, entity: EntityMap, source: str) -> None:
    kind = session.kinds.setdefault(claims.signature(entity), len(session.kinds))
    listed = ", ".join((*claims.cells_of(entity), "''"))
    # Two hashes of 64 bits: one alone could let two accounts of millions pass for one.
    session.con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE once_{entity.name} AS
        SELECT *, NULL AS record FROM (
            SELECT *, hash({listed}) AS h1, hash('second', {listed}) AS h2 FROM {source}
        ) r ANTI JOIN (FROM seen_rows WHERE kind = {kind}) s ON s.h1 = r.h1 AND s.h2 = r.h2"""
    )
    session.con.execute(f"INSERT INTO seen_rows SELECT {kind}, h1, h2 FROM once_{entity.name}")
