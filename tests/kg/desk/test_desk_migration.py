"""A desk of before there were revisions, brought up: nothing that people decided is lost."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine, inspect, text

from kg.desk import AuditLine, Desk
from kg.desk.opening import file_url
from kg.desk.tables import REVISION, metadata
from kg.errors import SetupError

OLD = """
CREATE TABLE alerts (
    id VARCHAR(80) NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, members JSON NOT NULL,
    score FLOAT NOT NULL, unit TEXT NOT NULL, reasons JSON NOT NULL, as_of DATETIME,
    summary TEXT NOT NULL, status VARCHAR(12) NOT NULL, first_seen DATETIME NOT NULL,
    last_seen DATETIME NOT NULL, PRIMARY KEY (id));
CREATE TABLE audit_log (
    id VARCHAR(32) NOT NULL, at DATETIME NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
    facts JSON NOT NULL, PRIMARY KEY (id));
CREATE TABLE identity_events (
    id VARCHAR(32) NOT NULL, entity TEXT NOT NULL, old_canonical TEXT NOT NULL,
    new_canonical TEXT NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (id));
CREATE TABLE judgements (
    id VARCHAR(32) NOT NULL, "left" TEXT NOT NULL, "right" TEXT NOT NULL,
    verdict VARCHAR(9) NOT NULL, decided_by TEXT NOT NULL, reason TEXT NOT NULL,
    decided_at DATETIME NOT NULL, retracted_at DATETIME, PRIMARY KEY (id));
CREATE TABLE past_findings (
    id VARCHAR(80) NOT NULL, as_of DATETIME NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    members JSON NOT NULL, score FLOAT NOT NULL, unit TEXT NOT NULL, reasons JSON NOT NULL,
    summary TEXT NOT NULL, PRIMARY KEY (id, as_of));
CREATE TABLE retractions (
    judgement VARCHAR(32) NOT NULL, retracted_by TEXT NOT NULL, at DATETIME NOT NULL,
    PRIMARY KEY (judgement));
CREATE TABLE screening_runs (
    moment VARCHAR(40) NOT NULL, screened TEXT NOT NULL, findings JSON NOT NULL,
    at DATETIME NOT NULL, PRIMARY KEY (moment))
"""
"""The tables as they were before desks had revisions."""

REASONS = (
    '[{"feature": "amount", "value": 5, "unit": "EUR", "contribution": 50.0, "explanation":'
    ' "Five.", "claims": ["c1"], "transfers": ["s/t1"]}]'
)
ROWS = f"""
INSERT INTO judgements VALUES ('j1', 'a', 'b', 'same', 'ann', 'looked',
    '2026-01-02 03:04:05.000006', NULL);
INSERT INTO judgements VALUES ('j2', 'a', 'c', 'different', 'bob', 'asked',
    '2026-01-03 00:00:00.000000', '2026-01-04 00:00:00.000000');
INSERT INTO retractions VALUES ('j2', 'carl', '2026-01-04 00:00:00.000000');
INSERT INTO identity_events VALUES ('e1', 'b', 'b', 'a', '2026-01-02 00:00:00.000000');
INSERT INTO alerts VALUES ('f1', 'cycle', 'a', '["a", "b"]', 50.0, 'points', '{REASONS}', NULL,
    'A ring.', 'closed', '2026-01-05 00:00:00.000000', '2026-02-05 00:00:00.000000');
INSERT INTO alerts VALUES ('f2', 'cycle', 'c', '["c"]', 40.0, 'points', '{REASONS}',
    '2026-01-06 00:00:00.000000', 'Another.', 'open', '2026-01-06 00:00:00.000000',
    '2026-01-06 00:00:00.000000');
INSERT INTO past_findings VALUES ('f2', '2026-01-06 00:00:00.000000', 'cycle', 'c', '["c"]', 40.0,
    'points', '{REASONS}', 'Another.');
INSERT INTO screening_runs VALUES ('', 's1', '[["f1", "a"]]', '2026-01-05 00:00:00.000000');
INSERT INTO audit_log VALUES ('ff', '2026-01-01 00:00:00.000000', 'ann', 'ingest',
    '{{"source": "bank", "read": 2}}');
INSERT INTO audit_log VALUES ('aa', '2026-01-04 00:00:00.000000', 'bob', 'retract',
    '{{"judgement": "j2"}}')
"""


def audited(place: URL) -> list[AuditLine]:
    """Open the desk, read its audit log, and close it."""
    with closing(Desk(place)) as desk:
        return desk.audit()


def make_old(place: URL, rows: str = ROWS) -> None:
    """Make the desk as the code of then made it."""
    ddl = OLD
    if place.get_backend_name() == "postgresql":
        ddl = OLD.replace("DATETIME", "TIMESTAMP WITH TIME ZONE")
    engine = create_engine(place)
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT 1")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TIME ZONE 'UTC'")
        for statement in (ddl + ";" + rows).split(";"):
            connection.execute(text(statement.replace(":", r"\:")))
    engine.dispose()


@pytest.fixture
def old(place: URL) -> Iterator[Desk]:
    make_old(place)
    desk = Desk(place)
    yield desk
    desk.close()


def test_judgements_are_kept(old: Desk) -> None:
    first, second = old.judgements(retracted=True)
    assert (first.left, first.right, first.verdict, first.decided_by) == ("a", "b", "same", "ann")
    assert first.decided_at == datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert (second.retracted_by, second.retracted_at) == ("carl", datetime(2026, 1, 4, tzinfo=UTC))
    assert [one.left for one in old.judgements()] == ["a"]
    assert [event["entity"] for event in old.identity_changes()] == ["b"]


def test_alerts_are_kept_and_found_again(old: Desk) -> None:
    closed, opened = old.alerts()
    assert (closed.status, closed.first_seen) == ("closed", datetime(2026, 1, 5, tzinfo=UTC))
    assert closed.last_seen == datetime(2026, 2, 5, tzinfo=UTC)
    assert closed.finding.reasons[0].transfers == ("s/t1",)
    (then,) = old.standing_alerts(datetime(2026, 1, 7, tzinfo=UTC))
    assert then.finding == opened.finding
    assert old.screening_of(None, "s1", {"a"}) == [closed.finding]

    [again] = old.upsert_alerts([closed.finding])
    assert (again.status, again.first_seen) == ("closed", closed.first_seen)
    assert again.last_seen > closed.last_seen
    assert [(a.finding.id, a.status) for a in old.alerts()] == [
        ("f1", "closed"), ("f2", "superseded"),
    ]  # fmt: skip


def test_the_audit_log_is_sealed_as_it_was(old: Desk) -> None:
    first, second = old.audit()
    assert (first.number, first.actor, first.facts) == (1, "ann", {"source": "bank", "read": 2})
    assert first.at == datetime(2026, 1, 1, tzinfo=UTC)
    assert second.previous == first.digest
    assert (second.stage, second.ends) == ("done", None)
    assert old.open_intents() == []
    proof = old.verify_audit()
    assert (proof.lines, proof.head, proof.fault) == (2, second.digest, None)
    assert old.log("next") == 3


def test_an_old_desk_becomes_what_a_new_one_is(place: URL, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    make_old(place)
    audited(place)
    engine = create_engine(place)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "desk_revision", "compare_type": True}
        )
        differences = compare_metadata(context, metadata)
        # The version table is Alembic's own, and left out of the comparison.
        assert [d for d in differences if "desk_revision" not in str(d)] == []
        for table in metadata.sorted_tables:
            held = {c["name"]: c["nullable"] for c in inspect(connection).get_columns(table.name)}
            assert held == {column.name: column.nullable for column in table.columns}
        brought_up = guards(connection)
    engine.dispose()
    if place.get_backend_name() == "sqlite":
        audited(file_url(tmp_path / "new.sqlite"))
        new = create_engine(file_url(tmp_path / "new.sqlite"))
        with new.connect() as connection:
            assert guards(connection) == brought_up
        new.dispose()
    assert len(brought_up) >= 4


def guards(connection: Any) -> list[Any]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    if connection.dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    return list(map(tuple, connection.exec_driver_sql(query)))


def test_the_newest_revision_is_that_of_the_tables() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "kg.desk:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_the_desk_of_before_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    make_old(file_url(path))
    audited(file_url(path))
    copy = tmp_path / f"desk.sqlite.before-{REVISION}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    engine = create_engine(file_url(copy))
    with engine.connect() as connection:
        assert not inspect(connection).has_table("desk_revision")
        assert connection.exec_driver_sql("SELECT count(*) FROM judgements").scalar() == 2
    engine.dispose()
    assert not list(tmp_path.glob("*.part"))


def test_a_migration_that_fails_leaves_the_desk_as_it_was(
    place: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(place)

    def failing(*_: object) -> None:
        raise RuntimeError("out of luck")

    with monkeypatch.context() as patch:
        patch.setattr("kg.desk.audit.guard_audit_log", failing)
        with pytest.raises(RuntimeError, match="out of luck"):
            audited(place)
    engine = create_engine(place)
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_log").scalar() == 2
    engine.dispose()
    assert names.isdisjoint({"desk_revision", "audit_head", "audit_log_before"})
    assert len(audited(place)) == 2


def test_a_newer_desk_is_refused_in_one_line(place: URL) -> None:
    audited(place)
    engine = create_engine(place)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE desk_revision SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(SetupError, match=r"newer version of Riskweave \(revision 9999") as caught:
        audited(place)
    assert "\n" not in str(caught.value)


def test_alembic_is_loaded_where_a_migration_is_due_alone(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from kg.desk import Desk\n"
        "desk = Desk(pathlib.Path(sys.argv[1])); desk.log('test')\n"
        "print('alembic' in sys.modules)"
    )

    def run(path: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    make_old(file_url(old))
    assert [run(new), run(new), run(old), run(old)] == ["False", "False", "True", "False"]
