"""A path is text: what engines would take for patterns, columns or addresses stays a name."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

import ingest
import kg
from kg.cli import kg as command
from kg.desk import Judgement
from kg.files import plain_path

ODD = os.fsdecode(b"a? b[1]*{c}%41#\\d=e;'f' \xff\xc3\xa9")
"""Pattern signs, an escape, a fragment, a column of a partition, quotes, and no UTF-8."""

MAPPING = """source: bank
tables:
  accounts:
    files: "*.csv"
    record: no
    entities:
      account: {schema: BankAccount, id: no, properties: {accountNumber: no}}
"""


def workspace(folder: Path, *accounts: str, file: str = "t.csv") -> kg.Workspace:
    """One with these accounts, read from a file beside it and drawn."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    (folder.parent / "map.yaml").write_text(MAPPING)
    table = folder.parent / file
    table.write_text("no\n" + "\n".join(accounts) + "\n")
    ws = kg.init(folder)
    ingest.run(ws, "table", table, mapping=folder.parent / "map.yaml")
    ws.refresh()
    return ws


def numbers(ws: kg.Workspace) -> list[str]:
    with ws.view() as view:
        rows = view.query("MATCH (a:BankAccount) RETURN a.accountNumber AS n ORDER BY n")
        assert sorted(view.sql("SELECT value FROM claims").rows) == rows.rows
    return [row[0] for row in rows]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd") / ODD / "ws"
    with workspace(folder, "1", "2") as ws:
        ws.desk.judge(Judgement("a", "b", "same", "Ann", "seen", datetime(2026, 1, 1, tzinfo=UTC)))
    return folder


def test_a_workspace_in_an_odd_folder_is_whole(odd: Path) -> None:
    with kg.open(odd) as ws:
        assert numbers(ws) == ["1", "2"]
        assert [one.left for one in ws.desk.judgements()] == ["a"]
        assert not ws.status().stale
    assert {"desk.sqlite", "lake", "graph", "identity"} <= {each.name for each in odd.iterdir()}


def test_patterns_in_a_path_match_nothing_else(tmp_path: Path) -> None:
    decoy, real = tmp_path / "case 1" / "ws", tmp_path / "case [1]" / "ws"
    with workspace(decoy, "decoy"), workspace(real, "real") as ws:
        assert numbers(ws) == ["real"]


def test_two_workspaces_whose_names_hold_a_question_mark_have_two_desks(tmp_path: Path) -> None:
    with kg.init(tmp_path / "a?1") as one, kg.init(tmp_path / "a?2") as other:
        when = datetime(2026, 1, 1, tzinfo=UTC)
        one.desk.judge(Judgement("a", "b", "same", "Ann", "seen", when))
        assert other.desk.judgements() == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a?1", "a?2"]


def test_a_file_whose_name_is_a_pattern_is_read_itself(tmp_path: Path) -> None:
    (tmp_path / "t1.csv").write_text("no\ndecoy\n")
    with workspace(tmp_path / "ws", "real", file="t[1].csv") as ws:
        assert numbers(ws) == ["real"]


def test_a_file_that_no_claim_can_name_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(kg.RiskweaveError, match=r"its name is not UTF-8.*Rename it"):
        workspace(tmp_path / "ws", "1", file=os.fsdecode(b"t\xff.csv"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["init"],
        ["ingest", "table", "{folder}/t.csv", "--mapping", "{folder}/map.yaml"],
        ["refresh"],
        ["rebuild"],
        ["status"],
        ["query", "MATCH (n) RETURN n.id"],
        ["ontology"],
        ["doctor"],
        ["portrait", "bank:1"],
        ["alerts"],
        ["map", "bank:1", "--out", "{folder}/map [1].html"],
        ["portrait", "bank:1", "--html", "{folder}/p?.html"],
        ["withdraw", "bank"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_command_works_there(odd: Path, arguments: list[str]) -> None:
    call = [one.format(folder=odd.parent) for one in arguments]

    done = CliRunner().invoke(command, ["-w", str(odd), *call])

    assert done.exit_code == 0, (done.output, done.exception)
    for one in call:
        if one.endswith(".html"):
            assert Path(one).read_text().startswith("<!")


def test_only_what_is_odd_is_linked(tmp_path: Path) -> None:
    assert plain_path(tmp_path / "a b.parquet") == str(tmp_path / "a b.parquet")
    link = Path(plain_path(tmp_path / "x=1" / "a.parquet"))
    assert (link.name, os.readlink(link.parent)) == ("a.parquet", str(tmp_path / "x=1"))
