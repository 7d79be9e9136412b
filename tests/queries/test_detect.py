"""`detect` on a workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

import kg
import queries
from kg.errors import MappingError, NotFound
from queries.detection.detect import survey
from tests.queries.worlds import World, moment

Build = Callable[..., kg.Workspace]


OWN = """\
name: two_payers
title: Two payers
description: Two pay one within a day.
references:
  - {title: None but this test, publisher: us, year: "2026"}
kernel: fan_in
parameters: {window: 1 day, min_counterparties: 2 accounts}
summary: "{subject} was paid by {counterparties}"
scoring:
  - {feature: counterparties, from: 0 accounts, to: 2 accounts, points: 50 points, says: "{value}"}
threshold: 50 points
"""


def ring(world: World, *accounts: str, day: float = 1) -> None:
    """Money going round, one transfer a day."""
    for n, payer in enumerate(accounts):
        world.transfer(payer, accounts[(n + 1) % len(accounts)], 100_000 - n, day + n)


def test_findings_name_accounts_and_transfers_as_the_graph_does(lake: Build, world: World) -> None:
    ring(world, *(world.account(f"a{n}") for n in range(4)))
    (finding,) = queries.detect(lake(world), typologies=["cycle"])

    assert finding.subject == "w:a0"
    assert finding.members == ("w:a0", "w:a1", "w:a2", "w:a3")
    assert finding.reasons[0].transfers == ("world/t1", "world/t2", "world/t3", "world/t4")
    assert finding.as_of is None


def test_nothing_later_is_seen(lake: Build, world: World) -> None:
    ring(world, *(world.account(f"a{n}") for n in range(4)))
    ws = lake(world)

    assert queries.detect(ws, as_of="2026-01-03", typologies=["cycle"]) == []
    (finding,) = queries.detect(ws, as_of="2026-01-04", typologies=["cycle"])
    assert finding.as_of == datetime(2026, 1, 4, 23, 59, 59, 999999, UTC)


def test_accounts_that_are_one_are_one(lake: Build, world: World) -> None:
    for entity in ("w:one", "w:other"):
        world.entity(entity, "BankAccount", iban="DE89370400440532013000")
    accounts = ["w:one", *(world.account(f"a{n}") for n in range(3))]
    for payer, payee, day in zip(accounts, [*accounts[1:], "w:other"], (1, 2, 3, 4), strict=True):
        world.transfer(payer, payee, 100_000, day)

    assert [f.kind for f in queries.detect(lake(world), typologies=["cycle"])] == ["cycle"]


def test_a_workspace_may_have_typologies_of_its_own(lake: Build, world: World) -> None:
    world.transfer("w:a", "w:hub", 100, 1)
    world.transfer("w:b", "w:hub", 100, 1)
    ws = lake(world)
    assert queries.detect(ws) == []
    (ws.path / "typologies").mkdir()
    (ws.path / "typologies" / "own.yaml").write_text(OWN, encoding="utf-8")
    (finding,) = queries.detect(ws)

    assert (finding.kind, finding.summary) == ("two_payers", "w:hub was paid by 2 accounts")


def test_a_wrong_typology_is_told_with_its_line(lake: Build, world: World) -> None:
    ws = lake(world)
    (ws.path / "typologies").mkdir()
    own = ws.path / "typologies" / "own.yaml"
    own.write_text(OWN.replace("1 day", "1 light-year"), encoding="utf-8")

    with pytest.raises(MappingError) as caught:
        queries.detect(ws)
    assert (caught.value.file, caught.value.line) == (str(own), 7)


def test_an_unknown_typology_is_told_with_those_near_it(lake: Build, world: World) -> None:
    with pytest.raises(NotFound, match="cycle"):
        queries.detect(lake(world), typologies=["cicle"])


def test_rows_that_stand_for_many_transfers_are_left_out_and_said_to_be(
    lake: Build, world: World
) -> None:
    accounts = [world.account(f"a{n}") for n in range(4)]
    ring(world, *accounts)
    world.transfers[1:2] = []
    world.transfer(accounts[1], accounts[2], 99_999, 2, count=3, until=moment(2.5))
    world.transfer(accounts[1], accounts[2], 99_999, 2, until=moment(40))
    found = survey(lake(world), typologies=["cycle"])

    assert found.findings == ()
    assert found.transfers == 3
    assert "2 ledger rows" in found.notes[0]


def test_a_row_that_ends_after_the_moment_is_not_looked_at(lake: Build, world: World) -> None:
    ring(world, *(world.account(f"a{n}") for n in range(3)))
    world.transfer("w:a2", "w:a9", 1, 3, until=moment(3.9))
    ws = lake(world)

    assert survey(ws, as_of=moment(3.5)).transfers == 3
    assert survey(ws, as_of=moment(3.95)).transfers == 4


def test_an_empty_ledger_has_no_findings(lake: Build, world: World) -> None:
    found = survey(lake(world))

    assert (found.findings, found.transfers, found.notes) == ((), 0, ())
    assert "cycle" in found.typologies
