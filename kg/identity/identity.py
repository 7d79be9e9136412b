"""Which records are one entity: derived from judgements, reversible, and remembered."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kg.casework import Desk, Judgement
from kg.identity.clusters import cluster
from kg.identity.keys import shared_keys
from kg.identity.rules import RULE, Objections, judge_by_identifiers
from kg.ontology import Ontology

_SCHEMA = pa.schema([("entity", pa.string()), ("id", pa.string())])


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """What a resolution changed.

    Attributes:
        moved: records whose canonical id changed.
        refused: "same" judgements that a "different" one stands against.
        unsure: pairs that share an identifier and yet were not merged.
    """

    moved: int
    refused: tuple[Judgement, ...]
    unsure: tuple[Judgement, ...]


class Identity:
    """The canonical id of every record: its own, unless it is judged the same as another.

    Kept in `canonical.parquet` (entity, id), which lists only members of clusters. It follows
    from lake and judgements alone and can always be derived anew.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "canonical.parquet"
        self._canonical: dict[str, str] | None = None
        self._members: dict[str, tuple[str, ...]] = {}

    def canonical(self, entity: str) -> str:
        """Canonical id of a record; an id that is no record's is returned as it is."""
        return self._map().get(entity, entity)

    def members(self, canonical: str) -> tuple[str, ...]:
        """Record ids behind a canonical id, in order; itself alone if it was never merged."""
        self._map()
        return self._members.get(canonical, (canonical,))

    @property
    def digest(self) -> str:
        """Hash of the whole mapping."""
        text = "\n".join(f"{entity}\t{to}" for entity, to in sorted(self._map().items()))
        return hashlib.sha256(text.encode()).hexdigest()

    def create_view(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make table `canonical` (entity, id) in a lake connection, of merged records only."""
        table = pa.table(
            {"entity": list(self._map()), "id": list(self._map().values())}, schema=_SCHEMA
        )
        con.register("canonical_map", table)
        con.execute("CREATE TEMP TABLE canonical AS SELECT * FROM canonical_map")
        con.unregister("canonical_map")

    def resolve(
        self, con: duckdb.DuckDBPyConnection, ontology: Ontology, desk: Desk
    ) -> IdentityChange:
        """Judge by strong identifiers, derive canonical ids anew, and record what moved.

        `con` has the lake's view `claims`. Every step can be repeated after a crash.
        """
        shared = shared_keys(con, ontology)
        by_people = [j for j in desk.judgements() if j.decided_by != RULE]
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
        before = self._map()
        moved = [
            (entity, before.get(entity, entity), after.get(entity, entity))
            for entity in sorted({*before, *after})
            if before.get(entity, entity) != after.get(entity, entity)
        ]
        if moved or not self.path.exists():
            state = hashlib.sha256(repr(sorted(after.items())).encode()).hexdigest()
            desk.record_identity_changes(moved, f"{self.digest}>{state}")
            self._save(after)
        unsure = tuple(j for j in standing if j.verdict == "unsure")
        return IdentityChange(len(moved), tuple(refused), unsure)

    def _save(self, canonical: dict[str, str]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        entities = sorted(canonical)
        table = pa.table(
            {"entity": entities, "id": [canonical[e] for e in entities]}, schema=_SCHEMA
        )
        pq.write_table(table, draft)
        draft.replace(self.path)
        self._canonical = None

    def _map(self) -> dict[str, str]:
        if self._canonical is None:
            self._canonical = {}
            if self.path.exists():
                table = pq.read_table(self.path)
                self._canonical = dict(
                    zip(table["entity"].to_pylist(), table["id"].to_pylist(), strict=True)
                )
            groups: dict[str, list[str]] = defaultdict(list)
            for entity, to in sorted(self._canonical.items()):
                groups[to].append(entity)
            self._members = {to: tuple(entities) for to, entities in groups.items()}
        return self._canonical


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
