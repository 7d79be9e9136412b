"""Damage is seen, told in one line with what mends it, and mended; nothing is overwritten."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import ingest
import kg
from kg.desk import Judgement
from kg.doctor import examine
from kg.errors import BadFile, Damaged, RiskweaveError, UsageError
from kg.lake.manifest import Manifest

MAPPING = """source: bank
tables:
  accounts:
    files: t.csv
    record: no
    entities:
      account: {schema: BankAccount, id: no, properties: {accountNumber: no}}
"""


def read(ws: kg.Workspace) -> kg.RunReport:
    folder = ws.path.parent
    return ingest.run(ws, "table", folder / "t.csv", mapping=folder / "map.yaml")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions of one source: account 1, then accounts 1 and 2; one judgement."""
    folder = tmp_path_factory.mktemp("sound")
    (folder / "map.yaml").write_text(MAPPING)
    with kg.init(folder / "ws") as ws:
        for content in ("no\n1\n", "no\n1\n2\n"):
            (folder / "t.csv").write_text(content)
            read(ws)
        ws.refresh()
        when = datetime(2026, 1, 1, tzinfo=UTC)
        ws.desk.judge(Judgement("a", "b", "unsure", "Ann", "seen", when))
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, whose files are to be damaged."""
    shutil.copytree(sound, tmp_path / "copy")
    return tmp_path / "copy" / "ws"


def turn_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    before = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


CLAIMS = "lake/sources/bank/0002/claims.parquet"
DAMAGES = pytest.mark.parametrize(
    ("damage", "told"),
    [
        (turn_bit, "claims.parquet is not as it was written"),
        (cut, "claims.parquet has "),
        (Path.unlink, "claims.parquet is missing"),
    ],
    ids=["bit", "cut", "missing"],
)


def accounts(ws: kg.Workspace) -> list[str]:
    with ws.view() as view:
        return [row[0] for row in view.query("MATCH (a:BankAccount) RETURN a.id AS i ORDER BY i")]


def fault(folder: Path, name: str) -> str:
    (found,) = [check for check in examine(folder) if check.name == name]
    assert found.state == "fault", found
    return found.detail


@DAMAGES
def test_a_damaged_file_is_told_and_read_again(
    folder: Path, damage: Callable[[Path], None], told: str
) -> None:
    with kg.open(folder) as ws:
        ws.status()
    damage(folder / CLAIMS)

    assert told in fault(folder, "lake")
    with kg.open(folder) as ws:
        for look in (ws.status, ws.view, ws.rebuild):
            with pytest.raises(Damaged, match=r"damaged: claims\.parquet.*nothing was overwritten"):
                look()
        report = read(ws)
        assert (report.unchanged, report.version) == (False, 3)
        ws.refresh()
        assert accounts(ws) == ["bank:1", "bank:2"]


@DAMAGES
def test_the_version_before_counts_again(
    folder: Path,
    damage: Callable[[Path], None],
    told: str,  # noqa: ARG001
) -> None:
    damage(folder / CLAIMS)
    with kg.open(folder) as ws:
        ws.rebuild(fall_back=True)
        assert accounts(ws) == ["bank:1"]
        assert ws.desk.audit()[-1].facts == {"source": "bank", "version": 1}


@pytest.mark.parametrize("damage", [Path.unlink, turn_bit, cut])
def test_a_lost_manifest_is_made_anew(folder: Path, damage: Callable[[Path], None]) -> None:
    manifest = folder / "lake/manifest.json"
    before = Manifest.load(manifest).sources["bank"]
    damage(manifest)

    assert "manifest" in fault(folder, "lake")
    with kg.open(folder) as ws:
        for look in (ws.status, ws.refresh, lambda: read(ws)):
            with pytest.raises(Damaged, match="'kg rebuild' makes it anew"):
                look()
        ws.rebuild()
        assert accounts(ws) == ["bank:1", "bank:2"]
    assert Manifest.load(manifest).sources["bank"] == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda f: shutil.rmtree(f / "graph"),
        lambda f: (f / "graph/store/current").write_text("garbage"),
        lambda f: (f / "graph/store/current").unlink(),
        lambda f: [p.write_bytes(b"x") for p in (f / "graph/store").glob("db-*/schema.json")],
        lambda f: [p.write_text("{") for p in (f / "graph").rglob("snapshot.json")],
        lambda f: (f / "identity/canonical.parquet").write_bytes(b"garbage"),
        lambda f: (f / "identity/canonical.parquet").unlink(),
    ],
    ids=["graph", "pointer", "no pointer", "schema", "snapshot", "ids", "no ids"],
)
def test_all_that_follows_is_made_anew(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder)
    with kg.open(folder) as ws:
        ws.rebuild()
        assert accounts(ws) == ["bank:1", "bank:2"]
    assert all(check.state != "fault" for check in examine(folder))


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_desk_that_is_gone_is_a_fault_until_it_is_restored(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    with kg.open(folder) as ws:
        lines = ws.desk.backup(folder.parent / "desk.backup")
        with pytest.raises(UsageError, match="there is such a file"):
            ws.desk.backup(folder.parent / "desk.backup")
    damage(folder / "desk.sqlite")

    assert "desk" in fault(folder, "desk")
    with kg.open(folder) as ws:
        with pytest.raises(Damaged, match="'kg restore FILE' puts a backup back"):
            ws.desk.judgements()
        with pytest.raises(Damaged):
            ws.refresh()
        ws.desk.restore(folder.parent / "desk.backup")
        assert [one.left for one in ws.desk.judgements()] == ["a"]
        assert [line.action for line in ws.desk.audit()[lines:]] == ["restore"]
        ws.refresh()


def test_what_is_no_backup_is_refused_and_the_desk_stays(folder: Path) -> None:
    bad = folder.parent / "bad"
    bad.write_bytes(b"SQLite format 3\0garbage")
    with kg.open(folder) as ws:
        with pytest.raises(BadFile, match="no backup of a desk"):
            ws.desk.restore(bad)
        assert len(ws.desk.judgements()) == 1


def test_an_empty_desk_can_be_begun_and_the_old_one_is_kept(folder: Path) -> None:
    with kg.open(folder) as ws:
        kept = ws.desk.restore(None)
        assert ws.desk.judgements() == []
    assert kept is not None
    assert kept.exists()


def test_a_garbage_desk_is_told(folder: Path) -> None:
    for name in ("desk.sqlite-wal", "desk.sqlite-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "desk.sqlite").write_bytes(b"garbage" * 1000)
    with kg.open(folder) as ws, pytest.raises(RiskweaveError, match="kg restore FILE"):
        ws.desk.judgements()


def test_a_desk_that_cannot_be_written_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.desk.opening.os.access", lambda _path, _mode: False)
    with kg.open(folder) as ws:
        [said] = ws.desk.judgements()
        with pytest.raises(RiskweaveError, match=r"the desk cannot be used: .*readonly"):
            ws.desk.judge(said)
