"""`kg doctor` sees what is wrong with the graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.doctor import Check, examine
from tests.queries.worlds import World


def checked(folder: Path, name: str) -> Check:
    (check,) = [check for check in examine(folder) if check.name == name]
    return check


@pytest.mark.parametrize(
    ("damage", "state", "detail"),
    [
        ("RETURN 1", "ok", "3 entities in embedded"),
        ("MATCH (n:Person) DETACH DELETE n", "fault", "2 of 3 entities; 'kg rebuild' mends it"),
        ("MATCH ()-[r:TRANSFER]->() DELETE r", "fault", "0 of 1 transfers; 'kg rebuild' mends it"),
    ],
)
def test_a_graph_that_lost_something(tmp_path: Path, damage: str, state: str, detail: str) -> None:
    world = World()
    world.transfer(world.account("A", world.person("Ann")), world.account("B"), 900, 1)
    with world.build(tmp_path / "ws") as ws:
        ws.store.write(damage)

    check = checked(tmp_path / "ws", "graph")

    assert (check.state, check.detail) == (state, detail)


def test_entities_that_nobody_describes_are_named_with_their_place(tmp_path: Path) -> None:
    world = World()
    firm = world.company("Firm")
    world.edge("Ownership", owner="w:nobody", asset=firm)
    world.build(tmp_path / "ws").close()

    check = checked(tmp_path / "ws", "references")

    assert check.state == "warning"
    assert check.detail.startswith("1 statements name an entity that no source describes")
    assert "world world.csv: owner of w:ownership-2 is w:nobody" in check.detail
