"""kill -9 at random moments, then the same command again: the state of a run without a kill."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow.parquet as pq
import pytest

import kg

SEED = 20260630
KILLS = 24
ACCOUNTS, TRANSFERS = 1_500, 20_000
FIRMS, HOLDERS = 40, 20

STEPS = ("ingest first", "refresh first", "ingest second", "refresh second")

# Given a point, `module:Class.method:before` or `…:after`, the process kills itself there.
_JOB = """
import importlib, os, signal, sys
import ingest, kg, kg.workspace, kg.store.embedded
step, folder, data, *points = sys.argv[1:]

def die_at(point):
    module, path, when = point.split(":")
    holder, method = path.split(".")
    cls = getattr(importlib.import_module(module), holder)
    real = getattr(cls, method)
    def dying(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(cls, method, dying)

for point in points:
    die_at(point)
with kg.open(folder) as workspace:
    print("started", flush=True)
    if step.startswith("ingest"):
        ingest.run(workspace, "amlsim", data + "/ledger")
        ingest.run(workspace, "ftm", data + "/parties.json")
    else:
        verdict = "same" if step.endswith("first") else "different"
        workspace.judge("amlsim:1", "amlsim:2", verdict, by="ann", reason="asked the bank")
        workspace.refresh()
print("done", flush=True)
"""

POINTS = (
    "kg.desk.desk:Desk.replace_rule_judgements:before",
    "kg.desk.desk:Desk.replace_rule_judgements:after",
    "kg.desk.desk:Desk.record_identity_changes:after",
    "kg.identity.identity:Identity._save:after",
    "kg.projection.snapshot:SnapshotFolder.keep:after",
    "kg.projection.changes:SnapshotDifference.write:after",
    "kg.store.embedded:EmbeddedStore.apply:before",
    "kg.store.embedded:EmbeddedStore.apply:after",
)


@dataclass(frozen=True)
class Reference:
    """A run that nobody killed.

    `before[step]` is a copy of the workspace as it was before that step, `after[step]` the
    digests of its state when the step had ended, `seconds[step]` how long the step took.
    """

    data: dict[str, Path]
    before: dict[str, Path]
    after: dict[str, dict[str, str]]
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


def make_parties(path: Path, *, changed: bool) -> Path:
    """Two registers of firms and the people behind them, as FollowTheMoney entities.

    Every second firm is in both registers under one number, and half of the people are in both
    with one passport. `changed` parts some of the pairs, joins some others, alters shares and
    takes the last holder and all that hangs on it away.
    """
    records: list[dict[str, Any]] = []

    def add(key: str, schema: str, **properties: str) -> None:
        values = {name: [value] for name, value in properties.items()}
        records.append({"id": key, "schema": schema, "properties": values})

    for n in range(FIRMS):
        common = (n % 2 == 0) != (changed and n % 5 == 0)
        for register, number in (("a", 480_360 + n), ("b", (480_360 if common else 700_110) + n)):
            add(
                f"{register}/{n}", "Company", name=f"Quill{n} {register.upper()}",
                registrationNumber=str(number), jurisdiction="gb",
            )  # fmt: skip
    for n in range(HOLDERS - changed):
        common = (n % 2 == 0) != (changed and n % 3 == 0)
        for register, number in (("a", 34_071 + n), ("b", (34_071 if common else 88_011) + n)):
            person = f"{register}/person/{n}"
            add(person, "Person", name=f"Mina Vogel{n}", birthDate="1970-01-02", country="gb")
            add(f"{person}/p", "Passport", number=f"C{number}", country="gb", holder=person)
            add(
                f"{person}/o", "Ownership", owner=person, asset=f"{register}/{n}",
                percentage=str(10 + n + changed),
            )  # fmt: skip
    lines = [json.dumps(record) + "\n" for record in records]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def start(step: str, workspace: Path, data: Path, *points: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _JOB, step, str(workspace), str(data), *points],
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


def state(folder: Path) -> dict[str, str]:
    """Digest of each part of what the workspace holds: of lake, graph, identity and desk.

    Left out are the moments at which things were done, and the audit log: a command that was
    run twice was run twice.
    """

    def digest(rows: Iterable[Any]) -> str:
        return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()

    with kg.open(folder) as workspace, workspace.lake.connect() as con:
        lake, store, desk = workspace.lake, workspace.store, workspace.desk
        canonical = workspace.identity.path
        nodes = store.read("MATCH (n:Entity) RETURN n, n.sources").rows
        relations = store.read("MATCH (:Entity)-[r]->(:Entity) RETURN r").rows
        moves = enumerate(desk.identity_changes())
        return {
            "sources": digest((s.name, s.version, s.read, s.kept) for s in lake.sources()),
            "claims": digest(con.execute("SELECT * EXCLUDE (seen_at) FROM claims").fetchall()),
            "ledger": digest(con.execute("SELECT * FROM ledger").fetchall()),
            "mark": digest([store.mark()]),
            "nodes": digest(
                (n.id, n.schema, n.labels, n.caption, sorted(n.properties.items()), sorted(sources))
                for n, sources in nodes
            ),
            "relations": digest(
                (r.type, r.id, r.source, r.target, sorted(r.properties.items()))
                for (r,) in relations
            ),
            "canonical": digest(pq.read_table(canonical).to_pylist() if canonical.exists() else []),
            "judgements": digest(
                (j.left, j.right, j.verdict, j.decided_by, j.reason, j.retracted_at is None)
                for j in desk.judgements(retracted=True)
            ),
            "moves": digest(
                (n, m["entity"], m["old_canonical"], m["new_canonical"]) for n, m in moves
            ),
        }


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("reference")
    first, second = folder / "first", folder / "second"
    for data_folder, changed in ((first, False), (second, True)):
        data_folder.mkdir()
        make_ledger(data_folder / "ledger", changed=changed)
        make_parties(data_folder / "parties.json", changed=changed)
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
    assert len(set(map(repr, made.after.values()))) == len(STEPS)
    _assert_much_moved(workspace)
    return made


def _assert_much_moved(folder: Path) -> None:
    """The data merges and splits firms, people, passports and accounts of the ledger."""
    with kg.open(folder) as workspace:
        moves = workspace.desk.identity_changes()
        merged = {m["entity"] for m in moves if m["entity"] != m["new_canonical"]}
        split = {m["entity"] for m in moves if m["entity"] == m["new_canonical"]}
        assert len(merged) > FIRMS // 2
        assert {"amlsim:2", "ftm:b/0", "ftm:b/person/0", "ftm:b/person/0/p"} <= merged & split
        owned = "MATCH (:Entity)-[r:OWNS]->(:Entity) RETURN count(r)"
        assert workspace.store.read(owned).rows == [(2 * (HOLDERS - 1),)]


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


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_sore_point_and_run_again(
    reference: Reference, tmp_path: Path, point: str
) -> None:
    step = "refresh second"
    workspace = tmp_path / "work"
    shutil.copytree(reference.before[step], workspace)
    process = start(step, workspace, reference.data[step], point)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    finish(start(step, workspace, reference.data[step]))
    assert state(workspace) == reference.after[step]
