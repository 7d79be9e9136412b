"""A view is made for somebody, and is the way to data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import ingest
import kg
import queries
from kg.errors import Forbidden, QueryRefused
from kg.model import Finding, Reason
from kg.principal import EVERY_RIGHT, Principal, local_user, user_name

READER = Principal("rita", frozenset({"read"}))
NOBODY = Principal("nemo", frozenset())
ENTITIES = (
    '{"id": "a", "schema": "Person", "properties": {"name": ["Ann"]}}\n'
    '{"id": "b", "schema": "Person", "properties": {"name": ["Bob"]}}\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "people.json"
    data.write_text(ENTITIES)
    with kg.init(tmp_path / "work") as workspace:
        ingest.run(workspace, "ftm", data)
        workspace.refresh()
    return tmp_path / "work"


@pytest.fixture
def ws(folder: Path) -> Iterator[kg.Workspace]:
    with kg.open(folder) as made:
        yield made


def test_by_default_it_is_the_local_user_with_every_right(ws: kg.Workspace) -> None:
    assert ws.principal == local_user() == Principal(user_name(), EVERY_RIGHT)
    with ws.view() as view:
        assert view.principal == ws.principal


def test_a_view_is_made_for_somebody_who_may_read(ws: kg.Workspace) -> None:
    with ws.view(principal=READER) as view:
        assert view.principal == READER
        assert view.sql("SELECT count(*) FROM claims").rows == [(2,)]
    with pytest.raises(Forbidden, match="nemo lacks the right to read"):
        ws.view(principal=NOBODY)


def test_who_may_read_alone_changes_nothing(folder: Path) -> None:
    with kg.open(folder, READER) as ws:
        before = len(ws.desk.audit())
        assert queries.portrait(ws, "a").subject.caption == "Ann"
        with pytest.raises(Forbidden, match="rita lacks the right to load"):
            ws.withdraw("ftm")
        with pytest.raises(Forbidden, match="rita lacks the right to load"):
            ws.refresh()
        with pytest.raises(Forbidden, match="rita lacks the right to decide"):
            ws.judge("ftm:a", "ftm:b", "same", by="rita", reason="looks alike")
        with pytest.raises(Forbidden, match="rita lacks the right to decide"):
            ws.retract("0" * 32)
        with pytest.raises(Forbidden, match="rita lacks the right to decide"):
            queries.alerts(ws)
        assert len(ws.desk.audit()) == before


def test_the_audit_log_names_the_principal(folder: Path) -> None:
    with kg.open(folder, Principal("dora")) as ws:
        ws.judge("ftm:a", "ftm:b", "different", by="ann", reason="asked them")
        queries.alerts(ws)
        ws.withdraw("ftm")
        told = [(line.action, line.actor) for line in ws.desk.audit()]
    assert told[2:] == [
        ("judge", "dora"), ("alerts", "dora"), ("withdraw", "dora"), ("withdraw", "dora"),
    ]  # fmt: skip


def test_a_view_holds_what_the_desk_says(ws: kg.Workspace) -> None:
    reason = Reason("amount", 5, "EUR", 50.0, "Five.")
    june = datetime(2026, 6, 30, tzinfo=UTC)
    now = Finding("f1", "cycle", "ftm:a", ("ftm:a",), 50.0, (reason,), None, "A ring.")
    then = Finding("f2", "cycle", "ftm:b", ("ftm:b",), 50.0, (reason,), june, "A ring.")
    ws.desk.upsert_alerts([now, then], supersede=False)
    ws.judge("ftm:a", "ftm:b", "different", by="ann", reason="asked them")
    with ws.view() as view:
        assert view.findings() == (now, then)
        assert [alert.finding for alert in view.alerts()] == [now, then]
        assert [judgement.verdict for judgement in view.judgements()] == ["different"]
    with ws.view("2026-06-30") as view:
        assert view.findings() == (then,)


def test_a_query_of_a_users_own_goes_through_the_view(ws: kg.Workspace) -> None:
    with ws.view() as view:
        rows = view.query("MATCH (p:Person) RETURN p.caption AS name ORDER BY name", limit=1)
        assert rows.rows == [("Ann",)]
        with pytest.raises(QueryRefused):
            view.query("MATCH (p:Person) DETACH DELETE p")
