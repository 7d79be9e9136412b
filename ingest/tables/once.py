"""Entities that many rows speak of: from the many rows, the few that say something new."""

from __future__ import annotations

from ingest.tables.mapping import EntityMap
from ingest.tables.session import Session
from ingest.tables.staging.claims_sql import ClaimsOf


def find_once(session: Session, claims: ClaimsOf) -> tuple[str, ...]:
    """Make tables `once_NAME` with the cells of such entities that no earlier batch has had.

    Returns the names of all tables made.
    """
    cells = {e.name: claims.cells_of(e) for e in claims.table.entities if e.once}
    names = sorted(cells, key=lambda name: -len(cells[name]))
    # A bank is known by some of the cells that its accounts are known by: the many rows are
    # gone through for the accounts alone, and only new accounts can have new banks.
    followers: dict[str, list[str]] = {}
    for name in names:
        leader = next((n for n in followers if set(cells[name]) <= set(cells[n])), None)
        if leader is None:
            followers[name] = []
        else:
            followers[leader].append(name)
    for leader, others in followers.items():
        # Rows count as seen only where all that follows from them was seen with them.
        entities = [claims.table.entity(name) for name in (leader, *others)]
        kind = _kind(session, claims, entities, cells[leader])
        _keep_unseen(session, leader, cells[leader], kind, "good")
        for name in others:
            kind = _kind(session, claims, [claims.table.entity(name)], cells[name])
            _keep_unseen(session, name, cells[name], kind, f"once_{leader}")
    return tuple(f"once_{name}" for name in names)


def _kind(
    session: Session, claims: ClaimsOf, entities: list[EntityMap], cells: tuple[str, ...]
) -> int:
    """Number of what is made of such cells; equal for payers and payees made alike."""
    first, *others = (claims.signature(entity, cells) for entity in entities)
    return session.kinds.setdefault("\n".join((first, *sorted(others))), len(session.kinds))


def _keep_unseen(
    session: Session, name: str, cells: tuple[str, ...], kind: int, source: str
) -> None:
    listed = "".join(f"{cell}, " for cell in cells)
    group = f"GROUP BY {', '.join(cells)}" if cells else "HAVING count(*) > 0"
    # Two hashes of 64 bits: one alone could let two accounts of millions pass for one.
    hashes = [f"hash({', '.join((salt, *cells))})" for salt in ("'first'", "'second'")]
    session.con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE once_{name} AS
        SELECT *, NULL AS record FROM (
            SELECT {listed}min(line) AS line FROM {source} {group}) r
        ANTI JOIN (FROM seen_rows WHERE kind = {kind}) s
             ON s.h1 = {hashes[0]} AND s.h2 = {hashes[1]}"""
    )
    session.con.execute(
        f"INSERT INTO seen_rows SELECT {kind}, {hashes[0]}, {hashes[1]} FROM once_{name}"
    )
