"""What people and rules decided, in the lake and in the graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.errors import UsageError
from kg.model import Claim, Finding, Reason

REASON = Reason("ring", 4, "accounts", 80.0, "Money came back.", transfers=("bank/t1", "bank/t2"))
FINDING = Finding(
    id="cycle-1",
    kind="cycle",
    subject="bank:a",
    members=("bank:a", "bank:b"),
    score=80.0,
    reasons=(REASON,),
    as_of=None,
    summary="A ring of two.",
)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[kg.Workspace]:
    with kg.init(tmp_path / "work") as made:
        with made.lake.write("bank", fingerprint="1", reader="test") as writer:
            for name in ("a", "b"):
                writer.add_claim(
                    Claim(f"bank:{name}", "Company", "name", f"Quill {name}", "row 1", "f")
                )
            writer.read = 2
        made.refresh()
        yield made


def alerts(ws: kg.Workspace) -> list[tuple[object, ...]]:
    return ws.store.read(
        "MATCH (t:Typology)<-[:INSTANCE_OF]-(a:Alert)-[:FOUND_ON]->(s:Entity)"
        " OPTIONAL MATCH (a)-[:HAS_MEMBER]->(m:Entity)"
        " RETURN t.code, a.caption, a.score, a.status, a.evidence_all, s.id, m.id"
    ).rows


def test_a_desk_with_nothing_to_say_is_no_source(ws: kg.Workspace) -> None:
    assert [source.name for source in ws.lake.sources()] == ["bank"]


def test_an_alert_is_a_node_with_what_it_rests_on(ws: kg.Workspace) -> None:
    ws.desk.upsert_alerts([FINDING])
    ws.refresh()

    evidence = ["bank/t1", "bank/t2"]
    assert alerts(ws) == [("cycle", "A ring of two.", 80.0, "open", evidence, "bank:a", "bank:b")]
    assert ws.refresh().graph.how == "unchanged"


def test_an_alert_that_lost_its_grounds_leaves_the_graph(ws: kg.Workspace) -> None:
    ws.desk.upsert_alerts([FINDING])
    ws.refresh()
    ws.desk.upsert_alerts([])
    ws.refresh()

    assert alerts(ws) == []


def test_the_graph_of_an_alert_comes_back_whole(ws: kg.Workspace) -> None:
    ws.desk.upsert_alerts([FINDING])
    ws.refresh()
    before = alerts(ws)
    ws.rebuild()

    assert alerts(ws) == before


def test_a_doubt_is_a_relation(ws: kg.Workspace) -> None:
    for by in ("ann", "bob"):
        ws.judge("bank:b", "bank:a", "unsure", by=by, reason=f"{by} wonders")
    ws.refresh()

    rows = ws.store.read(
        "MATCH (a)-[r:SIMILAR_TO]->(b) RETURN a.id, b.id, r.criteria_all, r.matcher_all"
    ).rows
    assert rows == [("bank:a", "bank:b", ["ann wonders", "bob wonders"], ["ann", "bob"])]


def test_nobody_else_writes_or_withdraws_it(ws: kg.Workspace, tmp_path: Path) -> None:
    import ingest

    ws.desk.upsert_alerts([FINDING])
    ws.refresh()
    with pytest.raises(UsageError, match="cannot be withdrawn"):
        ws.withdraw("desk")
    path = tmp_path / "entities.jsonl"
    path.write_text("{}")
    with pytest.raises(UsageError, match="the desk's own"):
        ingest.run(ws, "ftm", path, name="desk")
