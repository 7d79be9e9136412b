"""Real transfers, counted and summed by Python's csv and Decimal beside the lake."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import ingest
from tests.ingest.tables.conftest import Bench

pytestmark = pytest.mark.shared


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_amlsim(bench: Bench, transactions: Path) -> None:
    folder = transactions / "amlsim_20k_fanin_cycle"
    report = ingest.run(bench.workspace, "amlsim", folder)
    nodes, transfers = table(folder / "nodes.csv"), table(folder / "transactions.csv")
    assert (report.read, report.rejected) == (len(nodes) + len(transfers), 0)
    assert report.transfers == len(transfers)
    start = datetime(2017, 1, 1, tzinfo=UTC)
    wanted = Counter(
        (
            f"amlsim:{row['sourceNodeId']}",
            f"amlsim:{row['targetNodeId']}",
            int(Decimal(row["value"]) * 100),
            start + timedelta(days=int(row["time"])),
        )
        for row in transfers
    )
    found = bench.rows("SELECT from_account, to_account, amount, instant FROM ledger")
    assert Counter(found) == wanted
    assert bench.rows("SELECT count(DISTINCT id) FROM ledger") == [(len(transfers),)]
    lines = bench.rows("SELECT line, from_account, amount FROM ledger")
    for line, payer, amount in lines:
        row = transfers[line - 2]
        assert (payer, amount) == (
            f"amlsim:{row['sourceNodeId']}",
            int(Decimal(row["value"]) * 100),
        )
    frauds = {entity for entity, prop, _ in bench.claims() if prop == "outcome"}
    assert frauds == {row["nodeid"] for row in nodes if row["isFraud"] == "1"}
    balances = {entity: Decimal(v) for entity, prop, v in bench.claims() if prop == "balance"}
    assert balances == {row["nodeid"]: Decimal(row["init_balance"]) for row in nodes}


def day(text: str) -> datetime:
    return datetime.strptime(text, "%b %d, %Y").replace(tzinfo=UTC)


def test_fincen_files(bench: Bench, transactions: Path) -> None:
    folder = transactions / "fincen_files"
    report = ingest.run(bench.workspace, "fincen-files", folder)
    flows = table(folder / "download_transactions_map.csv")
    connections = table(folder / "download_bank_connections.csv")
    dated = [row for row in flows if row["begin_date"] and row["end_date"]]
    good = [row for row in dated if day(row["begin_date"]) <= day(row["end_date"])]
    assert report.read == len(flows) + len(connections)
    assert report.rejected == len(flows) - len(good)
    reasons = Counter(row[0] for row in bench.rejects("reason", source="fincen-files"))
    assert reasons == {
        "the date is empty": len(flows) - len(dated),
        "the period ends before it begins": len(dated) - len(good),
    }
    cents = sum(int(Decimal(row["amount_transactions"]) * 100) for row in good)
    assert bench.rows("SELECT count(*), sum(amount), sum(count) FROM ledger") == [
        (len(good), cents, sum(int(row["number_transactions"] or 1) for row in good))
    ]
    found = {
        (identifier, payer, payee, amount)
        for identifier, payer, payee, amount in bench.rows(
            "SELECT id, from_account, to_account, amount FROM ledger"
        )
    }
    assert found == {
        (
            row["id"],
            f"fincen-files:{row['originator_bank_id']}",
            f"fincen-files:{row['beneficiary_bank_id']}",
            int(Decimal(row["amount_transactions"]) * 100),
        )
        for row in good
    }
    banks = {entity for entity, _, _ in bench.claims("Company")}
    assert banks == {
        name
        for row in good
        for name in (
            row["originator_bank_id"],
            row["beneficiary_bank_id"],
            row["filer_org_name_id"],
        )
    } | {name for row in connections for name in (row["entity_b_id"], row["filer_org_name_id"])}
    links = {(e, v) for e, prop, v in bench.claims("UnknownLink") if prop == "object"}
    assert len(links) == len(
        {(r["icij_sar_id"], r["filer_org_name_id"], r["entity_b_id"]) for r in connections}
    )
    assert not report.warnings
