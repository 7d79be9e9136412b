"""Acts on the lake stand in the audit log before they are done, and after."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import ingest
import kg
from kg.doctor import Check, examine
from kg.errors import BadFile, Busy, NotFound
from kg.lake import Lake

ENTITY = '{"id": "a", "schema": "Person", "properties": {"name": ["Ann"]}}\n'

# The process kills itself when it comes to write the line that ends the act, or, `before`, when
# the lake is about to make the act count.
_JOB = """
import os, signal, sys
import ingest, kg
from kg.desk import Desk
from kg.lake import Lake
from kg.lake.manifest import Manifest
folder, data, act, when = sys.argv[1:]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

log = Desk.log
def dying_log(self, action, /, **facts):
    if facts.get("ends") is not None:
        die()
    return log(self, action, **facts)

with kg.open(folder) as workspace:
    if when == "after":
        Desk.log = dying_log
    else:
        Manifest.save = die
    if act == "ingest":
        ingest.run(workspace, "ftm", data)
    else:
        workspace.withdraw("ftm")
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "people.json"
    path.write_text(ENTITY)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kg.init(tmp_path / "work").close()
    return tmp_path / "work"


def lines(workspace: kg.Workspace) -> list[tuple[int, str, str, int | None]]:
    return [(one.number, one.action, one.stage, one.ends) for one in workspace.desk.audit()]


def audit_check(folder: Path) -> Check:
    (check,) = [check for check in examine(folder) if check.name == "audit"]
    return check


def test_an_ingest_is_told_before_and_after(folder: Path, data: Path) -> None:
    with kg.open(folder) as workspace:
        ingest.run(workspace, "ftm", data)
        intent, done = workspace.desk.audit()
        assert lines(workspace) == [(1, "ingest", "intent", None), (2, "ingest", "done", 1)]
        assert (intent.facts["source"], intent.facts["files"]) == ("ftm", ["people.json"])
        assert intent.facts["last_version"] is None
        assert done.facts == {"source": "ftm", "version": 1, "read": 1, "rejected": 0}
        # What is read already is no act.
        ingest.run(workspace, "ftm", data)
        assert len(workspace.desk.audit()) == 2


def test_a_withdrawal_is_told_before_and_after(folder: Path, data: Path) -> None:
    with kg.open(folder) as workspace:
        ingest.run(workspace, "ftm", data)
        workspace.withdraw("ftm")
        assert lines(workspace)[2:] == [(3, "withdraw", "intent", None), (4, "withdraw", "done", 3)]
        with pytest.raises(NotFound):
            workspace.withdraw("nobody")
        assert len(lines(workspace)) == 4


def test_an_act_that_fails_is_told_as_such(folder: Path, data: Path) -> None:
    with kg.open(folder) as workspace:
        ingest.run(workspace, "ftm", data)
        data.write_text("{}\n")
        with pytest.raises(BadFile):
            ingest.run(workspace, "ftm", data)
        assert lines(workspace)[2:] == [(3, "ingest", "intent", None), (4, "ingest", "failed", 3)]
        assert workspace.desk.audit()[-1].facts == {"source": "ftm", "error": "BadFile"}


def test_who_has_to_wait_intends_nothing(folder: Path, data: Path) -> None:
    with kg.open(folder) as workspace, Lake(folder / "lake").exclusive():
        with pytest.raises(Busy):
            ingest.run(workspace, "ftm", data)
        assert workspace.desk.audit() == []


@pytest.mark.parametrize(
    ("act", "when", "stage", "outcome"),
    [
        ("ingest", "after", "done", {"version": 1, "read": 1, "rejected": 0}),
        ("ingest", "before", "failed", {}),
        ("withdraw", "after", "done", {}),
        ("withdraw", "before", "failed", {}),
    ],
)
def test_killed_on_the_way_the_act_has_its_line(
    folder: Path, data: Path, act: str, when: str, stage: str, outcome: dict[str, int]
) -> None:
    told = 0
    if act == "withdraw":
        with kg.open(folder) as workspace:
            ingest.run(workspace, "ftm", data)
            told = 2
    job = [sys.executable, "-c", _JOB, str(folder), str(data), act, when]
    assert subprocess.run(job, check=False).returncode == -signal.SIGKILL

    check = audit_check(folder)
    assert check.state == "warning"
    assert f"1 acts have no end, the first {act} of ftm by" in check.detail
    assert f"(line {told + 1})" in check.detail
    with kg.open(folder) as workspace:
        assert lines(workspace)[told:] == [(told + 1, act, "intent", None)]
        workspace.refresh()
        assert lines(workspace)[told + 1 :] == [(told + 2, act, stage, told + 1)]
        end = workspace.desk.audit()[-1]
        assert end.facts == {"source": "ftm", "settled": True, **outcome}
        workspace.refresh()
        assert len(lines(workspace)) == told + 2
    assert audit_check(folder).state == "ok"


def test_the_next_act_settles_what_was_cut_short(folder: Path, data: Path) -> None:
    job = [sys.executable, "-c", _JOB, str(folder), str(data), "ingest", "before"]
    assert subprocess.run(job, check=False).returncode == -signal.SIGKILL
    with kg.open(folder) as workspace:
        ingest.run(workspace, "ftm", data)
        assert [line[2:] for line in lines(workspace)] == [
            ("intent", None), ("failed", 1), ("intent", None), ("done", 3),
        ]  # fmt: skip


def test_doctor_names_the_first_altered_line(folder: Path) -> None:
    with kg.open(folder) as workspace:
        for number in range(3):
            workspace.desk.log("test", number=number)
        ok = audit_check(folder)
        assert ok.state == "ok"
        assert ok.detail.startswith("3 lines, the last with digest ")
        with workspace.desk.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER audit_log_update")
            connection.exec_driver_sql("UPDATE audit_log SET actor = 'bob' WHERE number = 2")
    check = audit_check(folder)
    assert check.state == "fault"
    assert check.detail.startswith("line 2 of the audit log is not what was written")


def test_doctor_tells_a_desk_that_is_gone(folder: Path, data: Path) -> None:
    with kg.open(folder) as workspace:
        ingest.run(workspace, "ftm", data)
    (folder / "desk.sqlite").unlink()
    for _ in range(2):
        found = {check.name: check for check in examine(folder)}
        assert found["desk"].state == "fault"
        assert "desk.sqlite is missing" in found["desk"].detail
    assert not (folder / "desk.sqlite").exists()


def test_doctor_tells_a_folder_that_others_may_open(folder: Path) -> None:
    folder.chmod(0o750)
    (check,) = [check for check in examine(folder) if check.name == "privacy"]
    assert check.state == "warning"
