"""`kg doctor` sees what is wrong with the graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.doctor import Check, examine
from tests.queries.worlds import World


def graph_check(folder: Path) -> Check:
    (check,) = [check for check in examine(folder) if check.name == "graph"]
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

    check = graph_check(tmp_path / "ws")

    assert (check.state, check.detail) == (state, detail)
