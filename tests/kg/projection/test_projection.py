"""A graph small enough to draw: Ann owns 60 % of Acme, whose account pays Bo's twice."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from kg.desk import Desk
from kg.identity import Identity
from kg.lake import Lake
from kg.model import Claim, Transfer
from kg.ontology import Ontology, load_ontology
from kg.projection import ChangeCounts, build, table_difference
from kg.store.protocol import GraphTables

LEI = "529900T8BM49AURSDO55"
DAY = 86_400_000
NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)
NEW_YEAR_MS = 1_704_067_200_000


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def claims(*rows: tuple[str, str, str, str], **extra: Any) -> list[Claim]:
    return [Claim(*row, "row 1", "f.csv", **extra) for row in rows]


def pay(number: int, to: str, amount: int, day: int) -> Transfer:
    instant = NEW_YEAR.replace(day=day)
    return Transfer(f"t{number}", instant, "bank:a1", to, amount, "EUR", f"row {number}", "t.csv")


BANK = claims(
    ("bank:p1", "Person", "name", "Ann"),
    ("bank:p1", "Person", "name", "Anne"),
    ("bank:p1", "Person", "birthDate", "1970-01-02"),
    ("bank:c1", "Company", "name", "Acme"),
    ("bank:c1", "Company", "leiCode", LEI),
    ("bank:o1", "Ownership", "owner", "bank:p1"),
    ("bank:o1", "Ownership", "asset", "bank:c1"),
    ("bank:o1", "Ownership", "percentage", "60"),
    ("bank:o2", "Ownership", "owner", "bank:nobody"),
    ("bank:o2", "Ownership", "asset", "bank:c1"),
    ("bank:a1", "BankAccount", "accountNumber", "123"),
    ("bank:a2", "BankAccount", "accountNumber", "124"),
    ("bank:a1", "BankAccount", "bank", "bank:c1"),
)
PAYMENTS = [pay(1, "bank:a2", 100, 1), pay(2, "bank:a2", 150, 2), pay(3, "bank:unknown", 9, 2)]


class Bench:
    """A lake and what is projected from it."""

    def __init__(self, folder: Path, ontology: Ontology) -> None:
        self.folder, self.ontology = folder, ontology
        self.lake = Lake(folder / "lake")
        self.identity = Identity(folder / "identity")

    def put(self, source: str, rows: list[Claim], transfers: list[Transfer] = ()) -> None:
        with self.lake.write(source, fingerprint="x", reader="test") as writer:
            writer.read = len(rows) + len(transfers)
            writer.add_claims(rows)
            writer.add_transfers(transfers)

    def project(self, name: str, shape: str = "each") -> tuple[GraphTables, int]:
        desk = Desk(self.folder / "desk.sqlite")
        with self.lake.connect() as con:
            self.identity.resolve(con, self.ontology, desk)
            self.identity.create_view(con)
            made = build(con, self.ontology, self.folder / name, shape)
        desk.close()
        return made


@pytest.fixture
def bench(tmp_path: Path, ontology: Ontology) -> Bench:
    return Bench(tmp_path, ontology)


def read(path: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in pq.read_table(path).to_pylist()}


def test_entities_become_nodes_with_all_their_names(bench: Bench) -> None:
    bench.put("bank", BANK, PAYMENTS)
    tables, _ = bench.project("p")
    nodes = read(tables.nodes)
    assert set(nodes) == {"bank:p1", "bank:c1", "bank:a1", "bank:a2"}
    ann = nodes["bank:p1"]
    assert (ann["schema"], ann["caption"], ann["sources"]) == ("Person", "Ann", ["bank"])
    assert ann["labels"][0] == "Person"
    assert json.loads(ann["properties"]) == {
        "birthDate_all": ["1970-01-02"],
        "name": "Ann",
        "name_all": ["Ann", "Anne"],
    }
    assert json.loads(ann["dates"]) == dict.fromkeys(
        ("birthDate", "birthDate_from", "birthDate_to"), "1970-01-02"
    )
    assert json.loads(nodes["bank:a1"]["properties"]) == {"accountNumber": "123"}


def test_edges_and_entity_properties_become_relations(bench: Bench) -> None:
    bench.put("bank", BANK)
    tables, dangling = bench.project("p")
    relations = read(tables.relations)
    owns = relations.pop("bank:o1")
    assert (owns["type"], owns["source"], owns["target"]) == ("OWNS", "bank:p1", "bank:c1")
    assert json.loads(owns["properties"]) == {
        "percentage": 60.0,
        "schema": "Ownership",
        "sources": ["bank"],
    }
    [held] = relations.values()
    assert (held["type"], held["source"], held["target"]) == ("HELD_AT", "bank:a1", "bank:c1")
    assert dangling == 1


def test_each_transfer_is_a_relation_and_its_time_is_in_milliseconds(bench: Bench) -> None:
    bench.put("bank", BANK, PAYMENTS)
    tables, dangling = bench.project("p")
    transfers = read(tables.transfers)
    assert set(transfers) == {"bank/t1", "bank/t2"}
    second = transfers["bank/t2"]
    assert (second["amount"], second["count"], second["first"], second["last"]) == (
        150, 1, NEW_YEAR_MS + DAY, NEW_YEAR_MS + DAY,
    )  # fmt: skip
    assert dangling == 2


def test_pairs_carry_the_same_sums(bench: Bench) -> None:
    bench.put("bank", BANK, PAYMENTS)
    tables, _ = bench.project("p", "pairs")
    [pair] = read(tables.transfers).values()
    assert (pair["source"], pair["target"], pair["currency"]) == ("bank:a1", "bank:a2", "EUR")
    assert (pair["amount"], pair["count"]) == (250, 2)
    assert (pair["first"], pair["last"]) == (NEW_YEAR_MS, NEW_YEAR_MS + DAY)


def test_merged_records_are_one_node_and_keep_both_names(bench: Bench) -> None:
    bench.put("bank", BANK)
    bench.put(
        "gleif",
        claims(
            ("gleif:x", "LegalEntity", "name", "ACME LTD"),
            ("gleif:x", "LegalEntity", "leiCode", LEI),
        ),
    )
    tables, _ = bench.project("p")
    nodes = read(tables.nodes)
    assert "gleif:x" not in nodes
    acme = nodes["bank:c1"]
    assert (acme["schema"], acme["sources"]) == ("Company", ["bank", "gleif"])
    assert json.loads(acme["properties"])["name_all"] == ["ACME LTD", "Acme"]


def test_validity_of_the_claims_dates_the_relation(bench: Bench) -> None:
    period = {"valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1)}
    bench.put(
        "bank",
        BANK
        + claims(
            ("bank:o9", "Ownership", "owner", "bank:p1"),
            ("bank:o9", "Ownership", "asset", "bank:a2"),
            **period,
        ),
    )
    tables, _ = bench.project("p")
    dates = json.loads(read(tables.relations)["bank:o9"]["dates"])
    assert dates == {
        **dict.fromkeys(("startDate", "startDate_from", "startDate_to"), "2020-01-01"),
        **dict.fromkeys(("endDate", "endDate_from", "endDate_to"), "2020-12-31"),
    }


def test_equal_lakes_give_equal_files(bench: Bench, tmp_path: Path, ontology: Ontology) -> None:
    bench.put("bank", BANK, PAYMENTS)
    other = Bench(tmp_path / "other", ontology)
    other.put("bank", list(reversed(BANK)), list(reversed(PAYMENTS)))
    one, _ = bench.project("p")
    two, _ = other.project("p")
    for kind in ("nodes", "relations", "transfers"):
        assert list(read(getattr(one, kind)).items()) == list(read(getattr(two, kind)).items())


def test_the_difference_is_exactly_what_changed(bench: Bench) -> None:
    bench.put("bank", BANK, PAYMENTS)
    before, _ = bench.project("before")
    renamed = [c for c in BANK if c.value != "Anne"] + claims(("bank:p9", "Person", "name", "Cy"))
    bench.put("bank", renamed, [PAYMENTS[0], pay(2, "bank:a2", 151, 2)])
    after, _ = bench.project("after")
    with bench.lake.connect() as con:
        changes, counts = table_difference(con, before, after, bench.folder / "changes")
    assert counts == ChangeCounts(nodes_put=2, transfers_put=1)
    assert set(read(changes.put.nodes)) == {"bank:p1", "bank:p9"}
    with bench.lake.connect() as con:
        changes, counts = table_difference(con, after, before, bench.folder / "back")
    assert counts == ChangeCounts(nodes_put=1, nodes_gone=1, transfers_put=1)
    assert set(read(changes.gone_nodes)) == {"bank:p9"}


def test_rows_to_put_lie_in_the_order_of_their_source(bench: Bench) -> None:
    bench.put("bank", BANK)
    before, _ = bench.project("before")
    payers = {"t1": "bank:a2", "t2": "bank:a1", "t3": "bank:a2", "t4": "bank:a1"}
    transfers = [
        Transfer(id_, NEW_YEAR, payer, "bank:c1", 5, "EUR", "row 1", "t.csv")
        for id_, payer in payers.items()
    ]
    bench.put("bank", BANK, transfers)
    after, _ = bench.project("after")
    with bench.lake.connect() as con:
        changes, _ = table_difference(con, before, after, bench.folder / "changes")
    put = pq.read_table(changes.put.transfers)["id"].to_pylist()
    assert put == ["bank/t2", "bank/t4", "bank/t1", "bank/t3"]
