"""Which records are one entity: derived from judgements, reversible, and remembered."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kg.desk import Judgement
from kg.errors import Damaged
from kg.files import plain_path, sync_file, sync_folder
from kg.identity.clusters import cluster
from kg.identity.keys import shared_keys
from kg.identity.namesakes import NAME_RULE, possible_matches
from kg.identity.rules import RULE, Objections, judge_by_identifiers
from kg.lake.sql import sql_files
from kg.ontology import Ontology

if TYPE_CHECKING:
    from kg.desk import Desk

_SCHEMA = pa.schema([("entity", pa.string()), ("id", pa.string())])


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """What a resolution changed.

    Attributes:
        moved: records whose canonical id changed.
        refused: "same" judgements that were not followed: a "different" one stands against
            them, or something speaks against the clusters they would join.
        unsure: pairs that may be one and yet were not merged: they share an identifier, or a
            name that a document gives.
    """

    moved: int
    refused: tuple[Judgement, ...]
    unsure: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class _Mapping:
    """A file's content: record to canonical id and back; for `stamp` see `Identity.stamp`."""

    stamp: tuple[int, int, int] | None
    canonical: dict[str, str]
    members: dict[str, tuple[str, ...]]


class Identity:
    """The canonical id of every record: its own, unless it is judged the same as another.

    Kept in `canonical.parquet` (entity, id), which lists only members of clusters. It follows
    from lake and judgements alone and can always be derived anew. The file is what counts:
    another process may have written it, so each call looks whether it is still the one that
    was read.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "canonical.parquet"
        self._read = _Mapping(None, {}, {})

    def canonical(self, entity: str) -> str:
        """Canonical id of a record; an id that is no record's is returned as it is."""
        return self._map().canonical.get(entity, entity)

    def members(self, canonical: str) -> tuple[str, ...]:
        """Record ids behind a canonical id, in order; itself alone if it was never merged."""
        return self._map().members.get(canonical, (canonical,))

    def forget_if_damaged(self) -> None:
        """Remove the file where it cannot be read: it is derived anew."""
        try:
            self._map()
        except Damaged:
            self.path.unlink()

    @property
    def digest(self) -> str:
        """Hash of the whole mapping."""
        canonical = self._map().canonical
        text = "\n".join(f"{entity}\t{to}" for entity, to in sorted(canonical.items()))
        return hashlib.sha256(text.encode()).hexdigest()

    def stamp(self) -> tuple[int, int, int] | None:
        """What tells the mapping of now from the next; None where nothing was ever merged."""
        try:
            facts = self.path.stat()
        except FileNotFoundError:
            return None
        return facts.st_ino, facts.st_mtime_ns, facts.st_size

    def create_view(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make table `canonical` (entity, id) in a lake connection, of merged records only."""
        if self.stamp() is None:
            con.execute("CREATE TABLE canonical (entity VARCHAR, id VARCHAR)")
            return
        # DuckDB reads the file itself: to take lists, Arrow would import pandas first.
        select = f"SELECT entity, id FROM {sql_files([self.path])}"
        try:
            con.execute(f"CREATE TABLE canonical AS {select}")
        except duckdb.Error as fault:
            raise self._damaged() from fault

    def resolve(
        self,
        con: duckdb.DuckDBPyConnection,
        ontology: Ontology,
        desk: Desk,
        documents: Collection[str] = (),
    ) -> IdentityChange:
        """Judge by strong identifiers, derive canonical ids anew, and record what moved.

        `con` has the lake's view `claims`; the caller keeps other writers out. Every step can
        be repeated after a crash. Parties that only a name joins stay apart and are judged
        "unsure", where one of the sources in `documents` gives that name.
        """
        shared = shared_keys(con, ontology)
        by_people = [j for j in desk.judgements() if j.decided_by not in (RULE, NAME_RULE)]
        involved = sorted(
            {e for j in by_people for e in (j.left, j.right)}
            | {entity for key in shared for entity in key.entities}
        )
        objections = Objections(con, ontology, involved)
        desk.replace_rule_judgements(RULE, judge_by_identifiers(shared, objections))
        judgements = desk.judgements()
        present = _ranks(con, involved)
        standing = [j for j in judgements if j.left in present and j.right in present]
        after, refused = cluster(standing, present, objections.between)
        before = self._map().canonical
        moved = [
            (entity, before.get(entity, entity), after.get(entity, entity))
            for entity in sorted({*before, *after})
            if before.get(entity, entity) != after.get(entity, entity)
        ]
        if moved or not self.path.exists():
            desk.record_identity_changes(moved)
            self._save(after)
        decided = [j for j in standing if j.decided_by != NAME_RULE]
        namesakes = possible_matches(con, ontology, documents, after, decided)
        desk.replace_rule_judgements(NAME_RULE, namesakes)
        unsure = [j for j in decided if j.verdict == "unsure"]
        unsure += [j for j in desk.judgements() if j.decided_by == NAME_RULE]
        return IdentityChange(len(moved), tuple(refused), tuple(unsure))

    def _save(self, canonical: dict[str, str]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        entities = sorted(canonical)
        table = pa.table(
            {"entity": entities, "id": [canonical[e] for e in entities]}, schema=_SCHEMA
        )
        pq.write_table(table, plain_path(draft))
        sync_file(draft)
        draft.replace(self.path)
        sync_folder(self.path.parent)

    def _damaged(self) -> Damaged:
        return Damaged(
            "the canonical ids are not as they were written",
            file=self.path,
            hint="Nothing was overwritten; 'kg rebuild' derives them anew",
        )

    def _map(self) -> _Mapping:
        """What the file holds now; read again only where it is another file than before."""
        while True:
            stamp = self.stamp()
            if stamp == self._read.stamp:
                return self._read
            canonical: dict[str, str] = {}
            groups: dict[str, list[str]] = defaultdict(list)
            if stamp is not None:
                try:
                    table = pq.ParquetFile(plain_path(self.path)).read()
                except FileNotFoundError:
                    continue
                except (OSError, pa.ArrowException) as fault:
                    raise self._damaged() from fault
                canonical = dict(
                    zip(table["entity"].to_pylist(), table["id"].to_pylist(), strict=True)
                )
            for entity, to in sorted(canonical.items()):
                groups[to].append(entity)
            members = {to: tuple(entities) for to, entities in groups.items()}
            # Where it was replaced in between, the next turn finds another stamp.
            self._read = _Mapping(stamp, canonical, members)


def _ranks(con: duckdb.DuckDBPyConnection, entities: list[str]) -> dict[str, int]:
    """Arrival order of the first source of each record; records that no source has are absent."""
    rows = con.execute(
        """
        SELECT entity, min(ordinal) FROM claims JOIN source_order USING (source)
        WHERE entity IN (SELECT unnest(?::varchar[])) GROUP BY entity
        """,
        [entities],
    ).fetchall()
    return dict(rows)
