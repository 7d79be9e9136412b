"""The difference found from what changed equals the difference of the two whole graphs."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kg.desk import Desk
from kg.identity import Identity
from kg.lake import Lake
from kg.model import Claim, Transfer
from kg.ontology import Ontology, load_ontology
from kg.projection import Snapshot, SnapshotDifference, SnapshotFolder, build, table_difference
from kg.store.protocol import GraphChanges

NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)
BICS = ("NWBKGB2L", "DEUTDEFF")


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def write_source(lake: Lake, source: str, chance: random.Random) -> None:
    """A few parties, holdings and accounts; two sources may hold one account under two ids."""

    def claim(entity: str, schema: str, prop: str, value: str) -> Claim:
        return Claim(f"{source}:{entity}", schema, prop, value, entity, "f")

    with lake.write(source, fingerprint=str(chance.random()), reader="test") as writer:
        people = [n for n in range(6) if chance.random() < 0.7]
        accounts = [n for n in range(8) if chance.random() < 0.8]
        for n in people:
            writer.add_claim(claim(f"p{n}", "Person", "name", f"Name {chance.randrange(3)}"))
        for n in accounts:
            writer.add_claim(claim(f"a{n}", "BankAccount", "accountNumber", f"100{n}"))
            if chance.random() < 0.8:
                bic = BICS[chance.random() < 0.2]
                writer.add_claim(claim(f"a{n}", "BankAccount", "bic", bic))
            writer.add_claim(claim(f"o{n}", "Ownership", "owner", f"{source}:p{n % 6}"))
            writer.add_claim(claim(f"o{n}", "Ownership", "asset", f"{source}:a{n}"))
        for n in range(15):
            if chance.random() < 0.8:
                payer, payee = f"{source}:a{chance.randrange(9)}", f"{source}:a{n % 8}"
                instant = NEW_YEAR + timedelta(days=n)
                amount = 100 + (chance.random() < 0.2)
                writer.add_transfer(
                    Transfer(f"t{n}", instant, payer, payee, amount, "EUR", f"row {n}", "f")
                )
        writer.read = 40


def rows(changes: GraphChanges) -> dict[str, list[str]]:
    paths = {
        "nodes": changes.put.nodes,
        "relations": changes.put.relations,
        "transfers": changes.put.transfers,
        "gone nodes": changes.gone_nodes,
        "gone relations": changes.gone_relations,
        "gone transfers": changes.gone_transfers,
    }
    return {k: sorted(map(repr, pq.read_table(path).to_pylist())) for k, path in paths.items()}


@pytest.mark.parametrize("shape", ["each", "pairs"])
@pytest.mark.parametrize("seed", range(8))
def test_incremental_equals_whole(
    tmp_path: Path, ontology: Ontology, seed: int, shape: str
) -> None:
    chance = random.Random(seed)
    lake, desk = Lake(tmp_path / "lake"), Desk(tmp_path / "desk.sqlite")
    identity = Identity(tmp_path / "identity")
    snapshots = SnapshotFolder(tmp_path / "snapshots")

    def settle(name: str) -> tuple[Snapshot, object]:
        with lake.connect() as con:
            identity.resolve(con, ontology, desk)
        snapshot = Snapshot.of_now(lake, identity, ontology.version, shape)
        snapshots.keep(snapshot, identity)
        with snapshots.connect(lake, snapshot) as con:
            return snapshot, build(con, ontology, tmp_path / name, shape)[0]

    for source in ("one", "two", "three"):
        write_source(lake, source, chance)
    old, old_tables = settle("old")
    write_source(lake, "two", chance)
    if seed % 2:
        lake.withdraw("three")
    if seed % 3 == 0:
        write_source(lake, "four", chance)
    new, new_tables = settle("new")
    desk.close()
    with lake.connect() as con:
        expected, _ = table_difference(con, old_tables, new_tables, tmp_path / "expected")
    difference = SnapshotDifference(lake, snapshots, ontology, old, new)
    found, counts = difference.write(tmp_path / "found")
    assert rows(found) == rows(expected)
    assert counts.nodes_put + counts.nodes_gone > 0
