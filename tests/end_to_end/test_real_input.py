"""AMLSim, the FinCEN Files, OFAC and UN in one workspace, against the files themselves."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.end_to_end.command_line import CommandLine
from tests.end_to_end.contents import Contents, contents
from tests.viz.browsing import Opener

pytestmark = [pytest.mark.shared, pytest.mark.timeout(900)]

FIRST_DAY = date(2017, 1, 1)
Row = dict[str, str]


@dataclass(frozen=True)
class Files:
    """Where the four sources lie."""

    amlsim: Path
    fincen: Path
    ofac: Path
    un: Path


@dataclass(frozen=True)
class World:
    """A workspace, what each `kg ingest` printed, and what it held after `kg refresh`."""

    kg: CommandLine
    reports: dict[str, Any]
    held: Contents


@dataclass(frozen=True)
class Account:
    """A labelled account and its rows of transactions.csv."""

    number: str
    row: Row
    paid_in: list[Row]
    paid_out: list[Row]


def rows_of(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def cents(rows: list[Row], column: str = "value") -> int:
    exact = sum(Decimal(row[column]) for row in rows) * 100
    assert exact == int(exact)
    return int(exact)


def day(row: Row) -> date:
    return FIRST_DAY + timedelta(days=int(row["time"]))


def fincen_date(text: str) -> date | None:
    return datetime.strptime(text, "%b %d, %Y").replace(tzinfo=UTC).date() if text else None


def usable(row: Row) -> bool:
    """Whether a flow of the FinCEN Files has a period that runs forward."""
    first, last = fincen_date(row["begin_date"]), fincen_date(row["end_date"])
    return first is not None and (last is None or first <= last)


def payers_of(account: Account) -> set[str]:
    return {row["sourceNodeId"] for row in account.paid_in}


@pytest.fixture(scope="module")
def files(shared: Path) -> Files:
    return Files(
        shared / "transactions" / "amlsim_20k_fanin_cycle",
        shared / "transactions" / "fincen_files",
        shared / "watchlists" / "ofac_sdn_2019-01-04",
        shared / "watchlists" / "un_2026-02-27" / "UN_consolidated.xml",
    )


@pytest.fixture(scope="module")
def without_ofac(files: Files, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A workspace that never had OFAC."""
    kg = CommandLine(tmp_path_factory.mktemp("without") / "work")
    kg.do("init")
    reports = {
        "amlsim": kg.json("ingest", "amlsim", files.amlsim),
        "fincen-files": kg.json("ingest", "fincen-files", files.fincen),
        "un": kg.json("ingest", "un", files.un),
    }
    assert kg.json("refresh")["graph"]["dangling"] == 0
    return World(kg, reports, contents(kg.folder))


@pytest.fixture(scope="module")
def world(files: Files, without_ofac: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same workspace, given OFAC."""
    kg = CommandLine(tmp_path_factory.mktemp("with") / "work")
    shutil.copytree(without_ofac.kg.folder, kg.folder)
    report = kg.json("ingest", "ofac", *sorted(files.ofac.glob("*.csv")))
    kg.do("refresh")
    return World(kg, {**without_ofac.reports, "ofac": report}, contents(kg.folder))


@pytest.fixture(scope="module")
def status(world: World) -> Any:
    return world.kg.json("status")


@pytest.fixture(scope="module")
def payments(files: Files) -> list[Row]:
    return rows_of(files.amlsim / "transactions.csv")


@pytest.fixture(scope="module")
def flows(files: Files) -> list[Row]:
    return rows_of(files.fincen / "download_transactions_map.csv")


@pytest.fixture(scope="module")
def labelled(files: Files, payments: list[Row]) -> Account:
    """The first account labelled fraud that has between 3 and 10 payers and payees each."""
    paid_in, paid_out = defaultdict(list), defaultdict(list)
    for row in payments:
        paid_in[row["targetNodeId"]].append(row)
        paid_out[row["sourceNodeId"]].append(row)
    for row in rows_of(files.amlsim / "nodes.csv"):
        number = row["nodeid"]
        payers = {one["sourceNodeId"] for one in paid_in[number]}
        payees = {one["targetNodeId"] for one in paid_out[number]}
        if row["isFraud"] == "1" and all(3 <= len(side) <= 5 for side in (payers, payees)):
            return Account(number, row, paid_in[number], paid_out[number])
    raise AssertionError("no labelled account of that size")


# What went in


def test_every_record_was_kept_or_rejected(world: World, files: Files) -> None:
    def csv_rows(*paths: Path) -> int:
        return sum(
            len(list(csv.reader(path.read_text(encoding="ascii").splitlines()))) for path in paths
        )

    entries = etree.parse(files.un).getroot()
    expected = {
        "amlsim": len(rows_of(files.amlsim / "nodes.csv"))
        + len(rows_of(files.amlsim / "transactions.csv")),
        "fincen-files": sum(len(rows_of(path)) for path in files.fincen.glob("*.csv")),
        "ofac": csv_rows(*files.ofac.glob("*.csv")),
        "un": len(entries.findall(".//INDIVIDUAL")) + len(entries.findall(".//ENTITY")),
    }
    assert {name: report["read"] for name, report in world.reports.items()} == expected
    for report in world.reports.values():
        assert report["read"] == report["kept"] + report["rejected"]
        assert report["kept"] > 0


def test_every_reject_says_which_and_why(
    world: World, status: Any, files: Files, flows: list[Row]
) -> None:
    rejected = {source["name"]: source["rejected"] for source in status["sources"]}
    for name, report in world.reports.items():
        assert rejected[name] == report["rejected"]
        entries = (
            [json.loads(line) for line in Path(report["reject_file"]).read_text().splitlines()]
            if report["reject_file"]
            else []
        )
        assert len(entries) == report["rejected"]
        for entry in entries:
            assert entry["file"] in {"download_transactions_map.csv", "nodes.csv"}
            assert entry["line"] > 1
            assert entry["reason"]
        if name == "fincen-files":
            lines = (files.fincen / "download_transactions_map.csv").read_text().splitlines()
            assert {entry["record"] for entry in entries} == {
                f"id={row['id']}" for row in flows if not usable(row)
            }
            for entry in entries:
                assert lines[entry["line"] - 1].startswith(
                    entry["record"].removeprefix("id=") + ","
                )
                assert entry["value"] is None or f'"{entry["value"]}"' in lines[entry["line"] - 1]


def test_the_ledger_sums_to_the_cent(status: Any, payments: list[Row], flows: list[Row]) -> None:
    used = [row for row in flows if usable(row)]
    assert status["ledger"] == {
        "rows": len(payments) + len(used),
        "count": len(payments) + sum(int(row["number_transactions"] or 1) for row in used),
        "sums": {"USD": cents(payments) + cents(used, "amount_transactions")},
        "without_ends": 0,
    }


def test_status_has_what_programs_rely_on(world: World, status: Any) -> None:
    assert set(status) >= {"sources", "entities", "relations", "ledger"}
    assert status["stale"] is False
    named = {source["name"]: source for source in status["sources"]}
    # The desk says which listed parties may be the same, and were not merged.
    assert named.pop("desk")["claims"] > 0
    assert set(named) == {"amlsim", "fincen-files", "ofac", "un"}
    for name, source in named.items():
        report = world.reports[name]
        assert source["version"] == 1
        assert {key: source[key] for key in ("read", "kept", "rejected")} == {
            key: report[key] for key in ("read", "kept", "rejected")
        }
    schemata: dict[str, int] = defaultdict(int)
    for node in world.held.nodes.values():
        schemata[node[1]] += 1
    assert status["entities"] == schemata
    types: dict[str, int] = defaultdict(int, TRANSFER=len(world.held.transfers))
    for kind, _ in world.held.relations:
        types[kind] += 1
    assert status["relations"] == types


def test_the_graph_holds_every_account_and_every_transfer(
    world: World, files: Files, payments: list[Row], flows: list[Row]
) -> None:
    numbers = {row["nodeid"] for row in rows_of(files.amlsim / "nodes.csv")}
    accounts = {n for n, node in world.held.nodes.items() if node[1] == "BankAccount"}
    assert accounts == {f"amlsim:{number}" for number in numbers}
    drawn: dict[tuple[str, str], int] = defaultdict(int)
    for payer, payee, amount, *_ in world.held.transfers.values():
        drawn[payer, payee] += amount
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for row in payments:
        pair = (f"amlsim:{row['sourceNodeId']}", f"amlsim:{row['targetNodeId']}")
        expected[pair] += cents([row])
    for row in filter(usable, flows):
        ends = (row["originator_bank_id"], row["beneficiary_bank_id"])
        pair = (f"fincen-files:{ends[0]}", f"fincen-files:{ends[1]}")
        expected[pair] += cents([row], "amount_transactions")
    assert drawn == expected


# What comes out


def test_the_portrait_of_a_labelled_account(world: World, labelled: Account) -> None:
    found = world.kg.json("portrait", labelled.number)
    assert found["subject"]["id"] == f"amlsim:{labelled.number}"
    assert found["kind"] == "account"
    said = {view["name"]: view["values"] for view in (*found["properties"], *found["identifiers"])}
    assert labelled.row["init_balance"] in json.dumps(said["balance"])
    assert [label["value"] for label in found["labels"]] == ["fraud"]
    sides = {"in": labelled.paid_in, "out": labelled.paid_out}
    totals = {one["direction"]: one for one in found["flows"]["totals"]}
    for direction, rows in sides.items():
        assert totals[direction]["currency"] == "USD"
        assert totals[direction]["total"]["minor"] == cents(rows)
        assert totals[direction]["rows"] == totals[direction]["count"] == len(rows)
    every = labelled.paid_in + labelled.paid_out
    assert found["flows"]["first"][:10] == min(map(day, every)).isoformat()
    assert found["flows"]["last"][:10] == max(map(day, every)).isoformat()
    monthly: dict[tuple[str, str], list[Row]] = defaultdict(list)
    counterparties: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for direction, rows in sides.items():
        for row in rows:
            other = row["sourceNodeId" if direction == "in" else "targetNodeId"]
            monthly[f"{day(row):%Y-%m}", direction].append(row)
            counterparties[f"amlsim:{other}", direction].append(row)
    assert {
        (one["month"], one["direction"]): (one["count"], one["total"]["minor"])
        for one in found["flows"]["monthly"]
    } == {key: (len(rows), cents(rows)) for key, rows in monthly.items()}
    assert found["flows"]["counterparties_left_out"] == 0
    assert {
        (one["account"]["id"], one["direction"]): (one["count"], one["total"]["minor"])
        for one in found["flows"]["counterparties"]
    } == {key: (len(rows), cents(rows)) for key, rows in counterparties.items()}


def test_the_portrait_as_of_a_day_sees_nothing_later(world: World, labelled: Account) -> None:
    every = sorted(labelled.paid_in + labelled.paid_out, key=day)
    moment = day(every[len(every) // 2])
    found = world.kg.json("portrait", labelled.number, "--as-of", moment.isoformat())
    totals = {one["direction"]: one["total"]["minor"] for one in found["flows"]["totals"]}
    assert totals == {
        direction: total
        for direction, rows in (("in", labelled.paid_in), ("out", labelled.paid_out))
        if (total := cents([row for row in rows if day(row) <= moment]))
    }


def test_the_map_around_a_labelled_account(world: World, labelled: Account, tmp_path: Path) -> None:
    page = tmp_path / "ego.html"
    found = world.kg.json("ego", labelled.number, "--out", page)
    around = payers_of(labelled) | {row["targetNodeId"] for row in labelled.paid_out}
    assert {node["id"] for node in found["nodes"]} == {
        f"amlsim:{number}" for number in {labelled.number, *around}
    }
    assert found["left_out"] == 0
    drawn: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in found["relations"]:
        assert one["type"] == "TRANSFER"
        if f"amlsim:{labelled.number}" in (one["source"], one["target"]):
            pair = drawn[one["source"], one["target"]]
            pair[0] += one["properties"]["count"]
            pair[1] += one["properties"]["amount"]
    expected: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in labelled.paid_in + labelled.paid_out:
        pair = expected[f"amlsim:{row['sourceNodeId']}", f"amlsim:{row['targetNodeId']}"]
        pair[0] += 1
        pair[1] += cents([row])
    assert drawn == expected


@pytest.mark.browser
def test_the_pages_of_a_labelled_account_in_a_browser(
    world: World, labelled: Account, open_page: Opener, tmp_path: Path
) -> None:
    ego, portrait = tmp_path / "ego.html", tmp_path / "portrait.html"
    found = world.kg.json("ego", labelled.number, "--out", ego)
    watched = open_page(ego)
    watched.page.wait_for_function("document.documentElement.dataset.drawn === 'true'")
    assert watched.page.evaluate("nodes.length") == len(found["nodes"])
    watched.assert_quiet()
    world.kg.do("portrait", labelled.number, "--html", portrait)
    watched = open_page(portrait)
    money = watched.page.locator("#money").inner_text()
    for rows in (labelled.paid_in, labelled.paid_out):
        assert f"{Decimal(cents(rows)) / 100:,.2f} USD" in money
    assert "fraud" in watched.page.locator("#outcomes").inner_text()
    watched.assert_quiet()


def test_the_map_between_two_accounts_that_deal_with_a_labelled_one(
    world: World, labelled: Account, payments: list[Row], tmp_path: Path
) -> None:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    near: dict[str, set[str]] = defaultdict(set)
    for row in payments:
        payer, payee = f"amlsim:{row['sourceNodeId']}", f"amlsim:{row['targetNodeId']}"
        sums[payer, payee][0] += 1
        sums[payer, payee][1] += cents([row])
        near[payer].add(payee)
        near[payee].add(payer)
    middle = f"amlsim:{labelled.number}"
    a, b = next(
        pair
        for pair in combinations(sorted(near[middle] - {middle}), 2)
        if pair[1] not in near[pair[0]]
    )
    page = tmp_path / "map.html"
    found = world.kg.json("map", a, b, "--hops", "2", "--out", page)
    assert found["focus"] == [a, b]
    ids = {node["id"] for node in found["nodes"]}
    assert {a, b} < ids <= {a, b} | (near[a] & near[b])
    drawn: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in found["relations"]:
        assert one["type"] == "TRANSFER"
        drawn[one["source"], one["target"]][0] += one["properties"]["count"]
        drawn[one["source"], one["target"]][1] += one["properties"]["amount"]
    assert drawn == {pair: total for pair, total in sums.items() if set(pair) <= ids}
    assert all(identity in page.read_text(encoding="utf-8") for identity in ids)


@pytest.fixture(scope="module")
def two_banks(flows: list[Row]) -> tuple[str, str]:
    """The first two banks that money joins through a third and not directly."""
    direct: dict[str, set[str]] = defaultdict(set)
    last: dict[tuple[str, str], date] = {}
    first: dict[tuple[str, str], date] = {}
    for row in filter(usable, flows):
        pair = row["originator_bank_id"], row["beneficiary_bank_id"]
        begins, ends = fincen_date(row["begin_date"]), fincen_date(row["end_date"])
        assert begins is not None
        direct[pair[0]].add(pair[1])
        first[pair] = min(begins, first.get(pair, begins))
        last[pair] = max(ends or begins, last.get(pair, ends or begins))
    for a, b in sorted(first):
        for c in sorted(direct[b] - direct[a] - {a, b}):
            if first[a, b] <= last[b, c]:
                return a, c
    raise AssertionError("no two such banks")


def test_the_way_of_money_between_two_banks(
    world: World, flows: list[Row], two_banks: tuple[str, str]
) -> None:
    start, end = two_banks
    by_id = {f"fincen-files/{row['id']}": row for row in flows}
    paths = world.kg.json("path", start, end, "--kind", "money")
    assert paths
    assert len(paths[0]["hops"]) == 2
    for path in paths:
        banks = [node["id"].removeprefix("fincen-files:") for node in path["nodes"]]
        assert (banks[0], banks[-1]) == two_banks
        earliest = date.min
        for payer, payee, hop in zip(banks, banks[1:], path["hops"], strict=False):
            rows = [by_id[transfer] for transfer in hop["transfers"]]
            for row in rows:
                assert (row["originator_bank_id"], row["beneficiary_bank_id"]) == (payer, payee)
                begins, ends = fincen_date(row["begin_date"]), fincen_date(row["end_date"])
                assert begins is not None
                # At some moment of this period, no earlier than one of the period before.
                assert earliest <= (ends or begins)
                earliest = max(earliest, begins)
            (paid,) = hop["amounts"]
            assert (paid["minor"], paid["currency"]) == (cents(rows, "amount_transactions"), "USD")
    shown = world.kg.do("path", start, end, "--kind", "money")
    assert f"Path 1 of {len(paths)}: 2 hops" in shown


def test_any_way_between_two_banks_is_no_longer(world: World, two_banks: tuple[str, str]) -> None:
    (shortest, *_) = world.kg.json("path", *two_banks)
    ends = [shortest["nodes"][0]["id"], shortest["nodes"][-1]["id"]]
    assert ends == [f"fincen-files:{bank}" for bank in two_banks]
    assert len(shortest["hops"]) <= 2


# What changes, and what does not


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Iterator[CommandLine]:
    """The workspace with all four sources, to be changed; gone afterwards."""
    folder = tmp_path / "work"
    shutil.copytree(world.kg.folder, folder)
    yield CommandLine(folder)
    shutil.rmtree(folder)


def test_reading_everything_twice_changes_nothing(
    copy: CommandLine, world: World, status: Any, files: Files
) -> None:
    given = {
        "amlsim": [files.amlsim],
        "fincen-files": [files.fincen],
        "ofac": sorted(files.ofac.glob("*.csv")),
        "un": [files.un],
    }
    for name, paths in given.items():
        report = copy.json("ingest", name, *paths)
        assert report["unchanged"] is True
        assert (report["version"], report["added"], report["changed"], report["gone"]) == (
            1, 0, 0, 0,
        )  # fmt: skip
    assert copy.json("refresh")["graph"]["how"] == "unchanged"
    assert copy.json("status") == status
    # The same list under another name is read again, and says the same.
    renamed = copy.folder.parent / "consolidated.xml"
    renamed.write_bytes(files.un.read_bytes())
    report = copy.json("ingest", "un", renamed)
    assert (report["version"], report["unchanged"]) == (2, False)
    assert (report["added"], report["changed"], report["gone"]) == (0, 0, 0)
    counts = copy.json("refresh")["graph"]["counts"]
    assert set(counts.values()) == {0}
    now = contents(copy.folder)
    assert now.claims.keys() == world.held.claims.keys()
    assert now.ledger == world.held.ledger
    assert now.canonical == world.held.canonical
    assert now.nodes == world.held.nodes
    assert now.relations == world.held.relations
    assert now.transfers == world.held.transfers


def test_withdrawing_a_source_removes_what_rested_on_it_and_nothing_else(
    copy: CommandLine, world: World, without_ofac: World
) -> None:
    before, never = world.held, without_ofac.held
    assert before != never
    report = copy.json("withdraw", "ofac")
    after = contents(copy.folder)
    # What rules doubted of its parties, which the desk says, goes as well.
    gone = {one for one in before.claims if one not in after.claims}
    assert {one for one in gone if before.claims[one][0] != "desk"} == {
        one for one, claim in before.claims.items() if claim[0] == "ofac"
    }
    assert {one for one, node in before.nodes.items() if node[0] == {"ofac"}}.isdisjoint(
        after.nodes
    )
    for one, node in before.nodes.items():
        if node[0].isdisjoint({"ofac", "desk"}):
            assert after.nodes[one] == node
    # The name of the state counts how often the desk has spoken; all else is the same.
    assert replace(after, mark=never.mark) == never
    assert after.mark.pending is None
    counts = report["refresh"]["graph"]["counts"]
    assert counts is not None
    assert counts["nodes_gone"] == len(before.nodes.keys() - after.nodes.keys())
    assert counts["relations_gone"] == len(before.relations.keys() - after.relations.keys())
    assert counts["transfers_gone"] == counts["transfers_put"] == 0
    sources = {source["name"] for source in copy.json("status")["sources"]}
    assert sources - {"desk"} == {"amlsim", "fincen-files", "un"}
