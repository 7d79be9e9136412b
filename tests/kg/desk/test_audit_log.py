"""The audit log: only ever longer, and no line altered without its being seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.exc import DBAPIError

from kg.desk import Desk, Judgement
from kg.desk.records import FIRST_PREVIOUS, line_digest

LINES = 5


@pytest.fixture
def full(desk: Desk) -> Desk:
    for number in range(1, LINES + 1):
        desk.log("test", actor="ann", number=number)
    return desk


@pytest.fixture
def connection(full: Desk, place: URL) -> Iterator[Connection]:
    """Somebody with a client of their own on a desk of five lines."""
    assert full.verify_audit().lines == LINES
    engine = create_engine(place)
    with engine.connect() as made:
        yield made
    engine.dispose()


def without_guard(connection: Connection) -> None:
    """Take the triggers off, as somebody who may do so."""
    if connection.dialect.name == "postgresql":
        for table in ("audit_log", "audit_head"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for name in names.scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def test_a_line_is_sealed_by_hand_as_it_is_by_the_desk(desk: Desk) -> None:
    desk.log("withdraw", actor="ann", source="ofac", n=1)
    [line] = desk.audit()
    at = line.at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    written = (
        '{"action":"withdraw","actor":"ann","at":"' + at + '","ends":null,"facts":{"n":1,'
        '"source":"ofac"},"number":1,"previous":"' + "0" * 64 + '","stage":"done"}'
    )
    assert line.digest == hashlib.sha256(written.encode()).hexdigest()


def test_the_form_of_a_digest_never_changes() -> None:
    at = datetime(2026, 6, 30, 12, tzinfo=UTC)
    facts = {"source": "Bänk", "files": ["a", "b"]}
    digest = line_digest(1, at, "ann", "ingest", "intent", None, facts, FIRST_PREVIOUS)
    written = (
        r'{"action":"ingest","actor":"ann","at":"2026-06-30T12:00:00.000000+00:00","ends":null,'
        r'"facts":{"files":["a","b"],"source":"B\u00e4nk"},"number":1,"previous":"'
        + "0" * 64
        + '","stage":"intent"}'
    )
    assert digest == hashlib.sha256(written.encode()).hexdigest()


def test_lines_follow_each_other(full: Desk) -> None:
    lines = full.audit()
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert [line.previous for line in lines[1:]] == [line.digest for line in lines[:-1]]
    proof = full.verify_audit()
    assert (proof.lines, proof.head, proof.broken) == (5, lines[-1].digest, None)


def test_an_empty_log_is_whole(desk: Desk) -> None:
    proof = desk.verify_audit()
    assert (proof.lines, proof.head, proof.broken) == (0, FIRST_PREVIOUS, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'bob' WHERE number = 3",
        "UPDATE audit_log SET number = 9 WHERE number = 5",
        "DELETE FROM audit_log WHERE number = 3",
        "DELETE FROM audit_log",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_alter_it(connection: Connection, statement: str) -> None:
    with pytest.raises(DBAPIError, match="the audit log is append-only"):
        connection.exec_driver_sql(statement)


def test_no_line_is_replaced(connection: Connection) -> None:
    columns = "number, at, actor, action, stage, ends, facts, previous, digest"
    row = "SELECT 3, at, 'bob', action, stage, ends, facts, previous, digest FROM audit_log"
    verb = "INSERT OR REPLACE INTO"
    after = ""
    if connection.dialect.name == "postgresql":
        verb, after = "INSERT INTO", " ON CONFLICT (number) DO UPDATE SET actor = 'bob'"
    with pytest.raises(DBAPIError, match="the audit log is append-only"):
        connection.exec_driver_sql(f"{verb} audit_log ({columns}) {row} WHERE number = 3{after}")


def test_it_cannot_be_emptied_at_once(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match="the audit log is append-only"):
        connection.exec_driver_sql("TRUNCATE audit_log")


Damage = Callable[[Connection], object]


def sql(*statements: str) -> Damage:
    return lambda connection: [connection.exec_driver_sql(one) for one in statements]


def resealed(connection: Connection) -> None:
    """Alter line 3 and give it the digest that its new content has."""
    row = connection.exec_driver_sql("SELECT at, previous FROM audit_log WHERE number = 3").one()
    at = row.at if isinstance(row.at, datetime) else datetime.fromisoformat(row.at)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    digest = line_digest(3, at, "bob", "test", "done", None, {"number": 3}, row.previous)
    connection.exec_driver_sql(
        f"UPDATE audit_log SET actor = 'bob', digest = '{digest}' WHERE number = 3"
    )


INSERTED = (
    "INSERT INTO audit_log SELECT 3, at, actor, action, stage, ends, facts, previous, digest"
    " FROM audit_log WHERE number = 2"
)


@pytest.mark.parametrize(
    ("damage", "broken", "fault"),
    [
        (sql("UPDATE audit_log SET actor = 'bob' WHERE number = 3"), 3, "not what was written"),
        (sql("UPDATE audit_log SET facts = '{}' WHERE number = 1"), 1, "not what was written"),
        (sql("UPDATE audit_log SET ends = 2 WHERE number = 5"), 5, "not what was written"),
        (sql("DELETE FROM audit_log WHERE number = 2"), 2, "missing"),
        (sql("DELETE FROM audit_log WHERE number = 1"), 1, "missing"),
        (
            sql("DELETE FROM audit_log WHERE number >= 4"),
            4,
            "missing, with all that followed up to line 5",
        ),
        (
            sql("DELETE FROM audit_log WHERE number = 2",
                "UPDATE audit_log SET number = 2 WHERE number = 3",
                "UPDATE audit_log SET number = 3 WHERE number = 4",
                "UPDATE audit_log SET number = 4 WHERE number = 5"),
            2,
            "not what was written",
        ),
        (
            sql("UPDATE audit_log SET number = 6 WHERE number = 5",
                "UPDATE audit_log SET number = 5 WHERE number = 4",
                "UPDATE audit_log SET number = 4 WHERE number = 3", INSERTED),
            3,
            "not what was written",
        ),
        (resealed, 3, "not the one that line 4 was written after"),
        (sql("DELETE FROM audit_log"), 1, "missing, with all that followed up to line 5"),
        (sql("DELETE FROM audit_head"), 5, "not the last line that was written"),
    ],
)  # fmt: skip
def test_damage_is_seen_and_the_first_line_named(
    full: Desk, connection: Connection, damage: Damage, broken: int, fault: str
) -> None:
    without_guard(connection)
    damage(connection)
    connection.commit()
    proof = full.verify_audit()
    assert (proof.broken, proof.fault) == (broken, fault)


def test_an_act_on_the_desk_and_its_line_are_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> int:
        raise RuntimeError("out of luck")

    monkeypatch.setattr("kg.desk.audit.append", failing)
    word = Judgement("a", "b", "same", "ann", "looked", datetime(2026, 6, 30, tzinfo=UTC))
    with pytest.raises(RuntimeError, match="out of luck"):
        desk.judge(word)
    assert desk.judgements() == []


def test_an_intent_is_open_until_its_end(desk: Desk) -> None:
    first = desk.log("ingest", stage="intent", source="bank")
    second = desk.log("withdraw", stage="intent", source="bank")
    desk.log("ingest", ends=first, source="bank")
    [line] = desk.open_intents()
    assert (line.number, line.action) == (second, "withdraw")
    desk.log("withdraw", stage="failed", ends=second, source="bank")
    assert desk.open_intents() == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcö"), inner),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(facts=st.dictionaries(st.text("abcdefü", min_size=1), json_values, max_size=4))
def test_whatever_was_logged_verifies(facts: dict[str, object]) -> None:
    with TemporaryDirectory() as folder, closing(Desk(Path(folder) / "desk.sqlite")) as desk:
        desk.log("test", **facts)
        [line] = desk.audit()
        assert json.dumps(line.facts) == json.dumps(facts)
        assert desk.verify_audit().broken is None
