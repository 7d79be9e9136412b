"""kill -9 at random moments, then the same command again: the state of a run without a kill."""

from __future__ import annotations

import csv
import hashlib
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

import kg

SEED = 20260630
KILLS = 24
ACCOUNTS, TRANSFERS = 1_500, 20_000

STEPS = ("ingest first", "refresh first", "ingest second", "refresh second")

_JOB = """
import sys, ingest, kg, kg.workspace, kg.store.embedded
step, folder, data = sys.argv[1:]
with kg.open(folder) as workspace:
    print("started", flush=True)
    if step.startswith("ingest"):
        ingest.run(workspace, "amlsim", data)
    else:
        workspace.refresh()
print("done", flush=True)
"""


@dataclass(frozen=True)
class Reference:
    """A run that nobody killed.

    `before[step]` is a copy of the workspace as it was before that step, `after[step]` the
    digest of its state when the step had ended, `seconds[step]` how long the step took.
    """

    data: dict[str, Path]
    before: dict[str, Path]
    after: dict[str, str]
    seconds: dict[str, float]


def make_ledger(folder: Path, *, changed: bool) -> Path:
    """Accounts and transfers in AMLSim's layout; `changed` alters one in fifty of them."""
    chance = random.Random(SEED)
    folder.mkdir()
    with (folder / "nodes.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["nodeid", "isFraud", "init_balance", "fraudStep"])
        writer.writerows([n, 0, "100.00", -1] for n in range(ACCOUNTS - 5 * changed))
    with (folder / "transactions.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["sourceNodeId", "targetNodeId", "value", "time"])
        for number in range(TRANSFERS):
            payer, payee = chance.sample(range(ACCOUNTS - 5), 2)
            cents = chance.randrange(1, 10**6) + (changed and number % 50 == 0)
            writer.writerow([payer, payee, f"{cents / 100:.2f}", number // 100])
    return folder


def start(step: str, workspace: Path, data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _JOB, step, str(workspace), str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    stdout: IO[str] = process.stdout  # type: ignore[assignment]
    assert stdout.readline() == "started\n", process.communicate()[1]
    return process


def finish(process: subprocess.Popen[str]) -> None:
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors


def state(folder: Path) -> str:
    """Digest of all that the workspace holds, times of day apart."""
    digest = hashlib.sha256()

    def add(rows: list[Any]) -> None:
        digest.update(repr(sorted(rows, key=repr)).encode())

    with kg.open(folder) as workspace, workspace.lake.connect() as con:
        add([(s.name, s.version, s.read, s.kept, s.rejected) for s in workspace.lake.sources()])
        add(con.execute("SELECT * EXCLUDE (seen_at) FROM claims").fetchall())
        add(con.execute("SELECT * FROM ledger").fetchall())
        store = workspace.store
        add([store.mark()])
        add(store.read("MATCH (n:Entity) RETURN n.id, n.schema, n.caption").rows)
        add(
            store.read(
                "MATCH (a:Entity)-[r:TRANSFER]->(b:Entity)"
                " RETURN r.id, a.id, b.id, r.amount, r.currency, r.count, r.first, r.last"
            ).rows
        )
        add([(j.left, j.right, j.verdict) for j in workspace.desk.judgements()])
    return digest.hexdigest()


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("reference")
    first = make_ledger(folder / "first", changed=False)
    second = make_ledger(folder / "second", changed=True)
    data = {step: first if step.endswith("first") else second for step in STEPS}
    workspace = folder / "work"
    kg.init(workspace).close()
    made = Reference(data, {}, {}, {})
    for step in STEPS:
        made.before[step] = folder / step.replace(" ", "-")
        shutil.copytree(workspace, made.before[step])
        process = start(step, workspace, data[step])
        began = time.monotonic()
        finish(process)
        made.seconds[step] = time.monotonic() - began
        made.after[step] = state(workspace)
    assert len(set(made.after.values())) == len(STEPS)
    return made


@pytest.mark.parametrize("kill", range(KILLS))
def test_killed_and_run_again(reference: Reference, tmp_path: Path, kill: int) -> None:
    chance = random.Random(f"{SEED}-{kill}")
    step = STEPS[kill % len(STEPS)]
    workspace = tmp_path / "work"
    shutil.copytree(reference.before[step], workspace)
    process = start(step, workspace, reference.data[step])
    time.sleep(chance.uniform(0, reference.seconds[step]))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    finish(start(step, workspace, reference.data[step]))
    assert state(workspace) == reference.after[step]
