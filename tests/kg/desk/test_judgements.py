from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import kg as command
from kg.desk import Desk, Judgement
from kg.errors import NotFound
from kg.model import Claim
from kg.workspace import Workspace

LEI = "529900T8BM49AURSDO55"
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with kg.init(tmp_path / "work") as made:
        for source in ("bank", "gleif"):
            with made.lake.write(source, fingerprint="x", reader="test") as writer:
                writer.read = 2
                writer.add_claims(
                    [
                        Claim(f"{source}:1", "Company", "name", "Acme", "1", "f"),
                        Claim(f"{source}:1", "Company", "leiCode", LEI, "1", "f"),
                    ]
                )
        yield made


def test_retracting_keeps_who_and_the_first_moment(desk: Desk) -> None:
    word = Judgement("a", "b", "same", "ann", "looked at it", NOW)
    desk.judge(word)
    desk.retract(word.id, by="bob")
    [first] = desk.judgements(retracted=True)
    desk.retract(word.id, by="carl")
    assert desk.judgements(retracted=True) == [first]
    assert first.retracted_by == "bob"
    assert first.retracted_at is not None
    assert desk.judgements() == []


def test_without_a_name_the_user_of_the_process_retracts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "dora")
    word = Judgement("a", "b", "same", "ann", "looked at it", NOW)
    desk.judge(word)
    desk.retract(word.id)
    assert [j.retracted_by for j in desk.judgements(retracted=True)] == ["dora"]


def test_judged_again_it_counts_from_the_new_moment(desk: Desk) -> None:
    word = Judgement("a", "b", "same", "ann", "looked at it", NOW)
    again = Judgement("b", "a", "same", "ann", "looked at it", NOW + timedelta(days=1))
    desk.judge(word)
    desk.retract(word.id)
    desk.judge(again)
    [standing] = desk.judgements()
    assert (standing.decided_at, standing.retracted_by) == (again.decided_at, None)


def test_an_unknown_judgement_cannot_be_retracted_and_nothing_is_logged(
    workspace: Workspace,
) -> None:
    with pytest.raises(NotFound, match="no judgement has that id"):
        workspace.retract("0" * 32)
    assert workspace.desk.audit() == []


def test_a_merge_taken_back_stays_so_over_refreshes(workspace: Workspace) -> None:
    workspace.refresh()
    [judgement] = workspace.desk.judgements()
    workspace.retract(judgement.id, by="ann")
    for _ in range(2):
        workspace.refresh()
        ids = workspace.store.read("MATCH (n:Entity) RETURN n.id AS id ORDER BY id").rows
        assert ids == [("bank:1",), ("gleif:1",)]
    [line] = workspace.desk.audit()
    assert (line.action, line.facts) == ("retract", {"judgement": judgement.id, "by": "ann"})


def test_the_last_word_changes_the_graph(workspace: Workspace) -> None:
    for verdict, left in (("different", 2), ("same", 1)):
        workspace.judge("bank:1", "gleif:1", verdict, by="ann", reason="looked at it")
        workspace.refresh()
        assert workspace.store.read("MATCH (n:Entity) RETURN count(n)").rows == [(left,)]


def test_a_refusal_is_told(workspace: Workspace) -> None:
    workspace.judge("bank:1", "gleif:1", "different", by="ann", reason="looked at it")
    workspace.close()
    outcome = CliRunner().invoke(
        command, ["-w", str(workspace.path), "refresh"], env={"COLUMNS": "200"}
    )
    assert outcome.exit_code == 0
    assert "1 pairs judged the same were kept apart" in outcome.stdout
    assert f"bank:1 / gleif:1: judged by rule:strong-identifier: leiCode = {LEI}" in outcome.stdout
