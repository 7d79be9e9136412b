"""Cash, cards and fees: money of an account that makes no counterparty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import ingest
import kg
import queries
from kg.errors import MappingError
from queries.answers import Money
from queries.detection.detect import survey
from queries.money.sums import UnnamedFlow
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]

OWN = "bank:DE89370400440532013000"
STATEMENT = """\
iban;booked;counterparty;counterparty_iban;amount;currency;text;code
DE89370400440532013000;01.03.2024 09:30;Erika;AT611904300234573201;-1.250,00;EUR;Miete;T
DE89370400440532013000;03.03.2024 12:00;;;-9.500,00;EUR;Bargeld;C
DE89370400440532013000;04.03.2024 12:00;;;-9.400,00;EUR;Bargeld;C
DE89370400440532013000;05.03.2024 12:00;KAUFHAUS;;-74,10;EUR;Kartenzahlung;K
DE89370400440532013000;06.03.2024 12:00;;;-4,90;EUR;Kontoentgelt;F
DE89370400440532013000;07.03.2024 12:00;;;100;EUR;Einzahlung;C
"""


def test_money_without_a_counterparty_is_money_all_the_same(tmp_path: Path) -> None:
    template = Path(ingest.__file__).parent / "mappings" / "templates" / "statements.yaml"
    kinds = "unnamed: {column: code, lookup: {C: cash, K: card, F: fee}, default: unnamed}"
    mapping = tmp_path / "own.yaml"
    mapping.write_text(template.read_text().replace("unnamed: unnamed", kinds))
    statement = tmp_path / "s.csv"
    statement.write_text(STATEMENT)
    with kg.init(tmp_path / "work") as ws:
        report = ingest.run(ws, "table", statement, mapping=mapping)
        assert (report.transfers, report.rejected) == (6, 0)
        ws.refresh()
        with ws.view() as view:
            ends = view.sql("SELECT to_id, purpose FROM ledger ORDER BY instant").rows
            portrait = queries.portrait(ws, OWN)
        assert ends[:5] == [
            ("bank:AT611904300234573201", "Miete"), ("~cash", "Bargeld"), ("~cash", "Bargeld"),
            ("~card", "KAUFHAUS Kartenzahlung"), ("~fee", "Kontoentgelt"),
        ]  # fmt: skip
        assert ws.status().entities == {"BankAccount": 2}
    flows = portrait.flows
    assert {(t.direction, t.total.minor) for t in flows.totals} == {
        ("in", 10_000),
        ("out", 2_022_900),
    }
    assert [one.account.id for one in flows.counterparties] == ["bank:AT611904300234573201"]
    assert flows.unnamed == (
        UnnamedFlow("card", "out", 1, Money(7_410, "EUR")),
        UnnamedFlow("cash", "in", 1, Money(10_000, "EUR")),
        UnnamedFlow("cash", "out", 2, Money(1_890_000, "EUR")),
        UnnamedFlow("fee", "out", 1, Money(490, "EUR")),
    )
    behaviour = {f.name: f.value for f in portrait.features}
    assert (behaviour["payees"], behaviour["payers"]) == (1, 0)


def test_an_unknown_kind_of_end_is_refused(tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text(
        "source: own\ntables:\n  t:\n    files: '*'\n    entities:\n"
        "      a: {schema: BankAccount, id: a, unnamed: {column: b, lookup: {x: cahs}}}\n"
    )
    (tmp_path / "s.csv").write_text("a,b\n1,2\n")
    with kg.init(tmp_path / "work") as ws, pytest.raises(MappingError, match="without a name"):
        ingest.run(ws, "table", tmp_path / "s.csv", mapping=mapping)


def test_cash_joins_nobody_and_patterns_tell_that_they_pass_it_over(
    build: Build, world: World
) -> None:
    a, b = world.account("A", world.person("Ann")), world.account("B", world.person("Bob"))
    world.transfer(a, "~cash", 900, 1)
    world.transfer("~cash", b, 900, 2)
    world.transfer(a, world.account("C"), 5, 3)
    ws = build(world)
    assert queries.path(ws, "Ann", "Bob", kind="money") == []
    joined = queries.association_map(ws, ["Ann", "Bob"])
    assert "w:C" not in {node.id for node in joined.nodes}
    around = queries.ego(ws, "A")
    assert (around.others, around.left_out) == ((), 0)
    assert survey(ws).notes == (
        "2 transfers have an end without a name (cash, cards, fees), and were not looked at",
    )
