"""What a workspace says it holds."""

from __future__ import annotations

from pathlib import Path

from tests.queries.worlds import World


def test_what_is_in_the_lake_and_in_the_graph(tmp_path: Path) -> None:
    world = World()
    a, b = world.account("A", world.person("Ann")), world.account("B")
    world.transfer(a, b, 900, 1)
    world.transfer(b, a, 50, 2, currency="USD")
    with world.build(tmp_path / "ws") as ws:
        found = ws.status()

    assert found.entities == {"BankAccount": 2, "Person": 1}
    assert found.relations == {"OWNS": 1, "TRANSFER": 2}
    assert (found.ledger.rows, found.ledger.count) == (2, 2)
    assert found.ledger.sums == {"EUR": 900, "USD": 50}
    assert found.ledger.without_ends == 0
    assert not found.stale


def test_transfers_whose_accounts_nobody_describes_are_counted(tmp_path: Path) -> None:
    world = World()
    a = world.account("A")
    world.transfer(a, "w:unknown", 900, 1)
    world.transfer("w:unknown", "w:unheard", 900, 1)
    with world.build(tmp_path / "ws") as ws:
        found = ws.status()

    assert found.ledger.rows == 2
    assert found.ledger.without_ends == 2
    assert "TRANSFER" not in found.relations
